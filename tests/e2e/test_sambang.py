"""A visit to a village from plan to end, as its officer, a resident and headquarters see it: by GraphQL and `/verify` only."""

import base64
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from libs.events.contracts.villages.village_visit import CODE_LETTERS
from tests.e2e.gateway import Gateway
from tests.e2e.system import System

VILLAGE: Final = "52.71.01.1005"
OTHER: Final = "52.71.01.1006"
OLD_PHONE: Final = {"accept": "text/html, application/xhtml+xml, */*", "accept-language": "id"}
GIVEN: Final = "receipt { version repeated } problems { code message field }"
VISIT: Final = """{ kind patternCode plannedOn startedAt endedAt outcome geo notes flags officerAssigned
  contacts { id name } findings { householdRef people needs finding } }"""


def moment(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def code() -> str:
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _ in range(4)) for _ in range(4))


class Officer:
    """The officer of the village, at work with his phone."""

    def __init__(self, province: System) -> None:
        self.province = province
        self.token = province.token(ROLE="officer", VILLAGE=VILLAGE)
        found = province.ask("query ($c: String!) { village(code: $c) { id officer { id } } }", c=VILLAGE)["village"]
        self.village, self.id = found["id"], found["officer"]["id"]

    def give(self, command: str, token: str | None = None, **fields: Any) -> dict[str, Any]:
        """What became of a command: its receipt and problems."""
        kind = f"{command[0].upper()}{command[1:]}Input"
        text = f"mutation ($input: {kind}!) {{ {command}(input: $input) {{ {GIVEN} }} }}"
        answer: dict[str, Any] = self.province.ask(text, token or self.token, input=fields)[command]
        return answer

    def done(self, command: str, **fields: Any) -> None:
        assert self.give(command, **fields)["problems"] == []

    def registered(self, name: str) -> str:
        contact = str(uuid4())
        self.done("registerContactPerson", **self.contact(contact, name))
        return contact

    def contact(self, contact: str, name: str) -> dict[str, Any]:
        consent = {"basis": "WRITTEN", "at": moment(days=1), "by": self.id}
        known = {"fullName": name, "phone": "+62 819 0000 0000", "contactRole": "TOKOH_AGAMA", "consent": consent}
        return {"contactId": contact, "villageId": self.village, **known}

    def visit(self, visit: str) -> dict[str, Any]:
        return {"visitId": visit, "villageId": self.village, "officerId": self.id}

    def shown(self, visit: str, token: str | None = None) -> dict[str, Any]:
        """The visit, found among those of its village."""
        text = f"query ($c: String!) {{ village(code: $c) {{ visits(first: 100) {{ edges {{ node {{ id {VISIT[1:]} }} }} }} }}"
        edges = self.province.ask(text, token or self.token, c=VILLAGE)["village"]["visits"]["edges"]
        (found,) = [edge["node"] for edge in edges if uuid_in(edge["node"]["id"]) == visit]
        return {**found, "contacts": [{**one, "id": uuid_in(one["id"])} for one in found["contacts"]]}


def uuid_in(global_id: str) -> str:
    return base64.b64decode(global_id).decode().partition(":")[2]


@pytest.fixture(scope="module")
def officer(province: System) -> Officer:
    return Officer(province)


def verify(door: System | Gateway, what: str, **headers: str) -> httpx.Response:
    """As a resident asks, who has no token."""
    return httpx.get(f"{door.url}/verify/{what}", headers=headers, timeout=30)


