"""Early warnings (*deteksi dini*): told to leadership by those in the village, up the chain of command until it answers."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid5

from msgspec import Meta, Struct

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.values import Text
from libs.events.contracts.villages.election_period import ElectionInForce
from libs.events.message import Command, Event, Restricted, Role, Scope


class WarningKind(StrEnum):
    """What is feared."""

    COMMUNAL_TENSION = "COMMUNAL_TENSION"
    """Tension between communities (*ketegangan antarwarga, SARA*)."""
    ELECTION_TENSION = "ELECTION_TENSION"
    """Tension around an election (*kerawanan pemilu*)."""
    HOAX = "HOAX"
    """False news that spreads (*hoaks*)."""
    RADICALISM = "RADICALISM"
    """Radicalism (*radikalisme*)."""
    MASS_GATHERING = "MASS_GATHERING"
    """A crowd that gathers (*pengumpulan massa*)."""
    LAND_CONFLICT = "LAND_CONFLICT"
    """Conflict over land (*konflik lahan*)."""
    CRIME_TREND = "CRIME_TREND"
    """Crime that rises (*tren kejahatan*)."""
    DISASTER = "DISASTER"
    """A natural disaster that threatens (*bencana alam*)."""
    PILLAR_CONFLICT = "PILLAR_CONFLICT"
    """Conflict among the three pillars (*perselisihan tiga pilar*)."""


class Severity(StrEnum):
    """How soon leadership must answer (*tingkat kerawanan*)."""

    GREEN = "GREEN"
    """Within a day, unless configured otherwise (*hijau*)."""
    YELLOW = "YELLOW"
    """Within six hours (*kuning*)."""
    ORANGE = "ORANGE"
    """Within an hour (*jingga*)."""
    RED = "RED"
    """Within a quarter of an hour; Polsek, Polres and Polda are told at once (*merah*)."""


class SourceReliability(StrEnum):
    """How far the source can be relied upon, by the Admiralty code (*keandalan sumber*)."""

    A = "A"
    """Completely reliable (*sangat dapat dipercaya*)."""
    B = "B"
    """Usually reliable (*biasanya dapat dipercaya*)."""
    C = "C"
    """Fairly reliable (*agak dapat dipercaya*)."""
    D = "D"
    """Not usually reliable (*biasanya tidak dapat dipercaya*)."""
    E = "E"
    """Unreliable (*tidak dapat dipercaya*)."""
    F = "F"
    """Cannot be judged (*tidak dapat dinilai*)."""


class DeliveryChannel(StrEnum):
    """How a warning reached a unit."""

    CLIENT = "CLIENT"
    """The commander's own client confirmed it (*gawai pimpinan*)."""
    NOTIFIER = "NOTIFIER"
    """The unit's notifier took it (*layanan pemberitahuan*)."""


class WarningOutcome(StrEnum):
    """What came of a warning (*hasil*)."""

    PREVENTED = "PREVENTED"
    """What was feared did not come about (*tercegah*)."""
    CONTAINED = "CONTAINED"
    """It came about and was dealt with (*tertangani*)."""
    HANDED_OVER = "HANDED_OVER"
    """Another function or agency took it over (*dilimpahkan*)."""
    UNFOUNDED = "UNFOUNDED"
    """Nothing was behind it (*tidak terbukti*)."""


Credibility = Annotated[
    int,
    Meta(
        ge=1, le=6, description="Admiralty code: 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 open."
    ),
]
"""How credible the information is (*kebenaran informasi*)."""


def warning_about(event_id: UUID) -> UUID:
    """The id of the warning that the villages service raises of itself about an event, however often it does."""
    return uuid5(event_id, "warning")


COMMAND = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class Post(Struct, frozen=True, kw_only=True):
    """A step of the chain of command as it was known: a unit, and who headed it."""

    level: UnitLevel
    unit_id: UUID
    holder_id: UUID | None = None
    """Null: the post is vacant."""
    acting_id: UUID | None = None
    """Who acts as its head (*pelaksana tugas*, Plt.)."""
    absent: bool = False
    """The holder is away."""


