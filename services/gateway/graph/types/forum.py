"""Forums of police and community in the graph: for which villages, whom they unite, when they met and what they settled."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Boolean, Integer, and_, func, literal_column, or_, select, type_coerce

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.community_issue import IssueCategory, IssueChannel, IssueMethod
from libs.events.contracts.villages.contact_person import ConsentBasis
from libs.events.contracts.villages.forum_kinds import (
    DissolutionReason,
    ForumElement,
    ForumModel,
    ForumVenue,
    Inaugurator,
    MembershipEnd,
    SuspensionReason,
)
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers
from services.gateway.graph.mapping import Connection, Node, column, many, one, page, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.forum_ground import beside
from services.gateway.graph.types.issue import CommunityIssue
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import FORUM_MEMBERS, INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.institution import SocialInstitution
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.village import Village

for _kind in (
    ActivityTheme,
    JointActivityKind,
    ConsentBasis,
    ForumModel,
    ForumElement,
    ForumVenue,
    Inaugurator,
    MembershipEnd,
    SuspensionReason,
    DissolutionReason,
):
    enum_of(_kind)
ForumOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
ForumVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
ForumInstitution = Annotated["SocialInstitution", strawberry.lazy("services.gateway.graph.types.institution")]

_v: Any = t.forum_village.c
_m: Any = t.forum_member.c
_s: Any = t.forum_settled.c
_i: Any = t.community_issue.c
_CRIMES: Final = (IssueCategory.THEFT, IssueCategory.BRAWL, IssueCategory.NARCOTICS, IssueCategory.FRAUD)


def _any_of(found: Any) -> Any:
    return func.any(func.array(found.scalar_subquery()))


def _covered_by(forum: Any) -> Any:
    return _any_of(select(_v.village_id).where(_v.forum_id == forum.id).correlate_except(t.forum_village))


def _settled_at(meeting: Any) -> Any:
    found = select(_s.issue_id).where(_s.meeting_id == meeting.meeting_id, _s.forum_id == meeting.forum_id)
    return _any_of(found.correlate_except(t.forum_settled))


def _unknown(meeting: Any) -> Any:
    """Whether nothing told that who was there for the police was the officer of a village of the forum."""
    return literal_column("'ASSIGNMENT_UNKNOWN'") == func.any(meeting.flags)


def is_settled(meeting: Any, issue: Any) -> Any:
    """Whether an issue is settled among those it concerns, has not been found wanting since, and was the forum's to settle.

    The last is asked here as well as when a meeting is told: an issue that was reported after it could not be looked at then.
    """
    by_word = or_(issue.method == IssueMethod.MEDIATION.value, issue.method == IssueMethod.MUSYAWARAH.value)
    covered: Any = select(literal_column("1")).where(_v.forum_id == meeting.forum_id, _v.village_id == issue.village_id)
    return and_(
        issue.resolved_at.is_not(None),
        by_word,
        ~issue.failed,
        ~issue.must_be_referred,
        issue.channel == IssueChannel.FKPM.value,
        or_(
            and_(meeting.officer_id.is_not(None), ~_unknown(meeting)), and_(*(issue.category != crime.value for crime in _CRIMES))
        ),
        covered.correlate_except(t.forum_village).exists(),
    )


def _issues_settled(meeting: Any) -> Any:
    named = t.forum_settled.join(t.community_issue, _i.id == _s.issue_id)
    found = (
        select(func.count(type_=Integer())).select_from(named).where(_s.meeting_id == meeting.meeting_id, is_settled(meeting, _i))
    )
    return found.correlate_except(t.forum_settled, t.community_issue).scalar_subquery()


def _members(forum: Any) -> Any:
    found = select(func.count(type_=Integer())).where(_m.forum_id == forum.id, _m.ended_on.is_(None))
    return found.correlate_except(t.forum_member).scalar_subquery()


def term_over(forum: Any) -> Any:
    """Whether a forum that was formed for a term has outlived it."""
    over = and_(forum.term_ends_on <= func.current_date(), forum.dissolved_on.is_(None))
    return type_coerce(func.coalesce(over, literal_column("false")), Boolean())


@explain
@strawberry.enum(description="How far a forum has come.")
class ForumStatus(enum.Enum):
    PROPOSED = "PROPOSED"
    """Not formed yet (*diusulkan*)."""
    FORMED = "FORMED"
    """Formed, or recognised as that of custom (*dibentuk, diakui*)."""
    SUSPENDED = "SUSPENDED"
    """May not meet for now (*dibekukan*)."""
    DISSOLVED = "DISSOLVED"
    """Is there no longer (*dibubarkan*)."""


@rows_of(t.forum_member, key="person_id", visible=INSIDE)
@strawberry.type(description="A member of a forum (anggota FKPM), by his own consent.")
class ForumMember:
    id: strawberry.ID = column(lambda m: m.person_id, description="The person's id.")
    element: ForumElement = column(description="For whom the member sits there (unsur).")
    name: str | None = sealed(
        lambda m: m.full_name,
        seen_by=FORUM_MEMBERS,
        description="Full name; null where it is withheld or erased, for officers, and once the person is no member.",
    )
    officer: ForumOfficer | None = one(
        lambda m, o: and_(o.id == m.person_id, m.element == ForumElement.OFFICER.value),
        description="The officer (petugas Polmas) who is this member.",
    )
    consent_basis: ConsentBasis = column(description="How consent (persetujuan) was given.")
    consent_at: datetime = column(description="When the member gave it himself.")
    member_from: date = column(description="The first day of membership.")
    ended_on: date | None = column(description="The first day without; null while the person is a member.")
    ended_because: MembershipEnd | None = column(
        seen_by=FORUM_MEMBERS, description="Why it ended; null where it is withheld, or the person is a member."
    )


@rows_of(t.forum_meeting, key="meeting_id", visible=INSIDE)
@strawberry.type(description="A meeting (rapat) of a forum: how many came, never who.")
class ForumMeeting:
    id: strawberry.ID = column(lambda m: m.meeting_id, description="The id under which it was noted.")
    held_at: datetime = column(description="When it began.")
    held_on: date = column(description="The day in the village on which it was held.")
    attendance: int = column(description="How many came (jumlah hadir).")
    officer: ForumOfficer | None = one(
        lambda m, o: o.id == m.officer_id, description="The officer (petugas Polmas) who was there; null where none was."
    )
    venue: ForumVenue = column(description="Where it met (tempat).")
    topics: list[ActivityTheme] = column(description="What it talked about (pokok bahasan).")
    minutes: str | None = sealed(
        seen_by=FORUM_MEMBERS, description="What was said (notulen), for the officers of its villages and who commands them."
    )
    issues: list[CommunityIssue] = many(
        lambda m, i: i.id == _settled_at(m),
        order="reported_at id",
        description="The issues of residents that it is said to have settled, as far as the caller may see them.",
    )
    issues_settled: int = column(
        _issues_settled, description="How many of them are settled by mediation or council, and have not been opened again."
    )
    out_of_term: bool = column(
        lambda m: literal_column("'TERM_OVER'") == func.any(m.flags),
        description="Whether no term of office ran on that day; true asks for a look.",
    )


@rows_of(t.forum_programme, key="programme_id", visible=INSIDE)
@strawberry.type(description="What a forum has agreed to do (program kerja).")
class ForumProgramme:
    id: strawberry.ID = column(lambda p: p.programme_id, description="The id under which it was noted.")
    agreed_on: date = column(description="The day on which it was agreed.")
    starts_on: date = column(description="Its first day.")
    ends_on: date = column(description="The first day after it.")
    activities: list[JointActivityKind] = column(description="What it will do (kegiatan).")
    themes: list[ActivityTheme] = column(description="What that is about (tema).")


@rows_of(t.partnership_forum, visible=INSIDE)
@strawberry.type(description="A forum of police and community (FKPM), or the one that custom has given a village.")
class PartnershipForum(Node):
    name: str = column(description="What it is called (nama).")
    model: ForumModel | None = column(description="For what it stands (model); null for a forum of custom.")
    customary: bool = column(
        lambda f: type_coerce(f.model.is_(None), Boolean()),
        description="Whether custom has given it to the village (forum adat).",
    )
    institution: ForumInstitution | None = one(
        lambda f, i: i.id == f.institution_id, description="The institution of custom (pranata adat) that it is."
    )
    status: ForumStatus = column(description="How far it has come.")
    villages: list[ForumVillage] = many(
        lambda f, v: v.id == _covered_by(f), order="code", description="The villages it covers (wilayah)."
    )
    proposed_at: datetime | None = column(description="When it was proposed; null for a forum of custom.")
    formed_on: date | None = column(description="When it was inaugurated or recognised (pengukuhan, pengakuan).")
    inaugurated_by: Inaugurator | None = column(description="By which office, for the present term.")
    term_starts_on: date | None = column(description="The first day of the term of office (masa bakti).")
    term_ends_on: date | None = column(description="The first day after it.")
    term_over: bool = column(
        term_over, clock=True, description="Whether that day has come (masa bakti berakhir): it is to be renewed or dissolved."
    )
    chair: ForumMember | None = one(
        lambda f, m: and_(m.forum_id == f.id, m.person_id == f.chair_id),
        description="Its chair (ketua); null while there is none.",
    )
    secretary: ForumMember | None = one(
        lambda f, m: and_(m.forum_id == f.id, m.person_id == f.secretary_id),
        description="Its secretary (sekretaris); null while there is none.",
    )
    members: list[ForumMember] = many(
        lambda f, m: and_(m.forum_id == f.id, m.ended_on.is_(None)),
        order="member_from person_id",
        description="Those who are members now.",
    )
    former_members: list[ForumMember] = many(
        lambda f, m: and_(m.forum_id == f.id, m.ended_on.is_not(None)),
        order="member_from person_id",
        description="Those who were, without their names.",
    )
    member_count: int = column(_members, description="How many members there are now.")
    too_few: bool = column(
        lambda f: type_coerce(func.coalesce(_members(f) < f.members_min, literal_column("false")), Boolean()),
        description="Whether these are fewer than it must have (kurang anggota).",
    )
    suspended_on: date | None = column(description="The first day on which it may not meet; null while it may.")
    suspended_because: SuspensionReason | None = column(description="Why.")
    dissolved_on: date | None = column(description="The first day on which it is there no longer.")
    dissolved_because: DissolutionReason | None = column(description="Why.")
    beside: list["PartnershipForum"] = many(
        lambda f, other: other.id == beside(f),
        order="name id",
        description="Other forums at work on the same ground since villages were merged (dua FKPM di satu wilayah): one is to be "
        "dissolved.",
    )
    meetings: Connection[ForumMeeting] = page(
        lambda f, m: m.forum_id == f.id, order="-held_at -meeting_id", description="Its meetings (rapat), latest first."
    )
    programmes: list[ForumProgramme] = many(
        lambda f, p: p.forum_id == f.id,
        order="-starts_on -programme_id",
        description="What it has agreed to do (program kerja), latest first.",
    )
    timeline: Timeline = timeline(made_by("partnership_forum"))


OfForumStatus: TypeAlias = Annotated[ForumStatus | None, strawberry.argument(description="Only those that have come so far.")]
OfModel: TypeAlias = Annotated[ForumModel | None, strawberry.argument(description="Only those that stand for this.")]
Customary: TypeAlias = Annotated[bool | None, strawberry.argument(description="Only those of custom, or only the others.")]
TermOver: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="Only those whose term of office is over, or only the others.")
]


def forums_within(
    f: Any,
    *,
    region: Within = None,
    status: OfForumStatus = None,
    model: OfModel = None,
    customary: Customary = None,
    term_over: TermOver = None,
) -> Clauses:
    if region is not None:
        place = t.village.c
        there = t.forum_village.join(t.village, place.id == _v.village_id)
        of: Any = select(literal_column("1")).select_from(there).where(_v.forum_id == f.id, covers(region, place.code))
        yield of.correlate_except(t.forum_village, t.village).exists()
    if status is not None:
        yield f.status == status.value
    if model is not None:
        yield f.model == model.value
    if customary is not None:
        yield f.model.is_(None) if customary else f.model.is_not(None)
    if term_over is not None:
        yield _over(f).is_(term_over)


_over: Final = term_over


def forums_of(village: Any) -> Any:
    """All that ever covered a village."""
    return _any_of(select(_v.forum_id).where(_v.village_id == village.id).correlate_except(t.forum_village))
