"""What each decision of the villages service is shown besides its own stream, and who reaches a village."""

from datetime import timedelta
from typing import Any, assert_never
from uuid import UUID

from msgspec.structs import replace

from libs.events.access import Actor
from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.community_issue import AssignIssue, ReportIssue
from libs.events.contracts.villages.contact_person import RegisterContactPerson
from libs.events.contracts.villages.early_warning import (
    DirectResponse,
    EscalateWarning,
    Post,
    RaiseEarlyWarning,
    Severity,
    WarningKind,
)
from libs.events.contracts.villages.joint_activity import PlanJointActivity
from libs.events.contracts.villages.safety_survey import OpenSurvey, RecordSurveyTally
from libs.events.contracts.villages.village_visit import CompleteVisit
from libs.events.decider import Place
from libs.events.message import Role, Scope
from libs.events.service import now
from libs.events.settings import VillagesRules
from libs.events.view import View
from services.villages import known_regions
from services.villages.chain_of_command import LADDER
from services.villages.community_issue import CommunityIssue, IssueFacts
from services.villages.contact_person import CONTACT_PERSON, ContactCommand, ContactFacts, ContactPerson
from services.villages.early_warning import EarlyWarning, Giver, WarningCommand, WarningFacts
from services.villages.elections_near import heightened
from services.villages.heightened import Heightened, shortened, treated_as
from services.villages.issue_steps import IssueCommand
from services.villages.joint_activity import JointActivity, JointActivityCommand, JointActivityFacts
from services.villages.leadership_directive import Addressee
from services.villages.local_time import local_day
from services.villages.outreach import Outreach, OutreachCommand, OutreachFacts
from services.villages.place import codes_above
from services.villages.place_facts import ground, region_at
from services.villages.reporting import Reporting
from services.villages.safety_survey import SafetySurvey, SurveyCommand, SurveyFacts
from services.villages.three_pillars import THREE_PILLARS, PillarsCommand, PillarsFacts, ThreePillars
from services.villages.village import VILLAGE
from services.villages.village_visit import Assigned, VillageVisit, VisitCommand, VisitFacts


def _in_force(day: str) -> str:
    """The condition on an assignment; the day on which it ends is the first on which it is not."""
    return f"starts_on <= {day} and (ends_on is null or {day} < ends_on)"


_HELD_TODAY = "j.valid_from <= current_date and (j.valid_to is null or current_date < j.valid_to)"
"""Ground `j` of a unit is held."""
_COMMANDED = f"""with recursive chain as (
    select u.id, u.parent_id from known.jurisdiction j join known.unit u on u.id = j.unit_id
    where j.code = any($1::text[]) and {_HELD_TODAY}
    union select u.id, u.parent_id from known.unit u join chain c on u.id = c.parent_id)
select 1 from chain where id = $2"""  # noqa: S608 - conditions above
_OF_OFFICER = "select 1 from known.assignment where officer_id = $1 and village_id = $2"
_ASSIGNED = f"{_OF_OFFICER} and {_in_force('current_date')}"
_ASSIGNED_ON = f"{_OF_OFFICER} and {_in_force('$3')}"
_HOLDS_POST = f"""select officer_id from known.assignment where village_id = $1 and duty = 'BHABINKAMTIBMAS' and role = 'PRIMARY'
and {_in_force("current_date")} order by starts_on desc, id limit 1"""  # noqa: S608 - as above
_ASSIGNMENTS = "select village_id, starts_on, ends_on from known.assignment where officer_id = $1"

_LOWEST = f"""select u.id from known.jurisdiction j join known.unit u on u.id = j.unit_id
    where j.code = any($1::text[]) and {_HELD_TODAY}
    order by length(j.code) desc, array_position(array[{", ".join(f"'{level}'" for level in UnitLevel)}], u.level) desc, u.id
    limit 1"""  # noqa: S608 - names of levels
_CHAIN = f"""with recursive lowest as ({_LOWEST}),
chain as (
    select u.* from known.unit u join lowest on lowest.id = u.id
    union select u.* from known.unit u join chain c on u.id = c.parent_id)
select id, level, commander_id,
    coalesce(absent_from <= current_date and (absent_until is null or current_date < absent_until), false)
    or exists (select 1 from known.officer o where o.id = commander_id and not (o.on_duty and o.unit_id = chain.id)) as absent,
    case when acting_from <= current_date and (acting_until is null or current_date < acting_until)
        and not exists (select 1 from known.officer o where o.id = acting_id and not o.on_duty) then acting_id end as acting_id
from chain where active and level = any($2::text[]) order by array_position($2::text[], level)"""  # noqa: S608 - names of levels
_ADDRESSEE = f"""with recursive above as (
    select u.id, u.parent_id from known.officer o join known.unit u on u.id = o.unit_id where o.id = $1
    union select u.id, u.parent_id from known.unit u join above a on u.id = a.parent_id)
select on_duty, exists (select 1 from above where id = $3::uuid) as commanded, exists ({_ASSIGNED}) as assigned
from known.officer where id = $1"""  # noqa: S608 - ours