def test_a_visit_from_plan_to_end(province: System, officer: Officer) -> None:
    contact, visit, shown = officer.registered("Tokoh Contoh"), str(uuid4()), code()
    officer.done("planVisit", **officer.visit(visit), kind="DDS", plannedOn="2026-01-02")
    assert verify(province, shown).json() == {"verified": False}, "not begun yet"
    began, ended = moment(minutes=40), moment(minutes=10)
    geo = "geo:-8.5700,116.0800;u=20"
    officer.done(
        "startVisit", **officer.visit(visit), kind="DDS", startedAt=began, verificationCode=shown, geo=geo, patternCode="DDS-01"
    )
    assert verify(province, shown).json() == {"verified": True, "duty": "BHABINKAMTIBMAS", "unit": "Polresta Mataram"}
    household = {"householdRef": "RT 02 no. 14", "people": 5, "needs": ["WORK"], "finding": "Atap bocor."}
    officer.done("recordVisitFinding", **officer.visit(visit), findingId=str(uuid4()), **household)
    officer.done("completeVisit", **officer.visit(visit), endedAt=ended, contactIds=[contact], notes="Aman.")
    seen = officer.shown(visit)
    assert (seen["kind"], seen["plannedOn"], seen["outcome"], seen["flags"]) == ("DDS", "2026-01-02", "COMPLETED", [])
    assert (seen["officerAssigned"], seen["patternCode"]) == (True, "DDS-01")
    assert (seen["geo"], seen["notes"], seen["findings"]) == (geo, "Aman.", [household])
    assert seen["contacts"] == [{"id": contact, "name": "Tokoh Contoh"}]
    withheld = officer.shown(visit, province.token(ROLE="ops"))
    assert (withheld["geo"], withheld["notes"], withheld["outcome"]) == (None, None, "COMPLETED")
    assert withheld["contacts"] == [{"id": contact, "name": None}]
    assert withheld["findings"] == [{**household, "householdRef": None, "finding": None}]
    assert verify(province, shown).json()["verified"], "for a day, whether it has ended or not"


def test_a_page_says_it_to_a_phone_in_its_language_and_names_nobody(province: System, officer: Officer) -> None:
    shown = code()
    officer.done("startVisit", **officer.visit(str(uuid4())), startedAt=moment(minutes=1), verificationCode=shown)
    page = verify(province, shown.replace("-", "").lower(), **OLD_PHONE)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert 'lang="id"' in page.text
    assert "Kunjungan ini tercatat" in page.text
    assert "Polresta Mataram" in page.text
    for unsaid in ("Contoh", "<script", "http:"):
        assert unsaid not in page.text
    english = httpx.get(f"{province.url}/verify", params={"code": shown}, headers={"accept": "text/html"})
    assert "Yes. This visit is known to the police." in english.text
    assert 'name="code"' in httpx.get(f"{province.url}/verify", headers=OLD_PHONE).text


def test_unknown_expired_and_mistyped_codes_are_answered_alike(province: System, officer: Officer) -> None:
    expired = code()
    officer.done("startVisit", **officer.visit(str(uuid4())), startedAt=moment(hours=24, minutes=1), verificationCode=expired)
    answers = [verify(province, what) for what in (expired, code(), "x", "%00")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"verified":false}')}
    pages = [verify(province, what, **OLD_PHONE) for what in (expired, code(), "<b>")]
    assert len({page.text for page in pages}) == 1


def test_a_refusal_needs_no_reason_and_an_empty_house_no_contact(officer: Officer) -> None:
    for command, outcome in (("recordVisitRefusal", "REFUSED"), ("recordVisitAbsence", "ABSENT")):
        visit = str(uuid4())
        officer.done(command, **officer.visit(visit), endedAt=moment(minutes=5))
        seen = officer.shown(visit)
        assert (seen["outcome"], seen["contacts"], seen["startedAt"]) == (outcome, [], None)


def test_no_visit_is_completed_with_somebody_who_agrees_no_longer(province: System, officer: Officer) -> None:
    contact, visit = officer.registered("Tokoh Pamit"), str(uuid4())
    named = """query ($c: String!) { village(code: $c) { contacts(first: 100) {
      edges { node { id name phone consent { withdrawnAt } } } } } }"""
    officer.done("withdrawContactConsent", contactId=contact, withdrawnAt=moment(minutes=30))
    (problem,) = officer.give("completeVisit", **officer.visit(visit), endedAt=moment(minutes=5), contactIds=[contact])[
        "problems"
    ]
    assert (problem["code"], problem["field"]) == ("CONSENT_WITHDRAWN", "input.contactIds")
    edges = province.ask(named, c=VILLAGE)["village"]["contacts"]["edges"]
    (kept,) = [edge["node"] for edge in edges if uuid_in(edge["node"]["id"]) == contact]
    assert (kept["name"], kept["phone"]) == (None, None)
    assert kept["consent"]["withdrawnAt"]
    (final,) = officer.give("registerContactPerson", **officer.contact(contact, "Tokoh Pamit"))["problems"]
    assert final["code"] == "CONSENT_WITHDRAWN"


