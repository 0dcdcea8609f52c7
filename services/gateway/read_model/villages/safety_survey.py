"""Safety surveys and the indices published of them, as tables: what was tallied of a village is in none."""

from typing import Final
from uuid import UUID

from sqlalchemy import Date, Index, Integer, SmallInteger, Table, Text, Uuid, bindparam, text, update

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.region import RegionLevel
from libs.events.contracts.villages.safety_survey import (
    AreaIndex,
    SafetyTrustIndexPublished,
    SurveyClosed,
    SurveyOpened,
    SurveyTallyRecorded,
    VillageIndex,
    VillageIndicesPublished,
)
from services.gateway.read_model.columns import MOMENT, ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection
from services.gateway.read_model.villages.boundary import holder_of

safety_survey: Final = Table(
    "safety_survey",
    metadata,
    key("id", Uuid()),
    always("region_code", ORDERED),
    maybe("place_id", Uuid()),
    always("method", Text()),
    always("opens_on", Date()),
    always("closes_on", Date()),
    always("questionnaire_version", Integer()),
    always("state", Text(), server_default="OPEN"),
    always("respondents", Integer(), server_default=text("0")),
    always("villages", Integer(), server_default=text("0")),
    maybe("closed_at", MOMENT),
    maybe("published_at", MOMENT),
    maybe("formula", SmallInteger()),
    maybe("min_respondents", Integer()),
    Index("safety_survey_window", "closes_on", "id"),
    Index("safety_survey_region", "region_code", "closes_on", "id"),
    comment="`region_code` is of when it was opened, `place_id` the region, whatever its code is now.",
)

safety_index: Final = Table(
    "safety_index",
    metadata,
    key("id", ORDERED),
    always("survey_id", Uuid()),
    always("level", Text()),
    always("code", ORDERED),
    maybe("village_id", Uuid()),
    maybe("place_id", Uuid()),
    always("closes_on", Date()),
    always("formula", SmallInteger()),
    always("respondents", Integer()),
    always("safe_at_night", Integer()),
    always("activity_runs_normally", Integer()),
    always("trust_in_police", Integer()),
    always("victimised", Integer()),
    always("index_permille", SmallInteger()),
    always("margin_permille", SmallInteger()),
    Index("safety_index_survey", "survey_id", "code"),
    Index("safety_index_area", "place_id", "closes_on", "id"),
    Index("safety_index_village", "village_id", "closes_on", "id"),
    Index("safety_index_level", "level", "code"),
    comment="`id`: the survey's id, a slash, the code of the region or the id of the village; `closes_on` is the survey's. "
    "`place_id` is the region or village, whatever its code is now; null where the region is not registered.",
)

VILLAGE: Final = "VILLAGE"
"""The level of a village's index; that of a region's is the region's."""
_LEVELS: Final = tuple(RegionLevel)
_I, _S = safety_index.c, safety_survey.c
_AREA, _REGION = holder_of(safety_index, "code"), holder_of(safety_survey, "region_code")
PLACED: Final = update(safety_index).where(_I.survey_id == bindparam("survey"), _I.village_id.is_(None)).values(place_id=_AREA)
"""Regions have by then whatever code the survey names them by, or had it last."""
SURVEYED: Final = update(safety_survey).where(_S.id == bindparam("survey")).values(place_id=_REGION)


@projection.on(SurveyOpened)
def survey_opened(event: SurveyOpened, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        safety_survey,
        id=recorded.key,
        region_code=event.region_code,
        method=event.method,
        opens_on=event.opens_on,
        closes_on=event.closes_on,
        questionnaire_version=event.questionnaire_version,
    )
    changes.run(SURVEYED, {"survey": recorded.key})


@projection.on(SurveyTallyRecorded)
def tally_recorded(event: SurveyTallyRecorded, recorded: Recorded, changes: Changes) -> None:
    """How far it has come, and nothing of what was said."""
    changes.change(safety_survey, recorded.key, respondents=event.respondents_so_far, villages=event.villages_so_far)


@projection.on(SurveyClosed)
def survey_closed(event: SurveyClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(safety_survey, recorded.key, state="CLOSED", closed_at=event.closed_at)


@projection.on(SafetyTrustIndexPublished)
def index_published(event: SafetyTrustIndexPublished, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        safety_survey,
        recorded.key,
        state="PUBLISHED",
        published_at=event.published_at,
        formula=event.formula,
        min_respondents=event.min_respondents,
    )
    for area in event.areas:
        level = _LEVELS[area.code.count(".")]
        changes.put(safety_index, id=f"{recorded.key}/{area.code}", level=level, **_estimate(recorded.key, event, area))
    changes.run(PLACED, {"survey": recorded.key})


@projection.on(VillageIndicesPublished)
def villages_published(event: VillageIndicesPublished, recorded: Recorded, changes: Changes) -> None:
    for one in event.villages:
        key = {
            "id": f"{recorded.key}/{one.village_id}",
            "level": VILLAGE,
            "village_id": one.village_id,
            "place_id": one.village_id,
        }
        changes.put(safety_index, **key, **_estimate(recorded.key, event, one))


def _estimate(
    survey: UUID, event: SafetyTrustIndexPublished | VillageIndicesPublished, index: AreaIndex | VillageIndex
) -> dict[str, object]:
    return {
        "survey_id": survey,
        "code": index.code,
        "closes_on": event.closes_on,
        "formula": event.formula,
        "respondents": index.counts.respondents,
        "safe_at_night": index.counts.safe_at_night,
        "activity_runs_normally": index.counts.activity_runs_normally,
        "trust_in_police": index.counts.trust_in_police,
        "victimised": index.counts.victimised_12m,
        "index_permille": index.index_permille,
        "margin_permille": index.margin_permille,
    }
