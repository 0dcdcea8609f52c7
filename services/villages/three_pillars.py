"""How the three seats of a village (*tiga pilar*) are filled and vacated, and how their holders get on with each other."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.three_pillars import (
    EscalatePillarDispute,
    Pillar,
    PillarDisputeEscalated,
    PillarDisputeMediationStarted,
    PillarDisputeReported,
    PillarDisputeResolved,
    PillarsCompleted,
    PillarSeated,
    PillarVacated,
    RecordSynergyMeeting,
    ReportPillarDispute,
    ResolvePillarDispute,
    SeatBhabinkamtibmas,
    SeatPillar,
    StartDisputeMediation,
    SynergyMeetingHeld,
    VacateBhabinkamtibmas,
    VacatePillar,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused
from libs.events.message import Event
from libs.events.wording import Sentence
from services.villages import pillar_dispute, reporting
from services.villages.local_time import local_day, zone
from services.villages.pillar_dispute import SEAT_VACANT, Circumstances, DisputeCommand, DisputeEvent, Disputes, in_order
from services.villages.reporting import Reporting
from services.villages.tenure import Tenure, Tenures, elsewhere_since, holder_on, left
from services.villages.village import Village

PillarsCommand: TypeAlias = (
    SeatPillar | VacatePillar | SeatBhabinkamtibmas | VacateBhabinkamtibmas | RecordSynergyMeeting | DisputeCommand
)
PillarsEvent: TypeAlias = PillarSeated | PillarVacated | PillarsCompleted | SynergyMeetingHeld | DisputeEvent

HEADS: Final[Mapping[VillageKind, str]] = {
    VillageKind.DESA: "Kepala Desa",
    VillageKind.KELURAHAN: "Lurah",
    VillageKind.DESA_ADAT: "Kepala Desa Adat",
}


class Seat(Struct, frozen=True, kw_only=True):
    holder_id: UUID
    since: date
    assignment_id: UUID | None = None


class ThreePillars(Struct, frozen=True, kw_only=True):
    seats: dict[Pillar, Seat] = {}
    vacated: dict[Pillar, date] = {}
    """Since when a seat has been free, of those that were held before."""
    position: int = 0
    """How far in the officers' log the police officer's seat stands: what different assignments tell may arrive in any order."""
    tenures: Tenures = ()
    disputes: Disputes = ()
    meetings: tuple[SynergyMeetingHeld, ...] = ()

    def in_dispute_at(self, moment: datetime) -> bool:
        """Whether any two of the three were at odds then."""
        return any(dispute.open_at(moment) for dispute in self.disputes)


class PillarsFacts(Struct, frozen=True, kw_only=True):
    """The village whose seats these are, the clock, and for how long a dispute may stay open."""

    reporting: Reporting
    village: Village | None = None
    dispute_days: int = 7


def title(pillar: Pillar, kind: VillageKind) -> str:
    """What the holder of a seat is called in this kind of village."""
    match pillar:
        case Pillar.BHABINKAMTIBMAS:
            return "Bhabinkamtibmas"
        case Pillar.BABINSA:
            return "Babinsa"
        case Pillar.VILLAGE_HEAD:
            return HEADS[kind]
        case _:
            assert_never(pillar)


def decide(state: ThreePillars, command: PillarsCommand, facts: PillarsFacts) -> Decision:
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    match command:
        case SeatPillar(pillar=Pillar.BHABINKAMTIBMAS) | VacatePillar(pillar=Pillar.BHABINKAMTIBMAS):
            return Refused(
                "SEATED_BY_ASSIGNMENT",
                "The Bhabinkamtibmas takes and leaves his seat by his assignment: confirm or end it.",
                "pillar",
            )
        case SeatPillar():
            seated = PillarSeated(
                pillar=command.pillar,
                title=title(command.pillar, facts.village.kind),
                holder_id=command.holder_id,
                holder_name=command.holder_name,
                phone=command.phone,
                since=command.since,
            )
            free = state.vacated.get(command.pillar)
            if command.pillar not in state.seats and free is not None and command.since < free:
                return Refused(
                    "SEAT_TAKEN",
                    Sentence(
                        "The seat of the {title} was held until {day}: choose that day or a later one.",
                        title=seated.title,
                        day=free,
                    ),
                    "since",
                )
            return _seat(state, seated, facts.village.kind)
        case SeatBhabinkamtibmas():
            seated = PillarSeated(
                pillar=Pillar.BHABINKAMTIBMAS,
                title=title(Pillar.BHABINKAMTIBMAS, facts.village.kind),
                holder_id=command.officer_id,
                since=command.since,
                assignment_id=command.assignment_id,
                position=command.position,
            )
            return _follow(state, seated, command.position, facts.village.kind)
        case VacatePillar():
            return _vacate(state, command.pillar, command.vacated_on)
        case VacateBhabinkamtibmas():
            held = state.seats.get(Pillar.BHABINKAMTIBMAS)
            if command.position <= state.position or held is None or held.assignment_id != command.assignment_id:
                return []
            return [_leaving(held, command.vacated_on, command.position)]
        case RecordSynergyMeeting():
            return facts.reporting.refuse_future_day(command.held_on, zone(facts.village), "held_on") or _meet(state, command)
        case ReportPillarDispute() | StartDisputeMediation() | ResolvePillarDispute() | EscalatePillarDispute():
            around = Circumstances(
                reporting=facts.reporting,
                tenures=state.tenures,
                village=facts.village,
                may_stay_open=timedelta(days=facts.dispute_days),
            )
            return pillar_dispute.decide(state.disputes, command, around)
        case _:
            assert_never(command)


def _meet(state: ThreePillars, command: RecordSynergyMeeting) -> Decision:
    held = SynergyMeetingHeld(meeting_id=command.meeting_id, held_on=command.held_on, attended=in_order(command.attended))
    if len(held.attended) < len(command.attended):
        return Refused("ATTENDED_TWICE", "Name each pillar once.", "attended")
    taken = Refused("MEETING_ID_TAKEN", "This id belongs to another meeting.", "meeting_id")
    if before := next((meeting for meeting in state.meetings if meeting.meeting_id == held.meeting_id), None):
        return [] if before == held else taken
    seated = all(holder_on(state.tenures, pillar, held.held_on) for pillar in held.attended)
    claim = Claim("synergy-meeting", str(held.meeting_id), taken=taken)
    return Decided(events=(held,), claims=(claim,), flags=() if seated else (SEAT_VACANT,))


def _seat(state: ThreePillars, seated: PillarSeated, kind: VillageKind) -> Decision:
    held = state.seats.get(seated.pillar)
    if held is not None:
        if (held.holder_id, held.assignment_id, held.since) == (seated.holder_id, seated.assignment_id, seated.since):
            return []
        return Refused(
            "SEAT_TAKEN",
            Sentence("The seat of the {title} is held since {day}: vacate it first.", title=seated.title, day=held.since),
            "pillar",
        )
    if (other := elsewhere_since(state.tenures, seated.pillar, seated.holder_id, seated.since)) is not None:
        name = title(other.pillar, kind)
        holds = Sentence("The same person holds the seat of the {title}.", title=name)
        left_it = Sentence("The same person held the seat of the {title} until {day}.", title=name, day=other.until)
        return Refused("HOLDER_SEATED", holds if other.until is None else left_it, "holder_id")
    events: list[Event] = [seated]
    if len(state.seats) + 1 == len(Pillar):
        events.append(PillarsCompleted(completed_on=max(seated.since, *(seat.since for seat in state.seats.values()))))
    return events


def _follow(state: ThreePillars, seated: PillarSeated, position: int, kind: VillageKind) -> Decision:
    """The police officer's seat follows the officers' log, in which a village has one primary officer at a time."""
    if position <= state.position:
        return []
    held = state.seats.get(Pillar.BHABINKAMTIBMAS)
    if held is None:
        return _seat(state, seated, kind)
    leaves = _leaving(held, seated.since, position)
    others = {pillar: seat for pillar, seat in state.seats.items() if pillar is not Pillar.BHABINKAMTIBMAS}
    successor = _seat(replace(state, seats=others), seated, kind)
    return successor if isinstance(successor, Refused | Decided) else [leaves, *successor]


def _leaving(held: Seat, on: date, position: int) -> PillarVacated:
    day = max(on, held.since)
    return PillarVacated(pillar=Pillar.BHABINKAMTIBMAS, holder_id=held.holder_id, vacated_on=day, position=position)


def _vacate(state: ThreePillars, pillar: Pillar, on: date) -> Decision:
    held = state.seats.get(pillar)
    if held is None:
        return []
    if on < held.since:
        return Refused(
            "ENDS_BEFORE_START",
            Sentence("The seat is held since {day}: it cannot fall vacant before that.", day=held.since),
            "vacated_on",
        )
    return [PillarVacated(pillar=pillar, holder_id=held.holder_id, vacated_on=on)]


def evolve(state: ThreePillars, event: PillarsEvent) -> ThreePillars:
    match event:
        case PillarSeated():
            seat = Seat(holder_id=event.holder_id, since=event.since, assignment_id=event.assignment_id)
            return replace(
                state,
                seats={**state.seats, event.pillar: seat},
                position=event.position or state.position,
                tenures=(*state.tenures, Tenure(pillar=event.pillar, holder_id=event.holder_id, since=event.since)),
            )
        case PillarVacated():
            return replace(
                state,
                seats={pillar: seat for pillar, seat in state.seats.items() if pillar is not event.pillar},
                vacated={**state.vacated, event.pillar: event.vacated_on},
                position=event.position or state.position,
                tenures=left(state.tenures, event.pillar, event.vacated_on),
            )
        case PillarsCompleted():
            return state
        case SynergyMeetingHeld():
            return replace(state, meetings=(*state.meetings, event))
        case PillarDisputeReported() | PillarDisputeMediationStarted() | PillarDisputeResolved() | PillarDisputeEscalated():
            return replace(state, disputes=pillar_dispute.evolve(state.disputes, event))
        case _:
            assert_never(event)


def place(state: ThreePillars, command: PillarsCommand, facts: PillarsFacts) -> Place:
    """The village; a dispute that a pillar reports is the word of whoever held his seat that day."""
    if isinstance(command, ReportPillarDispute) and command.reported_by is not None and facts.village is not None:
        day = local_day(command.reported_at, facts.village)
        return Place(village=command.village_id, person=holder_on(state.tenures, command.reported_by, day))
    return Place(village=command.village_id)


INDONESIAN: Final = {
    "Name each pillar once.": "Sebutkan setiap pilar satu kali saja.",
    "The Bhabinkamtibmas takes and leaves his seat by his assignment: confirm or end it.": (
        "Bhabinkamtibmas menduduki dan meninggalkan jabatannya menurut penugasan: tetapkan atau akhiri penugasannya."
    ),
    "The same person holds the seat of the {title}.": "Orang yang sama sudah menjabat sebagai {title}.",
    "The same person held the seat of the {title} until {day}.": "Orang yang sama menjabat sebagai {title} sampai {day}.",
    "The seat is held since {day}: it cannot fall vacant before that.": (
        "Jabatan terisi sejak {day}: tidak mungkin kosong sebelum itu."
    ),
    "The seat of the {title} is held since {day}: vacate it first.": (
        "Jabatan {title} sudah terisi sejak {day}: kosongkan terlebih dahulu."
    ),
    "The seat of the {title} was held until {day}: choose that day or a later one.": (
        "Jabatan {title} terisi sampai {day}: pilih tanggal itu atau sesudahnya."
    ),
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another meeting.": "Id ini milik rapat lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

THREE_PILLARS: Final[Decider[ThreePillars, PillarsCommand, PillarsEvent, PillarsFacts]] = Decider(
    ThreePillars(), decide, evolve, place, indonesian={**pillar_dispute.INDONESIAN, **INDONESIAN, **reporting.INDONESIAN}
)
