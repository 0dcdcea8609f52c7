"""A report is shown once the read model holds all that it speaks of, and never an older word after a newer."""

from datetime import timedelta
from uuid import UUID, uuid4

from libs.events.progress import Progress, Reaction
from libs.events.single import Connection
from services.gateway.reactions import show
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, NOON

OWN, OTHER = uuid4(), uuid4()


def report(head: int, position: int, *, log: UUID = OWN, second: int = 0, parked: tuple[int, ...] = ()) -> Progress:
    reaction = Reaction(follows="officers", log=OTHER, position=position, parked=parked)
    return Progress(service="villages", log=log, head=head, at=NOON + timedelta(seconds=second), reactions=(reaction,))


async def shown(db: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await db.fetch("select service, follows, position, parked from reaction")]


async def test_a_report_is_shown_once_all_that_it_speaks_of_can_be_read(read_database: Connection) -> None:
    events = LOMBOK["villages"]
    await apply(read_database, "villages", events[:5])
    await read_database.execute("update checkpoint set log = $1 where service = 'villages'", OWN)
    await show(read_database, report(6, 9))
    assert await shown(read_database) == []
    await show(read_database, report(5, 9, log=uuid4()))
    assert await shown(read_database) == [], "another log's positions say nothing of this one"
    await show(read_database, report(5, 9, parked=(7, 8)))
    assert await shown(read_database) == [("villages", "officers", 9, [7, 8])]
    await apply(read_database, "villages", events[5:6])
    await show(read_database, report(6, 12, second=1))
    assert await shown(read_database) == [("villages", "officers", 12, [])]
    await show(read_database, report(6, 10, second=0))
    assert await shown(read_database) == [("villages", "officers", 12, [])], "an older report changes nothing"


async def test_a_service_that_no_longer_reacts_is_not_waited_for(read_database: Connection) -> None:
    await show(read_database, report(0, 9))
    none = Progress(service="villages", log=OWN, head=0, at=NOON + timedelta(seconds=1), reactions=())
    await show(read_database, none)
    assert await shown(read_database) == []
    assert await read_database.fetchval("select count(*) from reporter") == 1
