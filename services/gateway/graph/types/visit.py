"""Visits to villages in the graph: who was where and how it ended for everybody inside, what was written down for few."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ARRAY, Date, Text, cast, func, or_, select

from libs.events.contracts.villages.village_visit import ActivityKind, HouseholdNeed, VisitFlag, VisitOutcome
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import Node, column, many, one, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.contact import ContactPerson
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE, RESTRICTED
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.village import Village

for _kind in (ActivityKind, HouseholdNeed, VisitFlag, VisitOutcome):
    enum_of(_kind)
VisitedVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
VisitingOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]


def _flags(visit: Any) -> Any:
    of = t.visit_flag.c
    found = select(of.flag).where(of.visit_id == visit.id).order_by(of.flag)
    return func.array(found.correlate_except(t.visit_flag).scalar_subquery(), type_=ARRAY(Text()))


def _assigned(visit: Any) -> Any:
    """Whether an assignment of the officer held in the village on the day that it was there."""
    held, place = t.assignment.c, t.village.c
    day = cast(func.timezone(place.timezone, visit.at), Date())
    over = func.least(held.ends_on, held.ended_on)
    found = select(held.id).where(
        held.village_id == visit.village_id,
        held.officer_id == visit.officer_id,
        or_(held.status == "CONFIRMED", held.status == "ENDED"),
        place.id == held.village_id,
        held.starts_on <= day,
        func.coalesce(day < over, True),
    )
    return found.correlate_except(t.assignment, t.village).exists()


def _met_in(visit: Any) -> Any:
    of = t.visit_contact.c
    found = select(of.contact_id).where(of.visit_id == visit.id).correlate_except(t.visit_contact).scalar_subquery()
    return func.any(func.array(found))


@rows_of(t.visit_finding, visible=INSIDE)
@strawberry.type(description="Something that was found on a visit (temuan); of a household, never who lives there.")
class VisitFinding:
    found_at: datetime = column(description="When it was found.")
    household_ref: str | None = sealed(
        seen_by=RESTRICTED, description="What the officer calls the house; null where it is withheld or erased."
    )
    people: int | None = column(description="How many live there.")
    needs: list[HouseholdNeed] = column(description="What they lack.")
    finding: str | None = sealed(seen_by=RESTRICTED, description="What was seen or heard; null where it is withheld or erased.")


@rows_of(t.village_visit, visible=INSIDE)
@strawberry.type(description="A visit to a village (sambang desa): planned or not, begun, ended in one of three ways.")
class VillageVisit(Node):
    kind: ActivityKind | None = column(
        lambda x: func.coalesce(x.activity, x.planned_activity, type_=Text()),
        description="What it was for; null while neither plan nor beginning has been reported.",
    )
    at: datetime = column(description="When it began, or what comes nearest to that of what has been reported.")
    planned_on: date | None = column(description="The day for which it was planned; null where it was not.")
    started_at: datetime | None = column(description="When it began; null until that is reported.")
    ended_at: datetime | None = column(description="When it ended; null until that is reported.")
    outcome: VisitOutcome | None = column(description="How it ended; null until that is reported.")
    pattern_code: str | None = column(description="Code of the proven pattern (pola) that was followed.")
    geo: str | None = sealed(seen_by=RESTRICTED, description="Where it began (geo URI); null where it is withheld or erased.")
    notes: str | None = sealed(seen_by=RESTRICTED, description="What is to be remembered; null where it is withheld or erased.")
    flags: list[VisitFlag] = column(
        _flags, description="What was in doubt when reports of it were taken, for a person to look at."
    )
    officer_assigned: bool = column(
        _assigned,
        description="Whether the officer was assigned to the village on that day, by all that is known by now; "
        "false where that is not known yet, and where it has turned out not to be so.",
    )
    village: VisitedVillage | None = one(lambda x, v: v.id == x.village_id, description="The village.")
    officer: VisitingOfficer | None = one(lambda x, o: o.id == x.officer_id, description="The officer who came.")
    contacts: list[ContactPerson] = many(
        lambda x, c: c.id == _met_in(x), order="id", description="The contact persons (tokoh desa) who were met."
    )
    findings: list[VisitFinding] = many(
        lambda x, f: f.visit_id == x.id, order="found_at id", description="What was found (temuan), in the order of finding."
    )
    timeline: Timeline = timeline(made_by("village_visit"))