async def of_pillars(view: View, _state: ThreePillars, command: PillarsCommand) -> PillarsFacts:
    dispute_days = view.rules(VillagesRules).dispute_days
    village = await view.state(VILLAGE, command.village_id)
    return PillarsFacts(reporting=Reporting(now=now()), village=village, dispute_days=dispute_days)


async def of_joint_activity(view: View, state: JointActivity | None, command: JointActivityCommand) -> JointActivityFacts:
    """Of the pillars' stream as well, so that no activity is held beside a dispute that is reported at the same time."""
    told = Reporting(now=now())
    if isinstance(command, PlanJointActivity):
        return JointActivityFacts(reporting=told, village=await view.state(VILLAGE, command.village_id))
    if state is None:
        return JointActivityFacts(reporting=told)
    where = state.planned.village_id
    village, pillars = await view.state(VILLAGE, where), await view.state(THREE_PILLARS, where)
    return JointActivityFacts(reporting=told, village=village, pillars=pillars)


async def of_outreach(view: View, _state: Outreach | None, command: OutreachCommand) -> OutreachFacts:
    village = await view.state(VILLAGE, command.village_id)
    # Assignments begin and end by the calendar of the village, in whatever zone the phone tells its time.
    day = local_day(command.held_at, village) if village else command.held_at.date()
    assigned = await view.facts("officers", _ASSIGNED_ON, command.officer_id, command.village_id, day)
    return OutreachFacts(reporting=Reporting(now=now()), village=village, assigned=bool(assigned))


async def of_warning(view: View, state: EarlyWarning | None, command: WarningCommand) -> WarningFacts:
    giver = await giver_of(view)
    if isinstance(command, RaiseEarlyWarning):
        village = await view.state(VILLAGE, command.village_id)
        code = await ground(view, command.village_id)
        chain, raised = await _chain(view, code), await heightened(view, code) if code else None
        clock, known = _clock(view, command.kind, command.severity, raised), await assigned(view, command.village_id)
        return WarningFacts(
            giver=giver, village=village, chain=chain, clock=clock, election=raised.election if raised else None, assigned=known
        )
    if isinstance(command, EscalateWarning) and state is not None:
        code = await ground(view, state.village_id)
        chain, raised = await _chain(view, code), await heightened(view, code) if code else None
        clock = _clock(view, state.kind, state.severity, raised)
        return WarningFacts(giver=giver, chain=chain, clock=clock, election=raised.election if raised else None)
    if isinstance(command, DirectResponse) and state is not None:
        return WarningFacts(giver=giver, addressee=await _addressee(view, command.officer_id, state.village_id))
    return WarningFacts(giver=giver)


def _clock(view: View, kind: WarningKind, severity: Severity, raised: Heightened | None) -> int:
    """Seconds within which a warning is to be acknowledged: fewer while an election is under way."""
    return shortened(_usual(view.rules(VillagesRules), treated_as(kind, severity, raised)), raised)


def _usual(rules: VillagesRules, severity: Severity) -> int:
    match severity:
        case Severity.RED:
            return rules.warning_clock_red
        case Severity.ORANGE:
            return rules.warning_clock_orange
        case Severity.YELLOW:
            return rules.warning_clock_yellow
        case Severity.GREEN:
            return rules.warning_clock_green
        case _:
            assert_never(severity)


async def giver_of(view: View) -> Giver:
    actor = view.actor
    unit = actor.unit if actor.role is Role.COMMANDER else None
    found: Any = await view.facts("officers", "select level from known.unit where id = $1", unit) if unit else ()
    level = UnitLevel(found[0]["level"]) if found else None
    return Giver(role=actor.role, person_id=actor.person, unit_id=unit, level=level)


async def _addressee(view: View, officer: UUID, village: UUID) -> Addressee | None:
    actor = view.actor
    found: Any = await view.facts("officers", _ADDRESSEE, officer, village, actor.unit)
    if not found:
        return None
    (row,) = found
    commanded = actor.role is Role.HEADQUARTERS or row["commanded"]
    return Addressee(on_duty=row["on_duty"], commanded=commanded, assigned=row["assigned"])


async def assigned(view: View, village: UUID) -> bool:
    """Whether an officer's assignment has arrived here; of others none is expected."""
    if view.actor.role is not Role.OFFICER:
        return True
    return await _serves(view, view.actor.person, village)


async def _chain(view: View, code: str | None) -> tuple[Post, ...]:
    if code is None:
        return ()
    rows = await view.facts("officers", _CHAIN, codes_above(code), list(LADDER))
    return tuple(_post(row) for row in rows)


def _post(row: Any) -> Post:
    unit: UUID = row["id"]
    return Post(
        level=UnitLevel(row["level"]),
        unit_id=unit,
        holder_id=row["commander_id"],
        acting_id=row["acting_id"],
        absent=row["absent"],
    )


