"""The loader brings everything in order, repeats what may be repeated, and stops at what stands."""

import asyncio
import socket
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from msgspec import json

from data import ids, places, record
from data.demo.province import Province
from data.demo.year import chapters
from data.order import Order
from data.record import duties, fill, training
from data.regions import Listed
from infra.local import seeded
from infra.local.delivery import Delivery, NotLoaded
from infra.local.duties import Speak
from infra.local.seed import chosen, seed
from infra.local.state import State
from libs.events.contracts.villages.early_warning import warning_about
from libs.events.message import Catalogue, Role, target_field

TOKEN = "a-token"
EVENTS = {
    "RegisterOfficer": "OfficerRegistered",
    "SeatPillar": "PillarSeated",
    "RegisterContactPerson": "ContactPersonRegistered",
    "ReportPillarDispute": "PillarDisputeReported",
}
"""By command, where the loader looks for the event."""
VILLAGE_OF = {ids.assignment(place.code): ids.village(place.code) for place in fill.villages(chosen("ntb"))}


class Fake:
    """The three services as the loader sees them: logs in memory, ids remembered, facts and reactions arriving late."""

    def __init__(self) -> None:
        self.catalogue = Catalogue("officers", "villages", "cooperation")
        self.receipts: dict[UUID, tuple[bytes, int]] = {}
        self.logs: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self.identity = {name: str(uuid4()) for name in seeded.SERVICES}
        self.regions: set[str] = set()
        self.asked = 0
        self.trouble: Callable[[str, Any], tuple[int, str] | None] = lambda _name, _command: None
        self.broken: Callable[[str], int | None] = lambda _service: None
        self.late: dict[str, int] = defaultdict(int)
        self.begun = datetime.now(UTC)
        self.said: dict[tuple[str, int], Any] = {}
        self.speakers = {TOKEN: Role.HEADQUARTERS}

    def application(self, service: str) -> FastAPI:
        app = FastAPI()

        @app.post("/commands")
        async def commands(request: Request) -> Response:
            role = self.speakers[request.headers["authorization"].removeprefix("Bearer ")]
            if status := self.broken(service):
                return Response(status_code=status)
            lines = json.decode(await request.body())["commands"]
            assert 0 < len(lines) <= 1100
            await asyncio.sleep(0)
            return _json({"results": [self._carry_out(service, line, role) for line in lines]})

        @app.get("/ready")
        async def ready() -> Response:
            # What others did is heard of a few questions later.
            self.late[service] += 1
            heard = self.late[service] > 3
            # What the cooperation measures, it counts of its own log as well.
            followed = {name for name in self.identity if name != service or service == "cooperation"}
            reacted = {name: len(self.logs[name]) if heard else 0 for name in followed}
            # The officers service keeps nothing of the cooperation: it does what follows from it.
            known = {name: at for name, at in reacted.items() if (service, name) != ("officers", "cooperation")}
            return _json({"ready": True, "known": known, "reacted": reacted})

        @app.get("/health")
        async def health() -> Response:
            return _json({"log": self.identity[service], "position": len(self.logs[service])})

        @app.get("/streams/{stream}")
        async def stream(stream: str, request: Request) -> Response:
            assert request.headers["authorization"] == f"Bearer {TOKEN}"
            events = [self._told(service, number) for number, (at, _) in enumerate(self.logs[service], 1) if at == stream]
            return _json({"events": events}) if events else Response(b"{}", 404)

        return app

    def _told(self, service: str, number: int) -> dict[str, Any]:
        recorded = self.begun.isoformat()
        data = self.said.get((service, number))
        kind = self.logs[service][number - 1][1]
        return {"type": kind, "id": str(self.event(service, number)), "recordedAt": recorded, "data": data}

    def event(self, service: str, number: int) -> UUID:
        return uuid5(UUID(self.identity[service]), str(number))

    def _carry_out(self, service: str, line: dict[str, Any], role: Role) -> dict[str, Any]:
        kind = self.catalogue.commands[line["command"]]
        assert kind.service() == service
        assert role in kind.allowed, f"{role} may not give {kind.named()}"
        encoded = json.encode(line["data"])
        command = json.decode(encoded, type=kind)
        number = UUID(line["commandId"])
        if number in self.receipts:
            content, position = self.receipts[number]
            assert content == encoded, "an id was used for another command"
            return {"status": 200, "receipt": {"position": position, "repeated": True}}
        if trouble := self.trouble(service, command) or self._missing(command):
            status, code = trouble
            return {"status": status, "problem": {"code": code, "message": "It is so.", "field": "code"}}
        target = getattr(command, target_field(kind))
        self._append(service, f"{kind.aggregate()}-{target}", kind.named())
        self._react(command)
        position = len(self.logs[service])
        self.receipts[number] = (encoded, position)
        return {"status": 200, "receipt": {"position": position, "repeated": False}}

    def _append(self, service: str, stream: str, kind: str) -> None:
        self.logs[service].append((stream, EVENTS.get(kind, kind)))

    def _missing(self, command: Any) -> tuple[int, str] | None:
        match type(command).named():
            case "RegisterRegion" | "RegisterVillage":
                above = command.code.rpartition(".")[0]
                if above and above not in self.regions:
                    return 409, "PARENT_UNKNOWN"
                self.regions.add(command.code)
            case "RecordDirectiveAcknowledgement":
                self.asked += 1
                # The first questions come before the directive has been addressed.
                return (409, "DIRECTIVE_UNKNOWN") if self.asked < 300 else None
        return None

    def _react(self, command: Any) -> None:
        match type(command).named():
            case "ConfirmAssignment":
                if village := VILLAGE_OF.get(command.assignment_id):
                    self._append("villages", f"three_pillars-{village}", "PillarSeated")
            case "ReportPillarDispute":
                number = len(self.logs["villages"])
                self.said["villages", number] = {"dispute_id": str(command.dispute_id)}
                self._append("villages", f"early_warning-{warning_about(self.event('villages', number))}", "EarlyWarningRaised")
            case "IssueDirective":
                for officer in fill.trained():
                    self._append("officers", f"officer-{officer}", "DirectiveAddressed")
            case "CloseTraining" if command.session_id == training.SESSION:
                for officer in fill.trained():
                    for _ in training.SCHEDULE.competencies:
                        self._append("officers", f"officer-{officer}", "CompetencyRecorded")


