"""How a programme of cooperation (*program kerja sama*) begins, whom it joins, and which phases it goes through."""

from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.cooperation_program import (
    AddAgency,
    Agency,
    AgencyJoined,
    AgencyKind,
    CompletePhase,
    EstablishProgram,
    PhaseCompleted,
    PhaseStarted,
    ProgramEstablished,
    StartPhase,
)
from libs.events.contracts.values import ClaimedDate
from libs.events.decider import Decider, Decision, Refused, begun
from libs.events.wording import Sentence

ProgramCommand: TypeAlias = EstablishProgram | AddAgency | StartPhase | CompletePhase
ProgramEvent: TypeAlias = ProgramEstablished | AgencyJoined | PhaseStarted | PhaseCompleted


class Phase(Struct, frozen=True, kw_only=True):
    number: int
    started_on: ClaimedDate
    ended_on: ClaimedDate | None = None


class CooperationProgram(Struct, frozen=True, kw_only=True):
    established: ProgramEstablished
    agencies: frozenset[tuple[Agency, AgencyKind]] = frozenset()
    phases: tuple[Phase, ...] = ()


def decide(state: CooperationProgram | None, command: ProgramCommand, _facts: None) -> Decision:
    if isinstance(command, EstablishProgram):
        return _establish(state, command)
    if state is None:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    match command:
        case AddAgency():
            joined = AgencyJoined(agency=command.agency, kind=command.kind)
            return [] if (command.agency, command.kind) in state.agencies else [joined]
        case StartPhase():
            return _start(state, command)
        case CompletePhase():
            return _complete(state, command)
        case _:
            assert_never(command)


def _establish(state: CooperationProgram | None, command: EstablishProgram) -> Decision:
    established = ProgramEstablished(
        title=command.title, started_on=command.started_on, partner_reference=command.partner_reference
    )
    if state is None:
        return [established]
    if state.established == established:
        return []
    return Refused("ALREADY_ESTABLISHED", Sentence("This id belongs to {title}.", title=state.established.title.en), "program_id")


def _start(state: CooperationProgram, command: StartPhase) -> Decision:
    last = state.phases[-1] if state.phases else None
    if last and (last.number, last.started_on) == (command.number, command.started_on):
        return []
    if command.number != len(state.phases) + 1:
        return Refused(
            "PHASE_OUT_OF_ORDER", Sentence("The next phase is number {number}.", number=len(state.phases) + 1), "number"
        )
    if command.started_on.value < state.established.started_on.value:
        return Refused(
            "BEFORE_PROGRAM", Sentence("The programme started on {day}.", day=state.established.started_on.value), "started_on"
        )
    if last and last.ended_on is None:
        return Refused("PHASES_OVERLAP", Sentence("Phase {number} has not ended.", number=last.number), "number")
    if last and last.ended_on and command.started_on.value < last.ended_on.value:
        return Refused(
            "PHASES_OVERLAP",
            Sentence("Phase {number} ended on {day}.", number=last.number, day=last.ended_on.value),
            "started_on",
        )
    return [PhaseStarted(number=command.number, name=command.name, started_on=command.started_on)]


def _complete(state: CooperationProgram, command: CompletePhase) -> Decision:
    phase = next((phase for phase in state.phases if phase.number == command.number), None)
    if phase is None:
        return Refused("PHASE_UNKNOWN", Sentence("The programme has no phase {number}.", number=command.number), "number")
    if phase.ended_on is not None:
        return [] if phase.ended_on == command.ended_on else Refused("PHASE_ENDED", "The phase has ended.", "number")
    if command.ended_on.value < phase.started_on.value:
        return Refused("ENDS_BEFORE_START", Sentence("The phase started on {day}.", day=phase.started_on.value), "ended_on")
    return [PhaseCompleted(number=command.number, ended_on=command.ended_on)]


def evolve(state: CooperationProgram | None, event: ProgramEvent) -> CooperationProgram:
    match event:
        case ProgramEstablished():
            return CooperationProgram(established=event)
        case AgencyJoined():
            program = begun(state)
            return replace(program, agencies=program.agencies | {(event.agency, event.kind)})
        case PhaseStarted():
            program = begun(state)
            return replace(program, phases=(*program.phases, Phase(number=event.number, started_on=event.started_on)))
        case PhaseCompleted():
            program = begun(state)
            phases = tuple(
                replace(phase, ended_on=event.ended_on) if phase.number == event.number else phase for phase in program.phases
            )
            return replace(program, phases=phases)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "Phase {number} ended on {day}.": "Tahap {number} berakhir pada {day}.",
    "Phase {number} has not ended.": "Tahap {number} belum berakhir.",
    "The next phase is number {number}.": "Tahap berikutnya bernomor {number}.",
    "The phase has ended.": "Tahap sudah berakhir.",
    "The phase started on {day}.": "Tahap dimulai pada {day}.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "The programme started on {day}.": "Program dimulai pada {day}.",
    "There is no such programme.": "Program itu tidak ada.",
    "This id belongs to {title}.": "Id ini milik {title}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

COOPERATION_PROGRAM: Final[Decider[CooperationProgram | None, ProgramCommand, ProgramEvent, None]] = Decider(
    None, decide, evolve, indonesian=INDONESIAN
)
