"""Whoever asks `changes` again and again holds in the end what a fresh start would give, whatever happens in between."""

import random
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest

from libs.events.access import Actor
from libs.events.contracts.cooperation.pilot_site import PilotSiteDesignated, SiteNominated, SiteRegionsRevised
from libs.events.contracts.cooperation.training_session import Theme
from libs.events.contracts.officers.officer import OfficerPromoted, OfficerRegistered, OfficerTransferred, Position, Rank
from libs.events.contracts.officers.police_unit import JurisdictionAssigned, JurisdictionWithdrawn, UnitKind, UnitRenamed
from libs.events.contracts.officers.village_assignment import (
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentProposed,
    AssignmentRole,
    Duty,
)
from libs.events.contracts.villages import community_issue as issues
from libs.events.contracts.villages import sensitive_issue as sensitive
from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.contact_person import (
    Consent,
    ConsentBasis,
    ContactConsentWithdrawn,
    ContactPersonRegistered,
    ContactRole,
)
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from libs.events.contracts.villages.early_warning import (
    EarlyWarningRaised,
    LeadershipDirectiveIssued,
    Severity,
    SourceReliability,
    WarningCorroborated,
    WarningKind,
)
from libs.events.contracts.villages.election_period import ElectionKind
from libs.events.contracts.villages.forum_kinds import ForumElement, ForumModel
from libs.events.contracts.villages.joint_activity import JointActivityConfirmed, JointActivityPlanned
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.partnership_forum import ForumMemberAdded, ForumProposed, MemberConsent
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject
from libs.events.contracts.villages.region import RegionRenamed
from libs.events.contracts.villages.social_institution import (
    InstitutionActivityRecorded,
    InstitutionEstablished,
    InstitutionKind,
)
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarDisputeReported,
    PillarDisputeResolved,
    PillarsCompleted,
    PillarSeated,
    PillarVacated,
)
from libs.events.contracts.villages.village import VillageKind, VillageRegistered, VillageRenamed
from libs.events.contracts.villages.village_visit import ActivityKind, VisitCompleted, VisitStarted
from libs.events.message import Event, Role
from libs.events.single import Connection
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Documents
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.limits import Limits
from services.gateway.graph.pool import Pool
from tests import elections
from tests.conftest import Database
from tests.integration.read_model.asking import SCHEMA
from tests.integration.read_model.conftest import apply, make
from tests.lombok import EDITION, LOMBOK, SPACE, Log, an, claim, sealed, unseal

LOGS = {service: uuid5(SPACE, f"log {service}") for service in LOMBOK}
QUERY = """query ($since: String, $first: Int!) { changes(since: $since, first: $first) { reset hasMore cursor removals upserts {
  __typename id
  ... on Village { code name lastVisitedAt unit { id } officer @include(if: $linked) { id } pilotSites { id } province { name } }
  ... on ThreePillars { held: status seats { pillar title since holderName } }
  ... on VillageAssignment { come: status orderNumber village { id } }
  ... on EarlyWarning { narrative kind weighed: credibility reached: levelReached of: village { id } }
  ... on Officer { fullName: name rank position serves: unit { id } }
  ... on PoliceUnit { called: name type: kind jurisdictions { code validFrom validTo } }
  ... on ContactPerson { tokoh: name office: contactRole confirmBy consent { withdrawnAt } }
  ... on VillageVisit { activity: kind startedAt outcome notes officerAssigned }
  ... on PillarDispute { mended: status account mediatorName unit { id } }
  ... on JointActivity { far: status place confirmations { pillar ofPresentHolder } unit { id } }
  ... on Outreach { theme attendance }
  ... on CommunityIssue { category progress: state account parties { role name } mustBeReferred assignedByHand }
  ... on SensitiveIssue { content classification goes: state counterActions { reach } }
  ... on ElectionPeriod { elects: kind regionCode phase }
  ... on PartnershipForum { stands: status members { element who: name } chair { id } }
  ... on SocialInstitution { lives: status lastActiveAt }
  ... on DirectiveTarget { issuedOn metOn shownBy }
  ... on PilotSite { rise: status regionCodes ground: unit { id } program { id } }
} } }""".replace("$first: Int!", "$first: Int!, $linked: Boolean!")
DOCUMENTS = Documents(SCHEMA, limits=Limits(aliases=30))
DAY = date(2021, 1, 1)
UNITS = ("Polda", "Polres Mataram", "Polres Lombok Barat", "Polsek Ampenan")
VILLAGES = ("52.01.09.2001", "52.01.09.2002", "52.71.01.1001", "52.71.01.1002", "52.71.01.1003", "52.01.09.2003")
PLACES = ("52", "52.01", "52.01.09", "52.71", "52.71.01", *VILLAGES)
CALLERS = (
    Actor(subject=str(an("Ketut")), role=Role.OFFICER),
    Actor(subject=str(an("Made")), role=Role.OFFICER),
    Actor(subject=str(an("lurah")), role=Role.PILLAR, village=an("52.71.01.1003")),
    *(Actor(subject=f"commander-{number}", role=Role.COMMANDER, unit=an(unit)) for number, unit in enumerate(UNITS)),
    Actor(subject="headquarters", role=Role.HEADQUARTERS),
)


