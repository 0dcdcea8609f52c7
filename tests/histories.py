"""Histories at random: the corner of Lombok, and what may happen there afterwards, told in any order across the services."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from libs.events.codec import Meta, Recorded, encode
from libs.events.contracts.cooperation.cooperation_program import Agency, AgencyJoined, AgencyKind, ProgramEstablished, Titles
from libs.events.contracts.cooperation.pilot_site import PilotProjectDesignated, SiteNominated, SiteRegionsRevised
from libs.events.contracts.cooperation.training_session import (
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    DirectiveIssued,
    ParticipantEnrolled,
    SessionKind,
    SessionMode,
    Theme,
    TrainingCancelled,
    TrainingScheduled,
    Venue,
)
from libs.events.contracts.officers.officer import (
    Competency,
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    OfficerPromoted,
    OfficerReinstated,
    OfficerRetired,
    OfficerSuspended,
    OfficerTransferred,
    Position,
    Rank,
)
from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    ActingCommanderRelieved,
    CommanderAbsenceReported,
    CommanderAppointed,
    CommanderRelieved,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    UnitEstablished,
    UnitKind,
    UnitLevel,
    UnitRenamed,
)
from libs.events.contracts.officers.village_assignment import (
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentHandedOver,
    AssignmentProposed,
    AssignmentRole,
    Duty,
    EnvironmentFitAssessed,
    FitCriterion,
    FitReason,
)
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject
from libs.events.contracts.villages.region import RegionRenamed
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarDisputeReported,
    PillarDisputeResolved,
    PillarSeated,
    PillarVacated,
    SynergyMeetingHeld,
)
from libs.events.contracts.villages.village import Degree, EnvironmentAssessed, Terrain, VillageRenamed, VillageRisk
from libs.events.message import Event, Role
from tests.lombok import LOMBOK, NOON, Log, an, claim, sealed

CODES: Final = ("52.01.09.2001", "52.01.09.2002", "52.71.01.1001", "52.71.01.1002")
UNITS: Final = ("Polda", "Polres Mataram", "Polres Lombok Barat", "Polsek Ampenan", "Polsek Baru")
OFFICERS: Final = ("Ketut", "Made")
BEGUN: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""When all of it was recorded, from then on: well before any test runs."""
STEP: Final = timedelta(seconds=1)

Told = tuple[str, Recorded]
"""A service, and a row of its log."""


