"""How an early warning (*deteksi dini*) is raised, answered, passed on, weighed and closed."""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import (
    AcknowledgeWarning,
    CloseWarning,
    ConfirmWarningReceipt,
    CorroborateWarning,
    DeliveryChannel,
    DirectResponse,
    EarlyWarningRaised,
    EscalateWarning,
    LeadershipDirectiveIssued,
    Post,
    RaiseEarlyWarning,
    RecordWarningDelivery,
    Severity,
    SourceReliability,
    WarningAcknowledged,
    WarningClosed,
    WarningCorroborated,
    WarningDelivered,
    WarningDiscounted,
    WarningEscalated,
    WarningKind,
    WarningOutcome,
)
from libs.events.contracts.villages.election_period import ElectionInForce
from libs.events.decider import Decided, Decider, Decision, Place, Refused, begun
from libs.events.message import Role
from services.villages import leadership_directive
from services.villages.chain_of_command import rank, route
from services.villages.leadership_directive import Addressee, Directed
from services.villages.village import Village

WarningCommand: TypeAlias = (
    RaiseEarlyWarning
    | AcknowledgeWarning
    | ConfirmWarningReceipt
    | RecordWarningDelivery
    | EscalateWarning
    | CorroborateWarning
    | DirectResponse
    | CloseWarning
)
WarningEvent: TypeAlias = (
    EarlyWarningRaised
    | WarningDelivered
    | WarningAcknowledged
    | WarningEscalated
    | WarningCorroborated
    | WarningDiscounted
    | LeadershipDirectiveIssued
    | WarningClosed
)

UNROUTED: Final = 60
"""Seconds after which the chain of command is looked for again where none was known."""


class Giver(Struct, frozen=True, kw_only=True):
    """Who gives the command."""

    role: Role
    person_id: UUID | None = None
    unit_id: UUID | None = None
    level: UnitLevel | None = None
    """Of his unit."""


class WarningFacts(Struct, frozen=True, kw_only=True):
    """What a decision about a warning is shown besides."""

    giver: Giver
    village: Village | None = None
    chain: tuple[Post, ...] = ()
    """Who commands the village's ground today, from below."""
    assigned: bool = True
    """Whether the officer who raises it is known to be assigned to the village."""
    clock: int = 0
    """Seconds within which a warning of this severity is to be acknowledged."""
    election: ElectionInForce | None = None
    """The election under way in the village, by which that time is shortened."""
    addressee: Addressee | None = None
    """Of a directive; null: the service has not heard of the officer."""


class EarlyWarning(Struct, frozen=True, kw_only=True):
    village_id: UUID
    village_code: str
    kind: WarningKind
    severity: Severity
    raiser_id: UUID | None
    reliability: SourceReliability
    credibility: int
    level_reached: UnitLevel | None
    lowest: UnitLevel | None
    """The lowest level that was told."""
    addressed: tuple[UUID, ...]
    delivered: tuple[UUID, ...] = ()
    acknowledged: bool = False
    discounted: bool = False
    directives: tuple[Directed, ...] = ()
    outcome: WarningOutcome | None = None


def decide(state: EarlyWarning | None, command: WarningCommand, facts: WarningFacts) -> Decision:
    if isinstance(command, RaiseEarlyWarning):
        return _raise(state, command, facts)
    if state is None:
        return Refused("WARNING_UNKNOWN", "There is no such warning.", "warning_id", early=True)
    match command:
        case ConfirmWarningReceipt():
            return _deliver(state, facts.giver.unit_id, DeliveryChannel.CLIENT)
        case RecordWarningDelivery():
            return _deliver(state, command.unit_id, DeliveryChannel.NOTIFIER)
        case CloseWarning():
            return _close(state, command)
        case EscalateWarning() if facts.giver.role is Role.SERVICE:
            return _escalate_in_time(state, command, facts)
    if state.outcome is not None:
        return Refused("WARNING_CLOSED", "This warning has been closed.", "warning_id")
    match command:
        case AcknowledgeWarning():
            return _acknowledge(state, facts.giver)
        case EscalateWarning():
            return _escalate_by_hand(state, command, facts)
        case CorroborateWarning():
            return _corroborate(state, command, facts.giver)
        case DirectResponse():
            return _direct(state, command, facts)
        case _:
            assert_never(command)


