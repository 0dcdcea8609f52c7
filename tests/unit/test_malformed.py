"""What is wrong with the form of a command is told in one language at a time, in words that say what is wanted instead."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec import ValidationError
from msgspec.json import decode
from msgspec.structs import fields

from libs.events.access import Actor
from libs.events.indonesian import INDONESIAN
from libs.events.intake import Intake
from libs.events.malformed import BOUNDS, OF_TEXT, OTHERWISE, WANTED, malformed
from libs.events.message import Catalogue, Role
from libs.events.problem import Problem
from libs.events.wording import Wording, listen

ID = "7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f1"
COMMANDS: Final = Catalogue("officers", "villages", "cooperation").commands
INTAKE = Intake(COMMANDS, now=lambda: datetime(2026, 11, 24, tzinfo=UTC), new_id=lambda: UUID(ID))
WORDING = Wording(INDONESIAN)
PHASE: Final = {"program_id": ID, "number": 1, "name": "Contoh", "started_on": {"value": "2002-08-01", "source": "test"}}
SEAT: Final = {"village_id": ID, "pillar": "BABINSA", "holder_id": ID, "since": "2017-01-01", "name": "Contoh"}
OPENED: Final = {"session_id": ID, "opener": {"office": "Wakapolda NTB"}, "opened_at": "2017-07-25T08:00:00+08:00"}
GROUND: Final = {"unit_id": ID, "assign": ["52.71"], "changed_on": "2017-01-01", "source": "assumed"}


def problem(name: str, body: Any) -> Problem:
    line = INTAKE.line(name, json.dumps(body).encode(), {})
    assert not isinstance(line, Problem)
    found = INTAKE.order(line, Actor(subject="local", role=Role.HEADQUARTERS))
    assert isinstance(found, Problem), (name, body)
    return found


def said(message: str) -> tuple[str, str]:
    """In English and in Indonesian."""
    told = []
    for language in ("en", "id"):
        listen(language)
        told.append(WORDING.say(message))
    listen(None)
    return told[0], told[1]


KINDS: Final = [
    pytest.param("StartPhase", {"program_id": ID}, "number", "Fill in number.", "Isilah number.", id="missing"),
    pytest.param(
        "StartPhase", {**PHASE, "started_on": {"value": "2002-08-01"}}, "started_on.source",
        "Fill in started_on.source.", "Isilah started_on.source.", id="missing further in",
    ),
    pytest.param("StartPhase", {**PHASE, "x": 1}, "x", "There is no field x here.", "Tidak ada isian x di sini.", id="unknown"),
    pytest.param(
        "StartPhase", {**PHASE, "a b`": 1}, None,
        "There is a field here that nobody knows.", "Ada isian yang tidak dikenal.", id="unknown and unspeakable",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "name": 7}, "name", "This is to be text.", "Isian ini harus berupa teks.", id="not text",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "number": "1"}, "number",
        "This is to be a whole number.", "Isian ini harus berupa bilangan bulat.", id="not a whole number",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "started_on": "2002"}, "started_on",
        "This is to be an object with fields of its own.", "Isian ini harus berupa objek dengan isiannya sendiri.",
        id="not an object",
    ),
    pytest.param(
        "ChangeJurisdiction", {**GROUND, "assign": "52"}, "assign",
        "This is to be a list.", "Isian ini harus berupa daftar.", id="not a list",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "program_id": "x"}, "program_id",
        "This is to be an id (UUID).", "Isian ini harus berupa id (UUID).", id="no id",
    ),
    pytest.param(
        "SeatPillar", {**SEAT, "since": "2017-02-30"}, "since",
        "This is to be a day, as 2017-07-25 is.", "Isian ini harus berupa tanggal, seperti 2017-07-25.", id="no day",
    ),
    pytest.param(
        "OpenTraining", {**OPENED, "opened_at": "2017-07-25T08:00:00"}, "opened_at",
        "This is to be a time with its offset, as 2017-07-25T08:00:00+08:00 is.",
        "Isian ini harus berupa waktu beserta selisihnya dari UTC, seperti 2017-07-25T08:00:00+08:00.", id="no time",
    ),
    pytest.param(
        "SeatPillar", {**SEAT, "pillar": "CAMAT"}, "pillar",
        "This is none of the values there are.", "Nilai ini tidak ada dalam pilihan.", id="out of enumeration",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "name": ""}, "name",
        "This text is too short; its length is at least 1.", "Teks ini terlalu pendek; panjangnya paling sedikit 1.",
        id="too short",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "name": "x" * 201}, "name",
        "This text is too long; its length is at most 200.", "Teks ini terlalu panjang; panjangnya paling banyak 200.",
        id="too long",
    ),
    pytest.param(
        "ChangeJurisdiction", {**GROUND, "assign": ["52"] * 301}, "assign",
        "This list is too long; its length is at most 300.", "Daftar ini terlalu panjang; panjangnya paling banyak 300.",
        id="too many",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "number": 0}, "number",
        "This number is too small; it is at least 1.", "Bilangan ini terlalu kecil; paling kecil 1.", id="too small",
    ),
    pytest.param(
        "StartPhase", {**PHASE, "number": 10_000}, "number",
        "This number is too large; it is at most 9999.", "Bilangan ini terlalu besar; paling besar 9999.", id="too large",
    ),
    pytest.param(
        "ChangeJurisdiction", {**GROUND, "assign": ["Mataram"]}, "assign[0]",
        "This text has not the form described.", "Bentuk teks ini tidak sesuai ketentuan.", id="of another form",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("command", "body", "field", "english", "indonesian"), KINDS)
def test_what_is_wrong_is_told_wholly_in_each_language(
    command: str, body: Any, field: str | None, english: str, indonesian: str
) -> None:
    found = problem(command, body)
    assert (found.status, found.code, found.field) == (422, "COMMAND_INVALID", field)
    assert said(found.message) == (english, indonesian)


WRONG: Final[tuple[Any, ...]] = (1, 10**9, -1, 1.5, True, None, "", "x", "x" * 5_000, "\u200b", [], ["x"] * 999, {}, {"x": 1})


def _mistakes() -> Iterator[str]:
    """What is said of every field of every command, filled in wrongly in every way."""
    for kind in COMMANDS.values():
        for field in fields(kind):
            for value in WRONG:
                try:
                    decode(json.dumps({field.encode_name: value}).encode(), type=kind)
                except ValidationError as error:
                    yield malformed(error).message


def test_no_mistake_in_any_command_is_told_in_two_languages_at_once() -> None:
    told = {said(message) for message in _mistakes()}
    assert len(told) > 15
    assert OTHERWISE not in {english for english, _ in told}, "each kind of mistake has its sentence"
    assert not {english for english, indonesian in told if english == indonesian}
    assert not {indonesian for _, indonesian in told if "Expected" in indonesian or "Invalid" in indonesian}


def test_every_sentence_is_there_in_indonesian() -> None:
    assert {*BOUNDS.values(), *WANTED.values(), *OF_TEXT.values(), OTHERWISE} <= set(INDONESIAN)


def test_what_the_decoder_may_say_one_day_is_told_in_general() -> None:
    found = malformed(ValidationError("Invalid what is new - at `$.x`"))
    assert (found.field, said(found.message)) == ("x", (OTHERWISE, "Isian ini tidak sesuai ketentuan."))
