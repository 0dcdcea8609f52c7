"""Whatever bytes arrive, they become a command that every store behind can hold, or a problem that says what is wrong where."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.access import Actor
from libs.events.handler import Order
from libs.events.intake import LARGEST, Intake
from libs.events.message import Catalogue, Role
from libs.events.problem import Problem

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f1")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEADQUARTERS = Actor(subject="local", role=Role.HEADQUARTERS)
INTAKE = Intake(Catalogue("officers", "villages", "cooperation").commands, now=lambda: NOW, new_id=lambda: ID)

OFFICER = {
    "officer_id": str(ID),
    "service_number": "99990001",
    "full_name": "Bhabin Contoh 001",
    "rank": "AIPDA",
    "unit_id": str(uuid5(ID, "unit")),
}
REGION = {"region_id": str(ID), "code": "52", "name": "Nusa Tenggara Barat", "edition": "test"}
VILLAGE = {"village_id": str(ID), "code": "52.71.01.1004", "name": "Contoh", "edition": "test"}
PHASE = {"program_id": str(ID), "number": 1, "name": "Contoh", "started_on": {"value": "2002-08-01", "source": "test"}}
GROUND = {"unit_id": str(ID), "assign": ["52.71"], "changed_on": "2017-01-01", "source": "assumed"}
ENDED = {"assignment_id": str(ID), "ended_on": "2017-01-01", "reason": "Mutasi"}
OPENED = {"session_id": str(ID), "opener": {"office": "Wakapolda NTB"}, "opened_at": "2017-07-25T08:00:00+08:00"}


def taken(name: str, body: bytes, headers: Mapping[str, str] | None = None) -> Order | Problem:
    line = INTAKE.line(name, body, headers or {})
    return line if isinstance(line, Problem) else INTAKE.order(line, HEADQUARTERS)


def refused(name: str, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, str, str | None]:
    answer = taken(name, body, headers)
    assert isinstance(answer, Problem), answer
    return answer.status, answer.code, answer.field


def written(fields: Mapping[str, Any], **changes: Any) -> bytes:
    return json.dumps({**fields, **changes}).encode()


@pytest.mark.parametrize("name", ["Budi Contoh", "Nuapu’u", "市民警察", "é", "D. Contoh, S.H."])
def test_names_of_any_script_are_taken(name: str) -> None:
    assert isinstance(taken("RegisterOfficer", written(OFFICER, full_name=name)), Order)


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "\u00a0", "\u3000", "\u200b", "\u200d", "\u2060", "\u3164", "\ufeff", " Budi", "Budi ", "Budi\n", "Budi\r"),
        *("a\tb", "a\u0085b", "a\u2028b", "Budi\u202eidub", "Bu\u200bdi", "a\u001bb", "x" * 201),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(name: str) -> None:
    assert refused("RegisterOfficer", written(OFFICER, full_name=name)) == (422, "COMMAND_INVALID", "full_name")


@pytest.mark.parametrize("code", ["52\n", "٥٢", "५२", "5２", "52.", " 52", "52.71.01.1004"])
def test_a_code_is_of_ascii_digits_and_nothing_else(code: str) -> None:
    assert refused("RegisterRegion", written(REGION, code=code)) == (422, "COMMAND_INVALID", "code")
    if len(code) < 13:
        village = f"52.71.01.10{code}"
        if village != "52.71.01.1052":
            assert refused("RegisterVillage", written(VILLAGE, code=village)) == (422, "COMMAND_INVALID", "code")
            assert refused("ChangeJurisdiction", written(GROUND, assign=[village]))[:2] == (422, "COMMAND_INVALID")


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u200b \u200d"])
def test_a_blank_reason_is_none(reason: str) -> None:
    assert refused("EndAssignment", written(ENDED, reason=reason)) == (422, "COMMAND_INVALID", "reason")


@pytest.mark.parametrize("phone", ["", "0", "0812\n", "+", "0" * 1000, "०८१२३४५", "081 234 567 890 ext 4 of the second office"])
def test_a_telephone_number_is_one(phone: str) -> None:
    assert refused("RegisterOfficer", written(OFFICER, phone=phone)) == (422, "COMMAND_INVALID", "phone")
    assert isinstance(taken("RegisterOfficer", written(OFFICER, phone="+62 812-3456-7890")), Order)


@pytest.mark.parametrize("number", [0, -1, 10_000, 2**31, 2**63, 10**30])
def test_an_ordinal_fits_every_column(number: int) -> None:
    assert refused("StartPhase", written(PHASE, number=number)) == (422, "COMMAND_INVALID", "number")


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_date_far_away_is_named(day: str) -> None:
    away = (422, "DATE_OUT_OF_BOUNDS")
    assert refused("EndAssignment", written(ENDED, ended_on=day)) == (*away, "ended_on")
    assert refused("StartPhase", written(PHASE, started_on={"value": day, "source": "test"})) == (*away, "started_on.value")
    for offset in ("Z", "+14:00", "-12:00", "+23:59", "-23:59"):
        moment = f"{day}T23:59:59{offset}"
        assert refused("OpenTraining", written(OPENED, opened_at=moment)) == (*away, "opened_at")
        assert refused("RegisterRegion", written(REGION), {"occurred-at": moment}) == (*away, "occurredAt")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "JSON_MALFORMED"),
        (b"{", "JSON_MALFORMED"),
        (written(REGION).replace(b"Nusa", b"N\xffsa"), "JSON_MALFORMED"),
        (written(REGION).replace(b"Nusa", b"N\xed\xa0\x80sa"), "JSON_MALFORMED"),
        (written(REGION).replace(b"Nusa", b"N\\ud800sa"), "JSON_MALFORMED"),
        (written(REGION).replace(b"Nusa", b"N\\udc00sa"), "JSON_MALFORMED"),
        (written(REGION).replace(b"Nusa", b"N\x00sa"), "JSON_MALFORMED"),
        (b'{"region_id": NaN}', "JSON_MALFORMED"),
        (written(REGION)[:-1] + b', "name": "Lain"}', "JSON_AMBIGUOUS"),
        (written(PHASE).replace(b'"source"', b'"value": "2003-01-01", "source"'), "JSON_AMBIGUOUS"),
    ],
)
def test_bytes_that_are_not_one_json_text(body: bytes, code: str) -> None:
    assert refused("RegisterRegion", body) == (400, code, None)
    batch = INTAKE.batch(b'{"commands": [{"command": "RegisterRegion", "data": ' + body + b"}]}")
    answers = [batch] if isinstance(batch, Problem) else [INTAKE.order(line, HEADQUARTERS) for line in batch.commands]
    assert [answer.code for answer in answers if isinstance(answer, Problem)] == [code]


def test_depth_and_size_have_an_end() -> None:
    deep = b"[" * 500_000 + b"]" * 500_000
    line = INTAKE.batch(b'{"commands": [{"command": "RegisterRegion", "data": ' + deep + b"}]}")
    assert isinstance(line, Problem)
    assert (line.status, line.code) == (400, "JSON_MALFORMED")
    assert refused("RegisterRegion", b'{"code": ' + deep + b"}")[0] in (400, 422)
    assert refused("RegisterRegion", b" " * (LARGEST + 1)) == (413, "TOO_LARGE", None)
    assert refused("ChangeJurisdiction", written(GROUND, assign=["52"] * 301)) == (422, "COMMAND_INVALID", "assign")


def test_a_value_at_fault_is_not_quoted() -> None:
    for body in (
        written(OFFICER, full_name="Rahasia\n"),
        written(OFFICER, rank="RAHASIA"),
        written(OFFICER, officer_id="RAHASIA"),
    ):
        answer = taken("RegisterOfficer", body)
        assert isinstance(answer, Problem)
        assert "rahasia" not in answer.json().decode().lower()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([OFFICER, REGION, PHASE, GROUND, OPENED]), st.data())
def test_nothing_that_arrives_raises(fields: dict[str, Any], data: st.DataObject) -> None:
    changed = {**fields, data.draw(st.sampled_from(sorted(fields))): data.draw(anything)}
    body = json.dumps(changed).encode()
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(body)))
        body = body[:at] + data.draw(st.binary(min_size=1, max_size=3)) + body[at:]
    names = ["RegisterOfficer", "RegisterRegion", "StartPhase", "ChangeJurisdiction", "OpenTraining"]
    answer = taken(data.draw(st.sampled_from(names)), body)
    assert isinstance(answer, Order) or 400 <= answer.status < 500
    batch = INTAKE.batch(b'{"commands": [' + body + b"]}")
    assert not isinstance(batch, Problem) or 400 <= batch.status < 500
