"""What a set of tables is made of: their columns, the events they follow, and what each event does to them."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid
from sqlalchemy.schema import CreateIndex, CreateTable

from libs.events.changes import DIALECT, Changes, Touched
from libs.events.codec import Codec, Recorded
from libs.events.message import Catalogue, Event
from libs.events.single import Connection

E = TypeVar("E", bound=Event)

Handler: TypeAlias = Callable[[E, Recorded, Changes], None]
Witness: TypeAlias = Callable[[str, Recorded, Changes], None]
Hook: TypeAlias = Callable[[Connection, Touched], Awaitable[None]]

_OWN: Final = MetaData()
Table(
    "checkpoint",
    _OWN,
    Column("service", Text, primary_key=True),
    Column("log", Uuid),
    Column("position", BigInteger, nullable=False),
)
Table("projection", _OWN, Column("fingerprint", Text, primary_key=True))


class Projection:
    """Tables that follow the events of some services and can be built from them again at any time.

    They live in a schema called `name`; `metadata` names none. A new `version`, like any change of the tables, makes the
    projector build them anew. `also` are SQL statements for what SQLAlchemy cannot say, executed after the tables are made.
    """

    def __init__(self, name: str, version: int, metadata: MetaData, services: Sequence[str], *, also: Sequence[str] = ()) -> None:
        if not name.isidentifier() or name != name.lower():
            raise ValueError(f"{name!r} cannot be a schema's name")
        if reserved := _OWN.tables.keys() & metadata.tables.keys():
            raise ValueError(f"these tables are the projector's own: {', '.join(sorted(reserved))}")
        self.name, self.version, self.metadata, self.services = name, version, metadata, tuple(services)
        self._also = tuple(also)
        self._handlers: defaultdict[str, list[Handler[Any]]] = defaultdict(list)
        self._events: dict[str, type[Event]] = {}
        self._witnesses: list[Witness] = []
        self._codec: Codec | None = None
        self.hooks: list[Hook] = []

    def on(self, event: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        """Register what an event does: a plain function of the event, its row in the log, and the changes to add to."""

        def register(handler: Handler[E]) -> Handler[E]:
            self._events[event.named()] = event
            self._handlers[event.named()].append(handler)
            self._codec = None
            return handler

        return register

    def every(self, witness: Witness) -> Witness:
        """Register a function of (service, row, changes) that sees every event there is, also those of unknown types."""
        self._witnesses.append(witness)
        return witness

    def after(self, hook: Hook) -> Hook:
        """Register a coroutine that runs once a batch, in its transaction, with the keys of the rows touched."""
        self.hooks.append(hook)
        return hook

    def collect(
        self, service: str, events: Sequence[Recorded], *, witnessed: bool = True
    ) -> tuple[Changes, int, Exception | None]:
        """What these events do, as far as a handler could take it: the changes, how many events they cover, the next one's error.

        An event without a handler changes nothing, whatever its type or version. Unless `witnessed`, those who see every event
        are left out.
        """
        if self._codec is None:
            catalogue = Catalogue()
            catalogue.events.update(self._events)
            self._codec = Codec(catalogue)
        changes = Changes()
        for number, recorded in enumerate(events):
            try:
                for witness in self._witnesses if witnessed else ():
                    witness(service, recorded, changes)
                if recorded.type in self._handlers:
                    event = self._codec.event(recorded)
                    for handler in self._handlers[recorded.type]:
                        handler(event, recorded, changes)
            except Exception as error:  # noqa: BLE001 whatever a handler raises is the caller's to report
                done = self.collect(service, events[:number], witnessed=witnessed)[0] if number else Changes()
                return done, number, error
        return changes, len(events), None

    def statements(self) -> list[str]:
        """The SQL that makes the tables, for a search_path of one empty schema."""
        made: list[str] = []
        for metadata in (_OWN, self.metadata):
            for table in metadata.sorted_tables:
                made.append(str(CreateTable(table).compile(dialect=DIALECT)))
                made += [
                    str(CreateIndex(index).compile(dialect=DIALECT)) for index in sorted(table.indexes, key=lambda i: str(i.name))
                ]
        return [*made, *self._also]

    @property
    def fingerprint(self) -> str:
        """Differs from that of tables that must not be taken over."""
        return sha256("\n".join([str(self.version), *sorted(self.services), *self.statements()]).encode()).hexdigest()