def _json(content: Any) -> Response:
    return Response(json.encode(content), media_type="application/json")


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does it only where it made the socket
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
        task = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
async def urls(fake: Fake) -> AsyncIterator[dict[str, str]]:
    async with (
        serving(fake.application("officers")) as officers,
        serving(fake.application("villages")) as villages,
        serving(fake.application("cooperation")) as cooperation,
    ):
        yield {"officers": officers, "villages": villages, "cooperation": cooperation}


async def test_everything_arrives_once_and_again_nothing(fake: Fake, urls: dict[str, str]) -> None:
    said: list[str] = []
    await seed("ntb", urls, TOKEN, said.append, speak(fake))
    kinds = Counter(kind for _stream, kind in fake.logs["villages"])
    assert kinds["RegisterVillage"] == 1_166 + 56 + 187
    assert kinds["RegisterRegion"] == 3 + 12 + 117 + 12 + 23
    assert kinds["PillarSeated"] == 2 * 99 + 97
    assert said[-1].startswith(f"loaded ntb: {len(fake.receipts):,} commands in ")
    before = {name: len(log) for name, log in fake.logs.items()}
    await seed("ntb", urls, TOKEN, said.append, speak(fake))
    assert {name: len(log) for name, log in fake.logs.items()} == before


def speak(fake: Fake) -> Speak:
    def token(claims: Mapping[str, Any]) -> str:
        said = " ".join(claims.values())
        fake.speakers[said] = Role(claims["role"])
        return said

    return token


async def load(fake: Fake, urls: dict[str, str]) -> None:
    await seed("ntb", urls, TOKEN, lambda _: None, speak(fake))


