"""A value that is counted in the field can be counted again from the logs, at the positions that its event names."""

import sys
from asyncio import create_subprocess_exec, subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import product
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from data.regions import read, within
from infra.local.nats import NatsServer
from libs.events.codec import Codec, Recorded
from libs.events.contracts.cooperation.project_design import FieldMeasure, Measure
from libs.events.contracts.villages.community_issue import (
    IssueCategory,
    IssueChannel,
    IssueMethod,
    IssueReported,
    IssueResolved,
    ResolutionRejected,
    ResolutionVerified,
    Verifier,
)
from libs.events.message import Catalogue
from libs.events.single import Connection
from services.cooperation.facts import COUNT
from services.cooperation.field_count import FieldCount, combined, months
from services.cooperation.known import KNOWN
from tests import lombok
from tests.conftest import Database
from tests.designs import COUNTED, MATRIX
from tests.integration.graph.country import Sealer
from tests.integration.services.conftest import Services
from tests.populated import Country, batches
from tests.refusals.row import an
from tests.unit.recorded import recorded

GROUNDS: Final = ("52.71.01", "52.71.02", "32.75.01")
ASKED: Final[Sequence[tuple[tuple[str, ...], str, str]]] = (
    ((), "2000-01", "2099-12"),
    (("52",), "2000-01", "2099-12"),
    (("52.71.01", "32.75"), "2000-01", "2099-12"),
    ((), "2026-03", "2026-04"),
    (("52.71",), "2026-03", "2026-03"),
    (("52.7",), "2000-01", "2099-12"),
)
TODAY: Final = date(2099, 1, 1)
DAYS: Final = (TODAY, date(2026, 4, 8), date(2026, 4, 9))
"""On which it is counted: a settlement of 10 March that has to hold for thirty days counts from the last one on."""
MARCH: Final = datetime(2026, 3, 10, 3, tzinfo=UTC)
SETTLED: Final = IssueResolved(method=IssueMethod.MEDIATION, resolved_at=MARCH, holds_days=30)
HOLDS: Final = ResolutionVerified(verifier=Verifier.FORUM, verified_at=MARCH)
FAILS: Final = ResolutionRejected(verifier=Verifier.FORUM, rejected_at=MARCH)


def settlements(village: UUID) -> list[Recorded]:
    """Two issues of March: one that was settled for good, and one that was settled again after it had been found not to hold."""
    told: dict[str, Any] = {"category": IssueCategory.THEFT, "channel": IssueChannel.VISIT, "account": "-", "reported_at": MARCH}
    clock: dict[str, Any] = {"involves_minor": False, "must_be_referred": False, "acknowledge_within": 1, "act_within": 1}
    reported = IssueReported(village_id=village, **told, **clock)
    stories = {"held": (SETTLED, HOLDS), "failed": (SETTLED, FAILS, SETTLED, HOLDS)}
    events = [(UUID(an(name)), event) for name, steps in stories.items() for event in (reported, *steps)]
    return [recorded(event, key, position) for position, (key, event) in enumerate(events, 1)]


async def follow(db: Connection, service: str, events: Sequence[Recorded]) -> None:
    """As the projector applies a batch."""
    changes, done, error = KNOWN.collect(service, events)
    assert (done, error) == (len(events), None)
    async with db.transaction():
        await changes.write(db)
        await db.execute("update checkpoint set position = $2 where service = $1", service, events[-1].position)


async def test_the_tables_come_to_what_the_events_come_to(database: Database) -> None:
    """Of every measure, over a corner of the country at work; the logs of the services arrive piece by piece, side by side."""
    db = await asyncpg.connect(database.owner_url)
    await db.execute(f"create schema {KNOWN.name}; set search_path = {KNOWN.name}, public")
    for statement in KNOWN.statements():
        await db.execute(statement)
    await db.execute("insert into checkpoint select s, null, 0 from unnest($1::text[]) s", list(KNOWN.services))
    places = [(code, name) for code, name in read() if within(code, GROUNDS) or any(g.startswith(f"{code}.") for g in GROUNDS)]
    codec, count = Codec(Catalogue("officers", "villages", "cooperation")), FieldCount()
    async for service, events in batches(Country(places, trainings_=30, attendees=4, visits_=True, changes_=True), Sealer()):
        await follow(db, service, events)
        for event in events:
            count.add(codec.event(event), event)
    more = settlements(lombok.an(places[-1][0]))
    await follow(db, "villages", more)
    for one in more:
        count.add(codec.event(one), one)
    seen = set()
    for measure in Measure:
        for (regions, first, last), today in product(ASKED, DAYS):
            row = await db.fetchrow(COUNT, measure.value, *months(first, last), today, list(regions))
            assert row
            found = combined(measure, row["total"], row["weight"])
            assert found == count.value(measure, regions, first, last, today), (measure, regions, first, today)
            seen |= {(measure, bool(regions))} if found else set()
    assert {measure for measure, _ in seen} == set(Measure), "something of everything was counted"
    assert {measure for measure, somewhere in seen if somewhere} >= set(Measure) - {Measure.DIRECTIVES_ACKNOWLEDGED}
    await db.close()


