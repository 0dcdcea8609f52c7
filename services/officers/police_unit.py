"""How a police unit (*satuan*) comes to be, gets its ground, its commander, and ends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.officers.officer import OfficerStatus
from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    ActingCommanderRelieved,
    AppointActingCommander,
    AppointCommander,
    ChangeJurisdiction,
    CommanderAbsenceReported,
    CommanderAppointed,
    CommanderRelieved,
    DeactivateUnit,
    EstablishUnit,
    FollowPlace,
    GroundLost,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    LeaveGround,
    RelieveActingCommander,
    RelieveCommander,
    RenameUnit,
    ReportCommanderAbsence,
    UnitDeactivated,
    UnitEstablished,
    UnitKind,
    UnitLevel,
    UnitRenamed,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.message import Event
from libs.events.wording import Sentence
from services.officers import acting
from services.officers.acting import ActingCommand, ActingEvent
from services.officers.ground import Ground, covers, follow, leave, overlaps
from services.officers.officer import Officer

UnitCommand: TypeAlias = (
    EstablishUnit
    | RenameUnit
    | ChangeJurisdiction
    | FollowPlace
    | LeaveGround
    | AppointCommander
    | RelieveCommander
    | DeactivateUnit
    | ActingCommand
)
UnitEvent: TypeAlias = (
    UnitEstablished
    | UnitRenamed
    | JurisdictionAssigned
    | JurisdictionWithdrawn
    | GroundLost
    | CommanderAppointed
    | CommanderRelieved
    | UnitDeactivated
    | ActingEvent
)

LEVELS: Final = tuple(UnitLevel)
KINDS: Final[Mapping[UnitKind, UnitLevel]] = {
    UnitKind.MABES: UnitLevel.MABES,
    UnitKind.POLDA_A: UnitLevel.POLDA,
    UnitKind.POLDA_B: UnitLevel.POLDA,
    UnitKind.POLRES: UnitLevel.POLRES,
    UnitKind.POLRESTA: UnitLevel.POLRES,
    UnitKind.POLRESTABES: UnitLevel.POLRES,
    UnitKind.POLRES_METRO: UnitLevel.POLRES,
    UnitKind.POLSEK: UnitLevel.POLSEK,
    UnitKind.SUBSEKTOR: UnitLevel.SUBSEKTOR,
}


class PoliceUnit(Struct, frozen=True, kw_only=True):
    name: str
    level: UnitLevel
    kind: UnitKind
    parent_id: UUID | None
    seat_code: str | None
    grounds: tuple[Ground, ...] = ()
    lost: frozenset[tuple[str, str]] = frozenset()
    """Places that were lost for a new code: the old one and the new one."""
    commander_id: UUID | None = None
    commander_since: date | None = None
    absence: CommanderAbsenceReported | None = None
    acting: ActingCommanderAppointed | None = None
    active: bool = True

    def holds(self, code: str, on: date) -> bool:
        """Whether the place lies on this unit's ground that day."""
        return any(covers(g.code, code) and g.valid_from <= on and (g.valid_to is None or on < g.valid_to) for g in self.grounds)

    def holds_for_good(self, code: str, since: date) -> bool:
        """Whether the place lies on this unit's ground on that day and on all later ones, as far as is known."""
        return any(covers(g.code, code) and g.valid_from <= since and g.valid_to is None for g in self.grounds)

    def current(self) -> tuple[str, ...]:
        return tuple(ground.code for ground in self.grounds if ground.valid_to is None)


class UnitFacts(Struct, frozen=True, kw_only=True):
    """What a unit's decision sees of the units around it.

    Changes below one parent take turns: each claims the next number, so no two are decided on the same picture.
    """

    parent: PoliceUnit | None = None
    siblings: tuple[PoliceUnit, ...] = ()
    turn: int = 1
    """The next number below the parent."""
    children: tuple[PoliceUnit, ...] = ()
    turn_below: int = 1
    """The next number below this unit."""
    officer: Officer | None = None
    """The officer to be appointed."""
    empty: frozenset[str] = frozenset()
    """Of the grounds that a place has left, those in which nothing lies any more."""


