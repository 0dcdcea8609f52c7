"""Warnings are followed by headquarters, the commanders above the village, its officer and whom they direct; by nobody else."""

from uuid import UUID, uuid4

import pytest
from graphql import GraphQLError

from libs.events.message import Role
from tests.integration.broadcast.conftest import Ground
from tests.integration.broadcast.following import Follow
from tests.integration.broadcast.test_issues import serves

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


async def test_the_village_s_officer_and_whoever_is_directed_hear_of_a_warning(villages: Ground, following: Follow) -> None:
    polda, polres, officer, directed, other = (uuid4() for _ in range(5))
    own, elsewhere = await warned(villages, polda, polres), await warned(villages, polda, uuid4())
    village = await villages.db.fetchval("select village_id from early_warning where id = $1", own)
    await serves(villages, officer, village)
    people = [await following(FOLLOW, Role.OFFICER, subject=str(person)) for person in (officer, directed, other)]
    every = await following(FOLLOW)
    await villages.happen(own, aggregate="early_warning", kind="WarningAcknowledged")
    await every.count(1)
    await villages.db.execute(
        """insert into leadership_directive (id, warning_id, instruction, officer_id, due_on, issued_at)
           values ($1, $2, '', $3, '2030-01-01', now()), ($4, $2, '', $3, '2030-01-02', now())""",
        uuid4(), own, directed, uuid4(),
    )  # fmt: skip
    for warning in (own, elsewhere, own):
        await villages.happen(warning, aggregate="early_warning", kind="LeadershipDirectiveIssued")
    for heard, count in zip((*people, every), (3, 2, 0, 4), strict=True):
        await heard.count(count)
    assert [heard.positions for heard in people] == [[1, 2, 4], [2, 4], []]
    assert people[1].bodies[0]["data"]["earlyWarnings"]["warning"] == {"severity": "RED"}


@pytest.mark.parametrize("role", [Role.PILLAR, Role.OPS])
async def test_others_do_not_follow_them(following: Follow, role: Role) -> None:
    with pytest.raises(GraphQLError) as refused:
        await following(FOLLOW, role)
    assert (refused.value.extensions or {})["code"] == "ROLE_NOT_ALLOWED"
