"""How an officer is entered, learns, moves, is given directives, and leaves."""

import re
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.officer import (
    AddressDirective,
    Competency,
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    DirectiveFollowedUp,
    OfficerPromoted,
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerStatus,
    OfficerSuspended,
    OfficerTransferred,
    Position,
    PromoteOfficer,
    Rank,
    RecordCompetency,
    RecordDirectiveAcknowledgement,
    RegisterOfficer,
    ReinstateOfficer,
    ReportDirectiveFollowUp,
    RetireOfficer,
    SuspendOfficer,
    TransferOfficer,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.officers import directives
from services.officers.directives import Tasks

OfficerCommand: TypeAlias = (
    RegisterOfficer
    | PromoteOfficer
    | TransferOfficer
    | RecordCompetency
    | AddressDirective
    | RecordDirectiveAcknowledgement
    | ReportDirectiveFollowUp
    | SuspendOfficer
    | ReinstateOfficer
    | RetireOfficer
)
OfficerEvent: TypeAlias = (
    OfficerRegistered
    | OfficerPromoted
    | OfficerTransferred
    | CompetencyRecorded
    | DirectiveAddressed
    | DirectiveAcknowledged
    | DirectiveFollowedUp
    | OfficerSuspended
    | OfficerReinstated
    | OfficerRetired
)

RANKS: Final = tuple(Rank)
SERVICE_NUMBER: Final = re.compile(r"\d{8}|\d{18}", re.ASCII)
"""NRP of the police or NIP of a civil servant."""


class Suspension(Struct, frozen=True, kw_only=True):
    since: date
    until: date | None = None
    """The first day back on duty."""

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Officer(Struct, frozen=True, kw_only=True):
    """No name and no number: no rule needs them."""

    rank: Rank
    position: Position
    unit_id: UUID
    status: OfficerStatus = OfficerStatus.ACTIVE
    languages: tuple[str, ...] = ()
    competencies: frozenset[Competency] = frozenset()
    tasks: Tasks = Tasks()
    suspensions: tuple[Suspension, ...] = ()

    def on_duty(self, day: date) -> bool:
        """Whether the officer can serve now, and was not suspended on that day."""
        return self.status is OfficerStatus.ACTIVE and not any(one.covers(day) for one in self.suspensions)


class OfficerFacts(Struct, frozen=True, kw_only=True):
    """What an officer's decision sees of the unit named by the command."""

    unit_known: bool = False
    unit_active: bool = False


def decide(state: Officer | None, command: OfficerCommand, facts: OfficerFacts) -> Decision:
    if isinstance(command, RegisterOfficer):
        return _register(state, command, facts)
    if state is None:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "officer_id")
    match command:
        case AddressDirective() | RecordDirectiveAcknowledgement() | ReportDirectiveFollowUp():
            return directives.decide(state.tasks, command)
        case RecordCompetency():
            learnt = CompetencyRecorded(
                competency=command.competency, acquired_on=command.acquired_on, session_id=command.session_id
            )
            return [] if command.competency in state.competencies else [learnt]
        case RetireOfficer():
            retired = state.status is OfficerStatus.RETIRED
            return [] if retired else [OfficerRetired(retired_on=command.retired_on)]
        case PromoteOfficer() | TransferOfficer() | SuspendOfficer() | ReinstateOfficer():
            return _serving(state, command, facts)
        case _:
            assert_never(command)


def _register(state: Officer | None, command: RegisterOfficer, facts: OfficerFacts) -> Decision:
    if state is not None:
        return Refused("ALREADY_REGISTERED", "This id belongs to an officer already.", "officer_id")
    if not SERVICE_NUMBER.fullmatch(command.service_number):
        return Refused("SERVICE_NUMBER_MALFORMED", "A service number has 8 digits (NRP) or 18 (NIP).", "service_number")
    if refused := _refuse_unit(facts):
        return refused
    registered = OfficerRegistered(
        service_number=command.service_number,
        full_name=command.full_name,
        phone=command.phone,
        rank=command.rank,
        position=command.position,
        unit_id=command.unit_id,
        languages=command.languages,
    )
    taken = Refused("SERVICE_NUMBER_TAKEN", "Another officer has this service number.", "service_number")
    number = Claim("service-number", command.service_number, personal=True, taken=taken)
    return Decided(events=(registered,), claims=(number,))


