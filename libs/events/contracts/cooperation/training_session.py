"""Training sessions: scheduled, opened, attended; directives are issued there and followed up."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.officers.officer import Competency
from libs.events.contracts.values import Moment, Name, Ordinal, RegionCode, Text
from libs.events.message import Classification, Command, Event, Role, Scope


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
    """What a participant who attends has learnt."""

    allowed = HOSTING
    creates: ClassVar[bool] = True


class EnrolParticipant(Command, frozen=True, kw_only=True):
    """Put somebody on the list: the opener, a speaker, a participant."""

    session_id: UUID
    attendee: Attendee
    role: AttendeeRole

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

    allowed = HOSTING


class IssueDirective(Command, frozen=True, kw_only=True):
    """Give the officers present something to do (*arahan*); numbered in the order of issue."""

    session_id: UUID
    directive_id: UUID
    issuer: Name
    """The office that issues it."""
    theme: Theme
    text: Text
    issued_on: date
    due_on: date | None = None

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

    classification: ClassVar[Classification] = Classification.PARTNER


class ParticipantEnrolled(Event, frozen=True, kw_only=True):
    attendee: Attendee
    role: AttendeeRole


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
    """What the attendee gained by being there; only participants gain any."""


class DirectiveIssued(Event, frozen=True, kw_only=True):
    directive_id: UUID
    number: int
    issuer: str
    theme: Theme
    text: str
    issued_on: date
    due_on: date | None = None
    addressed_to: tuple[UUID, ...]
    """The officers present when it was issued."""


class TrainingClosed(Event, frozen=True, kw_only=True):
    closed_at: Moment
    participants: int
    """How many participants attended."""


class TrainingCancelled(Event, frozen=True, kw_only=True):
    reason: str
