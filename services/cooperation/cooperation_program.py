"""How a programme of cooperation (*program kerja sama*) begins, what it rests on, whom it joins, and when it was.

What is decided of its phases stands in `program_phases`.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.cooperation_program import (
    AcceptDateClaim,
    AddAgency,
    Agency,
    AgencyJoined,
    AgencyKind,
    ClassifyProgram,
    CloseProgram,
    DateClaimAccepted,
    DateClaimed,
    EstablishProgram,
    InstrumentSigned,
    PlanPhase,
    ProgramClassified,
    ProgramClosed,
    ProgramEstablished,
    RecordDateClaim,
    RecordInstrument,
    StartPhase,
)
from libs.events.contracts.cooperation.program_terms import ClaimSubject
from libs.events.contracts.values import ClaimedDate
from libs.events.decider import Decider, Decision, Refused, begun
from libs.events.wording import Sentence
from services.cooperation import program_phases
from services.cooperation.claimed_dates import certainly_before, told
from services.cooperation.program_phases import OVER, PhaseCommand, PhaseEvent, Phases, contradiction, numbered, with_dates

ProgramCommand: TypeAlias = (
    EstablishProgram
    | AddAgency
    | RecordInstrument
    | ClassifyProgram
    | RecordDateClaim
    | AcceptDateClaim
    | PhaseCommand
    | CloseProgram
)
ProgramEvent: TypeAlias = (
    ProgramEstablished
    | AgencyJoined
    | InstrumentSigned
    | ProgramClassified
    | DateClaimed
    | DateClaimAccepted
    | PhaseEvent
    | ProgramClosed
)
Claims: TypeAlias = tuple[ClaimedDate, ...]


class CooperationProgram(Struct, frozen=True, kw_only=True):
    established: ProgramEstablished
    starts: Claims
    """Every date that was claimed for its start, the accepted one first."""
    agencies: frozenset[tuple[Agency, AgencyKind, str | None]] = frozenset()
    instruments: Mapping[UUID, InstrumentSigned] = {}
    sectors: tuple[str, ...] = ()
    phases: Phases = ()
    closed: ProgramClosed | None = None

    @property
    def started_on(self) -> ClaimedDate:
        return self.starts[0]


def decide(state: CooperationProgram | None, command: ProgramCommand, _facts: None) -> Decision:
    if isinstance(command, EstablishProgram):
        return _establish(state, command)
    if state is None:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    match command:
        case AddAgency():
            return _join(state, command)
        case RecordInstrument():
            return _sign(state, command)
        case ClassifyProgram():
            classified = ProgramClassified(sectors=tuple(dict.fromkeys(command.sectors)))
            return [] if classified.sectors == state.sectors else [classified]
        case RecordDateClaim():
            known = _claims(state, command.subject, command.phase_number)
            if isinstance(known, Refused):
                return known
            claimed = DateClaimed(subject=command.subject, phase_number=command.phase_number, claimed=command.claimed)
            return [] if command.claimed in known else [claimed]
        case AcceptDateClaim():
            return _accept(state, command)
        case CloseProgram():
            return _close(state, command)
        case _:
            decision = program_phases.decide(state.started_on, state.phases, command)
            if decision and state.closed and isinstance(command, PlanPhase | StartPhase):
                return Refused("PROGRAM_CLOSED", "The programme has been closed.", "program_id")
            return decision


def _establish(state: CooperationProgram | None, command: EstablishProgram) -> Decision:
    established = ProgramEstablished(
        title=command.title, started_on=command.started_on, partner_reference=command.partner_reference
    )
    if state is None:
        return [established]
    if state.established == established:
        return []
    return Refused("ALREADY_ESTABLISHED", Sentence("This id belongs to {title}.", title=state.established.title.en), "program_id")


def _join(state: CooperationProgram, command: AddAgency) -> Decision:
    if command.agency is Agency.OTHER and command.name is None:
        return Refused("AGENCY_NAME_REQUIRED", "An agency that the list lacks is told by its name.", "name")
    if (command.agency, command.kind, command.name) in state.agencies:
        return []
    return [AgencyJoined(agency=command.agency, kind=command.kind, name=command.name)]


def _sign(state: CooperationProgram, command: RecordInstrument) -> Decision:
    signed = InstrumentSigned(
        instrument_id=command.instrument_id,
        kind=command.kind,
        signed_on=command.signed_on,
        parties=command.parties,
        reference=command.reference,
    )
    known = state.instruments.get(command.instrument_id)
    if known is not None:
        return [] if known == signed else Refused("INSTRUMENT_ID_TAKEN", "This id belongs to another agreement.", "instrument_id")
    if len(set(command.parties)) < 2:
        return Refused("TWO_PARTIES_REQUIRED", "An agreement has two parties at least.", "parties")
    return [signed]


def _claims(state: CooperationProgram, subject: ClaimSubject, number: int | None) -> Claims | Refused:
    """What was claimed for this, the accepted date first."""
    if subject is ClaimSubject.PROGRAM_START:
        if number is not None:
            return Refused("NOT_OF_A_PHASE", "The start of the programme is not that of a phase.", "phase_number")
        return state.starts
    phase = numbered(state.phases, number)
    if phase is None:
        return Refused("PHASE_UNKNOWN", "A claim about a phase names one that the programme has.", "phase_number")
    claims = phase.starts if subject is ClaimSubject.PHASE_START else phase.ends
    if not claims:
        return Refused("NOT_YET_SO", "The phase has not come that far.", "subject")
    return claims


def _accept(state: CooperationProgram, command: AcceptDateClaim) -> Decision:
    known = _claims(state, command.subject, command.phase_number)
    if isinstance(known, Refused):
        return known
    if command.claimed not in known:
        return Refused("CLAIM_UNKNOWN", "Nobody has claimed this date: record it first.", "claimed")
    if command.claimed == known[0]:
        return []
    accepted = DateClaimAccepted(subject=command.subject, phase_number=command.phase_number, claimed=command.claimed)
    then = evolve(state, accepted)
    return contradiction(then.started_on, then.phases, "claimed") or [accepted]


def _close(state: CooperationProgram, command: CloseProgram) -> Decision:
    closed = ProgramClosed(closed_on=command.closed_on)
    if state.closed:
        return [] if state.closed == closed else Refused("PROGRAM_CLOSED", "The programme has been closed.", "program_id")
    for phase in state.phases:
        if phase.status not in OVER:
            return Refused("PHASES_OPEN", Sentence("Phase {number} is still open.", number=phase.number), "program_id")
    for on in (state.started_on, *(phase.last for phase in state.phases)):
        if on and certainly_before(command.closed_on, on):
            said = Sentence("The programme went on until {day} at least.", day=told(on))
            return Refused("CLOSED_TOO_EARLY", said, "closed_on")
    return [closed]


def evolve(state: CooperationProgram | None, event: ProgramEvent) -> CooperationProgram:
    match event:
        case ProgramEstablished():
            return CooperationProgram(established=event, starts=(event.started_on,))
        case AgencyJoined():
            program = begun(state)
            return replace(program, agencies=program.agencies | {(event.agency, event.kind, event.name)})
        case InstrumentSigned():
            program = begun(state)
            return replace(program, instruments={**program.instruments, event.instrument_id: event})
        case ProgramClassified():
            return replace(begun(state), sectors=event.sectors)
        case DateClaimed() | DateClaimAccepted():
            return _claimed(begun(state), event)
        case ProgramClosed():
            return replace(begun(state), closed=event)
        case _:
            program = begun(state)
            return replace(program, phases=program_phases.after(program.phases, event))


def _claimed(program: CooperationProgram, event: DateClaimed | DateClaimAccepted) -> CooperationProgram:
    if event.phase_number is None:
        return replace(program, starts=_among(program.starts, event))
    phase = program_phases.of(program.phases, event.phase_number)
    match event.subject:
        case ClaimSubject.PHASE_START:
            phases = with_dates(program.phases, phase.number, starts=_among(phase.starts, event), ends=phase.ends)
        case _:
            phases = with_dates(program.phases, phase.number, starts=phase.starts, ends=_among(phase.ends, event))
    return replace(program, phases=phases)


def _among(claims: Claims, event: DateClaimed | DateClaimAccepted) -> Claims:
    if isinstance(event, DateClaimed):
        return (*claims, event.claimed)
    return (event.claimed, *(claim for claim in claims if claim != event.claimed))


INDONESIAN: Final = {
    "A claim about a phase names one that the programme has.": "Keterangan tentang tahap menyebut tahap yang ada dalam program.",
    "An agency that the list lacks is told by its name.": "Lembaga di luar daftar disebut dengan namanya.",
    "An agreement has two parties at least.": "Sebuah perjanjian memiliki sedikitnya dua pihak.",
    "Nobody has claimed this date: record it first.": "Belum ada sumber yang menyebut tanggal ini: catat terlebih dahulu.",
    "Phase {number} is still open.": "Tahap {number} masih terbuka.",
    "The phase has not come that far.": "Tahap belum sampai di situ.",
    "The programme has been closed.": "Program sudah ditutup.",
    "The programme went on until {day} at least.": "Program berjalan sedikitnya sampai {day}.",
    "The start of the programme is not that of a phase.": "Mulainya program bukan mulainya sebuah tahap.",
    "There is no such programme.": "Program itu tidak ada.",
    "This id belongs to another agreement.": "Id ini milik perjanjian lain.",
    "This id belongs to {title}.": "Id ini milik {title}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

COOPERATION_PROGRAM: Final[Decider[CooperationProgram | None, ProgramCommand, ProgramEvent, None]] = Decider(
    None, decide, evolve, indonesian={**INDONESIAN, **program_phases.INDONESIAN}
)
