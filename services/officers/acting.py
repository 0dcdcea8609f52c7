"""Who stands in at the head of a unit (*pelaksana tugas*, Plt.) while its commander is away or the post is vacant."""

from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.officers.officer import OfficerStatus
from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    ActingCommanderRelieved,
    AppointActingCommander,
    CommanderAbsenceReported,
    RelieveActingCommander,
    ReportCommanderAbsence,
)
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence
from services.officers.officer import Officer

ActingCommand: TypeAlias = ReportCommanderAbsence | AppointActingCommander | RelieveActingCommander
ActingEvent: TypeAlias = CommanderAbsenceReported | ActingCommanderAppointed | ActingCommanderRelieved


class Head(Struct, frozen=True, kw_only=True):
    """Who heads a unit, as far as these rules ask."""

    commander_id: UUID | None
    absence: CommanderAbsenceReported | None
    acting: ActingCommanderAppointed | None


def decide(head: Head, command: ActingCommand, officer: Officer | None) -> Decision:
    """`officer` is the one to act."""
    match command:
        case ReportCommanderAbsence():
            return _report(head, command)
        case AppointActingCommander():
            return _appoint(head, command, officer)
        case RelieveActingCommander():
            return _relieve(head, command.relieved_on)
        case _:
            assert_never(command)


def _report(head: Head, command: ReportCommanderAbsence) -> Decision:
    if head.commander_id is None:
        return Refused("POST_VACANT", "Nobody commands this unit who could be away.", "unit_id")
    if command.absent_until is not None and command.absent_until < command.absent_from:
        return Refused(
            "ENDS_BEFORE_START", Sentence("It begins on {day}: choose a later day.", day=command.absent_from), "absent_until"
        )
    told = CommanderAbsenceReported(
        officer_id=head.commander_id, absent_from=command.absent_from, absent_until=command.absent_until
    )
    return [] if told == head.absence else [told]


def _appoint(head: Head, command: AppointActingCommander, officer: Officer | None) -> Decision:
    if officer is None:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "officer_id")
    if officer.status is not OfficerStatus.ACTIVE:
        return Refused("OFFICER_NOT_ACTIVE", "Only an officer on duty can command.", "officer_id")
    if command.officer_id == head.commander_id:
        return Refused("COMMANDS_ALREADY", "The commander does not stand in for himself.", "officer_id")
    if command.ends_on is not None and command.ends_on <= command.starts_on:
        return Refused("ENDS_BEFORE_START", Sentence("It begins on {day}: choose a later day.", day=command.starts_on), "ends_on")
    appointed = ActingCommanderAppointed(
        officer_id=command.officer_id,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        order_number=command.order_number,
    )
    if appointed == head.acting:
        return []
    left = _relieve(head, max(command.starts_on, head.acting.starts_on)) if head.acting else []
    return [*left, appointed] if not isinstance(left, Refused) else left


def _relieve(head: Head, on: date) -> list[ActingCommanderRelieved] | Refused:
    if head.acting is None:
        return []
    if on < head.acting.starts_on:
        return Refused(
            "ENDS_BEFORE_START", Sentence("It begins on {day}: choose a later day.", day=head.acting.starts_on), "relieved_on"
        )
    return [ActingCommanderRelieved(officer_id=head.acting.officer_id, relieved_on=on)]


INDONESIAN: Final = {
    "It begins on {day}: choose a later day.": "Dimulai pada {day}: pilih tanggal sesudahnya.",
    "Nobody commands this unit who could be away.": "Satuan ini tidak mempunyai kepala satuan yang dapat berhalangan.",
    "Only an officer on duty can command.": "Hanya anggota yang aktif dapat menjadi kepala satuan.",
    "The commander does not stand in for himself.": "Kepala satuan tidak menjadi pelaksana tugas bagi dirinya sendiri.",
    "There is no such officer.": "Anggota itu tidak ada.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
