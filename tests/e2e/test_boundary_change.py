"""A regency goes to another province: places get other codes, and officers, ground, warnings and former codes go along."""

import asyncio
import csv
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from infra.local import issuer
from infra.local.edition import present
from infra.local.state import State
from libs.events.contracts.cooperation.project_design import FieldMeasure, Measure
from tests.designs import COUNTED, MATRIX
from tests.e2e.system import ROOT, System
from tests.e2e.test_project_design import camelled, global_id
from tests.e2e.waiting import until
from tests.editions import AFTER, BEFORE

SPACE: Final = UUID("2a2d0f0e-3f63-4b52-9a53-0d4ac2c9b0b7")
ON: Final = {"effectiveOn": "2022-07-25", "legalBasis": "UU Contoh 1/2022"}
TOLD: Final = {**ON, "edition": "uji"}
VILLAGE: Final = """query ($code: String!) { village(code: $code) { id code codes { code until } dissolvedOn
  district { code } regency { code } province { code } unit { name } officer { id } successors { code }
  remainder { assignments openIssues openWarnings }
  openWarnings { electionPhase } timeline(first: 3) { edges { node { type } } } } }"""
ELECTIONS: Final = """{ electionPeriods(region: "89") { edges { node { regionCode region { code } state } } } }"""
ACTUAL: Final = """query ($id: ID!) { projectDesign(id: $id) {
  inForce { indicators { actual { value lineage { regionCodes } } } } } }"""
SURVEYED: Final = {"opensOn": "2022-06-01", "closesOn": "2022-06-15"}
CHANGES: Final = """{ boundaryChanges(region: "89", first: 50) { edges { node { kind code previousCode legalBasis } } } }"""


def an(name: str) -> str:
    return str(uuid5(SPACE, name))


def election(code: str) -> dict[str, Any]:
    """Under way, and for months to come."""
    now = datetime.now(UTC)
    phases = [{"phase": "CAMPAIGN", "startsAt": (now - timedelta(days=9)).isoformat()}]
    return {"kind": "PILKADA", "regionCode": code, "phases": phases, "endsAt": (now + timedelta(days=90)).isoformat()}


