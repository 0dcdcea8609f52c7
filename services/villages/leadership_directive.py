"""What leadership directs about a warning (*arahan pimpinan*): to an officer on duty whom it commands or who serves there."""

from datetime import date
from typing import Final, Self
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.villages.early_warning import DirectResponse, LeadershipDirectiveIssued
from libs.events.decider import Claim, Decided, Decision, Refused


class Addressee(Struct, frozen=True, kw_only=True):
    """What is known of the officer to whom a directive is addressed."""

    on_duty: bool
    commanded: bool
    """Serves in the unit of whoever directs or below it; headquarters command everybody."""
    assigned: bool
    """Is assigned to the village today."""


class Directed(Struct, frozen=True, kw_only=True):
    """A directive that was issued, as far as a repetition is told from another one; its text is sealed."""

    directive_id: UUID
    officer_id: UUID
    due_on: date

    @classmethod
    def of(cls, told: LeadershipDirectiveIssued | DirectResponse) -> Self:
        return cls(directive_id=told.directive_id, officer_id=told.officer_id, due_on=told.due_on)


def direct(issued: LeadershipDirectiveIssued, addressee: Addressee | None) -> Decision:
    """Whoever is not known may have been registered a moment ago: that is flagged, for leadership cannot wait for the bus."""
    if addressee is not None and not addressee.on_duty:
        return Refused("OFFICER_NOT_ACTIVE", "Only an officer on duty can be directed.", "officer_id")
    if addressee is not None and not (addressee.commanded or addressee.assigned):
        elsewhere = "The officer serves neither in a unit you command nor in this village."
        return Refused("OFFICER_ELSEWHERE", elsewhere, "officer_id")
    taken = Refused("ALREADY_ISSUED", "This id belongs to another directive.", "directive_id")
    claim = Claim("leadership-directive", str(issued.directive_id), taken=taken)
    return Decided(events=(issued,), claims=(claim,), flags=() if addressee else ("ADDRESSEE_UNKNOWN",))


INDONESIAN: Final = {
    "Only an officer on duty can be directed.": "Hanya anggota yang aktif dapat menerima arahan.",
    "The officer serves neither in a unit you command nor in this village.": (
        "Anggota tidak berdinas di satuan yang Anda pimpin dan tidak bertugas di desa ini."
    ),
    "This id belongs to another directive.": "Id ini milik arahan lain.",
}
"""What is refused here, said to people who read Indonesian."""
