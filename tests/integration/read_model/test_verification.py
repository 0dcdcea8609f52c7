"""What a verification code answers by: the start of its visit, and the duty and unit of the officer on that day."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from libs.events.contracts.officers.officer import OfficerStatus
from libs.events.contracts.villages.village_visit import digest_of
from libs.events.single import Connection
from services.gateway.graph.pool import Pool
from services.gateway.read_model import projection
from services.gateway.verification.lookup import Visitor, visitor
from tests.conftest import Database
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, an

INSERT = """insert into village_visit (id, village_id, officer_id, activity, started_at, code_digest)
values ($1, $2, $3, 'SAMBANG', $4, $5)"""
AMPENAN, BANJAR, GUNTUR = an("52.71.01.1001"), an("52.71.01.1002"), an("52.01.09.2001")


@pytest.mark.parametrize(
    ("village", "officer", "ago", "told"),
    [
        pytest.param(AMPENAN, "Ketut", timedelta(), Visitor("BHABINKAMTIBMAS", "Polresta Mataram"), id="just begun"),
        pytest.param(
            AMPENAN, "Ketut", timedelta(hours=23, minutes=59), Visitor("BHABINKAMTIBMAS", "Polresta Mataram"), id="a day"
        ),
        pytest.param(AMPENAN, "Ketut", timedelta(hours=24, minutes=1), None, id="more than a day"),
        pytest.param(AMPENAN, "Ketut", timedelta(minutes=-4), Visitor("BHABINKAMTIBMAS", "Polresta Mataram"), id="a fast clock"),
        pytest.param(AMPENAN, "Ketut", timedelta(minutes=-7), None, id="to come"),
        pytest.param(AMPENAN, "Made", timedelta(), Visitor(None, "Polres Lombok Barat"), id="not assigned"),
        pytest.param(GUNTUR, "Ketut", timedelta(), Visitor(None, "Polresta Mataram"), id="assigned elsewhere"),
        pytest.param(GUNTUR, "Made", timedelta(), Visitor(None, "Polres Lombok Barat"), id="assigned no longer"),
        pytest.param(BANJAR, "nobody", timedelta(), Visitor(None, None), id="an officer not known yet"),
    ],
)
async def test_a_code_tells_duty_and_unit_for_a_day(
    read_database: Connection, database: Database, *, village: UUID, officer: str, ago: timedelta, told: Visitor | None
) -> None:
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    started = datetime.now(UTC) - ago
    await read_database.execute(INSERT, an("it"), village, an(officer), started, digest_of("BCDF-2346-GHJK-7894"))
    async with Pool(database.owner_url, size=1, search_path=projection.name) as pool:
        assert await visitor(pool, "bcdf 2346 ghjk 7894") == told
        assert await visitor(pool, "BCDF-2346-GHJK-7893") is None


@pytest.mark.parametrize("status", [OfficerStatus.SUSPENDED, OfficerStatus.RETIRED])
async def test_whoever_is_off_duty_by_now_is_vouched_for_no_longer(
    read_database: Connection, database: Database, status: OfficerStatus
) -> None:
    for service, events in LOMBOK.items():
        await apply(read_database, service, events)
    await read_database.execute(INSERT, an("it"), AMPENAN, an("Ketut"), datetime.now(UTC), digest_of("BCDF-2346-GHJK-7894"))
    async with Pool(database.owner_url, size=1, search_path=projection.name) as pool:
        assert await visitor(pool, "BCDF-2346-GHJK-7894") is not None
        await read_database.execute("update officer set status = $1 where id = $2", status.value, an("Ketut"))
        assert await visitor(pool, "BCDF-2346-GHJK-7894") is None