class Papua:
    """A made-up province with one regency and its police."""

    def __init__(self, system: System) -> None:
        self.system = system

    def token(self, **claims: str) -> str:
        return issuer.issue(State(self.system.state), claims, seconds=3600)

    def give(self, mutation: str, token: str | None = None, **fields: Any) -> list[str]:
        kind = mutation[0].upper() + mutation[1:]
        text = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ problems {{ code }} }} }}"
        found = self.system.ask(text, token, input=fields)[mutation]["problems"]
        return [problem["code"] for problem in found if problem["code"] != "NOT_YET_VISIBLE"]

    def must(self, mutation: str, **fields: Any) -> None:
        """Once what it rests on has arrived."""
        coming = {"VILLAGE_UNKNOWN", "UNIT_UNKNOWN", "OUTSIDE_JURISDICTION"}

        def done() -> bool:
            problems = self.give(mutation, **fields)
            assert set(problems) <= coming, (mutation, problems)
            return not problems

        until(done)

    def village(self, code: str, token: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = self.system.ask(VILLAGE, token, code=code)["village"]
        return found


@pytest.fixture(scope="module")
def papua(room: Path) -> Iterator[Papua]:
    """A system of its own: others count the villages of the whole country."""
    system = System(room / "boundary", "none")
    try:
        system.start()
        yield _settled(Papua(system))
    finally:
        system.stop()


def _settled(made: Papua) -> Papua:
    for code in ("88", "89", "88.01", "88.01.01"):
        made.must("registerRegion", regionId=an(code), code=code, name=f"Contoh {code}", edition="uji")
    for code in ("88.01.01.2001", "88.01.01.2002", "88.01.01.2003"):
        made.must("registerVillage", villageId=an(code), code=code, name=f"Contoh {code[-4:]}", edition="uji")
    made.must("establishUnit", unitId=an("MABES"), name="Mabes", level="MABES", kind="MABES")
    above = an("MABES")
    for level, kind, ground in (("POLDA", "POLDA_A", "88"), ("POLRES", "POLRES", "88.01")):
        unit = {"unitId": an(level), "name": f"{level.title()} Contoh 88", "level": level, "kind": kind, "parentId": above}
        made.must("establishUnit", **unit)
        made.must("changeJurisdiction", unitId=an(level), assign=[ground], changedOn="2016-01-01", source="uji")
        above = an(level)
    named = {"serviceNumber": "99998801", "fullName": "Bhabin Contoh 088", "rank": "AIPDA"}
    made.must("registerOfficer", officerId=an("officer"), unitId=an("POLRES"), **named)
    chief = {"serviceNumber": "99998802", "fullName": "Kapolres Contoh 088", "rank": "AKBP", "position": "KAPOLRES"}
    made.must("registerOfficer", officerId=an("chief"), unitId=an("POLRES"), **chief)
    made.must("appointCommander", unitId=an("POLRES"), officerId=an("chief"), appointedOn="2018-01-01")
    where = {"officerId": an("officer"), "villageId": an("88.01.01.2001"), "startsOn": "2018-01-01"}
    made.must("proposeAssignment", assignmentId=an("assignment"), **where)
    made.must("confirmAssignment", assignmentId=an("assignment"), orderNumber="Sprin/88", orderDate="2017-12-01")
    until(lambda: made.village("88.01.01.2001")["officer"] and made.village("88.01.01.2001")["unit"])
    began = {"value": "2016-01-01", "precision": "DAY", "source": "uji"}
    made.must("establishProgram", programId=an("program"), title={"en": "Contoh"}, startedOn=began)
    made.must("declareElectionPeriod", electionId=an("election"), **election("88.01"))
    made.must("openSurvey", surveyId=an("survey"), regionCode="88.01", method="SHEET", questionnaireVersion=1, **SURVEYED)
    there = FieldMeasure(measure=Measure.RESIDENTS_REACHED, region_codes=("88.01",))
    matrix = camelled(to_builtins(replace(MATRIX, indicators=(replace(COUNTED, field_measure=there),))))
    made.must("adoptDesign", designId=an("design"), programId=an("program"), adoptedOn="2020-01-01", matrix=matrix)
    jcc = {"decisionId": an("decision"), "designVersion": 1, "metOn": "2020-02-01", "decision": "Ya", "minutesReference": "JCC/1"}
    made.must("approveAtJcc", designId=an("design"), **jcc)
    made.must("nominateSite", siteId=an("site"), programId=an("program"), regionCodes=["88.01", "88.01.01"], nominatedOn=began)
    return made


def test_a_regency_moves_and_everything_below_it_follows(papua: Papua) -> None:
    commander = papua.token(sub=an("chief"), role="commander", unit=an("POLRES"))
    officer = papua.token(sub=an("officer"), role="officer", village=an("88.01.01.2001"))
    moving = {"regionId": an("88.01"), "code": "89.03", **TOLD}
    assert papua.give("moveRegion", commander, **moving) == ["ROLE_NOT_ALLOWED"]
    assert papua.give("recodeRegion", **moving) == ["PARENT_DIFFERS"]
    assert papua.give("moveRegion", **moving) == []

    until(lambda: papua.village("88.01.01.2003")["code"] == "89.03.01.2003")
    until(lambda: (papua.village("89.03.01.2001")["unit"] or {}).get("name") == "Polres Contoh 88")
    found = papua.village("88.01.01.2001")
    assert found["codes"] == [{"code": "88.01.01.2001", "until": "2022-07-25"}, {"code": "89.03.01.2001", "until": None}]
    assert [found[level]["code"] for level in ("district", "regency", "province")] == ["89.03.01", "89.03", "89"]
    assert found["officer"] is not None
    until(lambda: ground(papua) == {"Polda Contoh 88": {"88", "89.03"}, "Polres Contoh 88": {"89.03"}})

    until(lambda: covered(papua) == {"89.03", "89.03.01"})
    began = {"value": "2016-01-01", "precision": "DAY", "source": "uji"}
    former: dict[str, Any] = {"siteId": an("late"), "programId": an("program"), "regionCodes": ["88.01"], "nominatedOn": began}
    assert papua.give("nominateSite", **former) == ["CODE_GIVEN_UP"]

    elected = {"regionCode": "89.03", "region": {"code": "89.03"}, "state": "OPEN"}
    until(lambda: papua.system.ask(ELECTIONS)["electionPeriods"]["edges"] == [{"node": elected}])
    assert papua.give("declareElectionPeriod", electionId=an("again"), **election("89.03")) == ["ELECTION_UNDER_WAY"]

    warning = {"kind": "HOAX", "severity": "YELLOW", "reliability": "B", "credibility": 2, "narrative": "Contoh."}
    assert papua.give("raiseEarlyWarning", officer, warningId=an("warning"), villageId=an("88.01.01.2001"), **warning) == []
    until(lambda: papua.village("89.03.01.2001", commander)["openWarnings"])
    (raised,) = papua.village("89.03.01.2001", commander)["openWarnings"]
    assert raised["electionPhase"] == "CAMPAIGN", "thresholds are heightened where the region lies now"
    assert papua.give("acknowledgeWarning", commander, warningId=an("warning")) == []


def test_what_was_begun_under_the_old_code_goes_on(papua: Papua) -> None:
    """An indicator that names the regency by the code it had is counted in it, and a survey there takes tallies."""
    officer = papua.token(sub=an("officer"), role="officer", village=an("88.01.01.2001"))
    commander = papua.token(sub=an("chief"), role="commander", unit=an("POLRES"))
    held = {"kind": "DIALOGUE", "theme": "YOUTH", "appeal": "PARTICIPATION", "attendance": 31, "heldAt": "2026-03-10T03:00:00Z"}
    outreach = {"outreachId": an("outreach"), "villageId": an("88.01.01.2001"), "officerId": an("officer"), **held}
    assert papua.give("recordOutreach", officer, **outreach) == []
    month = {"firstMonth": "2026-03", "lastMonth": "2026-03", "measuredOn": "2026-04-01"}
    measure = {"designId": an("design"), "indicator": "1-1", **month}

    def measured() -> dict[str, Any]:
        assert papua.give("measureIndicator", **{**measure, "measurementId": str(uuid4())}) == []
        found: dict[str, Any] = papua.system.ask(ACTUAL, id=global_id("ProjectDesign", an("design")))["projectDesign"]
        (indicator,) = found["inForce"]["indicators"]
        told: dict[str, Any] = indicator["actual"]
        return told

    counted = {"value": 31, "lineage": {"regionCodes": ["89.03", "88.01"]}}
    until(lambda: measured() == counted)
    answers = {"safeAtNight": 20, "activityRunsNormally": 30, "trustInPolice": 25, "victimised12m": 2}
    batch: dict[str, Any] = {"batchId": an("batch"), "collectedOn": SURVEYED["opensOn"], "counts": {"respondents": 40, **answers}}
    tally = {"surveyId": an("survey"), "villageId": an("88.01.01.2001"), **batch}
    assert papua.give("recordSurveyTally", commander, **tally) == []


def covered(papua: Papua) -> set[str]:
    """By the sites that are in the province it went to."""
    found = papua.system.ask("""{ pilotSites(region: "89") { edges { node { regionCodes } } } }""")["pilotSites"]["edges"]
    return {code for edge in found for code in edge["node"]["regionCodes"]}


def ground(papua: Papua) -> dict[str, set[str]]:
    text = """{ units(search: "Contoh 88") { edges { node { name jurisdictions { code validTo } } } } }"""
    return {
        edge["node"]["name"]: {one["code"] for one in edge["node"]["jurisdictions"] if one["validTo"] is None}
        for edge in papua.system.ask(text)["units"]["edges"]
    }


def test_villages_merge_and_what_is_open_waits_for_somebody(papua: Papua) -> None:
    commander = papua.token(sub=an("chief"), role="commander", unit=an("POLRES"))
    told = {"category": "LAND_DISPUTE", "channel": "VISIT", "account": "Pagar.", "reportedAt": datetime.now(UTC).isoformat()}
    until(lambda: papua.give("reportIssue", commander, issueId=an("issue"), villageId=an("88.01.01.2001"), **told) == [])
    merge: dict[str, Any] = {"villageId": an("88.01.01.2002"), "mergedIds": [an("88.01.01.2001")], **ON}
    assert papua.give("mergeVillages", **merge) == []
    until(lambda: papua.village("88.01.01.2001")["dissolvedOn"])
    found = papua.village("88.01.01.2001", commander)
    assert found["successors"] == [{"code": papua.village("88.01.01.2002")["code"]}]
    assert found["remainder"] == {"assignments": 1, "openIssues": 1, "openWarnings": len(found["openWarnings"])}
    assert found["unit"]["name"] == "Polres Contoh 88"
    assert papua.give("renameVillage", villageId=an("88.01.01.2001"), name="Lain", edition="uji") == ["VILLAGE_DISSOLVED"]
    until(lambda: propose(papua) == ["VILLAGE_DISSOLVED"])

    split: dict[str, Any] = {"villageId": an("88.01.01.2002"), "intoIds": [an("88.01.01.2003")], **ON}
    assert papua.give("splitVillage", **split) == []
    kinds = {edge["node"]["kind"] for edge in papua.system.ask(CHANGES)["boundaryChanges"]["edges"]}
    assert kinds >= {"REGION_MOVED", "REGION_RECODED", "VILLAGE_RECODED", "VILLAGES_MERGED", "VILLAGE_DISSOLVED", "VILLAGE_SPLIT"}


def propose(papua: Papua) -> list[str]:
    where = {"officerId": an("officer"), "villageId": an("88.01.01.2001"), "startsOn": "2023-01-01"}
    return papua.give("proposeAssignment", assignmentId=an("another"), role="ACTING", reason="Contoh", **where)


def test_an_edition_is_taken_whole_and_a_broken_one_not_at_all(papua: Papua, tmp_path: Path) -> None:
    others = {code: name for code, (_, name) in held(papua).items()}
    first = revise(papua, tmp_path, "uji 1", {**others, **BEFORE}, "--apply")
    assert first.returncode == 0, first.stderr
    until(lambda: {code: name for code, (_, name) in held(papua).items()} == {**others, **BEFORE})
    mandala, kurik = (held(papua)[code][0] for code in ("91.01.01.1001", "91.01.05.2001"))

    broken = revise(papua, tmp_path, "uji 2", {**others, **AFTER, "93.09.01": "Yatim", "93.9": "Salah"}, "--apply")
    assert broken.returncode == 1
    lines = broken.stderr.splitlines()
    assert lines[0] == "uji 2.csv is not taken, nothing was done: 2 lines are wrong"
    assert sorted(line.partition(": ")[2] for line in lines[1:]) == [
        "93.09.01 lies in 93.09, which is missing",
        "its code is none",
    ]
    looked = revise(papua, tmp_path, "uji 2", {**others, **AFTER})
    assert looked.stdout.splitlines()[-1] == "nothing was done: --apply does it"
    assert {code: name for code, (_, name) in held(papua).items()} == {**others, **BEFORE}

    assert revise(papua, tmp_path, "uji 2", {**others, **AFTER}, "--apply").returncode == 0
    until(lambda: {code: name for code, (_, name) in held(papua).items()} == {**others, **AFTER})
    assert [held(papua)[code][0] for code in ("93.01.01.1001", "93.01.02.2001")] == [mandala, kurik]
    assert papua.village("91.01.01.1001")["code"] == "93.01.01.1001"
    again = revise(papua, tmp_path, "uji 2", {**others, **AFTER}, "--apply")
    assert [line.split()[0] for line in again.stdout.splitlines()] == ["provinces", "same", "uji"]
    assert again.stdout.splitlines()[-1].startswith("uji 2 holds: 0 commands")

    early = revise(papua, tmp_path, "uji 1", {**others, **BEFORE}, "--apply", "--effective-on", "2022-07-24")
    assert (early.returncode, "places changed after 2022-07-24: " in early.stderr) == (1, True), early.stderr
    assert {code: name for code, (_, name) in held(papua).items()} == {**others, **AFTER}
    assert revise(papua, tmp_path, "uji 1", {**others, **BEFORE}, "--apply").returncode == 0
    until(lambda: {code: name for code, (_, name) in held(papua).items()} == {**others, **BEFORE})
    assert revise(papua, tmp_path, "uji 2", {**others, **AFTER}, "--apply").returncode == 0
    until(lambda: {code: name for code, (_, name) in held(papua).items()} == {**others, **AFTER})


def held(papua: Papua) -> dict[str, tuple[UUID, str]]:
    async def asked() -> dict[str, tuple[UUID, str]]:
        async def ask(document: str, variables: Any) -> Any:
            return papua.system.ask(document, **variables)

        return await present(ask)

    return asyncio.run(asked())


def revise(papua: Papua, where: Path, name: str, places: dict[str, str], *more: str) -> subprocess.CompletedProcess[str]:
    file = where / f"{name}.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([("code", "name"), *places.items()])
    command = [sys.executable, "-m", "infra.local", "edition", str(file), "--effective-on", "2022-07-25", *more]
    return subprocess.run(
        command, cwd=ROOT, env=papua.system.environment, capture_output=True, text=True, timeout=60, check=False
    )