async def of_contact(view: View, state: ContactPerson | None, command: ContactCommand) -> ContactFacts:
    where = command.village_id if isinstance(command, RegisterContactPerson) else state.village_id if state else None
    village = await view.state(VILLAGE, where) if where else None
    confirmed_for = view.rules(VillagesRules).contact_confirmed_for_days
    return ContactFacts(reporting=Reporting(now=now()), village=village, confirmed_for=confirmed_for)


async def of_issue(view: View, state: CommunityIssue | None, command: IssueCommand) -> IssueFacts:
    """Where a report goes is looked up when it is made: the officer who holds the post, else the unit of that ground."""
    rules = view.rules(VillagesRules)
    where = command.village_id if isinstance(command, ReportIssue) else state.reported.village_id if state else None
    village = await view.state(VILLAGE, where) if where else None
    facts = IssueFacts(
        village=village,
        reporting=Reporting(now=now(), occurred_at=view.occurred_at, within_days=rules.reported_within_days),
        giver_id=view.actor.person,
        acknowledge_within=rules.issue_acknowledged_within,
        act_within=rules.issue_acted_within,
        holds_days=rules.issue_holds_for_days,
    )
    if isinstance(command, AssignIssue) and state is not None:
        known = await view.facts("officers", _ASSIGNED, command.officer_id, state.reported.village_id)
        return replace(facts, assigned=bool(known))
    if not isinstance(command, ReportIssue) or village is None:
        return facts
    holders: Any = await view.facts("officers", _HOLDS_POST, command.village_id)
    chain = await _chain(view, await ground(view, command.village_id))
    officer: UUID | None = holders[0]["officer_id"] if holders else None
    return replace(facts, officer_id=officer, unit_id=chain[0].unit_id if chain else None)


async def of_visit(view: View, _state: VillageVisit, command: VisitCommand) -> VisitFacts:
    contacts: dict[UUID, ContactPerson] = {}
    for contact in command.contact_ids if isinstance(command, CompleteVisit) else ():
        if (found := await view.state(CONTACT_PERSON, contact)) is not None:
            contacts[contact] = found
    within_days = view.rules(VillagesRules).reported_within_days
    return VisitFacts(
        reporting=Reporting(now=now(), occurred_at=view.occurred_at, within_days=within_days),
        village=await view.state(VILLAGE, command.village_id),
        assignments=tuple(Assigned(**row) for row in await view.facts("officers", _ASSIGNMENTS, command.officer_id)),
        contacts=contacts,
    )


async def of_survey(view: View, state: SafetySurvey | None, command: SurveyCommand) -> SurveyFacts:
    min_respondents = view.rules(VillagesRules).index_min_respondents
    return SurveyFacts(
        reporting=Reporting(now=now()),
        region=await region_at(view, command.region_code) if isinstance(command, OpenSurvey) else None,
        village=await view.state(VILLAGE, command.village_id) if state and isinstance(command, RecordSurveyTally) else None,
        now_code=await _now_code(view, state) if state else None,
        min_respondents=min_respondents,
    )


async def _now_code(view: View, survey: SafetySurvey) -> str | None:
    """The code that the region of a survey has now, as far as is known; none where it is no more."""
    rows: Any = await view.facts("villages", known_regions.NOW, survey.opened.region_code, survey.opened.opens_on)
    return rows[0]["code"] if rows else None


async def reach(view: View, actor: Actor, scope: Scope, place: Place) -> bool:
    """A commander reaches the villages on the ground of his unit and all below it, and a region that lies on it as a whole; an
    officer those villages that he is assigned to.

    What a superior put into his hands an officer reaches as well, and nothing else there.
    """
    if place.region is not None and scope is Scope.OWN_UNIT and actor.unit is not None:
        return bool(await view.facts("officers", _COMMANDED, codes_above(place.region), actor.unit))
    if place.village is None:
        return False
    match scope:
        case Scope.OWN_UNIT if actor.unit is not None:
            code = await ground(view, place.village)
            return code is not None and bool(await view.facts("officers", _COMMANDED, codes_above(code), actor.unit))
        case Scope.OWN_VILLAGE if actor.role is Role.OFFICER and place.given_to is not None and actor.person == place.given_to:
            return True
        case Scope.OWN_VILLAGE if actor.role is Role.OFFICER and actor.village != place.village:
            # What his token says counts as well: his assignment may not have arrived here yet.
            return await _serves(view, actor.person, place.village)
        case Scope.OWN_VILLAGE:
            return actor.village == place.village
        case _:
            return False


async def _serves(view: View, officer: UUID | None, village_id: UUID) -> bool:
    """Whether an officer is assigned to a village, or was when what he reports happened, as long as reports are waited for."""
    if await view.facts("officers", _ASSIGNED, officer, village_id):
        return True
    village = await view.state(VILLAGE, village_id)
    within = timedelta(days=view.rules(VillagesRules).reported_within_days)
    if village is None or view.occurred_at is None or view.occurred_at < now() - within:
        return False
    day = local_day(view.occurred_at, village)
    return bool(await view.facts("officers", _ASSIGNED_ON, officer, village_id, day))
