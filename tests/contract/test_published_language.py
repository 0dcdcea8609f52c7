"""The published language keeps its promises: readable for ever, owned, sealed, and spoken by a decider of the same name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import msgspec
import pytest
from msgspec import json
from msgspec.structs import fields

from libs.events.codec import Codec, Meta, Recorded, encode, stream_of, subject_of, to_headers
from libs.events.decider import Decider
from libs.events.message import Catalogue, Command, Event, Role, field_notes, sealed_fields, target_field
from libs.events.openapi import describe
from libs.events.sealing import check_sealing
from services.gateway.read_model.projection import SERVICES

CATALOGUE = Catalogue(*SERVICES)
EVENTS = sorted(CATALOGUE.events.values(), key=lambda event: event.named())
COMMANDS = sorted(CATALOGUE.commands.values(), key=lambda command: command.named())
GOLDEN = Path(__file__).parent / "golden"
"""One payload a version of each event, as once written. A file is added (`python -m tests.contract.golden`), never changed."""


def recorded(event: type[Event], version: int, data: bytes) -> Recorded:
    noon = datetime(2017, 7, 25, 4, tzinfo=UTC)
    key = uuid5(UUID(int=0), event.named())
    meta = Meta(command="Test", digest="0", actor="test", role=Role.HEADQUARTERS, correlation=key)
    return Recorded(
        position=1,
        stream=stream_of(event, key),
        version=1,
        id=key,
        type=event.named(),
        schema=version,
        occurred_at=noon,
        recorded_at=noon,
        data=data,
        meta=encode(meta),
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.named())
def test_every_version_of_an_event_decodes_for_ever(event: type[Event]) -> None:
    for version in range(1, event.version() + 1):
        path = GOLDEN / f"{event.named()}.v{version}.json"
        assert path.exists(), "python -m tests.contract.golden writes what is missing"
        decoded = Codec(CATALOGUE).event(recorded(event, version, path.read_bytes()))
        assert type(decoded) is event
        if version == event.version():
            assert json.decode(encode(decoded)) == json.decode(path.read_bytes())


def test_no_golden_file_is_left_without_its_event() -> None:
    kept = {(path.name.split(".")[0], int(path.name.split(".v")[1].split(".")[0])) for path in GOLDEN.glob("*.json")}
    assert kept == {(event.named(), version) for event in EVENTS for version in range(1, event.version() + 1)}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.named())
def test_a_command_says_who_may_give_it_and_whom_it_is_for(command: type[Command]) -> None:
    assert command.allowed, "whoever is not named may not: name somebody"
    assert get_type_hints(command)[target_field(command)] is UUID
    assert command.__doc__
    assert not set(command.allowed) & {Role.PARTNER, Role.OPS, Role.ANONYMOUS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.named())
def test_a_command_is_bounded(command: type[Command]) -> None:
    """What one store behind us could not hold would stop whoever reads the log, for ever."""
    hints = get_type_hints(command, include_extras=True)
    assert [place for field in fields(command) for place in unbounded(hints[field.name], field.name)] == []


def unbounded(hint: Any, place: str, metas: tuple[msgspec.Meta, ...] = ()) -> list[str]:
    """Where within a type a number, a text or a list may be of any size."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        own = tuple(note for note in hint.__metadata__ if isinstance(note, msgspec.Meta))
        return unbounded(hint.__origin__, place, (*metas, *own))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        inner = get_type_hints(hint, include_extras=True)
        return [found for field in fields(hint) for found in unbounded(inner[field.name], f"{place}.{field.name}")]
    bounded = {
        int: any(meta.ge is not None and meta.le is not None for meta in metas),
        str: any(meta.max_length is not None or (meta.pattern or "").endswith(r"$(?!\n)") for meta in metas),
        tuple: any(meta.max_length is not None for meta in metas),
    }
    own_fault = [] if bounded.get(origin or hint, True) else [place]
    return own_fault + [
        found for argument in arguments for found in unbounded(argument, place, metas if origin is not tuple else ())
    ]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.named())
def test_an_event_can_be_sealed_and_says_whose_values_it_holds(event: type[Event]) -> None:
    check_sealing(event)


def test_what_is_personal_in_a_command_is_personal_in_the_events() -> None:
    """By name and page: a value sealed in one place and clear in another would be no secret."""
    for command in COMMANDS:
        page = [event for event in EVENTS if event.__module__ == command.__module__]
        for field in sealed_fields(command):
            for event in page:
                if field in event.__struct_fields__:
                    assert field in sealed_fields(event), (event, field)


def test_names_are_derived() -> None:
    event = CATALOGUE.events["VillageRegistered"]
    row = recorded(event, 1, b"{}")
    assert subject_of(event.service(), row.stream, row.type) == f"ev.villages.village.{row.key}.VillageRegistered"
    assert to_headers("villages", row, "PUBLIC")["ce-type"] == "id.tigapilar.villages.VillageRegistered.v1"


@pytest.mark.parametrize("page", sorted({command.__module__ for command in COMMANDS}))
def test_every_page_has_a_decider_of_its_name(page: str) -> None:
    service, aggregate = page.split(".")[-2:]
    decider = getattr(import_module(f"services.{service}.{aggregate}"), aggregate.upper())
    assert isinstance(decider, Decider)
    assert decider.aggregate == aggregate


@pytest.mark.parametrize("page", sorted({command.__module__ for command in COMMANDS}))
def test_a_state_can_be_shown(page: str) -> None:
    """For support; JSON has objects with names, and nothing else that maps."""
    service, aggregate = page.split(".")[-2:]
    decider = getattr(import_module(f"services.{service}.{aggregate}"), aggregate.upper())
    assert unnamed(get_type_hints(decider.evolve)["return"]) == []


def unnamed(hint: Any) -> list[Any]:
    """The mappings within a type whose keys are no names."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [found for inner in get_type_hints(hint).values() for found in unnamed(inner)]
    inner = [found for argument in get_args(hint) for found in unnamed(argument)]
    mapping = isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping)
    return [hint, *inner] if mapping and not issubclass(get_args(hint)[0], str | UUID) else inner


@pytest.mark.parametrize("service", SERVICES)
def test_the_description_of_a_service_is_whole(service: str) -> None:
    document = describe(service, "0", "x", Catalogue(service).commands)
    assert {f"/commands/{name}" for name in Catalogue(service).commands} <= set(document["paths"])
    schemas = document["components"]["schemas"]
    for ref in references(document):
        assert ref.startswith("#/components/schemas/")
        assert ref.rpartition("/")[2] in schemas


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [ref for value in part.values() for ref in references(value)]
    return [ref for value in part for ref in references(value)] if isinstance(part, list) else []


def test_nothing_restricted_is_published_to_partners() -> None:
    for event in EVENTS:
        if event.classification in ("PUBLIC", "PARTNER"):
            assert not any("sealed" in note for note in field_notes(event).values()), event


def test_modules_are_small_said_and_named_for_what_they_do() -> None:
    root = Path(__file__).parents[2]
    for path in [path for part in ("libs", "services", "infra", "data") for path in (root / part).rglob("*.py")]:
        text = path.read_text()
        assert text.count("\n") <= 400, path
        assert text.startswith('"""'), path
        assert path.stem not in {"utils", "common", "helpers", "manager", "models"}, path
