"""Sensitive issues (*isu SARA*): what is said between groups, told as a topic, never as a list of people, and countered.

No field here names, counts or describes persons: neither who belongs to a group nor whom a resident would vote for.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid5

from msgspec import Meta

from libs.events.contracts.values import Moment, Text
from libs.events.contracts.villages.early_warning import Credibility, Severity, SourceReliability, WarningKind
from libs.events.contracts.villages.election_period import ElectionInForce, ElectionPhase
from libs.events.message import Command, Event, Restricted, Role, Scope


class SensitiveKind(StrEnum):
    """Along which line groups are set against each other (*suku, agama, ras, antargolongan*)."""

    ETHNIC = "ETHNIC"
    """Between peoples (*suku*)."""
    RELIGIOUS = "RELIGIOUS"
    """Between or within faiths (*agama*)."""
    RACIAL = "RACIAL"
    """Between races (*ras*)."""
    INTERGROUP = "INTERGROUP"
    """Between other groups (*antargolongan*)."""
    POLITICAL_HOAX = "POLITICAL_HOAX"
    """False news about an election or politics (*hoaks politik*)."""


class SensitiveTopic(StrEnum):
    """What it turns on between the groups, never who is in them."""

    PLACE_OF_WORSHIP = "PLACE_OF_WORSHIP"
    """A house of worship (*rumah ibadah*)."""
    WORSHIP = "WORSHIP"
    """How or when people worship (*peribadatan*)."""
    CUSTOM = "CUSTOM"
    """Custom and ceremony (*adat dan upacara*)."""
    NEWCOMERS = "NEWCOMERS"
    """Those who came and those who were there (*pendatang dan penduduk setempat*)."""
    SYMBOL = "SYMBOL"
    """A flag, sign or monument (*simbol*)."""
    LIVELIHOOD = "LIVELIHOOD"
    """Who may earn a living where (*mata pencaharian*)."""
    STATEMENT = "STATEMENT"
    """Something that was said in public (*ujaran di muka umum*)."""
    ELECTION = "ELECTION"
    """How an election is held, or its result (*penyelenggaraan pemilihan*)."""
    OTHER = "OTHER"
    """Something else (*lainnya*)."""


class SpreadMedium(StrEnum):
    """By what something is spread, or answered."""

    WORD_OF_MOUTH = "WORD_OF_MOUTH"
    """From mouth to mouth (*dari mulut ke mulut*)."""
    MESSAGING = "MESSAGING"
    """In groups of a messenger (*grup pesan*)."""
    SOCIAL_MEDIA = "SOCIAL_MEDIA"
    """In social media (*media sosial*)."""
    SPEECH = "SPEECH"
    """In a speech or sermon (*pidato, ceramah*)."""
    PRINT = "PRINT"
    """By leaflet, poster or banner (*selebaran, spanduk*)."""
    MASS_MEDIA = "MASS_MEDIA"
    """In press, radio or television (*media massa*)."""


class Spread(StrEnum):
    """How far it has spread."""

    NEIGHBOURHOOD = "NEIGHBOURHOOD"
    """In one neighbourhood (*satu lingkungan*)."""
    VILLAGE = "VILLAGE"
    """In the village (*satu desa*)."""
    BEYOND = "BEYOND"
    """Beyond the village (*lintas desa*)."""


class CounterActionKind(StrEnum):
    """What is done about it."""

    CLARIFICATION = "CLARIFICATION"
    """What is true is told (*klarifikasi*)."""
    FACT_CHECK = "FACT_CHECK"
    """It is checked by those who can (*cek fakta*)."""
    DIALOGUE = "DIALOGUE"
    """The groups are brought together (*dialog antarkelompok*)."""
    OUTREACH = "OUTREACH"
    """Residents are talked to (*penyuluhan*)."""
    JOINT_ACTIVITY = "JOINT_ACTIVITY"
    """The three pillars do something together (*kegiatan kemitraan*)."""
    REMOVAL_REQUEST = "REMOVAL_REQUEST"
    """Whoever can is asked to take it down (*permintaan penurunan konten*)."""
    PATROL = "PATROL"
    """Officers are seen, and talk (*patroli dialogis*)."""


class CounterPartner(StrEnum):
    """With whom, by office or body and never by name."""

    PILLARS = "PILLARS"
    """The three pillars (*tiga pilar*)."""
    FAITH_LEADERS = "FAITH_LEADERS"
    """Leaders of faiths, of each concerned (*tokoh agama*)."""
    CUSTOM_LEADERS = "CUSTOM_LEADERS"
    """Leaders of custom (*tokoh adat*)."""
    YOUTH = "YOUTH"
    """Young people (*pemuda*)."""
    WOMEN = "WOMEN"
    """Women's groups (*kelompok perempuan*)."""
    FORUM = "FORUM"
    """The forum of police and community (*FKPM*)."""
    ELECTION_BODIES = "ELECTION_BODIES"
    """Those who hold and supervise elections (*penyelenggara dan pengawas pemilihan*)."""
    MEDIA = "MEDIA"
    """The press (*media*)."""
    OTHER_AGENCY = "OTHER_AGENCY"
    """Another agency (*instansi lain*)."""


