"""How outreach to residents (*penyuluhan*) is noted: by the officer himself, and never refused for what is on its way."""

from typing import Final, TypeAlias, assert_never

from msgspec import Struct

from libs.events.contracts.villages.outreach import OutreachHeld, RecordOutreach
from libs.events.decider import Decided, Decider, Decision, Place, Refused
from services.villages import reporting
from services.villages.local_time import local_day
from services.villages.reporting import Reporting
from services.villages.village import Village

OutreachCommand: TypeAlias = RecordOutreach
OutreachEvent: TypeAlias = OutreachHeld

ASSIGNMENT_UNKNOWN: Final = "ASSIGNMENT_UNKNOWN"
"""Flags what an officer did where he was not assigned that day, as far as is known here."""


class Outreach(Struct, frozen=True, kw_only=True):
    held: OutreachHeld


class OutreachFacts(Struct, frozen=True, kw_only=True):
    """The clock, the village, and whether the officer is known to be assigned there on the day."""

    reporting: Reporting
    village: Village | None = None
    assigned: bool = False


def decide(state: Outreach | None, command: OutreachCommand, facts: OutreachFacts) -> Decision:
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    held = OutreachHeld(
        village_id=command.village_id,
        officer_id=command.officer_id,
        kind=command.kind,
        theme=command.theme,
        appeal=command.appeal,
        held_at=command.held_at,
        held_on=local_day(command.held_at, facts.village),
        attendance=command.attendance,
    )
    if state is not None:
        return [] if state.held == held else Refused("ALREADY_RECORDED", "This id belongs to other outreach.", "outreach_id")
    if refused := facts.reporting.refuse_future(command.held_at, "held_at"):
        return refused
    return Decided(events=(held,), flags=() if facts.assigned else (ASSIGNMENT_UNKNOWN,))


def evolve(_state: Outreach | None, event: OutreachEvent) -> Outreach:
    match event:
        case OutreachHeld():
            return Outreach(held=event)
        case _:
            assert_never(event)


def place(_state: Outreach | None, command: OutreachCommand, _facts: OutreachFacts) -> Place:
    """The officer's own word, about a village."""
    return Place(village=command.village_id, person=command.officer_id)


INDONESIAN: Final = {
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to other outreach.": "Id ini milik penyuluhan lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

OUTREACH: Final[Decider[Outreach | None, OutreachCommand, OutreachEvent, OutreachFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **reporting.INDONESIAN}
)
