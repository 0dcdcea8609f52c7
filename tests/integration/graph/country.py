"""The gateway's own graph over a corner of the country at work, and who asks about it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, create_engine

from data.regions import read, within
from libs.events.access import Actor
from libs.events.codec import Meta, Recorded, encode
from libs.events.message import Role
from services.gateway.graph.context import Caller
from services.gateway.graph.pool import Pool
from services.gateway.graph.query import Query
from services.gateway.graph.schema import NODES, schema
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.integration.graph import world
from tests.integration.graph.conftest import Asked
from tests.integration.graph.equivalence import cursors_in
from tests.integration.graph.generator import Known, hidden_types
from tests.integration.graph.reference import Reference
from tests.integration.read_model.conftest import apply, make
from tests.lombok import an
from tests.populated import Country, batches

GROUNDS: Final = ("52.71.01", "52.71.02", "52.01.09", "32.75.01")
SCHEMA: Final = schema()
ELSEWHERE: Final = frozenset({"Query.changes"})
"""Fields, by `Type.field`, that no row answers: they have tests of their own."""
UNDRAWN: Final = frozenset({"Query.village.asOf", "Query.officer.asOf", "Query.program.asOf"})
"""Arguments, by `Type.field.argument`, that no generated operation gives: they have tests of their own."""
UNIT: Final = an("unit 52.71")
CALLERS: Final = {
    Role.HEADQUARTERS: Actor(subject="headquarters", role=Role.HEADQUARTERS),
    Role.COMMANDER: Actor(subject="commander", role=Role.COMMANDER, unit=UNIT),
    Role.OFFICER: Actor(subject=str(an("officer 1")), role=Role.OFFICER, unit=UNIT, village=an("52.71.01.1004")),
    Role.PILLAR: Actor(subject="pillar", role=Role.PILLAR, village=an("52.71.01.1004")),
    Role.OPS: Actor(subject="ops", role=Role.OPS),
    Role.SERVICE: Actor(subject="service", role=Role.SERVICE),
    # Neither is served free-form documents here; what a public document may show them is decided by the same predicates.
    Role.PARTNER: Actor(subject="partner", role=Role.PARTNER),
    Role.ANONYMOUS: Actor(subject="anonymous", role=Role.ANONYMOUS),
}
GIVERS: Final = tuple(CALLERS[role] for role in (Role.HEADQUARTERS, Role.COMMANDER, Role.OFFICER, Role.PILLAR))
SENSITIVE: Final = ("Query", "Village", "ElectionPeriod")
"""Where sensitive issues are listed."""
CHAIN: Final = 6
"""Events that follow from each command."""
FLAGS: Final = ("ASSIGNMENT_UNKNOWN", "CLOCK_AHEAD")
"""Of some visits."""
PAGE: Final = "(first: 40) { edges { cursor node { id } } }"
IDS: Final = f"""{{ villages{PAGE} regions{PAGE} units{PAGE} officers{PAGE} programs{PAGE} trainings{PAGE} villageVisits{PAGE}
      pilotSites{PAGE} milestones{PAGE} }}"""
INNER: Final = """{
  villages(first: 8) { edges { node { code name codes { code } pillars { id } pilotSites { id }
    timeline(first: 8) { edges { cursor } }
    contacts(first: 8) { edges { cursor node { id } } } directiveTargets(first: 4) { edges { cursor node { id } } } } } }
  regions(first: 40) { edges { node { code } } }
  trainings(first: 4) { edges { node { directives { id } } } }
  officers(first: 8) { edges { node { assignments { id } directives(first: 8) { edges { cursor } } } } }
  warnings: earlyWarnings(first: 40) { edges { cursor node { id } } }
  pillarDisputes(first: 40) { edges { cursor node { id } } }
  jointActivities(first: 40) { edges { cursor node { id } } }
  outreach(first: 40) { edges { cursor node { id } } }
  communityIssues(first: 40) { edges { cursor node { id } } }
  safetySurveys(first: 40) { edges { cursor node { id } } }
  safetyIndices(first: 40) { edges { cursor } }
  sensitiveIssues(first: 40) { edges { cursor node { id } } }
  electionPeriods(first: 40) { edges { cursor node { id } } }
  partnershipForums(first: 40) { edges { cursor node { id } } }
  socialInstitutions(first: 40) { edges { cursor node { id } } }
  programs(first: 5) { edges { node { designs { id } evaluations { id } courses { edges { cursor } }
    inputs(first: 20) { edges { cursor node { id } } } } } }
  lessons(first: 20) { edges { cursor } }
  byCode: villages(search: "5", first: 20) { edges { cursor } }
  byName: regions(search: "a", first: 20) { edges { cursor } }
  police: units(search: "pol", first: 20) { edges { cursor } }
}"""


class Sealer:
    """Stands for the vault, with the seals of the small world; some keys are gone."""

    async def seal(self, items: Sequence[tuple[str, str]]) -> list[str]:
        return [self.seal_now(ref, clear) for ref, clear in items]

    def seal_now(self, _ref: str, clear: str) -> str:
        return str(world.seal(f"Shredded {clear}" if clear.endswith("3") else clear))


def places() -> list[tuple[str, str]]:
    """The grounds, and the regions they lie in."""
    return [(code, name) for code, name in read() if within(code, GROUNDS) or any(g.startswith(f"{code}.") for g in GROUNDS)]


def chain(service: str, number: int) -> UUID:
    """The id of a command, of which so many events of a service's log are the effects."""
    return an(f"command {number} to {service}")


