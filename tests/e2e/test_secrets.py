"""What is secret or personal and passes through the system is in none of its logs, at the most talkative level."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.e2e.system import System

NAME, PHONE, NUMBER = "Bhabin Contoh Rahasia", "+62811237731990", "77120931"
ESTABLISH = """mutation ($input: EstablishUnitInput!) { establishUnit(input: $input) { problems { code } policeUnit { id } } }"""
REGISTER = """mutation ($input: RegisterOfficerInput!) { registerOfficer(input: $input)
  { problems { code message } officer { id name phone serviceNumber } } }"""
OFFICERS = "{ officers { edges { node { name phone serviceNumber } } } }"


def test_no_log_holds_a_token_or_a_personal_value(system: Callable[[str], System], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    one = system("none")
    one.start()
    token = one.token()
    tampered = f"{token[:-8]}AAAAAAAA"
    unit = {"name": "Polri Contoh", "level": "MABES", "kind": "MABES"}
    established = one.ask(ESTABLISH, input=unit)["establishUnit"]
    assert established["problems"] == []
    mabes = established["policeUnit"]["id"]
    officer = {"fullName": NAME, "phone": PHONE, "serviceNumber": NUMBER, "rank": "BRIPKA", "unitId": mabes}
    made = one.ask(REGISTER, input=officer)["registerOfficer"]
    assert made["problems"] == []
    assert made["officer"] == {"id": made["officer"]["id"], "name": NAME, "phone": PHONE, "serviceNumber": NUMBER}

    def bad(**changes: Any) -> None:
        one.answer(REGISTER, input={**officer, **changes})

    # Refused by a rule, by a service, by the schema, by the syntax, by the token: each in a place of its own.
    assert one.ask(REGISTER, input=officer)["registerOfficer"]["problems"]
    bad(unitId=str(uuid4()))
    bad(languages=[NAME], rank=NAME)
    bad(serviceNumber=f"{NUMBER} {NAME}")
    bad(fullName=f"{NAME}\x00")
    one.answer(f'{{ officers(search: "{NAME}") {{ totalCount }} }}')
    one.answer(f'{{ "{NAME}" "{PHONE}"')
    one.answer(OFFICERS, tampered)
    authorization = {"authorization": f"Bearer {token}"}
    with httpx.Client(headers=authorization, params={"token": token}, timeout=30) as client:
        for path in ("/graphql", "/nothing"):
            client.get(f"{one.url}{path}", params={"query": f'{{ a(b: "{NAME}") }}', "token": token})
        client.post(f"{one.url}/graphql", content=f"{{{NAME}")
        for service in ("officers", "villages", "cooperation"):
            client.post(f"{one.service(service)}/commands/RegisterOfficer", json={"full_name": NAME})
            client.get(f"{one.service(service)}/streams/{NAME}")
    assert NAME in "".join(_said(one, token, token))
    assert _said(one, token, tampered) == []
    one.stop()

    logs = sorted((one.state / "logs").glob("*"))
    text = {path.name: path.read_text(errors="replace") for path in logs}
    assert {"gateway.log", "officers.log", "villages.log", "cooperation.log", "projector.log"} <= set(text)
    planted = (NAME, PHONE, NUMBER, *token.split("."), tampered)
    found = {(name, secret) for name, told in text.items() for secret in planted if secret in told}
    assert not found


def _said(one: System, token: str, shown: str) -> list[str]:
    """What a subscriber hears that has one token in the address and shows another."""
    address = f"{one.url.replace('http', 'ws')}/graphql?token={token}"
    heard: list[str] = []
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket, suppress(ConnectionClosed):
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {shown}"}}))
        socket.send(json.dumps({"type": "subscribe", "id": NAME, "payload": {"query": OFFICERS}}))
        while len(heard) < 3:
            heard.append(str(socket.recv(timeout=10)))
    return heard
