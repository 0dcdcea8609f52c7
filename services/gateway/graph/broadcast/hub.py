"""Lets clients follow what happens: joins each to the group that is told the same, after telling it what it has missed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final, Self

from graphql import GraphQLError, OperationDefinitionNode, VariableValues

from libs.events.wording import Sentence
from services.gateway.graph.broadcast.cursor import Cursor, ahead
from services.gateway.graph.broadcast.followed import Followed, Kept, followed
from services.gateway.graph.broadcast.group import Group, Listener, Member
from services.gateway.graph.broadcast.journal import SPAN, Journal
from services.gateway.graph.broadcast.live import Live
from services.gateway.graph.broadcast.past import Past, Shared
from services.gateway.graph.documents import Document
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.pool import Unavailable
from services.gateway.graph.positions import Positions

PATIENCE: Final = 5.0
"""Seconds to wait until it is known where the log stands, and until the read model shows as much as the follower has seen."""
AT_ONCE: Final = 2
"""Statements under way that compose what happens now; followers who catch up have one more, and reading what happens another."""
CONNECTIONS: Final = AT_ONCE + 2
MOST_GROUPS: Final = 5_000
MOST_OF_ONE: Final = 1_000
"""Groups that one client may have begun: nobody alone takes the room of all."""


class Broadcast:
    """Everything that is followed on this gateway."""

    def __init__(self, engine: Engine, positions: Positions, *, patience: float = PATIENCE) -> None:
        """`patience` in seconds. The engine's pool should have CONNECTIONS and serve nobody else, lest queries wait."""
        self._engine, self._positions, self._patience = engine, positions, patience
        self._gate, self._shared = asyncio.Semaphore(AT_ONCE), Shared()
        self._kept = Kept()
        self._lives: dict[str, Live] = {}
        self._begun: Counter[str] = Counter()
        """By client: the groups it has begun."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._shared.close()
        lives, self._lives = list(self._lives.values()), {}
        for live in lives:
            for group in list(live.groups.values()):
                for member in list(group.members):
                    member.cancel()
            live.task.cancel()
        await asyncio.gather(*(live.task for live in lives), return_exceptions=True)

    @property
    def groups(self) -> int:
        """How many different answers are composed for each event that reaches them all."""
        return sum(len(live.groups) for live in self._lives.values())

    def planned(self, document: Document, node: OperationDefinitionNode, role: str, variables: VariableValues) -> bool:
        """Whether the plan of this subscription is kept."""
        return self._kept.planned(document, node.name.value if node.name else None, role, variables)

    async def follow(self, operation: Operation, listener: Listener) -> Member:
        """Tells the listener what it asks for, from its cursor on, until the member is cancelled; returns once it is told live.

        Raises execution.Refused, GraphQLError, pool.Unavailable, pool.TooLong, pool.TooMuch.
        """
        shown = self._positions.now
        # A group outlives whoever began it, so it keeps no token.
        asked = await followed(self._engine, replace(operation, context=replace(operation.context, headers={})), self._kept)
        begin = shown.get(asked.topic.service)
        async with self._live(asked.topic.service) as live:
            client = operation.caller.values["subject"]
            self._has_room(live, asked, client)
            if asked.cursor is None:  # from the moment of asking on, however long it took to get here
                return await self._caught_up(live, asked, listener, Cursor(live.read if begin is None else begin), client)
            asked.cursor.check(asked.topic.service, live.log)
            position = asked.cursor.position
            if not await self._positions.reached(asked.topic.service, position, self._patience):
                if asked.topic.service not in self._positions.now:  # the database is away: that says nothing of the cursor
                    raise Unavailable("how far the read model has come is not known")
                raise ahead(position)
            asked.cursor.check(asked.topic.service, live.log)  # which may have been replaced while it was waited for
            return await self._caught_up(live, asked, listener, asked.cursor, client)

    @asynccontextmanager
    async def _live(self, service: str) -> AsyncIterator[Live]:
        live = self._lives.get(service)
        if live is None:
            live = self._lives[service] = Live(service, Journal(self._engine.pool, service), self._positions, self._gate)
        live.users += 1
        try:
            try:
                async with asyncio.timeout(self._patience):
                    await live.begun.wait()
            except TimeoutError:
                raise Unavailable("where the log stands is not known") from None
            yield live
        finally:
            live.users -= 1
            self._settle(live)

    def _has_room(self, live: Live, asked: Followed, client: str) -> None:
        """Raises GraphQLError where a group is to be begun and there are too many."""
        if asked.key not in live.groups and (self.groups >= MOST_GROUPS or self._begun[client] >= MOST_OF_ONE):
            message = Sentence("Too much is followed here already: try again later.")
            raise GraphQLError(message, extensions={"code": "TOO_MANY"})

    def _group(self, live: Live, asked: Followed, client: str) -> Group:
        if asked.key in live.groups:
            return live.groups[asked.key]

        def gone() -> None:
            self._begun[client] -= 1
            if not self._begun[client]:
                del self._begun[client]
            self._settle(live)

        self._begun[client] += 1
        return live.group(asked, gone)

    async def _caught_up(self, live: Live, asked: Followed, listener: Listener, cursor: Cursor, client: str) -> Member:
        past = Past(live.journal, asked, listener, self._shared, cursor.log or live.log)
        position = cursor.position
        while live.read - position > SPAN:
            position = await past.page(position, live.read)
        upto = live.read
        self._has_room(live, asked, client)  # others may have come meanwhile
        member = self._group(live, asked, client).join(listener, max(position, upto))
        try:
            while position < upto:
                position = await past.page(position, upto)
            await member.catch_up(upto)
        except BaseException:
            member.cancel()
            raise
        return member

    def _settle(self, live: Live) -> None:
        """Nobody follows this service any more: it is not read, until somebody does."""
        if not live.groups and not live.users and self._lives.get(live.service) is live:
            del self._lives[live.service]
            live.task.cancel()
