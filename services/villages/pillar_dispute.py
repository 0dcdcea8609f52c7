"""How two pillars fall out (*sengketa antarpilar*), a fourth mediates, and it ends: decided within the stream of the three."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject
from libs.events.contracts.villages.three_pillars import (
    EscalatePillarDispute,
    Pillar,
    PillarDisputeEscalated,
    PillarDisputeMediationStarted,
    PillarDisputeReported,
    PillarDisputeResolved,
    ReportPillarDispute,
    ResolvePillarDispute,
    StartDisputeMediation,
)
from libs.events.decider import Claim, Decided, Decision, Refused
from libs.events.wording import Sentence
from services.villages.local_time import local_day, local_time
from services.villages.reporting import Reporting
from services.villages.tenure import Tenures, holder_on, holders_since
from services.villages.village import Village

DisputeCommand: TypeAlias = ReportPillarDispute | StartDisputeMediation | ResolvePillarDispute | EscalatePillarDispute
DisputeEvent: TypeAlias = PillarDisputeReported | PillarDisputeMediationStarted | PillarDisputeResolved | PillarDisputeEscalated

SEAT_VACANT: Final = "SEAT_VACANT"
"""Flags a report about a seat that nobody holds as far as is known here: the holder may still be on his way."""


class Dispute(Struct, frozen=True, kw_only=True):
    dispute_id: UUID
    between: tuple[Pillar, ...]
    subject: DisputeSubject
    reported_by: Pillar | None
    reported_at: datetime
    escalates_at: datetime
    mediator_id: UUID | None = None
    mediated_since: datetime | None = None
    """When mediation was last taken up."""
    escalated: bool = False
    outcome: DisputeOutcome | None = None
    resolved_at: datetime | None = None

    def open_at(self, moment: datetime) -> bool:
        return self.reported_at <= moment and (self.resolved_at is None or moment < self.resolved_at)


Disputes = tuple[Dispute, ...]


class Circumstances(Struct, frozen=True, kw_only=True):
    """What a decision on a dispute looks at besides disputes."""

    reporting: Reporting
    tenures: Tenures
    village: Village
    """Seats are held by the day, and the day is that of the place."""
    may_stay_open: timedelta

    def concerned(self, begun: datetime, ended: datetime | None = None) -> frozenset[UUID]:
        """Everybody who held any of the seats from the one moment to the other, or since; whoever left that very day as well."""
        last = None if ended is None else local_day(ended, self.village)
        those = tuple(one for one in self.tenures if last is None or one.since <= last)
        return holders_since(those, local_day(begun, self.village))


def decide(disputes: Disputes, command: DisputeCommand, around: Circumstances) -> Decision:
    found = next((dispute for dispute in disputes if dispute.dispute_id == command.dispute_id), None)
    if isinstance(command, ReportPillarDispute):
        return _report(disputes, found, command, around)
    if found is None:
        return Refused("DISPUTE_UNKNOWN", "There is no such dispute in this village.", "dispute_id", early=True)
    match command:
        case StartDisputeMediation():
            return _mediate(found, command, around)
        case ResolvePillarDispute():
            return _resolve(found, command, around)
        case EscalatePillarDispute():
            return _escalate(found, command, around)
        case _:
            assert_never(command)


def in_order(pillars: Sequence[Pillar]) -> tuple[Pillar, ...]:
    """Each once, in the order of the seats."""
    return tuple(pillar for pillar in Pillar if pillar in pillars)


def _report(disputes: Disputes, found: Dispute | None, command: ReportPillarDispute, around: Circumstances) -> Decision:
    between = in_order(command.between)
    if len(between) < len(command.between):
        return Refused("SAME_PILLAR", "A dispute is between two different pillars.", "between")
    taken = Refused("DISPUTE_ID_TAKEN", "This id belongs to another dispute.", "dispute_id")
    if found is not None:
        same = (found.between, found.subject, found.reported_at) == (between, command.subject, command.reported_at)
        return [] if same else taken
    if refused := around.reporting.refuse_future(command.reported_at, "reported_at"):
        return refused
    if other := next((one for one in disputes if one.between == between and one.resolved_at is None), None):
        at = local_time(other.reported_at, around.village)
        open_since = Sentence("These two have a dispute open since {moment}.", moment=at)
        return Refused("DISPUTE_OPEN", open_since, "between")
    reported = PillarDisputeReported(
        dispute_id=command.dispute_id,
        between=between,
        subject=command.subject,
        account=command.account,
        reported_by=command.reported_by,
        reported_at=command.reported_at,
        escalates_at=command.reported_at + around.may_stay_open,
    )
    day = local_day(command.reported_at, around.village)
    held = all(holder_on(around.tenures, pillar, day) for pillar in between)
    claim = Claim("pillar-dispute", str(command.dispute_id), taken=taken)
    return Decided(events=(reported,), claims=(claim,), flags=() if held else (SEAT_VACANT,))


def _mediate(dispute: Dispute, command: StartDisputeMediation, around: Circumstances) -> Decision:
    if dispute.resolved_at is not None:
        return Refused("DISPUTE_RESOLVED", "The dispute has been resolved.", "dispute_id")
    if command.mediator_id in around.concerned(dispute.reported_at):
        return Refused("MEDIATOR_IS_PILLAR", "None of the three pillars mediates: choose a fourth person.", "mediator_id")
    if dispute.mediator_id == command.mediator_id:
        return []
    if refused := around.reporting.refuse_future(command.started_at, "started_at"):
        return refused
    if command.started_at < dispute.reported_at:
        return _before_report(dispute, "started_at", around)
    started = PillarDisputeMediationStarted(
        dispute_id=command.dispute_id,
        mediator_id=command.mediator_id,
        office=command.office,
        mediator_name=command.mediator_name,
        started_at=command.started_at,
    )
    return [started]


def _resolve(dispute: Dispute, command: ResolvePillarDispute, around: Circumstances) -> Decision:
    if dispute.resolved_at is not None:
        resolved_already = Refused("DISPUTE_RESOLVED", "The dispute has been resolved.", "dispute_id")
        return [] if dispute.outcome is command.outcome else resolved_already
    if dispute.mediated_since is None:
        return Refused("NOT_MEDIATED", "A dispute is resolved by mediation: note first who mediates.", "dispute_id", early=True)
    if command.resolved_at < dispute.mediated_since:
        return Refused(
            "ENDS_BEFORE_START",
            Sentence(
                "Mediation began at {moment}: it cannot be over before that.",
                moment=local_time(dispute.mediated_since, around.village),
            ),
            "resolved_at",
        )
    if refused := around.reporting.refuse_future(command.resolved_at, "resolved_at"):
        return refused
    if dispute.mediator_id in around.concerned(dispute.reported_at, command.resolved_at):
        return Refused(
            "MEDIATOR_IS_PILLAR", "The mediator is one of the three pillars by now: let another mediate.", "dispute_id"
        )
    resolved = PillarDisputeResolved(
        dispute_id=command.dispute_id, outcome=command.outcome, agreement=command.agreement, resolved_at=command.resolved_at
    )
    return [resolved]


def _escalate(dispute: Dispute, command: EscalatePillarDispute, around: Circumstances) -> Decision:
    if dispute.resolved_at is not None or dispute.escalated:
        return []
    if command.at < dispute.escalates_at:
        return Refused(
            "NOT_OVERDUE",
            Sentence("The dispute may stay open until {moment}.", moment=local_time(dispute.escalates_at, around.village)),
            "at",
        )
    escalated = PillarDisputeEscalated(
        dispute_id=dispute.dispute_id,
        between=dispute.between,
        subject=dispute.subject,
        reported_at=dispute.reported_at,
        escalated_at=command.at,
    )
    return [escalated]


def _before_report(dispute: Dispute, field: str, around: Circumstances) -> Refused:
    at = local_time(dispute.reported_at, around.village)
    said = Sentence("The dispute was reported at {moment}: mediation cannot begin before that.", moment=at)
    return Refused("ENDS_BEFORE_START", said, field)


def evolve(disputes: Disputes, event: DisputeEvent) -> Disputes:
    match event:
        case PillarDisputeReported():
            reported = Dispute(
                dispute_id=event.dispute_id,
                between=event.between,
                subject=event.subject,
                reported_by=event.reported_by,
                reported_at=event.reported_at,
                escalates_at=event.escalates_at,
            )
            return (*disputes, reported)
        case PillarDisputeMediationStarted():
            return _changed(disputes, event, mediator_id=event.mediator_id, mediated_since=event.started_at)
        case PillarDisputeResolved():
            return _changed(disputes, event, outcome=event.outcome, resolved_at=event.resolved_at)
        case PillarDisputeEscalated():
            return _changed(disputes, event, escalated=True)
        case _:
            assert_never(event)


def _changed(disputes: Disputes, event: DisputeEvent, **values: object) -> Disputes:
    return tuple(replace(dispute, **values) if dispute.dispute_id == event.dispute_id else dispute for dispute in disputes)


INDONESIAN: Final = {
    "A dispute is between two different pillars.": "Sengketa terjadi antara dua pilar yang berbeda.",
    "A dispute is resolved by mediation: note first who mediates.": (
        "Sengketa diselesaikan melalui mediasi: catat terlebih dahulu siapa mediatornya."
    ),
    "None of the three pillars mediates: choose a fourth person.": (
        "Mediator tidak boleh salah satu dari ketiga pilar: pilih orang keempat."
    ),
    "Mediation began at {moment}: it cannot be over before that.": (
        "Mediasi dimulai pada {moment}: tidak mungkin selesai sebelum itu."
    ),
    "The dispute has been resolved.": "Sengketa sudah diselesaikan.",
    "The dispute may stay open until {moment}.": "Sengketa dapat tetap terbuka sampai {moment}.",
    "The dispute was reported at {moment}: mediation cannot begin before that.": (
        "Sengketa dilaporkan pada {moment}: mediasi tidak mungkin dimulai sebelum itu."
    ),
    "The mediator is one of the three pillars by now: let another mediate.": (
        "Mediator kini salah satu dari ketiga pilar: biarlah orang lain yang menengahi."
    ),
    "There is no such dispute in this village.": "Sengketa itu tidak ada di desa ini.",
    "These two have a dispute open since {moment}.": "Keduanya masih bersengketa sejak {moment}.",
    "This id belongs to another dispute.": "Id ini milik sengketa lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
