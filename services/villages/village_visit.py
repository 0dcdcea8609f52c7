"""How a visit to a village (*sambang desa*) is reported: each report stands by itself, so they may come in any order and twice.

What another service knows, that the officer is assigned there, refuses nothing: it is flagged for a person to look at. What this
service knows itself, of its own contact persons, refuses what contradicts it. Decision 0072 says why.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.village_visit import (
    CompleteVisit,
    PlanVisit,
    RecordVisitAbsence,
    RecordVisitFinding,
    RecordVisitRefusal,
    StartVisit,
    VisitCompleted,
    VisitFindingRecorded,
    VisitFlag,
    VisitFoundNobody,
    VisitOutcome,
    VisitPlanned,
    VisitRefused,
    VisitStarted,
    digest_of,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused
from libs.events.wording import Sentence
from services.villages import identity_numbers, reporting
from services.villages.contact_person import ContactPerson
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import local_day, local_time
from services.villages.reporting import Reporting
from services.villages.village import Village

EndVisit: TypeAlias = CompleteVisit | RecordVisitRefusal | RecordVisitAbsence
VisitCommand: TypeAlias = PlanVisit | StartVisit | RecordVisitFinding | EndVisit
VisitEnded: TypeAlias = VisitCompleted | VisitRefused | VisitFoundNobody
VisitEvent: TypeAlias = VisitPlanned | VisitStarted | VisitFindingRecorded | VisitEnded


class Assigned(Struct, frozen=True, kw_only=True):
    """An assignment of the officer, whatever his duty and whether he holds the post or stands in."""

    village_id: UUID
    starts_on: date
    ends_on: date | None = None


class VisitFacts(Struct, frozen=True, kw_only=True):
    """The clock, the village, and what is known by now of the officer's assignments and of the contact persons met."""

    reporting: Reporting
    village: Village | None = None
    assignments: tuple[Assigned, ...] = ()
    contacts: Mapping[UUID, ContactPerson] = {}


class VillageVisit(Struct, frozen=True, kw_only=True):
    village_id: UUID | None = None
    officer_id: UUID | None = None
    planned: VisitPlanned | None = None
    started: VisitStarted | None = None
    findings: tuple[UUID, ...] = ()
    outcome: VisitOutcome | None = None
    ended_at: datetime | None = None
    contact_ids: tuple[UUID, ...] = ()


def decide(state: VillageVisit, command: VisitCommand, facts: VisitFacts) -> Decision:
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if refused := _refuse_other(state, command):
        return refused
    match command:
        case PlanVisit():
            return _plan(state, command)
        case StartVisit():
            return _start(state, command, facts, facts.village)
        case RecordVisitFinding():
            return _find(state, command, facts)
        case CompleteVisit() | RecordVisitRefusal() | RecordVisitAbsence():
            return _end(state, command, facts, facts.village)
        case _:
            assert_never(command)


def _refuse_other(state: VillageVisit, command: VisitCommand) -> Refused | None:
    """All reports of a visit are of one village and one officer."""
    if state.village_id not in (None, command.village_id):
        return Refused("VISIT_ELSEWHERE", "This visit is to another village.", "village_id")
    if state.officer_id not in (None, command.officer_id):
        return Refused("VISIT_BY_ANOTHER", "This visit is another officer's.", "officer_id")
    return None


def _plan(state: VillageVisit, command: PlanVisit) -> Decision:
    planned = VisitPlanned(
        village_id=command.village_id, officer_id=command.officer_id, kind=command.kind, planned_on=command.planned_on
    )
    if state.planned is not None:
        day = Sentence("The visit is planned for {day} already.", day=state.planned.planned_on)
        return [] if state.planned == planned else Refused("ALREADY_PLANNED", day, "planned_on")
    return [planned]


def _start(state: VillageVisit, command: StartVisit, facts: VisitFacts, village: Village) -> Decision:
    started = VisitStarted(
        village_id=command.village_id,
        officer_id=command.officer_id,
        kind=command.kind,
        started_at=command.started_at,
        code_digest=digest_of(command.verification_code),
        geo=command.geo,
        pattern_code=command.pattern_code,
    )
    if (begun := state.started) is not None:
        same = (begun.started_at, begun.code_digest) == (started.started_at, started.code_digest)
        since = Sentence("The visit has started already, at {moment}.", moment=local_time(begun.started_at, village))
        return [] if same else Refused("ALREADY_STARTED", since, "started_at")
    if refused := facts.reporting.refuse(command.started_at, "started_at"):
        return refused
    if state.ended_at is not None and state.ended_at < command.started_at:
        ended = Sentence("The visit ended at {moment}: it cannot start after that.", moment=local_time(state.ended_at, village))
        return Refused("ENDS_BEFORE_START", ended, "started_at")
    taken = Refused("CODE_TAKEN", "Another visit has this verification code: draw a new one.", "verification_code")
    claim = Claim("verification-code", started.code_digest, taken=taken)
    return Decided(events=(started,), claims=(claim,), flags=_flags(command.started_at, facts, command.village_id, village))


