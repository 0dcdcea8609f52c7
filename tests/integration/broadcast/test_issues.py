"""Issues are followed by those who see them: the village's officer, whoever was given one, its pillars, commanders above."""

from uuid import UUID, uuid4

import pytest
from graphql import GraphQLError

from libs.events.message import Role
from tests.integration.broadcast.conftest import Ground
from tests.integration.broadcast.following import Follow

FOLLOW = """subscription ($id: ID, $village: ID, $ground: ID) {
  communityIssues(id: $id, village: $village, unit: $ground) { type position issue { category } } }"""


async def troubled(ground: Ground, village: UUID, *, given_to: UUID | None = None, by_hand: bool = False) -> UUID:
    made = uuid4()
    await ground.db.execute(
        """insert into village (id, code, name, sought, kind, province_code, regency_code, district_code, timezone, edition,
             ground_id)
           values ($1, $2, 'x', 'x', 'DESA', '52', '52.71', '52.71.01', 'UTC', 'x', $1) on conflict do nothing""",
        village, f"52.71.01.{village.int % 10_000:04}",
    )  # fmt: skip
    await ground.db.execute(
        """insert into community_issue (id, village_id, category, channel, involves_minor, must_be_referred, account,
             reported_at, acknowledge_by, act_by, officer_id, assigned_by_hand, flags)
           values ($1, $2, 'THEFT', 'VISIT', false, false, '', now(), now(), now(), $3, $4, '{}')""",
        made, village, given_to, by_hand,
    )  # fmt: skip
    return made


async def serves(ground: Ground, officer: UUID, village: UUID) -> None:
    await ground.db.execute(
        """insert into assignment (id, officer_id, village_id, duty, role, status, starts_on)
           values ($1, $2, $3, 'BHABINKAMTIBMAS', 'PRIMARY', 'CONFIRMED', '2020-01-01')""",
        uuid4(), officer, village,
    )  # fmt: skip


async def test_each_hears_of_the_issues_that_he_sees_and_of_no_other(villages: Ground, following: Follow) -> None:
    polda, polres, other, officer, helper, former = (uuid4() for _ in range(6))
    here, elsewhere = await villages.village(polda, polres), await villages.village(polda, other)
    await serves(villages, officer, here)
    one = await troubled(villages, here, given_to=helper, by_hand=True)
    two = await troubled(villages, elsewhere, given_to=former)
    heads = [await following(FOLLOW, Role.COMMANDER, unit) for unit in (polda, polres, other)]
    people = [await following(FOLLOW, Role.OFFICER, subject=str(person)) for person in (officer, helper, former)]
    pillar = await following(FOLLOW, Role.PILLAR, subject="lurah", as_village=elsewhere)
    operations, every = await following(FOLLOW, Role.OPS), await following(FOLLOW)
    by_issue = await following(FOLLOW, id=str(one))
    by_place = [await following(FOLLOW, village=str(here)), await following(FOLLOW, ground=str(polres))]
    for issue in (one, two, one, two):
        await villages.happen(issue, aggregate="community_issue", kind="IssueAcknowledged")
    heard = (*heads, *people, pillar, operations, every, by_issue, *by_place)
    expected = ([1, 2, 3, 4], [1, 3], [2, 4], [1, 3], [1, 3], [], [2, 4], [1, 2, 3, 4], [1, 2, 3, 4], *[[1, 3]] * 3)
    for listener, positions in zip(heard, expected, strict=True):
        await listener.count(len(positions))
    assert [listener.positions for listener in heard] == list(expected)
    for listener in (*heads[:2], *people[:2], every):
        assert listener.bodies[0]["data"]["communityIssues"]["issue"] == {"category": "THEFT"}


async def test_partners_do_not_follow_them(following: Follow) -> None:
    with pytest.raises(GraphQLError) as refused:
        await following(FOLLOW, Role.PARTNER)
    assert (refused.value.extensions or {})["code"] == "ROLE_NOT_ALLOWED"
