"""A report says the same on its page and in its table, in both languages, and never adds up what does not belong together."""

import csv
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from html.parser import HTMLParser
from io import StringIO
from typing import Any, Final, get_args

import pytest

from libs.events.contracts.cooperation.cooperation_input import InputKind, Payer
from libs.events.contracts.cooperation.cooperation_program import Agency, AgencyKind
from libs.events.contracts.cooperation.evaluation_report import DacCriterion, EvaluationKind, Rating
from libs.events.contracts.cooperation.pilot_site import SiteStatus
from libs.events.contracts.cooperation.project_design import Measure
from libs.events.contracts.cooperation.training_session import SessionKind
from libs.events.wording import Language
from services.gateway.graph.attribute_docs import attribute_docs
from services.gateway.report import words
from services.gateway.report.asking import Told
from services.gateway.report.content import COLUMNS, Section, sections
from services.gateway.report.page import page
from services.gateway.report.period import NoPeriod, Period
from services.gateway.report.table import TAGS, table

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
EVIL: Final = '=cmd|"/C calc"!A1 <script>alert(1)</script>'
YEAR: Final = Period(date(2018, 1, 1), date(2018, 12, 31))


def money(amount: str, currency: str) -> dict[str, str]:
    return {"amount": amount, "currency": currency, "valueDate": "2018-03-01"}


def cost(purpose: str, amount: str, currency: str, payer: str = "LOCAL") -> dict[str, Any]:
    return {"kind": "COST", "purpose": purpose, "payer": payer, "value": money(amount, currency)}


FIELD: Final = {
    "measure": "VISITS_COMPLETED",
    "measureVersion": 1,
    "regionCodes": ["52.71"],
    "document": None,
    "positions": {"officers": 5, "villages": 900, "cooperation": None},
}


def indicator(code: str, lineage: Mapping[str, Any] | None, **more: Any) -> dict[str, Any]:
    found = lineage and {
        "value": 1234.5,
        "firstMonth": "2018-01",
        "lastMonth": "2018-02",
        "measuredOn": "2018-03-01",
        "lineage": lineage,
    }
    said = {"statement": f"Statement {code}", "unit": "visits", "baseline": 0.0, "target": None, "meansOfVerification": "Survey"}
    return {"code": code, **said, "actual": found, **more}


def program(**more: Any) -> dict[str, Any]:
    held = {"kind": "IN_HOUSE_TRAINING", "startsAt": "2018-03-04T17:00:00.000000Z", "timezone": "Asia/Makassar"}
    venue = {"name": "Aula", "region": {"code": "52.71", "name": "Kota Mataram"}}
    return {
        "titles": {"en": EVIL, "id": "Program Contoh", "ja": "例示"},
        "partnerReference": None,
        "startedOn": {"value": "2017-01-01", "precision": "YEAR", "source": "Fiction"},
        "agencies": [{"agency": "JICA", "kind": "DONOR"}],
        "phases": [
            {
                "number": 1,
                "name": "First",
                "startedOn": {"value": "2017-01-01", "precision": "YEAR", "source": "Fiction"},
                "endedOn": "2018-08-01",
                "endedPrecision": "MONTH",
            }
        ],
        "courses": [
            {**held, "title": "One", "assessed": False, "participants": 20, "passed": None, "venue": venue},
            {**held, "title": "Two", "assessed": True, "participants": 13, "passed": 9, "venue": {**venue, "region": None}},
        ],
        "inputs": [
            cost("Hall", "0.1", "IDR"),
            cost("Bus", "0.2", "IDR"),
            cost("Books", "1000", "IDR", "DONOR"),
            cost("Radio", "1500", "JPY", "DONOR"),
        ],
        "designs": [],
        "evaluations": [],
        "sites": [],
        **more,
    }


def design(**more: Any) -> dict[str, Any]:
    version = {"version": 2, "approvedOn": "2018-01-24", "overallGoal": "Safety", "projectPurpose": "Trust", "outputs": []}
    own = {"activities": [], "assumptions": [], "indicators": [indicator("1-1", FIELD), indicator("1-2", None)]}
    decisions = [
        {"metOn": day, "version": 2, "decision": f"Decided {day}", "minutesReference": "JCC"}
        for day in ("2017-12-31", "2018-01-24")
    ]
    due = {"jccDueOn": "2019-01-25", "jccOverdue": False, "jccDecisions": decisions}
    return {"phaseNumber": 1, "inForce": {**version, **own}, **due, **more}


