"""What the gateway reads: every log of the system in one set of tables, kept up by the projector."""

from services.gateway.read_model import cooperation, officers, villages
from services.gateway.read_model.projection import projection

__all__ = ["cooperation", "officers", "projection", "villages"]
