"""Villages (*desa, kelurahan, desa adat*): the ground on which everything happens."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import Name, RegionCode, VillageCode
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
    """Give a village another name, such as that of a newer edition (*perubahan nama*)."""

    village_id: UUID
    name: Name
    edition: Name
    effective_on: date | None = None
    """From which day on (berlaku sejak); none where nobody says."""
    legal_basis: Name | None = None

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


Villages = Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=100)]
BOUNDARIES: Final = {Role.HEADQUARTERS: Scope.ANYWHERE, Role.SERVICE: Scope.ANYWHERE}


class RecodeVillage(Command, frozen=True, kw_only=True):
    """Give a village another code, as when it comes to lie in another district (*perubahan kode*); its id stays."""

    village_id: UUID
    code: VillageCode
    """The new code (kode wilayah); its district comes first."""
    edition: Name
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class ChangeVillageType(Command, frozen=True, kw_only=True):
    """Make a desa a kelurahan, or the like (*perubahan status*): the code tells the kind, so it changes as well."""

    village_id: UUID
    code: VillageCode
    """The new code (kode wilayah), which tells the new kind."""
    edition: Name
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class SplitVillage(Command, frozen=True, kw_only=True):
    """Note which villages were made of a part of this one (*pemekaran*). It goes on; they are registered first."""

    village_id: UUID
    into_ids: Villages
    """The new villages (desa baru)."""
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class MergeVillages(Command, frozen=True, kw_only=True):
    """Let villages become part of this one (*penggabungan*); they are dissolved by it."""

    village_id: UUID
    merged_ids: Villages
    """Those that become part of it (desa yang digabungkan)."""
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class DissolveVillage(Command, frozen=True, kw_only=True):
    """End a village (*penghapusan*). Its code is free from then on, and still answers with it until another has it."""

    village_id: UUID
    successor_ids: Annotated[tuple[UUID, ...], Meta(max_length=100)] = ()
    """What it became part of (desa penerus); what is still open about it is dealt with where the first of them lies."""
    effective_on: date
    legal_basis: Name

    allowed = BOUNDARIES


class FollowDistrict(Command, frozen=True, kw_only=True):
    """Take on the code that a village has since its district, or what that lies in, got another."""

    village_id: UUID
    previous_code: RegionCode
    """The code that the district had."""
    district_code: RegionCode
    """The code that the district has."""
    edition: Name
    effective_on: date
    legal_basis: Name

    allowed = {Role.SERVICE: Scope.ANYWHERE}


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


def _without_basis(payload: dict[str, Any]) -> dict[str, Any]:
    """Before boundary changes were told, an edition gave names and nobody said since when."""
    return {**payload, "effective_on": None, "legal_basis": None}


class VillageRenamed(Event, frozen=True, kw_only=True):
    name: str
    edition: str
    effective_on: date | None = None
    legal_basis: str | None = None

    classification: ClassVar[Classification] = Classification.PUBLIC
    upcasts = (_without_basis,)


class VillageRecoded(Event, frozen=True, kw_only=True):
    code: str
    previous_code: str
    timezone: str
    """IANA name of the time zone of the province it lies in now."""
    edition: str
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class VillageTypeChanged(Event, frozen=True, kw_only=True):
    """The code that goes with it is told by the VillageRecoded behind it."""

    kind: VillageKind
    previous_kind: VillageKind
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class VillageSplit(Event, frozen=True, kw_only=True):
    into_ids: tuple[UUID, ...]
    """The villages made of a part of it."""
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class VillagesMerged(Event, frozen=True, kw_only=True):
    merged_ids: tuple[UUID, ...]
    """The villages that became part of it."""
    effective_on: date
    legal_basis: str

    classification: ClassVar[Classification] = Classification.PUBLIC


class VillageDissolved(Event, frozen=True, kw_only=True):
    code: str
    """The code that is free since."""
    successor_ids: tuple[UUID, ...] = ()
    effective_on: date
    legal_basis: str

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
