"""What may be asked of the past, what is refused, and what becomes of the rows that an answer was made of."""

from asyncio import gather
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from threading import get_ident
from typing import Any

import asyncpg
import orjson
import pytest
from msgspec.structs import replace

from libs.events.access import Actor
from libs.events.contracts.cooperation.pilot_site import SiteNominated
from libs.events.message import Role
from libs.events.single import Connection
from services.gateway.graph import history
from services.gateway.graph import past as past_module
from services.gateway.graph.context import Caller, Context
from services.gateway.graph.documents import Document
from services.gateway.graph.execution import Engine, Operation
from services.gateway.graph.past import Past
from services.gateway.graph.planner import plan_moments, reaching
from services.gateway.graph.pool import Pool, TooLong, TooMuch, Unavailable
from services.gateway.graph.scalars import moment_text
from services.gateway.graph.timing import begun
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.histories import BEGUN
from tests.integration.read_model.asking import SCHEMA, Asking
from tests.integration.read_model.conftest import apply, filled
from tests.integration.read_model.test_village_card import AMPENAN_SELATAN, VILLAGE_CARD
from tests.lombok import LOMBOK, Log, an, claim

TOLD = {
    service: [replace(row, recorded_at=BEGUN + timedelta(seconds=row.position)) for row in rows]
    for service, rows in LOMBOK.items()
}
"""The corner of Lombok, a position a second."""
CARD = VILLAGE_CARD.replace("($code: String!)", "($code: String!, $asOf: DateTime)").replace(
    "code: $code", "code: $code, asOf: $asOf"
)
CODE = "52.71.01.1001"


def at(seconds: float) -> str:
    return moment_text(BEGUN + timedelta(seconds=seconds))


def second(service: str, kind: str, number: int = 1) -> int:
    """When the n-th event of this type was recorded."""
    return [row.position for row in TOLD[service] if row.type == kind][number - 1]


@pytest.fixture(scope="session")
def told_database(postgres: Postgres) -> Iterator[Database]:
    yield from filled(postgres, **TOLD)


@pytest.fixture
async def pool(told_database: Database) -> AsyncIterator[Pool]:
    async with Pool(told_database.owner_url, size=1, search_path=projection.name) as made:
        yield made


@pytest.fixture
async def asking(pool: Pool, told_database: Database) -> AsyncIterator[Asking]:
    async with Past(projection, pool, told_database.owner_url, size=1) as past:
        yield Asking(pool, past)


async def answer(asking: Asking, text: str, role: Role = Role.HEADQUARTERS, **variables: Any) -> Any:
    return orjson.loads(await asking.body(text, role, None, variables))


async def test_the_whole_card_as_of_the_end_is_that_of_today(asking: Asking) -> None:
    assert await asking(CARD, code=CODE, asOf=at(10_000)) == {"village": AMPENAN_SELATAN}


