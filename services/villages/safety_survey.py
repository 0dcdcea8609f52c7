"""How people are asked whether they feel safe and trust the police (*survei rasa aman*): opened, tallied, closed, published once.

Nobody's answers come in one by one, and nothing about few people goes out. Decisions 0084 and 0085.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias, assert_never
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import fields, replace

from libs.events.contracts.villages.safety_survey import (
    AreaIndex,
    CloseSurvey,
    OpenSurvey,
    PublishIndex,
    RecordSurveyTally,
    SafetyTrustIndexPublished,
    SurveyClosed,
    SurveyCounts,
    SurveyOpened,
    SurveyTallyRecorded,
    VillageIndex,
    VillageIndicesPublished,
)
from libs.events.decider import Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import reporting
from services.villages.disclosure import Area, around, publishable
from services.villages.place import Region
from services.villages.reporting import Reporting
from services.villages.safety_index import FORMULA, NOBODY, index_permille, margin_permille, together
from services.villages.village import Village, district_code, timezone

SurveyCommand: TypeAlias = OpenSurvey | RecordSurveyTally | CloseSurvey | PublishIndex
SurveyEvent: TypeAlias = SurveyOpened | SurveyTallyRecorded | SurveyClosed | SafetyTrustIndexPublished | VillageIndicesPublished


class VillageTally(Struct, frozen=True, kw_only=True):
    """What was recorded of a village."""

    code: str
    batches: Mapping[UUID, SurveyTallyRecorded] = {}
    """Of each the highest revision."""
    counts: SurveyCounts = NOBODY
    """All of them together, kept up batch by batch: a large survey is never added up again."""


class SafetySurvey(Struct, frozen=True, kw_only=True):
    opened: SurveyOpened
    villages: Mapping[UUID, VillageTally] = {}
    """Two steps deep, so that a tally copies one row a village and the batches of one: see decision 0084."""
    asked: int = 0
    asked_in: int = 0
    """In how many villages anybody was."""
    closed: SurveyClosed | None = None
    published: bool = False


class SurveyFacts(Struct, frozen=True, kw_only=True):
    """The clock, the region and the village that the command names, and how many are enough."""

    reporting: Reporting
    region: Region | None = None
    village: Village | None = None
    now_code: str | None = None
    """The code that the survey's region has now, where it has another than when it was opened."""
    min_respondents: int = 30


def decide(state: SafetySurvey | None, command: SurveyCommand, facts: SurveyFacts) -> Decision:
    if isinstance(command, OpenSurvey):
        return _open(state, command, facts)
    if state is None:
        return Refused("SURVEY_UNKNOWN", "There is no such survey.", "survey_id", early=True)
    match command:
        case RecordSurveyTally():
            return _tally(state, command, facts)
        case CloseSurvey():
            return _close(state, command, facts)
        case PublishIndex():
            return _publish(state, command, facts)
        case _:
            assert_never(command)


def _open(state: SafetySurvey | None, command: OpenSurvey, facts: SurveyFacts) -> Decision:
    opened = SurveyOpened(
        region_code=command.region_code,
        method=command.method,
        opens_on=command.opens_on,
        closes_on=command.closes_on,
        questionnaire_version=command.questionnaire_version,
    )
    if state is not None:
        return [] if state.opened == opened else Refused("ALREADY_OPENED", "This id belongs to another survey.", "survey_id")
    if facts.region is None:
        return Refused("REGION_UNKNOWN", "There is no such region.", "region_code")
    if "." not in command.region_code:
        return Refused("REGION_TOO_WIDE", "A survey is of one regency or district: open one for each.", "region_code")
    if command.closes_on < command.opens_on:
        return Refused("ENDS_BEFORE_START", "The last day lies before the first.", "closes_on")
    return [opened]


def _tally(state: SafetySurvey, command: RecordSurveyTally, facts: SurveyFacts) -> Decision:
    village = state.villages.get(command.village_id)
    before = village.batches.get(command.batch_id) if village else None
    if before is not None and (before.revision > command.revision or _same(before, command)):
        return []
    if state.closed is not None:
        return Refused("SURVEY_CLOSED", "The survey is closed: no tally is taken any more.", "survey_id")
    if before is not None and before.revision == command.revision:
        taken = Sentence(
            "Revision {revision} of this tally says something else: correct it by the next.", revision=before.revision
        )
        return Refused("TALLY_DIFFERS", taken, "revision")
    if refused := _refuse_counts(command.counts) or _refuse_day(state, command, facts) or _refuse_village(state, facts):
        return refused
    assert facts.village  # noqa: S101 - `_refuse_village`
    was, had = before.counts if before else NOBODY, village.counts if village else NOBODY
    here = had.respondents - was.respondents + command.counts.respondents
    recorded = SurveyTallyRecorded(
        village_id=command.village_id,
        village_code=_framed(state, facts.village, facts) or facts.village.code,
        batch_id=command.batch_id,
        revision=command.revision,
        collected_on=command.collected_on,
        counts=command.counts,
        respondents_so_far=state.asked - was.respondents + command.counts.respondents,
        villages_so_far=state.asked_in - (had.respondents > 0) + (here > 0),
    )
    return [recorded]


