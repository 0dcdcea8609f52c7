"""A corner of Lombok as the three services would tell it: four villages, five units, one training; the people are invented."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec.structs import replace

from libs.events.codec import Meta, Recorded, encode
from libs.events.contracts.cooperation.cooperation_input import (
    CostRecorded,
    Currency,
    EquipmentHandedOver,
    EquipmentItem,
    Money,
    Payer,
)
from libs.events.contracts.cooperation.cooperation_program import (
    Agency,
    AgencyJoined,
    AgencyKind,
    DateClaimAccepted,
    DateClaimed,
    InstrumentSigned,
    PhaseCancelled,
    PhaseClosed,
    PhaseCompleted,
    PhaseExtended,
    PhasePlanned,
    PhaseResumed,
    PhaseStarted,
    PhaseSuspended,
    ProgramClassified,
    ProgramEstablished,
    Titles,
)
from libs.events.contracts.cooperation.evaluation_report import (
    DacCriterion,
    EvaluationCommissioned,
    EvaluationKind,
    EvaluationPublished,
    LessonRecorded,
    Ratings,
)
from libs.events.contracts.cooperation.milestone import (
    MilestoneConfirmed,
    MilestoneCount,
    MilestoneRecorded,
    MilestoneWithdrawn,
)
from libs.events.contracts.cooperation.pilot_site import (
    ModelSiteRecognised,
    PilotSiteDesignated,
    Score,
    SiteNominated,
    SiteRegionsRevised,
    SiteWithdrawn,
    SupervisionConducted,
)
from libs.events.contracts.cooperation.program_terms import ClaimSubject, InstrumentKind
from libs.events.contracts.cooperation.project_design import (
    DesignAdopted,
    IndicatorMeasured,
    JccDecisionRecorded,
    Measure,
    Positions,
)
from libs.events.contracts.cooperation.training import Counted, InvitationAnswer, RankGroup
from libs.events.contracts.cooperation.training_session import (
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    DirectiveIssued,
    InvitationAnswered,
    ParticipantAssessed,
    ParticipantEnrolled,
    SessionKind,
    SessionMode,
    Theme,
    TrainingClosed,
    TrainingOpened,
    TrainingScheduled,
    UnitInvited,
    Venue,
)
from libs.events.contracts.officers.officer import (
    Competency,
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    DirectiveFollowedUp,
    OfficerPromoted,
    OfficerRegistered,
    Position,
    Rank,
)
from libs.events.contracts.officers.police_unit import (
    CommanderAppointed,
    GroundLost,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    LossReason,
    UnitEstablished,
    UnitKind,
    UnitLevel,
    UnitRenamed,
)
from libs.events.contracts.officers.village_assignment import (
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentProposed,
    AssignmentRole,
    Duty,
    EnvironmentFitAssessed,
    FitCriterion,
    FitReason,
)
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.contracts.villages import community_issue as issues
from libs.events.contracts.villages import early_warning as warnings
from libs.events.contracts.villages import partnership_forum as forums
from libs.events.contracts.villages import social_institution as institutions
from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.contact_person import (
    Consent,
    ConsentBasis,
    ContactConsentWithdrawn,
    ContactPersonConfirmed,
    ContactPersonRegistered,
    ContactRole,
)
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from libs.events.contracts.villages.forum_kinds import (
    DissolutionReason,
    ForumElement,
    ForumModel,
    ForumVenue,
    Inaugurator,
    MembershipEnd,
    SuspensionReason,
)
from libs.events.contracts.villages.joint_activity import (
    HoldingException,
    JointActivityCancelled,
    JointActivityConfirmed,
    JointActivityHeld,
    JointActivityHeldUnderException,
    JointActivityPlanned,
)
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.region import RegionLevel, RegionRegistered
from libs.events.contracts.villages.safety_survey import (
    AreaIndex,
    SafetyTrustIndexPublished,
    SurveyClosed,
    SurveyCounts,
    SurveyMethod,
    SurveyOpened,
    SurveyTallyRecorded,
    VillageIndex,
    VillageIndicesPublished,
)
from libs.events.contracts.villages.social_institution import InstitutionKind
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarDisputeEscalated,
    PillarDisputeMediationStarted,
    PillarDisputeReported,
    PillarDisputeResolved,
    PillarsCompleted,
    PillarSeated,
    PillarVacated,
    SynergyMeetingHeld,
)
from libs.events.contracts.villages.village import (
    Degree,
    EnvironmentAssessed,
    Terrain,
    VillageKind,
    VillageRegistered,
    VillageRenamed,
    VillageRisk,
    VillageSplit,
)
from libs.events.contracts.villages.village_visit import (
    ActivityKind,
    HouseholdNeed,
    VisitCompleted,
    VisitFindingRecorded,
    VisitFoundNobody,
    VisitPlanned,
    VisitRefused,
    VisitStarted,
)
from libs.events.message import Event, Role
from libs.events.told_in_clear import is_in_clear, told
from tests import elections
from tests.designs import MATRIX

SPACE: Final = UUID("6a1f7a9c-3b0e-4c65-9f0d-52710110017a")
NOON: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
EDITION: Final = "idn-area-data 4.0.1"
MADE: Final = Meta(command="Told", digest="-", actor="test", role=Role.HEADQUARTERS, correlation=SPACE)
META: Final = encode(MADE)


def an(name: str) -> UUID:
    """The id of whatever goes by this name here."""
    return uuid5(SPACE, name)


def sealed(clear: str) -> str:
    """Stands for the sealed text; `unseal` undoes it."""
    return f"sealed~{clear.encode().hex()}"


async def unseal(values: Sequence[str]) -> list[str | None]:
    """As a vault opens them, what was told in clear included."""
    return [told(value) if is_in_clear(value) else bytes.fromhex(value.removeprefix("sealed~")).decode() for value in values]


class Log:
    """Events of one service in the order in which they are told, as rows of its log."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.events: list[Recorded] = []
        self._versions: dict[str, int] = {}
        self._taken = 0

    @classmethod
    def after(cls, service: str, events: Sequence[Recorded]) -> "Log":
        """A log that has these already, to be gone on with."""
        log = cls(service)
        log.events = list(events)
        log._versions = {event.stream: event.version for event in events}
        return log

    def tell(self, key: UUID, *events: Event, flags: tuple[str, ...] = ()) -> None:
        meta = encode(replace(MADE, flags=flags)) if flags else META
        for event in events:
            stream = f"{event.aggregate()}-{key}"
            self._versions[stream] = version = self._versions.get(stream, 0) + 1
            position = self._taken + len(self.events) + 1
            self.events.append(
                Recorded(
                    position=position,
                    stream=stream,
                    version=version,
                    id=uuid5(SPACE, f"{self.service}/{position}"),
                    type=event.named(),
                    schema=event.version(),
                    occurred_at=NOON,
                    recorded_at=NOON + timedelta(seconds=position),
                    data=encode(event),
                    meta=meta,
                )
            )

    def take(self) -> list[Recorded]:
        """The events told since this was last asked; they are not kept."""
        taken, self.events = self.events, []
        self._taken += len(taken)
        return taken


