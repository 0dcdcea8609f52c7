"""Training sessions: announced, units invited, opened, attended, assessed; directives are issued there and followed up."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.cooperation.training import Counted, InvitationAnswer, Officers, Quota, Score, Units, with_default
from libs.events.contracts.officers.officer import Competency
from libs.events.contracts.values import Moment, Name, Ordinal, RegionCode, Text
from libs.events.message import Classification, Command, Event, Restricted, Role, Scope


class SessionKind(StrEnum):
    """What sort of session it is."""

    IN_HOUSE_TRAINING = "IN_HOUSE_TRAINING"
    """At the unit's own place (*in-house training*, IHT)."""
    TRAINING_OF_TRAINERS = "TRAINING_OF_TRAINERS"
    """For those who will train others (*pelatihan pelatih*)."""
    TRAINING_IN_JAPAN = "TRAINING_IN_JAPAN"
    """In Japan (*pelatihan di Jepang*)."""
    SEMINAR = "SEMINAR"
    """Talks and discussion (*seminar*)."""
    SUPERVISION_VISIT = "SUPERVISION_VISIT"
    """A look at how it is done on the ground (*supervisi*)."""


class SessionMode(StrEnum):
    """Where the participants are."""

    ONSITE = "ONSITE"
    """At the venue (*tatap muka*)."""
    VIRTUAL = "VIRTUAL"
    """By video (*daring*)."""
    HYBRID = "HYBRID"
    """Some at the venue, some by video (*campuran*)."""


class AttendeeRole(StrEnum):
    """As what somebody attends."""

    OPENER = "OPENER"
    """Opens it (*pembuka*)."""
    PARTNER_REPRESENTATIVE = "PARTNER_REPRESENTATIVE"
    """Speaks for the partner (*wakil mitra*)."""
    SPEAKER = "SPEAKER"
    """Gives a talk (*narasumber*)."""
    TRAINER = "TRAINER"
    """Teaches (*pelatih*)."""
    PARTICIPANT = "PARTICIPANT"
    """Learns (*peserta*)."""
    OBSERVER = "OBSERVER"
    """Looks on (*peninjau*)."""


class Theme(StrEnum):
    """What a directive is about; the fifteen of the founding session."""

    PUBLIC_PARTICIPATION = "PUBLIC_PARTICIPATION"
    """Residents take part in keeping order (*partisipasi masyarakat*)."""
    LAW_OBEDIENCE = "LAW_OBEDIENCE"
    """Obeying the law (*ketaatan hukum*)."""
    EARLY_WARNING = "EARLY_WARNING"
    """Reporting signs of disturbance (*peringatan dini*)."""
    INVITE_TO_GOOD = "INVITE_TO_GOOD"
    """Inviting residents to do good (*ajakan kepada kebaikan*)."""
    LOCAL_ENVIRONMENT = "LOCAL_ENVIRONMENT"
    """Assigning officers with regard to their surroundings (*lingkungan setempat*)."""
    FORM_FKPM = "FORM_FKPM"
    """Forming the police and community forum (*pembentukan FKPM*)."""
    BUILD_PRANATA = "BUILD_PRANATA"
    """Building social institutions (*pranata sosial*)."""
    DIVERSITY = "DIVERSITY"
    """Keeping unity among differences (*kebinekaan*)."""
    ELECTION_SENSITIVITY = "ELECTION_SENSITIVITY"
    """Care with what is sensitive before elections (*pilkada*)."""
    APPLY_PATTERNS = "APPLY_PATTERNS"
    """Applying proven patterns (*penerapan pola*)."""
    CONTACT_PERSON = "CONTACT_PERSON"
    """A contact in each village visited (*tokoh desa*)."""
    THREE_PILLARS_SYNERGY = "THREE_PILLARS_SYNERGY"
    """The three pillars work together (*sinergi tiga pilar*)."""
    NO_DISPUTE = "NO_DISPUTE"
    """No dispute among the three pillars (*tanpa perselisihan*)."""
    JOINT_PARTNERSHIP = "JOINT_PARTNERSHIP"
    """Every activity is done in partnership (*kemitraan*)."""
    FAST_ACCURATE_RESPONSE = "FAST_ACCURATE_RESPONSE"
    """Answering faster and better (*respons cepat dan tepat*)."""