def _same(before: SurveyTallyRecorded, command: RecordSurveyTally) -> bool:
    told = (command.revision, command.collected_on, command.counts)
    return (before.revision, before.collected_on, before.counts) == told


def _refuse_counts(counts: SurveyCounts) -> Refused | None:
    for question in fields(SurveyCounts):
        if getattr(counts, question.name) > counts.respondents:
            more = "More people cannot have said so than were asked."
            return Refused("COUNT_ABOVE_RESPONDENTS", more, f"counts.{question.name}")
    return None


def _refuse_day(state: SafetySurvey, command: RecordSurveyTally, facts: SurveyFacts) -> Refused | None:
    first, last = state.opened.opens_on, state.opened.closes_on
    if not first <= command.collected_on <= last:
        window = Sentence("People are asked from {first} to {last}.", first=first, last=last)
        return Refused("OUTSIDE_WINDOW", window, "collected_on")
    return facts.reporting.refuse_future_day(command.collected_on, _zone(state), "collected_on")


def _refuse_village(state: SafetySurvey, facts: SurveyFacts) -> Refused | None:
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if _framed(state, facts.village, facts) is None:
        outside = Sentence("The survey is of {code}, in which this village does not lie.", code=state.opened.region_code)
        return Refused("OUTSIDE_REGION", outside, "village_id")
    return None


def _framed(state: SafetySurvey, village: Village, facts: SurveyFacts) -> str | None:
    """The code under which the village takes part: a survey goes on by the codes it was opened with, or its areas fall apart.

    A village that came to the region since was not among those that could be chosen; one that left it is none of them any more.
    """
    frame = f"{state.opened.region_code}."
    if village.code.startswith(frame):
        return village.code
    if facts.now_code is None or not village.code.startswith(f"{facts.now_code}."):
        return None
    return next((code for code in village.former if code.startswith(frame)), None)


def _zone(state: SafetySurvey) -> ZoneInfo:
    return ZoneInfo(timezone(state.opened.region_code))


def _close(state: SafetySurvey, command: CloseSurvey, facts: SurveyFacts) -> Decision:
    if state.closed is not None:
        return []
    if refused := facts.reporting.refuse_future(command.closed_at, "closed_at"):
        return refused
    # Whoever could stop when the figures please him would.
    if command.closed_at.astimezone(_zone(state)).date() <= state.opened.closes_on:
        still = Sentence("People are asked until {last}: it is closed on a later day.", last=state.opened.closes_on)
        return Refused("WINDOW_OPEN", still, "closed_at")
    return [SurveyClosed(closed_at=command.closed_at)]


def _publish(state: SafetySurvey, command: PublishIndex, facts: SurveyFacts) -> Decision:
    if state.published:
        return []
    if state.closed is None:
        return Refused("SURVEY_OPEN", "The survey is still open: close it first.", "survey_id")
    if command.published_at < state.closed.closed_at:
        return Refused("PUBLISHED_BEFORE_CLOSED", "It is published after it was closed.", "published_at")
    if refused := facts.reporting.refuse_future(command.published_at, "published_at"):
        return refused
    least, region = facts.min_respondents, _surveyed(state)
    told = publishable(region, least)
    if region.key not in told:
        few = Sentence("At least {least} people are to be asked for an index; {asked} were.", least=least, asked=region.asked)
        return Refused("TOO_FEW_RESPONDENTS", few, "survey_id")
    opened = state.opened
    published = SafetyTrustIndexPublished(
        region_code=opened.region_code,
        method=opened.method,
        opens_on=opened.opens_on,
        closes_on=opened.closes_on,
        questionnaire_version=opened.questionnaire_version,
        formula=FORMULA,
        min_respondents=least,
        areas=tuple(_area(state, area.key) for area in (region, *region.within) if area.key in told and area.within),
        published_at=command.published_at,
    )
    ordered = sorted(state.villages.items(), key=lambda one: (one[1].code, one[0]))
    villages = tuple(_village(key, tally) for key, tally in ordered if str(key) in told)
    if not villages:
        return [published]
    return [published, VillageIndicesPublished(closes_on=opened.closes_on, formula=FORMULA, villages=villages)]