def test_what_a_phone_noted_offline_may_come_in_any_order_and_twice(province: System, officer: Officer) -> None:
    contact, visit = str(uuid4()), str(uuid4())
    began, ended = moment(days=2, hours=1), moment(days=2)
    household = {"householdRef": "RT 03 no. 1", "people": 2, "needs": [], "finding": None}
    known = {**officer.contact(contact, "Tokoh Jauh")}
    known["consent"] = {**known["consent"], "at": moment(days=3)}
    noted: list[tuple[str, dict[str, Any]]] = [
        ("completeVisit", {**officer.visit(visit), "endedAt": ended, "contactIds": [contact]}),
        ("recordVisitFinding", {**officer.visit(visit), "findingId": str(uuid4()), **household}),
        ("startVisit", {**officer.visit(visit), "startedAt": began, "verificationCode": code()}),
        ("planVisit", {**officer.visit(visit), "plannedOn": "2026-11-20"}),
        ("registerContactPerson", known),
    ]
    batch = [{"commandId": str(uuid4()), "occurredAt": began, "command": {name: fields}} for name, fields in noted]
    submit = f"mutation ($c: [CommandInput!]!) {{ submitCommands(commands: $c) {{ results {{ {GIVEN} }} }} }}"
    states = []
    for repeated in (False, True):
        results = province.ask(submit, officer.token, c=batch)["submitCommands"]["results"]
        assert [result["problems"] for result in results] == [[]] * len(noted)
        assert {result["receipt"]["repeated"] for result in results} == {repeated}
        states.append(officer.shown(visit))
    assert states[0] == states[1]
    seen = states[0]
    assert (seen["outcome"], seen["plannedOn"], seen["kind"], seen["findings"]) == (
        "COMPLETED", "2026-11-20", "SAMBANG", [household],
    )  # fmt: skip
    assert seen["contacts"] == [{"id": contact, "name": "Tokoh Jauh"}]
    assert seen["startedAt"] < seen["endedAt"]


def test_a_visit_where_nobody_is_known_to_be_assigned_is_taken_and_flagged(province: System, officer: Officer) -> None:
    other, visit = province.ask("query ($c: String!) { village(code: $c) { id } }", c=OTHER)["village"]["id"], str(uuid4())
    stranger = province.ask("query ($c: String!) { village(code: $c) { officer { id } } }", c=OTHER)["village"]["officer"]
    assert stranger["id"] != officer.id
    officer.done("recordVisitAbsence", visitId=visit, villageId=other, officerId=officer.id, endedAt=moment(minutes=5))
    flagged = "query ($c: String!) { villageVisits(region: $c, flagged: true) { edges { node { id flags officerAssigned } } } }"
    edges = province.ask(flagged, c=OTHER)["villageVisits"]["edges"]
    (found,) = [edge["node"] for edge in edges if uuid_in(edge["node"]["id"]) == visit]
    assert (found["flags"], found["officerAssigned"]) == (["ASSIGNED_ELSEWHERE"], False)
    taken = officer.give("recordVisitAbsence", visitId=str(uuid4()), villageId=other, officerId=stranger["id"], endedAt=moment())
    assert [problem["code"] for problem in taken["problems"]] == ["OUT_OF_SCOPE"], "nobody reports another officer's visits"


@pytest.fixture(scope="module")
def strict(province: System) -> Iterator[Gateway]:
    changed = {"ENVIRONMENT": "production", "GRAPHIQL_TOKEN": "", "VERIFY_RATE": "3"}
    with Gateway(province, "gateway-verify", **changed) as made:
        yield made


def test_whoever_tries_many_codes_is_told_to_wait(strict: Gateway) -> None:
    answers = [verify(strict, code()) for _ in range(4)]
    assert [answer.status_code for answer in answers[:3]] == [200] * 3, "in production too"
    assert answers[3].status_code == 429
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].json()["code"] == "RATE_LIMITED"
    page = verify(strict, code(), **OLD_PHONE)
    assert (page.status_code, "Coba lagi nanti" in page.text) == (429, True)