def decide(state: PoliceUnit | None, command: UnitCommand, facts: UnitFacts) -> Decision:
    if isinstance(command, EstablishUnit):
        return _establish(state, command, facts)
    if state is None:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "unit_id")
    if isinstance(command, FollowPlace):
        return _follow(state, command, facts)
    if isinstance(command, LeaveGround):
        return _leave(state, command, facts)
    if not state.active and not isinstance(command, DeactivateUnit):
        return Refused("UNIT_INACTIVE", Sentence("{unit} has been closed.", unit=state.name), "unit_id")
    match command:
        case RenameUnit():
            return _rename(state, command)
        case ChangeJurisdiction():
            return _change(state, command, facts)
        case AppointCommander():
            return _appoint(state, command, facts)
        case RelieveCommander():
            return _relieve(state, command.relieved_on, "relieved_on")
        case ReportCommanderAbsence() | AppointActingCommander() | RelieveActingCommander():
            head = acting.Head(commander_id=state.commander_id, absence=state.absence, acting=state.acting)
            return acting.decide(head, command, facts.officer)
        case DeactivateUnit():
            return _deactivate(state, command, facts)
        case _:
            assert_never(command)


def _establish(state: PoliceUnit | None, command: EstablishUnit, facts: UnitFacts) -> Decision:
    if state is not None:
        founded = (command.name, command.level, command.kind, command.parent_id, command.seat_code)
        same = (state.name, state.level, state.kind, state.parent_id, state.seat_code) == founded
        return [] if same else Refused("ALREADY_ESTABLISHED", Sentence("This id belongs to {unit}.", unit=state.name), "unit_id")
    if KINDS[command.kind] is not command.level:
        return Refused(
            "KIND_NOT_OF_LEVEL",
            Sentence("A {kind} is not a unit of level {level}.", kind=command.kind, level=command.level),
            "kind",
        )
    established = UnitEstablished(
        name=command.name,
        level=command.level,
        kind=command.kind,
        parent_id=command.parent_id,
        seat_code=command.seat_code,
    )
    if command.level is UnitLevel.MABES:
        if command.parent_id is not None:
            return Refused("PARENT_NOT_ONE_LEVEL_UP", "The national headquarters have nothing above them.", "parent_id")
        second = Refused("ROOT_EXISTS", "There is one national headquarters already.", "level")
        return Decided(events=(established,), claims=(Claim("unit-root", UnitLevel.MABES, taken=second),))
    if command.parent_id is None:
        return Refused("PARENT_REQUIRED", "Every unit but the national headquarters stands below another.", "parent_id")
    if facts.parent is None:
        return Refused("PARENT_UNKNOWN", "The unit above is not known.", "parent_id")
    if not facts.parent.active:
        return Refused("PARENT_INACTIVE", Sentence("{unit} has been closed.", unit=facts.parent.name), "parent_id")
    if LEVELS.index(facts.parent.level) + 1 != LEVELS.index(command.level):
        return Refused(
            "PARENT_NOT_ONE_LEVEL_UP",
            Sentence("A {level} does not stand directly below a {above}.", level=command.level, above=facts.parent.level),
            "parent_id",
        )
    return Decided(events=(established,), claims=(turn(command.parent_id, facts.turn),))


def turn(parent: UUID, number: int) -> Claim:
    """The n-th change below a parent; taken means that somebody was faster, so look again."""
    return Claim(f"below:{parent}", f"{number:06d}")


def _rename(state: PoliceUnit, command: RenameUnit) -> Decision:
    kind = command.kind or state.kind
    if KINDS[kind] is not state.level:
        return Refused(
            "KIND_NOT_OF_LEVEL", Sentence("A {kind} is not a unit of level {level}.", kind=kind, level=state.level), "kind"
        )
    if (command.name, kind) == (state.name, state.kind):
        return []
    return [UnitRenamed(name=command.name, kind=kind, renamed_on=command.renamed_on)]


def _change(state: PoliceUnit, command: ChangeJurisdiction, facts: UnitFacts) -> Decision:
    held = set(state.current())
    refused = _refuse_withdrawal(state, command, facts) or _refuse_assignment(state, command, facts)
    if refused:
        return refused
    on, source = command.changed_on, command.source
    events: list[Event] = [
        JurisdictionWithdrawn(code=code, valid_to=on, source=source) for code in dict.fromkeys(command.withdraw)
    ]
    kept = held - set(command.withdraw)
    events += [
        JurisdictionAssigned(code=code, valid_from=on, source=source)
        for code in dict.fromkeys(command.assign)
        if code not in kept
    ]
    if not events:
        return []
    claims = [turn(state.parent_id, facts.turn)] if state.parent_id else []
    if command.withdraw:
        claims.append(turn(command.unit_id, facts.turn_below))
    return Decided(events=tuple(events), claims=tuple(claims))


