"""Whatever a contract declares personal or restricted is sealed, wherever it stands, and nothing else is touched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

import pytest
from msgspec import Meta, Struct, json

from libs.events.codec import encode
from libs.events.message import Catalogue, Event, Personal, Restricted
from libs.events.sealing import UnsealableField, check_sealing, seal_event, seal_events

KEY = UUID("018f0000-0000-7000-8000-000000000001")
HOLDER = UUID("018f0000-0000-7000-8000-000000000002")
REPORTER = UUID("018f0000-0000-7000-8000-000000000003")


class Contact(Struct, frozen=True, kw_only=True, tag=True):
    name: Personal[str]
    place: str = "Mataram"


class Party(Struct, frozen=True, kw_only=True):
    party_id: UUID
    person: ClassVar[str] = "party_id"
    name: Personal[str]
    contact: Contact | None = None


class Witness(Struct, frozen=True, kw_only=True, tag=True):
    person: UUID
    name: Personal[str]


class Noted(Event, frozen=True, kw_only=True):
    person: ClassVar[str] = "holder_id"
    holder_id: UUID
    full_name: Personal[str]
    phone: Personal[str] | None = None
    note: Restricted[str] | None = None
    aliases: tuple[Personal[str], ...] = ()
    codes: list[Personal[str]]
    contact: Contact | None = None
    parties: tuple[Party, ...] = ()
    witness: Witness | Contact | None = None
    by_role: Mapping[str, Personal[str] | None] = {}
    pair: tuple[int, Restricted[str]] | None = None
    public: str = "open"


class OfStream(Event, frozen=True, kw_only=True):
    name: Personal[str]


class Plain(Event, frozen=True, kw_only=True):
    code: str
    contact: tuple[int, ...] = ()


class Reported(Event, frozen=True, kw_only=True):
    person: ClassVar[str] = "reporter_id"
    reporter_id: UUID | None = None
    name: Personal[str] | None = None


class Recorder:
    """Seals so that ref and clear text can be seen."""

    def __init__(self) -> None:
        self.calls: list[list[tuple[str, str]]] = []
        self.remembered: set[str] = set()

    def seal_now(self, ref: str, clear: str) -> str | None:
        return f"<{ref}|{clear}>" if ref in self.remembered else None

    async def seal(self, items: Sequence[tuple[str, str]]) -> list[str]:
        self.calls.append(list(items))
        return [f"<{ref}|{clear}>" for ref, clear in items]


FULL = Noted(
    holder_id=HOLDER,
    full_name="Siti",
    phone="0812",
    note="gossip",
    aliases=("A", "B"),
    codes=["c1"],
    contact=Contact(name="Budi"),
    parties=(Party(party_id=REPORTER, name="Wayan", contact=Contact(name="Made")), Party(party_id=KEY, name="Ketut")),
    witness=Witness(person=REPORTER, name="Nyoman"),
    by_role={"head": "Agus", "deputy": None},
    pair=(7, "secret"),
)


async def test_what_is_sealed_without_asking_is_the_same() -> None:
    asked, remembering = Recorder(), Recorder()
    wanted = await seal_event(asked, FULL, KEY)
    (items,) = asked.calls
    remembering.remembered = {ref for ref, _ in items}
    assert await seal_event(remembering, FULL, KEY) == wanted
    assert remembering.calls == []
    remembering.remembered.pop()
    assert await seal_event(remembering, FULL, KEY) == wanted
    assert remembering.calls == [items], "one key that must be looked up: all values are sealed by one call"


async def test_every_declared_value_is_sealed_under_its_owner() -> None:
    vault = Recorder()
    sealed = await seal_event(vault, FULL, KEY)
    assert isinstance(sealed, Noted)
    holder, reporter, stream, record = f"person:{HOLDER}", f"person:{REPORTER}", f"person:{KEY}", f"record:test_sealing-{KEY}"
    assert (sealed.full_name, sealed.phone) == (f"<{holder}|Siti>", f"<{holder}|0812>")
    assert sealed.note == f"<{record}|gossip>"
    assert sealed.aliases == (f"<{holder}|A>", f"<{holder}|B>")
    assert sealed.codes == [f"<{holder}|c1>"]
    assert sealed.contact == Contact(name=f"<{holder}|Budi>")
    assert sealed.parties == (
        Party(party_id=REPORTER, name=f"<{reporter}|Wayan>", contact=Contact(name=f"<{reporter}|Made>")),
        Party(party_id=KEY, name=f"<{stream}|Ketut>"),
    )
    assert sealed.witness == Witness(person=REPORTER, name=f"<{reporter}|Nyoman>")
    assert sealed.by_role == {"head": f"<{holder}|Agus>", "deputy": None}
    assert sealed.pair == (7, f"<{record}|secret>")
    assert (sealed.public, sealed.holder_id) == ("open", HOLDER)
    assert json.decode(encode(sealed), type=Noted) == sealed
    assert FULL.full_name == "Siti", "the event given is left alone"


async def test_none_stays_none_and_empty_stays_empty() -> None:
    vault = Recorder()
    sealed = await seal_event(vault, Noted(holder_id=HOLDER, full_name="", codes=[]), KEY)
    assert sealed == Noted(holder_id=HOLDER, full_name=f"<person:{HOLDER}|>", codes=[])
    assert vault.calls == [[(f"person:{HOLDER}", "")]]


async def test_without_a_named_person_the_stream_is_the_person() -> None:
    assert await seal_event(Recorder(), OfStream(name="Siti"), KEY) == OfStream(name=f"<person:{KEY}|Siti>")


async def test_batch_asks_the_vault_once_and_keeps_order() -> None:
    vault = Recorder()
    sealed = await seal_events(vault, [(OfStream(name="a"), KEY), (Plain(code="x"), KEY), (OfStream(name="b"), HOLDER)])
    assert sealed == [OfStream(name=f"<person:{KEY}|a>"), Plain(code="x"), OfStream(name=f"<person:{HOLDER}|b>")]
    assert len(vault.calls) == 1


async def test_events_without_secrets_pass_untouched() -> None:
    vault = Recorder()
    event = Plain(code="x")
    assert (await seal_events(vault, [(event, KEY)]))[0] is event
    assert not vault.calls
    assert await seal_events(vault, []) == []


async def test_personal_value_of_nobody_is_an_error() -> None:
    assert await seal_event(Recorder(), Reported(), KEY) == Reported()
    with pytest.raises(ValueError, match=r"Reported\.name is personal"):
        await seal_event(Recorder(), Reported(name="Siti"), KEY)


class InSet(Event, frozen=True, kw_only=True):
    names: frozenset[Personal[str]]


class StructInSet(Event, frozen=True, kw_only=True):
    parties: frozenset[Contact]


class SealedSet(Event, frozen=True, kw_only=True):
    names: Personal[frozenset[str]]


class NumberSealed(Event, frozen=True, kw_only=True):
    age: Personal[int]


class Limited(Event, frozen=True, kw_only=True):
    name: Personal[Annotated[str, Meta(max_length=20)]]


class Patterned(Event, frozen=True, kw_only=True):
    name: Restricted[Annotated[str, Meta(pattern="^[a-z]+$")] | None]


class SealedKeys(Event, frozen=True, kw_only=True):
    names: dict[Personal[str], int]


class SealedMapping(Event, frozen=True, kw_only=True):
    names: Personal[dict[str, str]]


class SealedStruct(Event, frozen=True, kw_only=True):
    contact: Personal[Contact]


class Misnamed(Event, frozen=True, kw_only=True):
    person: ClassVar[str] = "holder"
    name: Personal[str]


@pytest.mark.parametrize(
    "event",
    [InSet, StructInSet, SealedSet, NumberSealed, Limited, Patterned, SealedKeys, SealedMapping, SealedStruct, Misnamed],
)
def test_what_could_not_be_sealed_is_found_in_the_contract(event: type[Event]) -> None:
    with pytest.raises(UnsealableField):
        check_sealing(event)


@pytest.mark.parametrize("service", ["officers", "villages", "cooperation"])
def test_every_contract_can_be_sealed(service: str) -> None:
    for event in Catalogue(service).events.values():
        check_sealing(event)


def _texts(value: Any, found: Callable[[str], None]) -> None:
    if isinstance(value, str):
        found(value)
    elif isinstance(value, dict):
        for item in value.values():
            _texts(item, found)
    elif isinstance(value, list):
        for item in value:
            _texts(item, found)


async def test_only_declared_texts_change() -> None:
    before: list[str] = []
    after: list[str] = []
    _texts(json.decode(encode(FULL)), before.append)
    _texts(json.decode(encode(await seal_event(Recorder(), FULL, KEY))), after.append)
    changed = {old for old, new in zip(before, after, strict=True) if old != new}
    assert changed == {"Siti", "0812", "gossip", "A", "B", "c1", "Budi", "Wayan", "Made", "Ketut", "Nyoman", "Agus", "secret"}
