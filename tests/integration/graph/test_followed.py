"""A subscription passes what every operation passes before it begins, and its end is told to each in their own language."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from services.gateway.graph.admission import PLANNED, READ, Admission
from services.gateway.graph.broadcast.group import Group
from services.gateway.graph.broadcast.hub import Broadcast
from services.gateway.graph.budgets import Budgets
from services.gateway.graph.document_ids import id_of
from services.gateway.graph.documents import Document
from services.gateway.graph.endpoint import Gateway
from services.gateway.graph.positions import Positions
from services.gateway.graph.subscriptions import Door
from services.gateway.graph.trusted import TrustedDocuments
from tests.integration.graph.conftest import SCHEMA
from tests.integration.graph.test_admission import Ledger
from tests.integration.graph.test_subscriptions import INIT, Client

FOLLOW = 'subscription { renamed(after: "11") { position } }'


@pytest.fixture
async def speak(gateway: Gateway) -> AsyncIterator[Callable[..., Any]]:
    clients: list[Client] = []

    async def made(changed: Gateway = gateway, role: str = "headquarters", language: bytes = b"en") -> Client:
        client = Client(Door(changed, init_within=10), "graphql-transport-ws", [(b"accept-language", language)])
        clients.append(client)
        assert (await client.event())["type"] == "websocket.accept"
        client.say({**INIT, "payload": {"authorization": f"Bearer {role}"}})
        assert await client.hear() == {"type": "connection_ack"}
        return client

    yield made
    for client in clients:
        await client.leave()


def subscribe(name: str = "a", **payload: Any) -> Mapping[str, Any]:
    return {"type": "subscribe", "id": name, "payload": payload}


async def refused(client: Client) -> Any:
    heard = await client.hear()
    assert heard["type"] == "error", heard
    return heard["payload"][0]


async def test_the_plan_of_a_subscription_is_paid_for_once(gateway: Gateway, speak: Any) -> None:
    ledger = Ledger()
    opened = replace(gateway, admission=Admission(budgets=ledger))
    client = await speak(opened)
    for name in ("a", "b"):
        client.say(subscribe(name, query=FOLLOW))
        assert (await client.hear())["payload"]["data"] == {"renamed": {"position": 12}}
    read, first, again = ledger.units
    assert read == READ * len(FOLLOW)
    assert (first - again) % PLANNED == 0
    assert first > again


async def test_one_who_has_spent_too_much_is_told_when_to_come_again(gateway: Gateway, speak: Any) -> None:
    budgets = Budgets(1, READ * len(FOLLOW), clock=lambda: 0.0)
    client = await speak(replace(gateway, admission=Admission(budgets=budgets)))
    client.say(subscribe(query=FOLLOW))
    told = await refused(client)
    assert told["extensions"] == {"code": "RATE_LIMITED", "limit": 1, "retryAfter": budgets.burst}


async def test_of_those_who_may_send_none_of_their_own_only_trusted_documents_are_followed(gateway: Gateway, speak: Any) -> None:
    document = Document(SCHEMA, FOLLOW)
    document.trusted = True
    trusted = replace(gateway, trusted=TrustedDocuments({id_of(FOLLOW): document}))
    client = await speak(trusted, "commander")
    client.say(subscribe("a", query=FOLLOW))
    assert (await refused(client))["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
    client.say(subscribe("b", documentId="0" * 64))
    assert (await refused(client))["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    other = await speak(trusted)
    other.say(subscribe("c", documentId=id_of(FOLLOW)))
    assert (await other.hear())["payload"]["data"] == {"renamed": {"position": 12}}


async def test_what_is_demanded_is_waited_for_and_looked_at_before_anything_is_paid(gateway: Gateway, speak: Any) -> None:
    ledger = Ledger()
    client = await speak(replace(gateway, patience=0.05, admission=Admission(budgets=ledger)))
    client.say(subscribe("a", query=FOLLOW, extensions={"atLeast": []}))
    assert (await refused(client))["extensions"]["code"] == "AT_LEAST_INVALID"
    assert ledger.units == []
    client.say(subscribe("b", query=FOLLOW, extensions={"atLeast": {"officers": 13}}))
    told = await refused(client)
    assert told["extensions"] == {"code": "NOT_YET_VISIBLE", "positions": {"officers": 12}}
    client.say(subscribe("c", query=FOLLOW, extensions={"atLeast": {"officers": 12}}))
    assert (await client.hear())["type"] == "next"


async def test_the_end_of_a_group_is_told_to_each_in_their_own_language(
    gateway: Gateway, speak: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups: list[Group] = []
    join = Group.join

    def joined(group: Group, *arguments: Any) -> Any:
        groups.append(group)
        return join(group, *arguments)

    monkeypatch.setattr(Group, "join", joined)
    clients = [await speak(language=language) for language in (b"id", b"en")]
    for client in clients:
        client.say(subscribe(query=FOLLOW))
        assert (await client.hear())["type"] == "next"
    assert groups[0] is groups[1]
    monkeypatch.setattr("services.gateway.graph.broadcast.group.BEHIND", 0)
    groups[0].happened(13)
    told = [await refused(client) for client in clients]
    assert [error["message"] for error in told] == [
        "Yang terjadi lebih banyak daripada yang dapat disampaikan: ikuti lagi dari cursor terakhir.",
        "More happens than can be told: follow again from the last cursor.",
    ]
    assert {error["extensions"]["code"] for error in told} == {"TOO_FAR_BEHIND"}


async def test_a_refusal_is_told_in_the_language_of_the_connection(speak: Any) -> None:
    client = await speak(language=b"id")
    client.say(subscribe(query='subscription { renamed(after: "x") { position } }'))
    assert (await refused(client))["message"] == "Cursor ini tidak diberikan di sini."


async def test_while_the_database_is_away_no_cursor_is_called_wrong(
    gateway: Gateway, positions: Positions, speak: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Broadcast(gateway.engine, positions, patience=0.2) as broadcast:
        client = await speak(replace(gateway, broadcast=broadcast))
        client.say(subscribe("a", query=FOLLOW))
        assert (await client.hear())["type"] == "next"
        with monkeypatch.context() as patch:
            patch.setattr(positions, "_now", {})
            patch.setattr(positions, "_show", lambda _: None)
            client.say(subscribe("b", query=FOLLOW))
            assert (await refused(client))["extensions"]["code"] == "UNAVAILABLE"
        client.say(subscribe("c", query=FOLLOW))
        assert (await client.hear())["type"] == "next"