def _find(state: VillageVisit, command: RecordVisitFinding, facts: VisitFacts) -> Decision:
    if command.finding_id in state.findings:
        return []
    if command.household_ref is None and command.finding is None:
        return Refused("FINDING_EMPTY", "Name a household, or say what was found.", "finding")
    if refused := refuse_identity_numbers(household_ref=command.household_ref, finding=command.finding):
        return refused
    if (at := facts.reporting.occurred_at) is not None and (refused := facts.reporting.refuse(at, "occurredAt")):
        return refused
    found = VisitFindingRecorded(
        village_id=command.village_id,
        officer_id=command.officer_id,
        finding_id=command.finding_id,
        household_ref=command.household_ref,
        people=command.people,
        needs=command.needs,
        finding=command.finding,
    )
    return [found]


def _end(state: VillageVisit, command: EndVisit, facts: VisitFacts, village: Village) -> Decision:
    ended = _ending(command)
    outcome, contacts = _outcome(ended)
    if state.outcome is not None:
        same = (state.outcome, state.ended_at, state.contact_ids) == (outcome, ended.ended_at, contacts)
        return [] if same else _ended_already(state.outcome)
    if refused := facts.reporting.refuse(command.ended_at, "ended_at"):
        return refused
    if state.started is not None and command.ended_at < state.started.started_at:
        at = local_time(state.started.started_at, village)
        began = Sentence("The visit started at {moment}: it cannot end before that.", moment=at)
        return Refused("ENDS_BEFORE_START", began, "ended_at")
    flags = _flags(command.ended_at, facts, command.village_id, village)
    if isinstance(command, CompleteVisit):
        if refused := refuse_identity_numbers(notes=command.notes) or _refuse_contacts(command, facts):
            return refused
        flags += _doubted(command, facts, village)
    return Decided(events=(ended,), flags=flags)


def _ended_already(outcome: VisitOutcome) -> Refused:
    match outcome:
        case VisitOutcome.COMPLETED:
            return Refused("ALREADY_ENDED", "The visit has ended already: it was completed.", "visit_id")
        case VisitOutcome.REFUSED:
            return Refused("ALREADY_ENDED", "The visit has ended already: it was refused.", "visit_id")
        case VisitOutcome.ABSENT:
            return Refused("ALREADY_ENDED", "The visit has ended already: nobody was at home.", "visit_id")
        case _:
            assert_never(outcome)


def _ending(command: EndVisit) -> VisitEnded:
    match command:
        case CompleteVisit():
            return VisitCompleted(
                village_id=command.village_id,
                officer_id=command.officer_id,
                ended_at=command.ended_at,
                contact_ids=tuple(dict.fromkeys(command.contact_ids)),
                notes=command.notes,
            )
        case RecordVisitRefusal():
            return VisitRefused(village_id=command.village_id, officer_id=command.officer_id, ended_at=command.ended_at)
        case RecordVisitAbsence():
            return VisitFoundNobody(village_id=command.village_id, officer_id=command.officer_id, ended_at=command.ended_at)
        case _:
            assert_never(command)


def _outcome(ended: VisitEnded) -> tuple[VisitOutcome, tuple[UUID, ...]]:
    match ended:
        case VisitCompleted():
            return VisitOutcome.COMPLETED, ended.contact_ids
        case VisitRefused():
            return VisitOutcome.REFUSED, ()
        case VisitFoundNobody():
            return VisitOutcome.ABSENT, ()
        case _:
            assert_never(ended)


def _refuse_contacts(command: CompleteVisit, facts: VisitFacts) -> Refused | None:
    """What is known of a contact person may contradict the report; one not heard of yet may come from the same phone."""
    if not command.contact_ids:
        message = "A completed visit has met a contact person of the village: name one, or note a refusal or an absence."
        return Refused("CONTACT_REQUIRED", message, "contact_ids")
    for contact in (facts.contacts[id_] for id_ in command.contact_ids if id_ in facts.contacts):
        if contact.village_id != command.village_id:
            return Refused("CONTACT_ELSEWHERE", "This contact person is not of the village visited.", "contact_ids")
        if contact.withdrawn_at is not None and contact.withdrawn_at <= command.ended_at:
            return Refused("CONSENT_WITHDRAWN", "This contact person's consent was withdrawn before the visit.", "contact_ids")
        if contact.consent.at > command.ended_at:
            return Refused("CONSENT_LATER", "This contact person had not agreed yet when the visit ended.", "contact_ids")
    return None


