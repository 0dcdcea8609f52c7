"""What trainings of a programme came to, in the graph: courses held and participants, by year and Polda; counts only."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Integer, Text, cast, func, select

from libs.events.contracts.cooperation.training import RankGroup
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import column, many, one, rows_of
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.unit import PoliceUnit

enum_of(RankGroup)
OfPolda = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]

_s, _c = t.training.c, t.training_count.c
_year: Any = cast(func.extract("year", func.timezone(_s.timezone, _s.starts_at)), Integer())
_span: Any = func.concat(_year, "/", cast(_c.polda_id, Text()))
_counted: Any = t.training.join(t.training_count, _c.training_id == _s.id)
_people: Any = cast(func.sum(_c.participants), Integer()).label("participants")
FIGURES: Final = (
    select(
        _s.program_id,
        _span.label("span"),
        _year.label("year"),
        _c.polda_id,
        cast(func.count(_s.id.distinct()), Integer()).label("courses"),
        _people,
    )
    .select_from(_counted)
    .group_by(_s.program_id, _year, _c.polda_id)
    .subquery("training_figures")
)
GROUPS: Final = (
    select(_s.program_id, _span.label("span"), _c.rank_group, _people)
    .select_from(_counted)
    .group_by(_s.program_id, _year, _c.polda_id, _c.rank_group)
    .subquery("training_groups")
)


@rows_of(GROUPS, key="rank_group", visible=INSIDE)
@strawberry.type(description="Participants of one group of ranks.")
class RankGroupFigure:
    rank_group: RankGroup = column(description="The group of ranks (golongan kepangkatan).")
    participants: int = column(description="How many attendances of participants.")


@rows_of(FIGURES, key="span", visible=INSIDE)
@strawberry.type(description="What trainings of a programme came to for one Polda in a year: closed ones, and officers in them.")
class TrainingFigure:
    year: int = column(description="The year in which they began, where they were held.")
    courses: int = column(description="Trainings closed to which the Polda sent participants (jumlah pelatihan).")
    participants: int = column(description="Attendances of its participants (jumlah peserta): who came to two counts twice.")
    polda: OfPolda | None = one(lambda f, u: u.id == f.polda_id, description="The Polda; null for officers of Mabes.")
    rank_groups: list[RankGroupFigure] = many(
        lambda f, g: (g.program_id == f.program_id) & (g.span == f.span),
        order="rank_group",
        description="The participants by group of ranks.",
    )
