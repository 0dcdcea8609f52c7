"""Officers in the graph, with what they learnt, where they serve and what awaits them."""

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import ARRAY, Text, and_, func, select

from libs.events.contracts.officers.officer import Competency, OfficerStatus, Position, Rank
from libs.events.contracts.officers.village_assignment import AssignmentHandedOver, AssignmentRole, Duty, FitCriterion
from services.gateway.graph import filters
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, one, page, rows_of, same, sealed
from services.gateway.graph.reach import OFFICERS_EVENTS, OFFICERS_UNITS, made_by, reached, then, told
from services.gateway.graph.types.environment import OF_ASSIGNMENTS, VillageEnvironment
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.training import Directive, TrainingSession
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.types.visit import VillageVisit
from services.gateway.graph.visibility import INSIDE, OFFICERS, ORDERS, PERSONAL, SERVICE_NUMBERS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

for _kind in (Rank, Position, OfficerStatus, Competency, Duty, AssignmentRole, FitCriterion):
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


@rows_of(t.fit_reason, key="criterion", visible=INSIDE, past=())
@strawberry.type(description="What one criterion contributes to a fit.")
class FitReason:
    criterion: FitCriterion = column(description="By what the officer was compared with the village.")
    points: int = column(description="Points given.")
    of: int = column(description="The most that it could contribute.")


@strawberry.type(description="How an officer fits the environment of a village (kesesuaian lingkungan).")
class EnvironmentFit:
    score: int = column(lambda a: a.fit_score, description="Points of 100.")
    threshold: int = column(lambda a: a.fit_threshold, description="Below which a reason was required.")
    below_threshold: bool = column(
        lambda a: a.fit_score < a.fit_threshold, description="Whether there are fewer points than that."
    )
    formula: int = column(lambda a: a.fit_formula, description="The version of the formula.")
    reasons: list[FitReason] = many(
        lambda a, r: r.assignment_id == a.id, order="criterion", past=OWN, description="What the score is made of."
    )
    environment: VillageEnvironment | None = one(
        lambda a, e: e.id == a.assessment_id,
        past=Past(through=(OF_ASSIGNMENTS,)),
        description="The assessment (penilaian) that it rests on.",
    )


@strawberry.type(description="How a village was handed over from one assignment to the next (serah terima).")
class Handover:
    handed_over_on: date = column(description="The day.")
    contact_ids: list[strawberry.ID] = column(description="The contact persons (tokoh yang dihubungi), by id.")
    warning_ids: list[strawberry.ID] = column(description="The warnings (peringatan dini) that were open, by id.")
    successor: "VillageAssignment | None" = one(
        lambda a, s: s.id == a.successor_id,
        past=Past(told("successor_id", AssignmentHandedOver)),
        description="The assignment that took over.",
    )


def _not_handed_over(assignment: Any) -> Any:
    held = and_(assignment.status == "ENDED", assignment.role == AssignmentRole.PRIMARY.value)
    return and_(held, assignment.handed_over_on.is_(None))


OFFICERS_OF: Final = then(reached(t.assignment.c.officer_id, t.assignment.c.id), OFFICERS_EVENTS)
"""By assignments: what decides who may read why an officer was chosen."""


@rows_of(t.assignment, visible=INSIDE, past=(made_by("village_assignment"), OFFICERS_OF))
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
    override_reason: str | None = sealed(
        seen_by=ORDERS,
        description="Why it stands although the fit is below the threshold (alasan pengecualian); null where withheld.",
    )
    fit: EnvironmentFit | None = same(
        lambda a: a.fit_score, description="How the officer fits the village; null until its environment is assessed."
    )
    handover: Handover | None = same(
        lambda a: a.handed_over_on, description="How it was handed over (serah terima); null where it was not."
    )
    not_handed_over: bool = column(
        _not_handed_over, description="Whether the post was left without handing it over (tanpa serah terima)."
    )
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
        where=filters.directives,
        past=OWN,
        description="The directives (arahan) received, latest first.",
    )
    villages: Connection[AssignedVillage] = page(
        lambda o, v: v.id == _served(o),
        order="code id",
        clock=True,
        description="The villages (desa binaan) where the officer is assigned today, standing in included.",
    )
    visits: Connection[VillageVisit] = page(
        lambda o, x: x.officer_id == o.id,
        order=filters.visits_order,
        where=filters.visits,
        description="The visits (sambang) the officer reported, latest first.",
    )
    visits_due: Connection[AssignedVillage] = page(
        lambda o, v: v.id == _served(o),
        order="code id",
        where=filters.not_visited,
        clock=True,
        description="The villages the officer serves in which nobody has completed a visit for so many days.",
    )
    timeline: Timeline = timeline(made_by("officer"))
