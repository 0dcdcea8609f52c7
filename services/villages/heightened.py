"""How much sooner leadership must answer while an election is under way in a village (*masa rawan*). Decision 0082."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from libs.events.contracts.villages.early_warning import Severity, WarningKind
from libs.events.contracts.villages.election_period import ElectionInForce

FASTER: Final = frozenset({WarningKind.ELECTION_TENSION, WarningKind.HOAX})
"""What is answered one step sooner than its severity says while an election is under way, where it is yellow."""


class Heightened(Struct, frozen=True, kw_only=True):
    """The election by which thresholds are heightened, and by how much."""

    election: ElectionInForce
    clock_percent: int
    """Of the usual time."""


def most(found: Iterable[Heightened]) -> Heightened | None:
    """Of several elections in one village, the one that asks for most."""
    return min(found, key=lambda one: (one.clock_percent, one.election.election_id), default=None)


def treated_as(kind: WarningKind, severity: Severity, heightened: Heightened | None) -> Severity:
    """The severity by whose clock a warning is answered."""
    if heightened is not None and kind in FASTER and severity is Severity.YELLOW:
        return Severity.ORANGE
    return severity


def shortened(seconds: int, heightened: Heightened | None) -> int:
    """The seconds within which a warning is to be acknowledged: one at least."""
    return seconds if heightened is None else max(1, seconds * heightened.clock_percent // 100)
