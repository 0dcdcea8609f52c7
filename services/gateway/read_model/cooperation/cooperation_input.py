"""What is put into programmes, one row an input whatever its kind, as tables; amounts are kept as they were written."""

from typing import Any, Final

from sqlalchemy import Date, Index, Integer, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.cooperation_input import (
    CostRecorded,
    EquipmentHandedOver,
    ExpertDispatched,
    ExpertReturned,
    InputKind,
    Money,
    Payer,
    TraineeAccepted,
)
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

cooperation_input: Final = Table(
    "cooperation_input",
    metadata,
    key("id", Uuid()),
    always("program_id", Uuid()),
    maybe("phase_number", Integer()),
    always("kind", ORDERED),
    always("happened_on", Date(), comment="when it began, was handed over, or is valued"),
    maybe("ends_on", Date()),
    maybe("returned_on", Date()),
    maybe("agency", Text()),
    maybe("post", Text()),
    maybe("field", Text()),
    maybe("unit_id", Uuid()),
    maybe("course", Text()),
    maybe("place", Text()),
    maybe("trainees", Integer()),
    maybe("purpose", Text()),
    maybe("amount", Text()),
    maybe("currency", ORDERED),
    maybe("value_date", Date()),
    maybe("payer", ORDERED),
    Index("cooperation_input_program", "program_id", "happened_on", "id"),
)

equipment_item: Final = Table(
    "equipment_item",
    metadata,
    key("input_id", Uuid()),
    key("place", SmallInteger()),
    always("name", Text()),
    always("quantity", Integer()),
)


def _put(recorded: Recorded, changes: Changes, kind: InputKind, event: Any, **columns: object) -> None:
    of = {"program_id": event.program_id, "phase_number": event.phase_number}
    changes.put(cooperation_input, id=recorded.key, kind=kind, **of, **columns)


def _paid(money: Money, payer: Payer) -> dict[str, object]:
    return {"amount": money.amount, "currency": money.currency, "value_date": money.value_date, "payer": payer}


@projection.on(ExpertDispatched)
def expert_dispatched(event: ExpertDispatched, recorded: Recorded, changes: Changes) -> None:
    told = {"agency": event.agency, "post": event.post, "field": event.field, "ends_on": event.ends_on}
    _put(recorded, changes, InputKind.EXPERT, event, happened_on=event.starts_on, **told)


@projection.on(ExpertReturned)
def expert_returned(event: ExpertReturned, recorded: Recorded, changes: Changes) -> None:
    changes.change(cooperation_input, recorded.key, returned_on=event.returned_on)


@projection.on(EquipmentHandedOver)
def equipment_handed_over(event: EquipmentHandedOver, recorded: Recorded, changes: Changes) -> None:
    paid = _paid(event.value, event.payer)
    _put(recorded, changes, InputKind.EQUIPMENT, event, happened_on=event.handed_over_on, unit_id=event.unit_id, **paid)
    for place, item in enumerate(event.items, 1):
        changes.put(equipment_item, input_id=recorded.key, place=place, name=item.name, quantity=item.quantity)


@projection.on(TraineeAccepted)
def trainee_accepted(event: TraineeAccepted, recorded: Recorded, changes: Changes) -> None:
    told = {"course": event.course, "place": event.place, "trainees": event.trainees, "ends_on": event.ends_on}
    _put(recorded, changes, InputKind.TRAINEE, event, happened_on=event.starts_on, **told)


@projection.on(CostRecorded)
def cost_recorded(event: CostRecorded, recorded: Recorded, changes: Changes) -> None:
    paid = _paid(event.cost, event.payer)
    _put(recorded, changes, InputKind.COST, event, happened_on=event.cost.value_date, purpose=event.purpose, **paid)
