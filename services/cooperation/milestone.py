"""How a milestone (*tonggak sejarah*) of a programme is told, confirmed, and taken back where it was wrong."""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.milestone import (
    ConfirmMilestone,
    MilestoneConfirmed,
    MilestoneRecorded,
    MilestoneWithdrawn,
    RecordMilestone,
    WithdrawMilestone,
)
from libs.events.decider import Decider, Decision, Refused, begun
from libs.events.wording import Sentence
from services.cooperation.claimed_dates import certainly_before, told

MilestoneCommand: TypeAlias = RecordMilestone | ConfirmMilestone | WithdrawMilestone
MilestoneEvent: TypeAlias = MilestoneRecorded | MilestoneConfirmed | MilestoneWithdrawn


class Milestone(Struct, frozen=True, kw_only=True):
    recorded: MilestoneRecorded
    confirmed: bool
    withdrawn: bool = False


class MilestoneFacts(Struct, frozen=True, kw_only=True):
    """Whether the programme is known, and which of the sites named are its own."""

    program_known: bool = False
    sites: frozenset[UUID] = frozenset()


def decide(state: Milestone | None, command: MilestoneCommand, facts: MilestoneFacts) -> Decision:
    if isinstance(command, RecordMilestone):
        return _record(state, command, facts)
    if state is None:
        return Refused("MILESTONE_UNKNOWN", "There is no such milestone.", "milestone_id")
    match command:
        case ConfirmMilestone():
            if state.withdrawn:
                return Refused("MILESTONE_WITHDRAWN", "The milestone was taken back: record it anew.", "milestone_id")
            return [] if state.confirmed else [MilestoneConfirmed(source=command.source)]
        case WithdrawMilestone():
            return [] if state.withdrawn else [MilestoneWithdrawn(reason=command.reason)]
        case _:
            assert_never(command)


def _record(state: Milestone | None, command: RecordMilestone, facts: MilestoneFacts) -> Decision:
    recorded = MilestoneRecorded(
        program_id=command.program_id,
        title=command.title,
        happened_on=command.happened_on,
        until=command.until,
        confirmed=command.confirmed,
        site_ids=command.site_ids,
        count=command.count,
    )
    if state is not None:
        same = state.recorded == recorded
        return [] if same else Refused("ALREADY_RECORDED", "This id belongs to another milestone.", "milestone_id")
    if not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if set(command.site_ids) - facts.sites:
        return Refused("SITE_UNKNOWN", "The programme has no such site.", "site_ids")
    if command.until and certainly_before(command.until, command.happened_on):
        said = Sentence("It began later: {day}.", day=told(command.happened_on))
        return Refused("ENDS_BEFORE_START", said, "until")
    return [recorded]


def evolve(state: Milestone | None, event: MilestoneEvent) -> Milestone:
    match event:
        case MilestoneRecorded():
            return Milestone(recorded=event, confirmed=event.confirmed)
        case MilestoneConfirmed():
            return replace(begun(state), confirmed=True)
        case MilestoneWithdrawn():
            return replace(begun(state), withdrawn=True)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "It began later: {day}.": "Peristiwa ini dimulai sesudah itu: {day}.",
    "The milestone was taken back: record it anew.": "Tonggak sejarah ini sudah ditarik: catat kembali.",
    "The programme has no such site.": "Program tidak memiliki situs itu.",
    "There is no such milestone.": "Tonggak sejarah itu tidak ada.",
    "There is no such programme.": "Program itu tidak ada.",
    "This id belongs to another milestone.": "Id ini milik tonggak sejarah lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

MILESTONE: Final[Decider[Milestone | None, MilestoneCommand, MilestoneEvent, MilestoneFacts]] = Decider(
    None, decide, evolve, indonesian=INDONESIAN
)
