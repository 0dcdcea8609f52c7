"""Where a household lives, and why somebody was taken off duty, reach the log sealed under the key of their record."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from msgspec import json

from libs.events import log
from libs.events.vault import is_sealed
from tests.integration.services.conftest import Services
from tests.integration.services.test_commands import Lombok, an

FINDING = {"village_id": an("52.71.01.1001"), "officer_id": an("one"), "finding_id": str(uuid4())}
HOUSE = {"visit_id": str(uuid4()), **FINDING, "household_ref": "RT 02/RW 03 no. 14"}
SUSPENSION = {"officer_id": an("one"), "suspended_on": "2018-01-01", "reason": "Pemeriksaan Contoh"}


@pytest.mark.parametrize(
    ("service", "command", "told", "sealed"),
    [("villages", "RecordVisitFinding", HOUSE, "household_ref"), ("officers", "SuspendOfficer", SUSPENSION, "reason")],
)
async def test_it_is_told_nowhere_in_the_log(
    services: Services, service: str, command: str, told: dict[str, Any], sealed: str
) -> None:
    await Lombok(services).tell()
    done = await services.done(service, command, **told)
    db = await asyncpg.connect(services.databases[service].owner_url)
    try:
        (row,) = await log.tail(db, done["position"] - 1, 1)
    finally:
        await db.close()
    assert row.schema == 2
    assert told[sealed].encode() not in json.encode(row) + row.data
    kept = json.decode(row.data)[sealed]
    assert is_sealed(kept)
    assert kept.startswith(f"s1.record:{row.stream}.")
