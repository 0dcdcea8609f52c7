"""A programme goes from plan to end, a site of it rises to independence and follows its regions; the record's way is told."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest

from data import ids
from tests.e2e.ground import token
from tests.e2e.system import System

PROGRAM = """query ($id: ID!) { program(id: $id) { title closedOn startedOn { value precision } sectors
  claims { subject value precision source accepted } agencies { agency name kind } instruments { kind parties reference }
  phases { number status plannedEnd endedOn reason } pipeline { number status startsOn }
  milestones { edges { node { title confirmed confirmedBy count { number } sites { id } } } }
  timeline(order: OLDEST_FIRST, first: 40) { edges { node { type } } } } }"""
SITE = """query ($id: ID!) { pilotSite(id: $id) { status regionCodes designations { status on criteria reason }
  supervisions { conductedOn conductedBy findings scores { criterion points } }
  timeline(order: OLDEST_FIRST) { edges { node { type by { role unit { name } } } } } } }"""
MANDIRI = """{ pilotSites(status: INDEPENDENT, level: POLRES, region: "52") { edges { node { id unit { name } } } } }"""
OF_UNIT = """query ($search: String!) { units(search: $search, first: 1) { edges { node { name pilotSites { id status } } } } }"""
OF_VILLAGE = """query ($code: String!) { village(code: $code) { pilotSites { id } } }"""
TOLD = (
    """{ milestones(first: 50) { edges { node { title on precision source confirmed count { number } sites { status } } } } }"""
)
UNIT, ABOVE, BESIDE = "Polresta Mataram", "Polda NTB", "Polres Lombok Barat"
OFFICES = ["Kakorbinmas Baharkam Polri", "Kepala Kantor JICA Indonesia"]


def on(text: str, source: str = "Catatan contoh") -> dict[str, str]:
    """2007, 2007-08 or 2007-08-01, as somebody claims it."""
    return {"value": f"{text}-01-01"[:10], "precision": {4: "YEAR", 7: "MONTH", 10: "DAY"}[len(text)], "source": source}


class Programme:
    """One that this test makes, after those of the record in every list."""

    def __init__(self, system: System) -> None:
        self.system, self.id, self.site = system, str(uuid4()), str(uuid4())
        assert self.give("establishProgram", title={"en": "Zz programme of a test"}, startedOn=on("2014")) == []

    def send(self, mutation: str, speaker: str | None = None, /, **taken: Any) -> list[str]:
        """The codes of the problems with a command."""
        kind = mutation[0].upper() + mutation[1:]
        text = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ problems {{ code }} }} }}"
        problems = self.system.ask(text, speaker, input=taken)[mutation]["problems"]
        return [problem["code"] for problem in problems]

    def give(self, mutation: str, **taken: Any) -> list[str]:
        return self.send(mutation, programId=self.id, **taken)

    def rise(self, mutation: str, speaker: str | None = None, /, **taken: Any) -> list[str]:
        return self.send(mutation, speaker, siteId=self.site, **taken)

    def commander(self, unit: str) -> str:
        return token(self.system, sub=f"kepala-{ids.unit(unit)}", role="commander", unit=str(ids.unit(unit)))

    def shown(self, speaker: str | None = None) -> dict[str, Any]:
        """The programme."""
        found: dict[str, Any] = self.system.ask(PROGRAM, speaker, id=global_id("CooperationProgram", self.id))["program"]
        return found

    def shown_site(self, speaker: str | None = None) -> dict[str, Any]:
        """The site."""
        found: dict[str, Any] = self.system.ask(SITE, speaker, id=global_id("PilotSite", self.site))["pilotSite"]
        return found


def global_id(kind: str, key: str) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


@pytest.fixture(scope="module")
def programme(province: System) -> Programme:
    return Programme(province)


def test_a_programme_goes_from_plan_to_end(programme: Programme) -> None:
    give = programme.give
    assert give("addAgency", agency="OTHER", kind="DONOR") == ["AGENCY_NAME_REQUIRED"]
    assert give("addAgency", agency="OTHER", kind="DONOR", name="Lembaga Contoh") == []
    agreement = {"instrumentId": str(uuid4()), "kind": "RECORD_OF_DISCUSSIONS", "signedOn": on("2014-02")}
    assert give("recordInstrument", **agreement, parties=OFFICES[:1]) == ["TWO_PARTIES_REQUIRED"]
    assert give("recordInstrument", **agreement, parties=OFFICES, reference="R/D contoh") == []
    assert give("classifyProgram", sectors=["15132"]) == []

    assert give("planPhase", number=1, name="Satu", startsOn=on("2014"), endsOn=on("2016")) == []
    assert [one["status"] for one in programme.shown()["pipeline"]] == ["PIPELINE"]
    assert give("startPhase", number=1, name="Satu", startedOn=on("2013")) == ["BEFORE_PROGRAM"]
    assert give("startPhase", number=1, name="Satu", startedOn=on("2014-03")) == []
    assert give("startPhase", number=2, name="Dua", startedOn=on("2015")) == ["PHASES_OVERLAP"]
    assert give("extendPhase", number=1, until=on("2015")) == ["NOT_AN_EXTENSION"]
    assert give("extendPhase", number=1, until=on("2017")) == []
    assert give("suspendPhase", number=1, suspendedOn=on("2015"), reason="Alasan contoh") == []
    assert give("completePhase", number=1, endedOn=on("2016")) == ["PHASE_SUSPENDED"]
    assert [one["reason"] for one in programme.shown()["phases"]] == ["Alasan contoh"]
    assert [one["reason"] for one in programme.shown(programme.commander(ABOVE))["phases"]] == [None], "for headquarters"
    assert give("resumePhase", number=1, resumedOn=on("2016")) == []
    assert give("closeProgram", closedOn=on("2018")) == ["PHASES_OPEN"]
    assert give("completePhase", number=1, endedOn=on("2017-06")) == []
    # The year in which phase 1 ended; whether before or after nobody knows.
    assert give("startPhase", number=2, name="Dua", startedOn=on("2017")) == []
    assert give("cancelPhase", number=2, cancelledOn=on("2018"), reason="Alasan contoh") == []
    assert give("closePhase", number=1, closedOn=on("2018")) == []
    assert give("closeProgram", closedOn=on("2018")) == []
    assert give("planPhase", number=3, name="Tiga") == ["PROGRAM_CLOSED"]

    shown = programme.shown()
    assert [(one["number"], one["status"], one["plannedEnd"], one["endedOn"]) for one in shown["phases"]] == [
        (1, "CLOSED", "2017-01-01", "2017-06-01"),
        (2, "CANCELLED", None, "2018-01-01"),
    ]
    assert (shown["closedOn"], shown["sectors"], shown["pipeline"]) == ("2018-01-01", ["15132"], [])
    assert shown["agencies"] == [{"agency": "OTHER", "name": "Lembaga Contoh", "kind": "DONOR"}]
    assert shown["instruments"] == [{"kind": "RECORD_OF_DISCUSSIONS", "parties": OFFICES, "reference": "R/D contoh"}]
    assert [edge["node"]["type"] for edge in shown["timeline"]["edges"]][-3:] == [
        "PhaseCancelled",
        "PhaseClosed",
        "ProgramClosed",
    ]


def test_a_claim_stands_beside_the_accepted_date_until_it_is_accepted_itself(programme: Programme) -> None:
    claim = {"subject": "PROGRAM_START", "claimed": on("2013-12", "Sumber lain contoh")}
    assert programme.give("acceptDateClaim", **claim) == ["CLAIM_UNKNOWN"]
    assert programme.give("recordDateClaim", **claim) == []

    def told() -> list[tuple[str, bool]]:
        claims = programme.shown()["claims"]
        return [(one["value"], one["accepted"]) for one in claims if one["subject"] == "PROGRAM_START"]

    assert told() == [("2014-01-01", True), ("2013-12-01", False)]
    assert programme.give("acceptDateClaim", **claim) == []
    assert told() == [("2014-01-01", False), ("2013-12-01", True)]
    assert programme.shown()["startedOn"] == {"value": "2013-12-01", "precision": "MONTH"}


def test_a_site_rises_to_independence_after_a_look(programme: Programme) -> None:
    rise, unit = programme.rise, str(ids.unit(UNIT))
    nominated: dict[str, Any] = {"programId": programme.id, "unitId": unit, "regionCodes": ["52.72"], "nominatedOn": on("2014")}
    assert rise("nominateSite", **nominated) == []
    assert programme.send("nominateSite", siteId=str(uuid4()), **nominated) == ["SITE_OPEN"]
    assert rise("designatePilotProject", designatedOn=on("2016")) == ["STATUS_OUT_OF_ORDER"]
    assert rise("designatePilotSite", designatedOn=on("2015"), criteria=["Sambang dua kali seminggu"]) == []
    assert rise("designatePilotProject", designatedOn=on("2016")) == []
    assert rise("declareIndependent", declaredOn=on("2020")) == ["SUPERVISION_REQUIRED"]

    look: dict[str, Any] = {"supervisionId": str(uuid4()), "conductedOn": on("2018-05"), "conductedBy": ["Dirbinmas Polda NTB"]}
    look |= {"findings": "Temuan contoh", "scores": [{"criterion": "Sambang dua kali seminggu", "points": 80}]}
    assert rise("recordSupervision", programme.commander(UNIT), **look) == ["SUPERVISES_ITSELF"]
    assert rise("recordSupervision", programme.commander(BESIDE), **look) == ["OUT_OF_SCOPE"]
    assert rise("recordSupervision", programme.commander(ABOVE), **look) == []
    assert rise("declareIndependent", declaredOn=on("2020-11")) == []

    shown = programme.shown_site(programme.commander(UNIT))
    assert [one["status"] for one in shown["designations"]] == ["CANDIDATE", "PILOT_SITE", "PILOT_PROJECT", "INDEPENDENT"]
    assert shown["designations"][1]["criteria"] == ["Sambang dua kali seminggu"]
    assert shown["supervisions"] == [
        {
            "conductedOn": "2018-05-01",
            "conductedBy": ["Dirbinmas Polda NTB"],
            "findings": "Temuan contoh",
            "scores": [{"criterion": "Sambang dua kali seminggu", "points": 80}],
        }
    ]
    assert programme.shown_site(programme.commander(BESIDE))["supervisions"][0]["findings"] is None
    told = [(edge["node"]["type"], edge["node"]["by"]["role"]) for edge in shown["timeline"]["edges"]]
    assert ("SupervisionConducted", "COMMANDER") in told
    mandiri = programme.system.ask(MANDIRI)["pilotSites"]["edges"]
    assert [edge["node"]["unit"]["name"] for edge in mandiri] == [UNIT]
    (of_unit,) = programme.system.ask(OF_UNIT, search=UNIT)["units"]["edges"]
    assert of_unit["node"]["pilotSites"] == [{"id": global_id("PilotSite", programme.site), "status": "INDEPENDENT"}]


def test_a_site_follows_its_regions_and_is_withdrawn_for_good(programme: Programme) -> None:
    def covered(code: str) -> bool:
        sites = programme.system.ask(OF_VILLAGE, code=code)["village"]["pilotSites"]
        return global_id("PilotSite", programme.site) in [site["id"] for site in sites]

    assert (covered("52.72.02.1004"), covered("52.01.03.2001")) == (True, False)
    revised: dict[str, Any] = {
        "regionCodes": ["52.72.01", "52.01.03"],
        "revisedOn": "2024-01-01",
        "cause": "Undang-undang contoh",
    }
    assert programme.rise("reviseSiteRegions", **revised) == []
    assert programme.shown_site()["regionCodes"] == ["52.72.01", "52.01.03"]
    assert (covered("52.72.02.1004"), covered("52.01.03.2001")) == (False, True)
    assert programme.rise("withdrawSite", withdrawnOn=on("2024"), reason="Alasan contoh") == []
    assert programme.rise("recogniseModelSite", recognisedOn=on("2025")) == ["SITE_WITHDRAWN"]
    shown = programme.shown_site()
    assert (shown["status"], shown["designations"][-1]["reason"]) == ("WITHDRAWN", "Alasan contoh")
    assert programme.system.ask(MANDIRI)["pilotSites"]["edges"] == []


def test_a_milestone_is_told_confirmed_and_taken_back(programme: Programme) -> None:
    milestone = {"milestoneId": str(uuid4())}
    told = {"title": {"en": "Zz said"}, "happenedOn": on("2016"), "confirmed": False}
    counted = {"count": {"number": 3, "of": {"en": "Polres"}}}
    assert programme.give("recordMilestone", **milestone, **told, siteIds=[str(ids.site("Kota Bekasi"))]) == ["SITE_UNKNOWN"]
    assert programme.give("recordMilestone", **milestone, **told, **counted, siteIds=[programme.site]) == []
    assert programme.send("confirmMilestone", **milestone, source="Laporan contoh") == []
    (edge,) = programme.shown()["milestones"]["edges"]
    assert edge["node"] == {
        "title": "Zz said",
        "confirmed": True,
        "confirmedBy": "Laporan contoh",
        "count": {"number": 3},
        "sites": [{"id": global_id("PilotSite", programme.site)}],
    }
    assert programme.send("withdrawMilestone", **milestone, reason="Alasan contoh") == []
    assert programme.shown()["milestones"]["edges"] == []


def test_the_record_tells_the_way_from_bekasi_with_its_sources(province: System) -> None:
    told = [edge["node"] for edge in province.ask(TOLD)["milestones"]["edges"]]
    assert len(told) == 13
    assert [one["on"] for one in told] == sorted(one["on"] for one in told)
    assert all(one["source"] for one in told)
    (mandiri,) = [one for one in told if one["on"] == "2020-11-01"]
    assert (mandiri["precision"], mandiri["count"], mandiri["sites"]) == ("MONTH", {"number": 17}, [])
    (pilot,) = [one for one in told if one["title"] == "Designated a pilot project"]
    assert pilot["sites"] == [{"status": "PILOT_PROJECT"}] * 2
    assert [one["title"] for one in told if not one["confirmed"]] == ["Nationwide POLMAS capacity phase (not confirmed)"]