def told(of: Mapping[str, Any], period: Period = YEAR, language: Language = "en") -> dict[str, Section]:
    return {section.key: section for section in sections(of, period, language)}


def printed(of: Mapping[str, Any], language: Language = "en", period: Period = YEAR) -> str:
    parts = sections(of, period, language)
    return page(Told(of, {"villages": 12, "officers": 3}), parts, period, language)


def test_amounts_are_added_up_exactly_and_each_currency_and_payer_by_itself() -> None:
    totals = [(row["currency"], row["detail"], row["amount"], row["value"]) for row in told(program())["totals"].rows]
    assert totals == [("IDR", "Donor", "1000", "1"), ("IDR", "Local", "0.3", "2"), ("JPY", "Donor", "1500", "1")]


def test_graduates_passed_and_whoever_was_only_there_is_counted_apart() -> None:
    rows = [(row["name"], row.get("detail", ""), row["value"]) for row in told(program())["outcomes"].rows]
    assert rows == [
        (name, kind, number)
        for kind in ("In house training", "All kinds")
        for name, number in (
            ("Courses held", "2"),
            ("Graduates: passed the assessment", "9"),
            ("Attended courses with an assessment", "13"),
            ("Attended courses without one", "20"),
        )
    ]
    courses = [(row["detail"], row["value"], row["unit"]) for row in told(program())["courses"].rows]
    assert courses == [
        ("In house training", "20", "attended"),
        ("In house training; attended: 13", "9", "passed the assessment"),
    ]
    only = [course for course in program()["courses"] if course["assessed"]]
    assert "Attended courses without one" not in {row["name"] for row in told(program(courses=only))["outcomes"].rows}
    none_yet = [{**only[0], "passed": 0}]
    assert [row["value"] for row in told(program(courses=none_yet))["outcomes"].rows[:3]] == ["1", "0", "13"]


def test_a_course_was_on_the_day_that_it_was_there() -> None:
    assert told(program())["courses"].rows[0]["from"] == "2018-03-05", "the day that it was there"


def test_a_number_of_the_field_says_how_to_find_it_again_and_one_by_hand_where_it_stands() -> None:
    (counted, open_) = told(program(designs=[design()]))["indicators"].rows
    assert (counted["value"], counted["from"], counted["to"]) == ("1234.5", "2018-01-01", "2018-02-28")
    assert counted["source"] == "Visits completed (version 1), 52.71; counted in the field at officers:5 villages:900"
    assert ("value" in open_, open_["source"]) == (False, "Survey")
    by_hand = {**FIELD, "measure": None, "document": "Survey 2018", "positions": dict.fromkeys(FIELD["positions"])}  # type: ignore[call-overload]
    version = {**design()["inForce"], "indicators": [indicator("1-1", by_hand)]}
    (entered,) = told(program(designs=[design(inForce=version)]))["indicators"].rows
    assert entered["source"] == "entered by hand: Survey 2018"


def test_decisions_are_those_of_the_period_and_a_meeting_that_is_due_is_told() -> None:
    found = told(program(designs=[design()]))["jcc"]
    assert [row["name"] for row in found.rows] == ["Decided 2018-01-24"]
    assert found.notes == ("Phase 1: The JCC meets again by 25 January 2019.",)
    late = told(program(designs=[design(jccOverdue=True, phaseNumber=None)]), language="id")["jcc"]
    assert late.notes == ("JCC terlambat bersidang: tenggatnya 25 Januari 2019.",)
    waiting = told(program(designs=[design(inForce=None)]))
    assert waiting["design"].notes == ("Phase 1: not approved by the JCC yet",)
    assert waiting["indicators"].rows == ()


def test_a_date_is_told_as_exactly_as_it_is_known() -> None:
    (phase,) = told(program())["schedule"].rows
    assert (phase["from"], phase["to"]) == ("2017", "2018-08")
    text = Reader.text_of(printed(program(), "id"))
    assert "Agustus 2018" in text
    assert "1 Agustus 2018" not in text
    assert "1 Januari 2017" not in text