def claim(day: date, precision: Precision = Precision.DAY, source: str = "embassy") -> ClaimedDate:
    return ClaimedDate(value=day, precision=precision, source=source)


def _villages() -> Log:
    log = Log("villages")
    for code, name in (
        ("52", "Nusa Tenggara Barat"),
        ("52.01", "Kabupaten Lombok Barat"),
        ("52.01.09", "Gunungsari"),
        ("52.71", "Kota Mataram"),
        ("52.71.01", "Ampenan"),
    ):
        level = tuple(RegionLevel)[code.count(".")]
        above = code.rpartition(".")[0] or None
        log.tell(an(code), RegionRegistered(code=code, name=name, level=level, parent_code=above, edition=EDITION))
    for code, name, kind in (
        ("52.01.09.2001", "Guntur Macan", VillageKind.DESA),
        ("52.01.09.2002", "Kekait", VillageKind.DESA),
        ("52.71.01.1001", "Ampenan Selatan", VillageKind.KELURAHAN),
        ("52.71.01.1002", "Banjar", VillageKind.KELURAHAN),
    ):
        zone = "Asia/Makassar"
        log.tell(an(code), VillageRegistered(code=code, name=name, kind=kind, timezone=zone, edition=EDITION))
    log.tell(an("52.01.09.2002"), VillageRenamed(name="Kekait Daye", edition="next"))
    ampenan, banjar = an("52.71.01.1001"), an("52.71.01.1002")
    since = date(2017, 1, 9)
    for village in (ampenan, banjar):
        babinsa = an(f"babinsa {village}")
        seats: list[Event] = [
            PillarSeated(
                pillar=Pillar.BHABINKAMTIBMAS,
                title="Bhabinkamtibmas",
                holder_id=an("Ketut"),
                since=since,
                assignment_id=an(f"assignment {village}"),
            ),
            PillarSeated(
                pillar=Pillar.BABINSA,
                title="Babinsa",
                holder_id=babinsa,
                holder_name=sealed("Lalu Ahmad"),
                phone=sealed("0812"),
                since=date(2016, 5, 2),
            ),
            PillarSeated(
                pillar=Pillar.VILLAGE_HEAD,
                title="Lurah",
                holder_id=an(f"lurah {village}"),
                holder_name=sealed("Baiq Sri"),
                since=date(2015, 3, 1),
            ),
            PillarsCompleted(completed_on=since),
        ]
        log.tell(village, *seats)
    log.tell(banjar, PillarVacated(pillar=Pillar.BABINSA, holder_id=an(f"babinsa {banjar}"), vacated_on=date(2018, 1, 1)))
    kekait = an("52.01.09.2001")
    assessed = EnvironmentAssessed(
        assessment_id=an(f"assessment {kekait}"),
        assessed_on=date(2016, 12, 1),
        languages=("Sasak",),
        customs=Degree.MODERATE,
        conflict_history=Degree.LOW,
        terrain=Terrain.HILLS,
        distance_km=12,
        risks=(VillageRisk.DISPUTES, VillageRisk.HOAXES),
    )
    log.tell(kekait, assessed)
    _warnings(log)
    _visits(log)
    _together(log, banjar)
    _issues(log, banjar)
    _surveys(log)
    # A part of Guntur Macan became Kekait's.
    split = VillageSplit(into_ids=(an("52.01.09.2002"),), effective_on=date(2018, 1, 1), legal_basis="Perda 1/2018")
    log.tell(an("52.01.09.2001"), split)
    _asked_of(log, an("52.71.01.1001"))
    for key, event in elections.in_lombok(an, sealed):
        log.tell(key, event)
    _forums(log, banjar, an("52.71.01.1001"))
    _institutions(log, banjar)
    return log


def _asked_of(log: Log, village: UUID) -> None:
    """What the first directive of the training asks of a village, and that it was done."""
    about: dict[str, Any] = {"village_id": village, "directive_id": an("directive 1"), "officer_id": an("Ketut")}
    why: dict[str, Any] = {"session_id": an("training"), "assignment_id": an(f"assignment {village}")}
    asked = DirectiveTargetSet(theme=Theme.CONTACT_PERSON, issued_on=date(2017, 7, 25), **about, **why)
    met = DirectiveTargetMet(met_on=date(2017, 8, 1), shown_by="ContactPersonRegistered", **about)
    log.tell(an("directive target"), asked, met)


