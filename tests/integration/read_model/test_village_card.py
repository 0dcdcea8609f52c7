"""One query composes what three services say of a village, in one statement."""

from typing import Any

import pytest

from libs.events.message import Role
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from tests.conftest import Database
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, an

VILLAGE_CARD = """
query VillageCard($code: String!) {
  village(code: $code) {
    code name kind province { name } regency { name } district { name }
    unit { name level parent { name level } }
    pillars { status seats { pillar title holderName since } }
    officer { name rank unit { name } competencies
      trainings(first: 3) { edges { node { title startsAt venue { name } program { title startedOn { value } }
        directives { theme text acknowledgements { acknowledged addressed } } } } } }
    pilotSites { status designatedOn program { title } }
  }
}
"""
AMPENAN_SELATAN: dict[str, Any] = {
    "code": "52.71.01.1001",
    "name": "Ampenan Selatan",
    "kind": "KELURAHAN",
    "province": {"name": "Nusa Tenggara Barat"},
    "regency": {"name": "Kota Mataram"},
    "district": {"name": "Ampenan"},
    "unit": {"name": "Polsek Ampenan", "level": "POLSEK", "parent": {"name": "Polresta Mataram", "level": "POLRES"}},
    "pillars": {
        "status": "COMPLETE",
        "seats": [
            {"pillar": "BHABINKAMTIBMAS", "title": "Bhabinkamtibmas", "holderName": "Ketut", "since": "2017-01-09"},
            {"pillar": "BABINSA", "title": "Babinsa", "holderName": "Lalu Ahmad", "since": "2016-05-02"},
            {"pillar": "VILLAGE_HEAD", "title": "Lurah", "holderName": "Baiq Sri", "since": "2015-03-01"},
        ],
    },
    "officer": {
        "name": "Ketut",
        "rank": "AIPDA",
        "unit": {"name": "Polresta Mataram"},
        "competencies": ["DDS", "MEDIATION"],
        "trainings": {
            "edges": [
                {
                    "node": {
                        "title": "In-house training of Bhabinkamtibmas",
                        "startsAt": "2017-07-25T00:00:00.000000Z",
                        "venue": {"name": "Hotel Nutana"},
                        "program": {"title": "Support Program for INP Reform", "startedOn": {"value": "2002-08-01"}},
                        "directives": [
                            {
                                "theme": "CONTACT_PERSON",
                                "text": "Have a contact person in every village.",
                                "acknowledgements": {"acknowledged": 1, "addressed": 2},
                            },
                            {
                                "theme": "NO_DISPUTE",
                                "text": "Let there be no dispute among the three pillars.",
                                "acknowledgements": {"acknowledged": 0, "addressed": 2},
                            },
                        ],
                    }
                }
            ]
        },
    },
    "pilotSites": [
        {"status": "MODEL_SITE", "designatedOn": "2016-01-01", "program": {"title": "Support Program for INP Reform"}}
    ],
}
VACANT = [
    {"pillar": "BHABINKAMTIBMAS", "title": "Bhabinkamtibmas", "holderName": None, "since": None},
    {"pillar": "BABINSA", "title": "Babinsa", "holderName": None, "since": None},
    {"pillar": "VILLAGE_HEAD", "title": "Kepala Desa", "holderName": None, "since": None},
]


async def test_the_whole_card(lombok: Asking, statements: list[str]) -> None:
    card = await lombok(VILLAGE_CARD, code="52.71.01.1001")
    assert card == {"village": AMPENAN_SELATAN}
    assert len(statements) == 1


async def test_a_village_without_anybody_has_three_vacant_seats(lombok: Asking) -> None:
    village = (await lombok(VILLAGE_CARD, code="52.01.09.2002"))["village"]
    assert village["pillars"] == {"status": "INCOMPLETE", "seats": VACANT}
    assert (village["name"], village["officer"], village["pilotSites"]) == ("Kekait Daye", None, [])
    assert village["unit"]["name"] == "Polresta Mataram", "the district is held by another unit than its regency"


async def test_a_vacated_seat_is_vacant(lombok: Asking) -> None:
    village = (await lombok(VILLAGE_CARD, code="52.71.01.1002"))["village"]
    assert village["pillars"]["status"] == "INCOMPLETE"
    assert village["pillars"]["seats"][1] == VACANT[1]
    assert village["pillars"]["seats"][0]["holderName"] == "Ketut"


async def test_nobody_holds_the_post_once_the_assignment_has_ended(lombok: Asking) -> None:
    assert (await lombok(VILLAGE_CARD, code="52.01.09.2001"))["village"]["officer"] is None