class Story:
    """The corner of Lombok, and what chance adds to it."""

    def __init__(self, chance: random.Random, acts: int) -> None:
        self._chance = chance
        self.logs = {service: Log.after(service, events) for service, events in LOMBOK.items()}
        self._open: dict[UUID, dict[str, Any]] = {}
        self._confirmed: set[UUID] = set()
        self._ground = {("Polda", "52"), ("Polres Mataram", "52.71"), ("Polres Lombok Barat", "52.01")}
        self._officers = ["Ketut", "Made"]
        self._sites: dict[UUID, tuple[str, ...]] = {an("site"): ("52.71",)}
        self._warnings: list[UUID] = []
        self._issues: list[UUID] = []
        self._disputes: list[tuple[UUID, UUID]] = []
        self._activities: list[UUID] = []
        self._stirred: list[UUID] = []
        self._elections: list[UUID] = []
        self._forums: list[UUID] = []
        self._institutions: list[UUID] = []
        self._targets: list[tuple[UUID, dict[str, Any]]] = []
        self._unregistered = list(VILLAGES[4:])
        for number in range(acts):
            act = chance.choice(
                (
                    self._staff,
                    self._staff,
                    self._redraw,
                    self._person,
                    self._village,
                    self._seat,
                    self._site,
                    self._visit,
                    self._warn,
                    self._trouble,
                    self._trouble,
                    self._quarrel,
                    self._together,
                    self._stir,
                    self._elect,
                    self._gather,
                    self._build,
                    self._ask,
                )
            )
            act(number)

    def _tell(self, service: str, key: UUID, *events: Event) -> None:
        self.logs[service].tell(key, *events)

    def _staff(self, number: int) -> None:
        pick = self._chance.random()
        if pick < 0.4 or not self._open:
            held: dict[str, Any] = {
                "officer_id": an(self._chance.choice(self._officers)),
                "village_id": an(self._chance.choice(VILLAGES)),
                "duty": Duty.BHABINKAMTIBMAS,
                "role": AssignmentRole.PRIMARY,
            }
            key = an(f"assignment {number}")
            self._open[key] = held
            self._tell("officers", key, AssignmentProposed(starts_on=DAY, slot=1, **held))
            if self._chance.random() < 0.5:
                return
        key = self._chance.choice(list(self._open))
        if key not in self._confirmed and pick < 0.7:
            self._confirmed.add(key)
            order: dict[str, Any] = {"order_number": f"Sprin/{number}", "order_date": DAY}
            self._tell("officers", key, AssignmentConfirmed(starts_on=DAY, **order, **self._open[key]))
            return
        ended = AssignmentEnded(confirmed=key in self._confirmed, ended_on=DAY, reason="x", **self._open.pop(key))
        self._tell("officers", key, ended)

    def _redraw(self, number: int) -> None:
        if self._ground and self._chance.random() < 0.5:
            unit, code = self._chance.choice(sorted(self._ground))
            self._ground.discard((unit, code))
            self._tell("officers", an(unit), JurisdictionWithdrawn(code=code, valid_to=DAY, source="order"))
        else:
            unit, code = self._chance.choice(UNITS), self._chance.choice(PLACES)
            self._ground.add((unit, code))
            day = date(2021, 1 + number % 12, 1 + number % 28)
            self._tell("officers", an(unit), JurisdictionAssigned(code=code, valid_from=day, source="order"))

    def _person(self, number: int) -> None:
        officer = an(self._chance.choice(self._officers))
        unit = self._chance.choice(UNITS)
        match self._chance.randrange(4):
            case 0:
                rank = self._chance.choice((Rank.AIPDA, Rank.BRIPKA))
                self._tell("officers", officer, OfficerPromoted(rank=rank, promoted_on=DAY))
            case 1:
                there = {"unit_id": an(unit), "position": Position.BHABINKAMTIBMAS}
                self._tell("officers", officer, OfficerTransferred(transferred_on=DAY, **there))  # type: ignore[arg-type]
            case 2:
                self._tell("officers", an(unit), UnitRenamed(name=f"{unit} {number}", kind=UnitKind.POLRES))
            case _:
                name = f"Contoh {number}"
                self._officers.append(name)
                there = {"service_number": sealed(f"{number:08}"), "full_name": sealed(name), "rank": Rank.AIPDA}
                registered = OfficerRegistered(position=Position.BHABINKAMTIBMAS, unit_id=an(unit), languages=(), **there)  # type: ignore[arg-type]
                self._tell("officers", an(name), registered)

    def _village(self, number: int) -> None:
        if self._unregistered and self._chance.random() < 0.4:
            code = self._unregistered.pop()
            registered = VillageRegistered(
                code=code, name=f"Contoh {code}", kind=VillageKind.DESA, timezone="Asia/Makassar", edition=EDITION
            )
            self._tell("villages", an(code), registered)
        elif self._chance.random() < 0.2:
            self._tell("villages", an("52"), RegionRenamed(name=f"NTB {number}", edition=EDITION))
        else:
            code = self._chance.choice([code for code in VILLAGES if code not in self._unregistered])
            self._tell("villages", an(code), VillageRenamed(name=f"Contoh {number}", edition=EDITION))

    def _seat(self, number: int) -> None:
        village = an(self._chance.choice(VILLAGES))
        pillar = self._chance.choice(tuple(Pillar))
        if self._chance.random() < 0.4:
            self._tell("villages", village, PillarVacated(pillar=pillar, holder_id=an("x"), vacated_on=DAY))
            return
        # An officer may be seated by one log before the other says who that is.
        holder = an(self._chance.choice([*self._officers, f"Contoh {number + 5}"]))
        name = None if pillar is Pillar.BHABINKAMTIBMAS else sealed(f"Contoh {number}")
        seated = PillarSeated(pillar=pillar, title="x", holder_id=holder, holder_name=name, since=DAY)
        self._tell("villages", village, seated, PillarsCompleted(completed_on=DAY))

    def _visit(self, number: int) -> None:
        village, officer = an(self._chance.choice(VILLAGES)), an(self._chance.choice(self._officers))
        contact = an(f"contact {village}")
        his: dict[str, Any] = {"village_id": village, "officer_id": officer}
        at = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        match self._chance.randrange(4):
            case 0:
                agreed = Consent(basis=ConsentBasis.WRITTEN, at=at, by=officer)
                since: dict[str, Any] = {"consent": agreed, "confirmed_on": DAY, "confirm_by": DAY}
                named: dict[str, Any] = {"full_name": sealed(f"Tokoh {number}"), "contact_role": ContactRole.KETUA_RT}
                self._tell("villages", contact, ContactPersonRegistered(village_id=village, **named, **since))
            case 1:
                self._tell("villages", contact, ContactConsentWithdrawn(village_id=village, withdrawn_at=at))
            case 2:
                begun = VisitStarted(**his, kind=ActivityKind.DDS, started_at=at, code_digest=f"{number}")
                self._tell("villages", an(f"visit {number}"), begun)
            case _:
                ended = VisitCompleted(**his, ended_at=at, contact_ids=(contact,), notes=sealed(f"Catatan {number}"))
                self._tell("villages", an(f"visit {number}"), ended)

    def _warn(self, number: int) -> None:
        raiser, code = an(self._chance.choice((*self._officers, "lurah"))), self._chance.choice(VILLAGES)
        if self._warnings and self._chance.random() < 0.5:
            weighed = WarningCorroborated(reliability=SourceReliability.A, credibility=number % 6 + 1)
            directed = LeadershipDirectiveIssued(
                directive_id=an(f"directive {number}"),
                instruction=sealed(f"Arahan {number}"),
                officer_id=an(self._chance.choice(self._officers)),
                due_on=DAY,
            )
            self._tell("villages", self._chance.choice(self._warnings), self._chance.choice((weighed, directed)))
            return
        self._warnings.append(an(f"warning {number}"))
        raised = EarlyWarningRaised(
            village_id=an(code),
            village_code=code,
            kind=WarningKind.HOAX,
            severity=Severity.GREEN,
            reliability=SourceReliability.B,
            credibility=3,
            narrative=sealed(f"Contoh {number}"),
            raiser_id=raiser,
            chain=(),
            addressed=(),
            acknowledge_within=3600,
        )
        self._tell("villages", self._warnings[-1], raised)

    def _trouble(self, number: int) -> None:
        """A commander may give an issue to anybody, and then to another."""
        at, pick = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number), self._chance.random()
        if self._issues and pick < 0.7:
            issue = self._chance.choice(self._issues)
            if pick < 0.5:
                officer = an(self._chance.choice(("Ketut", "Made", "nobody")))
                self._tell("villages", issue, issues.IssueAssigned(officer_id=officer, by_hand=pick < 0.4, assigned_at=at))
                return
            party = issues.IssuePartyRecorded(
                party_id=an(f"party {number}"),
                role=issues.PartyRole.VICTIM,
                party_name=sealed(f"Warga {number}"),
                child=pick < 0.6,
                recorded_at=at,
            )
            self._tell("villages", issue, party)
            return
        self._issues.append(an(f"issue {number}"))
        reported = issues.IssueReported(
            village_id=an(self._chance.choice(VILLAGES)),
            category=issues.IssueCategory.THEFT,
            channel=issues.IssueChannel.VISIT,
            account=sealed(f"Contoh {number}"),
            involves_minor=False,
            must_be_referred=False,
            reported_at=at,
            acknowledge_within=1,
            act_within=1,
        )
        self._tell("villages", self._issues[-1], reported)

    def _quarrel(self, number: int) -> None:
        at = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        if self._disputes and self._chance.random() < 0.5:
            dispute, village = self._chance.choice(self._disputes)
            over = PillarDisputeResolved(dispute_id=dispute, outcome=DisputeOutcome.RECONCILED, resolved_at=at)
            self._tell("villages", village, over)
            return
        self._disputes.append((an(f"dispute {number}"), an(self._chance.choice(VILLAGES))))
        dispute, village = self._disputes[-1]
        reported = PillarDisputeReported(
            dispute_id=dispute,
            between=(Pillar.BABINSA, Pillar.VILLAGE_HEAD),
            subject=DisputeSubject.LAND,
            account=sealed(f"Contoh {number}"),
            reported_at=at,
            escalates_at=at,
        )
        self._tell("villages", village, reported)

    def _together(self, number: int) -> None:
        at, village = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number), an(self._chance.choice(VILLAGES))
        match self._chance.randrange(3) if self._activities else 0:
            case 0:
                self._activities.append(an(f"activity {number}"))
                about: dict[str, Any] = {"kind": JointActivityKind.KERJA_BAKTI, "theme": ActivityTheme.YOUTH}
                planned = JointActivityPlanned(village_id=village, **about, scheduled_at=at, place=f"Balai {number}")
                self._tell("villages", self._activities[-1], planned)
            case 1:
                holder = an(self._chance.choice(("x", *self._officers)))
                word = JointActivityConfirmed(pillar=self._chance.choice(tuple(Pillar)), holder_id=holder, confirmed_at=at)
                self._tell("villages", self._chance.choice(self._activities), word)
            case _:
                reached = OutreachHeld(
                    village_id=village,
                    officer_id=an("Ketut"),
                    kind=OutreachKind.COUNSELLING,
                    theme=ActivityTheme.YOUTH,
                    appeal=Appeal.PARTICIPATION,
                    held_at=at,
                    held_on=DAY,
                    attendance=number,
                )
                self._tell("villages", an(f"outreach {number}"), reached)

    def _stir(self, number: int) -> None:
        """What is said between groups; two persons show it to more, and one to fewer again."""
        if self._stirred and self._chance.random() < 0.6:
            lowered = sensitive.ClassificationLowered(
                classified=sensitive.RecordClassification.INTERNAL, proposed_by=an("Ketut"), agreed_by=an("Made")
            )
            raised = sensitive.ClassificationRaised(
                classified=sensitive.RecordClassification.RESTRICTED, because=sensitive.RaisedBecause.BY_HAND
            )
            self._tell("villages", self._chance.choice(self._stirred), self._chance.choice((lowered, raised)))
            return
        self._stirred.append(an(f"stirred {number}"))
        reporter = an(self._chance.choice((*self._officers, "lurah")))
        said = elections.reported(an(self._chance.choice(VILLAGES)), number, sealed(f"Contoh {number}"), reporter_id=reporter)
        self._tell("villages", self._stirred[-1], said)

    def _elect(self, number: int) -> None:
        if self._elections and self._chance.random() < 0.5:
            self._tell("villages", self._chance.choice(self._elections), elections.advanced(number % 7))
            return
        self._elections.append(an(f"election {number}"))
        declared = elections.declared(ElectionKind.PILKADA, self._chance.choice(PLACES), None)
        self._tell("villages", self._elections[-1], declared)

    def _gather(self, number: int) -> None:
        at = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        if self._forums and self._chance.random() < 0.6:
            person = an(self._chance.choice(("x", "y", "Ketut")))
            joined = ForumMemberAdded(
                person_id=person,
                element=ForumElement.RESIDENT,
                full_name=sealed(f"Anggota {number}"),
                consent=MemberConsent(basis=ConsentBasis.WRITTEN, at=at, given_by=person),
                member_from=DAY,
            )
            self._tell("villages", self._chance.choice(self._forums), joined)
            return
        self._forums.append(an(f"forum {number}"))
        covered = tuple(an(code) for code in self._chance.sample(VILLAGES, self._chance.randint(1, 2)))
        proposed = ForumProposed(name=f"FKPM {number}", model=ForumModel.AREA, village_ids=covered, proposed_at=at)
        self._tell("villages", self._forums[-1], proposed)

    def _build(self, number: int) -> None:
        at = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
        if self._institutions and self._chance.random() < 0.5:
            did: dict[str, Any] = {"theme": ActivityTheme.YOUTH, "held_at": at, "held_on": DAY, "attendance": number}
            deed = InstitutionActivityRecorded(activity_id=an(f"deed {number}"), lapses_at=at, **did)
            self._tell("villages", self._chance.choice(self._institutions), deed)
            return
        self._institutions.append(an(f"institution {number}"))
        told: dict[str, Any] = {"kind": InstitutionKind.YOUTH, "name": f"Contoh {number}", "established_on": DAY, "lapses_at": at}
        village = an(self._chance.choice(VILLAGES))
        self._tell("villages", self._institutions[-1], InstitutionEstablished(village_id=village, **told))

    def _ask(self, number: int) -> None:
        if self._targets and self._chance.random() < 0.5:
            key, about = self._chance.choice(self._targets)
            self._tell("villages", key, DirectiveTargetMet(met_on=DAY, shown_by="OutreachHeld", **about))
            return
        about = {
            "village_id": an(self._chance.choice(VILLAGES)),
            "directive_id": an(f"directive {number}"),
            "officer_id": an(self._chance.choice(self._officers)),
        }
        self._targets.append((an(f"target {number}"), about))
        why: dict[str, Any] = {"session_id": an("training"), "assignment_id": an("assignment"), "theme": Theme.DIVERSITY}
        self._tell("villages", self._targets[-1][0], DirectiveTargetSet(issued_on=DAY, **about, **why))

    def _site(self, number: int) -> None:
        codes = tuple(self._chance.sample(PLACES, 2))
        if self._chance.random() < 0.6:
            site = self._chance.choice(list(self._sites))
            revised = SiteRegionsRevised(region_codes=codes, former_codes=self._sites[site], revised_on=DAY, cause="law")
            if self._chance.random() < 0.5:
                self._tell("cooperation", site, revised)
                self._sites[site] = codes
            else:
                self._tell("cooperation", site, PilotSiteDesignated(designated_on=claim(DAY)))
            return
        unit = an(self._chance.choice((*UNITS, "nowhere")))
        nominated = SiteNominated(program_id=an("program"), unit_id=unit, region_codes=codes, nominated_on=claim(DAY))
        self._sites[an(f"site {number}")] = codes
        self._tell("cooperation", an(f"site {number}"), nominated)