def _warnings(log: Log) -> None:
    """One that went up and was answered, one that a pillar raised and nobody has answered, one elsewhere, closed."""
    level = UnitLevel
    posts = tuple(
        warnings.Post(level=step, unit_id=an(unit), holder_id=an("Ketut") if step is level.POLRES else None)
        for step, unit in ((level.POLSEK, "Polsek Ampenan"), (level.POLRES, "Polres Mataram"), (level.POLDA, "Polda"))
    )

    def raised(code: str, raiser: str, severity: warnings.Severity, *addressed: warnings.Post) -> warnings.EarlyWarningRaised:
        return warnings.EarlyWarningRaised(
            village_id=an(code),
            village_code=code,
            kind=warnings.WarningKind.LAND_CONFLICT,
            severity=severity,
            reliability=warnings.SourceReliability.B,
            credibility=3,
            narrative=sealed(f"Seen by {raiser}"),
            raiser_id=an(raiser),
            chain=posts,
            addressed=tuple(post.unit_id for post in addressed),
            level_reached=addressed[-1].level,
            acknowledge_within=3600,
        )

    first = an("warning")
    log.tell(first, raised("52.71.01.1001", "Ketut", warnings.Severity.YELLOW, posts[1]))
    log.tell(first, warnings.WarningDelivered(unit_id=posts[1].unit_id, channel=warnings.DeliveryChannel.NOTIFIER))
    log.tell(
        first,
        warnings.WarningEscalated(
            village_id=an("52.71.01.1001"),
            village_code="52.71.01.1001",
            kind=warnings.WarningKind.LAND_CONFLICT,
            severity=warnings.Severity.YELLOW,
            posts=posts[2:],
            level_reached=level.POLDA,
            by_hand=True,
            reason=sealed("Dukungan"),
            acknowledge_within=3600,
        ),
        warnings.WarningAcknowledged(unit_id=an("Polda")),
        warnings.WarningCorroborated(reliability=warnings.SourceReliability.A, credibility=1, finding=sealed("Two saw it")),
        warnings.LeadershipDirectiveIssued(
            directive_id=an("leadership directive"),
            instruction=sealed("Visit both families"),
            officer_id=an("Ketut"),
            due_on=date(2026, 12, 1),
            unit_id=an("Polda"),
        ),
        warnings.LeadershipDirectiveIssued(
            directive_id=an("directive to a helper"),
            instruction=sealed("Talk to the elders"),
            officer_id=an("helper"),
            due_on=date(2026, 12, 2),
            unit_id=an("Polda"),
        ),
    )
    log.tell(an("warning of a pillar"), raised("52.71.01.1002", "babinsa", warnings.Severity.RED, *posts))
    closed = an("closed warning")
    log.tell(closed, raised("52.01.09.2001", "Made", warnings.Severity.GREEN, posts[2]))
    log.tell(closed, warnings.WarningDiscounted(reliability=warnings.SourceReliability.E, credibility=5, finding=sealed("None")))
    log.tell(closed, warnings.WarningClosed(outcome=warnings.WarningOutcome.UNFOUNDED, closing_note=sealed("Rumour")))


def _visits(log: Log) -> None:
    """Two contact persons of Ampenan, one of whom agrees no longer, and visits, one of them long ago."""
    ampenan, kekait = an("52.71.01.1001"), an("52.01.09.2002")
    agreed = Consent(basis=ConsentBasis.WRITTEN, at=datetime(2020, 1, 2, tzinfo=UTC), by=an("Ketut"))
    for name, role in (("Haji Amir", ContactRole.TOKOH_AGAMA), ("Ibu Ratna", ContactRole.TOKOH_PEREMPUAN)):
        registered = ContactPersonRegistered(
            village_id=ampenan,
            full_name=sealed(name),
            phone=sealed("0819"),
            contact_role=role,
            consent=agreed,
            confirmed_on=date(2020, 1, 2),
            confirm_by=date(2021, 1, 1),
        )
        log.tell(an(name), registered)
    log.tell(
        an("Haji Amir"),
        ContactPersonConfirmed(village_id=ampenan, confirmed_on=date(2026, 11, 20), confirm_by=date(9999, 1, 1)),
    )
    at = datetime(2026, 11, 24, 1, tzinfo=UTC)
    his: dict[str, Any] = {"village_id": ampenan, "officer_id": an("Ketut")}
    log.tell(
        an("visit 1"),
        # As it may come in from a phone that was offline: the end before the beginning.
        VisitCompleted(**his, ended_at=at + timedelta(hours=1), contact_ids=(an("Haji Amir"),), notes=sealed("All is calm.")),
        VisitPlanned(**his, kind=ActivityKind.SAMBANG, planned_on=date(2026, 11, 24)),
        VisitStarted(**his, kind=ActivityKind.DDS, started_at=at, code_digest="digest 1", geo=sealed("geo:-8.57,116.08")),
        VisitFindingRecorded(
            **his,
            finding_id=an("finding"),
            household_ref=sealed("RT 02 no. 14"),
            people=5,
            needs=(HouseholdNeed.WORK,),
            finding=sealed("The roof leaks."),
        ),
    )
    log.tell(an("visit 2"), VisitRefused(**his, ended_at=at - timedelta(days=1)))
    log.tell(an("visit 3"), VisitPlanned(**his, kind=ActivityKind.TATAP_MUKA, planned_on=date(2026, 11, 30)))
    stranger: dict[str, Any] = {"village_id": kekait, "officer_id": an("Ketut")}
    log.tell(an("visit 4"), VisitFoundNobody(**stranger, ended_at=at), flags=("ASSIGNED_ELSEWHERE",))
    long_ago: dict[str, Any] = {"village_id": an("52.71.01.1002"), "officer_id": an("Made")}
    log.tell(an("visit 5"), VisitCompleted(**long_ago, ended_at=datetime(2020, 6, 1, tzinfo=UTC), contact_ids=(an("nobody"),)))
    log.tell(an("Ibu Ratna"), ContactConsentWithdrawn(village_id=ampenan, withdrawn_at=at))


