"""Issues of residents (*problem solving*): reported, routed, answered in time, settled or referred, and checked by others."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Moment, Name, Phone, Text
from libs.events.message import Command, Event, Personal, Restricted, Role, Scope


class IssueCategory(StrEnum):
    """What an issue is about."""

    LAND_DISPUTE = "LAND_DISPUTE"
    """Land (*sengketa tanah*)."""
    FAMILY_DISPUTE = "FAMILY_DISPUTE"
    """A quarrel within a family (*perselisihan keluarga*)."""
    NEIGHBOUR_DISPUTE = "NEIGHBOUR_DISPUTE"
    """A quarrel among neighbours (*perselisihan tetangga*)."""
    THEFT = "THEFT"
    """Theft (*pencurian*)."""
    BRAWL = "BRAWL"
    """A brawl (*perkelahian*)."""
    NARCOTICS = "NARCOTICS"
    """Narcotics (*narkoba*)."""
    ALCOHOL = "ALCOHOL"
    """Alcohol (*minuman keras*)."""
    DOMESTIC_VIOLENCE = "DOMESTIC_VIOLENCE"
    """Violence at home (*KDRT*): referred, never mediated."""
    SEXUAL_OFFENCE = "SEXUAL_OFFENCE"
    """A sexual offence (*kekerasan seksual*): referred, never mediated."""
    FRAUD = "FRAUD"
    """Fraud (*penipuan*)."""
    CUSTOM_DISPUTE = "CUSTOM_DISPUTE"
    """A quarrel over custom (*sengketa adat*)."""
    NATURAL_HAZARD = "NATURAL_HAZARD"
    """A hazard of nature (*bahaya alam*)."""
    VILLAGE_FUND = "VILLAGE_FUND"
    """The village's funds (*dana desa*)."""
    OTHER = "OTHER"
    """Something else (*lainnya*)."""


class IssueChannel(StrEnum):
    """How an issue reached the police."""

    VISIT = "VISIT"
    """On a visit (*sambang*)."""
    FKPM = "FKPM"
    """Through the forum of police and community (*FKPM*)."""
    OPEN311 = "OPEN311"
    """Through a reporting application (*Open311*)."""
    PHONE_110 = "PHONE_110"
    """By the police's telephone number (*110*)."""


class Referral(StrEnum):
    """To whom an issue is passed."""

    REFERRAL = "REFERRAL"
    """To another agency (*rujukan*)."""
    REFERRED_TO_SPKT = "REFERRED_TO_SPKT"
    """To the police station's service desk (*SPKT*), as a report of a crime."""


class IssueMethod(StrEnum):
    """By what an issue was settled."""

    MEDIATION = "MEDIATION"
    """Mediation (*mediasi*)."""
    MUSYAWARAH = "MUSYAWARAH"
    """A council of those it concerns (*musyawarah*)."""
    REFERRAL = "REFERRAL"
    """Another agency took it on (*rujukan*)."""
    REFERRED_TO_SPKT = "REFERRED_TO_SPKT"
    """The police station's service desk took it on (*SPKT*)."""


class Verifier(StrEnum):
    """Whose word it is that an issue is settled."""

    REPORTER = "REPORTER"
    """Of whoever reported it (*pelapor*)."""
    FORUM = "FORUM"
    """Of the forum of police and community (*FKPM*)."""


class Verdict(StrEnum):
    """What they say."""

    VERIFIED = "VERIFIED"
    """It is settled (*terbukti selesai*)."""
    REJECTED = "REJECTED"
    """It is not (*ditolak*)."""


class PartyRole(StrEnum):
    """What somebody has to do with an issue."""

    COMPLAINANT = "COMPLAINANT"
    """Complains (*pengadu*)."""
    RESPONDENT = "RESPONDENT"
    """Is complained of (*teradu*)."""
    VICTIM = "VICTIM"
    """Was harmed (*korban*)."""
    WITNESS = "WITNESS"
    """Saw it (*saksi*)."""


COMMAND = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
HANDLING = {Role.OFFICER: Scope.OWN_VILLAGE, **COMMAND}


class ReportIssue(Command, frozen=True, kw_only=True):
    """Report what troubles residents of a village; whoever told it stays anonymous unless he agrees to be named."""

    issue_id: UUID
    """Chosen by the client, so that a report made without a connection can be sent again."""
    village_id: UUID
    category: IssueCategory
    """What it is about."""
    channel: IssueChannel
    """How it reached the police."""
    account: Restricted[Text]
    """What was told (uraian), kept sealed."""
    involves_minor: bool = False
    """Whether a child is concerned (anak): then it is referred, never mediated."""
    reported_at: Moment
    """When it was told; the clock runs from here."""
    reporter_id: UUID | None = None
    """A new id for whoever told it (pelapor), if he is to be named: his name and number are sealed under a key of their own."""
    reporter_name: Personal[Name] | None = None
    """The full name (nama pelapor), kept sealed."""
    reporter_phone: Personal[Phone] | None = None
    """The telephone number (nomor pelapor), kept sealed."""

    person: ClassVar[str] = "reporter_id"
    allowed = {**HANDLING, Role.PILLAR: Scope.OWN_VILLAGE}
    creates: ClassVar[bool] = True