async def test_what_officers_did_is_told_once_each_in_his_own_name(fake: Fake, urls: dict[str, str]) -> None:
    await load(fake, urls)
    kinds = Counter(kind for _stream, kind in fake.logs["villages"])
    assert (kinds["ConfirmJointActivity"], kinds["HoldJointActivity"]) == (7, 3)
    assert (kinds["RaiseEarlyWarning"], kinds["AcknowledgeWarning"], kinds["CloseWarning"]) == (2, 3, 2)
    assert {Role.OFFICER, Role.PILLAR} < set(fake.speakers.values())
    before = {name: len(log) for name, log in fake.logs.items()}
    await load(fake, urls)
    assert {name: len(log) for name, log in fake.logs.items()} == before


@pytest.fixture
def ten_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year that is short, of one city."""
    monkeypatch.setattr("infra.local.seed.Province", partial(Province, grounds=("52.72",), days=10))


@pytest.mark.usefixtures("ten_days")
async def test_demo_loads_ntb_and_tells_a_year_besides_everybody_in_his_own_name(fake: Fake, urls: dict[str, str]) -> None:
    said: list[str] = []
    await seed("demo", urls, TOKEN, said.append, speak(fake))
    assert [line.split(":")[0] for line in said if line.startswith("loaded")] == ["loaded ntb", "loaded a year of NTB"]
    told = [one for chapter in chapters(Province(chosen("ntb"), fake.begun, grounds=("52.72",), days=10)) for one in chapter.told]
    assert len(told) > 200
    assert {one.order().id for one in told} < fake.receipts.keys()
    before = {name: len(log) for name, log in fake.logs.items()}
    await seed("demo", urls, TOKEN, said.append, speak(fake))
    assert {name: len(log) for name, log in fake.logs.items()} == before


@pytest.mark.usefixtures("ten_days")
async def test_deeds_are_told_once_the_orders_before_them_are_known(fake: Fake, urls: dict[str, str]) -> None:
    asked: dict[str, int] = {}

    def watch(_service: str, command: Any) -> None:
        """How often the villages service had been asked what it knows, when the last order came and the first deed after it."""
        match type(command).named():
            case "ConfirmAssignment":
                asked.clear()
                asked["orders"] = fake.late["villages"]
            case "RegisterContactPerson":
                asked.setdefault("deeds", fake.late["villages"])

    fake.trouble = watch
    await seed("demo", urls, TOKEN, lambda _: None, speak(fake))
    assert asked["deeds"] > asked["orders"]


@pytest.mark.usefixtures("ten_days")
async def test_a_year_that_was_begun_long_ago_is_not_gone_on_with(fake: Fake, urls: dict[str, str]) -> None:
    fake.begun -= timedelta(days=31)
    await seed("demo", urls, TOKEN, lambda _: None, speak(fake))
    kinds = Counter(kind for _stream, kind in fake.logs["officers"])
    assert kinds["OfficerRegistered"] == 97 + 1, "but for the one whose entry tells the day"


@pytest.mark.parametrize(("days", "told"), [(0, 85), (2, 85), (4, 1)])
async def test_what_was_begun_is_gone_on_with_as_of_its_own_day_and_not_for_long(
    fake: Fake, urls: dict[str, str], days: int, told: int
) -> None:
    fake.begun -= timedelta(days=days)
    await load(fake, urls)
    given = {order.id for steps in duties.told().values() for order in _orders(fake, steps)}
    assert len(given) == 85
    assert len(given & fake.receipts.keys()) == told


def _orders(fake: Fake, steps: list[duties.Step]) -> list[Order]:
    disputes = [number for number, (_, kind) in enumerate(fake.logs["villages"], 1) if kind == "PillarDisputeReported"]
    warning = warning_about(fake.event("villages", disputes[0])) if disputes else uuid4()
    return [step.order(fake.begun, warning if step.dispute else None) for step in steps]


async def test_a_killed_load_goes_on_where_it_was(fake: Fake, urls: dict[str, str]) -> None:
    reached = asyncio.Event()

    def watch(_service: str, _command: Any) -> None:
        if len(fake.receipts) > 900:
            reached.set()

    fake.trouble = watch
    loading = asyncio.create_task(seed("ntb", urls, TOKEN, lambda _: None, speak(fake)))
    await reached.wait()
    loading.cancel()
    await asyncio.gather(loading, return_exceptions=True)
    assert loading.cancelled()
    fake.trouble = lambda _service, _command: None
    await seed("ntb", urls, TOKEN, lambda _: None, speak(fake))
    assert Counter(kind for _stream, kind in fake.logs["villages"])["RegisterVillage"] == 1_409


async def test_none_loads_nothing(urls: dict[str, str], fake: Fake) -> None:
    await seed("none", urls, TOKEN, lambda _: None, speak(fake))
    assert not fake.receipts
    with pytest.raises(ValueError, match="no seed is called atlantis"):
        await seed("atlantis", urls, TOKEN, lambda _: None, speak(fake))


async def test_a_refusal_stops_the_load_in_one_line(fake: Fake, urls: dict[str, str]) -> None:
    def taken(_service: str, command: Any) -> tuple[int, str] | None:
        return (409, "CODE_TAKEN") if getattr(command, "code", "") == "52.71.01.1004" else None

    fake.trouble = taken
    with pytest.raises(NotLoaded) as raised:
        await seed("ntb", urls, TOKEN, lambda _: None, speak(fake))
    assert str(raised.value) == "villages refused RegisterVillage 52.71.01.1004: CODE_TAKEN: It is so. (field code)"


async def test_a_refusal_never_quotes_a_person(fake: Fake, urls: dict[str, str]) -> None:
    def refused(_service: str, command: Any) -> tuple[int, str] | None:
        return (422, "COMMAND_INVALID") if type(command).named() == "RegisterOfficer" else None

    fake.trouble = refused
    with pytest.raises(NotLoaded) as raised:
        await seed("ntb", urls, TOKEN, lambda _: None, speak(fake))
    officer = fill.officer_of("52.01.03.2001")
    assert str(raised.value) == f"officers refused RegisterOfficer for {officer}: COMMAND_INVALID: It is so. (field code)"


async def test_a_busy_service_is_asked_again(fake: Fake, urls: dict[str, str]) -> None:
    turned_down: Counter[str] = Counter()

    def busy_once(_service: str, command: Any) -> tuple[int, str] | None:
        code = getattr(command, "code", "")
        if code and not turned_down[code]:
            turned_down[code] += 1
            return 503, "CONTENTION"
        return None

    answers = iter([503, 502, 429])
    fake.trouble, fake.broken = busy_once, lambda service: next(answers, None) if service == "officers" else None
    await seed("ntb", urls, TOKEN, lambda _: None, speak(fake))
    assert len(turned_down) == 1_409 + 167
    assert next(answers, None) is None


async def test_what_follows_a_command_that_has_to_wait_waits_with_it(fake: Fake, urls: dict[str, str]) -> None:
    """Commands to one aggregate build on each other: one that a busy service left out makes the next ones look wrong."""
    seen: list[str] = []

    def in_order(_service: str, command: Any) -> tuple[int, str] | None:
        name = type(command).named()
        if name == "EstablishProgram" and not seen:
            seen.append(name)
            return 503, "OUTCOME_UNKNOWN"
        established = any(kind == "EstablishProgram" for _stream, kind in fake.logs["cooperation"])
        return (409, "PROGRAM_UNKNOWN") if name != "EstablishProgram" and not established else None

    fake.trouble = in_order
    async with Delivery(urls, lambda: TOKEN) as delivery:
        await delivery.send("cooperation", record.chapters("cooperation")[0])
    assert [kind for _stream, kind in fake.logs["cooperation"]][:2] == ["EstablishProgram", "RecordDateClaim"]


async def test_a_service_that_reacts_to_what_it_does_not_keep_is_waited_for(fake: Fake, urls: dict[str, str]) -> None:
    fake.logs["cooperation"] += [("training_session-x", "DirectiveIssued")] * 5
    async with Delivery(urls, lambda: TOKEN, patience=5) as delivery:
        await delivery.reached("officers", "cooperation", 5, reacted=True)
    assert fake.late["officers"] == 4


async def test_it_gives_up_when_nothing_changes(fake: Fake, urls: dict[str, str]) -> None:
    fake.trouble = lambda _service, _command: (503, "LOG_DIVERGED")
    orders = list(places.registrations([Listed("52", "Nusa Tenggara Barat")]))
    async with Delivery(urls, lambda: TOKEN, patience=0.1) as delivery:
        with pytest.raises(NotLoaded, match=r"^villages refused RegisterRegion 52: LOG_DIVERGED: .* nothing changed for 0 s$"):
            await delivery.send("villages", orders)
        with pytest.raises(NotLoaded, match=r"^officers has heard of 0 of 5 events of villages, and nothing changed"):
            await delivery.reached("officers", "villages", 5)
        with pytest.raises(NotLoaded, match=r"^officer-x of officers holds 0 of 1 DirectiveAddressed, and nothing changed"):
            await delivery.happened("officers", "officer-x", "DirectiveAddressed", 1)


async def test_a_service_that_is_away_or_strange_is_named() -> None:
    orders = list(places.registrations([Listed("52", "Nusa Tenggara Barat")]))
    strange = FastAPI()
    async with serving(strange) as url, Delivery({"villages": url}, lambda: TOKEN) as delivery:
        with pytest.raises(NotLoaded, match=r"^villages answered POST /commands with status 404$"):
            await delivery.send("villages", orders)
    async with Delivery({"villages": url}, lambda: TOKEN, patience=0.1) as delivery:
        with pytest.raises(NotLoaded, match=r"^villages does not answer: ConnectError, and nothing changed"):
            await delivery.send("villages", orders)


async def test_the_note_fits_only_the_logs_that_were_loaded(fake: Fake, urls: dict[str, str], tmp_path: Path) -> None:
    state = State(tmp_path)

    def is_seeded(edition: str) -> "asyncio.Future[bool]":
        return asyncio.ensure_future(asyncio.to_thread(seeded.is_seeded, state, edition, urls))

    fake.logs["villages"] = [("s", "e")] * 10
    assert not await is_seeded("ntb")
    await asyncio.to_thread(seeded.note, state, "ntb", urls)
    assert await is_seeded("ntb")
    assert await is_seeded("none")
    assert not await is_seeded("indonesia")
    fake.logs["villages"].append(("s", "e"))
    assert await is_seeded("ntb")
    del fake.logs["villages"][5:]
    assert not await is_seeded("ntb")
    await asyncio.to_thread(seeded.note, state, "indonesia", urls)
    assert await is_seeded("ntb")
    assert not await is_seeded("demo")
    await asyncio.to_thread(seeded.note, state, "demo", urls)
    assert await is_seeded("ntb")
    assert await is_seeded("demo")
    assert not await is_seeded("indonesia")
    fake.identity["officers"] = str(uuid4())
    assert not await is_seeded("ntb")


async def test_a_spoilt_note_or_other_data_load_again(urls: dict[str, str], tmp_path: Path, monkeypatch: Any) -> None:
    state = State(tmp_path)
    await asyncio.to_thread(seeded.note, state, "ntb", urls)
    whole = (tmp_path / seeded.NAME).read_text()
    for spoilt in ("", "[]", '{"edition": "ntb"}', whole[:-10]):
        (tmp_path / seeded.NAME).write_text(spoilt)
        assert not await asyncio.to_thread(seeded.is_seeded, state, "ntb", urls)
    (tmp_path / seeded.NAME).write_text(whole)
    assert await asyncio.to_thread(seeded.is_seeded, state, "ntb", urls)
    monkeypatch.setattr("data.digest", lambda: "another")
    assert not await asyncio.to_thread(seeded.is_seeded, state, "ntb", urls)
