"""What subscriptions pick events by is asked of real rows: one that failed in SQL would leave all followers deaf."""

import pytest

from services.gateway.graph.broadcast.journal import Journal
from services.gateway.graph.broadcast.live import END
from services.gateway.graph.broadcast.topic import TOPIC, Topic
from services.gateway.graph.planner.rows import declared
from services.gateway.graph.schema import schema
from tests.integration.read_model.asking import Asking
from tests.lombok import an

SUBSCRIPTIONS = schema().subscription_type
assert SUBSCRIPTIONS
TOPICS: dict[str, Topic] = {name: declared(field).metadata[TOPIC] for name, field in SUBSCRIPTIONS.fields.items()}


@pytest.mark.parametrize("name", TOPICS)
async def test_every_topic_finds_its_events_and_what_they_are_picked_by(lombok: Asking, name: str) -> None:
    topic = TOPICS[name]
    found = []
    position, shown = 0, 1
    while position < shown:
        page = await Journal(lombok.pool, topic.service).page([topic], position, END)
        assert page
        position, shown = page.reached, page.shown
        found += page.events
    assert found, "no event of this kind stands in the corner of Lombok"
    assert any(values for event in found for values in event.marks[topic]), "none of them could be picked"


async def test_trainings_are_followed_by_the_units_that_hold_them_and_those_invited(lombok: Asking) -> None:
    topic = TOPICS["trainingActivity"]
    page = await Journal(lombok.pool, topic.service).page([topic], 0, END)
    assert page
    told = [repr(event.marks[topic]) for event in page.events]
    for concerned in ("Polda", "Mabes", "Polres Lombok Barat"):
        assert any(str(an(concerned)) in marks for marks in told), concerned
    assert not any(str(an("Polsek Ampenan")) in marks for marks in told)
