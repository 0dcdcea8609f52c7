"""SQL expressions that write JSON text, put together from pieces."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Text
from sqlalchemy.ext.compiler import compiles

NULL: Final = "'null'"
"""Written for a value that is not there, where the schema allows that."""
BROKEN: Final = "chr(1)"
"""Written for a null where the schema promises a value: a byte that no JSON text holds."""
SEAL: Final = ("chr(2)", "chr(3)")
"""Written around a sealed value, which stands for the whole JSON value."""

MOST_ARGUMENTS: Final = 90
"""PostgreSQL takes at most 100 arguments of a function; longer lists are nested."""

Parts = list[Any]
"""JSON text in pieces: plain strings, and SQL expressions whose value is text."""


class Pieces(ColumnElement[Any]):
    """SQL as a row of strings and expressions: one element where `func` would take dozens, and twice the time to compile."""

    inherit_cache = False
    type = Text()
    _from_objects: Any = ()

    def __init__(self, *pieces: Any) -> None:
        self.pieces = pieces


@compiles(Pieces)
def _compile(element: Pieces, compiler: Any, **options: Any) -> str:
    return "".join(piece if isinstance(piece, str) else compiler.process(piece, **options) for piece in element.pieces)


def quoted(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def concat(parts: Parts) -> Pieces:
    """`concat()` of the parts, neighbouring strings merged. It skips NULL, so that the list of no rows is `[]`."""
    merged: Parts = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif not isinstance(part, str) or part:
            merged.append(part)
    while len(merged) > MOST_ARGUMENTS:
        merged = [concat(merged[start : start + MOST_ARGUMENTS]) for start in range(0, len(merged), MOST_ARGUMENTS)]
    if not merged:
        return Pieces("''")
    pieces = [piece for part in merged for piece in (", ", quoted(part) if isinstance(part, str) else part)]
    return Pieces("concat(", *pieces[1:], ")")


def joined(parts_by_key: dict[str, Parts]) -> Parts:
    """The members of a JSON object, in braces."""
    parts: Parts = ["{"]
    for key, value in parts_by_key.items():
        parts += [f'{"," if len(parts) > 1 else ""}"{key}":', *value]
    return [*parts, "}"]


def base64(text: Any) -> Pieces:
    """Base64 of the text's UTF-8, without the line breaks that PostgreSQL puts in."""
    return Pieces("translate(encode(convert_to(", text, ", 'UTF8'), 'base64'), chr(10), '')")
