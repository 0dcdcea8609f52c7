"""Whatever is wrong with a command, its sender is told in one shape, and nothing is appended."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from msgspec import json

from libs.events import handler
from services.officers.__main__ import OFFICERS
from services.villages.__main__ import VILLAGES
from tests.integration.services.served import Serve, Served

VILLAGE, BABINSA, UNIT, OFFICER = (UUID(int=number) for number in range(1, 5))
SEAT: dict[str, Any] = {
    "village_id": VILLAGE,
    "pillar": "BABINSA",
    "holder_id": BABINSA,
    "holder_name": "Babinsa Contoh",
    "phone": "+62 811 0000 0000",
    "since": "2017-02-01",
}
OTHER: dict[str, Any] = {"village_id": uuid4(), "code": "52.71.01.1002", "name": "Desa Lain", "edition": "test"}
REGISTER: dict[str, Any] = {
    "officer_id": OFFICER,
    "service_number": "00000001",
    "full_name": "Bhabin Contoh",
    "rank": "AIPDA",
    "unit_id": UNIT,
}


@pytest.fixture
async def villages(serve: Serve) -> Served:
    """One village, whose Babinsa is seated."""
    served = await serve(VILLAGES)
    for code in ("52", "52.71", "52.71.01"):
        await served.give("RegisterRegion", region_id=uuid4(), code=code, name=f"Wilayah {code}", edition="test")
    await served.give("RegisterVillage", village_id=VILLAGE, code="52.71.01.1001", name="Desa Contoh", edition="test")
    await served.give("SeatPillar", **SEAT)
    return served


def refused(answer: httpx.Response, status: int, code: str, field: str | None = None) -> None:
    body = answer.json()
    assert (answer.status_code, body["code"], body.get("field")) == (status, code, field), body
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["status"], body["type"]) == (status, f"urn:tigapilar:problem:{code}")
    assert body["message"]


BAD: dict[str, tuple[str, Any, dict[str, str], int, str, str | None]] = {
    "unknown command": ("Conquer", {}, {}, 404, "COMMAND_UNKNOWN", "command"),
    "no JSON": ("SeatPillar", b"{", {}, 400, "JSON_MALFORMED", None),
    "no UTF-8": ("SeatPillar", b'{"pillar": "\xff"}', {}, 400, "JSON_MALFORMED", None),
    "half a character": ("SeatPillar", b'{"pillar": "\\ud800"}', {}, 400, "JSON_MALFORMED", None),
    "nested beyond measure": ("SeatPillar", b"[" * 100_000, {}, 422, "COMMAND_INVALID", None),
    "unknown field": ("SeatPillar", {**SEAT, "rank": "x"}, {}, 422, "COMMAND_INVALID", "rank"),
    "missing field": ("RenameVillage", {"village_id": VILLAGE, "name": "Desa"}, {}, 422, "COMMAND_INVALID", "edition"),
    "wrong type": ("SeatPillar", {**SEAT, "since": 7}, {}, 422, "COMMAND_INVALID", "since"),
    "wrong enumeration": ("SeatPillar", {**SEAT, "pillar": "CAMAT"}, {}, 422, "COMMAND_INVALID", "pillar"),
    "a code that is none": ("RegisterVillage", {**OTHER, "code": "52.71"}, {}, 422, "COMMAND_INVALID", "code"),
    "NUL": ("RegisterVillage", {**OTHER, "name": "De\0sa"}, {}, 422, "COMMAND_INVALID", None),
    "unknown village code": ("RegisterVillage", {**OTHER, "code": "99.01.01.1001"}, {}, 409, "DISTRICT_UNKNOWN", "code"),
    "unknown village": ("SeatPillar", {**SEAT, "village_id": uuid4()}, {}, 409, "VILLAGE_UNKNOWN", "village_id"),
    "a code that is taken": ("RegisterVillage", {**OTHER, "code": "52.71.01.1001"}, {}, 409, "CODE_TAKEN", "code"),
    "a seat that is taken": ("SeatPillar", {**SEAT, "holder_id": uuid4()}, {}, 409, "SEAT_TAKEN", "pillar"),
    "an end before the start": (
        "VacatePillar", {"village_id": VILLAGE, "pillar": "BABINSA", "vacated_on": "2016-01-01"}, {},
        409, "ENDS_BEFORE_START", "vacated_on",
    ),
    "a stale version": (
        "RenameVillage", {"village_id": VILLAGE, "name": "Desa Baru", "edition": "test"}, {"if_match": '"7"'},
        412, "VERSION_STALE", "expectedVersion",
    ),
    "a version that is none": ("SeatPillar", SEAT, {"if_match": "seven"}, 400, "HEADER_INVALID", "if-match"),
    "an id that is none": ("SeatPillar", SEAT, {"idempotency_key": "7"}, 400, "HEADER_INVALID", "idempotency-key"),
    "a time that is none": ("SeatPillar", SEAT, {"occurred_at": "noon"}, 400, "HEADER_INVALID", "occurred-at"),
    "a time without offset": (
        "SeatPillar", SEAT, {"occurred_at": "2017-07-25T08:00:00"}, 422, "OCCURRED_WITHOUT_OFFSET", "occurredAt",
    ),
    "a time to come": ("SeatPillar", SEAT, {"occurred_at": "2199-01-01T00:00:00Z"}, 422, "OCCURRED_IN_FUTURE", "occurredAt"),
    "a time before all time": (
        "RegisterVillage", OTHER, {"occurred_at": "0001-01-01T00:00:00+14:00"}, 422, "DATE_OUT_OF_BOUNDS", "occurredAt",
    ),
    "the first day of all": (
        "RegisterVillage", OTHER, {"occurred_at": "0001-01-01T12:00:00Z"}, 422, "DATE_OUT_OF_BOUNDS", "occurredAt",
    ),
}  # fmt: skip


async def test_each_fault_has_a_code_and_a_field_and_leaves_no_trace(villages: Served) -> None:
    before = await villages.rows()
    for what, (command, data, headers, status, code, field) in BAD.items():
        answer = await villages.post(f"/commands/{command}", data, **headers)
        try:
            refused(answer, status, code, field)
        except AssertionError as error:
            raise AssertionError(what) from error
        assert "Contoh" not in answer.text
    assert await villages.rows() == before


async def test_a_refusal_is_told_in_the_language_that_is_asked_for(villages: Served) -> None:
    other = {**SEAT, "holder_id": uuid4()}
    indonesian = "Jabatan Babinsa sudah terisi sejak 2017-02-01: kosongkan terlebih dahulu."
    english = "The seat of the Babinsa is held since 2017-02-01: vacate it first."
    for accept, language, said in (("id-ID, en;q=0.8", "id", indonesian), ("en", "en", english), ("ja", "en", english)):
        answer = await villages.post("/commands/SeatPillar", other, accept_language=accept)
        refused(answer, 409, "SEAT_TAKEN", "pillar")
        assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")
        assert answer.json()["message"] == answer.json()["detail"] == said
    batch = await villages.post("/commands", {"commands": [{"command": "SeatPillar", "data": other}]}, accept_language="id")
    assert batch.json()["results"][0]["problem"]["message"] == indonesian
    for path, token, said in (
        ("/commands/Conquer", None, "Layanan ini tidak memiliki perintah itu."),
        ("/commands/SeatPillar", "", "Permintaan ini memerlukan token."),
        ("/nowhere", None, "Tidak ada apa-apa di alamat ini."),
    ):
        answer = await villages.post(path, other, token=token, accept_language="id")
        assert answer.json()["message"] == said


async def test_a_refused_command_of_a_batch_does_not_stop_the_rest(villages: Served) -> None:
    before = await villages.rows()
    good = [{**OTHER, "village_id": uuid4(), "code": f"52.71.01.100{number}"} for number in (3, 4)]
    lines = [{"command": "RegisterVillage", "data": good[0]}]
    lines += [
        {"command": command, "data": data} for command, data, headers, *_ in BAD.values() if not headers and type(data) is dict
    ]
    lines += [{"command": "RegisterVillage", "data": good[1]}]
    answer = await villages.post("/commands", {"commands": lines})
    results = answer.json()["results"]
    assert [result["status"] for result in results[:1] + results[-1:]] == [200, 200]
    wanted = [(status, code) for _, data, headers, status, code, _ in BAD.values() if not headers and type(data) is dict]
    assert [(result["status"], result["problem"]["code"]) for result in results[1:-1]] == wanted
    assert len(await villages.rows()) == len(before) + 2
    refused(await villages.post("/commands", b'{"commands": 7}'), 422, "COMMAND_INVALID", "commands")
    refused(await villages.post("/commands", {"commands": [lines[0]] * 1001}), 413, "TOO_MANY", "commands")
    refused(await villages.post("/commands", b" " * (5 << 20)), 413, "TOO_LARGE")
    assert len(await villages.rows()) == len(before) + 2


async def test_a_repeated_command_gets_its_first_receipt_and_only_its_own_caller_does(villages: Served) -> None:
    command = uuid4()
    first = await villages.give("RegisterVillage", id=command, **OTHER)
    before = await villages.rows()
    again = await villages.give("RegisterVillage", id=command, **OTHER)
    assert again == {**first, "repeated": True, "events": []}
    # What followed the first time does not change the receipt, although the decider would answer otherwise by now.
    await villages.give("RenameVillage", village_id=OTHER["village_id"], name="Desa Baru", edition="test")
    assert await villages.give("RegisterVillage", id=command, **OTHER) == again
    reused = {"idempotency_key": str(command)}
    path = "/commands/RegisterVillage"
    for other in ({**OTHER, "name": "Desa Beda"}, {**OTHER, "village_id": uuid4()}, {**OTHER, "village_id": VILLAGE}):
        refused(await villages.post(path, other, **reused), 409, "COMMAND_ID_REUSED")
    someone = villages.token(sub="someone-else")
    refused(await villages.post(path, OTHER, token=someone, **reused), 409, "COMMAND_ID_REUSED")
    renaming = {"village_id": OTHER["village_id"], "name": "Desa Lain", "edition": "test"}
    refused(await villages.post("/commands/RenameVillage", renaming, **reused), 409, "COMMAND_ID_REUSED")
    assert len(await villages.rows()) == len(before) + 1


async def test_who_may_not_is_told_before_anything_is_decided(villages: Served) -> None:
    before = await villages.rows()
    path = "/commands/RegisterVillage"
    taken = {**OTHER, "code": "52.71.01.1001"}
    refused(await villages.post(path, taken, token=""), 401, "TOKEN_MISSING")
    refused(await villages.post(path, taken, token="a.b.c"), 401, "TOKEN_INVALID")
    for role in ("officer", "pillar", "commander", "partner", "ops", "anonymous", "service"):
        refused(await villages.post(path, taken, token=villages.token(role=role)), 403, "ROLE_NOT_ALLOWED")
    vacate = {"village_id": VILLAGE, "pillar": "BABINSA", "vacated_on": "2016-01-01"}
    foreign = villages.token(role="commander", unit=str(uuid4()))
    refused(await villages.post("/commands/VacatePillar", vacate, token=foreign), 403, "OUT_OF_SCOPE")
    assert await villages.rows() == before
    stream = f"/streams/village-{VILLAGE}"
    refused(await villages.get(stream, token=villages.token(role="officer")), 403, "ROLE_NOT_ALLOWED")
    shown = (await villages.get(f"/streams/three_pillars-{VILLAGE}", token=villages.token(role="ops"))).json()
    assert shown["version"] == 1
    assert "state" not in shown
    assert "data" not in shown["events"][0]
    refused(await villages.get(f"/streams/village-{uuid4()}"), 404, "STREAM_UNKNOWN", "stream")


async def test_a_service_number_belongs_to_one_officer_and_is_stored_nowhere(serve: Serve) -> None:
    served = await serve(OFFICERS)
    await served.give("EstablishUnit", unit_id=UNIT, name="Mabes Contoh", level="MABES", kind="MABES")
    await served.give("RegisterOfficer", **REGISTER)
    before = await served.rows()
    answer = await served.post("/commands/RegisterOfficer", {**REGISTER, "officer_id": uuid4()})
    refused(answer, 409, "SERVICE_NUMBER_TAKEN", "service_number")
    assert await served.rows() == before
    stored = b"".join(json.encode(row) + row.data for row in before)
    for clear in (b"00000001", b"Bhabin Contoh"):
        assert clear not in stored


@pytest.mark.parametrize(("limit", "at"), [("LARGEST", 100), ("MOST", 0)])
async def test_what_no_broker_would_take_is_refused_before_it_is_appended(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, limit: str, at: int
) -> None:
    served = await serve(OFFICERS)
    await served.give("EstablishUnit", unit_id=UNIT, name="Mabes Contoh", level="MABES", kind="MABES")
    monkeypatch.setattr(handler, limit, at)
    refused(await served.post("/commands/RegisterOfficer", REGISTER), 413, "TOO_LARGE")
    assert len(await served.rows()) == 1
