"""How an election period (*masa pemilihan*) is declared, goes from phase to phase, and is closed. Decision 0082."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.election_period import (
    AdvanceElectionPhase,
    CloseElectionPeriod,
    DeclareElectionPeriod,
    ElectionInForce,
    ElectionKind,
    ElectionPeriodClosed,
    ElectionPeriodDeclared,
    ElectionPhase,
    ElectionPhaseAdvanced,
    ElectionRegionFollowed,
    ElectionRegionLost,
    FollowElectionRegion,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decided, Decider, Decision, Place, Refused, begun
from libs.events.message import Role
from libs.events.wording import Sentence
from services.villages import election_region, reporting
from services.villages.chain_of_command import rank
from services.villages.early_warning import Giver
from services.villages.place import is_village
from services.villages.reporting import Reporting

ElectionCommand: TypeAlias = DeclareElectionPeriod | AdvanceElectionPhase | CloseElectionPeriod | FollowElectionRegion
ElectionEvent: TypeAlias = (
    ElectionPeriodDeclared | ElectionPhaseAdvanced | ElectionPeriodClosed | ElectionRegionFollowed | ElectionRegionLost
)

LOWEST: Final = UnitLevel.POLRES
_ORDER: Final = tuple(ElectionPhase)


class ElectionFacts(Struct, frozen=True, kw_only=True):
    """The clock, who gives the command, whether the place is registered, and the measures in force."""

    reporting: Reporting
    giver: Giver
    registered: bool = False
    village_kind: VillageKind | None = None
    """Of a single village."""
    held_by: UUID | None = None
    """The period that holds the code which this one is to follow to."""
    clock_percent: int = 50
    visit_within_days: int = 14
    days_max: int = 731
    """How long a period lasts at most, from its first phase to its end. Decision 0099."""


class ElectionPeriod(Struct, frozen=True, kw_only=True):
    declared: ElectionPeriodDeclared
    region_code: str
    """The code that its region, or village, has now; the last one where `lost`."""
    lost: bool = False
    """It is held nowhere any more."""
    phase: ElectionPhase | None = None
    """Null: none has begun."""
    last_at: datetime | None = None
    closed: ElectionPeriodClosed | None = None


def in_force(election: UUID, state: ElectionPeriod | None) -> ElectionInForce | None:
    """The election as it is under way; null before its first phase, once it is closed, and where it is held nowhere."""
    if state is None or state.phase is None or state.closed is not None or state.lost:
        return None
    return ElectionInForce(election_id=election, kind=state.declared.kind, phase=state.phase)


def decide(state: ElectionPeriod | None, command: ElectionCommand, facts: ElectionFacts) -> Decision:
    if isinstance(command, DeclareElectionPeriod):
        return _declare(state, command, facts)
    if state is None:
        return Refused("ELECTION_UNKNOWN", "There is no such election period.", "election_id", early=True)
    if isinstance(command, FollowElectionRegion):
        return _follow(state, command, facts)
    if facts.giver.role is Role.SERVICE:
        return _in_time(state, command)
    if refused := _refuse_level(facts.giver):
        return refused
    match command:
        case AdvanceElectionPhase():
            return _advance(state, command, facts)
        case CloseElectionPeriod():
            return _close(state, command, facts)
        case _:
            assert_never(command)


def _declare(state: ElectionPeriod | None, command: DeclareElectionPeriod, facts: ElectionFacts) -> Decision:
    if state is not None:
        was = state.declared
        told = (command.kind, command.region_code, command.phases, command.ends_at)
        same = (was.kind, was.region_code, was.phases, was.ends_at) == told
        return [] if same else Refused("ALREADY_DECLARED", "This id belongs to another election period.", "election_id")
    if refused := _refuse_level(facts.giver) or _refuse_place(command, facts) or _refuse_dates(command, facts):
        return refused
    declared = ElectionPeriodDeclared(
        kind=command.kind,
        region_code=command.region_code,
        phases=command.phases,
        ends_at=command.ends_at,
        clock_percent=facts.clock_percent,
        visit_within_days=facts.visit_within_days,
        unit_id=facts.giver.unit_id,
    )
    under_way = [one for one in command.phases if one.starts_at <= facts.reporting.now]
    # Of those that have begun before anybody told, the last is the one that it has come to.
    advanced = [ElectionPhaseAdvanced(phase=one.phase, advanced_at=one.starts_at, by_hand=False) for one in under_way[-1:]]
    return Decided(events=(declared, *advanced), claims=(election_region.claim(command.kind, command.region_code),))


def _refuse_level(giver: Giver) -> Refused | None:
    if giver.role is Role.COMMANDER and rank(giver.level) < rank(LOWEST):
        return Refused("LEVEL_TOO_LOW", "Election periods are for a Polres and the units above it to tell.", "election_id")
    return None


def _refuse_place(command: DeclareElectionPeriod, facts: ElectionFacts) -> Refused | None:
    if not facts.registered:
        return Refused("REGION_UNKNOWN", "There is no such region or village.", "region_code")
    if is_village(command.region_code) and command.kind is not ElectionKind.PILKADES:
        return Refused("ONLY_HEAD_ELECTED", "A single village elects its head only: give the region.", "region_code")
    if facts.village_kind is VillageKind.KELURAHAN:
        return Refused("HEAD_APPOINTED", "The head of a kelurahan is appointed, not elected.", "region_code")
    return None


def _refuse_dates(command: DeclareElectionPeriod, facts: ElectionFacts) -> Refused | None:
    for one, following in pairwise(command.phases):
        if _later(following.phase, one.phase) and one.starts_at < following.starts_at:
            continue
        return Refused("PHASES_OUT_OF_ORDER", "Each phase follows another, and begins after it.", "phases")
    if command.ends_at <= command.phases[-1].starts_at:
        return Refused("ENDS_BEFORE_START", "The period ends after its last phase has begun.", "ends_at")
    if command.ends_at <= facts.reporting.now:
        return Refused("PERIOD_OVER", "This period is over already.", "ends_at")
    if command.ends_at - command.phases[0].starts_at > timedelta(days=facts.days_max):
        longest = Sentence("A period lasts {days} days at most from its first phase on: look at the year.", days=facts.days_max)
        return Refused("PERIOD_TOO_LONG", longest, "ends_at")
    return None


def _later(phase: ElectionPhase, than: ElectionPhase | None) -> bool:
    return than is None or _ORDER.index(phase) > _ORDER.index(than)


def _in_time(state: ElectionPeriod, command: AdvanceElectionPhase | CloseElectionPeriod) -> Decision:
    """What was to happen at its moment, unless somebody was earlier."""
    if state.closed is not None:
        return []
    match command:
        case AdvanceElectionPhase():
            if not _later(command.phase, state.phase):
                return []
            return [ElectionPhaseAdvanced(phase=command.phase, advanced_at=command.advanced_at, by_hand=False)]
        case CloseElectionPeriod():
            return _closed(state, command, by_hand=False)
        case _:
            assert_never(command)


def _follow(state: ElectionPeriod, command: FollowElectionRegion, facts: ElectionFacts) -> Decision:
    """An election that is over stays as it was: where its region lies now is looked up by the codes that this had."""
    if state.closed is not None or state.lost:
        return []
    return election_region.follow(state.declared.kind, state.region_code, command, facts.held_by)


def _advance(state: ElectionPeriod, command: AdvanceElectionPhase, facts: ElectionFacts) -> Decision:
    if state.closed is not None:
        return _over()
    if command.phase is state.phase:
        return []
    if command.phase not in {one.phase for one in state.declared.phases}:
        return Refused("PHASE_NOT_DECLARED", "This election has no such phase.", "phase")
    if not _later(command.phase, state.phase):
        return Refused("PHASE_BACKWARDS", "A phase does not come back.", "phase")
    if refused := _refuse_time(state, command.advanced_at, "advanced_at", facts):
        return refused
    return [ElectionPhaseAdvanced(phase=command.phase, advanced_at=command.advanced_at, by_hand=True)]


def _close(state: ElectionPeriod, command: CloseElectionPeriod, facts: ElectionFacts) -> Decision:
    if state.closed is not None:
        return [] if state.closed.outcome is command.outcome else _over()
    return _refuse_time(state, command.closed_at, "closed_at", facts) or _closed(state, command, by_hand=True)


def _closed(state: ElectionPeriod, command: CloseElectionPeriod, *, by_hand: bool) -> Decided:
    closed = ElectionPeriodClosed(outcome=command.outcome, closed_at=command.closed_at, by_hand=by_hand)
    held = () if state.lost else (election_region.claim(state.declared.kind, state.region_code),)
    return Decided(events=(closed,), releases=held)


def _over() -> Refused:
    return Refused("ELECTION_CLOSED", "This election period has been closed.", "election_id")


def _refuse_time(state: ElectionPeriod, at: datetime, field: str, facts: ElectionFacts) -> Refused | None:
    if refused := facts.reporting.refuse_future(at, field):
        return refused
    if state.last_at is not None and at < state.last_at:
        return Refused("BEFORE_LAST_PHASE", "The phase before it began later than that: give a later time.", field)
    return None


def evolve(state: ElectionPeriod | None, event: ElectionEvent) -> ElectionPeriod:
    match event:
        case ElectionPeriodDeclared():
            return ElectionPeriod(declared=event, region_code=event.region_code)
        case ElectionPhaseAdvanced():
            return replace(begun(state), phase=event.phase, last_at=event.advanced_at)
        case ElectionPeriodClosed():
            return replace(begun(state), closed=event)
        case ElectionRegionFollowed():
            return replace(begun(state), region_code=event.region_code)
        case ElectionRegionLost():
            return replace(begun(state), lost=True)
        case _:
            assert_never(event)


def place(state: ElectionPeriod | None, command: ElectionCommand, _facts: ElectionFacts) -> Place:
    """The whole of the region: a commander tells of what lies on his ground."""
    if state is not None:
        return Place(region=state.region_code)
    return Place(region=command.region_code if isinstance(command, DeclareElectionPeriod) else None)


INDONESIAN: Final = {
    "A period lasts {days} days at most from its first phase on: look at the year.": (
        "Masa pemilihan paling lama {days} hari sejak tahapan pertamanya: periksa tahunnya."
    ),
    "A phase does not come back.": "Tahapan tidak dapat mundur.",
    "A single village elects its head only: give the region.": "Satu desa hanya memilih kepala desanya: isikan wilayahnya.",
    "Each phase follows another, and begins after it.": "Tahapan berurutan, masing-masing dimulai sesudah yang sebelumnya.",
    "Election periods are for a Polres and the units above it to tell.": (
        "Masa pemilihan dinyatakan oleh Polres dan satuan di atasnya."
    ),
    "The head of a kelurahan is appointed, not elected.": "Lurah diangkat, tidak dipilih.",
    "The period ends after its last phase has begun.": "Masa pemilihan berakhir sesudah tahapan terakhirnya dimulai.",
    "The phase before it began later than that: give a later time.": (
        "Tahapan sebelumnya dimulai sesudah waktu itu: isikan waktu sesudahnya."
    ),
    "There is no such election period.": "Masa pemilihan itu tidak ada.",
    "There is no such region or village.": "Wilayah atau desa itu tidak ada.",
    "This election has no such phase.": "Pemilihan ini tidak mempunyai tahapan itu.",
    "This election period has been closed.": "Masa pemilihan ini sudah ditutup.",
    "This id belongs to another election period.": "Id ini milik masa pemilihan lain.",
    "This period is over already.": "Masa ini sudah lewat.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

ELECTION_PERIOD: Final[Decider[ElectionPeriod | None, ElectionCommand, ElectionEvent, ElectionFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **election_region.INDONESIAN, **reporting.INDONESIAN}
)
