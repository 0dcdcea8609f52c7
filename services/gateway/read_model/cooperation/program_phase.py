"""The phases of programmes, from plan to end, as a table."""

from typing import Final

from sqlalchemy import Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.cooperation_program import (
    PhaseCancelled,
    PhaseClosed,
    PhaseCompleted,
    PhaseExtended,
    PhasePlanned,
    PhaseResumed,
    PhaseStarted,
    PhaseSuspended,
)
from libs.events.contracts.cooperation.program_terms import PhaseStatus
from services.gateway.read_model.columns import always, claim_maybe, claimed, claimed_maybe, key, maybe, metadata
from services.gateway.read_model.projection import projection

phase: Final = Table(
    "phase",
    metadata,
    key("program_id", Uuid()),
    key("number", Integer()),
    always("name", Text()),
    always("status", Text()),
    *claim_maybe("planned_start"),
    *claim_maybe("planned_end"),
    *claim_maybe("started"),
    *claim_maybe("ended"),
    *claim_maybe("suspended"),
    *claim_maybe("closed"),
    maybe("reason", Text()),
    comment="`reason`, sealed, is why it was last interrupted or given up.",
)


@projection.on(PhasePlanned)
def phase_planned(event: PhasePlanned, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        phase,
        program_id=recorded.key,
        number=event.number,
        name=event.name,
        status=PhaseStatus.PIPELINE,
        **claimed_maybe("planned_start", event.starts_on),
        **claimed_maybe("planned_end", event.ends_on),
    )


@projection.on(PhaseStarted)
def phase_started(event: PhaseStarted, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        phase,
        program_id=recorded.key,
        number=event.number,
        name=event.name,
        status=PhaseStatus.ACTIVE,
        **claimed("started", event.started_on),
    )


@projection.on(PhaseExtended)
def phase_extended(event: PhaseExtended, recorded: Recorded, changes: Changes) -> None:
    changes.change(phase, recorded.key, event.number, **claimed("planned_end", event.until))


@projection.on(PhaseSuspended)
def phase_suspended(event: PhaseSuspended, recorded: Recorded, changes: Changes) -> None:
    said = claimed("suspended", event.suspended_on)
    changes.change(phase, recorded.key, event.number, status=PhaseStatus.SUSPENDED, reason=event.reason, **said)


@projection.on(PhaseResumed)
def phase_resumed(event: PhaseResumed, recorded: Recorded, changes: Changes) -> None:
    over = claimed_maybe("suspended", None)
    changes.change(phase, recorded.key, event.number, status=PhaseStatus.ACTIVE, reason=None, **over)


@projection.on(PhaseCompleted)
def phase_completed(event: PhaseCompleted, recorded: Recorded, changes: Changes) -> None:
    changes.change(phase, recorded.key, event.number, status=PhaseStatus.COMPLETED, **claimed("ended", event.ended_on))


@projection.on(PhaseClosed)
def phase_closed(event: PhaseClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(phase, recorded.key, event.number, status=PhaseStatus.CLOSED, **claimed("closed", event.closed_on))


@projection.on(PhaseCancelled)
def phase_cancelled(event: PhaseCancelled, recorded: Recorded, changes: Changes) -> None:
    said = claimed("ended", event.cancelled_on)
    changes.change(phase, recorded.key, event.number, status=PhaseStatus.CANCELLED, reason=event.reason, **said)
