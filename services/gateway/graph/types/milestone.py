"""Milestones of programmes in the graph: what happened when, who says so, and whether that can be relied upon."""

from datetime import date
from typing import Annotated, Any, TypeAlias

import strawberry
from sqlalchemy import func, select

from libs.events.contracts.values import Precision
from services.gateway.graph.filters import Clauses
from services.gateway.graph.mapping import Node, column, many, one, rows_of, same, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.site import PilotSite
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.titles import FIRST, Titles
from services.gateway.graph.visibility import AT_HEADQUARTERS, INSIDE
from services.gateway.read_model import tables as t


def _sites_of(milestone: Any) -> Any:
    of = t.milestone_site.c
    found = select(of.site_id).where(of.milestone_id == milestone.id).correlate_except(t.milestone_site).scalar_subquery()
    return func.any(func.array(found))


@strawberry.type(description="A number that a source tells (jumlah), and of what.")
class MilestoneCount:
    number: int = column(lambda m: m.count_number, description="How many.")
    en: str = column(lambda m: m.count_of_en, description="Of what, in English.")
    id: str | None = column(lambda m: m.count_of_id, description="In Indonesian.")
    ja: str | None = column(lambda m: m.count_of_ja, description="In Japanese.")


@rows_of(t.milestone, visible=INSIDE, past=(made_by("milestone"),))
@strawberry.type(description="What a source tells of a programme's way (tonggak sejarah).")
class Milestone(Node):
    title: str = column(lambda m: m.title_en, description="In English.")
    titles: Titles = same(description="In each language.")
    on: date = column(lambda m: m.happened_value, description=f"When it was, or began; {FIRST}.")
    precision: Precision = column(lambda m: m.happened_precision, description="How exactly that is known.")
    source: str = column(lambda m: m.happened_source, description="Who says so.")
    until: date | None = column(lambda m: m.until_value, description=f"When it was over, where it took longer; {FIRST}.")
    until_precision: Precision | None = column(description="How exactly that is known.")
    confirmed: bool = column(
        description="Whether it can be relied upon (dikonfirmasi): what is not is no fact, and is not to be shown as one."
    )
    confirmed_by: str | None = column(description="The source by which it was confirmed later; null where it was not.")
    count: MilestoneCount | None = same(
        lambda m: m.count_number, description="A number that the source tells, where it tells one and not which."
    )
    withdrawn: bool = column(description="Whether it was taken back (ditarik) as wrong.")
    reason: str | None = sealed(seen_by=AT_HEADQUARTERS, description="Why it was taken back (alasan), for headquarters.")
    program: CooperationProgram | None = one(lambda m, p: p.id == m.program_id, description="The programme.")
    sites: list[PilotSite] = many(
        lambda m, s: s.id == _sites_of(m),
        order="designated_on id",
        description="The sites (situs percontohan) that it is about, where the source tells which.",
    )
    timeline: Timeline = timeline(made_by("milestone"))


Since: TypeAlias = Annotated[date | None, strawberry.argument(description="Only those on this day or later.")]
Until: TypeAlias = Annotated[date | None, strawberry.argument(description="Only those before this day.")]
Confirmed: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="Only those that can be relied upon, or only the others.")
]


def milestones(m: Any, since: Since = None, until: Until = None, confirmed: Confirmed = None) -> Clauses:
    """Those that were not taken back."""
    yield m.withdrawn.is_(False)
    if since is not None:
        yield m.happened_value >= since
    if until is not None:
        yield m.happened_value < until
    if confirmed is not None:
        yield m.confirmed.is_(confirmed)
