"""What each decision of the cooperation service is shown besides its own stream, and how far a commander's unit reaches."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from msgspec import convert

from libs.events.access import Actor
from libs.events.contracts.cooperation.milestone import RecordMilestone
from libs.events.contracts.cooperation.pilot_site import DeclareIndependent, NominateSite, RecordSupervision
from libs.events.contracts.cooperation.training_session import (
    AnswerInvitation,
    CloseTraining,
    EnrolParticipant,
    InviteUnit,
    IssueDirective,
    RecordAttendance,
    ScheduleTraining,
)
from libs.events.decider import Place
from libs.events.message import Scope
from libs.events.settings import CooperationRules
from libs.events.view import View
from services.cooperation.cooperation_program import COOPERATION_PROGRAM, CooperationProgram, ProgramCommand
from services.cooperation.milestone import Milestone, MilestoneCommand, MilestoneFacts
from services.cooperation.pilot_site import PILOT_SITE, PilotSite, SiteCommand, SiteFacts
from services.cooperation.training_session import TrainingCommand
from services.cooperation.training_state import Enrollee, TrainingFacts, TrainingSession

_SUBTREE = """with recursive chain as (
    select id, parent_id from known.unit where id = $1
    union select u.id, u.parent_id from known.unit u join chain c on u.id = c.parent_id)
select 1 from chain where id = $2"""
_OFFICERS = """with recursive chain as (
    select o.id as officer_id, u.id, u.parent_id, u.level, 1 as step
    from known.officer o join known.unit u on u.id = o.unit_id where o.id = any($1::uuid[])
    union all select c.officer_id, u.id, u.parent_id, u.level, c.step + 1
    from chain c join known.unit u on u.id = c.parent_id)
select o.id, o.on_duty, o.rank, array(select c.id from chain c where c.officer_id = o.id order by c.step) as units,
    (select c.id from chain c where c.officer_id = o.id and c.level = 'POLDA') as polda_id
from known.officer o where o.id = any($1::uuid[])"""
_HEADS = "select id, commander_id from known.unit where id = any($1::uuid[]) order by id"


async def of_program(_view: View, _state: CooperationProgram | None, _command: ProgramCommand) -> None:
    """A programme decides on what it knows itself."""


async def of_site(view: View, _state: PilotSite | None, command: SiteCommand) -> SiteFacts:
    match command:
        case NominateSite():
            return SiteFacts(
                program_known=await view.state(COOPERATION_PROGRAM, command.program_id) is not None,
                unit_known=command.unit_id is not None and await _unit(view, command.unit_id),
            )
        case RecordSupervision():
            return SiteFacts(giver_unit=view.actor.unit)
        case DeclareIndependent():
            return SiteFacts(supervisions_needed=view.rules(CooperationRules).independence_supervisions)
        case _:
            return SiteFacts()


async def of_milestone(view: View, _state: Milestone | None, command: MilestoneCommand) -> MilestoneFacts:
    if not isinstance(command, RecordMilestone):
        return MilestoneFacts()
    program = await view.state(COOPERATION_PROGRAM, command.program_id)
    sites = {site: await view.state(PILOT_SITE, site) for site in command.site_ids}
    own = frozenset(id_ for id_, site in sites.items() if site and site.nominated.program_id == command.program_id)
    return MilestoneFacts(program_known=program is not None, sites=own)


async def of_training(view: View, state: TrainingSession | None, command: TrainingCommand) -> TrainingFacts:
    match command:
        case ScheduleTraining():
            program = await view.state(COOPERATION_PROGRAM, command.program_id) if command.program_id else None
            return TrainingFacts(
                program_known=program is not None,
                phases=frozenset(phase.number for phase in program.phases) if program else frozenset(),
                unit_known=await _unit(view, command.host_unit_id),
            )
        case InviteUnit():
            return TrainingFacts(unit_known=await _unit(view, command.unit_id))
        case EnrolParticipant() | RecordAttendance():
            return TrainingFacts(officers=await _officers(view, (command.attendee.officer_id,)))
        case AnswerInvitation():
            return TrainingFacts(officers=await _officers(view, command.officer_ids))
        case CloseTraining() if state is not None:
            return TrainingFacts(officers=await _officers(view, (one.officer_id for one in state.participants)))
        case IssueDirective() if state is not None and command.to_units:
            units: Any = await view.facts("officers", _HEADS, sorted(set(command.to_units)))
            return TrainingFacts(
                unit_known=len(units) == len(set(command.to_units)),
                officers=await _officers(view, (one.officer_id for one in state.present)),
                heads=tuple(unit["commander_id"] for unit in units if unit["commander_id"] is not None),
            )
        case _:
            return TrainingFacts()


async def _officers(view: View, officers: Iterable[UUID | None]) -> dict[UUID, Enrollee]:
    """Those of them who are known."""
    asked = sorted({officer for officer in officers if officer is not None})
    found: Any = await view.facts("officers", _OFFICERS, asked) if asked else ()
    return {row["id"]: convert({name: row[name] for name in Enrollee.__struct_fields__}, Enrollee) for row in found}


async def _unit(view: View, unit: UUID) -> bool:
    return bool(await view.facts("officers", "select 1 from known.unit where id = $1", unit))


async def reach(view: View, actor: Actor, scope: Scope, place: Place) -> bool:
    """A commander reaches what his unit hosts, and what those below it do."""
    if scope is not Scope.OWN_UNIT or actor.unit is None or place.unit is None:
        return False
    return bool(await view.facts("officers", _SUBTREE, place.unit, actor.unit))
