"""What every kind of duty yields: a command as somebody gives it, with the moment at which it happened and what it rests on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import UUID

from msgspec import Struct

from data.order import Order, order, target
from libs.events.message import Command, Role

if TYPE_CHECKING:
    from data.demo.province import Province


class Speaker(Struct, frozen=True, kw_only=True):
    """Whoever gives a command: his token is made from this."""

    role: Role
    person: UUID | None = None
    unit: UUID | None = None
    village: UUID | None = None

    @property
    def claims(self) -> Mapping[str, str] | None:
        """What his token claims; None for headquarters, as which the loader speaks itself."""
        if self.role is Role.HEADQUARTERS:
            return None
        where = {"unit": self.unit, "village": self.village}
        return {"sub": str(self.person), "role": self.role.value, **{name: str(id_) for name, id_ in where.items() if id_}}


HEADQUARTERS: Final = Speaker(role=Role.HEADQUARTERS)


class Told(Struct, frozen=True, kw_only=True):
    """One command of the year."""

    at: datetime
    """When it happened."""
    by: Speaker
    command: Command
    rests_on: tuple[UUID, ...] = ()
    """The things besides its own that must have come as far as they were told before."""
    opening: bool = False
    """It belongs to the opening of its chapter: everything else in the chapter is told in the knowledge of it."""
    apart: bool = False
    """It is told at the end of its chapter, when nothing else is: what follows on it must not be long in coming."""

    @property
    def service(self) -> str:
        return self.command.service()

    @property
    def target(self) -> UUID:
        """The id of the aggregate it is addressed to."""
        return target(self.command)

    def order(self) -> Order:
        """The command under its own id, the same at every telling."""
        return order(self.command, self.at)


class Warned(Struct, frozen=True, kw_only=True):
    """Something about which the villages service warns a commander by itself, and his answer to that."""

    at: datetime
    stream: str
    """The stream in which it is told."""
    event: str
    """By which event."""
    of: Mapping[str, str] = {}
    """What that event says, where the stream may have others of its kind."""
    by: Speaker
    closing_note: str


Kind: TypeAlias = Callable[["Province"], Iterator[Told]]
"""One kind of duty: what is told of it in the year, in any order."""