def _together(log: Log, village: UUID) -> None:
    """What the three pillars of a village quarrelled over, and what they did."""
    at = datetime(2017, 8, 1, 4, tzinfo=UTC)
    between = (Pillar.BABINSA, Pillar.VILLAGE_HEAD)
    log.tell(
        village,
        SynergyMeetingHeld(meeting_id=an("meeting"), held_on=date(2017, 7, 31), attended=tuple(Pillar)),
        PillarDisputeReported(
            dispute_id=an("dispute"),
            between=between,
            subject=DisputeSubject.LAND,
            account=sealed("They no longer greet each other."),
            reported_by=Pillar.BHABINKAMTIBMAS,
            reported_at=at,
            escalates_at=at + timedelta(days=7),
        ),
        PillarDisputeEscalated(
            dispute_id=an("dispute"),
            between=between,
            subject=DisputeSubject.LAND,
            reported_at=at,
            escalated_at=at + timedelta(days=7),
        ),
        PillarDisputeMediationStarted(
            dispute_id=an("dispute"),
            mediator_id=an("camat"),
            office=MediatorOffice.CAMAT,
            mediator_name=sealed("Camat Contoh"),
            started_at=at + timedelta(days=8),
        ),
        PillarDisputeResolved(
            dispute_id=an("dispute"),
            outcome=DisputeOutcome.RECONCILED,
            agreement=sealed("Peace."),
            resolved_at=at + timedelta(days=9),
        ),
    )
    activity, kind, theme = an("activity"), JointActivityKind.KERJA_BAKTI, ActivityTheme.DISASTER
    log.tell(activity, JointActivityPlanned(village_id=village, kind=kind, theme=theme, scheduled_at=at, place="Balai"))
    log.tell(activity, JointActivityConfirmed(pillar=Pillar.BHABINKAMTIBMAS, holder_id=an("Ketut"), confirmed_at=at))
    log.tell(activity, JointActivityHeld(village_id=village, held_at=at, held_on=at.date(), attendance=40))
    hasty = an("hasty activity")
    log.tell(hasty, JointActivityPlanned(village_id=village, kind=kind, theme=theme, scheduled_at=at, place="Balai"))
    excepted = JointActivityHeldUnderException(
        village_id=village, held_at=at, held_on=at.date(), attendance=20, exception=HoldingException.EMERGENCY, confirmed=()
    )
    log.tell(hasty, excepted)
    off = an("activity called off")
    log.tell(off, JointActivityPlanned(village_id=village, kind=kind, theme=theme, scheduled_at=at, place="Balai"))
    log.tell(off, JointActivityCancelled(cancelled_because=sealed("Rain.")))
    reached = OutreachHeld(
        village_id=village,
        officer_id=an("Ketut"),
        kind=OutreachKind.COUNSELLING,
        theme=ActivityTheme.LAW_AWARENESS,
        appeal=Appeal.LAW_OBEDIENCE,
        held_at=at,
        held_on=at.date(),
        attendance=30,
    )
    log.tell(an("outreach"), reached)


def _issues(log: Log, village: UUID) -> None:
    """One answered in time and verified, one that was taken on late and opened again, one that went to nobody, unanswered."""
    at = datetime(2019, 3, 4, 4, tzinfo=UTC)

    def reported(key: UUID, category: issues.IssueCategory, by: str = "VISIT", **more: Any) -> None:
        told = issues.IssueReported(
            village_id=village,
            category=category,
            channel=issues.IssueChannel(by),
            account=sealed("The fence was moved."),
            involves_minor=False,
            must_be_referred=category is issues.IssueCategory.DOMESTIC_VIOLENCE,
            reported_at=at,
            acknowledge_within=1_800,
            act_within=86_400,
            **more,
        )
        log.tell(key, told)

    def resolved(key: UUID, method: issues.IssueMethod, after: timedelta) -> None:
        log.tell(
            key,
            issues.IssueResolved(method=method, agreement=sealed("The fence goes back."), resolved_at=at + after, holds_days=30),
        )

    good, bad, alone = an("issue"), an("issue opened again"), an("issue of nobody")
    named: dict[str, Any] = {"reporter_id": an("reporter"), "reporter_name": sealed("Warga"), "reporter_phone": sealed("0819")}
    reported(good, issues.IssueCategory.LAND_DISPUTE, "FKPM", **named)
    log.tell(good, issues.IssueAssigned(officer_id=an("Ketut"), by_hand=False, assigned_at=at))
    log.tell(good, issues.IssueAssigned(officer_id=an("Ketut"), by_hand=True, assigned_at=at))
    log.tell(good, issues.IssueAcknowledged(acknowledged_at=at + timedelta(minutes=10), person_id=an("Ketut")))
    log.tell(good, issues.MediationStarted(started_at=at + timedelta(hours=2), first_action=True))
    for hours, (name, role) in enumerate((("Pengadu", "COMPLAINANT"), ("Teradu", "RESPONDENT"), ("Saksi", "WITNESS"))):
        party, noted = an(f"party {name}"), at + timedelta(hours=hours)
        said = issues.IssuePartyRecorded(
            party_id=party,
            role=issues.PartyRole(role),
            party_name=None if role == "RESPONDENT" else sealed(f"{name} Contoh"),
            child=role == "WITNESS",
            recorded_at=noted,
        )
        log.tell(good, said)
    log.tell(good, issues.IssuePartyStruck(party_id=an("party Pengadu"), struck_at=at + timedelta(hours=4)))
    resolved(good, issues.IssueMethod.MEDIATION, timedelta(days=2))
    log.tell(good, issues.ResolutionVerified(verifier=issues.Verifier.REPORTER, verified_at=at + timedelta(days=3)))
    reported(bad, issues.IssueCategory.DOMESTIC_VIOLENCE)
    log.tell(bad, issues.IssueAssigned(unit_id=an("Polsek Ampenan"), by_hand=False, assigned_at=at))
    log.tell(bad, issues.IssueAcknowledged(acknowledged_at=at + timedelta(minutes=50)))
    spkt = issues.Referral.REFERRED_TO_SPKT
    log.tell(bad, issues.IssueReferred(method=spkt, referred_at=at + timedelta(hours=1), first_action=True))
    resolved(bad, issues.IssueMethod.REFERRED_TO_SPKT, timedelta(days=1))
    log.tell(bad, issues.IssueReopened(reason=sealed("Again."), reopened_at=at + timedelta(days=5), in_time=True))
    log.tell(bad, issues.IssueReferred(method=spkt, referred_at=at + timedelta(days=6), first_action=False))
    resolved(bad, issues.IssueMethod.REFERRED_TO_SPKT, timedelta(days=7))
    log.tell(bad, issues.ResolutionRejected(verifier=issues.Verifier.FORUM, rejected_at=at + timedelta(days=8)))
    reported(alone, issues.IssueCategory.OTHER)


