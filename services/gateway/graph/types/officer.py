"""Officers in the graph, with what they learnt, where they serve and what awaits them."""

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ARRAY, Text, func, select

from libs.events.contracts.officers.officer import Competency, OfficerStatus, Position, Rank
from libs.events.contracts.officers.village_assignment import AssignmentRole, Duty
from services.gateway.graph import filters
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, one, page, rows_of, sealed
from services.gateway.graph.reach import OFFICERS_EVENTS, OFFICERS_UNITS, made_by, reached
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.training import Directive, TrainingSession
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.types.visit import VillageVisit
from services.gateway.graph.visibility import INSIDE, OFFICERS, PERSONAL, SERVICE_NUMBERS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

for _kind in (Rank, Position, OfficerStatus, Competency, Duty, AssignmentRole):
    enum_of(_kind)
AssignedVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]


def _competencies(officer: Any) -> Any:
    of = t.officer_competency.c
    found = select(of.competency).where(of.officer_id == officer.id).order_by(of.competency)
    return func.array(found.correlate_except(t.officer_competency).scalar_subquery(), type_=ARRAY(Text()))


def _served(officer: Any) -> Any:
    """The villages where the officer is assigned today."""
    of = t.assignment.c
    today = func.current_date()
    found = select(of.village_id).where(
        of.officer_id == officer.id,
        of.status == "CONFIRMED",
        of.starts_on <= today,
        func.coalesce(today < of.ends_on, True),
    )
    return func.any(func.array(found.correlate_except(t.assignment).scalar_subquery()))


def _attended(officer: Any) -> Any:
    of = t.enrolment.c
    found = select(of.training_id).where(of.officer_id == officer.id, of.attended_on.is_not(None))
    return found.correlate_except(t.enrolment)


@explain
@strawberry.enum(description="How far an assignment has come.")
class AssignmentStatus(Enum):
    PROPOSED = "PROPOSED"
    """Waits for its order (*usulan*)."""
    CONFIRMED = "CONFIRMED"
    """Ordered (*ditetapkan*)."""
    ENDED = "ENDED"
    """It held, and no longer does (*berakhir*)."""
    WITHDRAWN = "WITHDRAWN"
    """It was never ordered (*ditarik*)."""


@rows_of(t.assignment, visible=INSIDE, past=(made_by("village_assignment"),))
@strawberry.type(description="An officer's assignment to a village (penugasan).")
class VillageAssignment(Node):
    duty: Duty = column(description="What the officer does in the village.")
    role: AssignmentRole = column(description="Whether the officer holds the post or stands in.")
    status: AssignmentStatus = column(description="How far it has come.")
    starts_on: date = column(description="The first day on which it holds.")
    ends_on: date | None = column(description="The first day on which it no longer holds, as ordered.")
    ended_on: date | None = column(description="The day on which it was in fact ended.")
    order_number: str | None = column(description="Number of the order (surat perintah, Sprin) behind it.")
    order_date: date | None = column(description="Date of that order.")
    officer: "Officer | None" = one(
        lambda a, o: o.id == a.officer_id,
        past=Past(reached(t.assignment.c.officer_id, t.assignment.c.id)),
        description="The officer assigned.",
    )
    village: AssignedVillage | None = one(
        lambda a, v: v.id == a.village_id,
        past=Past(reached(t.assignment.c.village_id, t.assignment.c.id)),
        description="The village.",
    )
    timeline: Timeline = timeline(made_by("village_assignment"))


@rows_of(t.directive_task, key="directive_id", visible=INSIDE, past=())
@strawberry.type(description="A directive (arahan) put before an officer, to be acknowledged.")
class DirectiveTask:
    number: int = column(description="Its number within the session.")
    issued_on: date = column(description="The day it was issued.")
    due_on: date | None = column(description="By when it is to be done.")
    acknowledged_on: date | None = column(description="When the officer acknowledged it; null until then.")
    directive: Directive | None = one(
        lambda task, d: d.id == task.directive_id,
        past=Past(reached(t.directive_task.c.session_id, t.directive_task.c.officer_id)),
        description="What it says.",
    )


@rows_of(t.officer, visible=OFFICERS, past=(OFFICERS_EVENTS,))
@strawberry.type(description="A police officer (anggota Polri).")
class Officer(Node):
    service_number: str | None = sealed(
        seen_by=SERVICE_NUMBERS, description="Service number (NRP), for those who keep personnel."
    )
    name: str | None = sealed(
        lambda o: o.full_name, seen_by=PERSONAL, description="Full name; null where it is withheld or erased."
    )
    phone: str | None = sealed(seen_by=PERSONAL, description="Telephone number; null where there is none, withheld or erased.")
    rank: Rank = column(description="Rank (pangkat).")
    position: Position = column(description="Office held within the unit (jabatan).")
    status: OfficerStatus = column(description="Whether duties can be given.")
    languages: list[str] = column(description="Languages spoken with residents.")
    competencies: list[Competency] = column(_competencies, past=OWN, description="What was learnt in trainings.")
    unit: PoliceUnit = one(lambda o, u: u.id == o.unit_id, past=Past(OFFICERS_UNITS), description="The unit (satuan) served in.")
    assignments: list[VillageAssignment] = many(
        lambda o, a: a.officer_id == o.id,
        order="starts_on id",
        past=Past(reached(t.assignment.c.id, t.assignment.c.officer_id)),
        description="Assignments to villages (penugasan), ended ones too.",
    )
    trainings: Connection[TrainingSession] = page(
        lambda o, s: s.id.in_(_attended(o)),
        order="-starts_at -id",
        past=Past(reached(t.enrolment.c.training_id, t.enrolment.c.officer_id, t.enrolment.c.attended_on.is_not(None))),
        description="The trainings attended, latest first.",
    )
    directives: Connection[DirectiveTask] = page(
        lambda o, task: task.officer_id == o.id,
        order="-issued_on -directive_id",
        past=OWN,
        description="The directives (arahan) received, latest first.",
    )
    visits: Connection[VillageVisit] = page(
        lambda o, x: x.officer_id == o.id,
        order=filters.visits_order,
        where=filters.visits,
        description="The visits (sambang) the officer reported, latest first.",
    )
    visits_due: Connection[AssignedVillage] = page(
        lambda o, v: v.id == _served(o),
        order="code",
        where=filters.not_visited,
        clock=True,
        description="The villages the officer serves in which nobody has completed a visit for so many days.",
    )
    timeline: Timeline = timeline(made_by("officer"))
