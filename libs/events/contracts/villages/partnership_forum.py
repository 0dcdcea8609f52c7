"""Forums of police and community (*FKPM*): proposed, joined by consent, formed for a term, meeting, suspended, dissolved."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.values import Moment, Name, Text
from libs.events.contracts.villages.activity import ActivityTheme, Attendance, JointActivityKind
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
from libs.events.message import Classification, Command, Event, Personal, Restricted, Role, Scope


class MemberConsent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's own agreement to be one (*persetujuan*)."""

    basis: ConsentBasis
    """How it was given."""
    at: Moment
    """When it was given: from that day on the person is a member."""
    given_by: UUID
    """Who gave it: the member himself, nobody on his behalf."""


Villages = Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=20)]
Themes = Annotated[tuple[ActivityTheme, ...], Meta(min_length=1, max_length=len(ActivityTheme))]

FORMING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
KEEPING = {Role.OFFICER: Scope.OWN_VILLAGE, **FORMING}
TELLING = {**KEEPING, Role.PILLAR: Scope.OWN_VILLAGE}


class ProposeForum(Command, frozen=True, kw_only=True):
    """Propose a forum for one village or several of one district; it is formed once enough have agreed to be members."""

    forum_id: UUID
    name: Name
    model: ForumModel
    """For what it stands (model)."""
    village_ids: Villages
    """The villages (desa, kelurahan) it covers, its seat first."""
    proposed_at: Moment
    """When it was proposed (diusulkan)."""

    allowed = TELLING
    creates: ClassVar[bool] = True


class AddForumMember(Command, frozen=True, kw_only=True):
    """Note that somebody has agreed to be a member; never anybody who holds an office in a political party."""

    forum_id: UUID
    person_id: UUID
    """The person: an officer's own id, else one chosen by whoever enters it and used again for the same person."""
    element: ForumElement
    """For whom the member sits there (unsur)."""
    full_name: Personal[Name] | None = None
    """The full name (nama lengkap), kept sealed; none for an officer, whose name the officers service holds."""
    party_official: bool
    """Whether the person holds an office in a political party (pengurus partai), as the person declares: asked of everybody."""
    consent: MemberConsent
    """The person's own agreement (persetujuan)."""

    allowed = KEEPING
    person: ClassVar[str] = "person_id"


class EndForumMembership(Command, frozen=True, kw_only=True):
    """Note that somebody is a member no longer; the name is shown to nobody from then on."""

    forum_id: UUID
    person_id: UUID
    """The member."""
    reason: MembershipEnd
    """Why (sebab)."""
    ended_on: date
    """The first day on which the person is no member."""

    allowed = KEEPING


class FormForum(Command, frozen=True, kw_only=True):
    """Form a proposed forum: composed as its model asks, with a chair and a secretary, inaugurated, for a term of office."""

    forum_id: UUID
    chair_id: UUID
    """The member who is its chair (ketua)."""
    secretary_id: UUID
    """The member who is its secretary (sekretaris)."""
    inaugurated_on: date
    """The day on which it was inaugurated (pengukuhan)."""
    inaugurated_by: Inaugurator
    """By which office."""
    starts_on: date
    """The first day of the term of office (masa bakti)."""
    ends_on: date
    """The first day after the term of office."""

    allowed = FORMING


class RecogniseCustomaryForum(Command, frozen=True, kw_only=True):
    """Recognise the forum that custom has given a village, so that no other is formed there."""

    forum_id: UUID
    name: Name
    village_ids: Villages
    """The villages it stands for, its seat first."""
    institution_id: UUID | None = None
    """The institution of custom (pranata adat) that it is, where that is noted."""
    recognised_on: date
    """The day on which it was recognised (pengakuan)."""
    recognised_by: Inaugurator
    """By which office."""

    allowed = FORMING
    creates: ClassVar[bool] = True


class ElectForumLeaders(Command, frozen=True, kw_only=True):
    """Note who chairs a forum and who keeps its records from now on."""

    forum_id: UUID
    chair_id: UUID
    """The member who is its chair (ketua)."""
    secretary_id: UUID
    """The member who is its secretary (sekretaris)."""
    elected_on: date
    """The day on which they were elected."""

    allowed = KEEPING


class RenewForumTerm(Command, frozen=True, kw_only=True):
    """Give a forum another term of office; it must be composed as when it was formed."""

    forum_id: UUID
    starts_on: date
    """The first day of the new term (masa bakti)."""
    ends_on: date
    """The first day after it."""
    inaugurated_by: Inaugurator
    """By which office."""

    allowed = FORMING


