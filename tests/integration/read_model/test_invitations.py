"""How an invitation stands: by the last answer, unless the unit declined and was invited anew; and who passed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    Attendee,
    AttendeeRole,
    InvitationAnswered,
    ParticipantAssessed,
    ParticipantEnrolled,
    SessionKind,
    SessionMode,
    TrainingScheduled,
    UnitInvited,
    Venue,
)
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
        self.ask, self._db, self._log = ask, db, Log.after("cooperation", LOMBOK["cooperation"])

    async def tell(self, *events: Event, of: str = "training") -> None:
        self._log.tell(an(of), *events)
        await apply(self._db, "cooperation", self._log.take())

    async def invited(self) -> list[dict[str, Any]]:
        (training,) = (await self.ask(INVITED))["trainings"]["edges"]
        found: list[dict[str, Any]] = training["node"]["invitations"]
        return found

    async def waiting(self) -> list[dict[str, Any]]:
        """The invitations of the unit that wait for its answer."""
        (unit,) = (await self.ask(WAITING, unit="Polres Lombok Barat"))["units"]["edges"]
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


async def test_whoever_passed_is_counted_where_there_is_an_assessment_as_was_told_last(story: Story) -> None:
    async def passed() -> list[int | None]:
        """Of the trainings of each day, the latest first."""
        found = await story.ask("{ trainings(first: 2) { edges { node { passed } } } }")
        return [edge["node"]["passed"] for edge in found["trainings"]["edges"]]

    def result(who: str, *, good: bool) -> ParticipantAssessed:
        return ParticipantAssessed(officer_id=an(who), passed=good, assessed_on=date(2018, 7, 25))

    venue, zone = Venue(name="Hotel Contoh", region_code="52.71"), "Asia/Makassar"
    begins = datetime(2018, 7, 25, tzinfo=UTC)
    scheduled = TrainingScheduled(
        kind=SessionKind.IN_HOUSE_TRAINING, mode=SessionMode.ONSITE, title="Assessed", venue=venue, starts_at=begins,
        timezone=zone, host_unit_id=an("Polda"), objectives=(), competencies=(), assessed=True,
    )  # fmt: skip
    listed = [
        ParticipantEnrolled(attendee=Attendee(officer_id=an(who)), role=role)
        for who, role in (
            ("Ketut", AttendeeRole.PARTICIPANT), ("Made", AttendeeRole.PARTICIPANT), ("Wayan", AttendeeRole.OBSERVER),
        )
    ]  # fmt: skip
    await story.tell(scheduled, *listed, of="assessed training")
    assert await passed() == [0, None], "the other has no assessment, whatever was told of it"
    await story.tell(*(result(who, good=True) for who in ("Ketut", "Made", "Wayan")), of="assessed training")
    assert await passed() == [2, None], "of the participants"
    await story.tell(result("Made", good=False), of="assessed training")
    assert await passed() == [1, None]
