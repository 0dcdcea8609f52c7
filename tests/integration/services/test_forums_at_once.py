"""However many form or recognise a forum of one village in the same moment, one of them does."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.villages.__main__ import VILLAGES
from tests.integration.services.served import Serve, Served

NOW = datetime.now(UTC)
ELEMENTS = {
    "AREA": ("OFFICER", "GOVERNMENT", "RESIDENT"),
    "ZONE": ("OFFICER", "GOVERNMENT", "MANAGEMENT", "SECURITY", "WORKER"),
}
"""By model: those of the first members; the last is that of all others."""
CODES = {("FORM", "VILLAGE_HAS_FORUM"), ("FORM", "VILLAGE_HAS_CUSTOMARY_FORUM"), ("CUSTOM", "VILLAGE_HAS_FORUM")}
CODES |= {("CUSTOM", "VILLAGE_HAS_CUSTOMARY_FORUM")}


async def village(served: Served) -> UUID:
    """One that is registered."""
    for code in ("52", "52.71", "52.71.01"):
        await served.give("RegisterRegion", region_id=uuid4(), code=code, name="Contoh", edition="test")
    key = uuid4()
    await served.give("RegisterVillage", village_id=key, code="52.71.01.1001", name="Contoh", edition="test")
    return key


async def composed(served: Served, where: UUID, model: str = "AREA") -> dict[str, Any]:
    """A forum that has all it takes to be formed; the command that forms it."""
    forum, people = uuid4(), [uuid4() for _ in range(10)]
    proposed: dict[str, Any] = {
        "name": "FKPM Contoh",
        "model": model,
        "village_ids": [where],
        "proposed_at": NOW - timedelta(days=60),
    }
    await served.give("ProposeForum", forum_id=forum, **proposed)
    for place, person in enumerate(people):
        element = ELEMENTS[model][min(place, len(ELEMENTS[model]) - 1)]
        name = {} if element == "OFFICER" else {"full_name": "Anggota Contoh"}
        consent = {"basis": "WRITTEN", "at": NOW - timedelta(days=40), "given_by": person}
        told: dict[str, Any] = {"element": element, "party_official": False, "consent": consent, **name}
        await served.give("AddForumMember", forum_id=forum, person_id=person, **told)
    day = (NOW - timedelta(days=9)).date()
    term = {"inaugurated_on": day, "inaugurated_by": "CAMAT", "starts_on": day, "ends_on": day + timedelta(days=900)}
    return {"forum_id": forum, "chair_id": people[1], "secretary_id": people[2], **term}


def custom(where: UUID) -> dict[str, Any]:
    told = {"name": "Krama Contoh", "village_ids": [where], "recognised_on": NOW.date() - timedelta(days=9)}
    return {"forum_id": uuid4(), **told, "recognised_by": "CAMAT"}


async def test_of_many_at_once_one_has_the_village(serve: Serve) -> None:
    served = await serve(VILLAGES)
    where = await village(served)
    forming = [await composed(served, where) for _ in range(3)]
    for _ in range(3):
        commands = [("FormForum", fields) for fields in forming] + [("RecogniseCustomaryForum", custom(where)) for _ in range(3)]
        answers = await asyncio.gather(*(served.post(f"/commands/{name}", fields) for name, fields in commands))
        done = [place for place, answer in enumerate(answers) if answer.status_code == 200]
        assert len(done) == 1, [answer.text for answer in answers]
        refused = {
            ("FORM" if name == "FormForum" else "CUSTOM", answer.json()["code"])
            for (name, _), answer in zip(commands, answers, strict=True)
            if answer.status_code != 200
        }
        assert refused <= CODES
        name, fields = commands[done[0]]
        ended: dict[str, Any] = {"reason": "REPLACED", "dissolved_on": NOW.date() - timedelta(days=9)}
        await served.give("DissolveForum", forum_id=fields["forum_id"], **ended)
        forming = [one for one in forming if name != "FormForum" or one["forum_id"] != fields["forum_id"]]


async def test_a_zone_is_not_formed_beside_a_forum_of_custom_recognised_in_the_same_moment(serve: Serve) -> None:
    served = await serve(VILLAGES)
    where = await village(served)
    zone, of_custom = await composed(served, where, "ZONE"), custom(where)
    formed, recognised = await asyncio.gather(
        served.post("/commands/FormForum", zone), served.post("/commands/RecogniseCustomaryForum", of_custom)
    )
    assert recognised.status_code == 200, "a zone is no forum of the village"
    told = formed.json()
    if formed.status_code == 200:
        assert told["position"] < recognised.json()["position"], "it was formed before"
    else:
        assert told["code"] == "VILLAGE_HAS_CUSTOMARY_FORUM"