SITE: Final = {
    "regionCodes": ["32.75"],
    "unit": None,
    "designations": [
        {"status": "CANDIDATE", "on": "2002-08-01", "precision": "MONTH"},
        {"status": "PILOT_SITE", "on": "2003-01-01", "precision": "YEAR"},
        {"status": "PILOT_PROJECT", "on": "2018-12-31", "precision": "DAY"},
    ],
}


@pytest.mark.parametrize(
    ("period", "stood"),
    [
        (Period(), ("Pilot project", "2018-12-31")),
        (YEAR, ("Pilot project", "2018-12-31")),
        (Period(None, date(2018, 12, 30)), ("Pilot site", "2003")),
        (Period(date(2002, 1, 1), date(2002, 8, 1)), ("Candidate", "2002-08")),
        (Period(None, date(2002, 7, 31)), None),
    ],
)
def test_a_site_is_told_as_it_stood_when_the_period_ended(period: Period, stood: tuple[str, str] | None) -> None:
    rows = told(program(sites=[SITE]), period)["sites"].rows
    assert [(row["detail"], row["from"]) for row in rows] == ([stood] if stood else [])


def evaluation(**more: Any) -> dict[str, Any]:
    judged = [{"criterion": "RELEVANCE", "rating": "HIGH"}, {"criterion": "COHERENCE", "rating": "NOT_RATED"}]
    lessons = [
        {"criterion": "IMPACT", "lesson": f"Lesson {day}", "recommendation": None, "recordedOn": day}
        for day in ("2018-12-31", "2019-01-01")
    ]
    dates = {"commissionedOn": "2017-12-31", "publishedOn": "2018-06-01"}
    own = {"kind": "TERMINAL", "phaseNumber": None, "commissionedBy": "JICA", "summary": "Useful.", "document": "EV/1"}
    return {**own, **dates, "ratings": judged, "lessons": lessons, **more}


