"""What directives ask of villages, in the graph: a list a village, each entry met by what was done there."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry

from libs.events.contracts.cooperation.training_session import Theme
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import Clauses
from services.gateway.graph.mapping import Node, column, one, rows_of
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.joint_activity import on_ground
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.training import Directive
from services.gateway.graph.visibility import TARGETS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.village import Village

enum_of(Theme)
AskedOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
AskedVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
ROWS: Final = on_ground(t.directive_target, "directive_targets")


@rows_of(ROWS, visible=TARGETS)
@strawberry.type(description="What a directive asks of a village (target arahan), met by what is done there.")
class DirectiveTarget(Node):
    theme: Theme = column(description="What the directive is about.")
    issued_on: date = column(description="The day it was issued.")
    due_on: date | None = column(description="By when it is to be done (tenggat).")
    met_on: date | None = column(
        description="The day it was done; of what was so already, the day of the directive; null until then."
    )
    shown_by: str | None = column(description="The event that shows it, as timelines name it.")
    directive: Directive | None = one(lambda x, d: d.id == x.directive_id, description="What it says.")
    officer: AskedOfficer | None = one(lambda x, o: o.id == x.officer_id, description="The officer it was addressed to.")
    village: AskedVillage = one(lambda x, v: v.id == x.village_id, description="The village.")
    timeline: Timeline = timeline(made_by("directive_target"))


OnlyMet: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="True: only those met; false: only those that are not.")
]


def targets(x: Any, met: OnlyMet = None) -> Clauses:
    if met is not None:
        yield x.met_on.is_not(None) if met else x.met_on.is_(None)
