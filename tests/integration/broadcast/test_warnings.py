"""Warnings are followed by headquarters, and by the commanders above the village warned of; by nobody else."""

from uuid import UUID, uuid4

import pytest
from graphql import GraphQLError

from libs.events.message import Role
from tests.integration.broadcast.conftest import Ground
from tests.integration.broadcast.following import Follow

FOLLOW = "subscription ($id: ID) { earlyWarnings(id: $id) { type position warning { severity } } }"


async def warned(ground: Ground, *units: UUID) -> UUID:
    """A warning about a village for which the last of these units answers, each above the next."""
    village, warning = await ground.village(*units), uuid4()
    await ground.db.execute(
        """insert into early_warning
             (id, village_id, kind, severity, reliability, credibility, narrative, raised_by, seen_at, raised_at, due_at)
           values ($1, $2, 'HOAX', 'RED', 'A', 1, '', 'x', now(), now(), now())""",
        warning, village,
    )  # fmt: skip
    return warning


async def test_commanders_above_the_village_hear_of_its_warnings_and_others_do_not(villages: Ground, following: Follow) -> None:
    polda, polres, other = uuid4(), uuid4(), uuid4()
    own, elsewhere = await warned(villages, polda, polres), await warned(villages, polda, other)
    heads = [await following(FOLLOW, Role.COMMANDER, unit) for unit in (polda, polres, other)]
    every = await following(FOLLOW)
    one = await following(FOLLOW, id=str(own))
    for warning in (own, elsewhere, own):
        await villages.happen(warning, aggregate="early_warning", kind="WarningEscalated")
    for heard, count in zip((*heads, every, one), (3, 2, 1, 3, 2), strict=True):
        await heard.count(count)
    assert [heard.positions for heard in (*heads, every, one)] == [[1, 2, 3], [1, 3], [2], [1, 2, 3], [1, 3]]
    assert heads[1].bodies[0]["data"]["earlyWarnings"]["warning"] == {"severity": "RED"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PILLAR, Role.OPS])
async def test_others_do_not_follow_them(following: Follow, role: Role) -> None:
    with pytest.raises(GraphQLError) as refused:
        await following(FOLLOW, role)
    assert (refused.value.extensions or {})["code"] == "ROLE_NOT_ALLOWED"