def _raise(state: EarlyWarning | None, command: RaiseEarlyWarning, facts: WarningFacts) -> Decision:
    if state is not None:
        told = (command.village_id, command.kind, command.severity, command.raised_for or facts.giver.person_id)
        same = (state.village_id, state.kind, state.severity, state.raiser_id) == told
        return [] if same else Refused("ALREADY_RAISED", "This id belongs to another warning.", "warning_id")
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if command.raised_for is not None and facts.giver.role is not Role.SERVICE:
        return Refused("RAISES_FOR_HIMSELF", "Whoever raises a warning does so for himself.", "raised_for")
    raiser = command.raised_for or facts.giver.person_id
    posts = route(facts.chain, command.severity, None, raiser)
    raised = EarlyWarningRaised(
        village_id=command.village_id,
        village_code=facts.village.code,
        kind=command.kind,
        severity=command.severity,
        reliability=command.reliability,
        credibility=command.credibility,
        narrative=command.narrative,
        raiser_id=raiser,
        chain=facts.chain,
        addressed=tuple(post.unit_id for post in posts),
        level_reached=posts[-1].level if posts else None,
        acknowledge_within=facts.clock if posts else min(facts.clock, UNROUTED),
        election=facts.election,
    )
    flags = {"CHAIN_UNKNOWN": not posts, "ASSIGNMENT_UNKNOWN": not facts.assigned}
    return Decided(events=(raised,), flags=tuple(flag for flag, raise_it in flags.items() if raise_it))


def _deliver(state: EarlyWarning, unit: UUID | None, channel: DeliveryChannel) -> Decision:
    if unit is None or unit not in state.addressed:
        return Refused("NOT_ADDRESSED", "This warning was not sent to that unit.", "warning_id")
    return [] if unit in state.delivered else [WarningDelivered(unit_id=unit, channel=channel)]


def _acknowledge(state: EarlyWarning, giver: Giver) -> Decision:
    if state.acknowledged:
        return []
    if giver.person_id is not None and giver.person_id == state.raiser_id:
        return Refused("RAISED_BY_SELF", "Whoever raised a warning cannot acknowledge it.", "warning_id")
    return _refuse_level(state, giver) or [WarningAcknowledged(unit_id=giver.unit_id, person_id=giver.person_id)]


def _refuse_level(state: EarlyWarning, giver: Giver) -> Refused | None:
    """A warning is answered by those whom it was told to, and by those above them."""
    if giver.role is Role.COMMANDER and not rank(giver.level) >= rank(state.lowest) > 0:
        return Refused("LEVEL_NOT_REACHED", "This warning has not reached this level of command.", "warning_id")
    return None


def _escalate_in_time(state: EarlyWarning, command: EscalateWarning, facts: WarningFacts) -> Decision:
    if state.acknowledged or state.discounted or state.outcome is not None or command.reached is not state.level_reached:
        return []
    if state.level_reached is None and not facts.chain:
        return Refused("CHAIN_UNKNOWN", "No unit is known to answer for this village.", "warning_id")
    return _escalate(state, command, facts, by_hand=False)


def _escalate_by_hand(state: EarlyWarning, command: EscalateWarning, facts: WarningFacts) -> Decision:
    if command.reason is None:
        return Refused("REASON_REQUIRED", "Passing a warning on by hand needs a reason.", "reason")
    if command.reached is not None and command.reached is not state.level_reached:
        return []
    return _escalate(state, command, facts, by_hand=True) or Refused(
        "AT_THE_TOP", "This warning has reached the top of the chain of command.", "warning_id"
    )