def _flags(at: datetime, facts: VisitFacts, village_id: UUID, village: Village) -> tuple[str, ...]:
    """What the clock and the assignments known by now leave in doubt."""
    flags = [VisitFlag.CLOCK_AHEAD] if facts.reporting.ahead(at) else []
    day = local_day(at, village)
    here = [one for one in facts.assignments if one.village_id == village_id]
    if not any(one.starts_on <= day and (one.ends_on is None or day < one.ends_on) for one in here):
        missing = VisitFlag.ASSIGNED_ELSEWHERE if facts.assignments else VisitFlag.ASSIGNMENT_UNKNOWN
        flags.append(VisitFlag.ASSIGNMENT_OVER if here else missing)
    return tuple(flag.value for flag in flags)


def _doubted(command: CompleteVisit, facts: VisitFacts, village: Village) -> tuple[str, ...]:
    """Contact persons not heard of yet, or not confirmed for long."""
    known = [facts.contacts[id_] for id_ in command.contact_ids if id_ in facts.contacts]
    unknown = [VisitFlag.CONTACT_UNKNOWN.value] if len(known) < len(command.contact_ids) else []
    day = local_day(command.ended_at, village)
    return (*unknown, *([VisitFlag.CONTACT_STALE.value] if any(day >= contact.confirm_by for contact in known) else []))


def evolve(state: VillageVisit, event: VisitEvent) -> VillageVisit:
    state = replace(state, village_id=event.village_id, officer_id=event.officer_id)
    match event:
        case VisitPlanned():
            return replace(state, planned=event)
        case VisitStarted():
            return replace(state, started=event)
        case VisitFindingRecorded():
            return replace(state, findings=(*state.findings, event.finding_id))
        case VisitCompleted() | VisitRefused() | VisitFoundNobody():
            outcome, contacts = _outcome(event)
            return replace(state, outcome=outcome, ended_at=event.ended_at, contact_ids=contacts)
        case _:
            assert_never(event)


def place(state: VillageVisit, command: VisitCommand, _facts: VisitFacts) -> Place:
    """A visit belongs to the officer and the village of its first report, whatever a later one says."""
    return Place(village=state.village_id or command.village_id, person=state.officer_id or command.officer_id)


INDONESIAN: Final = {
    "A completed visit has met a contact person of the village: name one, or note a refusal or an absence.": (
        "Sambang yang terlaksana harus bertemu kontak (tokoh desa) dari desa itu: sebutkan salah satunya, atau catat bahwa "
        "sambang ditolak atau tidak ada orang."
    ),
    "Another visit has this verification code: draw a new one.": (
        "Kode verifikasi ini sudah dipakai untuk sambang lain: buat kode baru."
    ),
    "Name a household, or say what was found.": "Sebutkan rumah tangganya, atau apa yang ditemukan.",
    "The visit ended at {moment}: it cannot start after that.": (
        "Sambang berakhir pada {moment}: tidak mungkin dimulai sesudah itu."
    ),
    "The visit has ended already: it was completed.": "Sambang sudah berakhir: terlaksana.",
    "The visit has ended already: it was refused.": "Sambang sudah berakhir: ditolak.",
    "The visit has ended already: nobody was at home.": "Sambang sudah berakhir: tidak ada orang.",
    "The visit has started already, at {moment}.": "Sambang sudah dimulai pada {moment}.",
    "The visit is planned for {day} already.": "Sambang sudah direncanakan pada {day}.",
    "The visit started at {moment}: it cannot end before that.": (
        "Sambang dimulai pada {moment}: tidak mungkin berakhir sebelum itu."
    ),
    "There is no such village.": "Desa itu tidak ada.",
    "This contact person had not agreed yet when the visit ended.": "Kontak ini belum setuju ketika sambang berakhir.",
    "This contact person is not of the village visited.": "Kontak ini bukan dari desa yang disambangi.",
    "This contact person's consent was withdrawn before the visit.": "Persetujuan kontak ini ditarik sebelum sambang.",
    "This visit is another officer's.": "Sambang ini milik anggota lain.",
    "This visit is to another village.": "Sambang ini ke desa lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

VILLAGE_VISIT: Final[Decider[VillageVisit, VisitCommand, VisitEvent, VisitFacts]] = Decider(
    VillageVisit(), decide, evolve, place, indonesian={**INDONESIAN, **identity_numbers.INDONESIAN, **reporting.INDONESIAN}
)