def _ordered(service: str, event: Recorded) -> Recorded:
    """The event as an effect of a command that one of the callers gave; the last of its effects carries the command's id."""
    number, rest = divmod(event.position, CHAIN)
    giver = GIVERS[number % len(GIVERS)]
    id_ = chain(service, number)
    meta = Meta(
        command=f"Do{event.type}",
        digest="-",
        actor=giver.subject,
        role=giver.role,
        unit=giver.unit,
        correlation=id_,
        flags=FLAGS[: event.position % 3] if event.type == "VisitStarted" else (),
    )
    return replace(event, command=None if rest < CHAIN - 1 else id_, meta=encode(meta))


async def _fill(database: Database) -> None:
    db = await asyncpg.connect(database.owner_url)
    await make(db)
    country = Country(
        places(), trainings_=30, attendees=6, polsek=True, lost=frozenset({"52.71.02"}), visits_=True, changes_=True
    )
    async for service, events in batches(country, Sealer()):
        await apply(db, service, [_ordered(service, event) for event in events])
    await db.execute("analyze")
    await db.close()


def filled(postgres: Postgres) -> Iterator[Database]:
    """A database with that corner in it, for tests that only read."""

    async def fill() -> Database:
        made = await postgres.database()
        await _fill(made)
        return made

    made = asyncio.run(fill())
    yield made
    asyncio.run(postgres.drop(made))


@pytest.fixture(scope="session")
def country_database(postgres: Postgres) -> Iterator[Database]:
    yield from filled(postgres)