async def test_a_proposal_is_no_post(lombok: Asking) -> None:
    assert (await lombok(VILLAGE_CARD, code="52.01.09.2002"))["village"]["officer"] is None


async def test_an_unknown_code_is_no_village(lombok: Asking) -> None:
    assert await lombok(VILLAGE_CARD, code="52.71.01.9999") == {"village": None}


def _names(village: dict[str, Any]) -> list[str | None]:
    return [seat["holderName"] for seat in village["pillars"]["seats"]]


async def test_operations_see_rows_without_names(lombok: Asking) -> None:
    village = (await lombok(VILLAGE_CARD, Role.OPS, code="52.71.01.1001"))["village"]
    assert _names(village) == [None, None, None]
    assert (village["officer"]["name"], village["officer"]["rank"]) == (None, "AIPDA")


@pytest.mark.parametrize("role", [Role.ANONYMOUS, Role.PARTNER, Role.SERVICE])
async def test_a_stranger_sees_what_is_public(lombok: Asking, role: Role) -> None:
    village = (await lombok(VILLAGE_CARD, role, code="52.71.01.1001"))["village"]
    assert village == {**AMPENAN_SELATAN, "pillars": None, "officer": None, "pilotSites": []}


async def test_every_thing_is_found_again_by_its_id(lombok: Asking) -> None:
    found = await lombok(
        """{ villages { edges { node { id pillars { id } } } } regions { edges { node { id } } } units { edges { node { id } } }
             officers { edges { node { id assignments { id } } } } programs { edges { node { id sites { id } } } }
             milestones { edges { node { id } } }
             trainings { edges { node { id directives { id } } } } }"""
    )
    ids = list(_ids(found))
    assert len(ids) == 4 + 4 + 5 + 5 + 2 + 4 + 1 + 2 + 1 + 1 + 2
    for key in ids:
        node = (await lombok("query Found($id: ID!) { node(id: $id) { id __typename } }", id=key))["node"]
        assert node["id"] == key


def _ids(value: Any) -> Any:
    if isinstance(value, dict):
        yield from ([value["id"]] if "id" in value else [])
        for item in value.values():
            yield from _ids(item)
    elif isinstance(value, list):
        for item in value:
            yield from _ids(item)


async def test_a_program_with_all_that_hangs_on_it(lombok: Asking) -> None:
    found = await lombok(
        """{ programs { edges { node { title titles { en id ja } startedOn { value precision source } partnerReference
               agencies { agency kind } phases { number name startedOn { precision } endedOn }
               sites { status regionCodes designations { status on precision source } }
               trainings { totalCount edges { node { status participants openedAt venue { room region { code } } host { name }
                 objectives attendees { role office officer { name } attendedOn } } } } } } } }"""
    )
    assert found == {
        "programs": {
            "edges": [
                {
                    "node": {
                        "title": "Support Program for INP Reform",
                        "titles": {"en": "Support Program for INP Reform", "id": "Program Dukungan Reformasi Polri", "ja": None},
                        "startedOn": {"value": "2002-08-01", "precision": "MONTH", "source": "embassy"},
                        "partnerReference": None,
                        "agencies": [{"agency": "JICA", "kind": "DONOR"}],
                        "phases": [
                            {"number": 1, "name": "Bekasi", "startedOn": {"precision": "MONTH"}, "endedOn": "2007-07-01"},
                            {"number": 2, "name": "Provinces", "startedOn": {"precision": "DAY"}, "endedOn": "2012-07-31"},
                        ],
                        "sites": [
                            {
                                "status": "WITHDRAWN",
                                "regionCodes": ["36"],
                                "designations": [
                                    {"status": "CANDIDATE", "on": "2011-05-01", "precision": "DAY", "source": "embassy"},
                                    {"status": "WITHDRAWN", "on": "2013-01-01", "precision": "DAY", "source": "embassy"},
                                ],
                            },
                            {
                                "status": "MODEL_SITE",
                                "regionCodes": ["52.71"],
                                "designations": [
                                    {"status": "CANDIDATE", "on": "2011-01-01", "precision": "YEAR", "source": "embassy"},
                                    {"status": "PILOT_SITE", "on": "2012-01-01", "precision": "YEAR", "source": "embassy"},
                                    {"status": "MODEL_SITE", "on": "2016-01-01", "precision": "YEAR", "source": "press"},
                                ],
                            },
                        ],
                        "trainings": {
                            "totalCount": 1,
                            "edges": [
                                {
                                    "node": {
                                        "status": "CLOSED",
                                        "participants": 2,
                                        "openedAt": "2017-07-25T00:30:00.000000Z",
                                        "venue": {"room": "Ballroom", "region": {"code": "52.71"}},
                                        "host": {"name": "Polda NTB"},
                                        "objectives": ["faster and more accurate response"],
                                        "attendees": _attendees(),
                                    }
                                }
                            ],
                        },
                    }
                }
            ]
        }
    }