def test_evaluations_and_lessons_are_those_of_the_period() -> None:
    found = told(program(evaluations=[evaluation(), evaluation(publishedOn=None, lessons=[])]))
    assert [(row["name"], row["detail"]) for row in found["evaluations"].rows] == [
        ("Terminal, commissioned by Japan International Cooperation Agency", "Relevance: high. Useful.")
    ]
    assert [row["name"] for row in found["lessons"].rows] == ["Lesson 2018-12-31"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_table_hold_the_same_and_the_table_is_safe_in_a_spreadsheet(language: Language) -> None:
    of = program(designs=[design()], evaluations=[evaluation()])
    parts = sections(of, YEAR, language)
    text = table(parts)
    assert text.count("\r\n") == text.count("\n")
    assert text.encode().startswith(b"\xef\xbb\xbf"), "a spreadsheet reads it as UTF-8"
    header, tags, *lines = list(csv.reader(StringIO(text[1:], newline="")))
    assert header == list(TAGS)
    assert tags == list(TAGS.values())
    assert all(tag.startswith("#") for tag in tags)
    assert [line[0] for line in lines] == [section.key for section in parts for _ in section.rows]
    assert {len(line) for line in lines} == {len(TAGS)}
    assert lines[0][2] == f"'{EVIL}", "a formula is text"
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    shown = printed(of, language)
    for section in parts:
        for row in section.rows:
            assert Reader.text_of(shown).count(row.get("name") or row["currency"]) > 0, row


@pytest.mark.parametrize("evil", ["＝1+1", "－1", "＠SUM(A1)", " =1+1", "\u3000=1+1", "\t=1+1", "\n=1+1"])
def test_what_a_spreadsheet_elsewhere_would_work_out_is_text_too(evil: str) -> None:
    row = list(csv.reader(StringIO(table(sections(program(titles={"en": evil, "id": None, "ja": None}), YEAR, "en")))))[2]
    assert row[2] == f"'{evil}"


class Reader(HTMLParser):
    """The text of a page, and what its elements say of themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.told.append(data)

    @classmethod
    def read(cls, text: str) -> "Reader":
        made = cls()
        made.feed(text)
        return made

    @classmethod
    def text_of(cls, text: str) -> str:
        return " ".join(cls.read(text).told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_no_script_and_nothing_from_elsewhere_and_can_be_heard(language: Language) -> None:
    read = Reader.read(printed(program(designs=[design()]), language))
    tags = [tag for tag, _ in read.tags]
    assert not {"script", "link", "img", "iframe", "form", "base"} & set(tags), "not even where a title says so"
    assert not [name for _, attributes in read.tags for name in attributes if name in ("src", "href") or name.startswith("on")]
    assert "url(" not in words_of_style(read)
    assert next(attributes["lang"] for tag, attributes in read.tags if tag == "html") == language
    assert ("p", {"lang": "ja"}) in read.tags
    assert ("th", {"scope": "row", "lang": "ja"}) in read.tags
    assert tags.count("h1") == 1
    named = {attributes["id"] for tag, attributes in read.tags if tag == "h2"}
    assert {attributes["aria-labelledby"] for tag, attributes in read.tags if tag == "section"} == named
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in read.tags if tag == "th")


def words_of_style(read: Reader) -> str:
    return next(text for text in read.told if "@page" in text)


def test_numbers_and_days_are_written_as_readers_write_them() -> None:
    assert [words.number_in(language, "1234567.5") for language in LANGUAGES] == ["1,234,567.5", "1.234.567,5"]
    assert [words.number_in(language, "-0.5") for language in LANGUAGES] == ["-0.5", "-0,5"]
    assert [words.day_in(language, "2017-08-05") for language in LANGUAGES] == ["5 August 2017", "5 Agustus 2017"]
    text = Reader.text_of(printed(program(designs=[design()]), "id"))
    assert "1.234,5" in text
    assert "1 Januari 2018" in text


def test_a_section_without_rows_says_so() -> None:
    assert words.NOTHING["en"] in printed(program())


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (YEAR, "1 January 2018 to 31 December 2018"),
        (Period(date(2018, 1, 1)), "From 1 January 2018"),
        (Period(None, date(2018, 12, 31)), "Up to 31 December 2018"),
        (Period(), "The whole programme"),
    ],
)
def test_the_page_says_what_it_is_about(period: Period, said: str) -> None:
    assert said in " ".join(Reader.text_of(printed(program(), period=period)).split())


@pytest.mark.parametrize(
    "kind", [Agency, AgencyKind, DacCriterion, EvaluationKind, InputKind, Measure, Payer, Rating, SessionKind, SiteStatus]
)
def test_every_value_has_a_word_in_both_languages(kind: type[StrEnum]) -> None:
    for value in kind:
        english, indonesian = (words.value_of(kind, value, language) for language in LANGUAGES)
        assert "_" not in english + indonesian
        assert english
        assert kind is Agency or "(*" in attribute_docs(kind)[value], "said in Indonesian by its contract"


def test_every_section_and_column_has_a_name() -> None:
    assert {section.key for section in sections(program(), YEAR, "en")} == set(words.SECTIONS)
    assert ("section", *COLUMNS) == tuple(TAGS)
    for section in sections(program(), YEAR, "en"):
        assert set(section.columns) <= set(COLUMNS)
    called = {(section.key, column) for section in sections(program(), YEAR, "en") for column in section.columns}
    assert set(words.CALLED) <= called


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (b"", (None, None)),
        (b"from=2018-01-01&to=2018-12-31", ("2018-01-01", "2019-01-01")),
        (b"to=2018-02-28", (None, "2018-03-01")),
        (b"from=2018-01-01", ("2018-01-01", None)),
        (b"from=2018-01-01&to=2018-01-01", ("2018-01-01", "2018-01-02")),
        (b"to=9999-12-31", (None, None)),
        (b"from=&to=", (None, None)),
    ],
)
def test_a_period_includes_both_its_days(query: bytes, variables: tuple[str | None, str | None]) -> None:
    assert tuple(Period.read(query).variables.values()) == variables


@pytest.mark.parametrize(
    "query",
    [
        b"from=2018-12-31&to=2018-01-01",
        b"from=yesterday",
        b"from=2018-13-01",
        b"since=2018-01-01",
        b"x",
        b"\xff=1",
        b"to=2018-01-01&to=2019-01-01",
    ],
)
def test_what_is_no_period_is_said_to_be_none(query: bytes) -> None:
    with pytest.raises(NoPeriod):
        Period.read(query)
