"""What each decision of the cooperation service is shown besides its own stream, and how far a commander's unit reaches."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import convert

from libs.events.access import Actor
from libs.events.contracts.cooperation.cooperation_input import HandOverEquipment, ReturnExpert
from libs.events.contracts.cooperation.evaluation_report import CommissionEvaluation
from libs.events.contracts.cooperation.milestone import RecordMilestone
from libs.events.contracts.cooperation.pilot_site import DeclareIndependent, NominateSite, RecordSupervision, ReviseSiteRegions
from libs.events.contracts.cooperation.project_design import AdoptDesign, MeasureIndicator, Positions, RecordIndicatorActual
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
from libs.events.writer import Unavailable
from services.cooperation.cooperation_input import CooperationInput, InputCommand, InputFacts
from services.cooperation.cooperation_program import COOPERATION_PROGRAM, CooperationProgram, ProgramCommand
from services.cooperation.design_state import Counted, DesignCommand, DesignFacts, ProjectDesign
from services.cooperation.evaluation_report import EvaluationCommand, EvaluationFacts, EvaluationReport
from services.cooperation.field_count import combined, months
from services.cooperation.field_measures import CATALOGUE
from services.cooperation.indicator_measurement import counted_for
from services.cooperation.milestone import Milestone, MilestoneCommand, MilestoneFacts
from services.cooperation.pilot_site import PILOT_SITE, PilotSite, SiteCommand, SiteFacts
from services.cooperation.region_codes import Meant
from services.cooperation.region_facts import look_up
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

_POSITIONS: Final = """(select position from known.checkpoint where service = 'officers') as officers,
    (select position from known.checkpoint where service = 'villages') as villages,
    (select position from known.checkpoint where service = 'cooperation') as cooperation"""
"""How far each log has been read, in the snapshot of the statement that it stands in."""
_READ: Final = f"select {_POSITIONS}"
_DAY: Final = "coalesce(d.day, (d.at at time zone coalesce(p.timezone, 'UTC'))::date)"
COUNT: Final = f"""select sum(amount) as total, coalesce(sum(weight), 0) as weight, {_POSITIONS} from (
    select d.amount, coalesce(d.weight, 1) as weight
    from known.deed d left join known.place p on p.id = coalesce(d.place_id, d.id)
    where d.measure = $1 and d.amount is not null and d.failed is not true and {_DAY} >= $2 and {_DAY} < $3
    and (d.settled_at is null or (d.settled_at at time zone coalesce(p.timezone, 'UTC'))::date <= $4)
    and (cardinality($5::text[]) = 0 or exists (
        select 1 from unnest($5::text[]) r (code) where p.code = r.code or starts_with(p.code, r.code || '.')))) counted"""  # noqa: S608 - conditions above
"""As `field_count` counts it from the events themselves."""


async def of_program(_view: View, _state: CooperationProgram | None, _command: ProgramCommand) -> None:
    """A programme decides on what it knows itself."""


async def of_site(view: View, _state: PilotSite | None, command: SiteCommand) -> SiteFacts:
    match command:
        case NominateSite():
            return SiteFacts(
                program_known=await view.state(COOPERATION_PROGRAM, command.program_id) is not None,
                unit_known=command.unit_id is not None and await _unit(view, command.unit_id),
                regions=await look_up(view, command.region_codes, date.max),
            )
        case ReviseSiteRegions():
            return SiteFacts(regions=await look_up(view, command.region_codes, date.max))
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


async def of_design(view: View, state: ProjectDesign | None, command: DesignCommand) -> DesignFacts:
    within = view.rules(CooperationRules).jcc_within_days
    match command:
        case AdoptDesign():
            program = await view.state(COOPERATION_PROGRAM, command.program_id)
            return DesignFacts(program_known=program is not None, phases=_phases(program), jcc_within_days=within)
        case MeasureIndicator():
            regions, counted = await _counted(view, state, command)
            return DesignFacts(regions=regions, counted=counted, jcc_within_days=within)
        case RecordIndicatorActual():
            (row,) = await view.facts("cooperation", _READ)
            return DesignFacts(positions=_positions(row), jcc_within_days=within)
        case _:
            return DesignFacts(jcc_within_days=within)


async def _counted(
    view: View, state: ProjectDesign | None, command: MeasureIndicator
) -> tuple[tuple[Meant, ...], Counted | None]:
    """The regions that the indicator names, what its field measure comes to there, and the positions of that very picture."""
    indicator = counted_for(state, command)
    field = indicator.field_measure if indicator else None
    if state is None or state.forceful is None or field is None or command.last_month < command.first_month:
        return (), None
    begins, ends = months(command.first_month, command.last_month)
    definition = CATALOGUE[field.measure]
    named = (field.region_codes, state.forceful.made_on)
    regions = await look_up(view, *named)
    if any(not one.codes for one in regions):
        return regions, None
    codes = tuple(dict.fromkeys(code for one in regions for code in one.codes))
    asked = (field.measure.value, begins, ends, command.measured_on, list(codes))
    (row,) = await view.facts(definition.service, COUNT, *asked)
    if await look_up(view, *named) != regions:
        raise Unavailable("a region got another code between two looks")
    value = combined(field.measure, row["total"], row["weight"])
    return regions, Counted(value=value, region_codes=codes, definition=definition.version, positions=_positions(row))


def _positions(row: Any) -> Positions:
    return Positions(officers=row["officers"] or None, villages=row["villages"] or None, cooperation=row["cooperation"] or None)


async def of_input(view: View, _state: CooperationInput | None, command: InputCommand) -> InputFacts:
    if isinstance(command, ReturnExpert):
        return InputFacts()
    program = await view.state(COOPERATION_PROGRAM, command.program_id)
    known = isinstance(command, HandOverEquipment) and await _unit(view, command.unit_id)
    return InputFacts(program_known=program is not None, phases=_phases(program), unit_known=known)


async def of_evaluation(view: View, _state: EvaluationReport | None, command: EvaluationCommand) -> EvaluationFacts:
    if not isinstance(command, CommissionEvaluation):
        return EvaluationFacts()
    program = await view.state(COOPERATION_PROGRAM, command.program_id)
    if program is None:
        return EvaluationFacts()
    ended = tuple((phase.number, phase.ended_on.value if phase.ended_on else None) for phase in program.phases)
    return EvaluationFacts(program_known=True, phases=ended)


def _phases(program: CooperationProgram | None) -> frozenset[int]:
    return frozenset(phase.number for phase in program.phases) if program else frozenset()


async def _unit(view: View, unit: UUID) -> bool:
    return bool(await view.facts("officers", "select 1 from known.unit where id = $1", unit))


async def reach(view: View, actor: Actor, scope: Scope, place: Place) -> bool:
    """A commander reaches what his unit hosts, and what those below it do."""
    if scope is not Scope.OWN_UNIT or actor.unit is None or place.unit is None:
        return False
    return bool(await view.facts("officers", _SUBTREE, place.unit, actor.unit))
