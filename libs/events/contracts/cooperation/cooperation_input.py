"""Inputs of a programme (*masukan*): experts, equipment, trainees and costs; people by office or by number, never by name."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.cooperation.cooperation_program import Agency
from libs.events.contracts.values import Name, Ordinal, Text
from libs.events.message import Classification, Command, Event, Role, Scope

Amount = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,3})?$(?!\n)", description="A decimal number: 1500.50")]
"""Exact: text, so that nobody on the way rounds it."""
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]


class Currency(StrEnum):
    """In what is paid: the codes of ISO 4217."""

    AUD = "AUD"
    """Australian dollar (*dolar Australia*)."""
    EUR = "EUR"
    """Euro (*euro*)."""
    IDR = "IDR"
    """Rupiah (*rupiah*)."""
    JPY = "JPY"
    """Yen (*yen*)."""
    SGD = "SGD"
    """Singapore dollar (*dolar Singapura*)."""
    USD = "USD"
    """United States dollar (*dolar Amerika Serikat*)."""


DECIMALS: Final[Mapping[Currency, int]] = {
    Currency.AUD: 2,
    Currency.EUR: 2,
    Currency.IDR: 2,
    Currency.JPY: 0,
    Currency.SGD: 2,
    Currency.USD: 2,
}
"""Digits after the point that an amount of a currency has at most (ISO 4217, minor unit)."""


class Payer(StrEnum):
    """Who pays."""

    DONOR = "DONOR"
    """The donor (*donor*)."""
    LOCAL = "LOCAL"
    """The Indonesian side, as local cost (*biaya lokal*)."""


class InputKind(StrEnum):
    """What is put into a programme."""

    EXPERT = "EXPERT"
    """An expert who is dispatched (*tenaga ahli*)."""
    EQUIPMENT = "EQUIPMENT"
    """Equipment that is handed over (*peralatan*)."""
    TRAINEE = "TRAINEE"
    """Trainees who are accepted (*peserta pelatihan*)."""
    COST = "COST"
    """A cost (*biaya*)."""


class Money(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An amount of one currency on a day; amounts of different currencies are never added up."""

    amount: Amount
    currency: Currency
    """In what it is paid."""
    value_date: date
    """The day of which the amount is (tanggal nilai)."""


class EquipmentItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many of one thing."""

    name: Name
    quantity: Quantity
    """How many (jumlah)."""


HEADQUARTERS_ALONE = {Role.HEADQUARTERS: Scope.ANYWHERE}


class DispatchExpert(Command, frozen=True, kw_only=True):
    """Note that an expert was dispatched to a programme: by agency and post, never by name."""

    input_id: UUID
    program_id: UUID
    phase_number: Ordinal | None = None
    agency: Agency
    """Who dispatched the expert."""
    post: Name
    """The post (jabatan): Chief Adviser, Expert on Community Policing."""
    field: Name
    """The field of work (bidang)."""
    starts_on: date
    ends_on: date | None = None
    """The last day, as planned (rencana berakhir)."""

    allowed = HEADQUARTERS_ALONE
    creates: ClassVar[bool] = True


class ReturnExpert(Command, frozen=True, kw_only=True):
    """Note that an expert has returned."""

    input_id: UUID
    returned_on: date
    """The last day (kembali)."""

    allowed = HEADQUARTERS_ALONE


class HandOverEquipment(Command, frozen=True, kw_only=True):
    """Note that equipment was handed over to a unit."""

    input_id: UUID
    program_id: UUID
    phase_number: Ordinal | None = None
    items: Annotated[tuple[EquipmentItem, ...], Meta(min_length=1, max_length=100)]
    """What was handed over (barang)."""
    unit_id: UUID
    """The unit (satuan) that received it."""
    handed_over_on: date
    """The day of the handover (serah terima)."""
    value: Money
    """What all of it is worth."""
    payer: Payer
    """Who paid for it."""

    allowed = HEADQUARTERS_ALONE
    creates: ClassVar[bool] = True


class AcceptTrainee(Command, frozen=True, kw_only=True):
    """Note that trainees were accepted for a course: how many, never who."""

    input_id: UUID
    program_id: UUID
    phase_number: Ordinal | None = None
    course: Name
    """The course (kursus)."""
    place: Name
    """Where it was held (tempat)."""
    trainees: Quantity
    """How many were accepted (jumlah peserta)."""
    starts_on: date
    ends_on: date
    """The last day (berakhir)."""

    allowed = HEADQUARTERS_ALONE
    creates: ClassVar[bool] = True


class RecordCost(Command, frozen=True, kw_only=True):
    """Note a cost of a programme, and who pays it."""

    input_id: UUID
    program_id: UUID
    phase_number: Ordinal | None = None
    purpose: Text
    """What it is for (keperluan)."""
    cost: Money
    """How much (biaya)."""
    payer: Payer
    """Who pays."""

    allowed = HEADQUARTERS_ALONE
    creates: ClassVar[bool] = True


class ExpertDispatched(Event, frozen=True, kw_only=True):
    program_id: UUID
    phase_number: int | None = None
    agency: Agency
    post: str
    field: str
    starts_on: date
    ends_on: date | None = None

    classification: ClassVar[Classification] = Classification.PARTNER


class ExpertReturned(Event, frozen=True, kw_only=True):
    returned_on: date

    classification: ClassVar[Classification] = Classification.PARTNER


class EquipmentHandedOver(Event, frozen=True, kw_only=True):
    program_id: UUID
    phase_number: int | None = None
    items: tuple[EquipmentItem, ...]
    unit_id: UUID
    handed_over_on: date
    value: Money
    payer: Payer

    classification: ClassVar[Classification] = Classification.PARTNER


class TraineeAccepted(Event, frozen=True, kw_only=True):
    program_id: UUID
    phase_number: int | None = None
    course: str
    place: str
    trainees: int
    starts_on: date
    ends_on: date

    classification: ClassVar[Classification] = Classification.PARTNER


class CostRecorded(Event, frozen=True, kw_only=True):
    program_id: UUID
    phase_number: int | None = None
    purpose: str
    cost: Money
    payer: Payer

    classification: ClassVar[Classification] = Classification.PARTNER
