"""Trainings in the graph, with who was there and which directives were issued."""

from datetime import date, datetime
from enum import Enum
from typing import Any, Final

import strawberry
from sqlalchemy import Date, Integer, Text, case, cast, func, select

from libs.events.contracts.cooperation.training_session import AttendeeRole, SessionKind, SessionMode, Theme
from libs.events.contracts.officers.officer import Competency
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import held_on
from services.gateway.graph.mapping import OWN, Node, Past, column, many, one, rows_of, same
from services.gateway.graph.reach import made_by, reached, then
from services.gateway.graph.types.follow_up import DirectiveFollowUp
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.region import Region
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.training_list import Attendee, ParticipantCount, TrainingInvitation
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

for _kind in (SessionKind, SessionMode, Theme, AttendeeRole, Competency):
    enum_of(_kind)


def _acknowledged(directive: Any) -> Any:
    task = t.directive_task.c
    found = select(func.count(type_=Integer())).where(task.directive_id == directive.id, task.acknowledged_on.is_not(None))
    return found.select_from(t.directive_task).correlate_except(t.directive_task).scalar_subquery()


def _passed(training: Any) -> Any:
    on_list = t.enrolment.c
    found = select(func.count(type_=Integer())).where(
        on_list.training_id == training.id,
        on_list.role == AttendeeRole.PARTICIPANT.value,
        ~on_list.withdrawn,
        on_list.passed,
    )
    return case((training.assessed, found.correlate_except(t.enrolment).scalar_subquery()))


ADDRESSED: Final = then(
    reached(t.directive_task.c.officer_id, t.directive.c.training_id, t.directive_task.c.directive_id == t.directive.c.id),
    made_by("officer"),
)
"""By trainings: the streams of the officers whom their directives were put before."""


@explain
@strawberry.enum(description="How far a training has come.")
class TrainingStatus(Enum):
    SCHEDULED = "SCHEDULED"
    """Announced (*terjadwal*)."""
    OPEN = "OPEN"
    """Under way (*berlangsung*)."""
    CLOSED = "CLOSED"
    """Held and closed (*selesai*)."""
    CANCELLED = "CANCELLED"
    """Called off (*dibatalkan*)."""


def _stands_in(training: Any) -> Any:
    """By the code that the region had on the day of the training, whatever became of the code."""
    return held_on(training.venue_region_code, cast(func.timezone(training.timezone, training.starts_at), Date()))


@strawberry.type(description="Where a training is held (tempat).")
class Venue:
    name: str = column(lambda s: s.venue_name, description="The house.")
    room: str | None = column(lambda s: s.venue_room, description="The room in it.")
    region: Region | None = one(
        lambda s, r: r.id == _stands_in(s),
        past=Past(reached(t.region.c.id, t.training.c.id, t.region.c.id == _stands_in(t.training.c))),
        description="The region it stands in.",
    )


@strawberry.type(description="How many of the officers addressed have acknowledged a directive.")
class Acknowledgements:
    acknowledged: int = column(_acknowledged, past=Past(through=(ADDRESSED,)), description="Officers who acknowledged it.")
    addressed: int = column(
        lambda d: func.cardinality(d.addressed_to, type_=Integer()), description="Officers it was addressed to."
    )


@rows_of(t.directive, visible=INSIDE, past=(made_by("training_session"),))
@strawberry.type(description="Something the officers present are given to do (arahan).")
class Directive(Node):
    number: int = column(description="Its number within the session, in the order of issue.")
    issuer: str = column(description="The office (jabatan) that issued it.")
    theme: Theme = column(description="What it is about.")
    text: str = column(description="What it says.")
    issued_on: date = column(description="The day it was issued.")
    due_on: date | None = column(description="By when it is to be done (tenggat).")
    acknowledgements: Acknowledgements = same(description="How far it has reached those it was addressed to.")
    to_roles: list[AttendeeRole] = column(description="As what those present were on the list whom it was meant for; empty: all.")
    units: list[PoliceUnit] = many(
        lambda d, u: u.id == func.any(d.to_units),
        order="name id",
        description="The units it was meant for; empty: all of those present.",
    )
    follow_ups: list[DirectiveFollowUp] = many(
        lambda d, f: f.directive_id == d.id,
        order="unit_id",
        description="How far it is followed up (tindak lanjut), by the unit of those addressed.",
    )
    training: "TrainingSession" = one(lambda d, s: s.id == d.training_id, past=OWN, description="The session it was issued in.")
    timeline: Timeline = timeline(
        made_by("training_session"),
        ADDRESSED,
        of=lambda d: d.training_id,
        only=lambda d, entry: entry.directive == cast(d.id, Text()),
        cost=1_000,
    )


@rows_of(t.training, visible=INSIDE, past=(made_by("training_session"),))
@strawberry.type(description="A training (pelatihan): scheduled, opened, attended, closed.")
class TrainingSession(Node):
    title: str = column(description="As announced.")
    kind: SessionKind = column(description="What sort of session.")
    mode: SessionMode = column(description="Where the participants are.")
    status: TrainingStatus = column(description="How far it has come.")
    starts_at: datetime = column(description="When it starts.")
    timezone: str = column(description="IANA name of the zone in which the start was announced.")
    venue: Venue = same(description="Where it is held.")
    objectives: list[str] = column(description="What it is to achieve.")
    competencies: list[Competency] = column(description="What participants learn.")
    opened_at: datetime | None = column(description="When it was opened.")
    closed_at: datetime | None = column(description="When it was closed.")
    participants: int | None = column(description="How many participants attended, known when it is closed.")
    passed: int | None = column(
        _passed,
        past=OWN,
        description="How many participants passed its assessment (lulus), as told last; null where there is none.",
    )
    phase_number: int | None = column(description="The phase of the programme it belongs to.")
    program: CooperationProgram | None = one(
        lambda s, p: p.id == s.program_id,
        past=Past(reached(t.training.c.program_id, t.training.c.id)),
        description="The programme it belongs to.",
    )
    host: PoliceUnit | None = one(
        lambda s, u: u.id == s.host_unit_id,
        past=Past(reached(t.training.c.host_unit_id, t.training.c.id)),
        description="The unit that holds it.",
    )
    last_day: date | None = column(description="The last day (hari terakhir) of a training of more than one.")
    assessed: bool = column(description="Whether participants learn something only by passing an assessment (penilaian).")
    called_off_because: str | None = column(seen_by=INSIDE, description="Why it was called off (alasan pembatalan).")
    invitations: list[TrainingInvitation] = many(
        lambda s, i: i.training_id == s.id, order="unit_id", description="The units invited (satuan yang diundang)."
    )
    counts: list[ParticipantCount] = many(
        lambda s, c: c.training_id == s.id,
        order="number",
        description="The officers among the participants by Polda and group of ranks, known when it is closed.",
    )
    attendees: list[Attendee] = many(
        lambda s, a: (a.training_id == s.id) & ~a.withdrawn,
        order="attendee",
        past=OWN,
        description="Everybody on its list, with or without attendance.",
    )
    directives: list[Directive] = many(
        lambda s, d: d.training_id == s.id, order="number", past=OWN, description="The directives (arahan) issued in it."
    )
    timeline: Timeline = timeline(made_by("training_session"))
