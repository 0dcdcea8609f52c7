"""Two gateways of one running system, each a process of its own: what one of them did, the other shows and tells."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.e2e.gateway import Gateway, post
from tests.e2e.system import System
from tests.e2e.test_province import FOLLOW, RENAME, SCHEDULE, seminar, village

CODE = "52.08.01.2003"
NAME = f'{{ village(code: "{CODE}") {{ name }} }}'


@pytest.fixture(scope="module")
def other(province: System) -> Iterator[Gateway]:
    """A second gateway beside the one that `make run` starts."""
    with Gateway(province, "gateway-other") as made:
        yield made


def renaming(province: System) -> dict[str, Any]:
    return {"villageId": village(province, CODE)["id"], "name": f"Desa {uuid4().hex[:6]}", "edition": "test"}


def test_a_replica_reads_what_it_wrote_and_the_other_shows_it_from_the_receipts_position_on(
    province: System, other: Gateway
) -> None:
    taken, token = renaming(province), province.token()
    done = post(other, token, query=RENAME, variables={"input": taken}).json()["data"]["renameVillage"]
    assert (done["problems"], done["village"]) == ([], {"name": taken["name"]})
    seen = {"atLeast": {"villages": done["receipt"]["position"]}}
    found = post(province, token, query=NAME, extensions=seen).json()
    assert found["data"]["village"] == {"name": taken["name"]}
    assert found["extensions"]["positions"]["villages"] >= done["receipt"]["position"]
    back = province.ask(RENAME, input={**taken, "name": f"{taken['name']} Lama"})["renameVillage"]
    seen = {"atLeast": {"villages": back["receipt"]["position"]}}
    assert post(other, token, query=NAME, extensions=seen).json()["data"]["village"] == back["village"]


def test_a_replica_waits_for_what_the_other_has_yet_to_write(province: System, other: Gateway) -> None:
    taken, token = renaming(province), province.token()
    now = province.answer(NAME)["extensions"]["positions"]["villages"]
    with ThreadPoolExecutor(1) as waiting:
        wanted = {"query": NAME, "extensions": {"atLeast": {"villages": now + 1}}}
        answer = waiting.submit(post, other, token, **wanted)
        done = province.ask(RENAME, input=taken)["renameVillage"]
        assert done["receipt"]["position"] == now + 1
        assert answer.result().json()["data"]["village"] == {"name": taken["name"]}
    late = post(other, token, query=NAME, extensions={"atLeast": {"villages": now + 2}})
    assert (late.status_code, late.headers["retry-after"]) == (503, "1")
    (error,) = late.json()["errors"]
    assert error["extensions"] == {"code": "NOT_YET_VISIBLE", "positions": {"villages": now + 1}}


def test_who_follows_one_replica_hears_what_the_other_did(province: System, other: Gateway) -> None:
    taken, token = seminar(province), province.token()
    address = province.url.replace("http", "ws") + "/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:

        def say(**message: Any) -> None:
            socket.send(json.dumps(message))

        def hear() -> Any:
            return json.loads(socket.recv(timeout=20))

        say(type="connection_init", payload={"authorization": f"Bearer {token}"})
        assert hear()["type"] == "connection_ack"
        say(id="1", type="subscribe", payload={"query": FOLLOW})
        say(type="ping")
        assert hear()["type"] == "pong"
        done = post(other, token, query=SCHEDULE, variables={"input": taken}).json()["data"]["scheduleTraining"]
        assert done["problems"] == []
        told = hear()["payload"]
        training = {"id": done["trainingSession"]["id"], "title": taken["title"]}
        assert told["data"]["trainingActivity"] == {"type": "TrainingScheduled", "training": training}
        assert told["extensions"]["positions"]["cooperation"] >= done["receipt"]["position"]
