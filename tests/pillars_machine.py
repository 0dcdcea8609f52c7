"""Three pillars at random: seats change hands, disputes come and go, activities are held, and a plain model says what may be."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.joint_activity import (
    ConfirmJointActivity,
    HoldingException,
    HoldJointActivity,
    JointActivityHeld,
    PlanJointActivity,
)
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.three_pillars import (
    EscalatePillarDispute,
    Pillar,
    ReportPillarDispute,
    ResolvePillarDispute,
    SeatBhabinkamtibmas,
    SeatPillar,
    StartDisputeMediation,
    VacatePillar,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decider, Refused, decided
from services.villages.joint_activity import JOINT_ACTIVITY, JointActivityFacts
from services.villages.reporting import Reporting
from services.villages.three_pillars import THREE_PILLARS, PillarsFacts
from services.villages.village import Village

ID: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b076")
WARD: Final = Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
BEGUN: Final = datetime(2026, 1, 1, 4, tzinfo=UTC)
PEOPLE: Final = tuple(uuid5(ID, f"person {number}") for number in range(7))
SEATS: Final = tuple(Pillar)
MOVABLE: Final = (Pillar.BABINSA, Pillar.VILLAGE_HEAD)
PAIRS: Final = ((SEATS[0], SEATS[1]), (SEATS[0], SEATS[2]), (SEATS[1], SEATS[2]))


class Machine(RuleBasedStateMachine):
    """What the deciders answer, beside what a model of a few dictionaries expects. A step is a day."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGUN
        self.pillars: list[Any] = []
        self.activities: list[list[Any]] = []
        self.holders: dict[Pillar, UUID] = {}
        self.open: dict[tuple[Pillar, Pillar], UUID] = {}
        self.mediators: dict[UUID, UUID] = {}
        self.since: dict[UUID, datetime] = {}
        self.barred: dict[UUID, set[UUID]] = {}
        self.escalated: set[UUID] = set()
        self.kinds: list[JointActivityKind] = []
        self.words: list[dict[Pillar, UUID]] = []
        self.held: set[int] = set()
        self.count = 0

    def _give(self, decider: Decider[Any, Any, Any, Any], events: list[Any], command: Any, facts: Any) -> str | list[Any]:
        """The code of the refusal, or the events, which have happened."""
        decision = decider.decide(decider.fold(events), command, facts)
        if isinstance(decision, Refused):
            return decision.code
        made = list(decided(decision).events)
        events += made
        return made

    def _pillar(self, command: Any) -> str | list[Any]:
        return self._give(THREE_PILLARS, self.pillars, command, PillarsFacts(reporting=Reporting(now=self.now), village=WARD))

    def _activity(self, number: int, command: Any) -> str | list[Any]:
        told, pillars = Reporting(now=self.now), THREE_PILLARS.fold(self.pillars)
        facts = JointActivityFacts(reporting=told, village=WARD, pillars=pillars)
        return self._give(JOINT_ACTIVITY, self.activities[number], command, facts)

    def _new(self) -> UUID:
        self.count += 1
        return uuid5(ID, str(self.count))

    @rule()
    def tomorrow(self) -> None:
        self.now += timedelta(days=1)

    @rule(pillar=st.sampled_from(MOVABLE), person=st.sampled_from(PEOPLE))
    def seat(self, pillar: Pillar, person: UUID) -> None:
        command = SeatPillar(village_id=ID, pillar=pillar, holder_id=person, holder_name="x", since=self.now.date())
        made = self._pillar(command)
        if pillar in self.holders:
            assert made in ("SEAT_TAKEN", [])
        elif person in self.holders.values():
            assert made == "HOLDER_SEATED"
        else:
            assert made[0].holder_id == person  # type: ignore[union-attr]
            self.holders[pillar] = person
            for parties in self.barred.values():
                parties.add(person)

    @precondition(lambda self: Pillar.BHABINKAMTIBMAS not in self.holders)
    @rule()
    def officer(self) -> None:
        officer = self._new()
        self._pillar(
            SeatBhabinkamtibmas(village_id=ID, officer_id=officer, assignment_id=officer, since=self.now.date(), position=1)
        )
        self.holders[Pillar.BHABINKAMTIBMAS] = officer
        for parties in self.barred.values():
            parties.add(officer)

    @rule(pillar=st.sampled_from(MOVABLE))
    def vacate(self, pillar: Pillar) -> None:
        made = self._pillar(VacatePillar(village_id=ID, pillar=pillar, vacated_on=self.now.date()))
        assert bool(made) == (pillar in self.holders)
        self.holders.pop(pillar, None)
        self.now += timedelta(days=1)

    @rule(pair=st.sampled_from(PAIRS), turned=st.booleans())
    def report(self, pair: tuple[Pillar, Pillar], turned: bool) -> None:
        dispute = self._new()
        command = ReportPillarDispute(
            village_id=ID,
            dispute_id=dispute,
            between=pair[::-1] if turned else pair,
            subject=DisputeSubject.LAND,
            account="x",
            reported_at=self.now,
        )
        made = self._pillar(command)
        if pair in self.open:
            assert made == "DISPUTE_OPEN"
            return
        assert len(made) == 1
        self.open[pair], self.since[dispute] = dispute, self.now
        self.barred[dispute] = set(self.holders.values())

    @rule(pair=st.sampled_from(PAIRS), mediator=st.sampled_from(PEOPLE))
    def mediate(self, pair: tuple[Pillar, Pillar], mediator: UUID) -> None:
        dispute = self.open.get(pair, ID)
        made = self._pillar(
            StartDisputeMediation(
                village_id=ID, dispute_id=dispute, mediator_id=mediator, office=MediatorOffice.CAMAT, started_at=self.now
            )
        )
        if pair not in self.open:
            assert made == "DISPUTE_UNKNOWN"
        elif mediator in self.barred[dispute]:
            assert made == "MEDIATOR_IS_PILLAR"
        else:
            assert isinstance(made, list)
            self.mediators[dispute] = mediator

    @rule(pair=st.sampled_from(PAIRS))
    def resolve(self, pair: tuple[Pillar, Pillar]) -> None:
        dispute = self.open.get(pair, ID)
        made = self._pillar(
            ResolvePillarDispute(village_id=ID, dispute_id=dispute, outcome=DisputeOutcome.RECONCILED, resolved_at=self.now)
        )
        if pair not in self.open:
            assert made == "DISPUTE_UNKNOWN"
        elif dispute not in self.mediators:
            assert made == "NOT_MEDIATED"
        elif self.mediators[dispute] in self.barred[dispute]:
            assert made == "MEDIATOR_IS_PILLAR"
        else:
            assert len(made) == 1
            del self.open[pair]

    @rule(pair=st.sampled_from(PAIRS))
    def escalate(self, pair: tuple[Pillar, Pillar]) -> None:
        if pair not in self.open:
            return
        dispute = self.open[pair]
        made = self._pillar(EscalatePillarDispute(village_id=ID, dispute_id=dispute, at=self.now))
        if dispute in self.escalated:
            assert made == []
        elif self.now - self.since[dispute] < timedelta(days=7):
            assert made == "NOT_OVERDUE"
        else:
            assert len(made) == 1
            self.escalated.add(dispute)

    @rule(kind=st.sampled_from((JointActivityKind.SYNERGY_MEETING, JointActivityKind.KERJA_BAKTI)))
    def plan(self, kind: JointActivityKind) -> None:
        self.activities.append([])
        self.kinds.append(kind)
        self.words.append({})
        made = self._activity(
            len(self.kinds) - 1,
            PlanJointActivity(
                activity_id=self._new(),
                village_id=ID,
                kind=kind,
                theme=ActivityTheme.YOUTH,
                scheduled_at=self.now + timedelta(days=1000),
                place="x",
            ),
        )
        assert len(made) == 1, "in dispute or not"

    @precondition(lambda self: self.kinds)
    @rule(number=st.integers(0, 99), pillar=st.sampled_from(SEATS))
    def confirm(self, number: int, pillar: Pillar) -> None:
        number %= len(self.kinds)
        made = self._activity(number, ConfirmJointActivity(activity_id=ID, pillar=pillar, confirmed_at=self.now))
        if pillar not in self.holders:
            assert made == "SEAT_VACANT"
        elif number not in self.held:
            self.words[number][pillar] = self.holders[pillar]

    @precondition(lambda self: self.kinds)
    @rule(number=st.integers(0, 99), exception=st.sampled_from((None, None, *HoldingException)))
    def hold(self, number: int, exception: HoldingException | None) -> None:
        number %= len(self.kinds)
        if number in self.held:
            return
        made = self._activity(number, HoldJointActivity(activity_id=ID, held_at=self.now, attendance=1, exception=exception))
        emergency = exception is HoldingException.EMERGENCY
        confirmed = all(self.words[number].get(pillar) == holder for pillar, holder in self.holders.items())
        complete = len(self.holders) == len(SEATS)
        if self.open and not emergency and self.kinds[number] is not JointActivityKind.SYNERGY_MEETING:
            assert made == "PILLARS_IN_DISPUTE"
        elif exception is HoldingException.VACANT_SEAT and complete:
            assert made == "NO_SEAT_VACANT"
        elif not emergency and not (confirmed and (complete or exception)):
            assert made == "NOT_CONFIRMED"
        else:
            assert isinstance(made, list)
            assert isinstance(made[0], JointActivityHeld) == (exception is None)
            self.held.add(number)

    @invariant()
    def the_three_are_in_dispute_exactly_while_one_is_open(self) -> None:
        assert THREE_PILLARS.fold(self.pillars).in_dispute_at(self.now) == bool(self.open)
