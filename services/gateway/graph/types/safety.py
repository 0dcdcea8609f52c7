"""Safety surveys in the graph, and the index of safety and trust: only what is about enough people, never a tally."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import strawberry
from sqlalchemy import Float, Integer, cast, func, literal_column, or_, select

from libs.events.contracts.cooperation.pilot_site import SiteStatus
from libs.events.contracts.villages.safety_survey import SurveyMethod
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import Clauses, Within, covers, lies_now
from services.gateway.graph.mapping import Connection, Node, column, many, one, page, rows_of
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.region import Region
    from services.gateway.graph.types.village import Village

enum_of(SurveyMethod)
SurveyRegion = Annotated["Region", strawberry.lazy("services.gateway.graph.types.region")]
SurveyVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]

_SITES: Final = tuple(status.value for status in SiteStatus if status not in (SiteStatus.CANDIDATE, SiteStatus.WITHDRAWN))
"""In which the practice is at work: an independent one goes on by itself."""


@explain
@strawberry.enum(description="How far a safety survey has come.")
class SurveyState(enum.Enum):
    OPEN = "OPEN"
    """Tallies are taken (*pencacahan*)."""
    CLOSED = "CLOSED"
    """All tallies are in (*ditutup*)."""
    PUBLISHED = "PUBLISHED"
    """Its indices are published (*diterbitkan*)."""


@explain
@strawberry.enum(description="How large the area of an index is.")
class IndexLevel(enum.Enum):
    VILLAGE = "VILLAGE"
    """A village (*desa, kelurahan*)."""
    DISTRICT = "DISTRICT"
    """A district (*kecamatan*)."""
    REGENCY = "REGENCY"
    """A regency or city (*kabupaten, kota*)."""


def _tenths(value: Any) -> Any:
    """Of permille: points of 100."""
    return cast(value, Float()) / literal_column("10.0", Float())


def _share(part: str) -> Any:
    return lambda i: cast(getattr(i, part), Float()) / i.respondents


def _lies(index: Any) -> Any:
    """The code that the area has now, or had last."""
    return lies_now(index.place_id, index.code)


def _in_site(index: Any) -> Any:
    """Whether the area lies in a region that a site covers, by the codes of today."""
    at, of = t.site_region.c, t.site.c
    found: Any = select(literal_column("1")).where(
        at.site_id == of.id, at.valid_to.is_(None), or_(*(of.status == one for one in _SITES)), covers(at.code, _lies(index))
    )
    return found.correlate_except(t.site_region, t.site).exists()


@rows_of(t.safety_index, visible=INSIDE)
@strawberry.type(
    description="The index of safety and trust (indeks rasa aman dan kepercayaan) of an area: an estimate from those who were "
    "asked. Where too few were, there is none; they count in that of the area around it."
)
class SafetyIndex:
    level: IndexLevel = column(description="How large the area is.")
    code: str = column(description="The area's code (kode wilayah) when it was published.")
    index: float = column(lambda i: _tenths(i.index_permille), description="0 to 100 points, one decimal.")
    margin: float = column(
        lambda i: _tenths(i.margin_permille),
        description="Points by which it may be off either way, at the most, in 95 of 100 simple random samples.",
    )
    respondents: int = column(description="How many were asked (responden); each weighs the same.")
    safe_at_night: float = column(
        _share("safe_at_night"), description="The share who feel safe walking alone at night (SDG 16.1.4), 0 to 1."
    )
    activity_runs_normally: float = column(
        _share("activity_runs_normally"), description="The share who say that activities go on as usual, 0 to 1."
    )
    trust_in_police: float = column(_share("trust_in_police"), description="The share who trust the police, 0 to 1.")
    victimised: float = column(
        _share("victimised"), description="The share who were victims of a crime within twelve months, 0 to 1."
    )
    formula: int = column(description="The version of the formula by which it was worked out.")
    in_pilot_site: bool = column(
        _in_site, description="Whether the area lies in a pilot site, a model site or a pilot project (situs percontohan)."
    )
    survey: "SafetySurvey" = one(lambda i, s: s.id == i.survey_id, description="The survey, with its method and its window.")
    region: SurveyRegion | None = one(lambda i, r: r.id == i.place_id, description="The region, if it is one.")
    village: SurveyVillage | None = one(lambda i, v: v.id == i.village_id, description="The village, if it is one.")


OfIndexLevel: TypeAlias = Annotated[IndexLevel | None, strawberry.argument(description="Only of areas of this size.")]
InPilotSite: TypeAlias = Annotated[
    bool | None, strawberry.argument(description="Only of areas in pilot or model sites, or only of the others.")
]


def indices(i: Any, level: OfIndexLevel = None, in_pilot_site: InPilotSite = None) -> Clauses:
    if level is not None:
        yield i.level == level.value
    if in_pilot_site is not None:
        yield _in_site(i) if in_pilot_site else ~_in_site(i)


@rows_of(t.safety_survey, visible=INSIDE)
@strawberry.type(description="A survey of safety and trust (survei rasa aman dan kepercayaan) in a regency or district.")
class SafetySurvey(Node):
    region_code: str = column(description="Code of the regency or district (kode wilayah) when it was opened.")
    region: SurveyRegion | None = one(
        lambda s, r: r.id == s.place_id, description="The regency or district, whatever its code is now."
    )
    method: SurveyMethod = column(description="How people were asked (cara).")
    opens_on: date = column(description="The first day on which people were asked.")
    closes_on: date = column(description="The last.")
    questionnaire_version: int = column(description="The version of the questionnaire (versi kuesioner).")
    state: SurveyState = column(description="How far it has come.")
    respondents: int = column(description="How many were asked, as far as tallies have come in.")
    villages: int = column(description="In how many villages.")
    closed_at: datetime | None = column(description="When it was closed; null until then.")
    published_at: datetime | None = column(description="When its indices were published; null until then.")
    formula: int | None = column(description="The version of the formula; null until it is published.")
    min_respondents: int | None = column(description="How many were needed for an index; null until it is published.")
    indices: Connection[SafetyIndex] = page(
        lambda s, i: i.survey_id == s.id,
        order="code",
        where=indices,
        description="The indices published of it, by code: the region itself, its districts, its villages.",
    )
    timeline: Timeline = timeline(made_by("safety_survey"))


OfSurveyState: TypeAlias = Annotated[SurveyState | None, strawberry.argument(description="Only those that have come so far.")]


def surveys_within(s: Any, region: Within = None, state: OfSurveyState = None) -> Clauses:
    if region is not None:
        yield covers(region, lies_now(s.place_id, s.region_code))
    if state is not None:
        yield s.state == state.value


def _latest(index: Any) -> Any:
    later = t.safety_index.alias("later").c
    found: Any = select(literal_column("1")).where(
        later.place_id == index.place_id, func.row(later.closes_on, later.id) > func.row(index.closes_on, index.id)
    )
    return ~found.correlate_except(later.id.table).exists()


def latest_indices(i: Any, region: Within = None, level: OfIndexLevel = None, in_pilot_site: InPilotSite = None) -> Clauses:
    yield _latest(i)
    if region is not None:
        yield covers(region, _lies(i))
    yield from indices(i, level, in_pilot_site)


def _compared() -> Any:
    """The latest indices of districts, in sites and elsewhere, taken together by how many were asked."""
    i = t.safety_index.alias("compared").c
    each = (i.formula, i.respondents, i.index_permille, _in_site(i).label("in_pilot_site"))
    of = select(*each).where(i.level == IndexLevel.DISTRICT.value, _latest(i)).subquery("each_compared").c
    asked: Any = cast(func.sum(of.respondents), Float())
    weighed: Any = cast(func.sum(of.index_permille * of.respondents), Float())
    found = select(
        func.concat(of.formula, literal_column("'/'"), of.in_pilot_site).label("grouped"),
        of.formula,
        of.in_pilot_site,
        cast(func.count(), Integer()).label("districts"),
        cast(func.sum(of.respondents), Integer()).label("respondents"),
        _tenths(weighed / asked).label("index"),
    )
    return found.group_by(of.formula, of.in_pilot_site).subquery("comparison")


@rows_of(_compared(), key="grouped", visible=INSIDE)
@strawberry.type(description="What the latest indices of districts come to, taken together: each respondent weighs the same.")
class SafetyComparison:
    in_pilot_site: bool = column(description="Whether these are the districts in pilot or model sites, or all others.")
    formula: int = column(description="The version of the formula: those of another are told apart.")
    districts: int = column(description="How many districts have an index.")
    respondents: int = column(description="How many people were asked in them.")
    index: float = column(description="0 to 100 points.")


def latest(on: Any, whose: str) -> Any:
    """The index of the survey that ended last, of those that have one for this area."""
    return one(
        on,
        order="-closes_on -id",
        description=f"The latest index of safety and trust (indeks rasa aman) of the {whose}; null where none was published.",
    )


def history(on: Any) -> Any:
    """One a survey, the latest first."""
    return many(
        on,
        order="-closes_on -id",
        first=12,
        description="Its indices over the surveys, the latest first; compare those of the same formula and method.",
    )