def _escalate(state: EarlyWarning, command: EscalateWarning, facts: WarningFacts, *, by_hand: bool) -> list[WarningEscalated]:
    posts = route(facts.chain, state.severity, state.level_reached, state.raiser_id)
    if not posts:
        return []
    escalated = WarningEscalated(
        village_id=state.village_id,
        village_code=state.village_code,
        kind=state.kind,
        severity=state.severity,
        posts=posts,
        level_reached=posts[-1].level,
        by_hand=by_hand,
        reason=command.reason,
        acknowledge_within=facts.clock,
        election=facts.election,
    )
    return [escalated]


def _corroborate(state: EarlyWarning, command: CorroborateWarning, giver: Giver) -> Decision:
    if command.proved_wrong:
        return _discount(state, command, giver)
    if state.discounted:
        # Its clock has stopped: what is found after all would lie there unseen.
        return Refused("WARNING_DISCOUNTED", "This warning was found to be wrong: raise a new one.", "warning_id")
    unchanged = (state.reliability, state.credibility) == (command.reliability, command.credibility)
    if unchanged and command.finding is None:
        return []
    return [WarningCorroborated(reliability=command.reliability, credibility=command.credibility, finding=command.finding)]


def _discount(state: EarlyWarning, command: CorroborateWarning, giver: Giver) -> Decision:
    """It stops the clock as an acknowledgement does, and is for the same people."""
    if giver.role is Role.OFFICER:
        return Refused("DISCOUNTED_BY_COMMAND", "Only a commander discounts a warning.", "proved_wrong")
    if state.discounted:
        return []
    if giver.person_id is not None and giver.person_id == state.raiser_id:
        return Refused("RAISED_BY_SELF", "Whoever raised a warning cannot discount it.", "proved_wrong")
    discounted = WarningDiscounted(reliability=command.reliability, credibility=command.credibility, finding=command.finding)
    return _refuse_level(state, giver) or [discounted]


def _direct(state: EarlyWarning, command: DirectResponse, facts: WarningFacts) -> Decision:
    if not state.acknowledged:
        return Refused(
            "NOT_ACKNOWLEDGED", "A warning is acknowledged before anything else is done about it.", "warning_id", early=True
        )
    if issued := next((one for one in state.directives if one.directive_id == command.directive_id), None):
        again = issued == Directed.of(command)
        return [] if again else Refused("ALREADY_ISSUED", "This id belongs to another directive.", "directive_id")
    issuing = LeadershipDirectiveIssued(
        directive_id=command.directive_id,
        instruction=command.instruction,
        officer_id=command.officer_id,
        due_on=command.due_on,
        unit_id=facts.giver.unit_id,
    )
    return leadership_directive.direct(issuing, facts.addressee)


def _close(state: EarlyWarning, command: CloseWarning) -> Decision:
    if state.outcome is not None:
        return [] if state.outcome is command.outcome else _closed_otherwise(state.outcome)
    if not (state.acknowledged or state.discounted):
        return Refused(
            "NOT_ACKNOWLEDGED", "A warning is acknowledged before anything else is done about it.", "warning_id", early=True
        )
    return [WarningClosed(outcome=command.outcome, closing_note=command.closing_note)]


def _closed_otherwise(outcome: WarningOutcome) -> Refused:
    match outcome:
        case WarningOutcome.PREVENTED:
            return Refused("OTHER_OUTCOME", "It was closed already: the matter was prevented.", "outcome")
        case WarningOutcome.CONTAINED:
            return Refused("OTHER_OUTCOME", "It was closed already: the matter was dealt with.", "outcome")
        case WarningOutcome.HANDED_OVER:
            return Refused("OTHER_OUTCOME", "It was closed already: the matter was handed over.", "outcome")
        case WarningOutcome.UNFOUNDED:
            return Refused("OTHER_OUTCOME", "It was closed already: there was nothing behind it.", "outcome")
        case _:
            assert_never(outcome)


