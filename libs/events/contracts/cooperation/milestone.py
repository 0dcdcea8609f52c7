"""Milestones (*tonggak sejarah*) of a programme: what sources tell of its way, with date and source, confirmed or not."""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.cooperation.cooperation_program import Titles
from libs.events.contracts.values import ClaimedDate, Name, Text
from libs.events.message import Classification, Command, Event, Restricted, Role, Scope


class MilestoneCount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many, where the source tells a number and not which: seventeen regional polices."""

    number: Annotated[int, Meta(ge=0, le=1_000_000)]
    """How many (jumlah)."""
    of: Titles
    """Of what (satuan)."""


class RecordMilestone(Command, frozen=True, kw_only=True):
    """Enter what a source tells of a programme's way."""

    milestone_id: UUID
    program_id: UUID
    title: Titles
    happened_on: ClaimedDate
    """When it was (tanggal), or when it began."""
    until: ClaimedDate | None = None
    """When it was over (sampai), where it took longer."""
    confirmed: bool = True
    """Whether the source is one that can be relied upon (dikonfirmasi); what is not is never shown as a fact."""
    site_ids: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()
    """The programme's sites (situs percontohan) that it is about, where the source tells which."""
    count: MilestoneCount | None = None
    """A number that the source tells (jumlah)."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}
    creates: ClassVar[bool] = True


class ConfirmMilestone(Command, frozen=True, kw_only=True):
    """Note that a source can be relied upon for what was not confirmed so far."""

    milestone_id: UUID
    source: Name

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class WithdrawMilestone(Command, frozen=True, kw_only=True):
    """Take back what turned out to be wrong; recorded rightly, it gets a new id."""

    milestone_id: UUID
    reason: Restricted[Text]
    """Why (alasan), kept sealed."""

    allowed = {Role.HEADQUARTERS: Scope.ANYWHERE}


class MilestoneRecorded(Event, frozen=True, kw_only=True):
    program_id: UUID
    title: Titles
    happened_on: ClaimedDate
    until: ClaimedDate | None = None
    confirmed: bool
    site_ids: tuple[UUID, ...] = ()
    count: MilestoneCount | None = None

    classification: ClassVar[Classification] = Classification.PARTNER


class MilestoneConfirmed(Event, frozen=True, kw_only=True):
    source: str

    classification: ClassVar[Classification] = Classification.PARTNER


class MilestoneWithdrawn(Event, frozen=True, kw_only=True):
    reason: Restricted[str]