class SensitiveOutcome(StrEnum):
    """How it came to rest."""

    COUNTERED = "COUNTERED"
    """What was done about it worked (*tertangkal*)."""
    SUBSIDED = "SUBSIDED"
    """It subsided by itself (*mereda*)."""
    HANDED_OVER = "HANDED_OVER"
    """Another function or agency took it over (*dilimpahkan*)."""
    UNFOUNDED = "UNFOUNDED"
    """There was nothing to it (*tidak terbukti*)."""


class RecordClassification(StrEnum):
    """Who may see a record."""

    INTERNAL = "INTERNAL"
    """Also the pillars of the village, and the officers of the unit that answers for it (*internal*)."""
    RESTRICTED = "RESTRICTED"
    """The village's officer, whoever reported it, and those who command (*terbatas*)."""


class RaisedBecause(StrEnum):
    """Why a classification was raised."""

    BY_HAND = "BY_HAND"
    """Somebody raised it, or turned down that it be lowered (*dinaikkan*)."""
    NEW_TEXT = "NEW_TEXT"
    """Something was written that those who agreed had not read (*ada uraian baru*)."""


COMMAND = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
HANDLING = {Role.OFFICER: Scope.OWN_VILLAGE, **COMMAND}
TELLING = {Role.PILLAR: Scope.OWN_VILLAGE, **HANDLING}
Reach = Annotated[int, Meta(ge=0, le=1_000_000, description="How many were reached (jangkauan); a number, never names")]


class ReportSensitiveIssue(Command, frozen=True, kw_only=True):
    """Report what is said between groups in a village: a topic, never people; while it elects, a warning is proposed as well."""

    sensitive_issue_id: UUID
    """Chosen by the client, so that a report made without a connection can be sent again (isu sensitif)."""
    village_id: UUID
    kind: SensitiveKind
    """Along which line."""
    topic: SensitiveTopic
    """What it turns on (pokok)."""
    medium: SpreadMedium
    """By what it is spread (media)."""
    spread: Spread
    """How far (sebaran)."""
    content: Restricted[Text]
    """What is said (isi), kept sealed: no names, no numbers of people, nobody's faith, people or vote."""
    neutral: bool
    """That whoever reports it takes no side (pernyataan netral); without that nothing is taken."""
    seen_at: Moment
    """When it was seen or heard."""

    allowed = TELLING
    creates: ClassVar[bool] = True


class LinkToElection(Command, frozen=True, kw_only=True):
    """Note that a sensitive issue is about an election."""

    sensitive_issue_id: UUID
    election_id: UUID

    allowed = HANDLING


class RecordCounterAction(Command, frozen=True, kw_only=True):
    """Note what was done to counter a sensitive issue."""

    sensitive_issue_id: UUID
    action_id: UUID
    """A new id for what was done (tindakan)."""
    kind: CounterActionKind
    """What was done."""
    partners: Annotated[tuple[CounterPartner, ...], Meta(min_length=1, max_length=len(CounterPartner))]
    """With whom (bersama siapa)."""
    medium: SpreadMedium | None = None
    """By what people were reached (media), where by any."""
    reach: Reach
    outreach_id: UUID | None = None
    """The outreach (penyuluhan) by which it was done."""
    activity_id: UUID | None = None
    """The joint activity (kegiatan kemitraan) by which it was done."""
    taken_at: Moment
    """When it was done."""

    allowed = TELLING


class ConfirmProposedWarning(Command, frozen=True, kw_only=True):
    """Have the early warning raised that was proposed, as severe as whoever confirms it judges."""

    sensitive_issue_id: UUID
    severity: Severity
    reliability: SourceReliability
    """Of the source."""
    credibility: Credibility

    allowed = HANDLING


class DeclineProposedWarning(Command, frozen=True, kw_only=True):
    """Say that no early warning is needed."""

    sensitive_issue_id: UUID
    reason: Restricted[Text]
    """Why not (alasan), kept sealed."""

    allowed = HANDLING


