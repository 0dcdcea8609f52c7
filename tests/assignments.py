"""Assignments to one village under any sequence of commands, each given as often and as late as it likes: a state machine."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from libs.events.contracts.officers.officer import Competency, OfficerStatus, Position, Rank
from libs.events.contracts.officers.police_unit import UnitKind, UnitLevel
from libs.events.contracts.officers.village_assignment import (
    AssessEnvironmentFit,
    AssignmentConfirmed,
    AssignmentEnded,
    AssignmentHandedOver,
    AssignmentProposed,
    AssignmentRole,
    ConfirmAssignment,
    Duty,
    EndAssignment,
    EnvironmentFitAssessed,
    HandOverAssignment,
    ProposeAssignment,
)
from libs.events.contracts.villages.village import Degree, Terrain, VillageRisk
from libs.events.decider import Refused, decided
from services.officers.fit import Environment, fit
from services.officers.ground import Ground
from services.officers.officer import Officer
from services.officers.police_unit import PoliceUnit
from services.officers.village_assignment import VILLAGE_ASSIGNMENT, AssignmentFacts, VillageAssignment, holders

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f7")
VILLAGE: Final = uuid5(SPACE, "village")
OFFICERS: Final = tuple(uuid5(SPACE, f"officer {number}") for number in range(3))
ASSIGNMENTS: Final = tuple(uuid5(SPACE, f"assignment {number}") for number in range(5))
UNIT: Final = PoliceUnit(
    name="Polres Mataram",
    level=UnitLevel.POLRES,
    kind=UnitKind.POLRES,
    parent_id=None,
    seat_code=None,
    grounds=(Ground("52.71", date(2017, 1, 1)),),
)
USUAL: Final = 2
THRESHOLD: Final = 60

assignments = st.sampled_from(ASSIGNMENTS)
days = st.integers(0, 6).map(lambda number: date(2018, 1, 1) + timedelta(days=number))
reasons = st.sampled_from([None, None, "Alasan"])
ids = st.sampled_from([(), (uuid5(SPACE, "contact"),)])
environments = st.builds(
    Environment,
    assessment_id=st.uuids(),
    position=st.just(0),
    languages=st.sampled_from([(), ("Sasak",), ("Bali", "Sasak")]),
    customs=st.sampled_from(Degree),
    conflict_history=st.sampled_from(Degree),
    terrain=st.sampled_from([Terrain.PLAIN, Terrain.MOUNTAINS]),
    distance_km=st.just(3),
    risks=st.sampled_from([(), (VillageRisk.DISPUTES,)]),
)
commands: Final[st.SearchStrategy[Any]] = st.one_of(
    st.builds(
        ProposeAssignment,
        assignment_id=assignments,
        officer_id=st.sampled_from(OFFICERS),
        village_id=st.just(VILLAGE),
        duty=st.just(Duty.BHABINKAMTIBMAS),
        role=st.sampled_from([AssignmentRole.PRIMARY, AssignmentRole.PRIMARY, AssignmentRole.ACTING]),
        starts_on=days,
        ends_on=st.just(None),
        reason=reasons,
        override_reason=reasons,
    ),
    st.builds(
        ConfirmAssignment,
        assignment_id=assignments,
        order_number=st.sampled_from(["Sprin/1", "Sprin/2"]),
        order_date=days,
        override_reason=reasons,
    ),
    st.builds(
        HandOverAssignment,
        assignment_id=assignments,
        successor_id=assignments,
        handed_over_on=days,
        contact_ids=ids,
        warning_ids=ids,
        no_contacts=st.booleans(),
        no_warnings=st.booleans(),
    ),
    st.builds(EndAssignment, assignment_id=assignments, ended_on=days, reason=st.just("Mutasi")),
    st.builds(AssessEnvironmentFit, assignment_id=assignments),
)


class Assignments(RuleBasedStateMachine):
    """The officers service as one log and its claims would have it; the facts of each decision are those that stand then."""

    def __init__(self) -> None:
        super().__init__()
        self.events: dict[UUID, list[Any]] = {key: [] for key in ASSIGNMENTS}
        self.claims: dict[tuple[str, str], UUID] = {}
        self.officers = {key: Officer(rank=Rank.AIPDA, position=Position.BHABINKAMTIBMAS, unit_id=SPACE) for key in OFFICERS}
        self.environment: Environment | None = None
        self.given: list[Any] = []

    def state(self, key: UUID) -> VillageAssignment | None:
        return VILLAGE_ASSIGNMENT.fold(self.events[key])

    def held(self, claim: str) -> dict[str, UUID]:
        return {value: key for (name, value), key in self.claims.items() if name == claim}

    def facts(self, command: Any) -> AssignmentFacts:
        state = self.state(command.assignment_id)
        officer_id = command.officer_id if isinstance(command, ProposeAssignment) else state and state.proposed.officer_id
        turns = self.held(holders(Duty.BHABINKAMTIBMAS, VILLAGE))
        last = self.state(turns[max(turns)]) if turns else None
        return AssignmentFacts(
            officer=self.officers[officer_id] if officer_id else None,
            unit=UNIT,
            village_code="52.71.01.1004",
            slots={int(number): key for number, key in self.held(f"village-of:{officer_id}").items()},
            predecessor=last,
            holder=self.officers[last.proposed.officer_id] if last else None,
            turn=len(turns) + 1,
            incoming=self.state(command.successor_id) if isinstance(command, HandOverAssignment) else None,
            environment=self.environment,
            usual_villages=USUAL,
            fit_threshold=THRESHOLD,
        )

    def give(self, command: Any) -> None:
        """As the handler does: decide, and append unless a claim is taken."""
        key, facts = command.assignment_id, self.facts(command)
        decision = VILLAGE_ASSIGNMENT.decide(self.state(key), command, facts)
        if isinstance(decision, Refused):
            return
        what = decided(decision)
        if any((claim.name, claim.value) in self.claims for claim in what.claims):
            return
        for claim in what.claims:
            self.claims[claim.name, claim.value] = key
        for claim in what.releases:
            assert self.claims.pop((claim.name, claim.value)) == key, "gives back what it does not hold"
        self.events[key] += what.events
        again = VILLAGE_ASSIGNMENT.decide(self.state(key), command, self.facts(command))
        assert isinstance(again, Refused) or not decided(again).events, "the same again changes something"

    @rule(command=commands)
    def command(self, command: Any) -> None:
        self.given.append(command)
        self.give(command)

    @rule(command=commands)
    def delay(self, command: Any) -> None:
        """It is on its way."""
        self.given.append(command)

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def arrive(self, data: st.DataObject) -> None:
        """One that was on its way, or one more time one that came before."""
        self.give(data.draw(st.sampled_from(self.given)))

    @rule(environment=environments)
    def assess(self, environment: Environment) -> None:
        position = self.environment.position + 1 if self.environment else 1
        self.environment = replace(environment, position=position)

    @rule(officer=st.sampled_from(OFFICERS), competency=st.sampled_from(Competency))
    def learn(self, officer: UUID, competency: Competency) -> None:
        before = self.officers[officer]
        self.officers[officer] = replace(before, competencies=before.competencies | {competency})

    @rule(officer=st.sampled_from(OFFICERS), status=st.sampled_from([OfficerStatus.ACTIVE, OfficerStatus.SUSPENDED]))
    def serve(self, officer: UUID, status: OfficerStatus) -> None:
        self.officers[officer] = replace(self.officers[officer], status=status)

    @rule()
    def follow_up(self) -> None:
        """All reactions have come about: what stands is measured against what is known."""
        for key in ASSIGNMENTS:
            state = self.state(key)
            if state is None:
                continue
            self.give(AssessEnvironmentFit(assignment_id=key))
            state = self.state(key)
            if state and state.ended_on is None and self.environment is not None:
                assert state.fit
                assert state.fit.assessment_id == self.environment.assessment_id
                officer = self.officers[state.proposed.officer_id]
                others = len(set(self.held(f"village-of:{state.proposed.officer_id}").values()) - {key})
                assert state.fit.score == fit(self.environment, officer.languages, officer.competencies, others).score

    @invariant()
    def one_holder_at_a_time(self) -> None:
        states = [state for key in ASSIGNMENTS if (state := self.state(key)) is not None]
        primary = [one for one in states if one.confirmed and one.proposed.role is AssignmentRole.PRIMARY]
        standing = [one for one in primary if one.ended_on is None]
        assert len(standing) <= 1
        turns = self.held(holders(Duty.BHABINKAMTIBMAS, VILLAGE))
        order = [state for number in sorted(turns) if (state := self.state(turns[number])) is not None]
        for before, after in pairwise(order):
            assert before.ended_on is not None
            assert before.ended_on <= after.proposed.starts_on

    @invariant()
    def slots_are_those_of_what_stands(self) -> None:
        for officer in OFFICERS:
            held = self.held(f"village-of:{officer}")
            standing = {
                key
                for key in ASSIGNMENTS
                if (state := self.state(key)) and state.proposed.officer_id == officer and state.ended_on is None
            }
            assert set(held.values()) == standing
            assert len(held) == len(standing)

    @invariant()
    def each_story_is_one_that_can_be(self) -> None:
        for events in self.events.values():
            kinds = [type(event) for event in events]
            assert kinds.count(AssignmentProposed) == (1 if events else 0)
            for once in (AssignmentConfirmed, AssignmentHandedOver, AssignmentEnded):
                assert kinds.count(once) <= 1
            if AssignmentEnded in kinds:
                assert EnvironmentFitAssessed not in kinds[kinds.index(AssignmentEnded) :]
                assert AssignmentConfirmed not in kinds[kinds.index(AssignmentEnded) :]
            self._reasoned(events)

    def _reasoned(self, events: list[Any]) -> None:
        """What was decided by a person below the threshold has a reason; what was handed over names its parts."""
        fitted: EnvironmentFitAssessed | None = None
        proposed: AssignmentProposed | None = None
        for event in events:
            match event:
                case AssignmentProposed():
                    proposed = event
                    assert event.slot <= USUAL or event.reason
                case EnvironmentFitAssessed():
                    fitted = event
                    assert sum(reason.points for reason in event.reasons) == event.score
                case AssignmentConfirmed():
                    assert event.order_number
                    reason = event.override_reason or (proposed and proposed.override_reason)
                    assert fitted is None or fitted.score >= THRESHOLD or reason
                case AssignmentHandedOver():
                    successor = self.state(event.successor_id)
                    assert successor
                    assert proposed
                    assert event.handed_over_on >= proposed.starts_on
                    assert self.events[event.successor_id] is not events
