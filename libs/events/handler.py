"""A command's whole way: authorise, read, fold, decide, append; the only copy of it in the system."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from libs.events.access import Actor, Denied, out_of_scope
from libs.events.codec import Codec, Meta, Pending, Recorded, encode
from libs.events.decider import NOWHERE, Claim, Decided, Decider, Place, Refused, decided
from libs.events.log import Append, ClaimTaken, Database, GuardConflict, VersionConflict, receipt
from libs.events.message import Catalogue, Command, Event, Scope, target_field
from libs.events.problem import Problem, of_denial, of_refusal
from libs.events.sealing import seal_events
from libs.events.settings import Rules
from libs.events.telemetry import current_traceparent, span
from libs.events.vault import Vault
from libs.events.view import Folded, Memory, View
from libs.events.wording import Sentence
from libs.events.writer import Closed, OutcomeUnknown, Unavailable, Writer, unanswered

TRIES: Final = 50
"""How often a decision is made again because what it relied upon had changed."""
LARGEST: Final = 768 << 10
"""Bytes of one event: with its headers it must pass a broker that takes a megabyte, as NATS does unless told otherwise."""
MOST: Final = 10_000
"""Events of one command: all who append wait for them."""

Facts = Callable[[View, Any, Any], Awaitable[Any]]
Reach = Callable[[View, Actor, Scope, Place], Awaitable[bool]]
"""Whether a place lies within an actor's unit or village, as far as this service knows."""


@dataclass(frozen=True)
class Aggregate:
    """A decider, and what it is shown: `facts(view, state, command)`."""

    decider: Decider[Any, Any, Any, Any]
    facts: Facts


class Order(Struct, frozen=True, kw_only=True):
    """A command with all that comes with it."""

    command: Command
    id: UUID
    """The same id again, by the same caller, changes nothing."""
    actor: Actor
    occurred_at: datetime
    """When it happened in the field."""
    expected: int | None = None
    """The version the caller has seen; null: whatever it is."""
    correlation: UUID | None = None
    causation: UUID | None = None


class Done(Struct, frozen=True, kw_only=True, rename="camel"):
    """The receipt."""

    command_id: UUID
    stream: str
    version: int
    position: int
    """How far a reader of this service's events must have come to see the effect."""
    repeated: bool = False
    events: tuple[str, ...] = ()
    """Types of the events appended; none where things were already so."""


