"""Who is told what: once composed, told to all who see the same, by what they asked for and who they are."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from graphql import GraphQLError

from libs.events.message import Role
from services.gateway.graph.broadcast import hub
from services.gateway.graph.pool import Pool, TooLong
from services.gateway.graph.positions import Positions
from tests.integration.broadcast.conftest import Ground
from tests.integration.broadcast.following import ACTIVITY, PATIENCE, Follow, Heard
from tests.integration.bus.ledger import until


class Counted:
    """Notes the statements sent to the read model; those that hold `failing` fail."""

    def __init__(self, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[str] = []
        self.failing: str | None = None
        fetch = pool.fetch

        async def noted(sql: str, arguments: Sequence[Any] = ()) -> list[asyncpg.Record]:
            self.sent.append(sql)
            if self.failing and self.failing in sql:
                raise TooLong
            return await fetch(sql, arguments)

        monkeypatch.setattr(pool, "fetch", noted)


@pytest.fixture
def statements(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(pool, monkeypatch)


async def test_those_who_ask_alike_share_one_statement_and_its_bytes(
    ground: Ground, follow: Follow, statements: Counted, positions: Positions
) -> None:
    training = await ground.training()
    await ground.happen(training)
    assert await positions.reached("cooperation", 1, PATIENCE)
    alike = [await follow(id=str(training)) for _ in range(20)]
    alike += [await follow(id=str(training), after="1") for _ in range(20)]
    assert follow.broadcast.groups == 1
    statements.sent.clear()
    await ground.happen(training)
    for each in alike:
        await each.count(1)
        assert each.positions == [2]
        assert each.raw[0] is alike[0].raw[0]
    assert len([sql for sql in statements.sent if "convert_to" in sql]) == 1
    assert len([sql for sql in statements.sent if "convert_to" not in sql]) == 1, "the event itself is read once"


async def test_another_document_or_another_variable_is_another_group(ground: Ground, follow: Follow) -> None:
    training = await ground.training()
    one, other = await follow(id=str(training)), await follow("subscription { trainingActivity { position } }")
    used = "subscription ($t: String) { trainingActivity(after: $t) { position training { program { trainings(after: $t) "
    used += "{ totalCount } } } } }"
    await follow(used)
    assert follow.broadcast.groups == 3
    await ground.happen(training)
    await one.count(1)
    await other.count(1)
    assert other.bodies[0]["data"] == {"trainingActivity": {"position": 1}}


async def test_a_cursor_that_is_used_elsewhere_in_the_document_tells_groups_apart(ground: Ground, follow: Follow) -> None:
    used = "subscription ($t: String) { trainingActivity(after: $t) { position training { program { trainings(after: $t) "
    used += "{ totalCount } } } } }"
    await ground.happen(await ground.training(), await ground.training())
    with pytest.raises(GraphQLError, match="does not belong"):
        await follow(used, t="1")


async def test_an_event_is_told_to_whoever_asked_for_its_training_its_programme_or_all(ground: Ground, follow: Follow) -> None:
    program = uuid4()
    first, second, third = await ground.training(program), await ground.training(program), await ground.training()
    asked: list[dict[str, Any]] = [{}, {"id": str(first)}, {"program": str(program)}, {"id": str(third), "program": str(program)}]
    everything, one, programme, neither = [await follow(**each) for each in asked]
    await ground.happen(first, second, third)
    await ground.happen(uuid4(), aggregate="pilot_site")
    last = await ground.happen(first)
    await everything.count(4)
    await programme.count(3)
    await one.count(2)
    assert everything.positions == [1, 2, 3, last]
    assert (one.positions, programme.positions, neither.positions) == ([1, last], [1, 2, last], [])


@pytest.mark.parametrize("role", [Role.ANONYMOUS, Role.PARTNER, Role.SERVICE])
async def test_strangers_do_not_follow_trainings(follow: Follow, role: Role) -> None:
    with pytest.raises(GraphQLError, match="not shown"):
        await follow(role=role)
    assert follow.broadcast.groups == 0


async def test_roles_that_see_different_things_share_nothing(ground: Ground, follow: Follow) -> None:
    document = "subscription { trainingActivity { position training { attendees { officer { id } } } } }"
    units = UUID(int=1), UUID(int=2)
    await follow(document, Role.HEADQUARTERS)
    for unit in (*units, *units):
        await follow(document, Role.COMMANDER, unit)
    assert follow.broadcast.groups == 3, "a commander sees the officers of his own unit"
    plain = "subscription { trainingActivity { position } }"
    for unit in (*units, *units):
        await follow(plain, Role.COMMANDER, unit)
    assert follow.broadcast.groups == 4, "nothing here depends on the unit"


async def test_what_cannot_be_shown_is_refused_before_the_first_event(follow: Follow) -> None:
    with pytest.raises(GraphQLError, match="0 to 100"):
        await follow("subscription { trainingActivity { training { program { trainings(first: 101) { totalCount } } } } }")
    with pytest.raises(GraphQLError, match="no id"):
        await follow(id="nonsense")


async def test_a_statement_that_fails_ends_its_own_group_alone(ground: Ground, follow: Follow, statements: Counted) -> None:
    training = await ground.training()
    good, bad = await follow(), await follow(ACTIVITY.replace("type position", "type broken: position"))
    statements.failing = "broken"
    await ground.happen(training)
    assert await bad.failed() == "TOO_LONG"
    assert bad.raw == []
    await ground.happen(training)
    await good.count(2)
    assert good.positions == [1, 2]
    assert follow.broadcast.groups == 1
    statements.failing = None
    again = await follow(ACTIVITY.replace("type position", "type broken: position"), after="0")
    await again.count(2)


@pytest.mark.parametrize("variables", [{}, {"after": "1"}], ids=["at once", "all after the same wait"])
async def test_nobody_alone_takes_the_room_of_all(
    ground: Ground, follow: Follow, monkeypatch: pytest.MonkeyPatch, variables: dict[str, Any]
) -> None:
    monkeypatch.setattr(hub, "MOST_OF_ONE", 3)

    async def one(subject: str = "somebody", **variables: Any) -> Heard:
        return await follow(subject=subject, **variables)

    asking = [asyncio.ensure_future(one(id=str(uuid4()), **variables)) for _ in range(9)]

    async def all_wait() -> bool:
        return not variables or sum(live.users for live in follow.broadcast._lives.values()) == len(asking)

    await until(all_wait, "everybody on the way in")
    await ground.happen(await ground.training())
    begun = await asyncio.gather(*asking, return_exceptions=True)
    refused = [each for each in begun if isinstance(each, GraphQLError)]
    assert [each.extensions for each in refused] == [{"code": "TOO_MANY"}] * 6
    assert follow.broadcast.groups == 3
    other = await one("another", id=str(uuid4()))
    assert follow.broadcast.groups == 4, "others have their own"
    (first, *_) = [each for each in begun if isinstance(each, Heard)]
    assert first.member
    first.member.cancel()
    again = await one(id=str(uuid4()))
    for each in (*begun, other, again):
        if isinstance(each, Heard) and each.member:
            each.member.cancel()
    assert not follow.broadcast._begun


async def test_the_last_to_leave_leaves_nothing_behind(ground: Ground, follow: Follow, statements: Counted) -> None:
    training = await ground.training()
    before = {task.get_name() for task in asyncio.all_tasks()}
    followers = [await follow(), await follow(), await follow(id=str(training))]
    for each in followers:
        assert each.member
        each.member.cancel()
        each.member.cancel()
    assert follow.broadcast.groups == 0

    async def idle() -> bool:
        return {task.get_name() for task in asyncio.all_tasks()} <= before

    await until(idle, "no task left")
    statements.sent.clear()
    await ground.happen(training)
    late = await follow(after="0")
    await late.count(1)
    assert all(each.raw == [] for each in followers)


async def test_a_null_where_the_schema_promises_a_value_is_told_in_the_words_of_graphql(
    ground: Ground, follow: Follow, positions: Positions
) -> None:
    training, heard = await ground.training(), Heard()
    document = "subscription { trainingActivity { position training { host { name } venue { region { name } } title status } } }"
    await follow(document, heard=heard)
    await ground.db.execute("update training set status = 'NONSENSE'")
    await ground.happen(training)
    await heard.count(1)
    (body,) = heard.bodies
    assert body["data"]["trainingActivity"] == {"position": 1, "training": None}
    assert body["errors"][0]["path"] == ["trainingActivity", "training", "status"]
    assert body["extensions"]["positions"] == {"cooperation": 1, "officers": 0, "villages": 0}


async def test_those_who_come_back_together_share_what_is_read_of_the_past(
    ground: Ground, follow: Follow, statements: Counted
) -> None:
    training = await ground.training()
    await ground.happen(*[training] * 10)
    await follow(after="10")
    statements.sent.clear()
    together = await asyncio.gather(*(follow(id=str(training), after="3") for _ in range(50)))
    for each in together:
        await each.count(7)
        assert each.positions == list(range(4, 11))
    assert len(statements.sent) <= 4, "a page and what it tells, not fifty of each"
    await ground.happen(training)
    late = await follow(id=str(training), after="3")
    await late.count(8)
    assert late.positions == list(range(4, 12)), "what others were told a moment ago is no limit"
