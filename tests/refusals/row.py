"""What a refusal in the table says: which rule it keeps, after which history, to which command, and what its sender is told."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from libs.events.message import Catalogue, Command

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b1aa")
NOW: Final = datetime.now(UTC).replace(second=0, microsecond=0)
COMMANDS: Final[dict[str, tuple[str, type[Command]]]] = {
    name: (service, kind)
    for service in ("officers", "villages", "cooperation")
    for name, kind in Catalogue(service).commands.items()
}


class By(NamedTuple):
    """Whose token it is, and what else that says."""

    role: str
    sub: str = "test"
    claims: tuple[tuple[str, str], ...] = ()


class Deed(NamedTuple):
    command: str
    fields: dict[str, Any]
    by: By


class Row(NamedTuple):
    keeps: str
    given: tuple[Deed, ...]
    refused: Deed
    code: str
    field: str | None
    english: str
    indonesian: str
    status: int = 409


def an(name: str) -> str:
    """The id of something, always the same."""
    return str(uuid5(SPACE, name))


HEADQUARTERS: Final = By("headquarters")
SERVICE: Final = By("service")


def officer(name: str, village: str | None = None) -> By:
    return By("officer", an(name), (("village", an(village)),) if village else ())


def pillar(name: str, village: str) -> By:
    return By("pillar", an(name), (("village", an(village)),))


def commander(unit: str, person: str = "chief") -> By:
    return By("commander", an(person), (("unit", an(unit)),))


def do(command: str, by: By = HEADQUARTERS, /, **fields: Any) -> Deed:
    return Deed(command, fields, by)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def told(moment: datetime) -> str:
    """As the people of Lombok say it."""
    return f"{moment + timedelta(hours=8):%Y-%m-%d %H:%M} WITA"
