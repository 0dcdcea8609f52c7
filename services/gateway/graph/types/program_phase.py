"""Phases of programmes in the graph: those under way or over, and those that have not started."""

from datetime import date
from typing import Final

import strawberry
from sqlalchemy import select

from libs.events.contracts.cooperation.program_terms import PhaseStatus
from libs.events.contracts.values import Precision
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import column, rows_of, same, sealed
from services.gateway.graph.types.titles import FIRST, ClaimedDate
from services.gateway.graph.visibility import AT_HEADQUARTERS, INSIDE
from services.gateway.read_model import tables as t

enum_of(PhaseStatus)
STARTED: Final = select(t.phase).where(t.phase.c.started_value.is_not(None)).subquery("started_phases")
PLANNED: Final = select(t.phase).where(t.phase.c.started_value.is_(None)).subquery("planned_phases")


@rows_of(STARTED, key="number", visible=INSIDE, past=())
@strawberry.type(description="A phase (tahap) of a programme.")
class ProgramPhase:
    number: int = column(description="Its place among the phases.")
    name: str = column(description="What it is called.")
    status: PhaseStatus = column(description="How far it has come.")
    started_on: ClaimedDate = same(description="When it started.")
    planned_end: date | None = column(
        lambda phase: phase.planned_end_value, description=f"When it is or was to end (rencana berakhir); {FIRST}."
    )
    planned_end_precision: Precision | None = column(description="How exactly that is known.")
    ended_on: date | None = column(lambda phase: phase.ended_value, description="When it ended; null while it runs.")
    ended_precision: Precision | None = column(description="How exactly its end is known.")
    ended_source: str | None = column(description="Who says when it ended.")
    suspended_on: date | None = column(
        lambda phase: phase.suspended_value,
        description=f"Since when it is interrupted (ditangguhkan); {FIRST}, null where it goes on.",
    )
    closed_on: date | None = column(
        lambda phase: phase.closed_value, description=f"When its accounts and reports were settled (ditutup); {FIRST}."
    )
    reason: str | None = sealed(
        seen_by=AT_HEADQUARTERS, description="Why it is interrupted or was given up (alasan), for headquarters."
    )


@rows_of(PLANNED, key="number", visible=INSIDE, past=())
@strawberry.type(description="A phase (tahap) that has not started.")
class PlannedPhase:
    number: int = column(description="Its place among the phases.")
    name: str = column(description="What it is called.")
    status: PhaseStatus = column(description="Whether it is still planned.")
    starts_on: date | None = column(
        lambda phase: phase.planned_start_value, description=f"When it is to start (rencana mulai); {FIRST}."
    )
    starts_precision: Precision | None = column(
        lambda phase: phase.planned_start_precision, description="How exactly that is known."
    )
    ends_on: date | None = column(
        lambda phase: phase.planned_end_value, description=f"When it is to end (rencana berakhir); {FIRST}."
    )
    ends_precision: Precision | None = column(lambda phase: phase.planned_end_precision, description="How exactly that is known.")
    cancelled_on: date | None = column(
        lambda phase: phase.ended_value, description=f"When it was given up (dibatalkan); {FIRST}, null where it was not."
    )
    reason: str | None = sealed(seen_by=AT_HEADQUARTERS, description="Why it was given up (alasan), for headquarters.")