def _follow(state: PoliceUnit, command: FollowPlace, facts: UnitFacts) -> Decision:
    if not state.active:
        return []
    event = follow(state.grounds, state.lost, command, lambda change: _refuse_assignment(state, change, facts))
    if event is None:
        return []
    return Decided(events=(event,), claims=(turn(state.parent_id, facts.turn),) if state.parent_id else ())


def _leave(state: PoliceUnit, command: LeaveGround, facts: UnitFacts) -> Decision:
    left = leave(state.grounds, command, facts.empty, (held for child in facts.children for held in child.grounds))
    if not left:
        return []
    claims = [turn(state.parent_id, facts.turn)] if state.parent_id else []
    return Decided(events=tuple(left), claims=(*claims, turn(command.unit_id, facts.turn_below)))


def _refuse_withdrawal(state: PoliceUnit, command: ChangeJurisdiction, facts: UnitFacts) -> Refused | None:
    current = {ground.code: ground for ground in state.grounds if ground.valid_to is None}
    for code in command.withdraw:
        if code not in current:
            return Refused("NOT_HELD", Sentence("{unit} does not hold {code}.", unit=state.name, code=code), "withdraw")
        if command.changed_on < current[code].valid_from:
            return Refused(
                "ENDS_BEFORE_START",
                Sentence("{code} is held from {day} on.", code=code, day=current[code].valid_from),
                "changed_on",
            )
        for child in facts.children:
            if any(covers(code, ground.code) and ground.held_after(command.changed_on) for ground in child.grounds):
                return Refused(
                    "HELD_BELOW", Sentence("{unit} still holds ground in {code}.", unit=child.name, code=code), "withdraw"
                )
    return None


def _refuse_assignment(state: PoliceUnit, command: ChangeJurisdiction, facts: UnitFacts) -> Refused | None:
    kept = set(state.current()) - set(command.withdraw)
    new = [code for code in dict.fromkeys(command.assign) if code not in kept]
    for code in new:
        others = kept | (set(new) - {code})
        if inside := next((other for other in others if overlaps(code, other)), None):
            return Refused("OVERLAPS_OWN", Sentence("{code} and {inside} overlap.", code=code, inside=inside), "assign")
        parent = facts.parent
        if parent and parent.level is not UnitLevel.MABES and not parent.holds_for_good(code, command.changed_on):
            return Refused(
                "OUTSIDE_PARENT",
                Sentence(
                    "{code} is not ground of {parent} from {day} on.", code=code, parent=parent.name, day=command.changed_on
                ),
                "assign",
            )
        for sibling in facts.siblings:
            for ground in sibling.grounds:
                if overlaps(ground.code, code) and ground.held_after(command.changed_on):
                    return Refused(
                        "HELD_BY_OTHER", Sentence("{code} is ground of {unit}.", code=ground.code, unit=sibling.name), "assign"
                    )
    return None


def _appoint(state: PoliceUnit, command: AppointCommander, facts: UnitFacts) -> Decision:
    if facts.officer is None:
        return Refused("OFFICER_UNKNOWN", "There is no such officer.", "officer_id")
    if facts.officer.status is not OfficerStatus.ACTIVE:
        return Refused("OFFICER_NOT_ACTIVE", "Only an officer on duty can command.", "officer_id")
    if facts.officer.unit_id != command.unit_id:
        return Refused("OFFICER_OF_OTHER_UNIT", Sentence("The officer does not serve in {unit}.", unit=state.name), "officer_id")
    if state.commander_id == command.officer_id:
        return []
    relieved = _relieve(state, command.appointed_on, "appointed_on")
    if isinstance(relieved, Refused):
        return relieved
    return [*relieved, CommanderAppointed(officer_id=command.officer_id, appointed_on=command.appointed_on)]


def _relieve(state: PoliceUnit, on: date, field: str) -> Sequence[Event] | Refused:
    if state.commander_id is None or state.commander_since is None:
        return []
    if on < state.commander_since:
        return Refused("ENDS_BEFORE_START", Sentence("The commander took office on {day}.", day=state.commander_since), field)
    return [CommanderRelieved(officer_id=state.commander_id, relieved_on=on)]


