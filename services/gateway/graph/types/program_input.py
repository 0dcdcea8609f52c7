"""What is put into programmes in the graph: people by post or number, money by currency, never two currencies in one sum."""

from datetime import date
from typing import Any, Final

import strawberry
from sqlalchemy import Integer, Numeric, Text, cast, func, select

from libs.events.contracts.cooperation.cooperation_input import Currency, InputKind, Payer
from libs.events.contracts.cooperation.cooperation_program import Agency
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import Node, column, many, one, rows_of, same
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

for _kind in (Currency, InputKind, Payer):
    enum_of(_kind)


@rows_of(t.equipment_item, key="place", visible=INSIDE)
@strawberry.type(description="So many of one thing (barang).")
class EquipmentItem:
    name: str = column(description="What it is called.")
    quantity: int = column(description="How many (jumlah).")


@strawberry.type(description="An expert's dispatch (penugasan tenaga ahli): by agency and post, never by name.")
class ExpertDispatch:
    agency: Agency = column(description="Who dispatched the expert.")
    post: str = column(description="The post (jabatan).")
    field: str = column(description="The field of work (bidang).")
    starts_on: date = column(lambda i: i.happened_on, description="The first day.")
    ends_on: date | None = column(description="The last day as planned.")
    returned_on: date | None = column(description="The last day; null while the expert is there.")


@strawberry.type(description="Equipment that was handed over (serah terima peralatan).")
class EquipmentHandover:
    handed_over_on: date = column(lambda i: i.happened_on, description="The day of the handover.")
    items: list[EquipmentItem] = many(lambda i, item: item.input_id == i.id, order="place", description="What was handed over.")
    unit: PoliceUnit | None = one(
        lambda i, u: u.id == i.unit_id,
        description="The unit (satuan) that received it.",
    )


@strawberry.type(description="Trainees who were accepted for a course (peserta kursus): counted, never named.")
class TraineeIntake:
    course: str = column(description="The course (kursus).")
    place: str = column(description="Where it was held (tempat).")
    trainees: int = column(description="How many were accepted.")
    starts_on: date = column(lambda i: i.happened_on, description="The first day.")
    ends_on: date = column(description="The last day.")


@strawberry.type(description="An amount of one currency, of one day.")
class Money:
    amount: str = column(description="A decimal number, exact.")
    currency: Currency = column(description="In what it is paid.")
    value_date: date = column(description="The day of which the amount is (tanggal nilai).")


@rows_of(t.cooperation_input, visible=INSIDE)
@strawberry.type(description="Something that was put into a programme (masukan).")
class CooperationInput(Node):
    kind: InputKind = column(description="What it is; the field of that name tells more.")
    phase_number: int | None = column(description="The phase of the programme that it belongs to.")
    happened_on: date = column(description="When it began, was handed over, or is valued.")
    expert: ExpertDispatch | None = same(lambda i: i.post, description="Of an expert.")
    equipment: EquipmentHandover | None = same(lambda i: i.unit_id, description="Of equipment.")
    trainees: TraineeIntake | None = same(lambda i: i.course, description="Of trainees.")
    purpose: str | None = column(description="Of a cost: what it is for (keperluan).")
    value: Money | None = same(lambda i: i.amount, description="What it is worth, of equipment and costs.")
    payer: Payer | None = column(description="Who pays, of equipment and costs.")
    program: CooperationProgram = one(
        lambda i, p: p.id == i.program_id,
        description="The programme.",
    )
    timeline: Timeline = timeline(made_by("cooperation_input"))


_i: Any = t.cooperation_input.c
TOTALS: Final = (
    select(
        _i.program_id,
        _i.currency,
        _i.payer,
        func.concat(_i.currency, _i.payer).label("of"),
        cast(func.sum(cast(_i.amount, Numeric())), Text()).label("total"),
        func.count(type_=Integer()).label("entries"),
    )
    .where(_i.amount.is_not(None))
    .group_by(_i.program_id, _i.currency, _i.payer)
    .subquery("totals")
)


@rows_of(TOTALS, key="of", visible=INSIDE)
@strawberry.type(description="All that one side paid in one currency; other currencies have totals of their own.")
class InputTotal:
    currency: Currency = column(description="In what it was paid.")
    payer: Payer = column(description="Who paid.")
    total: str = column(description="The sum, a decimal number, exact.")
    entries: int = column(description="Of how many amounts.")