def _attendees() -> list[dict[str, Any]]:
    day = "2017-07-25"
    listed: dict[str, dict[str, Any]] = {
        str(an("Ketut")): {"role": "PARTICIPANT", "office": None, "officer": {"name": "Ketut"}, "attendedOn": day},
        str(an("Made")): {"role": "PARTICIPANT", "office": None, "officer": {"name": "Made"}, "attendedOn": day},
        "Deputy Chief of Polda NTB": {
            "role": "OPENER",
            "office": "Deputy Chief of Polda NTB",
            "officer": None,
            "attendedOn": day,
        },
        "Observer": {"role": "OBSERVER", "office": "Observer", "officer": None, "attendedOn": None},
    }
    return [listed[key] for key in sorted(listed)]


async def test_a_unit_with_all_that_hangs_on_it(lombok: Asking) -> None:
    found = await lombok(
        """{ units(search: "ampenan") { edges { node { name kind seatCode active
               jurisdictions { code validFrom validTo source } villages { edges { node { name } } }
               parent { name kind commander { name } commanderSince units { edges { node { name } } }
                 officers { edges { node { name status position languages } } } villages { edges { node { name } } } } } } } }"""
    )
    (node,) = [edge["node"] for edge in found["units"]["edges"]]
    assert node == {
        "name": "Polsek Ampenan",
        "kind": "POLSEK",
        "seatCode": None,
        "active": True,
        "jurisdictions": [
            {"code": "52.71.01", "validFrom": "2017-01-01", "validTo": "2018-01-01", "source": "assumed"},
            {"code": "52.71.01", "validFrom": "2019-01-01", "validTo": None, "source": "assumed"},
        ],
        "villages": {"edges": [{"node": {"name": "Ampenan Selatan"}}, {"node": {"name": "Banjar"}}]},
        "parent": {
            "name": "Polresta Mataram",
            "kind": "POLRESTA",
            "commander": {"name": "Ketut"},
            "commanderSince": "2018-07-01",
            "units": {"edges": [{"node": {"name": "Polsek Ampenan"}}]},
            "officers": {
                "edges": [
                    {
                        "node": {
                            "name": "Ketut",
                            "status": "ACTIVE",
                            "position": "BHABINKAMTIBMAS",
                            "languages": ["Indonesian", "Sasak"],
                        }
                    }
                ]
            },
            "villages": {"edges": [{"node": {"name": "Guntur Macan"}}, {"node": {"name": "Kekait Daye"}}]},
        },
    }


async def test_an_officer_has_what_awaits_acknowledgement(lombok: Asking) -> None:
    found = await lombok(
        "{ officers { edges { node { name directives { edges { node { number acknowledgedOn directive { theme } } } } } } } }"
    )
    tasks = {
        edge["node"]["name"]: [task["node"] for task in edge["node"]["directives"]["edges"]]
        for edge in found["officers"]["edges"]
    }
    assert sorted((task["number"], task["acknowledgedOn"]) for task in tasks["Made"]) == [(1, None), (2, None)]
    assert {task["directive"]["theme"]: task["acknowledgedOn"] for task in tasks["Ketut"]} == {
        "CONTACT_PERSON": "2017-07-26",
        "NO_DISPUTE": None,
    }


async def test_what_another_service_has_not_told_yet_is_null(read_database: Connection, database: Database) -> None:
    await apply(read_database, "villages", LOMBOK["villages"])
    async with Pool(database.owner_url, size=1, search_path="read_model, public") as pool:
        village = (await Asking(pool)(VILLAGE_CARD, code="52.71.01.1001"))["village"]
    assert (village["unit"], village["officer"], village["pilotSites"]) == (None, None, [])
    assert _names(village) == [None, "Lalu Ahmad", "Baiq Sri"]