def _surveys(log: Log) -> None:
    """Two surveys of the city that are published, Ampenan Selatan in the first only, and one under way, with a tally."""
    for name, year, first in (("survey", 2019, 60), ("next survey", 2021, 0), ("open survey", 2023, 0)):
        opens, closes = date(year, 2, 1), date(year, 2, 28)
        opened: dict[str, Any] = {"method": SurveyMethod.FACE_TO_FACE, "opens_on": opens, "closes_on": closes}
        log.tell(an(name), SurveyOpened(region_code="52.71", questionnaire_version=1, **opened))
        tally = SurveyTallyRecorded(
            village_id=an("52.71.01.1001"),
            village_code="52.71.01.1001",
            batch_id=an(f"batch of {name}"),
            revision=1,
            collected_on=opens,
            counts=_counted(19),
            respondents_so_far=19,
            villages_so_far=1,
        )
        log.tell(an(name), tally)
        if name == "open survey":
            continue
        published_at = datetime(year, 3, 2, tzinfo=UTC)
        areas = tuple(AreaIndex(code=code, counts=_counted(100), **_ESTIMATED) for code in ("52.71", "52.71.01"))
        log.tell(an(name), SurveyClosed(closed_at=datetime(year, 3, 1, tzinfo=UTC)))
        told: dict[str, Any] = {"questionnaire_version": 1, "formula": 1, "min_respondents": 30, "published_at": published_at}
        log.tell(an(name), SafetyTrustIndexPublished(region_code="52.71", areas=areas, **opened, **told))
        if first:
            village = VillageIndex(village_id=an("52.71.01.1001"), code="52.71.01.1001", counts=_counted(first), **_ESTIMATED)
            log.tell(an(name), VillageIndicesPublished(closes_on=closes, formula=1, villages=(village,)))


_ESTIMATED: Final[dict[str, int]] = {"index_permille": 713, "margin_permille": 88}


def _counted(asked: int) -> SurveyCounts:
    """Half feel safe, and a tenth were victims."""
    return SurveyCounts(
        respondents=asked,
        safe_at_night=asked // 2,
        activity_runs_normally=asked,
        trust_in_police=asked // 4,
        victimised_12m=asked // 10,
    )


def _forums(log: Log, village: UUID, other: UUID) -> None:
    """One of both villages at work, that has settled a quarrel; one of custom that was given up; a proposal of a zone."""
    at = datetime(2019, 5, 6, 4, tzinfo=UTC)
    forum, custom, zone = an("forum"), an("forum of custom"), an("forum of a zone")
    covered = (village, other)
    log.tell(forum, forums.ForumProposed(name="FKPM Ampenan", model=ForumModel.AREA, village_ids=covered, proposed_at=at))
    for name, element in (("Ketut", "OFFICER"), ("Lurah", "GOVERNMENT"), ("Amir", "RESIDENT"), ("Baiq", "COMMUNITY_FIGURE")):
        consent = forums.MemberConsent(basis=ConsentBasis.WRITTEN, at=at, given_by=an(name))
        joined = forums.ForumMemberAdded(
            person_id=an(name),
            element=ForumElement(element),
            full_name=None if element == "OFFICER" else sealed(f"Anggota {name}"),
            consent=consent,
            member_from=at.date(),
        )
        log.tell(forum, joined)
    day = date(2019, 6, 1)
    formed = forums.ForumFormed(
        model=ForumModel.AREA,
        village_ids=covered,
        members=4,
        members_min=4,
        chair_id=an("Amir"),
        secretary_id=an("Baiq"),
        inaugurated_on=day,
        inaugurated_by=Inaugurator.CAMAT,
        starts_on=day,
        ends_on=date(2190, 1, 1),
    )
    log.tell(forum, formed)
    left = forums.ForumMembershipEnded(
        person_id=an("Baiq"), reason=MembershipEnd.RESIGNED, ended_on=date(2020, 1, 1), was_chair=False, was_secretary=True
    )
    log.tell(forum, left)
    for number, issue in enumerate(("issue", "issue of nobody", "issue never told")):
        held = forums.ForumMeetingHeld(
            meeting_id=an(f"forum meeting {number}"),
            held_at=datetime(2019, 7, 1 + number, 4, tzinfo=UTC),
            held_on=date(2019, 7, 1 + number),
            attendance=10 + number,
            officer_id=an("Ketut") if number else None,
            venue=ForumVenue.BKPM,
            topics=(ActivityTheme.LAND, ActivityTheme.YOUTH),
            settled_issue_ids=(an(issue),),
            minutes=sealed("The fence."),
        )
        log.tell(forum, held)
    agreed = forums.ForumProgrammeAgreed(
        programme_id=an("programme of the forum"),
        agreed_on=day,
        starts_on=day,
        ends_on=date(2020, 1, 1),
        activities=(JointActivityKind.SISKAMLING,),
        themes=(ActivityTheme.YOUTH,),
    )
    log.tell(forum, agreed)
    log.tell(forum, forums.ForumSuspended(reason=SuspensionReason.POLITICS, suspended_on=date(2019, 8, 1)))
    log.tell(forum, forums.ForumResumed(resumed_on=date(2019, 9, 1)))
    elected: dict[str, Any] = {"chair_id": an("Amir"), "secretary_id": an("Lurah"), "elected_on": date(2020, 2, 1)}
    log.tell(forum, forums.ForumLeadersElected(**elected))
    renewed: dict[str, Any] = {"starts_on": date(2190, 1, 1), "ends_on": date(2192, 1, 1)}
    log.tell(forum, forums.ForumTermRenewed(inaugurated_by=Inaugurator.KAPOLSEK, **renewed))
    recognised = forums.CustomaryForumRecognised(
        name="Krama Contoh",
        village_ids=(village,),
        institution_id=an("institution of custom"),
        recognised_on=date(2015, 1, 1),
        recognised_by=Inaugurator.VILLAGE_HEAD,
    )
    log.tell(custom, recognised)
    gone: dict[str, Any] = {"reason": DissolutionReason.REPLACED, "village_ids": (village,), "dissolved_on": date(2016, 1, 1)}
    log.tell(custom, forums.ForumDissolved(**gone))
    log.tell(zone, forums.ForumProposed(name="FKPM Pasar", model=ForumModel.ZONE, village_ids=(village,), proposed_at=at))


