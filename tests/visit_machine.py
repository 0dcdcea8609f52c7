"""Reports of one visit at random, beside the plainest account of what they may lead to: the same in any order, or refused."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from libs.events.contracts.villages.contact_person import Consent, ConsentBasis, ContactRole
from libs.events.contracts.villages.village import VillageKind
from libs.events.contracts.villages.village_visit import (
    CompleteVisit,
    PlanVisit,
    RecordVisitAbsence,
    RecordVisitFinding,
    RecordVisitRefusal,
    StartVisit,
    VisitCompleted,
    VisitFlag,
    VisitOutcome,
)
from libs.events.decider import Refused, decided
from services.villages.contact_person import ContactPerson
from services.villages.reporting import Reporting
from services.villages.village import Village
from services.villages.village_visit import VILLAGE_VISIT, Assigned, VillageVisit, VisitCommand, VisitEvent, VisitFacts

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b00c")
HERE, THERE, HIM, HER = (uuid5(SPACE, name) for name in ("here", "there", "him", "her"))
CONTACTS: Final = tuple(uuid5(SPACE, f"contact {number}") for number in range(3))
NOON: Final = datetime(2026, 11, 24, 4, tzinfo=UTC)
VILLAGE: Final = Village(code="52.71.01.1001", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)

moments = st.integers(-20 * 24, 1).map(lambda hours: NOON + timedelta(hours=hours))
near = st.integers(-6, 0).map(lambda hours: NOON + timedelta(hours=hours))
days = st.integers(1, 30).map(lambda day: date(2026, 11, day))
villages = st.sampled_from((HERE, HERE, HERE, THERE))
officers = st.sampled_from((HIM, HIM, HIM, HER))
codes = st.sampled_from(("BCDF-2346-GHJK-7894", "RRRR-RRRR-RRRR-RRRR"))
met = st.lists(st.sampled_from(CONTACTS), max_size=3).map(tuple)


class Visits(RuleBasedStateMachine):
    """One visit, and what the service knows meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.state = VillageVisit()
        self.events: list[VisitEvent] = []
        self.taken: list[tuple[VisitCommand, VisitFacts]] = []
        self.contacts: dict[UUID, ContactPerson] = {}
        self.assignments: tuple[Assigned, ...] = ()

    @rule(contact=st.sampled_from(CONTACTS), village=villages, at=near)
    def contact_registered(self, contact: UUID, village: UUID, at: datetime) -> None:
        consent = Consent(basis=ConsentBasis.WRITTEN, at=at, by=HIM)
        person: dict[str, Any] = {"contact_role": ContactRole.KETUA_RT, "consent": consent, "confirmed_on": at.date()}
        self.contacts.setdefault(contact, ContactPerson(village_id=village, confirm_by=at.date() + timedelta(days=365), **person))

    @rule(contact=st.sampled_from(CONTACTS), at=near)
    def consent_withdrawn(self, contact: UUID, at: datetime) -> None:
        if contact in self.contacts and self.contacts[contact].withdrawn_at is None:
            self.contacts[contact] = replace(self.contacts[contact], withdrawn_at=at)

    @rule(village=villages, starts=days, ends=st.none() | days)
    def assignment_heard_of(self, village: UUID, starts: date, ends: date | None) -> None:
        self.assignments = (*self.assignments, Assigned(village_id=village, starts_on=starts, ends_on=ends))

    @rule(village=villages, officer=officers, day=days)
    def plan(self, village: UUID, officer: UUID, day: date) -> None:
        self.give(PlanVisit(visit_id=SPACE, village_id=village, officer_id=officer, planned_on=day))

    @rule(village=villages, officer=officers, at=moments | near, code=codes)
    def start(self, village: UUID, officer: UUID, at: datetime, code: str) -> None:
        whose: dict[str, Any] = {"visit_id": SPACE, "village_id": village, "officer_id": officer}
        self.give(StartVisit(**whose, started_at=at, verification_code=code))

    @rule(village=villages, officer=officers, number=st.integers(1, 3), text=st.none() | st.sampled_from(("Aman", "5" * 16)))
    def find(self, village: UUID, officer: UUID, number: int, text: str | None) -> None:
        whose: dict[str, Any] = {"visit_id": SPACE, "village_id": village, "officer_id": officer}
        self.give(RecordVisitFinding(**whose, finding_id=uuid5(SPACE, str(number)), finding=text))

    @rule(village=villages, officer=officers, at=moments | near, contacts=met)
    def complete(self, village: UUID, officer: UUID, at: datetime, contacts: tuple[UUID, ...]) -> None:
        self.give(CompleteVisit(visit_id=SPACE, village_id=village, officer_id=officer, ended_at=at, contact_ids=contacts))

    @rule(village=villages, officer=officers, at=near, absent=st.booleans())
    def meet_nobody(self, village: UUID, officer: UUID, at: datetime, absent: bool) -> None:
        kind = RecordVisitAbsence if absent else RecordVisitRefusal
        self.give(kind(visit_id=SPACE, village_id=village, officer_id=officer, ended_at=at))

    def give(self, command: VisitCommand) -> None:
        facts = VisitFacts(
            reporting=Reporting(now=NOON), village=VILLAGE, assignments=self.assignments, contacts=dict(self.contacts)
        )
        decision = VILLAGE_VISIT.decide(self.state, command, facts)
        if isinstance(decision, Refused):
            return
        made = decided(decision)
        for event in made.events:
            if isinstance(event, VisitCompleted):
                self._rightly_completed(event, made.flags)
            self.events.append(event)  # type: ignore[arg-type]  # its own decider made it
        if made.events:
            self.taken.append((command, facts))
            self.state = VILLAGE_VISIT.fold(self.events)
        again = VILLAGE_VISIT.decide(self.state, command, facts)
        assert not isinstance(again, Refused), "what was taken is taken again"
        assert decided(again).events == (), "and changes nothing"

    def _rightly_completed(self, event: VisitCompleted, flags: tuple[str, ...]) -> None:
        assert event.contact_ids
        for contact in event.contact_ids:
            known = self.contacts.get(contact)
            if known is None:
                assert VisitFlag.CONTACT_UNKNOWN in flags
            else:
                assert known.village_id == event.village_id
                assert known.consent.at <= event.ended_at
                assert known.withdrawn_at is None or event.ended_at < known.withdrawn_at
        day = (event.ended_at + timedelta(hours=8)).date()
        held = [one for one in self.assignments if one.village_id == event.village_id]
        assigned = any(one.starts_on <= day and (one.ends_on is None or one.ends_on > day) for one in held)
        doubts = {VisitFlag.ASSIGNMENT_OVER, VisitFlag.ASSIGNMENT_UNKNOWN, VisitFlag.ASSIGNED_ELSEWHERE}
        assert assigned != bool(doubts & {*flags})

    @invariant()
    def a_visit_is_one(self) -> None:
        assert len({(event.village_id, event.officer_id) for event in self.events}) <= 1
        assert sum(isinstance(event, VisitCompleted) for event in self.events) <= 1
        if self.state.started is not None and self.state.ended_at is not None:
            assert self.state.started.started_at <= self.state.ended_at
        if self.state.started is not None:
            assert NOON - timedelta(days=14) <= self.state.started.started_at <= NOON + timedelta(minutes=5)
        assert (self.state.outcome is VisitOutcome.COMPLETED) == bool(self.state.contact_ids)

    def teardown(self) -> None:
        """What was taken leads to the same in every other order, as far as there is time to try."""
        for order in list(permutations(self.taken))[:24]:
            state = VillageVisit()
            for command, facts in order:
                decision = VILLAGE_VISIT.decide(state, command, facts)
                assert not isinstance(decision, Refused), (decision, order)
                for event in decided(decision).events:
                    state = VILLAGE_VISIT.evolve(state, event)  # type: ignore[arg-type]
            assert replace(state, findings=tuple(sorted(state.findings))) == replace(
                self.state, findings=tuple(sorted(self.state.findings))
            )
