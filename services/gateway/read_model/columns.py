"""What the tables of the read model are made of: the same kinds of columns, declared and indexed alike.

The streams of different services are not ordered against each other, so no table refers to another by a foreign key, and what
joins two services is worked out anew whenever either half arrives. Personal values are sealed text here as everywhere. Columns
that are compared or ordered as text are of collation "C".
"""

from typing import Any, Final

from sqlalchemy import Column, Date, DateTime, MetaData, Text, func, text
from sqlalchemy.types import TypeEngine

from libs.events.contracts.values import ClaimedDate

metadata: Final = MetaData()

ORDERED: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)


def key(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    """A part of the primary key."""
    return Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def always(name: str, kind: TypeEngine[Any], **options: Any) -> Column[Any]:
    """A value that every row has."""
    return Column(name, kind, nullable=False, **options)


def maybe(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    """A value that a row may lack."""
    return Column(name, kind, nullable=True)


def claim(name: str) -> list[Column[Any]]:
    """A date as somebody claims it: the day, how exactly it is known, and who says so."""
    return [always(f"{name}_value", Date()), always(f"{name}_precision", Text()), always(f"{name}_source", Text())]


def claim_maybe(name: str) -> list[Column[Any]]:
    """A date as somebody claims it, of what may not have come about."""
    return [maybe(f"{name}_value", Date()), maybe(f"{name}_precision", Text()), maybe(f"{name}_source", Text())]


def claimed_maybe(name: str, date: ClaimedDate | None) -> dict[str, object]:
    """What the three columns of a claim hold where it may be missing."""
    return claimed(name, date) if date else dict.fromkeys((f"{name}_value", f"{name}_precision", f"{name}_source"))


def claimed(name: str, date: ClaimedDate) -> dict[str, object]:
    """What the three columns of a claim hold."""
    return {f"{name}_value": date.value, f"{name}_precision": date.precision, f"{name}_source": date.source}


def searchable() -> list[Column[Any]]:
    """A name, and its words as a search compares them (see `sought`)."""
    return [
        always("name", ORDERED),
        always("sought", ORDERED, comment="the words of the name, lower case, a space between them"),
    ]


def lexemes(sought: Column[Any]) -> Any:
    """The words of a `sought` column as the text-search vector that is indexed."""
    return func.array_to_tsvector(func.string_to_array(sought, text("' '")))
