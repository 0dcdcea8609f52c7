"""The phases (*tahap*) of a programme: planned, started, extended, interrupted, done, settled or given up; one at a time."""

from collections.abc import Sequence
from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.cooperation_program import (
    CancelPhase,
    ClosePhase,
    CompletePhase,
    ExtendPhase,
    PhaseCancelled,
    PhaseClosed,
    PhaseCompleted,
    PhaseExtended,
    PhasePlanned,
    PhaseResumed,
    PhaseStarted,
    PhaseSuspended,
    PlanPhase,
    ResumePhase,
    StartPhase,
    SuspendPhase,
)
from libs.events.contracts.cooperation.program_terms import PhaseStatus
from libs.events.contracts.values import ClaimedDate
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence
from services.cooperation.claimed_dates import certainly_before, latest, told

PhaseChange: TypeAlias = ExtendPhase | SuspendPhase | ResumePhase | CompletePhase | ClosePhase | CancelPhase
PhaseCommand: TypeAlias = PlanPhase | StartPhase | PhaseChange
PhaseEvent: TypeAlias = (
    PhasePlanned | PhaseStarted | PhaseExtended | PhaseSuspended | PhaseResumed | PhaseCompleted | PhaseClosed | PhaseCancelled
)

OVER: Final = frozenset({PhaseStatus.COMPLETED, PhaseStatus.CLOSED, PhaseStatus.CANCELLED})
"""Nothing goes on in such a phase."""


class Phase(Struct, frozen=True, kw_only=True):
    number: int
    name: str
    status: PhaseStatus
    starts: tuple[ClaimedDate, ...] = ()
    """Every date that was claimed for its start, the accepted one first; empty while it is only planned."""
    ends: tuple[ClaimedDate, ...] = ()
    """The same for its end, once it has ended."""
    planned_start: ClaimedDate | None = None
    planned_end: ClaimedDate | None = None
    last: ClaimedDate | None = None
    """When it was last started, interrupted, resumed, done, settled or given up."""

    @property
    def started_on(self) -> ClaimedDate | None:
        return self.starts[0] if self.starts else None

    @property
    def ended_on(self) -> ClaimedDate | None:
        return self.ends[0] if self.ends else None


Phases: TypeAlias = tuple[Phase, ...]


def numbered(phases: Phases, number: int | None) -> Phase | None:
    """The phase of this number."""
    return next((phase for phase in phases if phase.number == number), None)


def decide(started_on: ClaimedDate, phases: Phases, command: PhaseCommand) -> Decision:
    """Of a programme that started then and is open."""
    match command:
        case PlanPhase():
            return _plan(phases, command)
        case StartPhase():
            return _start(started_on, phases, command)
        case _:
            phase = numbered(phases, command.number)
            if phase is None:
                said = Sentence("The programme has no phase {number}.", number=command.number)
                return Refused("PHASE_UNKNOWN", said, "number")
            return _change(phase, command)


def _plan(phases: Phases, command: PlanPhase) -> Decision:
    planned = PhasePlanned(number=command.number, name=command.name, starts_on=command.starts_on, ends_on=command.ends_on)
    phase = numbered(phases, command.number)
    if phase and phase.status is PhaseStatus.PIPELINE:
        same = (phase.name, phase.planned_start, phase.planned_end) == (command.name, command.starts_on, command.ends_on)
        if same:
            return []
    if command.number != len(phases) + 1:
        return _out_of_order(phases)
    if command.starts_on and command.ends_on and certainly_before(command.ends_on, command.starts_on):
        return _ends_before_start(command.starts_on, "ends_on")
    return [planned]


def _start(program_started: ClaimedDate, phases: Phases, command: StartPhase) -> Decision:
    phase = numbered(phases, command.number)
    if phase and command.started_on in phase.starts:
        return []
    planned = phase is not None and phase.status is PhaseStatus.PIPELINE
    if not planned and command.number != len(phases) + 1:
        return _out_of_order(phases)
    started = PhaseStarted(number=command.number, name=command.name, started_on=command.started_on)
    for before in phases[: command.number - 1]:
        if before.status not in OVER:
            return Refused("PHASES_OVERLAP", Sentence("Phase {number} has not ended.", number=before.number), "number")
    return contradiction(program_started, after(phases, started), "started_on") or [started]