class Phone:
    """Whoever keeps up by `changes`, one page at a time."""

    def __init__(self, engine: Engine, actor: Actor) -> None:
        self._engine, self._caller = engine, Caller.of(actor)
        self.since: str | None = None
        self.more = False
        self.held: dict[str, Any] = {}
        self.resets = 0

    async def ask(self, first: int, since: str | None) -> Any:
        document = DOCUMENTS.get(QUERY)
        assert not document.errors, document.errors
        # Whether a commander sees the officer that a village leads to is told by that officer alone.
        variables = {"since": since, "first": first, "linked": self._caller.role != Role.COMMANDER}
        context = Context(self._caller, document, self._engine.rows)
        answer = await self._engine.answer(Operation(document, document.operation(None), variables, context))
        return orjson.loads(answer.body)

    async def page(self, first: int) -> bool:
        """One page; whether it told anything."""
        answer = await self.ask(first, self.since)
        assert "errors" not in answer, answer
        changes = answer["data"]["changes"]
        if changes["reset"]:
            self.held, self.resets = {}, self.resets + 1
        assert len(changes["upserts"]) + len(changes["removals"]) <= first
        self.held |= {one["id"]: one for one in changes["upserts"]}
        for gone in changes["removals"]:
            self.held.pop(gone, None)
        self.since, self.more = changes["cursor"], changes["hasMore"]
        return bool(changes["upserts"] or changes["removals"])

    async def catch_up(self, first: int = 100) -> None:
        while await self.page(first) or self.more:
            pass


