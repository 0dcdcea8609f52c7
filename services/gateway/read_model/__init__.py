"""What the gateway reads: every log of the system in one set of tables, kept up by the projector; any of it can be made again."""

from services.gateway.read_model import derived, tables
from services.gateway.read_model.projection import projection

__all__ = ["projection", "tables"]

projection.after(derived.derive)