def _surveyed(state: SafetySurvey) -> Area:
    """The region with its districts and villages, by code; of one district, with its villages."""
    within: dict[str, list[Area]] = {}
    for key, tally in sorted(state.villages.items(), key=lambda one: (one[1].code, one[0])):
        within.setdefault(district_code(tally.code), []).append(Area(key=str(key), asked=tally.counts.respondents))
    code = state.opened.region_code
    districts = tuple(around(district, tuple(villages)) for district, villages in within.items())
    return next((one for one in districts if one.key == code), None) or around(code, districts)


def _area(state: SafetySurvey, code: str) -> AreaIndex:
    counts = NOBODY
    for tally in state.villages.values():
        if tally.code.startswith(f"{code}."):
            counts = together(counts, tally.counts)
    return AreaIndex(code=code, counts=counts, index_permille=index_permille(counts), margin_permille=margin_permille(counts))


def _village(key: UUID, tally: VillageTally) -> VillageIndex:
    return VillageIndex(
        village_id=key,
        code=tally.code,
        counts=tally.counts,
        index_permille=index_permille(tally.counts),
        margin_permille=margin_permille(tally.counts),
    )


def evolve(state: SafetySurvey | None, event: SurveyEvent) -> SafetySurvey:
    if isinstance(event, SurveyOpened):
        return SafetySurvey(opened=event)
    survey = begun(state)
    match event:
        case SurveyTallyRecorded():
            return _counted(survey, event)
        case SurveyClosed():
            return replace(survey, closed=event)
        case SafetyTrustIndexPublished():
            return replace(survey, published=True)
        case VillageIndicesPublished():
            return survey
        case _:
            assert_never(event)


def _counted(survey: SafetySurvey, event: SurveyTallyRecorded) -> SafetySurvey:
    village = survey.villages.get(event.village_id) or VillageTally(code=event.village_code)
    before = village.batches.get(event.batch_id)
    counts = together(village.counts, before.counts, -1) if before else village.counts
    tally = VillageTally(
        code=event.village_code,
        batches={**village.batches, event.batch_id: event},
        counts=together(counts, event.counts),
    )
    return replace(
        survey,
        villages={**survey.villages, event.village_id: tally},
        asked=event.respondents_so_far,
        asked_in=event.villages_so_far,
    )


def place(state: SafetySurvey | None, command: SurveyCommand, facts: SurveyFacts) -> Place:
    """A survey is held by whoever commands all of its region, whatever the code of that is now."""
    if state is not None:
        return Place(region=facts.now_code or state.opened.region_code)
    return Place(region=command.region_code if isinstance(command, OpenSurvey) else None)


INDONESIAN: Final = {
    "A survey is of one regency or district: open one for each.": (
        "Satu survei mencakup satu kabupaten/kota atau satu kecamatan: buka masing-masing."
    ),
    "At least {least} people are to be asked for an index; {asked} were.": (
        "Indeks memerlukan paling sedikit {least} responden; yang ada {asked}."
    ),
    "It is published after it was closed.": "Indeks diterbitkan sesudah survei ditutup.",
    "More people cannot have said so than were asked.": "Jumlah jawaban tidak boleh melebihi jumlah responden.",
    "People are asked from {first} to {last}.": "Pencacahan berlangsung dari {first} sampai {last}.",
    "People are asked until {last}: it is closed on a later day.": (
        "Pencacahan berlangsung sampai {last}: survei ditutup sesudah hari itu."
    ),
    "Revision {revision} of this tally says something else: correct it by the next.": (
        "Revisi {revision} rekapitulasi ini berisi lain: perbaiki dengan revisi berikutnya."
    ),
    "The last day lies before the first.": "Hari terakhir mendahului hari pertama.",
    "The survey is closed: no tally is taken any more.": "Survei sudah ditutup: rekapitulasi tidak diterima lagi.",
    "The survey is of {code}, in which this village does not lie.": "Survei ini mencakup {code}; desa itu di luarnya.",
    "The survey is still open: close it first.": "Survei masih berlangsung: tutup terlebih dahulu.",
    "There is no such region.": "Wilayah itu tidak ada.",
    "There is no such survey.": "Survei itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another survey.": "Id ini milik survei lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

SAFETY_SURVEY: Final[Decider[SafetySurvey | None, SurveyCommand, SurveyEvent, SurveyFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **reporting.INDONESIAN}
)
