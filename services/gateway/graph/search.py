"""Search by name and code: which rows a text finds, and in which order, all of it from indexes.

Every part that depends on the text alone stands in a scalar subquery, which PostgreSQL computes once a statement.
"""

from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, Integer, Text, and_, case, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from services.gateway.read_model import tables as t
from services.gateway.read_model.columns import lexemes
from services.gateway.read_model.sought import APOSTROPHES, BETWEEN

LONGEST: Final = 250
"""Characters of a word that are looked for: more than any name holds, and less than PostgreSQL refuses (2,046 bytes)."""


def found(row: Any, search: Any, *, code: ColumnElement[str] | None = None) -> ColumnElement[bool]:
    """Where each word of the text begins a word of the row's name, or the text begins its code; everywhere for a blank text."""
    by_name = lexemes(row.sought).op("@@", is_comparison=True)(_prefixes(search))
    if code is None:
        return or_(by_name, _typed(search) == "")
    return or_(by_name, and_(code >= _typed(search), code < _beyond(search)))


def formerly(search: Any) -> Any:
    """The places that had a code which begins with the text, where that can be one: to be compared with an id."""
    had, typed = t.place_code.c, _typed(search)
    is_code = func.regexp_like(typed, literal_column("'^[0-9]{2}'"), type_=Boolean())
    found = select(had.place_id).where(had.code >= typed, had.code < _beyond(search), is_code)
    return func.any(func.array(found.correlate(None).scalar_subquery()))


def rank(row: Any, search: Any, *, code: ColumnElement[str] | None = None) -> ColumnElement[int]:
    """0 where the text is the name or the code, 1 where it begins one of them, 2 where it only begins words within the name."""
    name, typed = _sought(search), _typed(search)
    exact: ColumnElement[bool] = row.sought == name
    begins: ColumnElement[bool] = func.starts_with(row.sought, name, type_=Boolean())
    if code is not None:
        exact, begins = or_(exact, code == typed), or_(begins, func.starts_with(code, typed, type_=Boolean()))
    return case((exact, 0), (begins, 1), else_=cast(2, Integer()))


def _once(expression: Any) -> Any:
    return select(expression).correlate(None).scalar_subquery()


def _typed(search: Any) -> Any:
    return _once(func.btrim(search, type_=Text(collation="C")))


def _beyond(search: Any) -> Any:
    """Greater than everything that begins with the text."""
    return _once(func.concat(func.btrim(search), func.chr(0x10FFFF), type_=Text(collation="C")))


def _words(search: Any) -> Any:
    plain = func.translate(func.lower(search), literal(APOSTROPHES), "")
    return func.btrim(func.regexp_replace(plain, literal(BETWEEN), " ", "g"), type_=Text(collation="C"))


def _sought(search: Any) -> Any:
    """The text as `read_model.sought` writes names."""
    return _once(_words(search))


def _prefixes(search: Any) -> Any:
    """`'one':* & 'two':*`, NULL for a text without words; a word holds no quote, so none needs doubling."""
    word = func.left(func.unnest(func.string_to_array(_words(search), " ")).column_valued("word"), LONGEST, type_=Text())
    return _once(cast(func.string_agg(func.concat("'", word, "':*"), " & "), TSQUERY()).label("prefixes"))
