"""A database that cannot be asked is no fault of the command: the caller is told to come again, and nothing was done."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from libs.events.access import Actor
from libs.events.codec import Codec
from libs.events.contracts.villages.village import RegisterVillage
from libs.events.endpoints import Endpoints, application
from libs.events.handler import Handler, Order
from libs.events.intake import Intake
from libs.events.message import Catalogue, Role
from libs.events.problem import Problem
from libs.events.wording import Wording
from services.villages.__main__ import VILLAGES
from services.villages.village import VILLAGE

HEADQUARTERS = Actor(subject="somebody", role=Role.HEADQUARTERS)
OUTAGES = [
    ConnectionRefusedError(111, "Connection refused"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.InterfaceError("connection is closed"),
]


class Away:
    """A log that fails in one way."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def fetch(self, *_: Any, **__: Any) -> list[Any]:
        raise self.error


class Trusting:
    """Takes everybody for the headquarters."""

    async def actor(self, _authorization: str | None) -> Actor:
        return HEADQUARTERS


def handler(log: Any) -> Handler:
    nothing: Any = None
    return Handler(
        "villages",
        VILLAGES.aggregates,
        VILLAGES.reach,
        log=log,
        writer=nothing,
        vault=nothing,
        known={},
        new_id=uuid4,
    )


def order() -> Order:
    command = RegisterVillage(village_id=UUID(int=1), code="52.71.01.1004", name="X", edition="test")
    return Order(command=command, id=uuid4(), actor=HEADQUARTERS, occurred_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("error", OUTAGES, ids=lambda error: type(error).__name__)
async def test_a_command_while_the_log_cannot_be_asked_is_to_be_sent_again(error: Exception) -> None:
    answer = await handler(Away(error)).handle(order())
    assert isinstance(answer, Problem)
    assert (answer.status, answer.code, answer.retry_after) == (503, "SERVICE_UNAVAILABLE", 1)


async def test_a_fault_of_our_own_is_not_taken_for_an_outage() -> None:
    with pytest.raises(asyncpg.UndefinedColumnError):
        await handler(Away(asyncpg.UndefinedColumnError("no such column"))).handle(order())


@pytest.mark.parametrize(("error", "status"), [(OUTAGES[1], 503), (RuntimeError("a bug"), 500)])
async def test_reading_a_stream_while_the_log_cannot_be_asked_is_to_be_tried_again(error: Exception, status: int) -> None:
    catalogue, verifier, log = Catalogue("villages"), Trusting(), Away(error)
    made: Any = Endpoints(
        handler=handler(log),
        intake=Intake(catalogue.commands, now=lambda: datetime.now(UTC), new_id=uuid4),
        verifier=verifier,  # type: ignore[arg-type]
        log=log,
        codec=Codec(catalogue),
        deciders={"village": VILLAGE},
        closed=lambda: None,
        wording=Wording(),
    )

    async def report() -> dict[str, Any]:
        return {"ready": True}

    app = application("test", made, {}, health=report, ready=report)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(f"/streams/village-{UUID(int=1)}")
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)