def outreach(name: str, attendance: int) -> dict[str, Any]:
    told = {"kind": "DIALOGUE", "theme": "YOUTH", "appeal": "PARTICIPATION", "attendance": attendance}
    where = {"outreach_id": an(name), "village_id": an("counted village"), "officer_id": an("counting officer")}
    return {**where, **told, "held_at": "2026-03-31T23:30:00+08:00"}


@pytest.fixture
async def design(services: Services) -> str:
    """In force, with an indicator that counts residents reached."""
    for level in ("52", "52.71", "52.71.01"):
        await services.done("villages", "RegisterRegion", region_id=an(level), code=level, name="Contoh", edition="test")
    village = {"village_id": an("counted village"), "code": "52.71.01.1004", "name": "Contoh", "edition": "test"}
    await services.done("villages", "RegisterVillage", **village)
    began = {"value": "2026-01-01", "source": "test"}
    await services.done("cooperation", "EstablishProgram", program_id=an("program"), title={"en": "Contoh"}, started_on=began)
    measured = FieldMeasure(measure=Measure.RESIDENTS_REACHED, region_codes=("52.71",))
    matrix = to_builtins(replace(MATRIX, indicators=(replace(COUNTED, field_measure=measured),)))
    adopted = {"design_id": an("design"), "program_id": an("program"), "adopted_on": "2026-01-01", "matrix": matrix}
    await services.done("cooperation", "AdoptDesign", **adopted)
    decided = {
        "decision_id": an("decision"),
        "design_version": 1,
        "met_on": "2026-01-02",
        "decision": "Ya",
        "minutes_reference": "JCC/1",
    }
    await services.done("cooperation", "ApproveAtJcc", design_id=an("design"), **decided)
    return an("design")


async def counted(services: Services, name: str, told: dict[str, Any]) -> None:
    officer = services.token("officer", sub=an("counting officer"))
    done = await services.done("villages", "RecordOutreach", officer, **told)
    await measured(services, name, done["position"])


async def measured(services: Services, name: str, position: int) -> None:
    await services.known("cooperation", "villages", position)
    period = {"first_month": "2026-03", "last_month": "2026-03", "measured_on": "2026-04-02"}
    await services.done(
        "cooperation", "MeasureIndicator", design_id=an("design"), measurement_id=an(name), indicator="1-1", **period
    )


async def lineage(services: Services, url: str, *asked: str, database: str | None = None) -> tuple[int | None, list[str]]:
    """What the command line says, and how it ends."""
    environment = {"DATABASE_URL": database or services.databases["cooperation"].app_url, "NATS_URL": url, "PATH": ""}
    process = await create_subprocess_exec(
        sys.executable,
        "-m",
        "services.cooperation.lineage",
        *asked,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode().splitlines()


async def test_a_measurement_is_counted_again_at_its_positions_though_more_has_happened_since(
    services: Services, nats_server: NatsServer, design: str
) -> None:
    await counted(services, "first", outreach("one", 25))
    await counted(services, "second", outreach("two", 17))
    change = {"edition": "test 2", "effective_on": "2026-04-01", "legal_basis": "UU Contoh"}
    recoded = await services.done("villages", "RecodeRegion", region_id=an("52.71"), code="52.79", **change)
    await measured(services, "third", recoded["position"])
    told = (await services.stream("cooperation", f"project_design-{design}")).json()["events"]
    made = [event["data"] for event in told[2:]]
    assert [one["value"] for one in made] == [25, 42, 42], "the same villages, whether or not theirs have followed yet"
    assert [one["region_codes"] for one in made] == [["52.71"], ["52.71"], ["52.79", "52.71"]]
    assert made[0]["positions"]["villages"] < made[1]["positions"]["villages"] < made[2]["positions"]["villages"]
    code, said = await lineage(services, nats_server.url, design)
    what = "1-1 RESIDENTS_REACHED version 1, 2026-03 to 2026-03"
    assert [line.partition(" at ")[0] for line in said] == [
        f"agrees: {what}, 52.71: recorded 25, counted 25",
        f"agrees: {what}, 52.71: recorded 42, counted 42",
        f"agrees: {what}, 52.79,52.71: recorded 42, counted 42",
        "3 measurements, 0 differ",
    ]
    assert code == 0
    db = await asyncpg.connect(services.databases["cooperation"].owner_url)
    await db.execute(
        """alter table log.events disable trigger user;
        update log.events set data = convert_to(replace(convert_from(data, 'UTF8'), '"value":42', '"value":43'), 'UTF8')"""
    )
    await db.close()
    code, said = await lineage(services, nats_server.url, design, "1-1")
    assert (code, said[1].partition(" at ")[0]) == (1, f"DIFFERS: {what}, 52.71: recorded 43, counted 42")
    code, said = await lineage(services, nats_server.url, design, database="postgresql:///log?host=/nowhere")
    assert (code, said[0][:12]) == (2, "not counted:")