def _institutions(log: Log, village: UUID) -> None:
    """One at work, one dormant for its silence, one that came back."""
    at = datetime(2019, 5, 6, 4, tzinfo=UTC)

    def established(key: UUID, kind: InstitutionKind, name: str) -> None:
        told: dict[str, Any] = {"village_id": village, "kind": kind, "name": name, "established_on": date(2001, 3, 1)}
        log.tell(key, institutions.InstitutionEstablished(lapses_at=at + timedelta(days=180), **told))

    def did(key: UUID, name: str, lapses_at: datetime | None) -> None:
        deed = institutions.InstitutionActivityRecorded(
            activity_id=an(name),
            theme=ActivityTheme.YOUTH,
            held_at=at + timedelta(days=10),
            held_on=date(2019, 5, 16),
            attendance=30,
            lapses_at=lapses_at,
        )
        log.tell(key, deed)

    young, custom, watch = an("institution"), an("institution of custom"), an("night watch")
    established(young, InstitutionKind.YOUTH, "Karang Taruna Contoh")
    did(young, "deed of the young", at + timedelta(days=190))
    established(custom, InstitutionKind.ADAT, "Krama Contoh")
    silent = institutions.InstitutionWentDormant(dormant_from=at + timedelta(days=180), by_silence=True)
    log.tell(custom, silent)
    did(custom, "deed of custom", None)
    established(watch, InstitutionKind.SISKAMLING, "Siskamling Contoh")
    log.tell(watch, institutions.InstitutionWentDormant(dormant_from=at, by_silence=False))
    back: dict[str, Any] = {"revived_at": at + timedelta(days=1), "lapses_at": at + timedelta(days=181)}
    log.tell(watch, institutions.InstitutionRevived(by_activity=False, **back))


def _officers() -> Log:
    log = Log("officers")
    polda, mataram, lombok_barat, ampenan = an("Polda"), an("Polres Mataram"), an("Polres Lombok Barat"), an("Polsek Ampenan")
    level = UnitLevel
    log.tell(an("Mabes"), UnitEstablished(name="Mabes Polri", level=level.MABES, kind=UnitKind.MABES))
    log.tell(polda, UnitEstablished(name="Polda NTB", level=level.POLDA, kind=UnitKind.POLDA_A, parent_id=an("Mabes")))
    log.tell(
        mataram,
        UnitEstablished(name="Polres Mataram", level=level.POLRES, kind=UnitKind.POLRES, parent_id=polda, seat_code="52.71"),
    )
    log.tell(lombok_barat, UnitEstablished(name="Polres Lombok Barat", level=level.POLRES, kind=UnitKind.POLRES, parent_id=polda))
    log.tell(ampenan, UnitEstablished(name="Polsek Ampenan", level=level.POLSEK, kind=UnitKind.POLSEK, parent_id=mataram))

    def hold(unit: UUID, *codes: str, since: date = date(2017, 1, 1)) -> None:
        log.tell(unit, *(JurisdictionAssigned(code=code, valid_from=since, source="assumed") for code in codes))

    hold(polda, "52")
    hold(mataram, "52.71", "52.01.09")
    hold(lombok_barat, "52.01")
    hold(ampenan, "52.71.01")
    log.tell(mataram, UnitRenamed(name="Polresta Mataram", kind=UnitKind.POLRESTA))
    # For a while the Polsek is without one of its district's villages; then it has the district again.
    log.tell(ampenan, JurisdictionWithdrawn(code="52.71.01", valid_to=date(2018, 1, 1), source="order"))
    hold(ampenan, "52.71.01", since=date(2019, 1, 1))

    for name, unit, rank in (("Ketut", mataram, Rank.BRIPKA), ("Made", lombok_barat, Rank.AIPDA)):
        log.tell(
            an(name),
            OfficerRegistered(
                service_number=sealed(f"8001{len(name):04}"),
                full_name=sealed(name),
                phone=sealed("0817") if name == "Ketut" else None,
                rank=rank,
                position=Position.BHABINKAMTIBMAS,
                unit_id=unit,
                languages=("Indonesian", "Sasak"),
            ),
        )
    log.tell(an("Ketut"), OfficerPromoted(rank=Rank.AIPDA, promoted_on=date(2018, 7, 1)))
    log.tell(mataram, CommanderAppointed(officer_id=an("Ketut"), appointed_on=date(2018, 7, 1)))
    for officer, code in (
        ("Ketut", "52.71.01.1001"),
        ("Ketut", "52.71.01.1002"),
        ("Made", "52.01.09.2001"),
        ("Made", "52.01.09.2002"),
    ):
        village = an(code)
        held: dict[str, Any] = {
            "officer_id": an(officer),
            "village_id": village,
            "duty": Duty.BHABINKAMTIBMAS,
            "role": AssignmentRole.PRIMARY,
        }
        key, day = an(f"assignment {village}"), date(2017, 1, 9)
        why = sealed("Tidak ada yang lain") if code == "52.01.09.2002" else None
        log.tell(key, AssignmentProposed(starts_on=day, slot=1, override_reason=why, **held))
        if code != "52.01.09.2002":
            log.tell(key, AssignmentConfirmed(starts_on=day, order_number="Sprin/1/I/2017", order_date=day, **held))
        if code == "52.01.09.2001":
            log.tell(key, AssignmentEnded(confirmed=True, ended_on=date(2020, 1, 1), reason="transfer", **held))
    for competency in (Competency.MEDIATION, Competency.DDS):
        log.tell(an("Ketut"), CompetencyRecorded(competency=competency, acquired_on=date(2017, 7, 25), session_id=an("training")))
    for number in (1, 2):
        directive = an(f"directive {number}")
        for officer in ("Ketut", "Made"):
            log.tell(
                an(officer),
                DirectiveAddressed(directive_id=directive, session_id=an("training"), number=number, issued_on=date(2017, 7, 25)),
            )
    log.tell(
        an("Ketut"),
        DirectiveAcknowledged(directive_id=an("directive 1"), session_id=an("training"), acknowledged_on=date(2017, 7, 26)),
        DirectiveFollowedUp(
            directive_id=an("directive 1"),
            session_id=an("training"),
            followed_up_on=date(2017, 7, 30),
            account=sealed("Bertemu tokoh"),
        ),
    )
    kekait = an("52.01.09.2001")
    fitted = EnvironmentFitAssessed(
        officer_id=an("Made"),
        village_id=kekait,
        assessment_id=an(f"assessment {kekait}"),
        assessment_position=20,
        score=70,
        reasons=tuple(FitReason(criterion=criterion, points=14, of=20) for criterion in FitCriterion),
        formula=1,
        threshold=60,
    )
    log.tell(an(f"assignment {kekait}"), fitted)
    lost = GroundLost(
        previous_code="52.01.03.2001",
        code="52.71.09.2001",
        changed_on=date(2018, 1, 1),
        reason=LossReason.HELD_BY_OTHER,
        source="Perda 1/2018",
    )
    log.tell(lombok_barat, lost)
    log.tell(an("Polres Mataram"), lost)
    log.tell(an("Polsek Ampenan"), lost)
    return log