@pytest.fixture
async def engine(database: Database, read_database: Connection) -> AsyncIterator[Engine]:
    await _begin(read_database)
    async with Pool(database.owner_url, size=1, search_path="read_model") as pool:
        yield Engine(SCHEMA, pool, unseal)


async def _begin(db: Connection) -> None:
    for service, log in LOGS.items():
        await db.execute("update checkpoint set log = $2 where service = $1", service, log)


async def _apply(
    db: Connection, chance: random.Random, done: dict[str, int], logs: dict[str, Log], least: dict[str, int]
) -> None:
    """Batches of any size, in any order, until each log has been applied as far as `least` says."""
    while behind := [service for service in done if done[service] < least[service]]:
        service = chance.choice(behind)
        batch = logs[service].events[done[service] : min(done[service] + chance.choice((1, 2, 5, 100)), least[service])]
        await apply(db, service, batch)
        done[service] += len(batch)


async def test_nothing_is_missed_or_kept_too_long_whatever_happens_between_pages(
    read_database: Connection, engine: Engine
) -> None:
    await tell_while_phones_page(read_database, engine, seed=0, acts=40)


async def tell_while_phones_page(read_database: Connection, engine: Engine, *, seed: int, acts: int) -> None:
    """Tells a story at random; whatever pages a phone took meanwhile, it holds in the end what one that begins then is given."""
    chance = random.Random(seed)
    logs = Story(chance, acts).logs
    done = dict.fromkeys(logs, 0)
    await _apply(read_database, chance, done, logs, {service: len(events) for service, events in LOMBOK.items()})
    phones = [Phone(engine, actor) for actor in CALLERS]
    rebuilt = 0
    while any(done[service] < len(logs[service].events) for service in logs):
        service = chance.choice(sorted(logs))
        step = min(len(logs[service].events), done[service] + chance.choice((1, 1, 2, 6)))
        await _apply(read_database, chance, done, logs, {**done, service: max(done[service], step)})
        for phone in chance.sample(phones, 2):
            await phone.page(chance.choice((1, 2, 3, 7, 100)))
        if chance.random() < 0.03:
            reached, done = done, dict.fromkeys(logs, 0)
            await make(read_database)
            await _begin(read_database)
            await _apply(read_database, chance, done, logs, reached)
            rebuilt += 1
    for phone, actor in zip(phones, CALLERS, strict=True):
        await phone.catch_up(chance.choice((3, 100)))
        fresh = Phone(engine, actor)
        await fresh.catch_up(chance.choice((2, 100)))
        assert phone.held == fresh.held, actor
        assert (phone.resets, fresh.resets) == (1, 1)
        assert (await phone.page(100), phone.more) == (False, False)


