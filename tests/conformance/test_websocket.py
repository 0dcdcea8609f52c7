"""The client of graphql-ws follows trainings: pings are answered, operations complete, fail and outlive a broken connection."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.packages import HERE, Packages
from tests.e2e.system import System

SCHEDULE = """mutation ($input: ScheduleTrainingInput!) { scheduleTraining(input: $input) { problems { code message } } }"""


class Client:
    """The script, step by step."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def step(self, name: str) -> dict[str, Any]:
        """What it says of its next step, which must be this one."""
        assert self.process.stdout
        assert self.process.stderr
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        said: dict[str, Any] = json.loads(line)
        assert said["step"] == name, said
        return said

    def go_on(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@pytest.fixture
def client(packages: Packages, province: System) -> Iterator[Client]:
    address = province.url.replace("http", "ws") + "/graphql"
    with subprocess.Popen(
        [str(packages.node), "subscribe.mjs", address, province.token()],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield Client(process)
        if process.poll() is None:
            process.kill()


def schedule(province: System, title: str) -> None:
    unit = province.ask('{ units(search: "Polda NTB", first: 1) { edges { node { id } } } }')["units"]["edges"][0]["node"]["id"]
    taken = {
        "kind": "SEMINAR",
        "title": title,
        "venue": {"name": "Aula"},
        "startsAt": "2030-01-01T08:00:00+08:00",
        "timezone": "Asia/Makassar",
        "hostUnitId": unit,
    }
    assert province.ask(SCHEDULE, input=taken)["scheduleTraining"]["problems"] == []


def event(said: dict[str, Any]) -> dict[str, Any]:
    activity: dict[str, Any] = said["value"]["data"]["trainingActivity"]
    return activity


def test_the_client_of_graphql_ws_follows_trainings(client: Client, province: System) -> None:
    (value,) = client.step("query")["values"]
    assert value["data"]["villages"]["edges"]
    errors = client.step("error")["errors"]
    assert "nothingOfTheKind" in errors[0]["message"]
    assert client.step("subscribed")["pongs"] >= 1
    schedule(province, "Before the break")
    client.go_on()
    assert event(client.step("event")) == {"type": "TrainingScheduled", "training": {"title": "Before the break"}}
    assert client.step("reconnected")["connections"] == 1
    schedule(province, "After the break")
    client.go_on()
    assert event(client.step("event")) == {"type": "TrainingScheduled", "training": {"title": "After the break"}}
    client.step("completed")
    client.go_on()
    assert client.process.wait(20) == 0
