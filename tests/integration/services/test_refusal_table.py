"""Every rule of field work has a command that breaks it, and whoever gives that is told what to do, in English and Indonesian."""

import asyncio
from collections.abc import Iterable
from itertools import chain
from typing import Any

from tests.integration.services.conftest import SERVICES, Services
from tests.refusals.lombok import country
from tests.refusals.row import COMMANDS, Deed, Row
from tests.refusals.table import PARTS


class History:
    """Gives the commands of the table, and waits until a service has heard of what another one did before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._done: dict[str, asyncio.Task[None]] = {}
        self._moved: dict[str, int] = {}
        self._heard: dict[tuple[str, str], int] = {}
        """By service and another: how far it has heard of that one."""

    async def give(self, deed: Deed, language: str = "en") -> Any:
        service, _ = COMMANDS[deed.command]
        for other in SERVICES[service].known.services:
            position = self._moved.get(other, 0)
            if self._heard.get((service, other), 0) < position:
                await self._services.known(service, other, position)
                self._heard[service, other] = position
        token = self._services.token(deed.by.role, deed.by.sub, **dict(deed.by.claims))
        return await self._services.give(service, deed.command, deed.fields, token, **{"accept-language": language})

    async def do(self, deeds: Iterable[Deed]) -> None:
        """Each once, though several rows have it in their history."""
        for deed in deeds:
            if (key := repr(deed)) not in self._done:
                self._done[key] = asyncio.create_task(self._do(deed))
            await self._done[key]

    async def _do(self, deed: Deed) -> None:
        answer = await self.give(deed)
        assert answer.status_code == 200, (deed, answer.text)
        self._moved[COMMANDS[deed.command][0]] = answer.json()["position"]


async def told(history: History, row: Row) -> list[tuple[Any, ...]]:
    answers = [await history.give(row.refused, language) for language in ("en", "id")]
    return [
        (answer.status_code, body.get("code"), body.get("field"), body.get("message"))
        for answer in answers
        for body in (answer.json(),)
    ]


async def wrong(history: History, rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """What is told otherwise than these rows say, one after the other."""
    wrong: list[tuple[Any, ...]] = []
    for row in rows:
        try:
            await history.do(row.given)
        except AssertionError as error:
            wrong.append((row.keeps, row.refused.command, str(error)))
            continue
        found = await told(history, row)
        wanted = [(row.status, row.code, row.field, said) for said in (row.english, row.indonesian)]
        if found != wanted:
            wrong.append((row.keeps, row.refused.command, found, wanted))
    return wrong


async def test_each_rule_refuses_what_breaks_it_in_words_that_say_what_to_do(services: Services) -> None:
    history = History(services)
    await history.do(country())
    found = await asyncio.gather(*(wrong(history, part) for part in PARTS))
    assert not any(found), "\n".join(map(repr, chain(*found)))
