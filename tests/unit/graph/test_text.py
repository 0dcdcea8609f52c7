"""Pieces of SQL, cursors, ids, times and sealed marks."""

import base64
import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLError, VariableValues
from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, SmallInteger, Text, Uuid, select
from sqlalchemy.dialects import postgresql

from services.gateway.graph.planner.identity import STRANGE_CURSOR, Cursors, key_of, moment, storable
from services.gateway.graph.planner.request import Request, shape
from services.gateway.graph.planner.text import MOST_ARGUMENTS, Pieces, concat, joined, quoted
from services.gateway.graph.scalars import moment_text
from services.gateway.graph.unsealing import unsealed

NOTHING = Request(VariableValues({}, {}), "headquarters", {})
KEYS = (Column("at", DateTime(timezone=True)), Column("id", Uuid()))
CURSORS = Cursors("Visit -at -id", KEYS)


def sql(element: Any) -> str:
    return str(select(element).compile(dialect=postgresql.dialect())).removeprefix("SELECT ")  # type: ignore[no-untyped-call]


def cursor(*values: Any) -> str:
    return base64.b64encode(json.dumps(values).encode()).decode()


def read(text: str, cursors: Cursors = CURSORS) -> Any:
    return cursors.read(lambda _: text)(NOTHING)


def test_neighbouring_strings_are_one_argument() -> None:
    assert sql(concat(["{", '"it\'s":', Pieces("a"), "", "}", "]"])).startswith("concat('{\"it''s\":', a, '}]')")
    assert sql(concat([])).startswith("''")


def test_no_function_gets_more_arguments_than_postgresql_takes() -> None:
    def most(element: Any) -> int:
        arguments = [piece for piece in element.pieces if piece != ", "][1:-1]
        return max([len(arguments), *(most(argument) for argument in arguments if isinstance(argument, Pieces))])

    whole = concat([part for number in range(10_000) for part in (Pieces(f"c{number}"), ",")])
    assert most(whole) <= MOST_ARGUMENTS
    assert re.findall(r"c\d+", sql(whole)) == [f"c{number}" for number in range(10_000)], "none lost, in order"


def test_strings_are_quoted_as_sql() -> None:
    assert quoted("a'b\\") == "'a''b\\'"


def test_members_are_joined_with_commas() -> None:
    assert "".join(joined({"a": ["1"], "b": ["[", "]"]})) == '{"a":1,"b":[]}'
    assert joined({}) == ["{", "}"]


def test_a_cursor_gives_back_typed_keys() -> None:
    at = datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC)
    assert read(cursor("Visit -at -id", moment_text(at), str(UUID(int=1)))) == [at, UUID(int=1)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        "é",
        base64.b64encode(b"\xff\xfe").decode(),
        base64.b64encode(b"[" * 5000).decode(),
        cursor(),
        cursor("Visit at id", "2026-01-01T00:00:00Z", str(UUID(int=1))),
        cursor("Visit -at -id", "2026-01-01T00:00:00Z"),
        cursor("Visit -at -id", "2026-01-01T00:00:00Z", str(UUID(int=1)), 1),
        cursor("Visit -at -id", "2026-01-01T00:00:00", str(UUID(int=1))),
        cursor("Visit -at -id", "0001-01-01T00:00:00+14:00", str(UUID(int=1))),
        cursor("Visit -at -id", 5, str(UUID(int=1))),
        cursor("Visit -at -id", None, str(UUID(int=1))),
        cursor("Visit -at -id", "2026-01-01T00:00:00Z", "1"),
        cursor("Visit -at -id", "2026-01-01T00:00:00Z", {}),
        base64.b64encode(b'{"a": 1}').decode(),
        base64.b64encode(b"5").decode(),
    ],
)
def test_a_strange_cursor_is_refused(text: str) -> None:
    with pytest.raises(GraphQLError, match=STRANGE_CURSOR):
        read(text)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Integer(), True),
        (Integer(), 2**31),
        (SmallInteger(), 2**15),
        (BigInteger(), 2**63),
        (Integer(), "5"),
        (Text(), 5),
        (Text(), "a\0b"),
        (Text(), "\ud800"),
        (Date(), "2026-02-30"),
        (Date(), "20260228"),
        (Date(), "2026-W09-6"),
        (Date(), "２026-02-28"),
        (Date(), 5),
    ],
)
def test_a_key_of_another_type_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is told to nobody
        key_of(kind, value)


def test_keys_of_the_right_type_pass() -> None:
    assert key_of(Integer(), -(2**31)) == -(2**31)
    assert key_of(BigInteger(), 2**63 - 1) == 2**63 - 1
    assert key_of(Date(), "2026-02-28") == date(2026, 2, 28)
    assert key_of(Text(), "é 😀") == "é 😀"


def test_times_are_written_in_utc_with_six_digits_whatever_their_offset() -> None:
    lombok = timezone(timedelta(hours=8))
    assert moment_text(datetime(2026, 1, 1, 8, 0, tzinfo=lombok)) == "2026-01-01T00:00:00.000000Z"
    assert moment("2026-01-01T08:00:00.5+08:00") == datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)
    assert moment("2026-01-01 00:00z") == moment("2026-01-01t00:00:00.000000000Z") == datetime(2026, 1, 1, tzinfo=UTC)
    strange = (
        "2026-W01-4T00:00:00Z",
        "20260101T000000.000Z",
        "2026-01-01T00:00:00,5Z",
        "2026-01-01T00:00:00+08",
        "0001-01-01T00:00:00+08:00",
    )
    for other in ("2026-01-01T00:00:00", "2026-01-01", "yesterday", *strange):
        with pytest.raises(ValueError):  # noqa: PT011 - any will do
            moment(other)


def test_text_that_postgresql_cannot_hold_is_known() -> None:
    assert storable("é 😀 \n \x7f")
    assert not storable("a\0")
    assert not storable("\udfff")


def test_the_shape_of_variables_is_what_decides_the_statement() -> None:
    assert shape({"a": 1, "b": None, "c": True, "d": [1]}) == shape({"d": [2, 3], "c": True, "b": None, "a": "x"})
    assert shape({"a": 1}) != shape({"a": None}) != shape({})
    assert shape({"a": True}) != shape({"a": False})


async def test_marks_become_json_strings_or_null_after_one_look_up() -> None:
    asked: list[list[str]] = []

    async def unseal(texts: Any) -> list[str | None]:
        asked.append(list(texts))
        return [{"s1": 'a"\n\x02é', "s2": None}[text] for text in texts]

    body = b'{"a":\x02s1\x03,"b":[\x02s2\x03,\x02s1\x03],"c":"\\u0002"}'
    assert json.loads(await unsealed(body, unseal)) == {"a": 'a"\n\x02é', "b": [None, 'a"\n\x02é'], "c": "\x02"}
    assert asked == [["s1", "s2"]]
    assert await unsealed(b'{"a":1}', unseal) == b'{"a":1}'
    assert len(asked) == 1, "where nothing is sealed nobody is asked"
