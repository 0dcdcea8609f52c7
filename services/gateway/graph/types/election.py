"""Election periods in the graph: how far each has come, and what is said, done and feared meanwhile where it is held."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import ARRAY, Text, and_, case, cast, func, literal_column, not_, or_, select
from sqlalchemy.dialects.postgresql import array

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.early_warning import WarningKind
from libs.events.contracts.villages.election_period import ElectionKind, ElectionOutcome, ElectionPhase, RegionLoss
from libs.events.contracts.villages.village_visit import VisitOutcome
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import covers, lies_now
from services.gateway.graph.mapping import Connection, Node, column, many, one, page, rows_of
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.election_filters import CLOSED, DECLARED, OPEN, ElectionState, heightens
from services.gateway.graph.types.joint_activity import JointActivity
from services.gateway.graph.types.outreach import Outreach
from services.gateway.graph.types.region import Region
from services.gateway.graph.types.sensitive_issue import SensitiveIssue, sensitive_issues
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.unit import PoliceUnit
    from services.gateway.graph.types.village import Village
    from services.gateway.graph.types.warning import EarlyWarning

for _kind in (ElectionKind, ElectionPhase, ElectionOutcome, RegionLoss):
    enum_of(_kind)
ElectionUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]
ElectionVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
ElectionVillages = Connection[Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]]
ElectionWarnings = Connection[Annotated["EarlyWarning", strawberry.lazy("services.gateway.graph.types.warning")]]

_e: Any = t.election_period.c
PEACE: Final = (ActivityTheme.ELECTION_PEACE, ActivityTheme.DIVERSITY, ActivityTheme.HOAX_LITERACY)
"""What is done together with residents so that an election stays peaceful."""
FEARED: Final = (WarningKind.ELECTION_TENSION, WarningKind.HOAX)
_rank: Any = func.array_position(
    cast(array([literal_column(f"'{one.value}'") for one in ElectionPhase]), ARRAY(Text())), t.election_phase.c.phase
)
PERIODS: Final = select(
    *_e,
    case((_e.closed_at.is_not(None), CLOSED), (_e.phase.is_(None), DECLARED), else_=OPEN).label("state"),
    case((_e.closed_at.is_(None), _e.region_code), else_=lies_now(_e.place_id, _e.region_code)).label("now_code"),
).subquery("election_periods")
PHASES: Final = select(*t.election_phase.c, _rank.label("place")).subquery("election_phases")


def _during(period: Any, moment: Any) -> Any:
    """Whether something was while the period was to be or was under way."""
    return and_(moment >= period.starts_at, func.coalesce(moment < period.closed_at, True))


def _villages(period: Any) -> Any:
    v = t.village.c
    found = select(v.id).where(covers(period.now_code, v.code)).correlate_except(t.village).scalar_subquery()
    return func.any(func.array(found))


def _unvisited(period: Any, village: Any) -> Any:
    """Without a completed visit for as many days as the period allows."""
    visit = t.village_visit.c
    since = func.now() - func.make_interval(0, 0, 0, period.visit_within_days)
    lately = select(visit.id).where(visit.village_id == village.id, visit.outcome == VisitOutcome.COMPLETED.value)
    return not_(lately.where(visit.at >= since).correlate_except(t.village_visit).exists())


def _themed(row: Any) -> Any:
    return row.theme.in_([literal_column(f"'{theme.value}'") for theme in PEACE])


def _feared(row: Any) -> Any:
    return row.kind.in_([literal_column(f"'{kind.value}'") for kind in FEARED])


@rows_of(PHASES, key="phase")
@strawberry.type(description="A phase of an election (tahapan).")
class ElectionPhaseEntry:
    phase: ElectionPhase = column(description="Which one.")
    starts_at: datetime = column(description="When it begins, as was declared.")
    begun_at: datetime | None = column(description="When it began; null where it has not, or was passed over.")
    by_hand: bool | None = column(description="Whether a commander had it begin, rather than the clock; null until it has.")


@rows_of(PERIODS, visible=INSIDE)
@strawberry.type(description="An election (masa pemilihan) over a region: while it is under way thresholds are heightened.")
class ElectionPeriod(Node):
    kind: ElectionKind = column(description="What is elected.")
    region_code: str = column(
        description="Code of the region, or of the village whose head is elected (kode wilayah): the present one, and once the "
        "election is over that of then."
    )
    region: Region | None = one(lambda e, r: r.id == e.place_id, description="The region; null for a single village.")
    village: ElectionVillage | None = one(
        lambda e, v: v.id == e.place_id, description="The village whose head is elected; null for a region."
    )
    lost_region_on: date | None = column(
        lambda e: e.lost_on,
        description="Since when it is held nowhere any more and heightens nothing, though it be open; null: it is held.",
    )
    lost_region_because: RegionLoss | None = column(lambda e: e.lost_because, description="Why that is so.")
    taken_by: "ElectionPeriod | None" = one(
        lambda e, other: other.id == e.taken_by, description="The election of its kind that its region has instead."
    )
    state: ElectionState = column(description="Whether it is under way.")
    phase: ElectionPhase | None = column(description="The phase (tahapan) that it has come to; null before the first.")
    phase_since: datetime | None = column(description="When that began.")
    phases: list[ElectionPhaseEntry] = many(
        lambda e, p: p.election_id == e.id, order="place phase", description="Its phases, in order, as declared and as they were."
    )
    starts_at: datetime = column(description="When its first phase begins, as was declared.")
    ends_at: datetime = column(description="When it is over, should nobody close it before.")
    closed_at: datetime | None = column(description="When it was over; null until then.")
    outcome: ElectionOutcome | None = column(description="How it ended; null until then.")
    clock_percent: int = column(
        description="Per cent of the usual time within which warnings are to be acknowledged while it is under way."
    )
    visit_within_days: int = column(
        description="Days after which a village without a completed visit is due one while it is under way."
    )
    unit: ElectionUnit | None = one(
        lambda e, u: u.id == e.unit_id, description="The unit whose commander declared it; null for headquarters."
    )
    sensitive_issues: Connection[SensitiveIssue] = page(
        lambda e, s: or_(s.election_id == e.id, and_(covers(e.now_code, s.village_code), _during(e, s.seen_at))),
        order="-seen_at -id",
        where=sensitive_issues,
        cost=100,
        description="What is said between groups (isu sensitif) where it is held, and what is linked to it, latest first, as far "
        "as the caller may see it.",
    )
    warnings: ElectionWarnings = page(
        lambda e, w: and_(w.village_id == _villages(e), _feared(w), _during(e, w.seen_at)),
        order="due_at id",
        cost=100,
        description="Early warnings of tension around an election, and of hoaxes, seen there meanwhile; the most urgent first.",
    )
    outreach: Connection[Outreach] = page(
        lambda e, o: and_(covers(e.now_code, o.village_code), _themed(o), _during(e, o.held_at)),
        order="-held_at -id",
        cost=100,
        description="Outreach (penyuluhan) there meanwhile about peaceful elections, diversity and hoaxes, latest first.",
    )
    joint_activities: Connection[JointActivity] = page(
        lambda e, a: and_(covers(e.now_code, a.village_code), _themed(a), _during(e, a.scheduled_at)),
        order="-scheduled_at -id",
        cost=100,
        description="Joint activities (kegiatan kemitraan) there meanwhile about the same, latest first.",
    )
    villages_to_visit: ElectionVillages = page(
        lambda e, v: and_(covers(e.now_code, v.code), heightens(e), _unvisited(e, v)),
        order="code",
        clock=True,
        cost=1_000,
        description="Villages there without a completed visit for longer than the election allows; none unless it is under way.",
    )
    timeline: Timeline = timeline(made_by("election_period"))
