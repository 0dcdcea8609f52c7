"""Villages (*desa, kelurahan, desa adat*): the ground on which everything happens."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Name, VillageCode
from libs.events.message import Classification, Command, Event, Role, Scope


class VillageKind(StrEnum):
    """Legal kind of a village; the first digit of the code's last part tells it."""

    DESA = "DESA"
    """Rural village with an elected head."""
    KELURAHAN = "KELURAHAN"
    """Urban ward, led by an appointed civil servant."""
    DESA_ADAT = "DESA_ADAT"
    """Village under customary law."""


class RegisterVillage(Command, frozen=True, kw_only=True):
    """Enter a village of a published edition; its district comes first."""

    village_id: UUID
    code: VillageCode
    name: Name
    edition: Name
    """The data edition it was taken from."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class RenameVillage(Command, frozen=True, kw_only=True):
    """Give a village the name of a newer edition."""

    village_id: UUID
    name: Name
    edition: Name

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class VillageRegistered(Event, frozen=True, kw_only=True):
    code: str
    name: str
    kind: VillageKind
    timezone: str
    """IANA name of the province's time zone."""
    edition: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class VillageRenamed(Event, frozen=True, kw_only=True):
    name: str
    edition: str

    classification: ClassVar[Classification] = Classification.PUBLIC
