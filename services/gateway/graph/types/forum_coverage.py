"""Which villages have a forum of police and community in the graph, within a region and a unit's subtree, on the day."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Double, case, cast, func, literal_column

from services.gateway.graph.mapping import Connection, column, page, rows_of
from services.gateway.graph.types.coverage import counted, counted_in
from services.gateway.graph.types.forum_ground import doubled, of_ground
from services.gateway.graph.visibility import GAPS

if TYPE_CHECKING:
    from services.gateway.graph.types.village import Village

SomeVillages = Connection[Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]]


def _how(of: Any) -> Any:
    return case(
        (of.status == "SUSPENDED", "SUSPENDED"),
        (of.model.is_(None), "CUSTOMARY"),
        (of.term_ends_on <= func.current_date(), "TERM_OVER"),
        else_="FORMED",
    )


def _standing(village_id: Any) -> Any:
    """How a village stands with a forum of its own, counted once; those of its zones do not count."""
    return func.coalesce(of_ground(village_id, _how), literal_column("'NONE'"))


COVERAGE: Final = counted(
    "forum_coverage",
    _standing,
    formed="FORMED",
    customary="CUSTOMARY",
    term_over="TERM_OVER",
    suspended="SUSPENDED",
    without="NONE",
)


@rows_of(COVERAGE, key="code", visible=GAPS, clock=True)
@strawberry.type(description="How many villages have a forum of police and community today, and which have none (cakupan FKPM).")
class ForumCoverage:
    villages: int = column(description="How many villages (desa, kelurahan) there are.")
    formed: int = column(description="Those with a forum at work in its term of office (FKPM).")
    customary: int = column(description="Those with a recognised forum of custom instead (forum adat).")
    term_over: int = column(description="Those whose forum's term of office is over (masa bakti berakhir).")
    suspended: int = column(description="Those whose forum may not meet (dibekukan).")
    without: int = column(description="Those that have none (belum ada).")
    share: float | None = column(
        lambda c: cast(c.formed + c.customary, Double()) / func.nullif(cast(c.villages, Double()), 0.0),
        description="The share of villages with one at work, of custom or not, 0 to 1; null where there are no villages.",
    )
    villages_without: SomeVillages = page(
        lambda c, v: counted_in(c, v) & (_standing(v.id) == "NONE"),
        order="code",
        clock=True,
        cost=1_000,
        description="The villages that have none.",
    )
    villages_doubled: SomeVillages = page(
        lambda c, v: counted_in(c, v) & doubled(v.id),
        order="code",
        clock=True,
        cost=1_000,
        description="The villages that have more than one since others became part of them (dua FKPM): counted once, and one "
        "forum is to be dissolved.",
    )