def _out_of_order(phases: Phases) -> Refused:
    return Refused("PHASE_OUT_OF_ORDER", Sentence("The next phase is number {number}.", number=len(phases) + 1), "number")


def _change(phase: Phase, command: PhaseChange) -> Decision:
    match command:
        case ExtendPhase():
            return _extend(phase, command)
        case SuspendPhase():
            suspended = PhaseSuspended(number=command.number, suspended_on=command.suspended_on, reason=command.reason)
            if phase.status is PhaseStatus.SUSPENDED and phase.last == command.suspended_on:
                return []
            return _not_active(phase) or _early(phase, command.suspended_on, "suspended_on") or [suspended]
        case ResumePhase():
            return _resume(phase, command)
        case CompletePhase():
            if command.ended_on in phase.ends:
                return []
            refused = _not_active(phase) or _early(phase, command.ended_on, "ended_on")
            return refused or [PhaseCompleted(number=command.number, ended_on=command.ended_on)]
        case ClosePhase():
            return _close(phase, command)
        case CancelPhase():
            if phase.status is PhaseStatus.CANCELLED and phase.last == command.cancelled_on:
                return []
            cancelled = PhaseCancelled(number=command.number, cancelled_on=command.cancelled_on, reason=command.reason)
            return _over(phase) or _early(phase, command.cancelled_on, "cancelled_on") or [cancelled]
        case _:
            assert_never(command)


def _extend(phase: Phase, command: ExtendPhase) -> Decision:
    if refused := _over(phase):
        return refused
    planned, begins = phase.planned_end, phase.started_on or phase.planned_start
    if planned == command.until:
        return []
    if begins and certainly_before(command.until, begins):
        return _ends_before_start(begins, "until")
    if planned and latest(command.until) <= latest(planned):
        said = Sentence("The phase is planned to last until {day}: give a later date.", day=told(planned))
        return Refused("NOT_AN_EXTENSION", said, "until")
    return [PhaseExtended(number=command.number, until=command.until)]


def _resume(phase: Phase, command: ResumePhase) -> Decision:
    if phase.status is PhaseStatus.ACTIVE and phase.last == command.resumed_on:
        return []
    if phase.status is not PhaseStatus.SUSPENDED:
        return Refused("PHASE_NOT_SUSPENDED", "The phase is not suspended.", "number")
    refused = _early(phase, command.resumed_on, "resumed_on")
    return refused or [PhaseResumed(number=command.number, resumed_on=command.resumed_on)]


def _close(phase: Phase, command: ClosePhase) -> Decision:
    if phase.status is PhaseStatus.CLOSED and phase.last == command.closed_on:
        return []
    if phase.status is not PhaseStatus.COMPLETED:
        return Refused("PHASE_NOT_COMPLETED", "Only a phase that is completed is closed.", "number")
    refused = _early(phase, command.closed_on, "closed_on")
    return refused or [PhaseClosed(number=command.number, closed_on=command.closed_on)]


def _not_active(phase: Phase) -> Refused | None:
    match phase.status:
        case PhaseStatus.ACTIVE:
            return None
        case PhaseStatus.PIPELINE:
            return Refused("PHASE_NOT_STARTED", "The phase has not started.", "number")
        case PhaseStatus.SUSPENDED:
            return Refused("PHASE_SUSPENDED", "The phase is suspended: resume it first.", "number")
        case PhaseStatus.COMPLETED | PhaseStatus.CLOSED | PhaseStatus.CANCELLED:
            return _over(phase)
        case _:
            assert_never(phase.status)


def _over(phase: Phase) -> Refused | None:
    return Refused("PHASE_ENDED", "The phase has ended.", "number") if phase.status in OVER else None


def _early(phase: Phase, on: ClaimedDate, field: str) -> Refused | None:
    """No step lies before the start, nor before the step before it."""
    if phase.started_on and certainly_before(on, phase.started_on):
        return _ends_before_start(phase.started_on, field)
    if phase.last and certainly_before(on, phase.last):
        said = Sentence("The last step of the phase was taken later: {day}.", day=told(phase.last))
        return Refused("BEFORE_LAST_STEP", said, field)
    return None


def _ends_before_start(started: ClaimedDate, field: str) -> Refused:
    return Refused("ENDS_BEFORE_START", Sentence("The phase started later: {day}.", day=told(started)), field)