class CloseSensitiveIssue(Command, frozen=True, kw_only=True):
    """Note that a sensitive issue has come to rest, and how."""

    sensitive_issue_id: UUID
    outcome: SensitiveOutcome
    """How it came to rest (hasil)."""
    closing_note: Restricted[Text] | None = None
    """What is to be remembered of it, kept sealed."""
    closed_at: Moment

    allowed = HANDLING


class ReopenSensitiveIssue(Command, frozen=True, kw_only=True):
    """Note that a sensitive issue has flared up again."""

    sensitive_issue_id: UUID
    spread: Spread
    """How far now (sebaran)."""
    account: Restricted[Text]
    """What is said now (uraian), kept sealed."""
    reopened_at: Moment
    """When that was found."""

    allowed = TELLING


class ProposeLowerClassification(Command, frozen=True, kw_only=True):
    """Propose that more may see a sensitive issue: it takes a second person to agree."""

    sensitive_issue_id: UUID
    proposal_id: UUID
    """A new id for the proposal (usulan), by which somebody else agrees to this one and no other."""
    reason: Restricted[Text]
    """Why (alasan), kept sealed."""

    allowed = HANDLING


class AgreeToLowerClassification(Command, frozen=True, kw_only=True):
    """Agree that more may see a sensitive issue; not by whoever proposed it."""

    sensitive_issue_id: UUID
    proposal_id: UUID
    """What is agreed to: the proposal whose reason was read (`SensitiveIssue.loweringProposalId`)."""

    allowed = COMMAND


class RaiseClassification(Command, frozen=True, kw_only=True):
    """Have fewer see a sensitive issue, or turn down that more may: one person is enough."""

    sensitive_issue_id: UUID

    allowed = HANDLING


class SensitiveIssueReported(Event, frozen=True, kw_only=True):
    village_id: UUID
    kind: SensitiveKind
    topic: SensitiveTopic
    medium: SpreadMedium
    spread: Spread
    content: Restricted[str]
    neutral: bool
    seen_at: Moment
    reporter_id: UUID | None = None
    """The officer, pillar or commander; null: headquarters."""
    election: ElectionInForce | None = None
    """The election under way in the village when it was reported."""


class EarlyWarningProposed(Event, frozen=True, kw_only=True):
    """What a person may confirm; nothing is raised by it."""

    kind: WarningKind
    severity: Severity
    """Never more than yellow."""
    election: ElectionInForce


class ProposedWarningConfirmed(Event, frozen=True, kw_only=True):
    """The early warning is then raised by a command of its own."""

    village_id: UUID
    kind: WarningKind
    severity: Severity
    reliability: SourceReliability
    credibility: int
    about: SensitiveKind
    topic: SensitiveTopic
    medium: SpreadMedium
    spread: Spread
    person_id: UUID | None = None
    """Who confirmed it, and thereby raises the warning."""


class ProposedWarningDeclined(Event, frozen=True, kw_only=True):
    reason: Restricted[str]


class SensitiveIssueLinkedToElection(Event, frozen=True, kw_only=True):
    election_id: UUID
    phase: ElectionPhase | None = None
    """How far it had come; null before its first phase."""


class CounterActionTaken(Event, frozen=True, kw_only=True):
    action_id: UUID
    kind: CounterActionKind
    partners: tuple[CounterPartner, ...]
    medium: SpreadMedium | None = None
    reach: int
    outreach_id: UUID | None = None
    activity_id: UUID | None = None
    taken_at: Moment


class SensitiveIssueSubsided(Event, frozen=True, kw_only=True):
    outcome: SensitiveOutcome
    closing_note: Restricted[str] | None = None
    closed_at: Moment


class SensitiveIssueReopened(Event, frozen=True, kw_only=True):
    spread: Spread
    account: Restricted[str]
    reopened_at: Moment
    election: ElectionInForce | None = None
    """The election under way in the village by then."""


def _without_proposal_id(payload: dict[str, Any]) -> dict[str, Any]:
    """Before proposals had ids, each gets the same one whenever it is read: no two of one record were ever open at once."""
    return {**payload, "proposal_id": str(uuid5(UUID(payload["person_id"]), "proposal"))}


class LowerClassificationProposed(Event, frozen=True, kw_only=True):
    proposal_id: UUID
    classification_wanted: RecordClassification
    reason: Restricted[str]
    person_id: UUID

    upcasts = (_without_proposal_id,)


class ClassificationLowered(Event, frozen=True, kw_only=True):
    classified: RecordClassification
    proposed_by: UUID
    agreed_by: UUID


class ClassificationRaised(Event, frozen=True, kw_only=True):
    """Also where it was only turned down that it be lowered."""

    classified: RecordClassification
    because: RaisedBecause
