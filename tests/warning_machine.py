"""An early warning and its clock, driven at random: whatever commanders, absences and the passing of time bring."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace as changed

from libs.events.codec import Meta, Recorded, encode, stream_of
from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import (
    AcknowledgeWarning,
    CloseWarning,
    ConfirmWarningReceipt,
    CorroborateWarning,
    DirectResponse,
    EarlyWarningRaised,
    EscalateWarning,
    Post,
    RaiseEarlyWarning,
    RecordWarningDelivery,
    Severity,
    SourceReliability,
    WarningAcknowledged,
    WarningEscalated,
    WarningKind,
    WarningOutcome,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Refused, decided
from libs.events.due import Begin, End
from libs.events.message import Command, Event, Role
from libs.events.settings import VillagesRules
from services.villages.chain_of_command import LADDER, addressee, rank
from services.villages.early_warning import EARLY_WARNING, EarlyWarning, Giver, WarningFacts
from services.villages.timers import ESCALATIONS, NOTICES, escalations, notices
from services.villages.village import Village

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0aa")


def an(name: str) -> UUID:
    return uuid5(SPACE, name)


ID, WARD = an("warning"), Village(code="52.71.01.1004", name="Contoh", kind=VillageKind.KELURAHAN)
PEOPLE: Final = tuple(an(name) for name in ("bhabin", "kapolsek", "kapolres", "kapolda", "plt"))
RAISER: Final = PEOPLE[0]
HOLDERS = st.one_of(st.none(), st.sampled_from(PEOPLE))
LEVELS = st.sampled_from(tuple(UnitLevel)[1:])


class Warned(RuleBasedStateMachine):
    """Keeps the log of one warning, the timers that follow from it, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[tuple[Event, datetime]] = []
        self.due: dict[str, tuple[datetime, Command]] = {}
        self.open_notices: set[str] = set()
        self.now = datetime(2026, 1, 5, tzinfo=UTC)
        self.chain: tuple[Post, ...] = ()
        self.reached: list[int] = []

    @property
    def state(self) -> EarlyWarning:
        state: EarlyWarning | None = EARLY_WARNING.fold([event for event, _ in self.log])  # type: ignore[misc]
        assert state
        return state

    def give(self, command: Command, giver: Giver) -> Any:
        severity = command.severity if isinstance(command, RaiseEarlyWarning) else self.state.severity
        clock: int = getattr(VillagesRules(), f"warning_clock_{severity.value.lower()}")
        before = EARLY_WARNING.fold([event for event, _ in self.log]) if self.log else None  # type: ignore[misc]
        facts = WarningFacts(giver=giver, village=WARD, chain=self.chain, clock=clock)
        decision: Any = EARLY_WARNING.decide(before, command, facts)  # type: ignore[arg-type]
        if isinstance(decision, Refused):
            return decision
        for event in decided(decision).events:
            self.log.append((event, self.now))
            self.follow(event)
        return decision

    def follow(self, event: Event) -> None:
        meta = Meta(command="Test", digest="-", actor="test", role=Role.SERVICE, correlation=ID)
        row = Recorded(
            position=len(self.log), stream=stream_of(type(event), ID), version=len(self.log), id=an(str(len(self.log))),
            type=event.named(), schema=1, occurred_at=self.now, recorded_at=self.now, data=b"", meta=encode(meta),
        )  # fmt: skip
        for said in escalations(event, row) if isinstance(event, ESCALATIONS) else ():
            match said:
                case Begin():
                    self.due[said.key] = (said.due_at, said.command)
                case End():
                    self.due.pop(said.key, None)
        if isinstance(event, NOTICES):
            for said in notices(event, row):
                if isinstance(said, Begin):
                    self.open_notices.add(said.key)
                else:
                    self.open_notices = {k for k in self.open_notices if k != said.key and not k.startswith(f"{said.key}/")}
        self.reached.append(rank(self.state.level_reached))

    @initialize(severity=st.sampled_from(Severity), holders=st.tuples(HOLDERS, HOLDERS, HOLDERS), below=st.integers(0, 3))
    def raised(self, severity: Severity, holders: tuple[UUID | None, ...], below: int) -> None:
        every = [Post(level=level, unit_id=an(level), holder_id=who) for level, who in zip(LADDER, holders, strict=True)]
        self.chain = tuple(every[below:])
        command = RaiseEarlyWarning(
            warning_id=ID,
            village_id=an("village"),
            kind=WarningKind.HOAX,
            severity=severity,
            reliability=SourceReliability.C,
            credibility=3,
            narrative="x",
        )
        self.give(command, Giver(role=Role.OFFICER, person_id=RAISER))
        self.given = command

    @rule()
    def report_is_sent_again(self) -> None:
        length = len(self.log)
        assert list(self.give(self.given, Giver(role=Role.OFFICER, person_id=RAISER))) == []
        assert len(self.log) == length

    @rule(place=st.integers(0, 2), holder=HOLDERS, acting=HOLDERS, absent=st.booleans())
    def posts_change_hands(self, place: int, holder: UUID | None, acting: UUID | None, absent: bool) -> None:
        if place < len(self.chain):
            post = changed(self.chain[place], holder_id=holder, acting_id=acting, absent=absent)
            self.chain = (*self.chain[:place], post, *self.chain[place + 1 :])

    @precondition(lambda self: not self.chain)
    @rule()
    def units_become_known(self) -> None:
        self.chain = tuple(Post(level=level, unit_id=an(level), holder_id=PEOPLE[n + 1]) for n, level in enumerate(LADDER))

    @rule(seconds=st.sampled_from((1, 59, 60, 899, 900, 3600, 21_600, 86_400)))
    def time_passes(self, seconds: int) -> None:
        until = self.now + timedelta(seconds=seconds)
        while due := [(at, key) for key, (at, _) in self.due.items() if at <= until]:
            at, key = min(due)
            _, command = self.due.pop(key)
            self.now = max(self.now, at)
            self.give(command, Giver(role=Role.SERVICE))
        self.now = until

    @rule(level=LEVELS, person=st.sampled_from(PEOPLE))
    def somebody_acknowledges(self, level: UnitLevel, person: UUID) -> None:
        self.give(AcknowledgeWarning(warning_id=ID), head_of(level, person))

    @rule(level=LEVELS)
    def a_client_confirms(self, level: UnitLevel) -> None:
        self.give(ConfirmWarningReceipt(warning_id=ID), head_of(level))

    @rule(level=LEVELS)
    def a_notifier_takes_it(self, level: UnitLevel) -> None:
        self.give(RecordWarningDelivery(warning_id=ID, unit_id=an(level)), Giver(role=Role.SERVICE))

    @rule(level=LEVELS, reason=st.sampled_from((None, "x")))
    def a_commander_passes_it_on(self, level: UnitLevel, reason: str | None) -> None:
        self.give(EscalateWarning(warning_id=ID, reason=reason), head_of(level))

    @rule(level=st.none() | LEVELS, person=st.sampled_from(PEOPLE), wrong=st.booleans(), how=st.integers(1, 6))
    def it_is_weighed(self, level: UnitLevel | None, person: UUID, wrong: bool, how: int) -> None:
        """By an officer of the village, or a commander."""
        weigh = CorroborateWarning(warning_id=ID, reliability=SourceReliability.B, credibility=how, proved_wrong=wrong)
        giver = Giver(role=Role.OFFICER, person_id=person) if level is None else head_of(level, person)
        length = len(self.log)
        answer = self.give(weigh, giver)
        if wrong and (level is None or person == RAISER) and len(self.log) > length:
            raise AssertionError("only a commander says so, and not of his own")
        if not isinstance(answer, Refused) and not wrong:
            assert not self.state.discounted, "nothing is found about what nobody looks at any more"

    @rule(level=LEVELS, number=st.integers(1, 3))
    def something_is_directed(self, level: UnitLevel, number: int) -> None:
        direct = DirectResponse(
            warning_id=ID, directive_id=an(f"d{number}"), instruction="x", officer_id=RAISER, due_on=date(2026, 2, 1)
        )
        self.give(direct, head_of(level))

    @rule(level=LEVELS, outcome=st.sampled_from(WarningOutcome))
    def it_is_closed(self, level: UnitLevel, outcome: WarningOutcome) -> None:
        self.give(CloseWarning(warning_id=ID, outcome=outcome), head_of(level))

    @invariant()
    def the_level_only_rises(self) -> None:
        assert self.reached == sorted(self.reached)

    @invariant()
    def nobody_below_or_involved_acknowledges(self) -> None:
        answers = [event for event, _ in self.log if isinstance(event, WarningAcknowledged)]
        assert len(answers) <= 1
        assert all(event.person_id != RAISER for event in answers)

    @invariant()
    def a_red_one_was_told_to_all(self) -> None:
        if self.log and isinstance(raised := self.log[0][0], EarlyWarningRaised) and raised.severity is Severity.RED:
            assert raised.addressed == tuple(post.unit_id for post in raised.chain)

    @invariant()
    def nobody_is_told_past_whom_nobody_could_answer_unless_at_the_top(self) -> None:
        for event, _ in self.log:
            if isinstance(event, WarningEscalated) and event.severity is not Severity.RED:
                (post,) = event.posts
                assert addressee(post, RAISER) is not None or post.level is UnitLevel.POLDA

    @invariant()
    def unanswered_it_is_at_the_top_or_its_clock_runs(self) -> None:
        if not self.log:
            return
        state = self.state
        if state.outcome is not None:
            assert self.due == {}, "nothing is due any more"
        if state.acknowledged or state.discounted or state.outcome is not None:
            return
        above = [post for post in self.chain if rank(post.level) > rank(state.level_reached)]
        if state.level_reached is not None and above:
            assert [at for at, _ in self.due.values() if at >= self.now], "it would lie there for ever"

    @invariant()
    def what_is_closed_has_no_notices_and_stays_closed(self) -> None:
        names = [event.named() for event, _ in self.log]
        if "WarningClosed" in names:
            assert self.open_notices == set()
            assert set(names[names.index("WarningClosed") + 1 :]) <= {"WarningDelivered"}

    @invariant()
    def each_unit_is_told_once_and_arrival_follows_telling(self) -> None:
        if self.log:
            state = self.state
            assert len(set(state.addressed)) == len(state.addressed)
            assert set(state.delivered) <= set(state.addressed)


def head_of(level: UnitLevel, person: UUID | None = None) -> Giver:
    return Giver(role=Role.COMMANDER, person_id=person, unit_id=an(level), level=level)