def _further() -> list[Event]:
    """What became of the programme after its first phase."""
    begun = claim(date(2007, 8, 1))
    return [
        InstrumentSigned(
            instrument_id=an("agreement"),
            kind=InstrumentKind.RECORD_OF_DISCUSSIONS,
            signed_on=claim(date(2007, 6, 1), Precision.MONTH),
            parties=("Head of the corps", "Director of the agency"),
            reference="R/D 2",
        ),
        ProgramClassified(sectors=("15132",)),
        DateClaimed(subject=ClaimSubject.PROGRAM_START, claimed=claim(date(2001, 1, 1), Precision.YEAR, "speaker")),
        DateClaimed(subject=ClaimSubject.PHASE_END, phase_number=1, claimed=claim(date(2007, 7, 1), Precision.MONTH, "review")),
        DateClaimAccepted(
            subject=ClaimSubject.PHASE_END, phase_number=1, claimed=claim(date(2007, 7, 1), Precision.MONTH, "review")
        ),
        PhasePlanned(number=2, name="Provinces", starts_on=begun),
        PhaseStarted(number=2, name="Provinces", started_on=begun),
        PhaseExtended(number=2, until=claim(date(2013, 1, 1), Precision.YEAR)),
        PhaseSuspended(number=2, suspended_on=claim(date(2009, 1, 1), Precision.YEAR), reason=sealed("Elections")),
        PhaseResumed(number=2, resumed_on=claim(date(2010, 1, 1), Precision.YEAR)),
        PhaseCompleted(number=2, ended_on=claim(date(2012, 7, 31))),
        PhaseClosed(number=2, closed_on=claim(date(2013, 1, 1), Precision.YEAR)),
        PhasePlanned(number=3, name="Nation", ends_on=claim(date(2017, 1, 1), Precision.YEAR)),
        PhaseCancelled(number=3, cancelled_on=claim(date(2014, 1, 1)), reason=sealed("No funds")),
    ]


