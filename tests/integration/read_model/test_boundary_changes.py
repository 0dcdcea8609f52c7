"""Places change code, end and follow one another in the read model: old codes resolve, ground and regions follow."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from libs.events.codec import Recorded
from libs.events.contracts.cooperation.pilot_site import (
    PilotSiteDesignated,
    SiteDeclaredIndependent,
    SiteNominated,
    SiteRegionsRevised,
)
from libs.events.contracts.cooperation.training_session import Theme
from libs.events.contracts.officers.police_unit import (
    GroundLost,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    LossReason,
    UnitEstablished,
    UnitKind,
    UnitLevel,
)
from libs.events.contracts.values import ClaimedDate
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from libs.events.contracts.villages.election_period import (
    ElectionKind,
    ElectionOutcome,
    ElectionPeriodClosed,
    ElectionRegionFollowed,
    ElectionRegionLost,
    RegionLoss,
)
from libs.events.contracts.villages.forum_kinds import DissolutionReason, ForumModel, Inaugurator
from libs.events.contracts.villages.partnership_forum import ForumDissolved, ForumFormed, ForumProposed
from libs.events.contracts.villages.region import (
    RegionDissolved,
    RegionLevel,
    RegionMoved,
    RegionRecoded,
    RegionRegistered,
)
from libs.events.contracts.villages.safety_survey import (
    AreaIndex,
    SafetyTrustIndexPublished,
    SurveyCounts,
    SurveyMethod,
    SurveyOpened,
)
from libs.events.contracts.villages.social_institution import InstitutionEstablished, InstitutionKind, InstitutionWentDormant
from libs.events.contracts.villages.village import (
    VillageDissolved,
    VillageKind,
    VillageRecoded,
    VillageRegistered,
    VillagesMerged,
    VillageSplit,
    VillageTypeChanged,
)
from libs.events.message import Role
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from tests import elections
from tests.conftest import Database
from tests.histories import BEGUN
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply, make
from tests.integration.read_model.test_as_of import global_id
from tests.lombok import Log, an

ON: Final = date(2022, 7, 25)
BASIS: dict[str, Any] = {"effective_on": ON, "legal_basis": "UU 14/2022"}
TOLD: dict[str, Any] = {**BASIS, "edition": "edition 2"}
PLACES: Final = ("91", "91.06", "91.06.05", "91.06.07", "96")
VILLAGES: Final = ("91.06.05.2001", "91.06.05.2002", "91.06.05.2003", "91.06.07.2001")


def registered() -> Log:
    log = Log("villages")
    for code in PLACES:
        above = code.rpartition(".")[0] or None
        level = tuple(RegionLevel)[code.count(".")]
        log.tell(an(code), RegionRegistered(code=code, name=f"Wilayah {code}", level=level, parent_code=above, edition="1"))
    for code in VILLAGES:
        named: dict[str, Any] = {"code": code, "name": f"Desa {code[-4:]}", "kind": VillageKind.DESA, "timezone": "Asia/Jayapura"}
        log.tell(an(code), VillageRegistered(**named, edition="1"))
    return log


def units() -> Log:
    log = Log("officers")
    above = None
    for level, kind, ground in (
        (UnitLevel.MABES, UnitKind.MABES, None),
        (UnitLevel.POLDA, UnitKind.POLDA_A, "91"),
        (UnitLevel.POLRES, UnitKind.POLRES, "91.06"),
    ):
        log.tell(an(level), UnitEstablished(name=level.title(), level=level, kind=kind, parent_id=above))
        above = an(level)
        if ground:
            log.tell(an(level), JurisdictionAssigned(code=ground, valid_from=date(2016, 1, 1), source="assumed"))
    return log


def moved(log: Log) -> None:
    """The regency goes from province 91 to 96, one district with two villages along with it."""
    change: dict[str, Any] = {"code": "96.01", "previous_code": "91.06", "parent_code": "96", "previous_parent_code": "91"}
    log.tell(an("91.06"), RegionMoved(**change, takes_along=False, **TOLD))
    log.tell(an("91.06.05"), RegionRecoded(code="96.01.05", previous_code="91.06.05", takes_along=False, **TOLD))


def recoded(log: Log, before: str, code: str) -> None:
    log.tell(an(before), VillageRecoded(code=code, previous_code=before, timezone="Asia/Jayapura", **TOLD))


@pytest.fixture
async def asking(read_database: Connection, database: Database) -> AsyncIterator[Asking]:
    async with Pool(database.owner_url, size=1, search_path=projection.name) as pool:
        yield Asking(pool)


async def tell(db: Connection, log: Log) -> None:
    rows: list[Recorded] = [replace(row, recorded_at=BEGUN + timedelta(seconds=row.position)) for row in log.take()]
    await apply(db, log.service, rows)


VILLAGE = """query ($code: String!) { village(code: $code) { name code kind codes { code since until } dissolvedOn
  province { code } regency { code } district { code } unit { name } successors { code } predecessors { code }
  remainder { assignments openIssues openWarnings openDisputes } } }"""
LEFT = """query ($code: String!) { village(code: $code) {
  remainder { forums institutions openTargets openElections } } }"""


async def test_an_old_code_finds_the_village_and_tells_the_present_one(read_database: Connection, asking: Asking) -> None:
    log = registered()
    moved(log)
    recoded(log, "91.06.05.2001", "96.01.05.2001")
    await tell(read_database, log)
    for code in ("91.06.05.2001", "96.01.05.2001"):
        found = (await asking(VILLAGE, code=code))["village"]
        assert (found["name"], found["code"], found["kind"]) == ("Desa 2001", "96.01.05.2001", "DESA")
        assert found["codes"] == [
            {"code": "91.06.05.2001", "since": None, "until": "2022-07-25"},
            {"code": "96.01.05.2001", "since": "2022-07-25", "until": None},
        ]
    for text in ("91.06.05.2001", "96.01.05.20", "91.06.05"):
        edges = (await asking("query ($s: String!) { villages(search: $s) { edges { node { name } } } }", s=text))["villages"]
        assert "Desa 2001" in [edge["node"]["name"] for edge in edges["edges"]]
    region = (
        "query ($c: String!) { region(code: $c) { code codes { code } parent { code } regions { edges { node { code } } } } }"
    )
    for code in ("91.06", "96.01"):
        assert (await asking(region, c=code))["region"] == {
            "code": "96.01", "codes": [{"code": "91.06"}, {"code": "96.01"}], "parent": {"code": "96"},
            "regions": {"edges": [{"node": {"code": "96.01.05"}}, {"node": {"code": "91.06.07"}}][::-1]},
        }  # fmt: skip


async def test_a_code_that_is_given_again_finds_who_has_it_and_tells_who_had_it(
    read_database: Connection, asking: Asking
) -> None:
    log = registered()
    recoded(log, "91.06.05.2001", "91.06.05.2009")
    new: dict[str, Any] = {"code": "91.06.05.2001", "name": "Desa Baru", "kind": VillageKind.DESA, "timezone": "Asia/Jayapura"}
    log.tell(an("new"), VillageRegistered(**new, edition="2"))
    await tell(read_database, log)
    assert (await asking(VILLAGE, code="91.06.05.2001"))["village"]["name"] == "Desa Baru"
    had = """{ codeHolders(code: "91.06.05.2001") { since until village { name code } region { code } } }"""
    assert (await asking(had))["codeHolders"] == [
        {"since": None, "until": None, "village": {"name": "Desa Baru", "code": "91.06.05.2001"}, "region": None},
        {"since": None, "until": "2022-07-25", "village": {"name": "Desa 2001", "code": "91.06.05.2009"}, "region": None},
    ]


async def test_until_their_own_codes_follow_villages_lie_in_their_regions_all_the_same(
    read_database: Connection, asking: Asking
) -> None:
    log = registered()
    moved(log)
    await tell(read_database, log)
    found = (await asking(VILLAGE, code="91.06.05.2002"))["village"]
    assert found["code"] == "91.06.05.2002"
    assert [found[level]["code"] for level in ("province", "regency", "district")] == ["96", "96.01", "96.01.05"]


@pytest.mark.parametrize("ground_first", [True, False])
async def test_ground_follows_in_whatever_order_it_is_heard_of(
    read_database: Connection, asking: Asking, ground_first: bool
) -> None:
    await tell(read_database, registered())
    officers = units()
    await tell(read_database, officers)
    assert (await asking(VILLAGE, code="91.06.05.2001"))["village"]["unit"] == {"name": "Polres"}
    log = Log.after("villages", [])
    log = _later(registered())
    moved(log)
    recoded(log, "91.06.05.2001", "96.01.05.2001")
    officers.tell(an(UnitLevel.POLDA), JurisdictionAssigned(code="96.01", valid_from=ON, source="UU"))
    officers.tell(an(UnitLevel.POLRES), JurisdictionAssigned(code="96.01", valid_from=ON, source="UU"))
    for one in (officers, log) if ground_first else (log, officers):
        await tell(read_database, one)
    assert (await asking(VILLAGE, code="96.01.05.2001"))["village"]["unit"] == {"name": "Polres"}
    assert (await asking(VILLAGE, code="91.06.05.2002"))["village"]["unit"] == {"name": "Polres"}
    officers.tell(an(UnitLevel.POLRES), JurisdictionWithdrawn(code="96.01", valid_to=ON, source="UU"))
    officers.tell(an(UnitLevel.POLDA), JurisdictionWithdrawn(code="96.01", valid_to=ON, source="UU"))
    await tell(read_database, officers)
    assert (await asking(VILLAGE, code="96.01.05.2001"))["village"]["unit"] is None


def _later(log: Log) -> Log:
    """The same log, what it has told so far being known."""
    log.take()
    return log


async def test_a_village_that_was_taken_up_lies_on_the_ground_of_its_successor(read_database: Connection, asking: Asking) -> None:
    log, officers = registered(), units()
    log.tell(an(VILLAGES[1]), VillagesMerged(merged_ids=(an(VILLAGES[0]),), **BASIS))
    log.tell(an(VILLAGES[0]), VillageDissolved(code=VILLAGES[0], successor_ids=(an(VILLAGES[1]),), **BASIS))
    officers.tell(an(UnitLevel.POLDA), JurisdictionAssigned(code="96", valid_from=ON, source="UU"))
    await tell(read_database, log)
    await tell(read_database, officers)
    found = (await asking(VILLAGE, code=VILLAGES[0]))["village"]
    assert (found["dissolvedOn"], found["unit"]["name"]) == ("2022-07-25", "Polres")
    assert found["successors"] == [{"code": VILLAGES[1]}]
    assert found["codes"] == [{"code": VILLAGES[0], "since": None, "until": "2022-07-25"}]
    assert found["remainder"] == {"assignments": 0, "openIssues": 0, "openWarnings": 0, "openDisputes": 0}
    assert (await asking(VILLAGE, code=VILLAGES[1]))["village"]["predecessors"] == [{"code": VILLAGES[0]}]

    log.tell(an("96.03"), RegionRegistered(code="96.03", name="x", level=RegionLevel.REGENCY, parent_code="96", edition="2"))
    log.tell(
        an("96.03.01"), RegionRegistered(code="96.03.01", name="x", level=RegionLevel.DISTRICT, parent_code="96.03", edition="2")
    )
    recoded(log, VILLAGES[1], "96.03.01.2001")
    await tell(read_database, log)
    assert (await asking(VILLAGE, code=VILLAGES[0]))["village"]["unit"]["name"] == "Polda", "it followed its successor"


async def test_what_is_no_more_is_in_no_list_and_not_counted(read_database: Connection, asking: Asking) -> None:
    log = registered()
    counts = """{ villages(first: 10) { totalCount edges { node { code } } } regions(level: DISTRICT) { totalCount }
      region(code: "91.06") { villages { totalCount } regions { totalCount } } coverageGap { villages }
      gap: coverageGap(region: "91.06") { villages vacant unheldVillages { totalCount } } }"""
    await tell(read_database, log)
    before = await asking(counts)
    log.tell(an("91.06.07.2001"), VillageDissolved(code="91.06.07.2001", **BASIS))
    log.tell(an("91.06.07"), RegionDissolved(code="91.06.07", **BASIS))
    await tell(read_database, log)
    after = await asking(counts)
    assert (before["villages"]["totalCount"], after["villages"]["totalCount"]) == (4, 3)
    assert (before["regions"]["totalCount"], after["regions"]["totalCount"]) == (2, 1)
    assert [edge["node"]["code"] for edge in after["villages"]["edges"]] == sorted(VILLAGES[:3])
    assert after["region"] == {"villages": {"totalCount": 3}, "regions": {"totalCount": 1}}
    assert (after["coverageGap"], after["gap"]) == (
        {"villages": 3},
        {"villages": 3, "vacant": 3, "unheldVillages": {"totalCount": 3}},
    )
    gone = (await asking(VILLAGE, code="91.06.07.2001"))["village"]
    assert (gone["dissolvedOn"], gone["district"]["code"]) == ("2022-07-25", "91.06.07")


async def test_a_region_code_changes_hands_within_one_batch(read_database: Connection, asking: Asking) -> None:
    log = registered()
    log.tell(an("91.06.07.2001"), VillageDissolved(code="91.06.07.2001", **BASIS))
    log.tell(an("91.06.07"), RegionDissolved(code="91.06.07", **BASIS))
    log.tell(an("91.06.05"), RegionRecoded(code="91.06.07", previous_code="91.06.05", takes_along=False, **TOLD))
    await tell(read_database, log)
    text = "query ($c: String!) { region(code: $c) { name code dissolvedOn } }"
    assert (await asking(text, c="91.06.07"))["region"] == {"name": "Wilayah 91.06.05", "code": "91.06.07", "dissolvedOn": None}
    had = """{ codeHolders(code: "91.06.07") { region { name code dissolvedOn } } }"""
    assert [one["region"]["name"] for one in (await asking(had))["codeHolders"]] == ["Wilayah 91.06.05", "Wilayah 91.06.07"]
    assert (await asking(had))["codeHolders"][1]["region"] == {
        "name": "Wilayah 91.06.07", "code": "91.06.07", "dissolvedOn": "2022-07-25",
    }  # fmt: skip
    assert (await asking(VILLAGE, code="91.06.07.2001"))["village"]["district"]["code"] == "91.06.07"


CHANGES = """query ($since: Date, $region: String, $kind: BoundaryChangeKind) {
  boundaryChanges(since: $since, region: $region, kind: $kind) { totalCount edges { node {
    kind changedOn legalBasis edition code previousCode name village { code } region { code } } } } }"""


async def test_changes_are_listed_latest_first_by_day_region_and_kind(read_database: Connection, asking: Asking) -> None:
    log = registered()
    moved(log)
    recoded(log, "91.06.05.2001", "96.01.05.2001")
    log.tell(an(VILLAGES[2]), VillageSplit(into_ids=(an(VILLAGES[1]),), effective_on=date(2023, 1, 1), legal_basis="Perda 1"))
    kind = VillageTypeChanged(kind=VillageKind.KELURAHAN, previous_kind=VillageKind.DESA, **BASIS)
    log.tell(an("91.06.07.2001"), kind)
    await tell(read_database, log)

    async def kinds(**arguments: Any) -> list[str]:
        edges = (await asking(CHANGES, **arguments))["boundaryChanges"]["edges"]
        return [edge["node"]["kind"] for edge in edges]

    everything = ["VILLAGE_SPLIT", "VILLAGE_TYPE_CHANGED", "VILLAGE_RECODED", "REGION_RECODED", "REGION_MOVED"]
    assert await kinds() == everything
    assert await kinds(since="2022-07-26") == ["VILLAGE_SPLIT"]
    assert await kinds(region="96") == ["VILLAGE_RECODED", "REGION_RECODED", "REGION_MOVED"]
    assert await kinds(region="91.06.07") == ["VILLAGE_TYPE_CHANGED"]
    assert await kinds(kind="REGION_MOVED") == ["REGION_MOVED"]
    (moving,) = (await asking(CHANGES, kind="REGION_MOVED"))["boundaryChanges"]["edges"]
    assert moving["node"] == {
        "kind": "REGION_MOVED", "changedOn": "2022-07-25", "legalBasis": "UU 14/2022", "edition": "edition 2", "code": "96.01",
        "previousCode": "91.06", "name": None, "village": None, "region": {"code": "96.01"},
    }  # fmt: skip


async def test_lost_ground_is_shown_at_the_unit(read_database: Connection, asking: Asking) -> None:
    officers = units()
    lost: dict[str, Any] = {"previous_code": "91.06.07", "code": "91.09.07", "changed_on": ON, "source": "UU"}
    officers.tell(an(UnitLevel.POLRES), GroundLost(**lost, reason=LossReason.HELD_BY_OTHER))
    await tell(read_database, officers)
    found = await asking("{ units(level: POLRES) { edges { node { lostGrounds { previousCode code changedOn why source } } } } }")
    assert found["units"]["edges"][0]["node"]["lostGrounds"] == [
        {"previousCode": "91.06.07", "code": "91.09.07", "changedOn": "2022-07-25", "why": "HELD_BY_OTHER", "source": "UU"}
    ]


async def test_a_commander_sees_what_is_left_of_a_village_on_his_ground(read_database: Connection, asking: Asking) -> None:
    await make(read_database)
    log, officers = registered(), units()
    log.tell(an(VILLAGES[0]), VillageDissolved(code=VILLAGES[0], successor_ids=(an(VILLAGES[1]),), **BASIS))
    await tell(read_database, log)
    await tell(read_database, officers)
    found = await asking(VILLAGE, Role.COMMANDER, an(UnitLevel.POLRES), code=VILLAGES[0])
    assert found["village"]["remainder"]["openIssues"] == 0
    assert (await asking(VILLAGE, code=VILLAGES[1]))["village"]["remainder"] is None


def published(log: Log, name: str, closes_on: date, *codes: str) -> None:
    counts = SurveyCounts(respondents=100, safe_at_night=50, activity_runs_normally=90, trust_in_police=40, victimised_12m=5)
    when: dict[str, Any] = {"opens_on": closes_on, "closes_on": closes_on, "questionnaire_version": 1}
    told: dict[str, Any] = {"region_code": codes[0], "method": SurveyMethod.SHEET, **when}
    log.tell(an(name), SurveyOpened(**told))
    areas = tuple(AreaIndex(code=code, counts=counts, index_permille=713, margin_permille=88) for code in codes)
    known: dict[str, Any] = {"formula": 1, "min_respondents": 30, "published_at": BEGUN}
    log.tell(an(name), SafetyTrustIndexPublished(areas=areas, **told, **known))


INDICES = """{ safetySurveys(region: "96") { edges { node { regionCode region { code } } } }
  region(code: "91.06") { safetyIndex { code survey { closesOn } } safetyIndices { code region { code } } }
  safetyIndices(region: "96", level: DISTRICT) { edges { node { code inPilotSite } } }
  inside: safetyIndices(inPilotSite: true) { edges { node { code } } } gone: safetyIndices(region: "91") { totalCount } }"""


async def test_indices_follow_their_region_and_lie_in_the_sites_of_today(read_database: Connection, asking: Asking) -> None:
    log, sites = registered(), Log("cooperation")
    published(log, "before", date(2021, 2, 28), "91.06", "91.06.05", "91.06.07")
    moved(log)
    published(log, "after", date(2023, 2, 28), "96.01")
    await tell(read_database, log)
    claimed = ClaimedDate(value=ON, source="test")
    there: dict[str, Any] = {"program_id": an("program"), "nominated_on": claimed}
    for name, codes in (("site", ("91.06.05",)), ("site that left", ("91.06.07", "52"))):
        sites.tell(an(name), SiteNominated(region_codes=codes, **there), PilotSiteDesignated(designated_on=claimed))
    sites.tell(an("site"), SiteDeclaredIndependent(declared_on=claimed))
    follows: dict[str, Any] = {"revised_on": ON, "cause": "UU 14/2022"}
    sites.tell(an("site"), SiteRegionsRevised(region_codes=("96.01.05",), former_codes=("91.06.05",), **follows))
    sites.tell(an("site that left"), SiteRegionsRevised(region_codes=("52",), former_codes=("91.06.07", "52"), **follows))
    await tell(read_database, sites)
    found = await asking(INDICES)
    assert found["region"]["safetyIndex"] == {"code": "96.01", "survey": {"closesOn": "2023-02-28"}}
    assert found["region"]["safetyIndices"] == [{"code": code, "region": {"code": "96.01"}} for code in ("96.01", "91.06")]
    assert [edge["node"] for edge in found["safetyIndices"]["edges"]] == [{"code": "91.06.05", "inPilotSite": True}]
    assert [edge["node"]["code"] for edge in found["inside"]["edges"]] == ["91.06.05"]
    assert found["gone"]["totalCount"] == 1, "the district that stayed"
    surveys = [edge["node"] for edge in found["safetySurveys"]["edges"]]
    assert surveys == [{"regionCode": code, "region": {"code": "96.01"}} for code in ("96.01", "91.06")]


ELECTION = """query ($id: ID!) { electionPeriod(id: $id) { regionCode state region { code } village { code }
  lostRegionOn lostRegionBecause takenBy { kind } villagesToVisit { totalCount } } }"""
THERE = """{ new: electionPeriods(region: "96") { totalCount } old: electionPeriods(region: "91.06") { totalCount }
  moved: village(code: "96.01.05.2001") { electionPeriod { kind } }
  behind: village(code: "91.06.07.2001") { electionPeriod { kind } } }"""


async def test_an_election_goes_along_with_its_region_and_one_that_is_over_is_found_there(
    read_database: Connection, asking: Asking
) -> None:
    log = registered()
    follows: dict[str, Any] = {"previous_code": "91.06", "region_code": "96.01", "changed_on": ON, "legal_basis": "UU 14/2022"}
    over = ElectionPeriodClosed(outcome=ElectionOutcome.CONCLUDED, closed_at=BEGUN, by_hand=True)
    for name, kind in (("open", ElectionKind.PILKADA), ("over", ElectionKind.PEMILU)):
        log.tell(an(name), elections.declared(kind, "91.06", None), elections.advanced(0))
    log.tell(an("over"), over)
    moved(log)
    recoded(log, "91.06.05.2001", "96.01.05.2001")
    log.tell(an("open"), ElectionRegionFollowed(**follows))
    await tell(read_database, log)

    async def found(name: str) -> dict[str, Any]:
        told: dict[str, Any] = (await asking(ELECTION, id=global_id("ElectionPeriod", name)))["electionPeriod"]
        return told

    place = {"region": {"code": "96.01"}, "village": None}
    held = {**place, "lostRegionOn": None, "lostRegionBecause": None, "takenBy": None}
    assert await found("open") == {"regionCode": "96.01", "state": "OPEN", **held, "villagesToVisit": {"totalCount": 1}}
    assert await found("over") == {"regionCode": "91.06", "state": "CLOSED", **held, "villagesToVisit": {"totalCount": 0}}
    election = {"electionPeriod": {"kind": "PILKADA"}}
    lists = {"new": {"totalCount": 2}, "old": {"totalCount": 0}}
    assert await asking(THERE) == {**lists, "moved": election, "behind": election}
    told: dict[str, Any] = {"region_code": "96.01", "changed_on": ON, "legal_basis": "UU 14/2022"}
    log.tell(an("open"), ElectionRegionLost(because=RegionLoss.TAKEN, taken_by=an("over"), **told))
    await tell(read_database, log)
    lost = {"lostRegionOn": "2022-07-25", "lostRegionBecause": "TAKEN", "takenBy": {"kind": "PEMILU"}}
    assert await found("open") == {"regionCode": "96.01", "state": "OPEN", **place, **lost, "villagesToVisit": {"totalCount": 0}}
    assert (await asking(THERE))["moved"]["electionPeriod"] is None


FORUMS = """{ region(code: "91.06.05") { forumCoverage { villages formed without villagesDoubled { edges { node { code } } } } }
  mine: village(code: "91.06.05.2001") { forum { name beside { name } } }
  taken: village(code: "91.06.05.2002") { forum { name beside { name } } } }"""


async def test_two_forums_on_one_ground_are_shown_and_counted_once(read_database: Connection, asking: Asking) -> None:
    log, (one, other, third) = registered(), VILLAGES[:3]
    for code in (one, other):
        log.tell(an(f"forum {code}"), ForumProposed(name=code, model=ForumModel.AREA, village_ids=(an(code),), proposed_at=BEGUN))
        log.tell(an(f"forum {code}"), formed(code))
    await tell(read_database, log)
    before = await asking(FORUMS)
    assert before["region"]["forumCoverage"] == {"villages": 3, "formed": 2, "without": 1, "villagesDoubled": {"edges": []}}
    assert before["mine"]["forum"] == {"name": one, "beside": []}
    merges = VillagesMerged(merged_ids=(an(other), an(third)), **BASIS)
    log.tell(an(one), merges)
    for code in (other, third):
        log.tell(an(code), VillageDissolved(code=code, successor_ids=(an(one),), **BASIS))
    await tell(read_database, log)
    after = await asking(FORUMS)
    twice = {"edges": [{"node": {"code": one}}]}
    assert after["region"]["forumCoverage"] == {"villages": 1, "formed": 1, "without": 0, "villagesDoubled": twice}
    assert after["mine"]["forum"] == {"name": one, "beside": [{"name": other}]}
    assert after["taken"]["forum"] == {"name": other, "beside": [{"name": one}]}
    ended = ForumDissolved(reason=DissolutionReason.REPLACED, village_ids=(an(one),), dissolved_on=ON)
    log.tell(an(f"forum {one}"), ended)
    await tell(read_database, log)
    left = await asking(FORUMS)
    assert left["region"]["forumCoverage"] == {"villages": 1, "formed": 1, "without": 0, "villagesDoubled": {"edges": []}}
    assert left["mine"]["forum"] == {"name": other, "beside": []}, "the one that came along"


def formed(code: str) -> ForumFormed:
    term: dict[str, Any] = {"starts_on": ON, "ends_on": date(2999, 1, 1), "inaugurated_on": ON}
    leaders: dict[str, Any] = {"chair_id": an("chair"), "secretary_id": an("secretary"), "members": 10}
    of: dict[str, Any] = {"model": ForumModel.AREA, "village_ids": (an(code),), "members_min": 10}
    return ForumFormed(inaugurated_by=Inaugurator.CAMAT, **of, **term, **leaders)


async def test_what_hangs_on_a_village_that_is_no_more_is_counted_until_somebody_has_seen_to_it(
    read_database: Connection, asking: Asking
) -> None:
    log, gone, other = registered(), VILLAGES[0], VILLAGES[1]
    here: dict[str, Any] = {"village_id": an(gone)}
    covers: dict[str, Any] = {"village_ids": (an(other), an(gone))}
    log.tell(an("forum"), ForumProposed(name="FKPM", model=ForumModel.AREA, proposed_at=BEGUN, **covers))
    group: dict[str, Any] = {"kind": InstitutionKind.YOUTH, "established_on": ON, "lapses_at": BEGUN}
    for name in ("institution", "sleeping"):
        log.tell(an(name), InstitutionEstablished(name=name, **here, **group))
    log.tell(an("sleeping"), InstitutionWentDormant(dormant_from=BEGUN, by_silence=True))
    about: dict[str, Any] = {**here, "directive_id": an("directive"), "officer_id": an("officer")}
    why: dict[str, Any] = {"session_id": an("session"), "assignment_id": an("assignment"), "theme": Theme.DIVERSITY}
    for name in ("target", "met"):
        log.tell(an(name), DirectiveTargetSet(issued_on=ON, **about, **why))
    log.tell(an("met"), DirectiveTargetMet(met_on=ON, shown_by="OutreachHeld", **about))
    log.tell(an("election"), elections.declared(ElectionKind.PILKADES, gone, None))
    log.tell(an(gone), VillageDissolved(code=gone, successor_ids=(an(other),), **BASIS))
    await tell(read_database, log)

    async def left() -> list[int]:
        return list((await asking(LEFT, code=gone))["village"]["remainder"].values())

    assert await left() == [1, 1, 1, 1]
    log.tell(an("forum"), ForumDissolved(reason=DissolutionReason.REPLACED, dissolved_on=ON, **covers))
    log.tell(an("institution"), InstitutionWentDormant(dormant_from=BEGUN, by_silence=False))
    log.tell(an("target"), DirectiveTargetMet(met_on=ON, shown_by="OutreachHeld", **about))
    log.tell(an("election"), ElectionPeriodClosed(outcome=ElectionOutcome.CANCELLED, closed_at=BEGUN, by_hand=True))
    await tell(read_database, log)
    assert await left() == [0, 0, 0, 0]
