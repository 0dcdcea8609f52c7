"""Election periods (*masa pemilihan*): which region elects, in which phases, and how closely it is watched meanwhile."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.values import Moment, Name, PlaceCode
from libs.events.message import Command, Event, Role, Scope


class ElectionKind(StrEnum):
    """What is elected."""

    PILKADA = "PILKADA"
    """Heads of provinces and regencies (*pemilihan kepala daerah*)."""
    PILKADES = "PILKADES"
    """Heads of villages (*pemilihan kepala desa*)."""
    PEMILU = "PEMILU"
    """President and parliaments (*pemilihan umum*)."""


class ElectionPhase(StrEnum):
    """How far an election has come; in this order, and no phase comes back."""

    REGISTRATION = "REGISTRATION"
    """Candidates come forward (*pendaftaran*)."""
    CAMPAIGN = "CAMPAIGN"
    """They campaign (*kampanye*)."""
    QUIET_PERIOD = "QUIET_PERIOD"
    """Nobody campaigns any more (*masa tenang*)."""
    VOTING = "VOTING"
    """Votes are cast (*pemungutan suara*)."""
    COUNTING = "COUNTING"
    """Votes are counted and added up (*penghitungan suara*)."""
    DISPUTE = "DISPUTE"
    """The result may be disputed (*sengketa hasil*)."""
    RESULT = "RESULT"
    """The result stands (*penetapan hasil*)."""


class ElectionOutcome(StrEnum):
    """How an election period ended."""

    CONCLUDED = "CONCLUDED"
    """The election is over (*selesai*)."""
    POSTPONED = "POSTPONED"
    """It is put off, to be declared anew (*ditunda*)."""
    CANCELLED = "CANCELLED"
    """It does not take place (*dibatalkan*)."""


class RegionLoss(StrEnum):
    """Why an election is held nowhere any more."""

    DISSOLVED = "DISSOLVED"
    """Its region, or village, is no more (*dihapus*)."""
    TAKEN = "TAKEN"
    """Another election of its kind was declared under the code that its region has now (*sudah dinyatakan*)."""


class PhaseStart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a phase of an election begins; it lasts until the next one."""

    phase: ElectionPhase
    """The phase (tahapan)."""
    starts_at: Moment


class ElectionInForce(Struct, frozen=True, kw_only=True):
    """The election that something rested on, and how far it had come."""

    election_id: UUID
    kind: ElectionKind
    phase: ElectionPhase


DECLARING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class DeclareElectionPeriod(Command, frozen=True, kw_only=True):
    """Tell when a region elects, so that it is watched more closely from the first phase on; from a Polres upwards."""

    election_id: UUID
    kind: ElectionKind
    """What is elected."""
    region_code: PlaceCode
    """Code of the province, regency or district that elects, or of the village whose head is elected (kode wilayah)."""
    phases: Annotated[tuple[PhaseStart, ...], Meta(min_length=1, max_length=len(ElectionPhase))]
    """When each phase begins (jadwal tahapan), in order; those that there are not are left out."""
    ends_at: Moment
    """When the period is over, should nobody close it before (berakhir)."""

    allowed = DECLARING
    creates: ClassVar[bool] = True


class AdvanceElectionPhase(Command, frozen=True, kw_only=True):
    """Note that a later phase has begun; it happens by itself at the moment declared, and by hand where it is earlier."""

    election_id: UUID
    phase: ElectionPhase
    """The phase (tahapan) that has begun: one of those declared."""
    advanced_at: Moment
    """When it began."""

    allowed = {**DECLARING, Role.SERVICE: Scope.ANYWHERE}


class CloseElectionPeriod(Command, frozen=True, kw_only=True):
    """End an election period; it happens by itself at the moment declared."""

    election_id: UUID
    outcome: ElectionOutcome
    """How it ended (hasil)."""
    closed_at: Moment

    allowed = {**DECLARING, Role.SERVICE: Scope.ANYWHERE}


class FollowElectionRegion(Command, frozen=True, kw_only=True):
    """Let an election that is not over follow its region, or village, to the code that this has since."""

    election_id: UUID
    previous_code: PlaceCode
    """The code that the place had."""
    code: PlaceCode | None = None
    """The code that it has (kode wilayah); null: it is no more."""
    changed_on: date
    legal_basis: Name

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class ElectionPeriodDeclared(Event, frozen=True, kw_only=True):
    kind: ElectionKind
    region_code: str
    phases: tuple[PhaseStart, ...]
    ends_at: Moment
    clock_percent: int
    """Per cent of the usual time within which warnings are to be acknowledged while the period is open."""
    visit_within_days: int
    """Days after which a village without a completed visit is due one while the period is open."""
    unit_id: UUID | None = None
    """Whose commander declared it; null: headquarters."""


class ElectionPhaseAdvanced(Event, frozen=True, kw_only=True):
    phase: ElectionPhase
    advanced_at: Moment
    by_hand: bool
    """By a commander, rather than as it was declared."""


class ElectionPeriodClosed(Event, frozen=True, kw_only=True):
    outcome: ElectionOutcome
    closed_at: Moment
    by_hand: bool
    """By a commander, rather than as it was declared."""


class ElectionRegionFollowed(Event, frozen=True, kw_only=True):
    """The same region, or village, under another code."""

    region_code: str
    previous_code: str
    changed_on: date
    legal_basis: str


class ElectionRegionLost(Event, frozen=True, kw_only=True):
    """The election is held nowhere any more, and heightens nothing; somebody closes it, or its time runs out."""

    region_code: str
    """The code that it had last."""
    because: RegionLoss
    taken_by: UUID | None = None
    """The election that has the place; null where there is no place any more."""
    changed_on: date
    legal_basis: str
