"""What a service remembers of a stream saves a look; it never decides upon what another replica has changed meanwhile."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from libs.events import log
from libs.events.codec import Pending, encode
from libs.events.contracts.villages.region import RegionRenamed
from services.villages.__main__ import VILLAGES
from tests.integration.services.served import Serve, Served
from tests.lombok import META


async def renamed_elsewhere(served: Served, region: UUID, name: str) -> None:
    """Another replica appends; this one is not told."""
    event = RegionRenamed(name=name, edition="elsewhere")
    pending = Pending(
        id=uuid4(), type=event.named(), schema=event.version(), occurred_at=datetime.now(UTC), data=encode(event), meta=META
    )
    db = await asyncpg.connect(served.database.app_url)
    try:
        (receipt,) = await log.append(db, [log.Append(f"region-{region}", log.ANY, [pending], uuid4())])
        assert isinstance(receipt, log.Receipt)
    finally:
        await db.close()


async def test_a_no_and_a_nothing_are_looked_at_anew_and_a_yes_is_appended_where_the_stream_stands(serve: Serve) -> None:
    served = await serve(VILLAGES)
    region = uuid4()
    told: dict[str, Any] = {"region_id": str(region), "edition": "test"}
    await served.give("RegisterRegion", code="52", name="Satu", **told)
    await renamed_elsewhere(served, region, "Dua")
    # As remembered it would be so already.
    assert (await served.give("RenameRegion", name="Satu", **told))["version"] == 3
    await renamed_elsewhere(served, region, "Empat")
    # As remembered it would be at version 3.
    assert (await served.give("RenameRegion", name="Lima", **told))["version"] == 5
    again = await served.give("RenameRegion", name="Lima", **told)
    assert (again["version"], again["events"]) == (5, [])