async def test_an_assignment_brings_a_whole_village_and_its_end_takes_it_away(read_database: Connection, engine: Engine) -> None:
    log = Log.after("officers", LOMBOK["officers"])
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone = Phone(engine, CALLERS[1])
    await phone.catch_up()
    assert phone.held == {}, "what Made had has ended"
    key, village = an("assignment 1"), an("52.71.01.1002")
    held: dict[str, Any] = {"officer_id": an("Made"), "village_id": village}
    held |= {"duty": Duty.PETUGAS_POLMAS, "role": AssignmentRole.ACTING}
    log.tell(key, AssignmentProposed(starts_on=DAY, slot=1, **held))
    log.tell(key, AssignmentConfirmed(starts_on=DAY, order_number="Sprin/1", order_date=DAY, **held))
    await apply(read_database, "officers", log.events[-2:-1])
    assert not await phone.page(100), "a proposal gives nothing"
    await apply(read_database, "officers", log.events[-1:])
    await phone.catch_up()
    kinds = sorted(one["__typename"] for one in phone.held.values())
    assert kinds == [
        "CommunityIssue", "CommunityIssue", "CommunityIssue", "EarlyWarning", "ElectionPeriod", "JointActivity", "JointActivity",
        "JointActivity", "Officer", "Officer", "Outreach", "PartnershipForum", "PartnershipForum", "PartnershipForum",
        "PillarDispute", "PilotSite", "PoliceUnit", "SensitiveIssue", "SocialInstitution", "SocialInstitution",
        "SocialInstitution", "ThreePillars", "Village", "VillageAssignment", "VillageAssignment", "VillageVisit",
    ]  # fmt: skip
    log.tell(key, AssignmentEnded(confirmed=True, ended_on=DAY, reason="x", **held))
    await apply(read_database, "officers", log.events[-1:])
    await phone.catch_up()
    assert phone.held == {}