@pytest.fixture
def country_connection(country_database: Database) -> Iterator[Connection]:
    """For the reference: another driver, and not asynchronous."""
    engine = create_engine(country_database.owner_url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as made:
        made.exec_driver_sql("set timezone to 'UTC'")
        made.exec_driver_sql(f"set search_path to {projection.name}")
        yield made
    engine.dispose()


@pytest.fixture
async def country_pool(country_database: Database) -> AsyncIterator[Pool]:
    async with Pool(country_database.owner_url, size=2, search_path=projection.name) as pool:
        yield pool


def reference(connection: Connection, caller: Caller) -> Reference:
    return Reference(connection, caller, Query, NODES)


async def known(ask: Asked, caller: Caller) -> Known:
    """What exists, by kind, the same for everybody; and what of it this caller sees."""
    ids, inner = await ask(IDS), await ask(INNER)

    def found(name: str) -> list[str]:
        return [edge["node"]["id"] for edge in ids["data"][name]["edges"]]

    villages = [edge["node"] for edge in inner["data"]["villages"]["edges"]]
    officers = [edge["node"] for edge in inner["data"]["officers"]["edges"]]
    directives = [one["id"] for edge in inner["data"]["trainings"]["edges"] for one in edge["node"]["directives"]]
    sites = [site["id"] for village in villages for site in village["pilotSites"]]
    pillars = [village["pillars"]["id"] for village in villages]
    warnings = [edge["node"]["id"] for edge in inner["data"]["warnings"]["edges"]]
    assignments = [one["id"] for officer in officers for one in officer["assignments"]]
    contacts = [edge["node"]["id"] for village in villages for edge in village["contacts"]["edges"]]
    disputes = [edge["node"]["id"] for edge in inner["data"]["pillarDisputes"]["edges"]]
    activities = [edge["node"]["id"] for edge in inner["data"]["jointActivities"]["edges"]]
    outreach = [edge["node"]["id"] for edge in inner["data"]["outreach"]["edges"]]
    targets = [edge["node"]["id"] for village in villages for edge in village["directiveTargets"]["edges"]]
    issues = [edge["node"]["id"] for edge in inner["data"]["communityIssues"]["edges"]]
    surveys = [edge["node"]["id"] for edge in inner["data"]["safetySurveys"]["edges"]]
    sensitive = [edge["node"]["id"] for edge in inner["data"]["sensitiveIssues"]["edges"]]
    elections = [edge["node"]["id"] for edge in inner["data"]["electionPeriods"]["edges"]]
    forums = [edge["node"]["id"] for edge in inner["data"]["partnershipForums"]["edges"]]
    institutions = [edge["node"]["id"] for edge in inner["data"]["socialInstitutions"]["edges"]]
    programs = [edge["node"] for edge in inner["data"]["programs"]["edges"]]
    designs = [one["id"] for program in programs for one in program["designs"]]
    evaluations = [one["id"] for program in programs for one in program["evaluations"]]
    inputs = [edge["node"]["id"] for program in programs for edge in program["inputs"]["edges"]]
    regions = [edge["node"]["code"] for edge in inner["data"]["regions"]["edges"]]
    stray = [world.global_id("Village", an("nowhere")), "!!", world.global_id("Officer", "no uuid")]
    public = [*found("villages"), *found("regions"), *found("units")]
    private = [
        *found("officers"),
        *found("programs"),
        *found("trainings"),
        *directives,
        *sites,
        *found("pilotSites"),
        *found("milestones"),
        *pillars,
        *assignments,
        *warnings,
        *disputes,
        *activities,
        *outreach,
        *issues,
        *surveys,
        *targets,
        *sensitive,
        *elections,
        *forums,
        *institutions,
        *designs,
        *evaluations,
        *inputs,
    ]
    private += [*found("villageVisits"), *contacts]
    hidden = hidden_types(SCHEMA, caller.role)
    inside = "Officer" not in hidden
    given = [number for number in range(1, 40) if GIVERS[number % len(GIVERS)].subject == caller.values["subject"]]
    commands = [str(chain(service, number)) for service in ("officers", "villages") for number in given or range(1, 9)]
    values: Mapping[str, Sequence[Any]] = {
        "Query.command.id": [*commands, *commands, str(chain("villages", 2)), str(an("nowhere")), "!!"],
        "Query.node.id": [*public, *private, *stray] if inside else [*public, *public, *private[::9], *stray],
        "Query.officer.id": [*found("officers"), stray[2]],
        "Query.unit.id": found("units"),
        "Query.program.id": found("programs"),
        "Query.training.id": found("trainings"),
        "Query.pilotSite.id": [*sites, *found("pilotSites")],
        "Query.pilotSites.status": ["PILOT_SITE", "MODEL_SITE", "INDEPENDENT", "WITHDRAWN"],
        "Query.pilotSites.level": ["POLRES", "POLRES", "POLDA"],
        "Query.milestone.id": found("milestones"),
        "Query.milestones.since": ["2002-01-01", "2005-01-01"],
        "Query.milestones.until": ["2030-01-01", "2006-01-01"],
        "confirmed": [True, False],
        "Query.projectDesign.id": [*designs, stray[2]],
        **{f"Indicator.{field}.since": ["2026-05-01", "2026-01-01"] for field in ("actual", "measurements")},
        **{f"Indicator.{field}.until": ["2026-06-01", "2026-07-01"] for field in ("actual", "measurements")},
        **{f"CooperationProgram.{field}.since": ["2010-02-01", "2017-08-01"] for field in ("inputs", "courses")},
        **{f"CooperationProgram.{field}.until": ["2010-04-01", "2018-08-01"] for field in ("inputs", "courses")},
        "CooperationProgram.inputs.kind": ["EXPERT", "EQUIPMENT", "TRAINEE", "COST"],
        "criterion": ["IMPACT", "COHERENCE"],
        "evaluation": ["MID_TERM", "TERMINAL"],
        "Query.earlyWarning.id": [*warnings, stray[2]],
        "state": ["OPEN", "ACKNOWLEDGED", "CLOSED"],
        "Query.sensitiveIssue.id": [*sensitive, stray[2]],
        "Query.electionPeriod.id": [*elections, stray[2]],
        **{f"{where}.sensitiveIssues.kind": ["ETHNIC", "RELIGIOUS", "POLITICAL_HOAX"] for where in SENSITIVE},
        **{f"{where}.sensitiveIssues.state": ["OPEN", "COUNTERED", "CLOSED"] for where in SENSITIVE},
        "classification": ["INTERNAL", "RESTRICTED"],
        "proposal": ["OPEN", "CONFIRMED", "DECLINED"],
        **{f"{where}.electionPeriods.kind": ["PILKADA", "PILKADES", "PEMILU"] for where in ("Query", "PoliceUnit")},
        **{f"{where}.electionPeriods.state": ["DECLARED", "OPEN", "CLOSED"] for where in ("Query", "PoliceUnit")},
        **{f"{where}.state": ["ACKNOWLEDGED", "VERIFIED", "MEDIATION"] for where in ("Query.communityIssues", "Village.issues")},
        "Query.safetySurvey.id": surveys,
        "Query.safetySurveys.state": ["OPEN", "PUBLISHED"],
        **{f"{where}.level": ["VILLAGE", "DISTRICT", "REGENCY"] for where in ("Query.safetyIndices", "SafetySurvey.indices")},
        "inPilotSite": [True, False],
        "category": ["LAND_DISPUTE", "THEFT", "OTHER"],
        "Query.communityIssue.id": issues,
        "Query.partnershipForum.id": forums,
        "Query.partnershipForums.status": ["FORMED", "SUSPENDED", "PROPOSED", "DISSOLVED"],
        "model": ["AREA", "AREA", "ZONE"],
        "customary": [True, False, False],
        "termOver": [True, False, False],
        "Query.socialInstitution.id": institutions,
        **{f"{where}.status": ["ACTIVE", "DORMANT", "SEEDED"] for where in ("Query.socialInstitutions", "Village.institutions")},
        **{f"{where}.kind": ["ADAT", "YOUTH", "WOMEN", "BPD"] for where in ("Query.socialInstitutions", "Village.institutions")},
        **{f"{where}.forumWork.since": ["2021-01-01", "2021-08-01"] for where in ("PoliceUnit", "Region", "Village")},
        **{f"{where}.forumWork.until": ["2030-01-01", "2021-10-01"] for where in ("PoliceUnit", "Region", "Village")},
        "severity": ["GREEN", "YELLOW", "ORANGE", "RED"],
        "overdue": [True, False],
        "Query.earlyWarnings.level": ["POLSEK", "POLRES", "POLDA"],
        "Query.contactPerson.id": contacts,
        "Query.villageVisit.id": found("villageVisits"),
        "Query.pillarDispute.id": disputes,
        "Query.directiveTarget.id": targets,
        "Query.trainings.kind": ["IN_HOUSE_TRAINING", "SEMINAR", "TRAINING_OF_TRAINERS"],
        "Query.trainings.status": ["CLOSED", "SCHEDULED", "CANCELLED"],
        "Query.trainings.since": ["2017-08-01T00:00:00Z", "2018-01-01T00:00:00+08:00"],
        "Query.trainings.until": ["2018-06-01T00:00:00Z", "2019-01-01T00:00:00+08:00"],
        "unit": found("units"),
        "met": [True, False],
        "answered": [True, False],
        "PoliceUnit.directiveFollowUp.since": ["2017-01-01", "2018-01-01"],
        "PoliceUnit.directiveFollowUp.until": ["2030-01-01", "2018-06-01"],
        "Query.jointActivity.id": activities,
        **{
            f"{where}.jointActivities.kind": ["KERJA_BAKTI", "SAMBANG", "SISKAMLING"]
            for where in ("Query", "Village", "PoliceUnit")
        },
        **{f"{where}.outreach.kind": ["COUNSELLING", "FACE_TO_FACE", "DIALOGUE"] for where in ("Query", "Village")},
        "status": ["HELD", "HELD_UNDER_EXCEPTION", "PLANNED"],
        "theme": ["YOUTH", "LAW_AWARENESS", "NARCOTICS"],
        "appeal": ["PARTICIPATION", "LAW_OBEDIENCE"],
        "period": ["MONTH", "QUARTER", "YEAR"],
        **{f"{where}.participation.since": ["2019-01-01", "2020-03-01"] for where in ("PoliceUnit", "Region", "Village")},
        **{f"{where}.participation.until": ["2030-01-01", "2020-06-01"] for where in ("PoliceUnit", "Region", "Village")},
        **{f"{where}.performance.since": ["2019-01-01", "2021-03-01"] for where in ("PoliceUnit", "Region", "Village")},
        **{f"{where}.performance.until": ["2030-01-01", "2021-06-01"] for where in ("PoliceUnit", "Region", "Village")},
        "open": [True, True, False],
        "Query.village.code": [*(village["code"] for village in villages), villages[0]["codes"][0]["code"], "52.71.01.9999"],
        "Query.region.code": regions,
        "Query.codeHolders.code": [*regions, *(village["codes"][0]["code"] for village in villages), "99"],
        "Query.boundaryChanges.since": ["2019-01-01", "2022-07-25", "2030-01-01"],
        "Query.boundaryChanges.kind": ["VILLAGE_RECODED", "VILLAGE_DISSOLVED", "VILLAGE_SPLIT", "VILLAGE_RENAMED"],
        "Query.units.search": ["pol", "polres", "polda nusa", "mat"],
        "Query.regions.search": ["a", "kota", "52", "mata", "nusa teng"],
        "search": ["a", "s", "am", "52.71", "bek", "Ampenan"],
        "region": ["52", "52.71", "52.71.01", "32", "32.75.01", "99"],
        "parent": ["52", "52.71", "32.75"],
        "Query.villages.kind": ["DESA", "KELURAHAN", "KELURAHAN"],
        "Region.villages.kind": ["DESA", "KELURAHAN", "KELURAHAN"],
        # Of activities: what is left of the arguments of this name.
        "kind": ["SAMBANG", "DDS", "TATAP_MUKA"],
        "outcome": ["COMPLETED", "REFUSED", "ABSENT"],
        "flagged": [True, False],
        "ended": [True, False],
        "acknowledged": [True, False],
        "toConfirmBy": ["2020-01-01", "2026-06-01", "2030-01-01"],
        "since": ["2026-03-05T00:00:00Z", "2026-04-01T00:00:00+08:00"],
        "until": ["2026-05-20T00:00:00Z", "2026-07-01T00:00:00+08:00"],
        "role": ["TOKOH_AGAMA", "KETUA_RT", "TOKOH_ADAT"],
        "days": [0, 30, 365, 100_000],
        "order": ["LATEST_FIRST", "OLDEST_FIRST"],
        "Query.regions.level": ["PROVINCE", "REGENCY", "DISTRICT"],
        "Query.units.level": ["POLDA", "POLRES", "POLSEK"],
    }
    internal = ("officers", "programs", "trainings", "villageVisits", "outreach", "pilotSites", "milestones")
    lists = ("villages", "regions", "units", *(internal if inside else ()))
    cursors = {**cursors_in(ids), **cursors_in(inner)}
    rare = {
        "Village.district": 0.3,
        "PoliceUnit.coverageGap": 0.3,
        "Region.coverageGap": 0.3,
        "CoverageGap.unheldVillages": 0.5,
        "PoliceUnit.forumCoverage": 0.3,
        "Region.forumCoverage": 0.3,
        "ForumCoverage.villagesWithout": 0.5,
    }
    return Known(values, cursors, lists, rare, hidden, ELSEWHERE)
