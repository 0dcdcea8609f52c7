"""Institutions of a village (*pranata sosial*): established, at work, gone dormant, revived."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Moment, Name
from libs.events.contracts.villages.activity import ActivityTheme, Attendance
from libs.events.message import Command, Event, Role, Scope


class InstitutionKind(StrEnum):
    """What an institution of a village is for."""

    ADAT = "ADAT"
    """Custom (*lembaga adat*)."""
    FAITH = "FAITH"
    """Faith (*kelompok keagamaan*)."""
    YOUTH = "YOUTH"
    """Young people (*karang taruna*)."""
    WOMEN = "WOMEN"
    """Women and families (*PKK*)."""
    POKDARKAMTIBMAS = "POKDARKAMTIBMAS"
    """Residents mindful of safety and order (*kelompok sadar kamtibmas*)."""
    SISKAMLING = "SISKAMLING"
    """The night watch of the neighbourhood (*sistem keamanan lingkungan*)."""
    SENKOM = "SENKOM"
    """A communication centre of partners of the police (*sentra komunikasi, senkom*)."""
    BPD = "BPD"
    """The village council (*badan permusyawaratan desa*)."""
    RT_RW = "RT_RW"
    """Neighbourhoods (*rukun tetangga, rukun warga*)."""
    MEDIATION = "MEDIATION"
    """Settling quarrels (*lembaga mediasi*)."""


BUILDING = {
    Role.OFFICER: Scope.OWN_VILLAGE,
    Role.PILLAR: Scope.OWN_VILLAGE,
    Role.COMMANDER: Scope.OWN_UNIT,
    Role.HEADQUARTERS: Scope.ANYWHERE,
}


class EstablishInstitution(Command, frozen=True, kw_only=True):
    """Note an institution of a village, newly founded or there for long."""

    institution_id: UUID
    village_id: UUID
    kind: InstitutionKind
    name: Name
    established_on: date
    """The day on which it was founded (didirikan)."""

    allowed = BUILDING
    creates: ClassVar[bool] = True


class RecordInstitutionActivity(Command, frozen=True, kw_only=True):
    """Note what an institution did; one that was dormant is revived by it."""

    institution_id: UUID
    activity_id: UUID
    """What it did (kegiatan pranata); an id of the client's choice."""
    theme: ActivityTheme
    held_at: Moment
    """When it was done (dilaksanakan)."""
    attendance: Attendance

    allowed = BUILDING


class MarkInstitutionDormant(Command, frozen=True, kw_only=True):
    """Note that an institution does nothing any more (*tidak aktif*)."""

    institution_id: UUID
    dormant_from: Moment
    """Since when it does nothing."""

    allowed = BUILDING


class LapseInstitution(Command, frozen=True, kw_only=True):
    """Note that nothing has been heard of an institution for so long that it counts as dormant."""

    institution_id: UUID
    at: Moment
    """The moment at which it had been silent for too long."""

    allowed = {Role.SERVICE: Scope.ANYWHERE}


class ReviveInstitution(Command, frozen=True, kw_only=True):
    """Note that a dormant institution has come back to life (*dihidupkan kembali*)."""

    institution_id: UUID
    revived_at: Moment
    """When it came back to life."""

    allowed = BUILDING


class InstitutionEstablished(Event, frozen=True, kw_only=True):
    village_id: UUID
    kind: InstitutionKind
    name: str
    established_on: date
    lapses_at: Moment
    """When it counts as dormant unless something is heard of it by then; what was configured when it was noted."""


class InstitutionActivityRecorded(Event, frozen=True, kw_only=True):
    activity_id: UUID
    theme: ActivityTheme
    held_at: Moment
    held_on: date
    """The day that it was then in the village."""
    attendance: int
    lapses_at: Moment | None = None
    """When it counts as dormant unless more is heard of it by then; null where it is dormant all the same."""


class InstitutionWentDormant(Event, frozen=True, kw_only=True):
    dormant_from: Moment
    by_silence: bool
    """Whether nothing was heard of it, rather than somebody saying so."""


class InstitutionRevived(Event, frozen=True, kw_only=True):
    revived_at: Moment
    by_activity: bool
    """Whether it did something, rather than somebody saying so."""
    lapses_at: Moment
    """When it counts as dormant again unless something is heard of it by then."""
