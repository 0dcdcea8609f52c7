"""Refusals about surveys of safety and trust (*survei rasa aman*)."""

from datetime import timedelta
from typing import Any, Final

from tests.refusals.lombok import LONE, village
from tests.refusals.row import HEADQUARTERS, NOW, By, Deed, Row, ago, an, commander, do, officer
from tests.refusals.visits import FUTURE, NANTI

REGION = "a survey is of one regency or district that there is, and held by whoever commands all of it"
WINDOW = "people are asked within the window that was announced, and the survey ends no earlier"
COUNTS = "a tally adds up, and is corrected by a later revision only"
CLOSED = "nothing is added to a closed survey, and nothing is published of an open one"
ENOUGH = "nothing is published about fewer people than are enough"
POLSEK, POLRES = commander("Polsek Ampenan"), commander("Polresta Mataram")
FIRST: Final = (NOW + timedelta(hours=8)).date() - timedelta(days=20)
LAST: Final = FIRST + timedelta(days=10)
BEGUN: Final = ago(days=8)


def survey(name: str, by: By = POLSEK, **more: Any) -> Deed:
    fields = {"survey_id": an(name), "region_code": "52.71.01", "method": "SHEET", "opens_on": FIRST, "closes_on": LAST}
    return do("OpenSurvey", by, **{**fields, "questionnaire_version": 1, **more})


def running(name: str) -> Deed:
    """One that people are still asked in."""
    return survey(name, closes_on=FIRST + timedelta(days=30))


def counts(asked: int, safe: int = 5) -> dict[str, int]:
    of = {"activity_runs_normally": 5, "trust_in_police": 5, "victimised_12m": 1}
    return {"respondents": asked, "safe_at_night": safe, **of}


def tally(name: str, where: str = "v1", by: By = POLSEK, **more: Any) -> Deed:
    fields = {"survey_id": an(name), "village_id": village(where), "batch_id": an(f"batch of {name}"), "collected_on": FIRST}
    return do("RecordSurveyTally", by, **{**fields, "counts": counts(40), **more})


def close(name: str, at: Any = BEGUN) -> Deed:
    return do("CloseSurvey", POLSEK, survey_id=an(name), closed_at=at)


def publish(name: str, by: By = HEADQUARTERS, at: Any = BEGUN) -> Deed:
    return do("PublishIndex", by, survey_id=an(name), published_at=at)


