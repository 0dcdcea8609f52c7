"""What an officer noted while he served a village is taken after he has left it, and by the day that it was there."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.integration.services.conftest import Services
from tests.integration.services.test_commands import Lombok, an, problem

VILLAGE = an("52.71.01.1001")


def before(**ago: float) -> datetime:
    return datetime.now(UTC) - timedelta(**ago)


def report(at: datetime) -> dict[str, Any]:
    told = {"category": "FRAUD", "channel": "VISIT", "account": "Contoh", "reported_at": at.isoformat()}
    return {"issue_id": str(uuid4()), "village_id": VILLAGE, **told}


async def left(services: Services, day: date) -> str:
    """The officer is assigned no longer; his token, which names no village."""
    await Lombok(services).tell()
    end = {"assignment_id": an("first"), "ended_on": day.isoformat(), "reason": "Mutasi"}
    ended = await services.done("officers", "EndAssignment", **end)
    await services.known("villages", "officers", ended["position"])
    return services.token("officer", sub=an("one"))


async def test_what_was_noted_while_he_served_the_village_is_taken_when_he_has_left_it(services: Services) -> None:
    token = await left(services, before(days=3).date())
    then, since = before(days=5), before(days=1)
    taken = await services.give("villages", "ReportIssue", report(then), token, **{"occurred-at": then.isoformat()})
    assert taken.status_code == 200, taken.text
    after = await services.give("villages", "ReportIssue", report(since), token, **{"occurred-at": since.isoformat()})
    problem(after, 403, "OUT_OF_SCOPE")
    now = await services.give("villages", "ReportIssue", report(then), token)
    problem(now, 403, "OUT_OF_SCOPE")
    long_ago = before(days=15)
    late = await services.give("villages", "ReportIssue", report(then), token, **{"occurred-at": long_ago.isoformat()})
    problem(late, 403, "OUT_OF_SCOPE")


async def test_outreach_is_judged_by_the_day_that_it_was_in_the_village(services: Services) -> None:
    """In Lombok it is the next day eight hours before it is in Greenwich; the assignment begins with that day."""
    await Lombok(services).tell()
    held: dict[str, Any] = {"village_id": VILLAGE, "officer_id": an("one"), "kind": "DIALOGUE", "theme": "YOUTH"}
    flags = []
    for at in ("2017-01-08T15:59:00Z", "2017-01-08T16:01:00Z", "2017-01-09T00:01:00+08:00"):
        outreach = {**held, "outreach_id": str(uuid4()), "appeal": "PARTICIPATION", "held_at": at, "attendance": 5}
        done = await services.give("villages", "RecordOutreach", outreach, services.token("officer", sub=an("one")))
        assert done.status_code == 200, done.text
        (event,) = (await services.stream("villages", done.json()["stream"])).json()["events"]
        flags.append(event.get("flags", []))
    assert flags == [["ASSIGNMENT_UNKNOWN"], [], []]


async def test_what_is_not_there_yet_may_be_on_its_way(services: Services) -> None:
    """A phone is told to send it again, though nobody can say yet whose village it is about; what is another's stays refused."""
    await Lombok(services).tell()
    token = services.token("officer", sub=an("one"), village=VILLAGE)
    issue, at = report(before(hours=1)), before(minutes=50).isoformat()
    acknowledge = {"issue_id": issue["issue_id"], "acknowledged_at": at}
    early = await services.give("villages", "AcknowledgeIssue", acknowledge, token)
    problem(early, 409, "ISSUE_UNKNOWN", "issue_id")
    assert early.json()["sendAgain"] is True
    assert (await services.give("villages", "ReportIssue", issue, token)).status_code == 200
    stranger = await services.give("villages", "AcknowledgeIssue", acknowledge, services.token("officer", sub=an("two")))
    problem(stranger, 403, "OUT_OF_SCOPE")
    assert "sendAgain" not in stranger.json()
    assert (await services.give("villages", "AcknowledgeIssue", acknowledge, token)).status_code == 200