async def test_a_cursor_of_another_log_or_another_caller_or_too_long_ago_begins_anew(
    read_database: Connection, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone = Phone(engine, CALLERS[-1])
    await phone.catch_up()
    everything = dict(phone.held)
    assert everything
    other = Phone(engine, CALLERS[3])
    other.since = phone.since
    await other.catch_up()
    assert other.resets == 1
    await read_database.execute("update checkpoint set log = gen_random_uuid() where service = 'villages'")
    phone.held["stale"] = {}
    await phone.catch_up(3)
    assert (phone.resets, phone.held) == (2, everything)
    await read_database.execute("update checkpoint set position = position + 10001 where service = 'officers'")
    await phone.catch_up(3)
    assert (phone.resets, phone.held) == (3, everything)


async def test_a_name_is_told_when_it_may_first_be_seen(read_database: Connection, engine: Engine) -> None:
    """Who sees a name follows the work: the caller's own transfer shows it, and the seat that another service gives."""
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    logs = {service: Log.after(service, events) for service, events in LOMBOK.items()}

    async def happens(service: str, key: UUID, event: Event) -> None:
        logs[service].tell(key, event)
        await apply(read_database, service, logs[service].events[-1:])

    village, key = an("52.01.09.2001"), an("assignment 1")
    held: dict[str, Any] = {"officer_id": an("Made"), "village_id": village, "role": AssignmentRole.PRIMARY}
    held["duty"] = Duty.BHABINKAMTIBMAS
    await happens("officers", key, AssignmentProposed(starts_on=DAY, slot=1, **held))
    await happens("officers", key, AssignmentConfirmed(starts_on=DAY, order_number="Sprin/1", order_date=DAY, **held))
    acting = {**held, "officer_id": an("Ketut"), "role": AssignmentRole.ACTING}
    await happens("officers", an("assignment 2"), AssignmentProposed(starts_on=DAY, slot=1, **acting))
    await happens(
        "officers", an("assignment 2"), AssignmentConfirmed(starts_on=DAY, order_number="Sprin/2", order_date=DAY, **acting)
    )
    there: dict[str, Any] = {"transferred_on": DAY, "position": Position.BHABINKAMTIBMAS}
    await happens("officers", an("Made"), OfficerTransferred(unit_id=an("Polres Lombok Barat"), **there))
    await happens("officers", an("Ketut"), OfficerTransferred(unit_id=an("Polsek Ampenan"), **there))
    callers = (CALLERS[0], Actor(subject="lurah", role=Role.PILLAR, village=village))
    phones = [Phone(engine, actor) for actor in callers]
    for phone in phones:
        await phone.catch_up()
        assert _names(phone, an("Made")) == [None]
    transferred = OfficerTransferred(unit_id=an("Polres Lombok Barat"), **there)
    seated = PillarSeated(pillar=Pillar.BHABINKAMTIBMAS, title="x", holder_id=an("Made"), holder_name=None, since=DAY)
    whys: list[tuple[str, UUID, Event]] = [("officers", an("Ketut"), transferred), ("villages", village, seated)]
    for phone, actor, why in zip(phones, callers, whys, strict=True):
        await happens(*why)
        await phone.catch_up()
        fresh = Phone(engine, actor)
        await fresh.catch_up()
        assert _names(fresh, an("Made")) == ["Made"]
        assert phone.held == fresh.held
        assert phone.resets == 1


def _names(phone: Phone, officer: UUID) -> list[str | None]:
    wanted = b64encode(f"Officer:{officer}".encode()).decode()
    return [one["fullName"] for one in phone.held.values() if one["id"] == wanted]


async def test_no_cursor_that_was_made_up_has_more_looked_through_than_one_that_was_given_out(
    read_database: Connection, engine: Engine
) -> None:
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone = Phone(engine, CALLERS[-1])
    await phone.catch_up()
    assert phone.since
    await read_database.execute("update checkpoint set position = position + 10001 where service = 'officers'")
    told = orjson.loads(b64decode(phone.since))
    half_way = [*told[:2], False, told[3], 0, str(UUID(int=0))]
    made_up_for = [[service, log, 2**62 if service == "villages" else since, upto] for service, log, since, upto in told[3]]
    for cursor in (half_way, [*told[:3], made_up_for, *told[4:]]):
        answer = await phone.ask(1, b64encode(orjson.dumps(cursor)).decode())
        assert answer["data"]["changes"]["reset"], cursor


@pytest.mark.parametrize(
    "since",
    ["", "x", "eA==", "bnVsbA==", "WyJjaGFuZ2VzIDEiXQ==", "WyJjaGFuZ2VzIDEiLCJ4IixmYWxzZSxbWyJhIixudWxsLC0xLDBdXSwtMSxudWxsXQ=="],
)
async def test_what_is_no_cursor_is_refused(engine: Engine, since: str) -> None:
    answer = await Phone(engine, CALLERS[-1]).ask(10, since)
    assert answer["errors"][0]["message"] == "This cursor does not belong to this list."


async def test_sizes_and_roles_out_of_bounds_are_refused(engine: Engine) -> None:
    for first in (0, -1, 101, 10**9):
        answer = await Phone(engine, CALLERS[-1]).ask(first, None)
        assert answer["errors"][0]["message"] == f"A page holds 1 to 100 entries, not {first}."
    answer = await Phone(engine, Actor(subject="ops", role=Role.OPS)).ask(10, None)
    assert answer["errors"][0]["extensions"] == {"code": "ROLE_NOT_ALLOWED"}


async def test_a_visit_is_told_again_when_its_officer_turns_out_to_be_assigned(read_database: Connection, engine: Engine) -> None:
    log = Log.after("officers", LOMBOK["officers"])
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone, visit = Phone(engine, CALLERS[0]), b64encode(f"VillageVisit:{an('visit 5')}".encode()).decode()
    await phone.catch_up()
    assert phone.held[visit]["officerAssigned"] is False
    held: dict[str, Any] = {"officer_id": an("Made"), "village_id": an("52.71.01.1002"), "starts_on": date(2019, 1, 1)}
    held |= {"duty": Duty.PETUGAS_POLMAS, "role": AssignmentRole.ACTING}
    log.tell(an("assignment 1"), AssignmentProposed(slot=1, **held))
    log.tell(an("assignment 1"), AssignmentConfirmed(order_number="Sprin/1", order_date=DAY, **held))
    await apply(read_database, "officers", log.events[-2:])
    await phone.catch_up()
    assert phone.held[visit]["officerAssigned"] is True


async def test_a_site_is_taken_away_when_its_regions_no_longer_hold_the_village(
    read_database: Connection, engine: Engine
) -> None:
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    log, mine = Log.after("cooperation", LOMBOK["cooperation"]), an("52.71.01.1002")
    phone = Phone(engine, Actor(subject="lurah", role=Role.PILLAR, village=mine))
    site = b64encode(f"PilotSite:{an('site')}".encode()).decode()
    await phone.catch_up()
    assert phone.held[site]["regionCodes"] == ["52.71"]
    log.tell(an("site"), SiteRegionsRevised(region_codes=("52.01",), former_codes=("52.71",), revised_on=DAY, cause="law"))
    await apply(read_database, "cooperation", log.events[-1:])
    await phone.catch_up()
    assert site not in phone.held
    log.tell(an("site"), SiteRegionsRevised(region_codes=("52.71.01",), former_codes=("52.01",), revised_on=DAY, cause="law"))
    await apply(read_database, "cooperation", log.events[-1:])
    await phone.catch_up()
    assert phone.held[site]["regionCodes"] == ["52.71.01"]


async def test_an_issue_given_to_an_officer_elsewhere_is_told_to_him_until_another_has_it(
    read_database: Connection, engine: Engine
) -> None:
    log = Log.after("villages", LOMBOK["villages"])
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone, issue = Phone(engine, CALLERS[1]), b64encode(f"CommunityIssue:{an('issue')}".encode()).decode()
    await phone.catch_up()
    assert phone.held == {}
    for officer, held in (("Made", [issue]), ("Ketut", []), ("Made", [issue])):
        log.tell(an("issue"), issues.IssueAssigned(officer_id=an(officer), by_hand=True, assigned_at=datetime.now(UTC)))
        await apply(read_database, "villages", log.events[-1:])
        await phone.catch_up()
        assert list(phone.held) == held, officer
    fresh = Phone(engine, CALLERS[1])
    await fresh.catch_up()
    assert fresh.held == phone.held


async def test_a_warning_is_told_to_whom_leadership_directs_and_stays_when_he_leaves_the_village(
    read_database: Connection, engine: Engine
) -> None:
    logs = {service: Log.after(service, events) for service, events in LOMBOK.items()}
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone, warning = Phone(engine, CALLERS[1]), b64encode(f"EarlyWarning:{an('warning')}".encode()).decode()
    await phone.catch_up()
    assert phone.held == {}

    async def told(service: str, key: UUID, *events: Event) -> list[str]:
        logs[service].tell(key, *events)
        await apply(read_database, service, logs[service].events[-len(events) :])
        await phone.catch_up()
        fresh = Phone(engine, CALLERS[1])
        await fresh.catch_up()
        assert fresh.held == phone.held
        return list(phone.held)

    def directive(number: int) -> Event:
        how: dict[str, Any] = {"instruction": sealed("Contoh"), "officer_id": an("Made"), "due_on": DAY}
        return LeadershipDirectiveIssued(directive_id=an(f"directive {number}"), **how)

    assert await told("villages", an("warning"), directive(1)) == [warning]
    assert await told("villages", an("warning"), directive(2)) == [warning], "once, however often he is directed"
    held: dict[str, Any] = {"officer_id": an("Made"), "village_id": an("52.71.01.1001"), "starts_on": DAY}
    held |= {"duty": Duty.PETUGAS_POLMAS, "role": AssignmentRole.ACTING}
    proposed, order = AssignmentProposed(slot=1, **held), AssignmentConfirmed(order_number="1", order_date=DAY, **held)
    assert len(await told("officers", an("assignment 1"), proposed, order)) > 1
    ended = AssignmentEnded(
        officer_id=an("Made"),
        village_id=held["village_id"],
        duty=held["duty"],
        role=held["role"],
        ended_on=DAY,
        reason="x",
        confirmed=True,
    )
    assert await told("officers", an("assignment 1"), ended) == [warning]


async def test_an_activity_is_told_again_when_a_seat_goes_to_another(read_database: Connection, engine: Engine) -> None:
    log = Log.after("villages", LOMBOK["villages"])
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    phone, activity = Phone(engine, CALLERS[0]), b64encode(f"JointActivity:{an('activity')}".encode()).decode()
    for holder, counts in (("Ketut", True), ("Made", False)):
        seated = PillarSeated(pillar=Pillar.BHABINKAMTIBMAS, title="x", holder_id=an(holder), holder_name=None, since=DAY)
        log.tell(an("52.71.01.1002"), seated)
        await apply(read_database, "villages", log.events[-1:])
        await phone.catch_up()
        (word,) = phone.held[activity]["confirmations"]
        assert (word["pillar"], word["ofPresentHolder"]) == ("BHABINKAMTIBMAS", counts)
