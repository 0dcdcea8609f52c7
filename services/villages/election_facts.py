"""What decisions about elections and sensitive issues are shown besides their own streams."""

from uuid import UUID

from libs.events.contracts.villages.election_period import DeclareElectionPeriod, FollowElectionRegion
from libs.events.contracts.villages.sensitive_issue import (
    LinkToElection,
    RecordCounterAction,
    ReopenSensitiveIssue,
    ReportSensitiveIssue,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.service import now
from libs.events.settings import VillagesRules
from libs.events.view import View
from services.villages.counter_action import Means
from services.villages.election_period import ELECTION_PERIOD, ElectionCommand, ElectionFacts, ElectionPeriod
from services.villages.election_region import CLAIM, claimed
from services.villages.elections_near import heightened
from services.villages.facts import assigned, giver_of
from services.villages.joint_activity import JOINT_ACTIVITY
from services.villages.outreach import OUTREACH
from services.villages.place import is_village
from services.villages.region import REGION
from services.villages.reporting import Reporting
from services.villages.sensitive_issue import SensitiveCommand, SensitiveFacts, SensitiveIssue
from services.villages.village import VILLAGE


async def of_election(view: View, state: ElectionPeriod | None, command: ElectionCommand) -> ElectionFacts:
    rules = view.rules(VillagesRules)
    registered, kind = await _place(view, command.region_code) if isinstance(command, DeclareElectionPeriod) else (False, None)
    return ElectionFacts(
        reporting=Reporting(now=now()),
        giver=await giver_of(view),
        registered=registered,
        village_kind=kind,
        clock_percent=rules.election_clock_percent,
        visit_within_days=rules.election_visit_days,
        days_max=rules.election_days_max,
        held_by=await _held_by(view, state, command) if isinstance(command, FollowElectionRegion) else None,
    )


async def _held_by(view: View, state: ElectionPeriod | None, command: FollowElectionRegion) -> UUID | None:
    """What holds the code that an election is to follow to; the decision stands only while that stays as it is."""
    if state is None or command.code is None:
        return None
    holder = await view.holder(CLAIM, claimed(state.declared.kind, command.code))
    if holder is None or holder == command.election_id:
        return None
    other = await view.state(ELECTION_PERIOD, holder)
    return holder if other is not None and other.closed is None and other.region_code == command.code else None


async def _place(view: View, code: str) -> tuple[bool, VillageKind | None]:
    """Whether a region or village of this code is registered, and the kind of a village."""
    holder = await view.holder("village-code" if is_village(code) else "region-code", code)
    if holder is None:
        return False, None
    if is_village(code):
        village = await view.state(VILLAGE, holder)
        return (village is not None and village.code == code), (village.kind if village else None)
    region = await view.state(REGION, holder)
    return region is not None and region.code == code, None


async def of_sensitive_issue(view: View, state: SensitiveIssue | None, command: SensitiveCommand) -> SensitiveFacts:
    """The election under way is looked up where it matters: when an issue is reported, and when it flares up again."""
    where = command.village_id if isinstance(command, ReportSensitiveIssue) else state.reported.village_id if state else None
    village = await view.state(VILLAGE, where) if where else None
    watched = isinstance(command, ReportSensitiveIssue | ReopenSensitiveIssue)
    raised = await heightened(view, village.code) if watched and village is not None else None
    within_days = view.rules(VillagesRules).reported_within_days
    return SensitiveFacts(
        reporting=Reporting(now=now(), occurred_at=view.occurred_at, within_days=within_days),
        giver=await giver_of(view),
        village=village,
        assigned=await assigned(view, where) if isinstance(command, ReportSensitiveIssue) and where else True,
        election=raised.election if raised else None,
        about=await view.state(ELECTION_PERIOD, command.election_id) if isinstance(command, LinkToElection) else None,
        means=await _means(view, command) if isinstance(command, RecordCounterAction) else Means(),
    )


async def _means(view: View, command: RecordCounterAction) -> Means:
    return Means(
        outreach=await view.state(OUTREACH, command.outreach_id) if command.outreach_id else None,
        activity=await view.state(JOINT_ACTIVITY, command.activity_id) if command.activity_id else None,
    )