async def test_a_moment_is_taken_with_any_offset(asking: Asking) -> None:
    moment = BEGUN + timedelta(seconds=second("villages", "VillageRenamed"))
    text = 'query ($at: DateTime) { village(code: "52.01.09.2002", asOf: $at) { name } }'
    assert (await asking(text, at=moment.isoformat()))["village"]["name"] == "Kekait Daye"
    before = (moment - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
    assert (await asking(text, at=before))["village"]["name"] == "Kekait"


async def test_before_the_first_event_there_is_nothing(asking: Asking) -> None:
    found = await answer(asking, CARD, code=CODE, asOf="0001-01-01T00:00:00Z")
    assert found["data"] == {"village": None}
    assert found["extensions"]["positions"] == {"cooperation": 0, "officers": 0, "villages": 0}


async def test_a_village_is_not_there_before_it_is_registered(asking: Asking) -> None:
    known = second("villages", "VillageRegistered", 3)
    looks = f'village(code: "{CODE}", asOf:'
    text = f'{{ before: {looks} "{at(known - 0.5)}") {{ name }} at: {looks} "{at(known)}") {{ name }} }}'
    assert await asking(text) == {"before": None, "at": {"name": "Ampenan Selatan"}}


async def test_one_operation_looks_at_several_moments_and_at_today(asking: Asking) -> None:
    text = """query ($code: String!, $first: DateTime, $second: DateTime) {
      __typename
      second: village(code: $code, asOf: $second) { officer { rank } }
      now: village(code: $code) { officer { rank } }
      first: village(code: $code, asOf: $first) { officer { rank } }
    }"""
    promoted = second("officers", "OfficerPromoted")
    confirmed = second("officers", "AssignmentConfirmed")
    body = await asking.body(text, Role.HEADQUARTERS, None, {"code": CODE, "first": at(promoted - 1), "second": at(confirmed)})
    found = orjson.loads(body)
    assert list(found["data"]) == ["__typename", "second", "now", "first"]
    assert found["data"]["first"] == {"officer": None}, "not yet assigned"
    assert found["data"]["second"] == found["data"]["now"] == {"officer": {"rank": "AIPDA"}}
    ends = {service: len(rows) for service, rows in TOLD.items()}
    assert found["extensions"]["positions"] == ends
    assert found["extensions"]["asOf"]["first"] == {name: min(promoted - 1, end) for name, end in ends.items()}
    assert list(found["extensions"]["asOf"]) == ["second", "first"]


@pytest.mark.parametrize(
    ("selection", "field"),
    [
        ("district { villages { totalCount } }", "Region.villages"),
        ("unit { parent { officers { totalCount } } }", "PoliceUnit.officers"),
        ("officer { unit { name villages(first: 1) { edges { node { code } } } } }", "PoliceUnit.villages"),
    ],
)
async def test_a_field_that_tells_only_of_today_is_refused_by_name(asking: Asking, selection: str, field: str) -> None:
    text = f'query ($asOf: DateTime) {{ village(code: "{CODE}", asOf: $asOf) {{ {selection} }} }}'
    found = await answer(asking, text, asOf=at(5))
    (error,) = found["errors"]
    assert "data" not in found
    assert error["message"] == f"{field} is not answered as of an earlier moment."
    assert error["extensions"] == {"code": "AS_OF_UNSUPPORTED", "field": field}
    assert error["locations"]
    assert (await answer(asking, text, asOf=None))["data"]["village"], "but it is answered for today"
    kind, name = field.split(".")
    told: Any = SCHEMA.type_map[kind]
    assert told.fields[name].description.endswith("Not answered under `asOf`.")


async def test_the_future_is_refused(asking: Asking) -> None:
    found = await answer(asking, CARD, code=CODE, asOf="2999-01-01T00:00:00Z")
    assert [error["extensions"]["code"] for error in found["errors"]] == ["AS_OF_IN_FUTURE"]
    assert "data" not in found
    # The plan is kept, the moment is looked at each time.
    assert (await answer(asking, CARD, code=CODE, asOf=at(1)))["data"] == {"village": None}
    assert "data" not in await answer(asking, CARD, code=CODE, asOf="2999-01-01T00:00:00Z")


async def test_what_is_no_moment_is_refused(asking: Asking) -> None:
    for text in ("yesterday", "2026-01-05", "2026-01-05T08:00:00"):
        found = await answer(asking, CARD, code=CODE, asOf=text)
        assert "data" not in found
        assert "RFC 3339" in found["errors"][0]["message"]


async def test_an_operation_looks_back_a_few_times_only(asking: Asking) -> None:
    looks = " ".join(f'v{number}: village(code: "{CODE}", asOf: "{at(5)}") {{ name }}' for number in range(11))
    found = await answer(asking, f"{{ {looks} }}")
    assert found == {"errors": [{"message": "An operation looks back at most 10 times."}]}


async def test_the_schema_can_be_asked_about_beside_the_past(asking: Asking) -> None:
    text = f'{{ __schema {{ queryType {{ name }} }} then: village(code: "{CODE}", asOf: "{at(10_000)}") {{ __typename name }} }}'
    assert await asking(text) == {
        "__schema": {"queryType": {"name": "Query"}},
        "then": {"__typename": "Village", "name": "Ampenan Selatan"},
    }


async def test_what_was_missing_then_is_missed_in_the_same_words(read_database: Connection, database: Database) -> None:
    log = Log("cooperation")
    log.tell(an("site"), SiteNominated(program_id=an("nowhere"), region_codes=("52.71",), nominated_on=claim(BEGUN.date())))
    rows = [replace(row, recorded_at=BEGUN) for row in log.events]
    for service, events in {**TOLD, "cooperation": rows}.items():
        await apply(read_database, service, events)
    text = 'query ($asOf: DateTime) { village(code: "52.71.01.1001", asOf: $asOf) { name pilotSites { program { title } } } }'
    async with (
        Pool(database.owner_url, size=1, search_path=projection.name) as pool,
        Past(projection, pool, database.owner_url, size=1) as past,
    ):
        asking = Asking(pool, past)
        now, then = await answer(asking, text), await answer(asking, text, asOf=at(10_000))
    assert now["errors"][0]["path"] == ["village", "pilotSites", 0, "program"]
    assert (then["data"], then["errors"]) == (now["data"], now["errors"])


async def test_an_erased_name_is_erased_from_the_past_as_well(pool: Pool, told_database: Database) -> None:
    async def shredded(values: Sequence[str]) -> list[str | None]:
        return [None for _ in values]

    async with Past(projection, pool, told_database.owner_url, size=1) as past:
        asking = Asking(pool, past)
        asking.engine = Engine(SCHEMA, pool, shredded, past=past)
        village = (await asking(CARD, code=CODE, asOf=at(10_000)))["village"]
    assert village["officer"]["name"] is None
    assert [seat["holderName"] for seat in village["pillars"]["seats"]] == [None, None, None]
    assert village["officer"]["rank"] == "AIPDA"


async def test_roles_see_of_the_past_what_they_would_have_seen(asking: Asking) -> None:
    text = f'{{ village(code: "{CODE}", asOf: "{at(10_000)}") {{ officer {{ serviceNumber name }} pilotSites {{ status }} }} }}'
    assert (await asking(text, Role.OPS))["village"]["officer"] == {"serviceNumber": None, "name": None}
    assert (await asking(text, Role.PARTNER))["village"] == {"officer": None, "pilotSites": []}
    assert (await asking(text, Role.COMMANDER, an("Polres Lombok Barat")))["village"]["officer"] is None
    assert (await asking(text, Role.COMMANDER, an("Polda")))["village"]["officer"]["name"] == "Ketut"


async def test_the_past_is_the_log_up_to_the_first_event_recorded_later(read_database: Connection, database: Database) -> None:
    """Concurrent appends take their times before their turns: a time may be earlier than that of the event before it."""
    rows = [replace(row, recorded_at=BEGUN + timedelta(seconds=row.position)) for row in LOMBOK["villages"]]
    late = second("villages", "VillageRegistered", 2)
    rows[late - 1] = replace(rows[late - 1], recorded_at=BEGUN + timedelta(seconds=late + 2.5))
    await apply(read_database, "villages", rows)
    async with (
        Pool(database.owner_url, size=1, search_path=projection.name) as pool,
        Past(projection, pool, database.owner_url, size=1) as past,
    ):
        asking = Asking(pool, past)
        for moment, wanted in (
            (late - 1, late - 1),
            (late, late - 1),
            (late + 2, late - 1),
            (late + 2.5, late + 2),
            (late + 3, late + 3),
        ):
            found = await answer(asking, CARD, code="52.01.09.2002", asOf=at(moment))
            assert found["extensions"]["positions"]["villages"] == wanted, moment
            assert (found["data"]["village"] is not None) == (wanted >= late)


async def test_a_session_serves_again_and_again(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_module, "TRUNCATE", 3)
    moments = [second("officers", "OfficerPromoted") - 1, 10_000, 7, 10_000, 30] * 3
    first: dict[float, Mapping[str, Any]] = {}
    for moment in moments:
        found = await asking(CARD, code=CODE, asOf=at(moment))
        assert first.setdefault(moment, found) == found
    assert len({orjson.dumps(found) for found in first.values()}) == len(first) == 4


async def test_a_session_that_failed_leaves_nothing_behind(
    asking: Asking, told_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await asking(CARD, code=CODE, asOf=at(10_000))

    async def breaks(_db: Connection, _touched: Any) -> None:
        raise asyncpg.QueryCanceledError("told to")

    monkeypatch.setattr(projection, "hooks", [breaks])
    with pytest.raises(TooLong):
        await asking(CARD, code=CODE, asOf=at(20))
    monkeypatch.undo()
    assert await asking(CARD, code=CODE, asOf=at(10_000)) == whole
    assert await asking(CARD, code=CODE, asOf=at(1)) == {"village": None}


async def test_a_past_that_needs_too_many_events_is_refused(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "MOST_EVENTS", 10)
    monkeypatch.setattr(past_module, "MOST_EVENTS", 10)
    with pytest.raises(TooMuch):
        await asking(CARD, code=CODE, asOf=at(10_000))


async def test_without_a_place_for_the_past_only_today_is_answered(pool: Pool) -> None:
    asking = Asking(pool)
    assert (await asking(CARD, code=CODE, asOf=None))["village"] == AMPENAN_SELATAN
    with pytest.raises(Unavailable):
        await asking(CARD, code=CODE, asOf=at(5))


async def test_the_past_is_made_wherever_temporary_tables_may_be_made(pool: Pool, blank: Database) -> None:
    """In a database that is empty, as a role that has no other right there."""
    asked: dict[str, Any] = {"code": CODE, "asOf": at(10_000)}
    async with Past(projection, pool, blank.app_url, size=1) as past:
        asking = Asking(pool, past)
        with pytest.raises(Unavailable):
            await asking(CARD, **asked)
        admin = await asyncpg.connect(blank.admin_url)
        await admin.execute(f"grant temporary on database {blank.name} to {blank.app_role}")
        assert await asking(CARD, **asked) == {"village": AMPENAN_SELATAN}
        left = await admin.fetchval("select count(*) from pg_class where relname = 'village' and relpersistence <> 't'")
        await admin.close()
    assert left == 0


def operation(asking: Asking, moment: str | None) -> Operation:
    document = Document(SCHEMA, CARD)
    context = Context(Caller.of(Actor(subject="somebody", role=Role.HEADQUARTERS)), document, asking.engine.rows)
    return Operation(document, document.operation(None), {"code": CODE, "asOf": moment}, context)


async def test_only_an_answer_of_the_present_can_be_told_to_be_unchanged(asking: Asking) -> None:
    now, then = operation(asking, None), operation(asking, at(10_000))
    assert await asking.engine.identity(now) is not None
    assert (await asking.engine.answer(now)).straight
    assert await asking.engine.identity(then) is None
    answer = await asking.engine.answer(then)
    assert (answer.executed, answer.straight, answer.opened) == (True, False, True)


async def test_a_plan_that_looks_back_is_made_once_and_known_to_be_kept(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is paid for once, by whoever has it made."""
    made: list[int] = []

    def planning(*arguments: Any, **named: Any) -> Any:
        made.append(get_ident())
        return plan_moments(*arguments, **named)

    monkeypatch.setattr(history, "plan_moments", planning)
    then = operation(asking, at(10_000))
    role, variables = then.caller.role, asking.engine.bound(then.node, then.variables)
    assert not asking.engine.planned(then.document, then.node, role, variables)
    answers = await gather(*(asking.engine.answer(then) for _ in range(3)))
    assert len({answer.body for answer in answers}) == 1
    assert len(made) == 1
    assert made[0] != get_ident(), "others must not wait while it is made"
    assert asking.engine.planned(then.document, then.node, role, variables)
    now = asking.engine.bound(then.node, {"code": CODE, "asOf": None})
    assert not asking.engine.planned(then.document, then.node, role, now)


async def test_the_time_it_takes_is_told_by_part(asking: Asking) -> None:
    timing = begun()
    assert (await asking.engine.answer(operation(asking, at(10_000)))).executed
    spent = dict(part.split(";dur=") for part in timing.header().split(", "))
    assert all(float(spent[part]) > 0 for part in ("plan", "sql", "unseal")), spent