def _refuse_unit(facts: OfficerFacts) -> Refused | None:
    if not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "unit_id")
    if not facts.unit_active:
        return Refused("UNIT_INACTIVE", "The unit has been closed.", "unit_id")
    return None


def _serving(
    state: Officer, command: PromoteOfficer | TransferOfficer | SuspendOfficer | ReinstateOfficer, facts: OfficerFacts
) -> Decision:
    if state.status is OfficerStatus.RETIRED:
        return Refused("OFFICER_RETIRED", "The officer has left the service.", "officer_id")
    match command:
        case PromoteOfficer():
            if command.rank is state.rank:
                return []
            if RANKS.index(command.rank) < RANKS.index(state.rank):
                return Refused(
                    "NOT_A_PROMOTION", Sentence("{lower} is below {rank}.", lower=command.rank, rank=state.rank), "rank"
                )
            return [OfficerPromoted(rank=command.rank, promoted_on=command.promoted_on)]
        case TransferOfficer():
            position = command.position or state.position
            if (command.unit_id, position) == (state.unit_id, state.position):
                return []
            moved = OfficerTransferred(unit_id=command.unit_id, position=position, transferred_on=command.transferred_on)
            return _refuse_unit(facts) or [moved]
        case SuspendOfficer():
            suspended = OfficerSuspended(reason=command.reason, suspended_on=command.suspended_on)
            return [] if state.status is OfficerStatus.SUSPENDED else [suspended]
        case ReinstateOfficer():
            active = state.status is OfficerStatus.ACTIVE
            return [] if active else [OfficerReinstated(reinstated_on=command.reinstated_on)]
        case _:
            assert_never(command)


def evolve(state: Officer | None, event: OfficerEvent) -> Officer:
    if isinstance(event, OfficerRegistered):
        return Officer(rank=event.rank, position=event.position, unit_id=event.unit_id, languages=event.languages)
    officer = begun(state)
    match event:
        case OfficerPromoted():
            return replace(officer, rank=event.rank)
        case OfficerTransferred():
            return replace(officer, unit_id=event.unit_id, position=event.position)
        case CompetencyRecorded():
            return replace(officer, competencies=officer.competencies | {event.competency})
        case DirectiveAddressed() | DirectiveAcknowledged() | DirectiveFollowedUp():
            return replace(officer, tasks=directives.evolve(officer.tasks, event))
        case OfficerSuspended():
            begun_on = Suspension(since=event.suspended_on)
            return replace(officer, status=OfficerStatus.SUSPENDED, suspensions=(*officer.suspensions, begun_on))
        case OfficerReinstated():
            over = tuple(replace(one, until=one.until or event.reinstated_on) for one in officer.suspensions)
            return replace(officer, status=OfficerStatus.ACTIVE, suspensions=over)
        case OfficerRetired():
            return replace(officer, status=OfficerStatus.RETIRED)
        case _:
            assert_never(event)


def place(state: Officer | None, command: OfficerCommand, _facts: OfficerFacts) -> Place:
    """An officer stands where he serves; one who is being entered, where he will."""
    unit = command.unit_id if isinstance(command, RegisterOfficer) else state.unit_id if state else None
    return Place(unit=unit, person=command.officer_id)


INDONESIAN: Final = {
    **directives.INDONESIAN,
    "A service number has 8 digits (NRP) or 18 (NIP).": "Nomor induk terdiri atas 8 angka (NRP) atau 18 angka (NIP).",
    "Another officer has this service number.": "Nomor induk ini milik anggota lain.",
    "The officer has left the service.": "Anggota sudah tidak berdinas.",
    "The unit has been closed.": "Satuan sudah ditutup.",
    "There is no such officer.": "Anggota itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to an officer already.": "Id ini sudah milik seorang anggota.",
    "{lower} is below {rank}.": "{lower} lebih rendah daripada {rank}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

OFFICER: Final[Decider[Officer | None, OfficerCommand, OfficerEvent, OfficerFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
