"""How far each service says its reactions have come: not made of events, hence beside the tables that are."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, MetaData, Table, Text, Uuid
from sqlalchemy.schema import CreateTable

from libs.events.changes import DIALECT

_metadata: Final = MetaData()

reporter: Final = Table(
    "reporter",
    _metadata,
    Column("service", Text, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""The services that have reported, and when the report that is shown was made."""

reaction: Final = Table(
    "reaction",
    _metadata,
    Column("service", Text, primary_key=True),
    Column("follows", Text, primary_key=True),
    Column("log", Uuid),
    Column("position", BigInteger, nullable=False),
    Column("parked", ARRAY(BigInteger), nullable=False),
)
"""Up to `position` of the service it `follows`, what follows from every event is in the read model, but for those `parked`."""

TABLES: Final = tuple(str(CreateTable(table).compile(dialect=DIALECT)) for table in _metadata.sorted_tables)