class HoldForumMeeting(Command, frozen=True, kw_only=True):
    """Note that a forum met: how many came, what it talked about and which matters of residents it settled."""

    forum_id: UUID
    meeting_id: UUID
    """The meeting (rapat); chosen by whoever enters it."""
    held_at: Moment
    """When it began (dilaksanakan)."""
    attendance: Attendance
    officer_id: UUID | None = None
    """The officer who was there (petugas Polmas); none where none was."""
    venue: ForumVenue
    """Where it met (tempat)."""
    topics: Themes
    """What it talked about (pokok bahasan)."""
    settled_issue_ids: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()
    """The issues of residents (masalah warga), brought through the forum, that it settled."""
    minutes: Restricted[Text] | None = None
    """What was said (notulen), kept sealed."""

    allowed = TELLING


class AgreeForumProgramme(Command, frozen=True, kw_only=True):
    """Note what a forum has agreed to do (*program kerja*): of the kinds there are, among which no task unit and no politics."""

    forum_id: UUID
    programme_id: UUID
    """The programme (program kerja); chosen by whoever enters it."""
    agreed_on: date
    """The day on which it was agreed (disepakati)."""
    starts_on: date
    ends_on: date
    activities: Annotated[tuple[JointActivityKind, ...], Meta(min_length=1, max_length=len(JointActivityKind))]
    """What it will do (kegiatan)."""
    themes: Themes
    """What that is about (tema)."""

    allowed = TELLING


class SuspendForum(Command, frozen=True, kw_only=True):
    """Let a forum not meet for a while; its villages stay its own."""

    forum_id: UUID
    reason: SuspensionReason
    """Why (sebab)."""
    suspended_on: date
    """The first day on which it may not meet."""

    allowed = FORMING


class ResumeForum(Command, frozen=True, kw_only=True):
    """Let a suspended forum meet again; it must be composed as when it was formed."""

    forum_id: UUID
    resumed_on: date
    """The first day on which it may meet again."""

    allowed = FORMING


class DissolveForum(Command, frozen=True, kw_only=True):
    """Dissolve a forum, or give up one that was proposed; its villages may have another."""

    forum_id: UUID
    reason: DissolutionReason
    """Why (sebab)."""
    dissolved_on: date
    """The first day on which it is there no longer."""

    allowed = FORMING


class ForumProposed(Event, frozen=True, kw_only=True):
    name: str
    model: ForumModel
    village_ids: tuple[UUID, ...]
    """The seat first."""
    proposed_at: Moment


class ForumMemberAdded(Event, frozen=True, kw_only=True):
    person_id: UUID
    element: ForumElement
    full_name: Personal[str] | None = None
    """Null for an officer."""
    consent: MemberConsent
    member_from: date
    """The day in the village on which consent was given."""

    person: ClassVar[str] = "person_id"


class ForumMembershipEnded(Event, frozen=True, kw_only=True):
    """Why somebody left tells of the person, as a death does or an office in a party."""

    person_id: UUID
    reason: MembershipEnd
    ended_on: date
    was_chair: bool
    """Whether the forum has no chair from then on."""
    was_secretary: bool
    """Whether it has no secretary from then on."""

    classification: ClassVar[Classification] = Classification.RESTRICTED


class ForumFormed(Event, frozen=True, kw_only=True):
    model: ForumModel
    village_ids: tuple[UUID, ...]
    members: int
    """How many there were."""
    members_min: int
    """How many there must be at least; what was configured then."""
    chair_id: UUID
    secretary_id: UUID
    inaugurated_on: date
    inaugurated_by: Inaugurator
    starts_on: date
    ends_on: date


class CustomaryForumRecognised(Event, frozen=True, kw_only=True):
    name: str
    village_ids: tuple[UUID, ...]
    """The seat first."""
    institution_id: UUID | None = None
    recognised_on: date
    recognised_by: Inaugurator


class ForumLeadersElected(Event, frozen=True, kw_only=True):
    chair_id: UUID
    secretary_id: UUID
    elected_on: date


class ForumTermRenewed(Event, frozen=True, kw_only=True):
    starts_on: date
    ends_on: date
    inaugurated_by: Inaugurator


class ForumMeetingHeld(Event, frozen=True, kw_only=True):
    meeting_id: UUID
    held_at: Moment
    held_on: date
    """The day that it was then in the village."""
    attendance: int
    officer_id: UUID | None = None
    venue: ForumVenue
    topics: tuple[ActivityTheme, ...]
    settled_issue_ids: tuple[UUID, ...] = ()
    minutes: Restricted[str] | None = None


class ForumProgrammeAgreed(Event, frozen=True, kw_only=True):
    programme_id: UUID
    agreed_on: date
    starts_on: date
    ends_on: date
    activities: tuple[JointActivityKind, ...]
    themes: tuple[ActivityTheme, ...]


class ForumSuspended(Event, frozen=True, kw_only=True):
    reason: SuspensionReason
    suspended_on: date


class ForumResumed(Event, frozen=True, kw_only=True):
    resumed_on: date


class ForumDissolved(Event, frozen=True, kw_only=True):
    reason: DissolutionReason
    village_ids: tuple[UUID, ...]
    dissolved_on: date
