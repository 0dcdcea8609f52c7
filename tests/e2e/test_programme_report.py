"""The report of the sample programme: page and table, in both languages, for whoever has a token and for nobody else."""

import csv
from io import StringIO
from typing import Any

import httpx
import pytest

from data import ids
from tests.e2e.system import System


def get(province: System, path: str, token: str | None, language: str = "en", **days: str) -> httpx.Response:
    headers = {"accept-language": language} | ({"authorization": f"Bearer {token}"} if token else {})
    parameters = {name.rstrip("_"): value for name, value in days.items()}
    return httpx.get(f"{province.url}/programmes/{path}", headers=headers, params=parameters, timeout=30)


CONTOH = str(ids.program("Contoh"))
IN_2018: dict[str, Any] = {"from_": "2018-01-01", "to": "2018-12-31"}


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    """Those of the table, without the tags."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))[1:]


def test_the_table_tells_a_year_of_the_programme(province: System) -> None:
    told = rows(get(province, f"{CONTOH}/report.csv", province.token(), **IN_2018))
    by_section: dict[str, list[dict[str, str]]] = {}
    for row in told:
        by_section.setdefault(row["section"], []).append(row)
    assert [(row["name"], row["value"]) for row in by_section["outcomes"][-2:]] == [
        ("Courses held", "1"),
        ("Attended courses without one", "2"),
    ]
    (course,) = by_section["courses"]
    assert (course["from"], course["region"], course["value"], course["unit"]) == ("2018-03-05", "52.72", "2", "attended")
    assert [(row["amount"], row["currency"]) for row in by_section["totals"]] == [("7250000", "IDR")], "of this year"
    assert [row["from"] for row in by_section["jcc"]] == ["2018-01-24"]
    indicators = {row["code"]: row for row in by_section["indicators"]}
    assert (indicators["1-1"]["target"], indicators["1-1"]["value"]) == ("20", "20")
    assert "counted in the field at cooperation:" in indicators["1-1"]["source"]
    assert indicators["P-1"]["source"] == "entered by hand: Survei akhir contoh 2018"
    assert {"schedule", "design", "trainees", "evaluations", "lessons", "sites"} <= set(by_section)
    whole = rows(get(province, f"{CONTOH}/report.csv", province.token()))
    totals = [(row["amount"], row["currency"], row["detail"]) for row in whole if row["section"] == "totals"]
    assert totals == [("25750000.50", "IDR", "Local"), ("1250000", "JPY", "Donor")]


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "Example programme (fictitious)", ("Decisions of the JCC", "1 January 2018 to 31 December 2018", "7,250,000")),
        ("id", "Program Contoh (fiksi)", ("Keputusan JCC", "1 Januari 2018 sampai 31 Desember 2018", "7.250.000")),
    ],
)
def test_the_page_tells_the_same_in_the_readers_language(
    province: System, language: str, title: str, said: tuple[str, ...]
) -> None:
    answer = get(province, f"{CONTOH}/report", province.token(ROLE="officer", VILLAGE="52.71.01.1004"), language, **IN_2018)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-language"] == language
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert f"<h1>{title}</h1>" in answer.text
    text = " ".join(answer.text.replace("<", " <").split())
    for one in (*said[::2], "例示プログラム（架空）"):
        assert one in text
    for day in said[1].replace(" to ", "|").replace(" sampai ", "|").split("|"):
        assert f">{day} </time>" in text


def test_whoever_may_not_see_it_is_told_why(province: System) -> None:
    nobody = get(province, f"{CONTOH}/report", None)
    assert (nobody.status_code, nobody.headers["www-authenticate"].partition(" ")[0]) == (401, "Bearer")
    partner = get(province, f"{CONTOH}/report", province.token(ROLE="partner"), "id")
    assert (partner.status_code, partner.json()["code"]) == (403, "ROLE_NOT_ALLOWED")
    missing = get(province, f"{ids.program('Tidak ada')}/report", province.token(), "id")
    assert (missing.status_code, missing.json()["message"]) == (404, "Program itu tidak ada.")
    strange = get(province, "!!/report.csv", province.token())
    assert (strange.status_code, strange.json()["code"]) == (404, "PROGRAM_UNKNOWN")
    when = get(province, f"{CONTOH}/report", province.token(), from_="2018-12-31", to="2018-01-01")
    assert (when.status_code, when.json()["code"]) == (400, "PERIOD_INVALID")
    posted = httpx.post(f"{province.url}/programmes/{CONTOH}/report", timeout=30)
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")
