"""Every rule of field work has a command that breaks it, and whoever gives that is told what to do, in English and Indonesian."""

from collections.abc import Iterable
from typing import Any

from tests.integration.services.conftest import Services
from tests.refusals.lombok import country
from tests.refusals.row import COMMANDS, Deed, Row
from tests.refusals.table import TABLE

HEARD = {"officers": ("villages",), "villages": ("officers",), "cooperation": ("officers",)}
"""By service, whose facts its rules need here."""


class History:
    """Gives the commands of the table, and waits until a service has heard of what another one did before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._done: set[str] = set()
        self._moved: dict[tuple[str, str], int] = {}
        """By service, and by who hears of it: what that one has to have heard of."""

    async def give(self, deed: Deed, language: str = "en") -> Any:
        service, _ = COMMANDS[deed.command]
        for other in HEARD[service]:
            if position := self._moved.get((other, service)):
                await self._services.known(service, other, position)
                del self._moved[other, service]
        token = self._services.token(deed.by.role, deed.by.sub, **dict(deed.by.claims))
        return await self._services.give(service, deed.command, deed.fields, token, **{"accept-language": language})

    async def do(self, deeds: Iterable[Deed]) -> None:
        """Each once, though several rows have it in their history."""
        for deed in deeds:
            if repr(deed) in self._done:
                continue
            answer = await self.give(deed)
            assert answer.status_code == 200, (deed, answer.text)
            self._done.add(repr(deed))
            done = COMMANDS[deed.command][0]
            self._moved |= {(done, service): answer.json()["position"] for service in HEARD if done in HEARD[service]}


async def told(history: History, row: Row) -> list[tuple[Any, ...]]:
    answers = [await history.give(row.refused, language) for language in ("en", "id")]
    return [
        (answer.status_code, body.get("code"), body.get("field"), body.get("message"))
        for answer in answers
        for body in (answer.json(),)
    ]


async def test_each_rule_refuses_what_breaks_it_in_words_that_say_what_to_do(services: Services) -> None:
    history = History(services)
    await history.do(country())
    wrong: list[tuple[Any, ...]] = []
    for row in TABLE:
        try:
            await history.do(row.given)
        except AssertionError as error:
            wrong.append((row.keeps, row.refused.command, str(error)))
            continue
        found = await told(history, row)
        wanted = [(row.status, row.code, row.field, said) for said in (row.english, row.indonesian)]
        if found != wanted:
            wrong.append((row.keeps, row.refused.command, found, wanted))
    assert not wrong, "\n".join(map(repr, wrong))