def _deactivate(state: PoliceUnit, command: DeactivateUnit, facts: UnitFacts) -> Decision:
    if not state.active:
        return []
    if held := [ground.code for ground in state.grounds if ground.held_after(command.deactivated_on)]:
        return Refused("STILL_HOLDS_GROUND", Sentence("{unit} still holds {codes}.", unit=state.name, codes=", ".join(held)))
    if below := [child.name for child in facts.children if child.active]:
        return Refused(
            "HAS_UNITS_BELOW", Sentence("Below {unit} there is still {units}.", unit=state.name, units=", ".join(below))
        )
    claims = (turn(command.unit_id, facts.turn_below),)
    return Decided(events=(UnitDeactivated(deactivated_on=command.deactivated_on),), claims=claims)


def evolve(state: PoliceUnit | None, event: UnitEvent) -> PoliceUnit:
    if isinstance(event, UnitEstablished):
        return PoliceUnit(
            name=event.name, level=event.level, kind=event.kind, parent_id=event.parent_id, seat_code=event.seat_code
        )
    unit = begun(state)
    match event:
        case UnitRenamed():
            return replace(unit, name=event.name, kind=event.kind)
        case JurisdictionAssigned():
            return replace(unit, grounds=(*unit.grounds, Ground(event.code, event.valid_from)))
        case JurisdictionWithdrawn():
            return replace(unit, grounds=tuple(_withdrawn(held, event) for held in unit.grounds))
        case GroundLost():
            return replace(unit, lost=unit.lost | {(event.previous_code, event.code)})
        case CommanderAppointed():
            return replace(unit, commander_id=event.officer_id, commander_since=event.appointed_on, absence=None, acting=None)
        case CommanderRelieved():
            return replace(unit, commander_id=None, commander_since=None, absence=None)
        case CommanderAbsenceReported():
            return replace(unit, absence=event)
        case ActingCommanderAppointed():
            return replace(unit, acting=event)
        case ActingCommanderRelieved():
            return replace(unit, acting=None)
        case UnitDeactivated():
            return replace(unit, active=False)
        case _:
            assert_never(event)


def _withdrawn(held: Ground, event: JurisdictionWithdrawn) -> Ground:
    ends = held.code == event.code and held.valid_to is None
    return Ground(held.code, held.valid_from, event.valid_to) if ends else held


def place(_state: PoliceUnit | None, command: UnitCommand, _facts: UnitFacts) -> Place:
    return Place(unit=command.unit_id)


INDONESIAN: Final = acting.INDONESIAN | {
    "A {kind} is not a unit of level {level}.": "{kind} bukan satuan pada jenjang {level}.",
    "A {level} does not stand directly below a {above}.": "{level} tidak berada tepat di bawah {above}.",
    "Below {unit} there is still {units}.": "Di bawah {unit} masih ada {units}.",
    "Every unit but the national headquarters stands below another.": "Setiap satuan selain Mabes berada di bawah satuan lain.",
    "Only an officer on duty can command.": "Hanya anggota yang aktif dapat menjadi kepala satuan.",
    "The commander took office on {day}.": "Kepala satuan mulai menjabat pada {day}.",
    "The national headquarters have nothing above them.": "Tidak ada satuan di atas Mabes.",
    "The officer does not serve in {unit}.": "Anggota tidak berdinas di {unit}.",
    "The unit above is not known.": "Satuan atas tidak dikenal.",
    "There is no such officer.": "Anggota itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "There is one national headquarters already.": "Mabes sudah ada.",
    "This id belongs to {unit}.": "Id ini milik {unit}.",
    "{code} and {inside} overlap.": "{code} dan {inside} bertumpang tindih.",
    "{code} is ground of {unit}.": "{code} adalah wilayah hukum {unit}.",
    "{code} is held from {day} on.": "{code} dipegang sejak {day}.",
    "{code} is not ground of {parent} from {day} on.": "{code} bukan wilayah hukum {parent} sejak {day}.",
    "{unit} does not hold {code}.": "{unit} tidak memegang {code}.",
    "{unit} has been closed.": "{unit} sudah ditutup.",
    "{unit} still holds ground in {code}.": "{unit} masih memegang wilayah di {code}.",
    "{unit} still holds {codes}.": "{unit} masih memegang {codes}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

POLICE_UNIT: Final[Decider[PoliceUnit | None, UnitCommand, UnitEvent, UnitFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
