"""What was asked for can be followed: the trace of a command stands in its events and travels with them."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from libs.events import telemetry
from libs.events.jetstream import Broker
from services.officers.__main__ import OFFICERS
from tests.integration.bus.ledger import take
from tests.integration.services.served import Serve

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(autouse=True)
def _traces(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(telemetry.ENDPOINT, raising=False)
    telemetry.start("officers", "0", environment="development")
    yield
    telemetry.shutdown()


async def test_the_caller_s_trace_is_recorded_at_append_and_carried_through_the_broker(serve: Serve, nc: Broker) -> None:
    served = await serve(OFFICERS)
    unit = {"unit_id": str(uuid4()), "name": "Mabes Contoh", "level": "MABES", "kind": "MABES"}
    command = str(uuid4())
    given = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "idempotency_key": command}
    assert (await served.post("/commands/EstablishUnit", unit, **given)).status_code == 200
    [row] = await served.rows()
    made = row.made()
    assert made.traceparent is not None
    assert made.traceparent.startswith(f"00-{TRACE}-")
    assert "b7ad6b7169203331" not in made.traceparent
    assert (made.command, made.actor, made.role.value) == ("EstablishUnit", "test-headquarters", "headquarters")
    assert str(made.correlation) == command
    assert await take(nc, "officers", 1) == [row]
    stored = await (await nc.client()).jetstream().get_msg("officers", 1)
    assert stored.headers is not None
    assert stored.headers["traceparent"] == made.traceparent
    assert (stored.headers["ce-correlationid"], stored.headers["ce-commandid"]) == (command, command)
    assert stored.headers["ce-classification"] == "PUBLIC"
