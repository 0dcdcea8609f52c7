"""Sensitive issues in the graph: what is said between groups, how far, what countered it, and who may see it."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Boolean, case, func, select, type_coerce

from libs.events.contracts.villages.early_warning import Severity, WarningKind
from libs.events.contracts.villages.election_period import ElectionPhase
from libs.events.contracts.villages.sensitive_issue import (
    CounterActionKind,
    CounterPartner,
    RecordClassification,
    SensitiveKind,
    SensitiveOutcome,
    SensitiveTopic,
    Spread,
    SpreadMedium,
)
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import Node, column, many, one, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.joint_activity import JointActivity
from services.gateway.graph.types.outreach import Outreach
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import SENSITIVE, SENSITIVE_TEXTS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.election import ElectionPeriod
    from services.gateway.graph.types.unit import PoliceUnit
    from services.gateway.graph.types.village import Village
    from services.gateway.graph.types.warning import EarlyWarning

for _kind in (
    CounterActionKind,
    CounterPartner,
    ElectionPhase,
    RecordClassification,
    SensitiveKind,
    SensitiveOutcome,
    SensitiveTopic,
    Severity,
    Spread,
    SpreadMedium,
    WarningKind,
):
    enum_of(_kind)
SensitiveVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
SensitiveUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]
SensitiveElection = Annotated["ElectionPeriod", strawberry.lazy("services.gateway.graph.types.election")]
SensitiveWarning = Annotated["EarlyWarning", strawberry.lazy("services.gateway.graph.types.warning")]

_s: Any = t.sensitive_issue.c
_a: Any = t.counter_action.c
_countered: Final[Any] = (
    select(_a.action_id)
    .where(_a.sensitive_issue_id == _s.id, _a.taken_at >= func.coalesce(_s.reopened_at, _s.seen_at))
    .correlate_except(t.counter_action)
    .exists()
)
ROWS: Final = (
    select(
        *_s,
        case((_s.closed_at.is_not(None), "CLOSED"), (_countered, "COUNTERED"), else_="OPEN").label("state"),
        t.village.c.code.label("village_code"),
        t.village_unit.c.unit_id.label("ground_unit_id"),
        t.unit.c.path.label("ground_path"),
    )
    .select_from(
        t.sensitive_issue.join(t.village, t.village.c.id == _s.village_id)
        .outerjoin(t.village_unit, t.village_unit.c.village_id == _s.village_id)
        .outerjoin(t.unit, t.unit.c.id == t.village_unit.c.unit_id)
    )
    .subquery("sensitive_issues")
)


@explain
@strawberry.enum(description="How far a sensitive issue has come.")
class SensitiveState(enum.Enum):
    OPEN = "OPEN"
    """It goes round, and nothing is noted that was done about it since it last flared up (*beredar*)."""
    COUNTERED = "COUNTERED"
    """It goes round, and something was done about it (*ditangani*)."""
    CLOSED = "CLOSED"
    """It has come to rest (*mereda*)."""


@explain
@strawberry.enum(description="What became of an early warning that was proposed.")
class ProposalState(enum.Enum):
    OPEN = "OPEN"
    """Nobody has answered it (*menunggu keputusan*)."""
    CONFIRMED = "CONFIRMED"
    """Somebody confirmed it: the warning is raised (*disetujui*)."""
    DECLINED = "DECLINED"
    """Somebody said that none is needed (*ditolak*)."""


@rows_of(t.counter_action, key="action_id")
@strawberry.type(description="Something that was done about a sensitive issue (tindakan).")
class CounterAction:
    id: strawberry.ID = column(lambda a: a.action_id, description="The id under which it was noted.")
    kind: CounterActionKind = column(description="What was done.")
    partners: list[CounterPartner] = column(description="With whom, by office or body (bersama siapa).")
    medium: SpreadMedium | None = column(description="By what people were reached; null where by nothing in particular.")
    reach: int = column(description="How many were reached (jangkauan).")
    taken_at: datetime = column(description="When it was done.")
    outreach: Outreach | None = one(
        lambda a, o: o.id == a.outreach_id, description="The outreach (penyuluhan) by which it was done."
    )
    joint_activity: JointActivity | None = one(
        lambda a, j: j.id == a.activity_id, description="The joint activity (kegiatan kemitraan) by which it was done."
    )


@rows_of(ROWS, visible=SENSITIVE)
@strawberry.type(
    description="What is said between groups in a village (isu sensitif, SARA): a topic, never people. Who sees it follows its "
    "classification."
)
class SensitiveIssue(Node):
    kind: SensitiveKind = column(description="Along which line groups are set against each other.")
    topic: SensitiveTopic = column(description="What it turns on between them (pokok).")
    medium: SpreadMedium = column(description="By what it is spread (media).")
    spread: Spread = column(description="How far, as was told last (sebaran).")
    state: SensitiveState = column(description="How far it has come.")
    content: str | None = sealed(seen_by=SENSITIVE_TEXTS, description="What is said (isi); null where it is withheld.")
    account: str | None = sealed(
        seen_by=SENSITIVE_TEXTS, description="What was said when it last flared up; null where it never did, or it is withheld."
    )
    seen_at: datetime = column(description="When it was seen or heard.")
    reopened_at: datetime | None = column(description="When it last flared up again.")
    closed_at: datetime | None = column(description="When it came to rest; null while it goes round.")
    outcome: SensitiveOutcome | None = column(description="How it came to rest (hasil).")
    closing_note: str | None = sealed(
        seen_by=SENSITIVE_TEXTS, description="What is to be remembered of it; null where it is withheld."
    )
    classification: RecordClassification = column(description="Who may see it (klasifikasi).")
    lowering_proposed: bool = column(
        lambda s: type_coerce(s.proposal_id.is_not(None), Boolean()),
        description="Whether somebody has proposed that more may see it: a second person is to agree.",
    )
    lowering_proposal_id: strawberry.ID | None = column(
        lambda s: s.proposal_id, description="What a second person agrees to; null while nothing is proposed."
    )
    reason: str | None = sealed(
        seen_by=SENSITIVE_TEXTS, description="Why that was proposed; null where it was not, was turned down, or is withheld."
    )
    counter_actions: list[CounterAction] = many(
        lambda s, a: a.sensitive_issue_id == s.id, order="taken_at action_id", description="What was done about it, in order."
    )
    election: SensitiveElection | None = one(
        lambda s, e: e.id == s.election_id, description="The election under way when it was told, or that it was linked to."
    )
    election_phase: ElectionPhase | None = column(description="How far that had come then.")
    proposal: ProposalState | None = column(
        description="What became of the early warning that was proposed; null where none was."
    )
    proposed_kind: WarningKind | None = column(description="Of what that was to warn.")
    proposed_severity: Severity | None = column(description="How severe it was to be: never more than yellow.")
    declined_because: str | None = sealed(
        seen_by=SENSITIVE_TEXTS, description="Why it was declined; null where it was not, or it is withheld."
    )
    warning: SensitiveWarning | None = one(
        lambda s, w: w.id == s.warning_id, description="The early warning that was raised once somebody confirmed it."
    )
    village: SensitiveVillage = one(lambda s, v: v.id == s.village_id, description="The village.")
    unit: SensitiveUnit | None = one(
        lambda s, u: u.id == s.ground_unit_id, description="The police unit on whose ground the village lies."
    )
    timeline: Timeline = timeline(made_by("sensitive_issue"))


OfSensitiveKind: TypeAlias = Annotated[SensitiveKind | None, strawberry.argument(description="Only along this line.")]
OfSensitiveState: TypeAlias = Annotated[
    SensitiveState | None, strawberry.argument(description="Only those that have come this far.")
]
OfClassification: TypeAlias = Annotated[RecordClassification | None, strawberry.argument(description="Only those classified so.")]
Proposed: TypeAlias = Annotated[
    ProposalState | None, strawberry.argument(description="Only those of whose proposed warning this has become.")
]


def sensitive_issues(
    s: Any,
    *,
    kind: OfSensitiveKind = None,
    state: OfSensitiveState = None,
    classification: OfClassification = None,
    proposal: Proposed = None,
) -> Clauses:
    if kind is not None:
        yield s.kind == kind.value
    if state is not None:
        yield s.state == state.value
    if classification is not None:
        yield s.classification == classification.value
    if proposal is not None:
        yield s.proposal == proposal.value


def sensitive_issues_within(
    s: Any,
    *,
    region: Within = None,
    kind: OfSensitiveKind = None,
    state: OfSensitiveState = None,
    classification: OfClassification = None,
    proposal: Proposed = None,
) -> Clauses:
    yield from sensitive_issues(s, kind=kind, state=state, classification=classification, proposal=proposal)
    if region is not None:
        yield covers(region, s.village_code)