async def test_what_sources_claim_of_a_program_stands_beside_what_is_accepted(lombok: Asking) -> None:
    found = await lombok(
        """{ programs { edges { node { sectors closedOn claims { subject phaseNumber value precision source accepted }
               instruments { kind signedOn precision parties reference }
               phases { number status plannedEnd plannedEndPrecision endedPrecision endedSource suspendedOn closedOn reason }
               pipeline { number name status startsOn endsOn endsPrecision cancelledOn reason } } } } }"""
    )
    (edge,) = found["programs"]["edges"]
    node = edge["node"]
    assert (node["sectors"], node["closedOn"]) == (["15132"], None)
    claims = [(c["subject"], c["phaseNumber"], c["value"], c["source"], c["accepted"]) for c in node["claims"]]
    assert claims == [
        ("PROGRAM_START", None, "2002-08-01", "embassy", True),
        ("PHASE_START", 1, "2002-08-01", "embassy", True),
        ("PHASE_END", 1, "2007-01-01", "embassy", False),
        ("PROGRAM_START", None, "2001-01-01", "speaker", False),
        ("PHASE_END", 1, "2007-07-01", "review", True),
        ("PHASE_START", 2, "2007-08-01", "embassy", True),
        ("PHASE_END", 2, "2012-07-31", "embassy", True),
        ("PHASE_END", 3, "2014-01-01", "embassy", True),
    ]
    assert [one["parties"] for one in node["instruments"]] == [["Head of the corps", "Director of the agency"]]
    assert [(one["status"], one["plannedEnd"], one["endedSource"], one["closedOn"]) for one in node["phases"]] == [
        ("COMPLETED", None, "review", None),
        ("CLOSED", "2013-01-01", "embassy", "2013-01-01"),
    ]
    (given_up,) = node["pipeline"]
    assert (given_up["status"], given_up["cancelledOn"], given_up["reason"]) == ("CANCELLED", "2014-01-01", "No funds")


SITES = """query ($status: SiteStatus, $region: String, $level: UnitLevel) {
  pilotSites(status: $status, region: $region, level: $level) { edges { node { status unit { name }
    supervisions { conductedOn conductedBy findings scores { criterion points } } designations { criteria reason } } } } }"""


async def test_sites_are_found_by_status_region_and_level(lombok: Asking) -> None:
    async def found(**asked: Any) -> list[str]:
        return [edge["node"]["status"] for edge in (await lombok(SITES, **asked))["pilotSites"]["edges"]]

    assert await found() == ["WITHDRAWN", "MODEL_SITE"]
    assert await found(status="MODEL_SITE") == ["MODEL_SITE"]
    assert await found(region="52") == ["MODEL_SITE"]
    assert await found(region="36") == ["WITHDRAWN"]
    assert await found(region="32") == [], "it is there no longer"
    assert await found(level="POLDA") == ["WITHDRAWN"]
    assert await found(level="POLRES") == []
    units = await lombok("{ units { edges { node { name pilotSites { status } } } } }")
    by_name = {edge["node"]["name"]: edge["node"]["pilotSites"] for edge in units["units"]["edges"]}
    assert {name for name, sites in by_name.items() if sites} == {"Polda NTB"}


async def test_what_was_found_at_a_site_is_for_those_above_its_unit(lombok: Asking) -> None:
    async def seen(role: Role) -> tuple[Any, Any]:
        edges = (await lombok(SITES, role))["pilotSites"]["edges"]
        (look,) = edges[1]["node"]["supervisions"]
        assert (look["conductedBy"], look["scores"]) == (
            ["Kasubdit Binpolmas"],
            [{"criterion": "Sambang dua kali", "points": 80}],
        )
        return look["findings"], edges[0]["node"]["designations"][-1]["reason"]

    assert await seen(Role.HEADQUARTERS) == ("All is well", "No officers")
    for role in (Role.OFFICER, Role.PILLAR, Role.OPS):
        assert await seen(role) == (None, None)


async def test_milestones_tell_whether_they_can_be_relied_upon(lombok: Asking) -> None:
    text = """query ($confirmed: Boolean, $until: Date) { milestones(confirmed: $confirmed, until: $until) { edges { node {
      title titles { id } on precision source confirmed confirmedBy count { number en id } sites { status } withdrawn } } } }"""
    (edge,) = (await lombok(text))["milestones"]["edges"]
    assert edge["node"] == {
        "title": "Seventeen declared",
        "titles": {"id": "Tujuh belas dinyatakan"},
        "on": "2020-11-01",
        "precision": "MONTH",
        "source": "embassy",
        "confirmed": True,
        "confirmedBy": "press",
        "count": {"number": 17, "en": "regional polices", "id": None},
        "sites": [{"status": "MODEL_SITE"}],
        "withdrawn": False,
    }
    assert (await lombok(text, confirmed=False))["milestones"]["edges"] == []
    assert (await lombok(text, until="2020-11-01"))["milestones"]["edges"] == []