class _Chance:
    """What may happen, one thing at a time; whether the services would allow it does not matter to whoever reads."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.logs = {service: continued(service) for service in LOMBOK}
        self.count = 0
        self.codes: tuple[str, ...] = ("52.71",)
        """What the site of Lombok covers."""
        self.logs["officers"].tell(
            an("Polsek Baru"),
            UnitEstablished(name="Polsek Baru", level=UnitLevel.POLSEK, kind=UnitKind.POLSEK, parent_id=an("Polres Mataram")),
        )

        self.logs["cooperation"].tell(
            an("other program"), ProgramEstablished(title=Titles(en="Other"), started_on=claim(date(2019, 1, 1)))
        )

    def happen(self) -> None:
        self.count += 1
        doings: Sequence[Callable[[], None]] = (
            self.transfer, self.status, self.promote, self.ground, self.command, self.assign, self.end, self.learn,
            self.assess, self.hand_over, self.direct, self.rename, self.seat, self.quarrel, self.program, self.site,
            self.train,
        )  # fmt: skip
        self.r.choice(doings)()

    def day(self) -> date:
        return date(2020, 1, 1) + timedelta(days=self.r.randint(0, 900))

    def new(self, what: str) -> str:
        return f"{what} {self.count}"

    def officer(self, *events: Event) -> None:
        self.logs["officers"].tell(an(self.r.choice(OFFICERS)), *events)

    def uuid(self) -> UUID:
        return UUID(int=self.r.getrandbits(128), version=4)

    def answered(self) -> UUID | None:
        """On the last event of an append."""
        return self.uuid() if self.r.random() < 0.7 else None

    def made(self) -> bytes:
        """By whom, and why."""
        meta = Meta(
            command="Told",
            digest="-",
            actor="somebody",
            role=self.r.choice([Role.COMMANDER, Role.HEADQUARTERS, Role.SERVICE]),
            unit=an(self.r.choice(UNITS)) if self.r.random() < 0.5 else None,
            correlation=self.uuid(),
            causation=self.uuid() if self.r.random() < 0.3 else None,
            traceparent=f"00-{self.uuid().hex}-{self.uuid().hex[:16]}-01" if self.r.random() < 0.7 else None,
        )
        return encode(meta)

    def transfer(self) -> None:
        self.officer(
            OfficerTransferred(unit_id=an(self.r.choice(UNITS)), position=Position.BHABINKAMTIBMAS, transferred_on=self.day())
        )

    def status(self) -> None:
        day = self.day()
        self.officer(
            self.r.choice(
                [
                    OfficerSuspended(suspended_on=day, reason=sealed("told")),
                    OfficerReinstated(reinstated_on=day),
                    OfficerRetired(retired_on=day),
                ]
            )
        )

    def promote(self) -> None:
        self.officer(OfficerPromoted(rank=self.r.choice(list(Rank)), promoted_on=self.day()))

    def ground(self) -> None:
        unit, code = an(self.r.choice(UNITS)), self.r.choice([*CODES, "52.71.01", "52.01.09", "52.71", "52"])
        if self.r.random() < 0.6:
            self.logs["officers"].tell(unit, JurisdictionAssigned(code=code, valid_from=self.day(), source="order"))
        else:
            self.logs["officers"].tell(unit, JurisdictionWithdrawn(code=code, valid_to=self.day(), source="order"))

    def command(self) -> None:
        officer, day = an(self.r.choice(OFFICERS)), self.day()
        event = self.r.choice(
            [
                CommanderAppointed(officer_id=officer, appointed_on=day),
                CommanderRelieved(officer_id=officer, relieved_on=day),
                CommanderAbsenceReported(officer_id=officer, absent_from=day),
                ActingCommanderRelieved(officer_id=officer, relieved_on=day),
            ]
        )
        self.logs["officers"].tell(an(self.r.choice(UNITS)), event)
        for unit in UNITS[1:]:
            self.logs["officers"].tell(an(unit), ActingCommanderAppointed(officer_id=an(self.r.choice(OFFICERS)), starts_on=day))

    def assign(self) -> None:
        key, day = an(self.new("assignment")), self.day()
        officer, village = an(self.r.choice(OFFICERS)), an(self.r.choice(CODES))
        duty, role = Duty.BHABINKAMTIBMAS, AssignmentRole.PRIMARY
        why = sealed(self.new("Alasan")) if self.r.random() < 0.5 else None
        tell = self.logs["officers"].tell
        proposed = AssignmentProposed(
            officer_id=officer, village_id=village, duty=duty, role=role, starts_on=day, slot=1, override_reason=why
        )
        tell(key, proposed)
        self.fit(key, officer, village)
        if self.r.random() < 0.8:
            confirmed = AssignmentConfirmed(
                officer_id=officer,
                village_id=village,
                duty=duty,
                role=role,
                starts_on=day,
                order_number=self.new("Sprin"),
                order_date=day,
            )
            tell(key, confirmed)

    def fit(self, key: UUID, officer: UUID, village: UUID) -> None:
        """By an assessment of the village that was told before, or in another order will be."""
        fitted = EnvironmentFitAssessed(
            officer_id=officer,
            village_id=village,
            assessment_id=an(f"assessment {village}"),
            assessment_position=1,
            score=self.r.randint(0, 100),
            reasons=tuple(FitReason(criterion=one, points=self.r.randint(0, 20), of=20) for one in FitCriterion),
            formula=1,
            threshold=60,
        )
        self.logs["officers"].tell(key, fitted)

    def assess(self) -> None:
        village = an(self.r.choice(CODES))
        assessed = EnvironmentAssessed(
            assessment_id=an(self.r.choice((f"assessment {village}", self.new("assessment")))),
            assessed_on=self.day(),
            languages=("Sasak",) if self.r.random() < 0.5 else (),
            customs=self.r.choice(list(Degree)),
            conflict_history=self.r.choice(list(Degree)),
            terrain=self.r.choice(list(Terrain)),
            distance_km=self.r.randint(0, 99),
            risks=tuple(self.r.sample(list(VillageRisk), 2)),
        )
        self.logs["villages"].tell(village, assessed)

    def hand_over(self) -> None:
        code = self.r.choice(CODES)
        handed_over = AssignmentHandedOver(
            officer_id=an("Ketut"),
            village_id=an(code),
            duty=Duty.BHABINKAMTIBMAS,
            role=AssignmentRole.PRIMARY,
            successor_id=an(f"assignment {an(self.r.choice(CODES))}"),
            successor_officer_id=an("Made"),
            handed_over_on=self.day(),
            contact_ids=(self.uuid(),),
            warning_ids=(),
        )
        self.logs["officers"].tell(an(f"assignment {an(code)}"), handed_over)
        self.fit(an(f"assignment {an(code)}"), an("Ketut"), an(code))

    def end(self) -> None:
        ended = AssignmentEnded(
            officer_id=an("Ketut"),
            village_id=an(CODES[0]),
            duty=Duty.BHABINKAMTIBMAS,
            role=AssignmentRole.PRIMARY,
            confirmed=self.r.random() < 0.5,
            ended_on=self.day(),
            reason="told",
        )
        which = self.r.choice([f"assignment {an(code)}" for code in CODES] + [f"assignment {self.r.randint(1, self.count)}"])
        self.logs["officers"].tell(an(which), ended)

    def learn(self) -> None:
        learnt = self.r.choice(list(Competency))
        self.officer(CompetencyRecorded(competency=learnt, acquired_on=self.day(), session_id=an("training")))

    def direct(self) -> None:
        directive, day, number = an(self.new("directive")), self.day(), self.count + 2
        issued = DirectiveIssued(
            directive_id=directive,
            number=number,
            issuer="Polda NTB",
            theme=self.r.choice(list(Theme)),
            text=self.new("Do"),
            issued_on=day,
            addressed_to=(an("Ketut"), an("Made")),
        )
        self.logs["cooperation"].tell(an("training"), issued)
        self.officer(DirectiveAddressed(directive_id=directive, session_id=an("training"), number=number, issued_on=day))
        self.officer(DirectiveAcknowledged(directive_id=directive, session_id=an("training"), acknowledged_on=day))

    def rename(self) -> None:
        self.logs["villages"].tell(an(self.r.choice(CODES)), VillageRenamed(name=self.new("Desa"), edition="next"))
        self.logs["villages"].tell(an(self.r.choice(("52", "52.71", "52.71.01"))), RegionRenamed(name=self.new("R"), edition="n"))
        self.logs["officers"].tell(an(self.r.choice(UNITS)), UnitRenamed(name=self.new("Pol"), kind=UnitKind.POLRES))

    def seat(self) -> None:
        village, pillar = an(self.r.choice(CODES)), self.r.choice(list(Pillar))
        if self.r.random() < 0.3:
            self.logs["villages"].tell(village, PillarVacated(pillar=pillar, holder_id=an("Ketut"), vacated_on=self.day()))
            return
        mine = pillar is Pillar.BHABINKAMTIBMAS
        seated = PillarSeated(
            pillar=pillar,
            title=self.new("T"),
            holder_id=an(self.r.choice(OFFICERS)) if mine else an(self.new("holder")),
            holder_name=None if mine else sealed(self.new("Contoh")),
            since=self.day(),
        )
        self.logs["villages"].tell(village, seated)

    def quarrel(self) -> None:
        village, dispute, day = an(self.r.choice(CODES)), an(self.new("dispute")), self.day()
        tell = self.logs["villages"].tell
        tell(village, SynergyMeetingHeld(meeting_id=an(self.new("meeting")), held_on=day, attended=tuple(Pillar)[:2]))
        reported = PillarDisputeReported(
            dispute_id=dispute,
            between=tuple(Pillar)[1:],
            subject=DisputeSubject.LAND,
            account=sealed(self.new("at odds")),
            reported_at=NOON,
            escalates_at=NOON,
        )
        tell(village, reported)
        if self.r.random() < 0.7:
            tell(village, PillarDisputeResolved(dispute_id=dispute, outcome=DisputeOutcome.RECONCILED, resolved_at=NOON))

    def program(self) -> None:
        which = self.r.choice(("program", "other program"))
        self.logs["cooperation"].tell(
            an(which), AgencyJoined(agency=self.r.choice(list(Agency)), kind=self.r.choice(list(AgencyKind)))
        )

    def site(self) -> None:
        tell = self.logs["cooperation"].tell
        nominated = SiteNominated(
            program_id=an(self.r.choice(("program", "other program"))),
            unit_id=an(self.r.choice(UNITS)),
            region_codes=(self.r.choice(("52", "52.01.09", "52.71.01")),),
            nominated_on=claim(self.day()),
        )
        tell(an(self.new("site")), nominated)
        tell(an("site"), PilotProjectDesignated(designated_on=claim(self.day())))
        codes = (self.r.choice(("52", "52.01.09", "52.71.01")), "53")
        tell(an("site"), SiteRegionsRevised(region_codes=codes, former_codes=self.codes, revised_on=self.day(), cause="told"))
        self.codes = codes

    def train(self) -> None:
        training, tell = an(self.new("training")), self.logs["cooperation"].tell
        scheduled = TrainingScheduled(
            program_id=an("program"),
            kind=SessionKind.IN_HOUSE_TRAINING,
            mode=SessionMode.ONSITE,
            title=self.new("IHT"),
            venue=Venue(name="Balai Contoh", region_code=self.r.choice(("52", "52.71"))),
            starts_at=NOON + timedelta(days=self.count),
            timezone="Asia/Makassar",
            host_unit_id=an(self.r.choice(UNITS)),
            objectives=("told",),
            competencies=(),
        )
        tell(training, scheduled)
        who = Attendee(officer_id=an(self.r.choice(OFFICERS)))
        tell(training, ParticipantEnrolled(attendee=who, role=AttendeeRole.PARTICIPANT))
        if self.r.random() < 0.6:
            attended = AttendanceRecorded(attendee=who, role=AttendeeRole.PARTICIPANT, attended_on=self.day(), recorded_at=NOON)
            tell(training, attended)
        else:
            tell(training, TrainingCancelled(reason="told"))


def continued(service: str) -> Log:
    """The log of Lombok, to tell more in."""
    log = Log(service)
    log.events = list(LOMBOK[service])
    log._versions = {row.stream: row.version for row in log.events}
    return log


def history(seed: int, length: int = 60) -> list[Told]:
    """Each event is recorded a second after the one before it, whatever the service; within a service the order is its log's."""
    chance = _Chance(seed)
    for _ in range(length):
        chance.happen()
    left = {service: list(log.events) for service, log in chance.logs.items()}
    told: list[Told] = []
    while left:
        service = chance.r.choice([name for name, rows in left.items() for _ in rows])
        for row in left[service][: chance.r.choice((1, 1, 2, 5))]:
            moment = BEGUN + STEP * (len(told) + 1)
            told.append((service, replace(row, recorded_at=moment, meta=chance.made(), command=chance.answered())))
            left[service].remove(row)
        left = {name: rows for name, rows in left.items() if rows}
    return told
