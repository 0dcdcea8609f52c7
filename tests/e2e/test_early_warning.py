"""A warning reaches leadership, whatever else stands still: raised, heard, passed on by the clock, answered, directed, closed."""

import hmac
import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from infra.local import issuer
from infra.local.state import State
from services.gateway.graph.inputs import uuid_of
from tests.e2e.system import System
from tests.e2e.waiting import until

SECRET = "rahasia-e2e"
CLOCK = 2
"""Seconds within which an orange warning is to be acknowledged here; the others have all day."""
VILLAGE = "52.71.01.1004"
WARNING = """kind severity state levelReached dueAt overdue narrative acknowledgedBy { name }
  deliveries { level unit { name } channel deliveredAt } escalations { levelReached byHand reason escalatedAt }
  directives { instruction dueOn } outcome"""


class Notifier:
    """Takes the notices of all units; the first of each is turned away, to be sent again."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.refused: set[str] = set()
        notifier = self

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                delivery = self.headers["tiga-pilar-delivery"]
                first = delivery not in notifier.refused
                notifier.refused.add(delivery)
                if not first:
                    notifier.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(503 if first else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/notices"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def of(self, warning: str) -> list[tuple[dict[str, str], dict[str, Any], bytes]]:
        found = [(headers, json.loads(body), body) for headers, body in self.taken]
        return [one for one in found if one[1]["warning_id"] == str(uuid_of(warning))]


class Ground:
    """A Polda, a Polres and a Polsek with their commanders, one village, and its officer."""

    def __init__(self, system: System, notifier: Notifier) -> None:
        self.system, self.notifier = system, notifier
        self.units: dict[str, str] = {}

    def give(self, command: str, asking: str = "", token: str | None = None, /, **taken: Any) -> dict[str, Any]:
        """A mutation that is carried out."""
        answer = self.problem(command, asking, token, **taken)
        assert answer["problems"] == [], (command, answer)
        return answer

    def problem(self, command: str, asking: str = "", token: str | None = None, /, **taken: Any) -> dict[str, Any]:
        occurred = taken.pop("occurred_at", None)
        name = command[0].lower() + command[1:]
        text = f"""mutation ($input: {command}Input!, $at: DateTime)
          {{ {name}(input: $input, occurredAt: $at) {{ problems {{ code message field }} {asking} }} }}"""
        answer: dict[str, Any] = self.system.ask(text, token, input=taken, at=occurred)[name]
        return answer

    def fill(self) -> None:
        for code in ("52", "52.71", "52.71.01"):
            self.give("RegisterRegion", regionId=str(uuid4()), code=code, name=f"Contoh {code}", edition="test")
        village = self.give("RegisterVillage", "village { id }", code=VILLAGE, name="Contoh", edition="test")
        self.village = village["village"]["id"]
        above = self.unit("Mabes", "MABES", "MABES", None, None)
        for name, level, ground in (("Polda", "POLDA", "52"), ("Polres", "POLRES", "52.71"), ("Polsek", "POLSEK", "52.71.01")):
            above = self.unit(name, level, "POLDA_A" if level == "POLDA" else level, above, ground)
            head = self.officer(above, len(self.units))
            self.give("AppointCommander", unitId=above, officerId=head, appointedOn="2017-01-01")
        self.bhabin = self.officer(above, 9)
        assignment = str(uuid4())
        proposal = {"assignmentId": assignment, "officerId": self.bhabin, "villageId": self.village, "startsOn": "2017-01-09"}
        until(lambda: self.problem("ProposeAssignment", **proposal)["problems"] == [])
        self.give("ConfirmAssignment", assignmentId=assignment, orderNumber="Sprin/1", orderDate="2017-01-02")
        card = "query ($c: String!) { village(code: $c) { officer { id } unit { name } } }"
        until(lambda: all(self.system.ask(card, c=VILLAGE)["village"].values()))
        self.raiser = self.system.token(ROLE="officer", VILLAGE=VILLAGE)
        self.commanders = {name: self.system.token(ROLE="commander", UNIT=name) for name in ("Polda", "Polres", "Polsek")}
        position = httpx.get(f"{self.system.service('officers')}/health").json()["position"]
        ready = f"{self.system.service('villages')}/ready"
        until(lambda: httpx.get(ready).json()["known"]["officers"] >= position)

    def unit(self, name: str, level: str, kind: str, above: str | None, ground: str | None) -> str:
        made = self.give("EstablishUnit", "policeUnit { id }", name=name, level=level, kind=kind, parentId=above)
        self.units[name] = made["policeUnit"]["id"]
        if ground:
            held = {"unitId": self.units[name], "assign": [ground], "changedOn": "2016-01-01", "source": "assumed"}
            self.give("ChangeJurisdiction", **held)
        return self.units[name]

    def officer(self, unit: str, number: int) -> str:
        told = {"serviceNumber": f"8001000{number}", "fullName": f"Contoh {number}", "rank": "AIPDA", "unitId": unit}
        officer: str = self.give("RegisterOfficer", "officer { id }", **told)["officer"]["id"]
        return officer

    def raised(self, severity: str, token: str | None = None, **changes: Any) -> dict[str, Any]:
        told = {"warningId": str(uuid4()), "villageId": self.village, "kind": "LAND_CONFLICT", "severity": severity}
        told |= {"reliability": "B", "credibility": 2, "narrative": "Warga berkumpul di batas lahan.", **changes}
        answer = self.give("RaiseEarlyWarning", f"earlyWarning {{ id {WARNING} }}", token or self.raiser, **told)
        warning: dict[str, Any] = answer["earlyWarning"]
        return warning

    def warning(self, id_: str, token: str | None = None) -> Any:
        return self.system.ask(f"query ($id: ID!) {{ earlyWarning(id: $id) {{ {WARNING} }} }}", token, id=id_)["earlyWarning"]

    def process(self, name: str) -> int:
        """The id of a process of this system, started last under this name."""
        return [pid for known, pid, _ in State(self.system.state)._notes() if known.lower() == name][-1]


@pytest.fixture(scope="module")
def ground(room: Path) -> Iterator[Ground]:
    notifier = Notifier()
    system = System(room / "warnings", "none")
    system.environment |= {"NOTIFY_URL": notifier.url, "NOTIFY_SECRET": SECRET, "WARNING_CLOCK_ORANGE": str(CLOCK)}
    try:
        system.start()
        made = Ground(system, notifier)
        made.fill()
        yield made
    finally:
        system.stop()
        notifier.close()


def test_unanswered_it_goes_up_though_bus_gateway_and_officers_stand_still_and_villages_is_killed(ground: Ground) -> None:
    system, address = ground.system, ground.system.url.replace("http", "ws") + "/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        socket.send(
            json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {ground.commanders['Polres']}"}})
        )
        assert json.loads(socket.recv())["type"] == "connection_ack"
        follow = "subscription { earlyWarnings { type warning { narrative village { code } } } }"
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": follow}}))
        socket.send(json.dumps({"type": "ping"}))
        assert json.loads(socket.recv())["type"] == "pong"
        warning = ground.raised("ORANGE")
        told = json.loads(socket.recv(timeout=10))["payload"]["data"]["earlyWarnings"]
    assert told["type"] == "EarlyWarningRaised"
    assert told["warning"] == {"narrative": "Warga berkumpul di batas lahan.", "village": {"code": VILLAGE}}
    assert (warning["state"], warning["levelReached"], warning["overdue"]) == ("OPEN", "POLSEK", False)

    health = f"{system.service('villages')}/health"
    stopped = [ground.process(name) for name in ("nats", "officers", "gateway", "projector")]
    due = datetime.fromisoformat(warning["dueAt"])
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        still = datetime.now(UTC)
        before = httpx.get(health).json()["position"]
        os.kill(ground.process("villages"), signal.SIGKILL)
        until(lambda: position(health) > before and datetime.now(UTC) > due)
        until(lambda: waiting(system) == 1)
        moving = datetime.now(UTC)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    until(lambda: ground.warning(warning["id"])["levelReached"] == "POLDA")
    steps = ground.warning(warning["id"])["escalations"]
    by_itself = [(step["levelReached"], step["byHand"], step["reason"]) for step in steps]
    assert by_itself == [("POLRES", False, None), ("POLDA", False, None)]
    moments = [datetime.fromisoformat(step["escalatedAt"]) for step in steps]
    assert any(still < moment < moving for moment in moments), "while everything else stood still"
    assert moments[1] - moments[0] < timedelta(seconds=CLOCK + 2)
    until(lambda: ground.warning(warning["id"])["overdue"])
    late = system.ask("{ earlyWarnings(overdue: true) { edges { node { id } } } }", ground.commanders["Polda"])
    assert warning["id"] in [edge["node"]["id"] for edge in late["earlyWarnings"]["edges"]]


def position(health: str) -> int:
    try:
        return int(httpx.get(health, timeout=2).json()["position"])
    except (httpx.HTTPError, KeyError):
        return 0


def waiting(system: System) -> int:
    """How many escalations are still to come, as the service itself says."""
    try:
        found = httpx.get(f"{system.service('villages')}/ready", timeout=2).json()["timers"]["escalations"]
        return int(found["waiting"] - found["due"])
    except (httpx.HTTPError, KeyError):
        return 0


def test_a_red_one_reaches_three_commanders_at_once_and_their_notifiers_are_told_what_they_may(ground: Ground) -> None:
    warning = ground.raised("RED", occurred_at=(datetime.now(UTC) - timedelta(hours=2)).isoformat())
    assert [one["level"] for one in warning["deliveries"]] != []
    assert {one["level"] for one in warning["deliveries"]} == {"POLSEK", "POLRES", "POLDA"}
    until(lambda: len(ground.notifier.of(warning["id"])) == 3)
    for headers, told, body in ground.notifier.of(warning["id"]):
        signed = hmac.new(SECRET.encode(), f"{headers['tiga-pilar-timestamp']}.".encode() + body, sha256).hexdigest()
        assert headers["tiga-pilar-signature"] == f"v1={signed}"
        assert (told["severity"], told["village_code"]) == ("RED", VILLAGE)
        assert b"Warga" not in body
    until(lambda: {one["channel"] for one in ground.warning(warning["id"])["deliveries"]} == {"NOTIFIER"})


def test_it_is_answered_directed_and_closed_by_command_and_never_by_whoever_raised_it(ground: Ground) -> None:
    warning = ground.raised("GREEN")
    id_, polsek = warning["id"], ground.commanders["Polsek"]
    answered = ground.problem("AcknowledgeWarning", "", ground.raiser, warningId=id_)
    assert [one["code"] for one in answered["problems"]] == ["ROLE_NOT_ALLOWED"]
    claims = {"sub": str(uuid_of(ground.bhabin)), "role": "commander", "unit": str(uuid_of(ground.units["Polsek"]))}
    himself = issuer.issue(State(ground.system.state), claims, seconds=600)
    (refused,) = ground.problem("AcknowledgeWarning", "", himself, warningId=id_)["problems"]
    assert (refused["code"], refused["field"]) == ("RAISED_BY_SELF", "input.warningId")
    assert refused["message"] == "Whoever raised a warning cannot acknowledge it."

    ground.give("ConfirmWarningReceipt", "", polsek, warningId=id_)
    known = ground.give("AcknowledgeWarning", f"earlyWarning {{ {WARNING} }}", polsek, warningId=id_)["earlyWarning"]
    assert (known["state"], known["acknowledgedBy"]) == ("ACKNOWLEDGED", {"name": "Polsek"})
    assert known["deliveries"][0]["deliveredAt"] is not None
    directive = {"warningId": id_, "directiveId": str(uuid4()), "instruction": "Temui kedua pihak.", "dueOn": "2030-01-01"}
    ground.give("DirectResponse", "", polsek, **directive, officerId=ground.bhabin)
    assert ground.warning(id_, ground.raiser)["directives"] == [{"instruction": "Temui kedua pihak.", "dueOn": "2030-01-01"}]
    village = "query ($c: String!) { village(code: $c) { openWarnings { id } } }"
    assert {"id": id_} in ground.system.ask(village, ground.raiser, c=VILLAGE)["village"]["openWarnings"]
    closed = ground.give("CloseWarning", f"earlyWarning {{ {WARNING} }}", polsek, warningId=id_, outcome="PREVENTED")
    assert (closed["earlyWarning"]["state"], closed["earlyWarning"]["outcome"]) == ("CLOSED", "PREVENTED")
    assert {"id": id_} not in ground.system.ask(village, ground.raiser, c=VILLAGE)["village"]["openWarnings"]
    shown = ground.warning(id_, ground.system.token(ROLE="ops"))
    assert (shown["severity"], shown["narrative"], shown["directives"]) == (
        "GREEN", None, [{"instruction": None, "dueOn": "2030-01-01"}],
    )  # fmt: skip


def test_whoever_acts_for_an_absent_commander_is_told_and_an_unheld_post_is_passed_over(ground: Ground) -> None:
    unit = ground.units["Polsek"]
    ground.give("ReportCommanderAbsence", "", ground.commanders["Polsek"], unitId=unit, absentFrom="2017-02-01")
    told(ground)
    assert ground.raised("GREEN")["levelReached"] == "POLRES"
    acting = ground.officer(unit, 8)
    given = ground.give(
        "AppointActingCommander", "policeUnit { actingCommander { id } }", unitId=unit, officerId=acting, startsOn="2017-02-01"
    )
    assert given["policeUnit"]["actingCommander"] == {"id": acting}
    told(ground)
    assert ground.raised("GREEN")["levelReached"] == "POLSEK"


def test_a_pillar_warns_too_and_sees_what_it_raised_and_no_other(ground: Ground) -> None:
    pillar = ground.system.token(ROLE="pillar", VILLAGE=VILLAGE)
    own, other = ground.raised("GREEN", pillar, narrative="Selebaran beredar."), ground.raised("GREEN")
    assert (own["narrative"], own["state"]) == ("Selebaran beredar.", "OPEN")
    assert ground.warning(own["id"], pillar)["narrative"] == "Selebaran beredar."
    assert ground.warning(other["id"], pillar) is None
    assert ground.warning(own["id"], ground.raiser)["narrative"] == "Selebaran beredar.", "the village's officer sees it as well"


def told(ground: Ground) -> None:
    """The villages service has heard of what the officers service says."""
    position = httpx.get(f"{ground.system.service('officers')}/health").json()["position"]
    ready = f"{ground.system.service('villages')}/ready"
    until(lambda: httpx.get(ready).json()["known"]["officers"] >= position)
