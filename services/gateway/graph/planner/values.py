"""One leaf of the answer: how a column's value is written as JSON text for the type the schema gives it."""

from typing import Any, Final

from graphql import GraphQLEnumType, get_named_type, get_nullable_type, is_list_type
from sqlalchemy import BigInteger, Column, ColumnElement, DateTime, Float, Integer, Table

from services.gateway.graph.planner.text import BROKEN, SEAL, Pieces, quoted

MOMENT: Final = """'\\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\\"'"""
"""The format of every time: RFC 3339, UTC, microseconds always in full, in its JSON quotes."""


def json_of(value: Any) -> Any:
    """A value as JSON text, NULL for NULL. An expression of Pieces is JSON text already."""
    if isinstance(value, Pieces):
        return value
    if isinstance(value.type, DateTime):
        return Pieces("to_char(timezone('UTC', ", value, f"), {MOMENT})")
    if isinstance(value.type, Integer):
        return Pieces(value, "::text")
    return Pieces("to_json(", value, ")::text")


def leaf(value: Any, kind: Any, absent: str, *, tagged: bool) -> Any:
    """The text of a field of this GraphQL type; `absent` is SQL for what is written where the value is NULL.

    What the type cannot represent (an integer beyond 32 bits, NaN, a value its enum does not know) is written as broken, except
    in a tagged statement: there graphql-core reads the value itself and says what is wrong with it.
    """
    text = json_of(value) if isinstance(value, Pieces) else _text(value, kind, tagged)
    return text if _never_null(value) else Pieces("coalesce(", text, f", {absent})")


def _text(value: ColumnElement[Any], kind: Any, tagged: bool) -> Any:
    named: Any = get_named_type(kind)
    if isinstance(named, GraphQLEnumType):
        return json_of(value) if tagged else _enum(value, named, is_list_type(get_nullable_type(kind)))
    if named.name in ("String", "ID") and isinstance(value.type, Integer):
        return Pieces("to_json(", value, "::text)::text")
    if named.name == "Int" and isinstance(value.type, BigInteger) and not tagged:
        return Pieces("CASE WHEN ", value, f" NOT BETWEEN {-(2**31)} AND {2**31 - 1} THEN {BROKEN} ELSE ", json_of(value), " END")
    if isinstance(value.type, Float) and not tagged:
        return Pieces("CASE WHEN ", value, f" IN ('NaN', 'Infinity', '-Infinity') THEN {BROKEN} ELSE ", json_of(value), " END")
    return json_of(value)


def _enum(value: ColumnElement[Any], kind: GraphQLEnumType, listed: bool) -> Pieces:
    """Columns hold an enum's values, answers its names."""
    broken = Pieces(" WHEN ", value, f" IS NOT NULL THEN {BROKEN} END")
    known = ", ".join(quoted(str(member.value)) for member in kind.values.values())
    if all(name == member.value for name, member in kind.values.items()):
        test = f" <@ ARRAY[{known}]" if listed else f" IN ({known})"
        return Pieces("CASE WHEN ", value, test, " THEN ", json_of(value), broken)
    if listed:
        raise TypeError(f"A list of {kind.name} needs an enum whose names are its values.")
    cases = (
        piece
        for name, member in kind.values.items()
        for piece in (" WHEN ", value, f" = {quoted(str(member.value))} THEN '\"{name}\"'")
    )
    return Pieces("CASE", *cases, broken)


def _never_null(value: Any) -> bool:
    # Columns of a select may come from the far side of an outer join, whatever their table says.
    return isinstance(value, Column) and not value.nullable and isinstance(getattr(value.table, "element", None), Table)


def sealed(value: ColumnElement[Any], absent: str) -> Pieces:
    """Sealed text between its marks, to be replaced by the clear value or null."""
    return Pieces(f"coalesce({SEAL[0]} || ", value, f" || {SEAL[1]}, {absent})")
