"""The read model: one table a thing, one index a question; any of it can be thrown away and projected again.

The streams of different services are not ordered against each other, so no table refers to another by a foreign key, and what
joins two services is worked out anew whenever either half arrives. Personal values are sealed text here as everywhere. Columns
that are compared or ordered as text are of collation "C".
"""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.types import TypeEngine

metadata: Final = MetaData()

ORDERED: Final = Text(collation="C")
MOMENT: Final = DateTime(timezone=True)


def _key(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def _always(name: str, kind: TypeEngine[Any], **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


def _maybe(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _claimed(name: str) -> list[Column[Any]]:
    """A date as somebody claims it: the day, how exactly it is known, and who says so."""
    return [_always(f"{name}_value", Date()), _always(f"{name}_precision", Text()), _always(f"{name}_source", Text())]


def lexemes(sought: Column[Any]) -> Any:
    """The words of a `sought` column as the text-search vector that is indexed."""
    return func.array_to_tsvector(func.string_to_array(sought, text("' '")))


def _searchable() -> list[Column[Any]]:
    return [
        _always("name", ORDERED),
        _always("sought", ORDERED, comment="the words of the name, lower case, a space between them"),
    ]


event = Table(
    "event",
    metadata,
    _key("service", Text()),
    _key("position", BigInteger()),
    _always("stream", ORDERED),
    _always("version", Integer()),
    _always("type", Text()),
    _always("schema", SmallInteger()),
    _always("id", Uuid()),
    _always("occurred_at", MOMENT),
    _always("recorded_at", MOMENT),
    _maybe("command", Uuid()),
    _always("data", LargeBinary()),
    _always("meta", LargeBinary()),
    Index("event_stream", "stream", "version"),
    comment="Every event once, as published: what is sealed stays sealed.",
)

# What the villages service says.

region = Table(
    "region",
    metadata,
    _key("id", Uuid()),
    _always("code", ORDERED),
    *_searchable(),
    _always("level", Text()),
    _maybe("parent_code", ORDERED),
    _always("edition", Text()),
    Index("region_code", "code", unique=True),
    Index("region_level", "level", "code"),
    Index("region_parent", "parent_code", "code"),
)

village = Table(
    "village",
    metadata,
    _key("id", Uuid()),
    _always("code", ORDERED),
    *_searchable(),
    _always("kind", Text()),
    _always("province_code", ORDERED),
    _always("regency_code", ORDERED),
    _always("district_code", ORDERED),
    _always("timezone", Text()),
    _always("edition", Text()),
    _always("pillars_status", Text(), server_default="INCOMPLETE"),
    Index("village_code", "code", unique=True),
    Index("village_kind", "kind", "code"),
)
# Without fastupdate: its pending list is read whole by every search until a vacuum comes by.
Index("village_words", lexemes(village.c.sought), postgresql_using="gin", postgresql_with={"fastupdate": "off"})

village_unit = Table(
    "village_unit",
    metadata,
    _key("village_id", Uuid()),
    _always("unit_id", Uuid()),
    Index("village_unit_unit", "unit_id"),
    comment="Who answers for a village, from both halves; apart from `village`, so that a change writes one narrow row.",
)

pillar_seat = Table(
    "pillar_seat",
    metadata,
    _key("village_id", Uuid()),
    _key("pillar", Text()),
    _always("title", Text()),
    _always("holder_id", Uuid()),
    _maybe("holder_name", Text()),
    _maybe("phone", Text()),
    _always("since", Date()),
    _maybe("assignment_id", Uuid()),
    comment="Seats that are held; a village without a row has the seat all the same, vacant.",
)

# What the officers service says.

unit = Table(
    "unit",
    metadata,
    _key("id", Uuid()),
    *_searchable(),
    _always("level", Text()),
    _always("kind", Text()),
    _maybe("parent_id", Uuid()),
    _maybe("path", ORDERED),
    _maybe("seat_code", ORDERED),
    _maybe("commander_id", Uuid()),
    _maybe("commander_since", Date()),
    _always("active", Boolean(), server_default=text("true")),
    Index("unit_parent", "parent_id", "name", "id"),
    Index("unit_name", "name", "id"),
    Index("unit_path", "path"),
    comment="`path` holds the ids of the units above and its own, each with a slash behind it: a subtree is a range.",
)
Index("unit_words", lexemes(unit.c.sought), postgresql_using="gin", postgresql_with={"fastupdate": "off"})

jurisdiction = Table(
    "jurisdiction",
    metadata,
    _key("unit_id", Uuid()),
    _key("code", ORDERED),
    _key("valid_from", Date()),
    _maybe("valid_to", Date()),
    _always("source", Text()),
    Index("jurisdiction_code", "code", "unit_id"),
)

officer = Table(
    "officer",
    metadata,
    _key("id", Uuid()),
    _always("service_number", Text()),
    _always("full_name", Text()),
    _maybe("phone", Text()),
    _always("rank", Text()),
    _always("position", Text()),
    _always("status", Text(), server_default="ACTIVE"),
    _always("unit_id", Uuid()),
    _maybe("unit_path", ORDERED),
    _always("languages", ARRAY(Text())),
    Index("officer_unit", "unit_id", "id"),
    Index("officer_path", "unit_path", "id"),
)

officer_competency = Table(
    "officer_competency",
    metadata,
    _key("officer_id", Uuid()),
    _key("competency", Text()),
    _always("acquired_on", Date()),
    _maybe("session_id", Uuid()),
)

assignment = Table(
    "assignment",
    metadata,
    _key("id", Uuid()),
    _always("officer_id", Uuid()),
    _always("village_id", Uuid()),
    _always("duty", Text()),
    _always("role", Text()),
    _always("status", Text()),
    _always("starts_on", Date()),
    _maybe("ends_on", Date()),
    _maybe("order_number", Text()),
    _maybe("order_date", Date()),
    _maybe("ended_on", Date()),
    Index("assignment_village", "village_id", "starts_on", "id"),
    Index("assignment_officer", "officer_id", "starts_on", "id"),
)

directive_task = Table(
    "directive_task",
    metadata,
    _key("directive_id", Uuid()),
    _key("officer_id", Uuid()),
    _always("session_id", Uuid()),
    _always("number", SmallInteger()),
    _always("issued_on", Date()),
    _maybe("due_on", Date()),
    _maybe("acknowledged_on", Date()),
    Index("directive_task_officer", "officer_id", "issued_on", "directive_id"),
    comment="What officers were asked to acknowledge, as their own service has it.",
)

# What the cooperation service says.

program = Table(
    "program",
    metadata,
    _key("id", Uuid()),
    _always("title_en", ORDERED),
    _maybe("title_id", Text()),
    _maybe("title_ja", Text()),
    *_claimed("started"),
    _maybe("partner_reference", Text()),
    Index("program_title", "title_en", "id"),
)

phase = Table(
    "phase",
    metadata,
    _key("program_id", Uuid()),
    _key("number", Integer()),
    _always("name", Text()),
    *_claimed("started"),
    _maybe("ended_value", Date()),
    _maybe("ended_precision", Text()),
    _maybe("ended_source", Text()),
)

program_agency = Table("program_agency", metadata, _key("program_id", Uuid()), _key("agency", ORDERED), _always("kind", Text()))

site = Table(
    "site",
    metadata,
    _key("id", Uuid()),
    _always("program_id", Uuid()),
    _maybe("unit_id", Uuid()),
    _always("region_codes", ARRAY(Text())),
    _always("status", Text()),
    _always("designated_on", Date()),
    Index("site_program", "program_id", "designated_on", "id"),
)

site_region = Table("site_region", metadata, _key("code", ORDERED), _key("site_id", Uuid()))

site_designation = Table(
    "site_designation",
    metadata,
    _key("site_id", Uuid()),
    _key("step", SmallInteger()),
    _always("status", Text()),
    *_claimed("on"),
    comment="Every status a site has had; `step` is the version of its stream.",
)

training = Table(
    "training",
    metadata,
    _key("id", Uuid()),
    _maybe("program_id", Uuid()),
    _maybe("phase_number", Integer()),
    _always("kind", Text()),
    _always("mode", Text()),
    _always("title", ORDERED),
    _always("venue_name", Text()),
    _maybe("venue_room", Text()),
    _maybe("venue_region_code", ORDERED),
    _always("starts_at", MOMENT),
    _always("timezone", Text()),
    _always("host_unit_id", Uuid()),
    _always("objectives", ARRAY(Text())),
    _always("competencies", ARRAY(Text())),
    _always("status", Text(), server_default="SCHEDULED"),
    _maybe("opener_officer_id", Uuid()),
    _maybe("opener_office", Text()),
    _maybe("opened_at", MOMENT),
    _maybe("closed_at", MOMENT),
    _maybe("participants", Integer()),
    _maybe("cancelled_because", Text()),
    Index("training_time", "starts_at", "id"),
    Index("training_program", "program_id", "starts_at", "id"),
    Index("training_host", "host_unit_id", "starts_at", "id"),
)

enrolment = Table(
    "enrolment",
    metadata,
    _key("training_id", Uuid()),
    _key("attendee", ORDERED),
    _always("role", Text()),
    _maybe("officer_id", Uuid()),
    _maybe("office", Text()),
    _maybe("attended_on", Date()),
    Index("enrolment_officer", "officer_id", "training_id", postgresql_where=text("attended_on is not null")),
    comment="Who is on the list of a training and, with a day, was there; `attendee` is the officer's id or the office.",
)

directive = Table(
    "directive",
    metadata,
    _key("id", Uuid()),
    _always("training_id", Uuid()),
    _always("number", SmallInteger()),
    _always("issuer", Text()),
    _always("theme", Text()),
    _always("text", Text()),
    _always("issued_on", Date()),
    _maybe("due_on", Date()),
    _always("addressed_to", ARRAY(Uuid())),
    Index("directive_training", "training_id", "number"),
)
