"""How an invitation stands: by the last answer, unless the unit declined and was invited anew."""

from datetime import date
from typing import Any

import pytest

from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import InvitationAnswered, UnitInvited
from libs.events.message import Event
from libs.events.single import Connection
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, Log, an

INVITED = """{ trainings(first: 1) { edges { node { invitations { state quota answeredOn declinedBecause } } } } }"""
WAITING = """query ($unit: String!) { units(search: $unit, first: 1) { edges { node {
  trainingInvitations(answered: false) { edges { node { quota state } } } } } } }"""
UNIT = an("Polres Lombok Barat")


class Story:
    """The training of Mataram, to which a unit declined to come, to be gone on with."""

    def __init__(self, ask: Asking, db: Connection) -> None:
        self._ask, self._db, self._log = ask, db, Log.after("cooperation", LOMBOK["cooperation"])

    async def tell(self, *events: Event) -> None:
        self._log.tell(an("training"), *events)
        await apply(self._db, "cooperation", self._log.take())

    async def invited(self) -> list[dict[str, Any]]:
        (training,) = (await self._ask(INVITED))["trainings"]["edges"]
        found: list[dict[str, Any]] = training["node"]["invitations"]
        return found

    async def waiting(self) -> list[dict[str, Any]]:
        """The invitations of the unit that wait for its answer."""
        (unit,) = (await self._ask(WAITING, unit="Polres Lombok Barat"))["units"]["edges"]
        return [edge["node"] for edge in unit["node"]["trainingInvitations"]["edges"]]


@pytest.fixture
def story(growing: Asking, read_database: Connection) -> Story:
    return Story(growing, read_database)


async def test_who_declined_and_is_invited_anew_has_not_answered(story: Story) -> None:
    (before,) = await story.invited()
    assert (before["state"], before["declinedBecause"]) == ("DECLINED", "Pengamanan")
    assert await story.waiting() == []
    await story.tell(UnitInvited(unit_id=UNIT, quota=1))
    (again,) = await story.invited()
    assert again == {**before, "state": "OPEN", "quota": 1, "answeredOn": None, "declinedBecause": None}
    assert await story.waiting() == [{"quota": 1, "state": "OPEN"}]


async def test_an_acceptance_stands_when_the_quota_changes(story: Story) -> None:
    accepted = InvitationAnswered(unit_id=UNIT, answer=InvitationAnswer.ACCEPTED, answered_on=date(2017, 7, 21))
    await story.tell(accepted, UnitInvited(unit_id=UNIT, quota=9))
    (stands,) = await story.invited()
    assert (stands["state"], stands["quota"], stands["answeredOn"]) == ("ACCEPTED", 9, "2017-07-21")