class RaiseEarlyWarning(Command, frozen=True, kw_only=True):
    """Tell leadership early of what threatens in a village (*deteksi dini*)."""

    warning_id: UUID
    """Chosen by the client, so that a report made without a connection can be sent again."""
    village_id: UUID
    kind: WarningKind
    severity: Severity
    reliability: SourceReliability
    """Of the source."""
    credibility: Credibility
    narrative: Restricted[Text]
    """What was seen or heard (uraian), kept sealed."""
    raised_for: UUID | None = None
    """For the service: who confirmed it, and counts as whoever raised it (pelapor)."""

    allowed = {Role.OFFICER: Scope.OWN_VILLAGE, Role.PILLAR: Scope.OWN_VILLAGE, Role.SERVICE: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class AcknowledgeWarning(Command, frozen=True, kw_only=True):
    """Take a warning on: its clock stops. Whoever raised it cannot."""

    warning_id: UUID

    allowed = COMMAND


class ConfirmWarningReceipt(Command, frozen=True, kw_only=True):
    """Confirm that a warning has reached the commander's client."""

    warning_id: UUID

    allowed = {Role.COMMANDER: Scope.OWN_UNIT}


class RecordWarningDelivery(Command, frozen=True, kw_only=True):
    """Note that a unit's notifier took a warning."""

    warning_id: UUID
    unit_id: UUID

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class EscalateWarning(Command, frozen=True, kw_only=True):
    """Pass a warning on to the next commander; of itself when nobody has answered in time, or by hand with a reason."""

    warning_id: UUID
    reached: UnitLevel | None = None
    """For the clock, which means one level alone: nothing is done where the warning has got further."""
    reason: Restricted[Text] | None = None
    """Why it is passed on, kept sealed; needed by hand."""

    allowed = {Role.SERVICE: Scope.ANYWHERE, Role.COMMANDER: Scope.OWN_UNIT}


class CorroborateWarning(Command, frozen=True, kw_only=True):
    """Raise or lower how far a warning is believed; a commander may say that it proved wrong."""

    warning_id: UUID
    reliability: SourceReliability
    """Of the source, as it is judged now."""
    credibility: Credibility
    finding: Restricted[Text] | None = None
    """What was found (temuan), kept sealed."""
    proved_wrong: bool = False
    """It is discounted: its clock stops."""

    allowed = {Role.OFFICER: Scope.OWN_VILLAGE, **COMMAND}


class DirectResponse(Command, frozen=True, kw_only=True):
    """Tell an officer what to do about a warning (*arahan pimpinan*)."""

    warning_id: UUID
    directive_id: UUID
    instruction: Restricted[Text]
    """What is to be done, kept sealed."""
    officer_id: UUID
    """To whom it is addressed."""
    due_on: date

    allowed = COMMAND


class CloseWarning(Command, frozen=True, kw_only=True):
    """Close a warning with what came of it."""

    warning_id: UUID
    outcome: WarningOutcome
    """What came of it (hasil)."""
    closing_note: Restricted[Text] | None = None
    """What is to be remembered of it, kept sealed."""

    allowed = COMMAND


def _without_election(payload: dict[str, Any]) -> dict[str, Any]:
    """Before election periods were declared, none shortened a clock."""
    return {**payload, "election": None}


class EarlyWarningRaised(Event, frozen=True, kw_only=True):
    village_id: UUID
    village_code: str
    kind: WarningKind
    severity: Severity
    reliability: SourceReliability
    credibility: int
    narrative: Restricted[str]
    raiser_id: UUID | None = None
    """The officer or pillar; null where the service itself found a reason."""
    chain: tuple[Post, ...]
    """From below, as it was known."""
    addressed: tuple[UUID, ...]
    """The units told first."""
    level_reached: UnitLevel | None = None
    """Null: no unit was known to answer for the village."""
    acknowledge_within: int
    """Seconds from when this was recorded."""
    election: ElectionInForce | None = None
    """The election under way in the village, by which that time was shortened."""

    upcasts = (_without_election,)


class WarningDelivered(Event, frozen=True, kw_only=True):
    unit_id: UUID
    channel: DeliveryChannel


class WarningAcknowledged(Event, frozen=True, kw_only=True):
    unit_id: UUID | None = None
    """Null: headquarters."""
    person_id: UUID | None = None


class WarningEscalated(Event, frozen=True, kw_only=True):
    village_id: UUID
    village_code: str
    kind: WarningKind
    severity: Severity
    posts: tuple[Post, ...]
    """Who is told now, as known at that moment."""
    level_reached: UnitLevel
    by_hand: bool
    reason: Restricted[str] | None = None
    acknowledge_within: int
    """Seconds from when this was recorded."""
    election: ElectionInForce | None = None
    """The election under way in the village, by which that time was shortened."""

    upcasts = (_without_election,)


class WarningCorroborated(Event, frozen=True, kw_only=True):
    reliability: SourceReliability
    credibility: int
    finding: Restricted[str] | None = None


class WarningDiscounted(Event, frozen=True, kw_only=True):
    """It proved wrong."""

    reliability: SourceReliability
    credibility: int
    finding: Restricted[str] | None = None


class LeadershipDirectiveIssued(Event, frozen=True, kw_only=True):
    directive_id: UUID
    instruction: Restricted[str]
    officer_id: UUID
    due_on: date
    unit_id: UUID | None = None
    """Whose commander issued it; null: headquarters."""


class WarningClosed(Event, frozen=True, kw_only=True):
    outcome: WarningOutcome
    closing_note: Restricted[str] | None = None