def evolve(state: EarlyWarning | None, event: WarningEvent) -> EarlyWarning:
    if isinstance(event, EarlyWarningRaised):
        told = [post.level for post in event.chain if post.unit_id in event.addressed]
        return EarlyWarning(
            village_id=event.village_id,
            village_code=event.village_code,
            kind=event.kind,
            severity=event.severity,
            raiser_id=event.raiser_id,
            reliability=event.reliability,
            credibility=event.credibility,
            level_reached=event.level_reached,
            lowest=min(told, key=rank, default=None),
            addressed=event.addressed,
        )
    warning = begun(state)
    match event:
        case WarningDelivered():
            return replace(warning, delivered=(*warning.delivered, event.unit_id))
        case WarningAcknowledged():
            return replace(warning, acknowledged=True)
        case WarningEscalated():
            return replace(
                warning,
                level_reached=event.level_reached,
                lowest=warning.lowest or min((post.level for post in event.posts), key=rank),
                addressed=(*warning.addressed, *(post.unit_id for post in event.posts)),
            )
        case WarningCorroborated():
            return replace(warning, reliability=event.reliability, credibility=event.credibility)
        case WarningDiscounted():
            return replace(warning, reliability=event.reliability, credibility=event.credibility, discounted=True)
        case LeadershipDirectiveIssued():
            return replace(warning, directives=(*warning.directives, Directed.of(event)))
        case WarningClosed():
            return replace(warning, outcome=event.outcome)
        case _:
            assert_never(event)


def place(state: EarlyWarning | None, command: WarningCommand, _facts: WarningFacts) -> Place:
    if state is not None:
        return Place(village=state.village_id)
    return Place(village=command.village_id if isinstance(command, RaiseEarlyWarning) else None)


INDONESIAN: Final = leadership_directive.INDONESIAN | {
    "A warning is acknowledged before anything else is done about it.": (
        "Peringatan dini diakui terlebih dahulu sebelum ditindaklanjuti."
    ),
    "It was closed already: the matter was dealt with.": "Peringatan ini sudah ditutup: tertangani.",
    "It was closed already: the matter was handed over.": "Peringatan ini sudah ditutup: dilimpahkan.",
    "It was closed already: the matter was prevented.": "Peringatan ini sudah ditutup: tercegah.",
    "It was closed already: there was nothing behind it.": "Peringatan ini sudah ditutup: tidak terbukti.",
    "No unit is known to answer for this village.": "Belum diketahui satuan yang bertanggung jawab atas desa ini.",
    "Only a commander discounts a warning.": "Hanya pimpinan yang menyatakan peringatan tidak benar.",
    "Passing a warning on by hand needs a reason.": "Peringatan yang diteruskan secara manual memerlukan alasan.",
    "There is no such village.": "Desa itu tidak ada.",
    "There is no such warning.": "Peringatan dini itu tidak ada.",
    "This id belongs to another warning.": "Id ini milik peringatan dini lain.",
    "This warning has been closed.": "Peringatan dini ini sudah ditutup.",
    "This warning has not reached this level of command.": "Peringatan dini ini belum sampai pada jenjang komando ini.",
    "This warning has reached the top of the chain of command.": "Peringatan dini ini sudah sampai di puncak rantai komando.",
    "This warning was found to be wrong: raise a new one.": "Peringatan ini telah dinyatakan tidak benar: buat yang baru.",
    "This warning was not sent to that unit.": "Peringatan dini ini tidak dikirim kepada satuan itu.",
    "Whoever raises a warning does so for himself.": "Peringatan dini dibuat atas nama sendiri.",
    "Whoever raised a warning cannot discount it.": "Pelapor tidak dapat menyatakan peringatan dininya sendiri tidak benar.",
    "Whoever raised a warning cannot acknowledge it.": "Pelapor tidak dapat mengakui peringatan dininya sendiri.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

EARLY_WARNING: Final[Decider[EarlyWarning | None, WarningCommand, WarningEvent, WarningFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