class Venue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a session is held."""

    name: Name
    room: Name | None = None
    region_code: RegionCode | None = None


class Attendee(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Either an officer of the service, by id, or an office ("Director of Community Guidance"); never a name."""

    officer_id: UUID | None = None
    office: Name | None = None


HOSTING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class ScheduleTraining(Command, frozen=True, kw_only=True):
    """Announce a training, with time, place and what it teaches."""

    session_id: UUID
    program_id: UUID | None = None
    phase_number: Ordinal | None = None
    kind: SessionKind
    mode: SessionMode = SessionMode.ONSITE
    title: Name
    venue: Venue
    starts_at: Moment
    timezone: Name
    """IANA name of the zone in which the start is announced."""
    host_unit_id: UUID
    objectives: Annotated[tuple[Name, ...], Meta(max_length=50)] = ()
    competencies: Annotated[tuple[Competency, ...], Meta(max_length=len(Competency))] = ()
    """What a participant who attends, and passes where there is an assessment, has learnt."""
    last_day: date | None = None
    assessed: bool = False
    openers: Annotated[tuple[Name, ...], Meta(max_length=10)] = ()
    """The offices that may open it, put on the list at once; an officer who may is enrolled."""

    allowed = HOSTING
    creates: ClassVar[bool] = True


class RescheduleTraining(Command, frozen=True, kw_only=True):
    """Move a training that has not been opened to another time, and to another venue where one is named."""

    session_id: UUID
    starts_at: Moment
    last_day: date | None = None
    venue: Venue | None = None

    allowed = HOSTING


class InviteUnit(Command, frozen=True, kw_only=True):
    """Invite a police unit to send so many participants; again with another quota to change it."""

    session_id: UUID
    unit_id: UUID
    quota: Quota
    answer_by: date | None = None

    allowed = HOSTING


class AnswerInvitation(Command, frozen=True, kw_only=True):
    """Say, as the commander of an invited unit, whom it sends, or that it sends nobody; the last answer stands."""

    session_id: UUID
    unit_id: UUID
    answer: InvitationAnswer
    officer_ids: Officers = ()
    """The participants sent, all of them: whoever was sent before and is not named is taken off the list."""
    declined_because: Restricted[Text] | None = None
    """Why nobody is sent (alasan), kept sealed."""
    answered_on: date

    allowed = HOSTING


class EnrolParticipant(Command, frozen=True, kw_only=True):
    """Put somebody on the list: the opener, a speaker, a participant."""

    session_id: UUID
    attendee: Attendee
    role: AttendeeRole

    allowed = HOSTING


class WithdrawParticipant(Command, frozen=True, kw_only=True):
    """Take somebody off the list who has not attended."""

    session_id: UUID
    attendee: Attendee

    allowed = HOSTING


class OpenTraining(Command, frozen=True, kw_only=True):
    """Open the session, not before its start, by an opener on the list."""

    session_id: UUID
    opener: Attendee
    opened_at: Moment

    allowed = HOSTING


class RecordAttendance(Command, frozen=True, kw_only=True):
    """Note that somebody on the list is present."""

    session_id: UUID
    attendee: Attendee
    recorded_at: Moment
    day: date | None = None
    """Which day of a training of more than one; where none is named, the day on which it is noted, or the first."""

    allowed = HOSTING


class RecordAbsence(Command, frozen=True, kw_only=True):
    """Note that somebody on the list is not there on a day of the training."""

    session_id: UUID
    attendee: Attendee
    day: date
    excused: bool = False

    allowed = HOSTING


class IssueDirective(Command, frozen=True, kw_only=True):
    """Give the officers present, or some of them, something to do (*arahan*); numbered in the order of issue."""

    session_id: UUID
    directive_id: UUID
    issuer: Name
    """The office that issues it."""
    theme: Theme
    text: Text
    issued_on: date
    due_on: date | None = None
    to_units: Units = ()
    """To those of them who serve in these units or below, and to these units' commanders, present or not."""
    to_roles: Annotated[tuple[AttendeeRole, ...], Meta(max_length=len(AttendeeRole))] = ()
    """To those of them who are on the list as these; with units as well: to whom both apply."""

    allowed = HOSTING