ROWS: Final = [
    Row(REGION, (), survey("s1", HEADQUARTERS, region_code="99.01"),
        "REGION_UNKNOWN", "region_code", "There is no such region.", "Wilayah itu tidak ada."),
    Row(REGION, (), survey("s1", HEADQUARTERS, region_code="52"),
        "REGION_TOO_WIDE", "region_code",
        "A survey is of one regency or district: open one for each.",
        "Satu survei mencakup satu kabupaten/kota atau satu kecamatan: buka masing-masing."),
    Row(REGION, (), survey("s1", region_code="52.71"),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (OpenSurvey).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (OpenSurvey).", 403),
    Row(REGION, (survey("s2", POLRES),), tally("s2", by=commander("Polres Lombok Barat")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (RecordSurveyTally).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (RecordSurveyTally).", 403),
    Row("nobody counts how far he himself is trusted", (survey("s3"),), tally("s3", by=officer("one", "v1")),
        "ROLE_NOT_ALLOWED", None,
        "Your role (officer) may not do this (RecordSurveyTally).",
        "Peran Anda (officer) tidak berwenang melakukan ini (RecordSurveyTally).", 403),
    Row("nobody chooses which figures about his unit are seen", (survey("s3"), close("s3")), publish("s3", POLRES),
        "ROLE_NOT_ALLOWED", None,
        "Your role (commander) may not do this (PublishIndex).",
        "Peran Anda (commander) tidak berwenang melakukan ini (PublishIndex).", 403),
    Row("an id belongs to one thing", (survey("s4"),), survey("s4", questionnaire_version=2),
        "ALREADY_OPENED", "survey_id", "This id belongs to another survey.", "Id ini milik survei lain."),
    Row(WINDOW, (), survey("s5", closes_on=FIRST - timedelta(days=1)),
        "ENDS_BEFORE_START", "closes_on", "The last day lies before the first.", "Hari terakhir mendahului hari pertama."),
    Row(WINDOW, (survey("s6"),), tally("s6", collected_on=LAST + timedelta(days=1)),
        "OUTSIDE_WINDOW", "collected_on",
        f"People are asked from {FIRST} to {LAST}.", f"Pencacahan berlangsung dari {FIRST} sampai {LAST}."),
    Row(WINDOW, (running("s7"),), tally("s7", collected_on=FIRST + timedelta(days=25)),
        "TIME_IN_FUTURE", "collected_on", FUTURE, NANTI),
    Row(WINDOW, (running("s7"),), close("s7"),
        "WINDOW_OPEN", "closed_at",
        f"People are asked until {FIRST + timedelta(days=30)}: it is closed on a later day.",
        f"Pencacahan berlangsung sampai {FIRST + timedelta(days=30)}: survei ditutup sesudah hari itu."),
    Row(WINDOW, (survey("s6"),), close("s6", ago(hours=-1)),
        "TIME_IN_FUTURE", "closed_at", FUTURE, NANTI),
    Row(COUNTS, (survey("s8"),), tally("s8", counts=counts(40, 41)),
        "COUNT_ABOVE_RESPONDENTS", "counts.safe_at_night",
        "More people cannot have said so than were asked.", "Jumlah jawaban tidak boleh melebihi jumlah responden."),
    Row(COUNTS, (survey("s9"), tally("s9")), tally("s9", counts=counts(41)),
        "TALLY_DIFFERS", "revision",
        "Revision 1 of this tally says something else: correct it by the next.",
        "Revisi 1 rekapitulasi ini berisi lain: perbaiki dengan revisi berikutnya."),
    Row("a tally is of a village in the region", (survey("s10"),), tally("s10", village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row("a tally is of a village in the region", (survey("s10"),), tally("s10", village_id=an(LONE)),
        "OUTSIDE_REGION", "village_id",
        "The survey is of 52.71.01, in which this village does not lie.", "Survei ini mencakup 52.71.01; desa itu di luarnya."),
    Row("a survey is opened first", (), tally("?", by=HEADQUARTERS),
        "SURVEY_UNKNOWN", "survey_id", "There is no such survey.", "Survei itu tidak ada."),
    Row(CLOSED, (survey("s11"), close("s11")), tally("s11"),
        "SURVEY_CLOSED", "survey_id",
        "The survey is closed: no tally is taken any more.", "Survei sudah ditutup: rekapitulasi tidak diterima lagi."),
    Row(CLOSED, (survey("s12"), tally("s12")), publish("s12"),
        "SURVEY_OPEN", "survey_id",
        "The survey is still open: close it first.", "Survei masih berlangsung: tutup terlebih dahulu."),
    Row(CLOSED, (survey("s13"), tally("s13"), close("s13")), publish("s13", at=ago(days=9)),
        "PUBLISHED_BEFORE_CLOSED", "published_at",
        "It is published after it was closed.", "Indeks diterbitkan sesudah survei ditutup."),
    Row(CLOSED, (survey("s13"), tally("s13"), close("s13")), publish("s13", at=ago(hours=-1)),
        "TIME_IN_FUTURE", "published_at", FUTURE, NANTI),
    Row(ENOUGH, (survey("s14"), tally("s14", counts=counts(29)), close("s14")), publish("s14"),
        "TOO_FEW_RESPONDENTS", "survey_id",
        "At least 30 people are to be asked for an index; 29 were.",
        "Indeks memerlukan paling sedikit 30 responden; yang ada 29."),
]  # fmt: skip
