"""Requests to a service as orders: bytes are checked and typed here, and nowhere else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from json import JSONDecoder
from typing import Any, Final
from uuid import UUID

from msgspec import DecodeError, Raw, Struct, ValidationError, json

from libs.events.access import Actor
from libs.events.bounds import EARLIEST, LATEST, held, outside
from libs.events.handler import Order
from libs.events.malformed import malformed
from libs.events.message import Command
from libs.events.problem import Problem
from libs.events.wording import Sentence

LARGEST: Final = 4 << 20
"""Bytes of a request."""
MOST: Final = 1000
"""Commands in a batch."""
AHEAD: Final = timedelta(minutes=5)
"""By how much a caller's clock may be fast."""

UNREADABLE: Final = (DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises for bytes that are no command."""


class CommandLine(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """One command of a batch."""

    command: str
    """The command's name."""
    data: Raw
    command_id: UUID | None = None
    """Makes repeating safe; without it the service chooses one, and a repetition is another command."""
    occurred_at: datetime | None = None
    """When it happened in the field, RFC 3339 with offset; now, if absent."""
    expected_version: int | None = None


class Batch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Commands to be carried out: those to one stream in order, those to different streams side by side."""

    commands: tuple[CommandLine, ...]
    chronological: bool = False
    """One after another instead, whatever their streams, in the order in which they happened in the field: one person's day."""


class Intake:
    """Turns what came in into orders, or into the problem that is wrong with it."""

    def __init__(self, commands: Mapping[str, type[Command]], *, now: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._decoders = {name: json.Decoder(command) for name, command in commands.items()}
        self._now, self._new_id = now, new_id

    def batch(self, body: bytes) -> Batch | Problem:
        if len(body) > LARGEST:
            return _too_large()
        try:
            batch = _batch(body)
        except UNREADABLE as error:
            return _malformed(error)
        if len(batch.commands) > MOST:
            return Problem(
                status=413, code="TOO_MANY", message=Sentence("A batch has at most {most} commands.", most=MOST), field="commands"
            )
        return _ambiguous(body) or batch

    def order(self, line: CommandLine, actor: Actor) -> Order | Problem:
        """The order that one line asks for."""
        decoder = self._decoders.get(line.command)
        if decoder is None:
            return Problem(status=404, code="COMMAND_UNKNOWN", message="This service has no such command.", field="command")
        raw = bytes(line.data)
        if b"\\u0000" in raw:
            return Problem(status=422, code="COMMAND_INVALID", message="Text must not hold the character U+0000.")
        try:
            command = decoder.decode(raw)
        except UNREADABLE as error:
            return _malformed(error)
        if (field := outside(command)) is not None:
            return _out_of_bounds(field)
        occurred_at = line.occurred_at or self._now()
        if not held(occurred_at):
            return _out_of_bounds("occurredAt")
        if occurred_at.tzinfo is None:
            return Problem(status=422, code="OCCURRED_WITHOUT_OFFSET", message="The time lacks its offset.", field="occurredAt")
        if occurred_at > self._now() + AHEAD:
            return Problem(status=422, code="OCCURRED_IN_FUTURE", message="The time lies in the future.", field="occurredAt")
        return Order(
            command=command,
            id=line.command_id or self._new_id(),
            actor=actor,
            occurred_at=occurred_at,
            expected=line.expected_version,
        )

    def line(self, name: str, body: bytes, headers: Mapping[str, str]) -> CommandLine | Problem:
        """A single command, whose particulars come in headers: Idempotency-Key, If-Match, Occurred-At."""
        if refused := _too_large() if len(body) > LARGEST else _ambiguous(body):
            return refused
        given: dict[str, Any] = {"command": name, "data": Raw(body)}
        for header, name_, parse in _HEADERS:
            if (value := headers.get(header)) is not None:
                try:
                    given[name_] = parse(value)
                except ValueError:
                    return Problem(
                        status=400,
                        code="HEADER_INVALID",
                        message=Sentence("The header {header} is malformed.", header=header),
                        field=header,
                    )
        return CommandLine(**given)


def _version(text: str) -> int | None:
    return None if text.strip() == "*" else int(text.strip().strip('"'))


_HEADERS: Final[Sequence[tuple[str, str, Callable[[str], Any]]]] = (
    ("idempotency-key", "command_id", lambda text: UUID(text.strip().strip('"'))),
    ("if-match", "expected_version", _version),
    ("occurred-at", "occurred_at", datetime.fromisoformat),
)

_batch: Final[Callable[[bytes], Batch]] = json.Decoder(Batch).decode


def _too_large() -> Problem:
    return Problem(status=413, code="TOO_LARGE", message=Sentence("A request has at most {most} bytes.", most=LARGEST))


class _Twice(Exception):
    """An object has two members of one name."""


def _once(members: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in members}) != len(members):
        raise _Twice


_walk: Final = JSONDecoder(object_pairs_hook=_once, parse_int=str)


def _ambiguous(body: bytes) -> Problem | None:
    """Two members of one name: readers differ in which of them they take, so what one has checked another would not carry out."""
    try:
        _walk.decode(body.decode())
    except _Twice:
        return Problem(status=400, code="JSON_AMBIGUOUS", message="The body names a member of an object twice.")
    except (ValueError, RecursionError):
        # The typed decoder tells what is wrong with it.
        return None
    return None


def _out_of_bounds(field: str) -> Problem:
    said = Sentence("Dates lie in the years {first} to {last}.", first=EARLIEST.year, last=LATEST.year)
    return Problem(status=422, code="DATE_OUT_OF_BOUNDS", message=said, field=field)


def _malformed(error: Exception) -> Problem:
    if isinstance(error, ValidationError):
        return malformed(error)
    return Problem(status=400, code="JSON_MALFORMED", message="The body is not valid JSON.")
