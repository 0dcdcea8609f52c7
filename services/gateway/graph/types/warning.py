"""Early warnings in the graph: what threatens, whom it was told to, by when they must answer, and what they directed."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Boolean, ColumnElement, and_, func, select

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import (
    DeliveryChannel,
    Severity,
    SourceReliability,
    WarningKind,
    WarningOutcome,
)
from libs.events.contracts.villages.election_period import ElectionPhase
from services.gateway.graph.enums import enum_of, explain
from services.gateway.graph.filters import OfUnitLevel
from services.gateway.graph.mapping import Node, column, many, one, rows_of, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.visibility import NARRATIVES, WARNINGS
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.election import ElectionPeriod
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.village import Village

for _kind in (DeliveryChannel, ElectionPhase, Severity, SourceReliability, WarningKind, WarningOutcome):
    enum_of(_kind)
DirectedOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
WarnedInElection = Annotated["ElectionPeriod", strawberry.lazy("services.gateway.graph.types.election")]
WarnedVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]

_w, _u = t.early_warning.c, t.unit.c


def _with_ground(table: Any, warning_id: Any) -> Any:
    """Rows that hang on a warning, with what decides who sees them: which it is, the village, its ground, and who raised it."""
    joined = t.early_warning if table is t.early_warning else table.join(t.early_warning, _w.id == warning_id)
    own = (_w.id.label("warning_id"),) if table is t.early_warning else (_w.village_id, _w.raiser_id, _w.raised_by)
    return select(*table.c, *own, _u.path.label("ground_path")).select_from(
        joined.outerjoin(t.village_unit, t.village_unit.c.village_id == _w.village_id).outerjoin(
            t.unit, _u.id == t.village_unit.c.unit_id
        )
    )


ROWS: Final = _with_ground(t.early_warning, _w.id).subquery("warnings")
DELIVERIES: Final = _with_ground(t.warning_delivery, t.warning_delivery.c.warning_id).subquery("deliveries")
ESCALATIONS: Final = _with_ground(t.warning_escalation, t.warning_escalation.c.warning_id).subquery("escalations")
DIRECTIVES: Final = _with_ground(t.leadership_directive, t.leadership_directive.c.warning_id).subquery("leadership_directives")


def _overdue(w: Any) -> ColumnElement[bool]:
    return and_(w.state == "OPEN", w.discounted.is_(False), w.due_at < func.now())


@explain
@strawberry.enum(description="How far a warning has come.")
class WarningState(Enum):
    OPEN = "OPEN"
    """Nobody has acknowledged it yet (*menunggu*)."""
    ACKNOWLEDGED = "ACKNOWLEDGED"
    """A commander has taken it on (*diakui*)."""
    CLOSED = "CLOSED"
    """It is closed (*ditutup*)."""


@rows_of(DELIVERIES, key="unit_id", visible=WARNINGS)
@strawberry.type(description="A unit that a warning was told to (penerima), and whether it has arrived there.")
class WarningDelivery:
    level: UnitLevel = column(description="The unit's step in the tree of command.")
    unit: PoliceUnit | None = one(lambda d, u: u.id == d.unit_id, description="The unit.")
    holder: DirectedOfficer | None = one(
        lambda d, o: o.id == d.holder_id, description="Who headed it at that moment; null where the post was vacant."
    )
    acting: DirectedOfficer | None = one(
        lambda d, o: o.id == d.acting_id, description="Who acted as its head then (pelaksana tugas, Plt.)."
    )
    absent: bool = column(description="Whether the holder was away.")
    sent_at: datetime = column(description="When it was told.")
    delivered_at: datetime | None = column(description="When it arrived; null until then.")
    channel: DeliveryChannel | None = column(description="How it arrived.")


@rows_of(ESCALATIONS, key="version", visible=WARNINGS)
@strawberry.type(description="A step by which a warning was passed on to a higher commander (eskalasi).")
class WarningEscalation:
    level_reached: UnitLevel = column(description="The level it was passed on to.")
    by_hand: bool = column(description="Whether a commander passed it on, rather than the clock.")
    reason: str | None = sealed(seen_by=NARRATIVES, description="Why, where it was by hand; null where it is withheld.")
    escalated_at: datetime = column(description="When that was.")


@rows_of(DIRECTIVES, visible=WARNINGS)
@strawberry.type(description="What leadership told an officer to do about a warning (arahan pimpinan).")
class LeadershipDirective:
    id: strawberry.ID = column(description="The id under which it was issued.")
    instruction: str | None = sealed(seen_by=NARRATIVES, description="What is to be done; null where it is withheld.")
    officer: DirectedOfficer | None = one(lambda d, o: o.id == d.officer_id, description="To whom it is addressed.")
    unit: PoliceUnit | None = one(lambda d, u: u.id == d.unit_id, description="Whose commander issued it; null for headquarters.")
    due_on: date = column(description="By when it is to be done (tenggat).")
    issued_at: datetime = column(description="When it was issued.")


@rows_of(ROWS, visible=WARNINGS)
@strawberry.type(description="An early warning to leadership (deteksi dini) about a village.")
class EarlyWarning(Node):
    kind: WarningKind = column(description="What is feared.")
    severity: Severity = column(description="How soon leadership must answer.")
    reliability: SourceReliability = column(description="How far the source can be relied upon (Admiralty code).")
    credibility: int = column(description="How credible the information is (Admiralty code): 1 confirmed to 6 open.")
    narrative: str | None = sealed(seen_by=NARRATIVES, description="What was seen or heard; null where it is withheld.")
    finding: str | None = sealed(
        seen_by=NARRATIVES, description="What was found since; null where nothing was, or it is withheld."
    )
    state: WarningState = column(description="How far it has come.")
    discounted: bool = column(description="Whether a commander has said that it proved wrong.")
    level_reached: UnitLevel | None = column(
        description="The highest level it has reached; null while no unit is known to answer for the village."
    )
    seen_at: datetime = column(description="When it was noticed in the field.")
    raised_at: datetime = column(description="When it was recorded; its clock runs from here.")
    due_at: datetime = column(description="By when the level it reached last is to acknowledge it (tenggat).")
    overdue: bool = column(
        lambda w: func.coalesce(_overdue(w), False, type_=Boolean()),
        clock=True,
        description="Whether that moment has passed without an answer.",
    )
    acknowledged_at: datetime | None = column(description="When it was acknowledged.")
    acknowledged_by: PoliceUnit | None = one(
        lambda w, u: u.id == w.acknowledged_by_id, description="Whose commander did; null for headquarters, or nobody yet."
    )
    election_phase: ElectionPhase | None = column(
        description="How far an election (pemilihan) had come in the village that shortened the clock in force; null: none did."
    )
    election: WarnedInElection | None = one(lambda w, e: e.id == w.election_id, description="That election.")
    closed_at: datetime | None = column(description="When it was closed.")
    outcome: WarningOutcome | None = column(description="What came of it.")
    closing_note: str | None = sealed(seen_by=NARRATIVES, description="What is to be remembered of it; null where withheld.")
    village: WarnedVillage | None = one(lambda w, v: v.id == w.village_id, description="The village it is about.")
    deliveries: list[WarningDelivery] = many(
        lambda w, d: d.warning_id == w.id, order="sent_at unit_id", description="The units it was told to, in order."
    )
    escalations: list[WarningEscalation] = many(
        lambda w, e: e.warning_id == w.id, order="version", description="How it was passed on, in order."
    )
    directives: list[LeadershipDirective] = many(
        lambda w, d: d.warning_id == w.id, order="issued_at id", description="What leadership directed, in order."
    )
    timeline: Timeline = timeline(made_by("early_warning"))


def _told(description: str) -> Any:
    return strawberry.argument(description=description)


InState = Annotated[WarningState | None, _told("Only those that have come this far.")]
OfSeverity = Annotated[Severity | None, _told("Only of this severity.")]
Overdue = Annotated[bool | None, _told("Only those whose moment has passed unanswered, or only the others.")]


def warnings(
    w: Any, state: InState = None, severity: OfSeverity = None, level: OfUnitLevel = None, overdue: Overdue = None
) -> Iterator[ColumnElement[bool]]:
    if state is not None:
        yield w.state == state.value
    if severity is not None:
        yield w.severity == severity.value
    if level is not None:
        yield w.level_reached == level.value
    if overdue is not None:
        yield func.coalesce(_overdue(w), False, type_=Boolean()).is_(overdue)