class AssessParticipant(Command, frozen=True, kw_only=True):
    """Note how a participant did (*penilaian*), during the training or afterwards; who failed may sit it again."""

    session_id: UUID
    officer_id: UUID
    pre_score: Score | None = None
    post_score: Score | None = None
    passed: bool
    assessed_on: date

    allowed = HOSTING


class CloseTraining(Command, frozen=True, kw_only=True):
    """Close a session that somebody attended."""

    session_id: UUID
    closed_at: Moment

    allowed = HOSTING


class CancelTraining(Command, frozen=True, kw_only=True):
    """Call off a session that has not been opened."""

    session_id: UUID
    reason: Text

    allowed = HOSTING


class TrainingScheduled(Event, frozen=True, kw_only=True):
    program_id: UUID | None = None
    phase_number: int | None = None
    kind: SessionKind
    mode: SessionMode
    title: str
    venue: Venue
    starts_at: Moment
    timezone: str
    host_unit_id: UUID
    objectives: tuple[str, ...] = ()
    competencies: tuple[Competency, ...] = ()
    last_day: date | None = None
    assessed: bool = False

    classification: ClassVar[Classification] = Classification.PARTNER
    upcasts = (with_default(last_day=None, assessed=False),)


class TrainingRescheduled(Event, frozen=True, kw_only=True):
    starts_at: Moment
    last_day: date | None = None
    venue: Venue

    classification: ClassVar[Classification] = Classification.PARTNER


class UnitInvited(Event, frozen=True, kw_only=True):
    unit_id: UUID
    quota: int
    answer_by: date | None = None


class InvitationAnswered(Event, frozen=True, kw_only=True):
    """Whom it sends follows in the same commit, as enrolments and withdrawals."""

    unit_id: UUID
    answer: InvitationAnswer
    declined_because: Restricted[str] | None = None
    answered_on: date


class ParticipantEnrolled(Event, frozen=True, kw_only=True):
    attendee: Attendee
    role: AttendeeRole
    unit_id: UUID | None = None
    """The invited unit whose quota he takes from."""
    known: bool = True
    """False for an officer of whom this service had not heard yet."""

    upcasts = (with_default(unit_id=None, known=True),)


class ParticipantWithdrawn(Event, frozen=True, kw_only=True):
    attendee: Attendee


class TrainingOpened(Event, frozen=True, kw_only=True):
    opener: Attendee
    opened_at: Moment


class AttendanceRecorded(Event, frozen=True, kw_only=True):
    attendee: Attendee
    role: AttendeeRole
    attended_on: date
    """The day of the session where it was held."""
    recorded_at: Moment
    competencies: tuple[Competency, ...] = ()
    """What the attendee gained by being there, as long as that was told with attendance; see CompetenciesGained."""


class AbsenceRecorded(Event, frozen=True, kw_only=True):
    attendee: Attendee
    role: AttendeeRole
    absent_on: date
    excused: bool = False


class DirectiveIssued(Event, frozen=True, kw_only=True):
    directive_id: UUID
    number: int
    issuer: str
    theme: Theme
    text: str
    issued_on: date
    due_on: date | None = None
    addressed_to: tuple[UUID, ...]
    """The officers present when it was issued, or those of them it was meant for."""
    to_units: tuple[UUID, ...] = ()
    to_roles: tuple[AttendeeRole, ...] = ()

    upcasts = (with_default(to_units=(), to_roles=()),)


class ParticipantAssessed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    pre_score: int | None = None
    post_score: int | None = None
    passed: bool
    assessed_on: date


class CompetenciesGained(Event, frozen=True, kw_only=True):
    """Told once of each participant: when the training is closed, or when he passes after that."""

    officer_ids: tuple[UUID, ...]
    competencies: tuple[Competency, ...]
    gained_on: date


class TrainingClosed(Event, frozen=True, kw_only=True):
    closed_at: Moment
    participants: int
    """How many participants attended."""
    counted: tuple[Counted, ...] = ()
    """The officers among them by Polda and group of ranks, as they were that day."""

    upcasts = (with_default(counted=()),)


class TrainingCancelled(Event, frozen=True, kw_only=True):
    reason: str
