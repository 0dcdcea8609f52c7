"""An officer has followed a directive up when all his villages show it; where it asked none of them, when he says so."""

from datetime import date
from typing import Any

import pytest

from libs.events.contracts.cooperation.training_session import Theme
from libs.events.contracts.officers.officer import DirectiveAcknowledged, DirectiveFollowedUp
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from libs.events.message import Event, Role
from libs.events.single import Connection
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply
from tests.lombok import LOMBOK, Log, an, sealed

FOLLOWED = """{ trainings { edges { node { directives { number followUps { unit { name } addressed acknowledged acknowledgedShare
  followedUp followedUpShare overdue medianDaysToAcknowledge medianDaysToFollowUp } } } } } }"""
MEASURED = """query ($unit: String!) { units(search: $unit, first: 1) { edges { node { name
  directiveFollowUp(period: YEAR) { startsOn addressed acknowledged followedUp followedUpShare medianDaysToFollowUp } } } } }"""
REPORTED = (
    """{ officers { edges { node { id directives { edges { node { number reportedOn account targets { metOn } } } } } } } }"""
)


class Story:
    """The corner of Lombok, to be gone on with."""

    def __init__(self, ask: Asking, db: Connection) -> None:
        self.ask, self.db = ask, db
        self.logs = {service: Log.after(service, LOMBOK[service]) for service in ("officers", "villages")}

    async def tell(self, name: str, *events: Event) -> None:
        log = self.logs[events[0].service()]
        log.tell(an(name), *events)
        await apply(self.db, log.service, log.take())

    async def followed(self, number: int, role: Role = Role.HEADQUARTERS, **caller: Any) -> dict[str, dict[str, Any]]:
        """By unit, how far a directive is followed up."""
        (session,) = (await self.ask(FOLLOWED, role, **caller))["trainings"]["edges"]
        found = session["node"]["directives"][number - 1]["followUps"]
        return {one["unit"]["name"]: one for one in found}


@pytest.fixture
def story(growing: Asking, read_database: Connection) -> Story:
    return Story(growing, read_database)


async def test_by_what_his_villages_show(story: Story) -> None:
    (unit,) = [name for name, one in (await story.followed(1)).items() if one["followedUp"]]
    told = (await story.followed(1))[unit]
    assert (told["acknowledged"], told["medianDaysToAcknowledge"], told["medianDaysToFollowUp"]) == (1, 1.0, 7.0)

    about: dict[str, Any] = {"village_id": an("52.71.01.1002"), "directive_id": an("directive 1"), "officer_id": an("Ketut")}
    post = f"assignment {an('52.71.01.1002')}"
    why: dict[str, Any] = {"session_id": an("training"), "assignment_id": an(post)}
    asked = DirectiveTargetSet(theme=Theme.CONTACT_PERSON, issued_on=date(2017, 7, 25), **about, **why)
    await story.tell("second target", asked)
    said = DirectiveFollowedUp(directive_id=an("directive 1"), session_id=an("training"), followed_up_on=date(2017, 7, 27))
    await story.tell("Ketut", said)
    assert (await story.followed(1))[unit]["followedUp"] == 0, "one of two villages does not show it, whatever he says"
    met = DirectiveTargetMet(met_on=date(2017, 8, 5), shown_by="ContactPersonRegistered", **about)
    await story.tell("second target", met)
    assert (await story.followed(1))[unit]["medianDaysToFollowUp"] == 11.0, "on the last of their days"


async def test_a_village_he_has_left_asks_nothing_of_him_any_more(story: Story) -> None:
    about: dict[str, Any] = {"village_id": an("52.01.09.2001"), "directive_id": an("directive 1"), "officer_id": an("Made")}
    gone = an(f"assignment {an('52.01.09.2001')}")
    await story.tell(
        "left behind",
        DirectiveTargetSet(
            theme=Theme.CONTACT_PERSON,
            issued_on=date(2017, 7, 25),
            session_id=an("training"),
            assignment_id=gone,
            **about,
        ),
    )
    before = await story.followed(1)
    await story.tell(
        "Made", DirectiveFollowedUp(directive_id=an("directive 1"), session_id=an("training"), followed_up_on=date(2017, 8, 4))
    )
    after = await story.followed(1)
    assert sum(one["followedUp"] for one in after.values()) == sum(one["followedUp"] for one in before.values()) + 1


async def test_where_nothing_shows_by_his_report(story: Story) -> None:
    assert sum(one["followedUp"] for one in (await story.followed(2)).values()) == 0
    said: dict[str, Any] = {"directive_id": an("directive 2"), "session_id": an("training")}
    done = DirectiveFollowedUp(followed_up_on=date(2017, 8, 24), account=sealed("Rapat bersama"), **said)
    await story.tell("Ketut", DirectiveAcknowledged(acknowledged_on=date(2017, 8, 24), **said), done)
    (one,) = [one for one in (await story.followed(2)).values() if one["followedUp"]]
    assert (one["acknowledgedShare"], one["medianDaysToFollowUp"]) == (1.0, 30.0)

    async def accounts(role: Role, **caller: Any) -> list[Any]:
        data = await story.ask(REPORTED, role, **caller)
        tasks = [task["node"] for edge in data["officers"]["edges"] for task in edge["node"]["directives"]["edges"]]
        return [task["account"] for task in tasks if task["reportedOn"]]

    told = {"Bertemu tokoh", "Rapat bersama"}
    assert set(await accounts(Role.HEADQUARTERS)) == set(await accounts(Role.OFFICER, as_person=an("Ketut"))) == told
    assert await accounts(Role.OFFICER, as_person=an("Made")) == [None, None]
    assert await accounts(Role.OPS) == [None, None]


async def test_rates_are_shown_to_the_unit_itself_and_those_above(story: Story) -> None:
    everything = await story.followed(1)
    assert len(everything) == 2
    assert await story.followed(1, Role.PILLAR, as_village=an("52.71.01.1001")) == {}
    assert await story.followed(1, Role.OPS) == {}, "a unit with one officer is that officer"
    assert await story.followed(1, Role.OFFICER, as_person=an("Ketut")) == {
        name: one for name, one in everything.items() if one["followedUp"]
    }
    (edge,) = (await story.ask(MEASURED, unit="Polda"))["units"]["edges"]
    (measure,) = edge["node"]["directiveFollowUp"]
    assert (measure["startsOn"], measure["addressed"], measure["acknowledged"], measure["followedUp"]) == ("2017-01-01", 4, 1, 1)
    assert (measure["followedUpShare"], measure["medianDaysToFollowUp"]) == (0.25, 7.0)