class Handler:
    """Carries out the commands of one service. `new_id` makes ids of events, `rules` are the service's thresholds."""

    def __init__(
        self,
        service: str,
        aggregates: Sequence[Aggregate],
        reach: Reach,
        *,
        log: Database,
        writer: Writer,
        vault: Vault,
        known: Mapping[str, int],
        new_id: Callable[[], UUID],
        rules: Rules | None = None,
    ) -> None:
        catalogue = Catalogue(service)
        self._codec = Codec(catalogue)
        self._aggregates = {aggregate.decider.aggregate: aggregate for aggregate in aggregates}
        self._reach = reach
        self._log, self._writer, self._vault = log, writer, vault
        self._known, self._new_id, self._rules = known, new_id, rules or Rules()
        self._memory = Memory()
        missing = {command.aggregate() for command in catalogue.commands.values()} - set(self._aggregates)
        if missing:
            raise ValueError(f"no decider for {', '.join(sorted(missing))}")

    async def handle(self, order: Order) -> Done | Problem:
        """Never raises for anything a caller can cause."""
        with span(f"command {order.command.named()}", command_id=str(order.id)):
            try:
                return await self._handle(order)
            except Denied as denied:
                return of_denial(denied)
            except OutcomeUnknown:
                return _later("OUTCOME_UNKNOWN", "The log did not answer in time. Send the same command again under the same id.")
            except (Closed, Unavailable):
                return _later("SERVICE_UNAVAILABLE", "The log cannot be written at the moment.")
            except Exception as error:
                if not unanswered(error):
                    raise
                # The writer answers for itself: whatever else asks a database only reads, or makes keys that harm nobody.
                return _later("SERVICE_UNAVAILABLE", "The database cannot be asked at the moment; nothing was done.")

    async def _handle(self, order: Order) -> Done | Problem:
        command, kind = order.command, type(order.command)
        scope = order.actor.scope(kind.allowed, kind.named())
        aggregate = self._aggregates[kind.aggregate()]
        stream = f"{kind.aggregate()}-{getattr(command, target_field(kind))}"
        for attempt in range(TRIES):
            outcome = await self._attempt(order, aggregate, stream, scope, fresh=attempt > 0)
            if outcome is not None:
                return outcome
        return _later("CONTENTION", "Too many others changed the same things at the same time.")

    async def _attempt(
        self, order: Order, aggregate: Aggregate, stream: str, scope: Scope, *, fresh: bool
    ) -> Done | Problem | None:
        """One decision on one picture; None when the picture was out of date, or may have been and leads to a no."""
        decider, command = aggregate.decider, order.command
        view = View(
            self._log,
            self._codec,
            self._memory,
            self._known,
            fresh=fresh,
            rules=self._rules,
            actor=order.actor,
            occurred_at=order.occurred_at,
        )
        before = await self._before(view, decider, stream, begins=type(command).creates, fresh=fresh)
        state, version = before.state, before.version
        facts = await aggregate.facts(view, state, command)
        place = decider.place(state, command, facts)
        if not await self._within(view, order.actor, scope, place):
            if view.remembered:
                return None
            if not version and place == NOWHERE and isinstance(missing := decider.decide(state, command, facts), Refused):
                # What is not there lies nowhere; the decider says so, and whether it may be on its way.
                return of_refusal(missing)
            raise out_of_scope(type(command).named())
        if order.expected is not None and order.expected != version:
            return None if view.remembered else await self._repeated(order) or _stale(version)
        decision = decider.decide(state, command, facts)
        if isinstance(decision, Refused):
            return None if view.remembered else await self._repeated(order) or of_refusal(decision)
        what = decided(decision)
        if not what.events:
            done = Done(command_id=order.id, stream=stream, version=version, position=before.position)
            return None if view.remembered else await self._repeated(order) or done
        return await self._append(order, stream, before, what, view)

    async def _before(
        self, view: View, decider: Decider[Any, Any, Any, Any], stream: str, *, begins: bool, fresh: bool
    ) -> Folded:
        """Where the stream stands. Unless the look is to be fresh it is guessed: what goes on is most likely as it was left, and
        what is to begin has not begun."""
        left = None if fresh else self._memory.state(stream)
        if left is None and begins and not fresh:
            left = Folded(decider.initial, 0, 0)
        if left is None:
            return await view.folded(decider, UUID(stream[-36:]))
        view.remembered = True
        return left

    async def _within(self, view: View, actor: Actor, scope: Scope, place: Place) -> bool:
        if scope is Scope.ANYWHERE:
            return True
        if scope is Scope.OWN_PERSON:
            return place.person is not None and actor.subject == str(place.person)
        return await self._reach(view, actor, scope, place)

    async def _append(self, order: Order, stream: str, before: Folded, what: Decided, view: View) -> Done | Problem | None:
        key = UUID(stream[-36:])
        sealed = await seal_events(self._vault, [(event, key) for event in what.events])
        meta = encode(self._meta(order, what, view))
        claims = {self._claim(claim): claim for claim in what.claims}
        view.guards.pop(stream, None)
        append = Append(
            stream=stream,
            expected=before.version,
            events=[self._pending(event, order, meta) for event in sealed],
            command=order.id,
            guards=view.guards,
            claims=tuple(claims),
            releases=tuple(self._claim(claim) for claim in what.releases),
        )
        if len(append.events) > MOST or any(len(event.data) > LARGEST for event in append.events):
            return Problem(status=413, code="TOO_LARGE", message="The command leads to more than the log takes at once.")
        try:
            made = await self._writer.append(append)
        except VersionConflict:
            self._memory.forget(stream)
            return None
        except GuardConflict as conflict:
            self._memory.forget(conflict.stream)
            return None
        except ClaimTaken as conflict:
            taken = claims[conflict.key].taken
            return of_refusal(taken) if taken else None
        if made.repeated:
            return await self._repeated(order)
        decider = self._aggregates[type(order.command).aggregate()].decider
        self._memory.learn(stream, Folded(decider.fold(sealed, before.state), made.version, made.position), claims)
        events = tuple(event.named() for event in sealed)
        return Done(command_id=order.id, stream=stream, version=made.version, position=made.position, events=events)

    def _pending(self, event: Event, order: Order, meta: bytes) -> Pending:
        return Pending(
            id=self._new_id(),
            type=event.named(),
            schema=event.version(),
            occurred_at=order.occurred_at,
            data=encode(event),
            meta=meta,
        )

    def _meta(self, order: Order, what: Decided, view: View) -> Meta:
        return Meta(
            command=order.command.named(),
            digest=self._digest(order.command),
            actor=order.actor.subject,
            role=order.actor.role,
            unit=order.actor.unit,
            correlation=order.correlation or order.id,
            causation=order.causation,
            traceparent=current_traceparent(),
            known=view.known,
            flags=what.flags,
        )

    def _digest(self, command: Command) -> str:
        """Tells this command's content from another's without betraying it: personal values are short enough to guess."""
        return self._vault.hash(f"{command.named()} {encode(command).decode()}", "command")

    def _claim(self, claim: Claim) -> str:
        value = self._vault.hash(claim.value, claim.name) if claim.personal else claim.value
        return f"{claim.name}:{value}"

    async def _repeated(self, order: Order) -> Done | Problem | None:
        """The first receipt of a repeated command, for the same caller and content; None when the id is new."""
        recorded = await receipt(self._log, order.id)
        if recorded is None:
            return None
        made = recorded.made()
        if (made.actor, made.digest) != (order.actor.subject, self._digest(order.command)):
            return Problem(status=409, code="COMMAND_ID_REUSED", message="This command id was used for another command.")
        return first_receipt(order.id, recorded)


def first_receipt(command: UUID, recorded: Recorded) -> Done:
    return Done(command_id=command, stream=recorded.stream, version=recorded.version, position=recorded.position, repeated=True)


def _stale(actual: int) -> Problem:
    return Problem(
        status=412,
        code="VERSION_STALE",
        message=Sentence("The stream is at version {version}.", version=actual),
        field="expectedVersion",
    )


def _later(code: str, message: str) -> Problem:
    return Problem(status=503, code=code, message=message, retry_after=1)