def _cooperation() -> Log:
    log = Log("cooperation")
    program, training, site = an("program"), an("training"), an("site")
    log.tell(
        program,
        ProgramEstablished(
            title=Titles(en="Support Program for INP Reform", id="Program Dukungan Reformasi Polri"),
            started_on=claim(date(2002, 8, 1), Precision.MONTH),
        ),
        AgencyJoined(agency=Agency.JICA, kind=AgencyKind.DONOR),
        PhaseStarted(number=1, name="Bekasi", started_on=claim(date(2002, 8, 1), Precision.MONTH)),
        PhaseCompleted(number=1, ended_on=claim(date(2007, 1, 1), Precision.YEAR)),
        *_further(),
    )
    log.tell(
        site,
        SiteNominated(program_id=program, region_codes=("52.71",), nominated_on=claim(date(2011, 1, 1), Precision.YEAR)),
        PilotSiteDesignated(designated_on=claim(date(2012, 1, 1), Precision.YEAR)),
        ModelSiteRecognised(recognised_on=claim(date(2016, 1, 1), Precision.YEAR, "press"), criteria=("Sambang dua kali",)),
        SupervisionConducted(
            supervision_id=an("supervision"),
            conducted_on=claim(date(2017, 3, 1), Precision.MONTH),
            conducted_by=("Kasubdit Binpolmas",),
            findings=sealed("All is well"),
            scores=(Score(criterion="Sambang dua kali", points=80),),
        ),
    )
    log.tell(
        an("old site"),
        SiteNominated(program_id=program, unit_id=an("Polda"), region_codes=("32",), nominated_on=claim(date(2011, 5, 1))),
        SiteRegionsRevised(region_codes=("36",), former_codes=("32",), revised_on=date(2012, 1, 1), cause="Undang-undang contoh"),
        SiteWithdrawn(withdrawn_on=claim(date(2013, 1, 1)), reason=sealed("No officers")),
    )
    milestone = MilestoneRecorded(
        program_id=program,
        title=Titles(en="Seventeen declared", id="Tujuh belas dinyatakan"),
        happened_on=claim(date(2020, 11, 1), Precision.MONTH),
        confirmed=False,
        site_ids=(site,),
        count=MilestoneCount(number=17, of=Titles(en="regional polices")),
    )
    log.tell(an("milestone"), milestone, MilestoneConfirmed(source="press"))
    wrong = MilestoneRecorded(program_id=program, title=Titles(en="Wrong"), happened_on=claim(date(2001, 1, 1)), confirmed=True)
    log.tell(an("wrong milestone"), wrong, MilestoneWithdrawn(reason=sealed("Another programme")))
    log.tell(
        training,
        TrainingScheduled(
            program_id=program,
            kind=SessionKind.IN_HOUSE_TRAINING,
            mode=SessionMode.ONSITE,
            title="In-house training of Bhabinkamtibmas",
            venue=Venue(name="Hotel Nutana", room="Ballroom", region_code="52.71"),
            starts_at=datetime(2017, 7, 25, tzinfo=UTC),
            timezone="Asia/Makassar",
            host_unit_id=an("Polda"),
            objectives=("faster and more accurate response",),
            competencies=(Competency.MEDIATION, Competency.DDS),
        ),
    )
    guests, why = an("Polres Lombok Barat"), sealed("Pengamanan")
    log.tell(
        training,
        UnitInvited(unit_id=guests, quota=2),
        InvitationAnswered(unit_id=guests, answer=InvitationAnswer.DECLINED, declined_because=why, answered_on=date(2017, 7, 20)),
    )
    opener = Attendee(office="Deputy Chief of Polda NTB")
    present = [Attendee(officer_id=an("Ketut")), Attendee(officer_id=an("Made"))]
    at = datetime(2017, 7, 25, 0, 30, tzinfo=UTC)
    log.tell(training, ParticipantEnrolled(attendee=opener, role=AttendeeRole.OPENER))
    log.tell(training, *(ParticipantEnrolled(attendee=a, role=AttendeeRole.PARTICIPANT) for a in present))
    log.tell(training, ParticipantEnrolled(attendee=Attendee(office="Observer"), role=AttendeeRole.OBSERVER))
    log.tell(training, TrainingOpened(opener=opener, opened_at=at))
    for attendee, role in ((opener, AttendeeRole.OPENER), *((a, AttendeeRole.PARTICIPANT) for a in present)):
        log.tell(training, AttendanceRecorded(attendee=attendee, role=role, attended_on=date(2017, 7, 25), recorded_at=at))
    for number, theme, text in (
        (1, Theme.CONTACT_PERSON, "Have a contact person in every village."),
        (2, Theme.NO_DISPUTE, "Let there be no dispute among the three pillars."),
    ):
        log.tell(
            training,
            DirectiveIssued(
                directive_id=an(f"directive {number}"),
                number=number,
                issuer="Deputy Chief of Polda NTB",
                theme=theme,
                text=text,
                issued_on=date(2017, 7, 25),
                addressed_to=(an("Ketut"), an("Made")),
            ),
        )
    scores: dict[str, Any] = {"pre_score": 55, "post_score": 80, "passed": True, "assessed_on": date(2017, 7, 25)}
    log.tell(training, ParticipantAssessed(officer_id=an("Ketut"), **scores))
    counted = (Counted(polda_id=an("Polda"), rank_group=RankGroup.NON_COMMISSIONED, participants=2),)
    log.tell(training, TrainingClosed(closed_at=at + timedelta(hours=6), participants=2, counted=counted))
    _design(log, program)
    return log


def _design(log: Log, program: UUID) -> None:
    """How the programme was designed and measured, what was put into it, and what was learnt."""
    day = date(2019, 1, 10)
    adopted = DesignAdopted(program_id=program, phase_number=1, adopted_on=day, matrix=MATRIX, jcc_due_on=date(2020, 1, 11))
    decided: dict[str, Any] = {
        "met_on": date(2019, 2, 1),
        "decision": "Approved",
        "minutes_reference": "JCC/1",
        "jcc_due_on": date(2020, 2, 2),
    }
    measured = IndicatorMeasured(
        measurement_id=an("measurement"),
        design_version=1,
        indicator="1-1",
        value=17,
        first_month="2019-01",
        last_month="2019-02",
        measured_on=date(2019, 3, 1),
        measure=Measure.VISITS_COMPLETED,
        measure_version=1,
        region_codes=("52.71",),
        positions=Positions(villages=12),
    )
    log.tell(an("design"), adopted, JccDecisionRecorded(decision_id=an("decision"), design_version=1, **decided), measured)
    hall = Money(amount="1500.50", currency=Currency.IDR, value_date=day)
    log.tell(an("input"), CostRecorded(program_id=program, purpose="Hall", cost=hall, payer=Payer.LOCAL))
    items = (EquipmentItem(name="Projector", quantity=2),)
    given: dict[str, Any] = {"unit_id": an("Polres Mataram"), "handed_over_on": day, "value": hall, "payer": Payer.DONOR}
    log.tell(an("equipment"), EquipmentHandedOver(program_id=program, phase_number=1, items=items, **given))
    commissioned: dict[str, Any] = {"kind": EvaluationKind.TERMINAL, "commissioned_by": Agency.JICA, "commissioned_on": day}
    log.tell(an("evaluation"), EvaluationCommissioned(program_id=program, phase_number=1, **commissioned))
    judged = EvaluationPublished(published_on=day, ratings=Ratings(), summary="Good", document="EV/1")
    log.tell(an("evaluation"), judged)
    learnt: dict[str, Any] = {"criterion": DacCriterion.IMPACT, "lesson": "Go on", "recorded_on": day}
    log.tell(an("evaluation"), LessonRecorded(lesson_id=an("lesson"), number=1, **learnt))


LOMBOK: Final[dict[str, list[Recorded]]] = {log.service: log.events for log in (_officers(), _villages(), _cooperation())}
"""By service: its log."""
