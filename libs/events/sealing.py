"""Replaces what a contract declares personal or restricted by sealed text, wherever in an event it stands."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Protocol, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import fields, replace

from libs.events.codec import stream_of
from libs.events.message import Event, Sealing
from libs.events.vault import ref_of


class Sealer(Protocol):
    """The half of a vault that seals."""

    async def seal(self, items: Sequence[tuple[str, str]]) -> list[str]: ...

    def seal_now(self, ref: str, clear: str) -> str | None: ...


class UnsealableField(TypeError):
    """A contract declares a field sealed that cannot hold sealed text; found when its class is first used."""


class _Owners:
    """The refs under which the values at a place are sealed, each worked out when it is first needed."""

    __slots__ = ("_event", "_key", "_person", "_whose")

    def __init__(self, event: type[Event], key: UUID, whose: UUID | None) -> None:
        self._event, self._key, self._whose = event, key, whose
        self._person: str | None = None

    def of(self, whose: UUID | None) -> "_Owners":
        """In the same stream, but about this person, or about nobody."""
        return _Owners(self._event, self._key, whose)

    @property
    def person(self) -> str | None:
        if self._person is None and self._whose is not None:
            self._person = ref_of(Sealing.PERSON, self._whose)
        return self._person

    @property
    def record(self) -> str:
        return ref_of(Sealing.RECORD, stream_of(self._event, self._key))


class _NotRemembered(Exception):
    """A value cannot be sealed without asking for its key."""


_Replace = Callable[[str, str], str]
"""(ref, clear text) -> what stands in its place."""
_Walk = Callable[[Any, _Owners, _Replace], Any]
"""Rebuilds one value; always meets its sealed parts in the same order."""

_SEQUENCES: Final[Mapping[Any, type[Any]]] = {list: list, tuple: tuple, Sequence: tuple, Collection: tuple}


async def seal_event(vault: Sealer, event: Event, key: UUID) -> Event:
    """The event as it may be stored in the stream with this id. Raises as `seal_events`."""
    return (await seal_events(vault, [(event, key)]))[0]


async def seal_events(vault: Sealer, events: Iterable[tuple[Event, UUID]]) -> list[Event]:
    """Events, each with the id of its stream, as they may be stored; one call of the vault brings all keys that it must look up.

    Personal values are sealed under the key of the person that the class names by `person`, else of the nearest struct around
    it that names one, else of the stream's id; restricted ones under the key of the stream. None stays None.
    Raises UnsealableField, ValueError for a personal value of nobody, and what the vault raises.
    """
    pairs = [(event, key, _walk_of(type(event))) for event, key in events]

    def now(ref: str, text: str) -> str:
        if (sealed := vault.seal_now(ref, text)) is None:
            raise _NotRemembered
        return sealed

    try:
        return _rebuilt(pairs, now)
    except _NotRemembered:
        return await _asked_for(vault, pairs)


_Pairs = Sequence[tuple[Event, UUID, _Walk | None]]


def _rebuilt(pairs: _Pairs, put: _Replace) -> list[Event]:
    return [cast("Event", walk(event, _Owners(type(event), key, key), put)) if walk else event for event, key, walk in pairs]


async def _asked_for(vault: Sealer, pairs: _Pairs) -> list[Event]:
    clear: list[tuple[str, str]] = []

    def note(ref: str, text: str) -> str:
        clear.append((ref, text))
        return text

    _rebuilt(pairs, note)
    sealed = iter(await vault.seal(clear))

    def take(_ref: str, _text: str) -> str:
        return next(sealed)

    return _rebuilt(pairs, take)


def check_sealing(event: type[Event]) -> None:
    """Raises UnsealableField where the class declares sealed what cannot be; for a test over all contracts."""
    _walk_of(event)


@cache
def _walk_of(struct: type[Struct]) -> _Walk | None:
    """How to rebuild instances of this class, None where nothing in them is sealed."""
    hints = get_type_hints(struct, include_extras=True)
    found = {field.name: _walk(hints[field.name], None, f"{struct.__name__}.{field.name}") for field in fields(struct)}
    walks = {name: walk for name, walk in found.items() if walk}
    if not walks:
        return None
    person = _person_field(struct, frozenset(found))

    def rebuild(value: Any, owners: _Owners, put: _Replace) -> Any:
        if person:
            owners = owners.of(getattr(value, person))
        return replace(value, **{name: walk(getattr(value, name), owners, put) for name, walk in walks.items()})

    return rebuild


def _person_field(struct: type[Struct], names: Collection[str]) -> str:
    """The field that says whose values these are: the one named by the class variable `person`, or a field of that very name."""
    if "person" in names:
        return "person"
    named = getattr(struct, "person", "")
    if named and named not in names:
        raise UnsealableField(f"{struct.__name__}.person names {named!r}, which is no field of it")
    return str(named)


def _walk(hint: Any, sealing: Sealing | None, place: str) -> _Walk | None:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(hint, sealing, place)
    if origin in (Union, UnionType):
        return _union([arg for arg in args if arg is not NoneType], sealing, place)
    if origin in _SEQUENCES:
        return _sequence(_SEQUENCES[origin], args, sealing, place)
    if origin in (dict, Mapping):
        return _mapping(args, sealing, place)
    if isinstance(hint, type) and issubclass(hint, Struct) and sealing is None:
        return _walk_of(hint)
    if any(_walk(arg, None, place) for arg in args):
        raise UnsealableField(f"{place} holds sealed values in a {getattr(origin, '__name__', origin)}, which is not supported")
    if sealing is None:
        return None
    if hint is not str:
        raise UnsealableField(f"{place} is declared sealed, so it must be text, not {getattr(hint, '__name__', hint)}")
    return _person_leaf(place) if sealing is Sealing.PERSON else _record_leaf


def _annotated(hint: Any, sealing: Sealing | None, place: str) -> _Walk | None:
    metas = [note for note in hint.__metadata__ if isinstance(note, Meta)]
    for meta in metas:
        sealing = (meta.extra or {}).get("sealed", sealing)
    if sealing and any(meta.pattern is not None or meta.max_length is not None for meta in metas):
        raise UnsealableField(
            f"{place} is declared sealed, so its length and pattern cannot be limited: sealed text would not pass"
        )
    return _walk(hint.__origin__, sealing, place)


def _person_leaf(place: str) -> _Walk:
    def leaf(value: Any, owners: _Owners, put: _Replace) -> Any:
        if owners.person is None:
            raise ValueError(f"{place} is personal, but the event names no person")
        return put(owners.person, value)

    return leaf


def _record_leaf(value: Any, owners: _Owners, put: _Replace) -> Any:
    return put(owners.record, value)


def _union(members: Sequence[Any], sealing: Sealing | None, place: str) -> _Walk | None:
    walks = [(_class_of(member), _walk(member, sealing, place)) for member in members]
    if not any(walk for _, walk in walks):
        return None

    def choose(value: Any, owners: _Owners, put: _Replace) -> Any:
        for kind, walk in walks:
            if walk and isinstance(value, kind):
                return walk(value, owners, put)
        return value

    return choose


def _class_of(hint: Any) -> type[Any]:
    bare = hint.__origin__ if get_origin(hint) is Annotated else hint
    return cast("type[Any]", get_origin(bare) or bare)


def _sequence(kind: type[Any], args: Sequence[Any], sealing: Sealing | None, place: str) -> _Walk | None:
    if kind is tuple and args and args[-1] is not Ellipsis and len(args) > 1:
        walks = [_walk(arg, sealing, place) for arg in args]
        if not any(walks):
            return None
        return lambda value, owners, put: tuple(
            walk(item, owners, put) if walk else item for walk, item in zip(walks, value, strict=True)
        )
    inner = _walk(args[0], sealing, place) if args else None
    return (lambda value, owners, put: kind(inner(item, owners, put) for item in value)) if inner else None


def _mapping(args: Sequence[Any], sealing: Sealing | None, place: str) -> _Walk | None:
    if sealing or _walk(args[0], None, place):
        raise UnsealableField(f"{place}: the keys of a mapping cannot be sealed, only its values can")
    inner = _walk(args[1], None, place)
    return (lambda value, owners, put: {key: inner(item, owners, put) for key, item in value.items()}) if inner else None
