"""What is said of programmes of cooperation and their phases: how far they came, what they rest on, what they serve."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta


class PhaseStatus(StrEnum):
    """How far a phase has come; each has its like among the activity statuses of IATI 2.03."""

    PIPELINE = "PIPELINE"
    """Planned, and not started (*direncanakan*)."""
    ACTIVE = "ACTIVE"
    """Under way (*berjalan*)."""
    SUSPENDED = "SUSPENDED"
    """Interrupted (*ditangguhkan*)."""
    COMPLETED = "COMPLETED"
    """The work is done, accounts and reports are not (*selesai*)."""
    CLOSED = "CLOSED"
    """Accounts and reports are settled as well (*ditutup*)."""
    CANCELLED = "CANCELLED"
    """Given up before it was done (*dibatalkan*)."""


class InstrumentKind(StrEnum):
    """What sort of agreement a programme rests on."""

    MOU = "MOU"
    """Memorandum of understanding (*nota kesepahaman*)."""
    RECORD_OF_DISCUSSIONS = "RECORD_OF_DISCUSSIONS"
    """Record of discussions, R/D (*catatan pembahasan*)."""
    EXCHANGE_OF_NOTES = "EXCHANGE_OF_NOTES"
    """Exchange of notes, E/N (*pertukaran nota*)."""
    OTHER = "OTHER"
    """Another agreement (*lainnya*)."""


class ClaimSubject(StrEnum):
    """What a date is claimed for."""

    PROGRAM_START = "PROGRAM_START"
    """When the programme started (*mulainya program*)."""
    PHASE_START = "PHASE_START"
    """When a phase started (*mulainya tahap*)."""
    PHASE_END = "PHASE_END"
    """When a phase ended (*berakhirnya tahap*)."""


SectorCode = Annotated[str, Meta(pattern=r"^[0-9]{5}$(?!\n)", description="Sector, five digits of the DAC: 15130")]
"""Purpose code of the OECD's Development Assistance Committee: 15130 legal and judicial development, 15132 police."""