class AssignIssue(Command, frozen=True, kw_only=True):
    """Give an issue to another officer than it went to by itself."""

    issue_id: UUID
    officer_id: UUID
    assigned_at: Moment
    """When that was."""

    allowed = COMMAND


class AcknowledgeIssue(Command, frozen=True, kw_only=True):
    """Take an issue on."""

    issue_id: UUID
    acknowledged_at: Moment
    """When that was."""

    allowed = HANDLING


class StartMediation(Command, frozen=True, kw_only=True):
    """Bring those it concerns together (*mediasi, musyawarah*); never for what must be referred."""

    issue_id: UUID
    started_at: Moment

    allowed = HANDLING


class ReferIssue(Command, frozen=True, kw_only=True):
    """Pass an issue to whoever must take it on; what may not wait is referred before it is acknowledged."""

    issue_id: UUID
    method: Referral
    """To whom: what must be referred goes to the SPKT."""
    referred_at: Moment
    """When that was."""

    allowed = HANDLING


class ResolveIssue(Command, frozen=True, kw_only=True):
    """Note that an issue is settled, by what was done about it."""

    issue_id: UUID
    method: IssueMethod
    """By what: something that was done since it was last open."""
    agreement: Restricted[Text] | None = None
    """What was agreed (kesepakatan), kept sealed."""
    resolved_at: Moment
    """When that was."""

    allowed = HANDLING


class VerifyResolution(Command, frozen=True, kw_only=True):
    """Note the word of the reporter or of the forum, whether an issue is settled; not by whoever settled it."""

    issue_id: UUID
    verifier: Verifier
    """Whose word it is."""
    verdict: Verdict
    """What they say."""
    verified_at: Moment
    """When they said it."""

    allowed = {Role.PILLAR: Scope.OWN_VILLAGE, **COMMAND}


class ReopenIssue(Command, frozen=True, kw_only=True):
    """Note that an issue is not settled after all."""

    issue_id: UUID
    reason: Restricted[Text]
    """Why (alasan), kept sealed."""
    reopened_at: Moment
    """When that was found."""

    allowed = {**HANDLING, Role.PILLAR: Scope.OWN_VILLAGE}


class RecordIssueParty(Command, frozen=True, kw_only=True):
    """Note who is concerned by an issue, as which party: without a name unless one is needed."""

    issue_id: UUID
    party_id: UUID
    """A new id for this party; a later record under the same id takes the place of the earlier one."""
    role: PartyRole
    """What the party has to do with it (peran)."""
    party_name: Restricted[Name] | None = None
    """The full name (nama pihak), kept sealed; null: anonymous."""
    child: bool = False
    """Whether the party is a child (anak): the issue is referred then, never mediated, unless the child only saw it."""
    recorded_at: Moment
    """When that was noted."""

    allowed = HANDLING


class StrikeIssueParty(Command, frozen=True, kw_only=True):
    """Take back that somebody is concerned by an issue."""

    issue_id: UUID
    party_id: UUID
    """Whom it is about."""
    struck_at: Moment
    """When that was."""

    allowed = HANDLING


class IssueReported(Event, frozen=True, kw_only=True):
    village_id: UUID
    category: IssueCategory
    channel: IssueChannel
    account: Restricted[str]
    involves_minor: bool
    must_be_referred: bool
    reported_at: Moment
    reporter_id: UUID | None = None
    """Null: anonymous."""
    reporter_name: Personal[str] | None = None
    reporter_phone: Personal[str] | None = None
    acknowledge_within: int
    """Seconds from when it was reported."""
    act_within: int
    """Seconds from when it was reported."""

    person: ClassVar[str] = "reporter_id"


class IssueAssigned(Event, frozen=True, kw_only=True):
    officer_id: UUID | None = None
    unit_id: UUID | None = None
    """The unit that answers for the village, where no officer was known."""
    by_hand: bool
    """By a commander, rather than by the service when it was reported."""
    assigned_at: Moment


class IssueAcknowledged(Event, frozen=True, kw_only=True):
    acknowledged_at: Moment
    person_id: UUID | None = None


class MediationStarted(Event, frozen=True, kw_only=True):
    started_at: Moment
    first_action: bool
    """The first thing that was ever done about it."""


class IssueReferred(Event, frozen=True, kw_only=True):
    method: Referral
    referred_at: Moment
    first_action: bool
    """The first thing that was ever done about it."""


class IssueResolved(Event, frozen=True, kw_only=True):
    method: IssueMethod
    agreement: Restricted[str] | None = None
    resolved_at: Moment
    resolver_id: UUID | None = None
    holds_days: int
    """For how many days it may not be reopened if it is to count as accurate."""


class ResolutionVerified(Event, frozen=True, kw_only=True):
    verifier: Verifier
    verified_at: Moment


class ResolutionRejected(Event, frozen=True, kw_only=True):
    verifier: Verifier
    rejected_at: Moment


class IssueReopened(Event, frozen=True, kw_only=True):
    reason: Restricted[str]
    reopened_at: Moment
    in_time: bool
    """Within the days for which the resolution was to hold."""


class IssuePartyRecorded(Event, frozen=True, kw_only=True):
    party_id: UUID
    role: PartyRole
    party_name: Restricted[str] | None = None
    child: bool
    recorded_at: Moment


class IssuePartyStruck(Event, frozen=True, kw_only=True):
    party_id: UUID
    struck_at: Moment
