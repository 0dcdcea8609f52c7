"""Issues of residents in the graph: who answered how soon, how it was settled, and whether others say that it holds."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Boolean, and_, case, cast, func, literal_column, null, or_, select, type_coerce

from libs.events.contracts.villages.community_issue import IssueCategory, IssueChannel, IssueMethod, PartyRole, Verifier
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import Node, column, many, one, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import ISSUE_ACCOUNTS, ISSUES
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.unit import PoliceUnit
    from services.gateway.graph.types.village import Village

for _kind in (IssueCategory, IssueChannel, IssueMethod, PartyRole, Verifier):
    enum_of(_kind)
IssueVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
IssueUnit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]
IssueOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]

_i: Any = t.community_issue.c
_p: Any = t.issue_party.c
_child: Final[Any] = (
    select(literal_column("1"))
    .where(_p.issue_id == _i.id, _p.child, _p.role != PartyRole.WITNESS.value)
    .correlate_except(t.issue_party)
    .exists()
)
"""Whether a child is a party who did more than see it, which the report may not have told."""
ROWS: Final = (
    select(
        *(column for column in _i if column.name not in ("involves_minor", "must_be_referred")),
        or_(_i.involves_minor, _child).label("involves_minor"),
        or_(_i.must_be_referred, _child).label("must_be_referred"),
        case((and_(_i.progress == "OPEN", _i.acknowledged_at.is_not(None)), "ACKNOWLEDGED"), else_=_i.progress).label("state"),
        t.village.c.code.label("village_code"),
        t.village_unit.c.unit_id.label("ground_unit_id"),
        t.unit.c.path.label("ground_path"),
    )
    .select_from(
        t.community_issue.join(t.village, t.village.c.id == _i.village_id)
        .outerjoin(t.village_unit, t.village_unit.c.village_id == _i.village_id)
        .outerjoin(t.unit, t.unit.c.id == t.village_unit.c.unit_id)
    )
    .subquery("issues")
)
_SURE: Final[Any] = literal_column("true", Boolean())
_NO: Final[Any] = literal_column("false", Boolean())


def fast(issue: Any) -> Any:
    """Taken on and acted upon in time; false once either moment has passed, null as long as neither is decided."""
    late = or_(
        func.coalesce(issue.acknowledged_at, func.now()) > issue.acknowledge_by,
        func.coalesce(issue.first_action_at, func.now()) > issue.act_by,
    )
    done = and_(issue.acknowledged_at.is_not(None), issue.first_action_at.is_not(None))
    return case((late, _NO), (done, _SURE), else_=cast(null(), Boolean()))


def accurate(issue: Any) -> Any:
    """Verified by others and not opened again in its days; null until these are over, false where it did not or nobody spoke."""
    over = issue.holds_until <= func.now()
    return case((issue.failed, _NO), (and_(over, issue.verified_at.is_(None)), _NO), (over, _SURE), else_=cast(null(), Boolean()))


def _unacknowledged(issue: Any) -> Any:
    return and_(issue.acknowledged_at.is_(None), issue.acknowledge_by < func.now())


@explain
@strawberry.enum(description="How far an issue has come.")
class IssueState(enum.Enum):
    OPEN = "OPEN"
    """Nobody has taken it on (*menunggu*)."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """Taken on, and nothing done about it yet, or nothing since it was opened again (*diterima*)."""
    MEDIATION = "MEDIATION"
    """Those it concerns are brought together (*mediasi*)."""
    REFERRED = "REFERRED"
    """It is passed on (*dirujuk*)."""
    RESOLVED = "RESOLVED"
    """It is settled (*selesai*), as those say who settled it."""
    VERIFIED = "VERIFIED"
    """It is settled, as the reporter or the forum says (*terverifikasi*)."""


PARTIES: Final = (
    select(*_p, _i.village_id, _i.officer_id, _i.assigned_by_hand, t.unit.c.path.label("ground_path"))
    .select_from(
        t.issue_party.join(t.community_issue, _i.id == _p.issue_id)
        .outerjoin(t.village_unit, t.village_unit.c.village_id == _i.village_id)
        .outerjoin(t.unit, t.unit.c.id == t.village_unit.c.unit_id)
    )
    .subquery("parties")
)


@rows_of(PARTIES, key="party_id", visible=ISSUE_ACCOUNTS)
@strawberry.type(description="Somebody whom an issue concerns (pihak), for the village's officer and those who command him.")
class IssueParty:
    id: strawberry.ID = column(lambda p: p.party_id, description="The id under which the party was noted.")
    role: PartyRole = column(description="What the party has to do with it (peran).")
    name: str | None = sealed(
        lambda p: p.party_name, seen_by=ISSUE_ACCOUNTS, description="The full name; null where anonymous, withheld or erased."
    )
    child: bool = column(description="Whether the party is a child (anak).")
    recorded_at: datetime = column(description="When that was noted.")


@rows_of(ROWS, visible=ISSUES)
@strawberry.type(description="What troubles residents of a village, and how it is answered (penanganan masalah).")
class CommunityIssue(Node):
    category: IssueCategory = column(description="What it is about (kategori).")
    channel: IssueChannel = column(description="How it reached the police.")
    involves_minor: bool = column(description="Whether a child is concerned (anak).")
    must_be_referred: bool = column(description="Whether it is to be referred to the SPKT, never mediated.")
    account: str | None = sealed(
        seen_by=ISSUE_ACCOUNTS, description="What was told (uraian), for the village's officer and those who command him."
    )
    reporter_name: str | None = sealed(
        seen_by=ISSUE_ACCOUNTS, description="The reporter's name (pelapor); null where anonymous, withheld or erased."
    )
    reporter_phone: str | None = sealed(seen_by=ISSUE_ACCOUNTS, description="The reporter's telephone number, as the name is.")
    anonymous: bool = column(
        lambda i: type_coerce(i.reporter_id.is_(None), Boolean()), description="Whether the reporter is not named (anonim)."
    )
    parties: list[IssueParty] = many(
        lambda i, p: p.issue_id == i.id, order="recorded_at party_id", description="Whom it concerns (para pihak), as was noted."
    )
    reported_at: datetime = column(description="When it was told; its clock runs from here.")
    acknowledge_by: datetime = column(description="By when it is to be acknowledged to count as fast.")
    act_by: datetime = column(description="By when it is to be mediated or referred for that.")
    state: IssueState = column(description="How far it has come.")
    unrouted: bool = column(
        lambda i: and_(i.officer_id.is_(None), i.unit_id.is_(None)),
        description="Whether nobody was known to whom it goes: a commander is to give it to an officer.",
    )
    assigned_by_hand: bool = column(description="Whether a commander gave it to the officer.")
    acknowledged_at: datetime | None = column(description="When it was taken on; null until then.")
    overdue: bool = column(
        lambda i: type_coerce(_unacknowledged(i), Boolean()),
        clock=True,
        description="Whether nobody has taken it on by the moment for that (lewat tenggat).",
    )
    first_action_at: datetime | None = column(description="When it was first mediated or referred; null until then.")
    fast: bool | None = column(
        fast, clock=True, description="Whether it was answered in time (cepat); null while that is not decided."
    )
    method: IssueMethod | None = column(description="By what it was settled; null while it is open.")
    agreement: str | None = sealed(seen_by=ISSUE_ACCOUNTS, description="What was agreed (kesepakatan), seen as the account is.")
    resolved_at: datetime | None = column(description="When it was settled; null while it is open.")
    verifier: Verifier | None = column(description="Whose word it is that this holds, or did not; null until they have spoken.")
    verified_at: datetime | None = column(description="When they said that it holds.")
    reopened_at: datetime | None = column(description="When a settlement was last found not to hold.")
    reason: str | None = sealed(seen_by=ISSUE_ACCOUNTS, description="Why it was opened again, seen as the account is.")
    accurate: bool | None = column(
        accurate,
        clock=True,
        description="Whether it was settled for good (tepat): verified, and never found wanting in the days for which it was to "
        "hold; null until they are over, false where nobody has verified it by then.",
    )
    officer: IssueOfficer | None = one(lambda i, o: o.id == i.officer_id, description="The officer to whom it went.")
    unit: IssueUnit | None = one(
        lambda i, u: u.id == i.unit_id, description="The unit to which it went, where no officer was known."
    )
    village: IssueVillage = one(lambda i, v: v.id == i.village_id, description="The village.")
    timeline: Timeline = timeline(made_by("community_issue"))


OfState: TypeAlias = Annotated[IssueState | None, strawberry.argument(description="Only those that have come this far.")]
OfCategory: TypeAlias = Annotated[IssueCategory | None, strawberry.argument(description="Only about this.")]
Overdue: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="Only those that nobody has taken on in time, or only the others.")
]
OnlyOpen: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="Only those that are not settled, or only those that are.")
]


def issues(
    i: Any,
    *,
    state: OfState = None,
    category: OfCategory = None,
    overdue: Overdue = None,
    open: OnlyOpen = None,  # noqa: A002 - the argument's name
) -> Clauses:
    if state is not None:
        yield i.state == state.value
    if category is not None:
        yield i.category == category.value
    if overdue is not None:
        yield _unacknowledged(i).is_(overdue)
    if open is not None:
        yield i.resolved_at.is_(None) if open else i.resolved_at.is_not(None)


def issues_within(
    i: Any,
    *,
    region: Within = None,
    state: OfState = None,
    category: OfCategory = None,
    overdue: Overdue = None,
    open: OnlyOpen = None,  # noqa: A002 - as above
) -> Clauses:
    yield from issues(i, state=state, category=category, overdue=overdue, open=open)
    if region is not None:
        yield covers(region, i.village_code)
