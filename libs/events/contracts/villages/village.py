"""Villages (*desa, kelurahan, desa adat*): the ground on which everything happens."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

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


class Degree(StrEnum):
    """How much of something there is, without saying of whom."""

    LOW = "LOW"
    """Hardly any (*rendah*)."""
    MODERATE = "MODERATE"
    """Some (*sedang*)."""
    HIGH = "HIGH"
    """Much (*tinggi*)."""


class Terrain(StrEnum):
    """What one has to travel through in a village (*medan*)."""

    PLAIN = "PLAIN"
    """Flat land (*dataran*)."""
    COAST = "COAST"
    """Shore (*pesisir*)."""
    HILLS = "HILLS"
    """Hills (*perbukitan*)."""
    MOUNTAINS = "MOUNTAINS"
    """Mountains (*pegunungan*)."""
    ISLANDS = "ISLANDS"
    """Islands, reached by boat (*kepulauan*)."""


class VillageRisk(StrEnum):
    """What may go wrong in a village (*kerawanan*); a competency of officers answers each."""

    UNFAMILIAR_POLICE = "UNFAMILIAR_POLICE"
    """Residents hardly know the police; door-to-door visits answer it (*jarang disambangi*)."""
    CRIME = "CRIME"
    """Crime that comes back; problem solving answers it (*kriminalitas*)."""
    DISPUTES = "DISPUTES"
    """Disputes between residents; mediation answers it (*perselisihan warga*)."""
    DISTURBANCES = "DISTURBANCES"
    """Unrest that begins unnoticed; early detection answers it (*gangguan kamtibmas*)."""
    VULNERABLE_HOUSEHOLDS = "VULNERABLE_HOUSEHOLDS"
    """Households in need of advice; counselling answers it (*keluarga rentan*)."""
    NO_FORUM = "NO_FORUM"
    """Residents and police do not meet; facilitating a forum answers it (*belum ada FKPM*)."""
    COMMUNAL_TENSION = "COMMUNAL_TENSION"
    """Tension between communities; working among different faiths and peoples answers it (*ketegangan antarkelompok*)."""
    HOAXES = "HOAXES"
    """False reports that spread; digital literacy answers it (*hoaks*)."""


Languages = Annotated[tuple[Name, ...], Meta(max_length=20)]
Kilometres = Annotated[int, Meta(ge=0, le=2000)]


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


class AssessEnvironment(Command, frozen=True, kw_only=True):
    """Note what an officer has to be able to do in a village (*penilaian lingkungan*)."""

    village_id: UUID
    assessment_id: UUID
    """The assessment (penilaian): a UUID of the client's choice, by which assignments refer to it."""
    assessed_on: date
    """The day on which it was made; the latest counts."""
    languages: Languages = ()
    """Languages (bahasa) in which residents want to be spoken to; none where everybody speaks Indonesian."""
    customs: Degree
    """How much care custom and faith (adat, agama) ask for; never whose they are."""
    conflict_history: Degree
    """How much conflict (riwayat konflik) there has been."""
    terrain: Terrain
    """What one has to travel through (medan)."""
    distance_km: Kilometres
    """Kilometres (jarak) from the post of the unit that answers for it."""
    risks: Annotated[tuple[VillageRisk, ...], Meta(max_length=20)] = ()
    """What may go wrong (kerawanan)."""

    allowed = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


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


class EnvironmentAssessed(Event, frozen=True, kw_only=True):
    assessment_id: UUID
    assessed_on: date
    languages: tuple[str, ...] = ()
    customs: Degree
    conflict_history: Degree
    terrain: Terrain
    distance_km: int
    risks: tuple[VillageRisk, ...] = ()
