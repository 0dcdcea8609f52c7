"""Safety surveys (*survei rasa aman dan kepercayaan*): answers arrive as tallies only, and leave as an index of many people."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.values import Moment, Ordinal, RegionCode
from libs.events.message import Classification, Command, Event, Role, Scope


class SurveyMethod(StrEnum):
    """How people were asked."""

    FACE_TO_FACE = "FACE_TO_FACE"
    """By an enumerator, face to face (*wawancara tatap muka*)."""
    TELEPHONE = "TELEPHONE"
    """By telephone (*wawancara telepon*)."""
    SHEET = "SHEET"
    """On a sheet that they filled in themselves (*angket*)."""
    ONLINE = "ONLINE"
    """On a page of the web (*daring*)."""


Count = Annotated[int, Meta(ge=0, le=100_000)]


class SurveyCounts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many people said what; of each question at most as many as were asked."""

    respondents: Count
    """How many were asked (responden)."""
    safe_at_night: Count
    """Of them, those who feel safe walking alone at night (merasa aman)."""
    activity_runs_normally: Count
    """Of them, those who say that the community goes about its activities as usual (kegiatan berjalan)."""
    trust_in_police: Count
    """Of them, those who trust the police (percaya kepada polisi)."""
    victimised_12m: Count
    """Of them, victims of a crime within the last twelve months (korban)."""


HOLDING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
"""Never the village's officer or another pillar: people are asked whether they trust him."""


class OpenSurvey(Command, frozen=True, kw_only=True):
    """Announce that people of a regency or district will be asked, by whom the whole of it is commanded."""

    survey_id: UUID
    region_code: RegionCode
    """Code of the regency or district (kode wilayah)."""
    method: SurveyMethod
    """How people are asked (cara)."""
    opens_on: date
    """The first day (mulai)."""
    closes_on: date
    """The last day (sampai), itself included."""
    questionnaire_version: Ordinal
    """The version of the questionnaire (versi kuesioner)."""

    allowed = HOLDING
    creates: ClassVar[bool] = True


class RecordSurveyTally(Command, frozen=True, kw_only=True):
    """Note how the answers that one enumerator collected in one village add up; a higher revision takes a lower one's place."""

    survey_id: UUID
    village_id: UUID
    batch_id: UUID
    """What one enumerator collected there (berkas pencacah): a UUID of the client's choice."""
    revision: Ordinal = 1
    """From 1; to correct a tally, record the whole of it again under a higher number (perbaikan). All counts 0: it was none."""
    collected_on: date
    """The last day on which answers of it were collected (tanggal pencacahan)."""
    counts: SurveyCounts
    """How the answers add up (rekapitulasi)."""

    allowed = HOLDING


class CloseSurvey(Command, frozen=True, kw_only=True):
    """Note that all tallies are in, once the last day is over; none is taken afterwards."""

    survey_id: UUID
    closed_at: Moment

    allowed = HOLDING


class PublishIndex(Command, frozen=True, kw_only=True):
    """Work out the index of all areas in which enough people were asked, once and for all."""

    survey_id: UUID
    published_at: Moment
    """When it is published (diterbitkan)."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class AreaIndex(Struct, frozen=True, kw_only=True):
    """The index of a regency or district, over everybody who was asked in it."""

    code: str
    counts: SurveyCounts
    index_permille: int
    """0 to 1000: the index in tenths of a point."""
    margin_permille: int
    """By how much it may be off either way, in 95 of 100 simple random samples, at the most."""


class VillageIndex(Struct, frozen=True, kw_only=True):
    """The index of a village."""

    village_id: UUID
    code: str
    """As it was when its tallies were recorded."""
    counts: SurveyCounts
    index_permille: int
    margin_permille: int


class SurveyOpened(Event, frozen=True, kw_only=True):
    region_code: str
    method: SurveyMethod
    opens_on: date
    closes_on: date
    questionnaire_version: int


class SurveyTallyRecorded(Event, frozen=True, kw_only=True):
    """How few were asked in a village, and what they said: seen by nobody outside this service."""

    village_id: UUID
    village_code: str
    batch_id: UUID
    revision: int
    collected_on: date
    counts: SurveyCounts
    respondents_so_far: int
    """In the whole survey, this one included."""
    villages_so_far: int
    """In which anybody was asked, this one included."""

    classification: ClassVar[Classification] = Classification.RESTRICTED


class SurveyClosed(Event, frozen=True, kw_only=True):
    closed_at: Moment


class SafetyTrustIndexPublished(Event, frozen=True, kw_only=True):
    """What partners may know: no area is smaller than a district, and no sum or difference tells of fewer than were needed."""

    region_code: str
    method: SurveyMethod
    opens_on: date
    closes_on: date
    questionnaire_version: int
    formula: int
    """The version of the formula."""
    min_respondents: int
    """So many were needed for an index."""
    areas: tuple[AreaIndex, ...]
    """The region itself first, then its districts, by code."""
    published_at: Moment

    classification: ClassVar[Classification] = Classification.PARTNER


class VillageIndicesPublished(Event, frozen=True, kw_only=True):
    """Of the same survey, at the same moment: the villages in which enough people were asked, by code."""

    closes_on: date
    formula: int
    villages: tuple[VillageIndex, ...]