def contradiction(program_started: ClaimedDate, phases: Phases, field: str) -> Refused | None:
    """What of these dates no reading makes agree; None where they can all be true."""
    before: Phase | None = None
    for phase in phases:
        started = phase.started_on
        if started is None:
            continue
        if certainly_before(started, program_started):
            return Refused("BEFORE_PROGRAM", Sentence("The programme started later: {day}.", day=told(program_started)), field)
        if phase.ended_on and certainly_before(phase.ended_on, started):
            return _ends_before_start(started, field)
        if before and before.ended_on and certainly_before(started, before.ended_on):
            said = Sentence("Phase {number} ended later: {day}.", number=before.number, day=told(before.ended_on))
            return Refused("PHASES_OVERLAP", said, field)
        before = phase
    return None


def after(phases: Phases, event: PhaseEvent) -> Phases:
    """The phases when this has happened."""
    match event:
        case PhasePlanned():
            planned = Phase(
                number=event.number,
                name=event.name,
                status=PhaseStatus.PIPELINE,
                planned_start=event.starts_on,
                planned_end=event.ends_on,
            )
            return (*phases, planned)
        case PhaseStarted():
            phase = numbered(phases, event.number)
            started = Phase(
                number=event.number,
                name=event.name,
                status=PhaseStatus.ACTIVE,
                starts=(event.started_on,),
                planned_start=phase.planned_start if phase else None,
                planned_end=phase.planned_end if phase else None,
                last=event.started_on,
            )
            return _with(phases, started) if phase else (*phases, started)
        case PhaseExtended():
            return _with(phases, replace(of(phases, event.number), planned_end=event.until))
        case PhaseSuspended():
            return _step(phases, event.number, PhaseStatus.SUSPENDED, event.suspended_on)
        case PhaseResumed():
            return _step(phases, event.number, PhaseStatus.ACTIVE, event.resumed_on)
        case PhaseCompleted():
            return _ended(phases, event.number, PhaseStatus.COMPLETED, event.ended_on)
        case PhaseClosed():
            return _step(phases, event.number, PhaseStatus.CLOSED, event.closed_on)
        case PhaseCancelled():
            return _ended(phases, event.number, PhaseStatus.CANCELLED, event.cancelled_on)
        case _:
            assert_never(event)


def of(phases: Phases, number: int) -> Phase:
    """The phase of this number. Raises LookupError where the stream tells of one that it never began."""
    phase = numbered(phases, number)
    if phase is None:
        raise LookupError(f"phase {number} was never begun")
    return phase


def _step(phases: Phases, number: int, status: PhaseStatus, on: ClaimedDate) -> Phases:
    return _with(phases, replace(of(phases, number), status=status, last=on))


def _ended(phases: Phases, number: int, status: PhaseStatus, on: ClaimedDate) -> Phases:
    return _with(phases, replace(of(phases, number), status=status, last=on, ends=(on,)))


def _with(phases: Sequence[Phase], changed: Phase) -> Phases:
    return tuple(changed if phase.number == changed.number else phase for phase in phases)


def with_dates(phases: Phases, number: int, *, starts: tuple[ClaimedDate, ...], ends: tuple[ClaimedDate, ...]) -> Phases:
    """The phases when these dates are claimed for one of them, the accepted ones first."""
    return _with(phases, replace(of(phases, number), starts=starts, ends=ends))


INDONESIAN: Final = {
    "Only a phase that is completed is closed.": "Hanya tahap yang sudah selesai yang dapat ditutup.",
    "Phase {number} ended later: {day}.": "Tahap {number} berakhir sesudah itu: {day}.",
    "Phase {number} has not ended.": "Tahap {number} belum berakhir.",
    "The last step of the phase was taken later: {day}.": "Langkah terakhir tahap ini diambil sesudah itu: {day}.",
    "The next phase is number {number}.": "Tahap berikutnya bernomor {number}.",
    "The phase has ended.": "Tahap sudah berakhir.",
    "The phase has not started.": "Tahap belum dimulai.",
    "The phase is not suspended.": "Tahap tidak sedang ditangguhkan.",
    "The phase is planned to last until {day}: give a later date.": (
        "Tahap direncanakan sampai {day}: isikan tanggal sesudahnya."
    ),
    "The phase is suspended: resume it first.": "Tahap sedang ditangguhkan: lanjutkan terlebih dahulu.",
    "The phase started later: {day}.": "Tahap dimulai sesudah itu: {day}.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "The programme started later: {day}.": "Program dimulai sesudah itu: {day}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
