"""The logs may be read in any interleaving, in batches of any size: the tables come out the same."""

import random

import pytest

from libs.events.single import Connection
from tests.integration.read_model.conftest import apply, contents, make
from tests.lombok import LOMBOK


async def _fill(db: Connection, seed: int) -> dict[str, list[tuple[object, ...]]]:
    chance, left = random.Random(seed), {service: list(events) for service, events in LOMBOK.items()}
    while left:
        service = chance.choice(sorted(left))
        size = chance.choice((1, 2, 5, 1000))
        await apply(db, service, left[service][:size])
        left[service] = left[service][size:]
        left = {name: events for name, events in left.items() if events}
    return await contents(db)


async def test_every_interleaving_gives_the_same_tables(read_database: Connection) -> None:
    first = await _fill(read_database, 0)
    assert all(first.values()), [name for name, rows in first.items() if not rows]
    for seed in range(1, 10):
        await make(read_database)
        assert await _fill(read_database, seed) == first, seed


@pytest.mark.parametrize("last", sorted(LOMBOK))
async def test_whole_logs_in_any_order(read_database: Connection, last: str) -> None:
    first = await _fill(read_database, 0)
    await make(read_database)
    for service in sorted(LOMBOK, key=lambda service: service == last):
        await apply(read_database, service, LOMBOK[service])
    assert await contents(read_database) == first
