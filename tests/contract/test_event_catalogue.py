"""What is written about the published language is what the contracts say, and a published form is never changed."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from libs.events.asyncapi import asyncapi, version_of
from libs.events.codec import encode, subject_of, to_headers
from libs.events.contracts.cooperation.cooperation_program import PhaseCompleted
from libs.events.contracts.values import ClaimedDate
from libs.events.event_catalogue import document, events, page, services
from libs.events.message import Event, sealed_fields
from services.gateway.read_model.projection import SERVICES
from tests.contract.golden import form_of, forms
from tests.unit.recorded import NOON, recorded

DOCS = Path(__file__).parents[2] / "docs"
EVENTS = events()


@pytest.mark.parametrize(("name", "made"), [("events.md", page), ("asyncapi.json", document)], ids=["page", "asyncapi"])
def test_what_is_written_is_what_the_contracts_say(name: str, made: Any) -> None:
    command = f"python -m libs.events.event_catalogue {'page' if name == 'events.md' else 'asyncapi'} > docs/{name}"
    assert (DOCS / name).read_text() == made(), f"write it anew: {command}"


def test_every_event_of_every_service_is_in_it() -> None:
    assert set(services()) == set(SERVICES)
    shown, told = page(), asyncapi("1", EVENTS)
    for event in EVENTS:
        assert f"`{version_of(event)}`" in shown
        message = told["components"]["messages"][event.named()]
        assert message["name"] == version_of(event)
        assert set(message.get("x-sealed", {})) == set(sealed_fields(event))
    assert set(told["components"]["messages"]) == {event.named() for event in EVENTS}


def test_an_address_is_the_subject_that_is_published_on() -> None:
    told, key = asyncapi("1", EVENTS), "00000000-0000-0000-0000-000000000001"
    for event in EVENTS:
        channel = told["channels"][f"{event.service()}.{event.aggregate()}"]
        subject = subject_of(event.service(), f"{event.aggregate()}-{key}", event.named())
        assert channel["address"].replace("{id}", key).replace("{event}", event.named()) == subject
        assert event.named() in channel["parameters"]["event"]["enum"]


def test_the_headers_are_those_that_are_published() -> None:
    told = asyncapi("1", EVENTS)["components"]["schemas"]["CloudEventHeaders"]
    event = PhaseCompleted(number=1, ended_on=ClaimedDate(value=NOON.date(), source="test"))
    plain = recorded(event, UUID(int=1))
    meta = replace(plain.made(), causation=UUID(int=2), traceparent="00-1-2-03")
    whole = replace(plain, meta=encode(meta), command=UUID(int=3), root=b"x")
    assert set(to_headers("cooperation", plain, "PARTNER")) == set(told["required"])
    assert set(to_headers("cooperation", whole, "PARTNER")) == set(told["properties"])


def test_every_reference_leads_somewhere() -> None:
    told = json.loads(document())

    def follow(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(found := value.get("$ref"), str):
                place = told
                for step in found.removeprefix("#/").split("/"):
                    place = place[step]
            for inner in value.values():
                follow(inner)
        elif isinstance(value, list):
            for inner in value:
                follow(inner)

    follow(told)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.named())
def test_a_published_form_is_never_changed(event: type[Event]) -> None:
    known = forms().get(version_of(event))
    assert known, "python -m tests.contract.golden writes what is missing"
    assert form_of(event) == known, "give the event a new version and an upcast: this one has been published"
