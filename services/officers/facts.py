"""What each decision of the officers service is shown besides its own stream, and how far a commander's unit reaches."""

from uuid import UUID

from msgspec import convert

from libs.events.access import Actor
from libs.events.contracts.officers.officer import RegisterOfficer, TransferOfficer
from libs.events.contracts.officers.police_unit import (
    AppointActingCommander,
    AppointCommander,
    ChangeJurisdiction,
    DeactivateUnit,
    EstablishUnit,
    FollowPlace,
    LeaveGround,
)
from libs.events.contracts.officers.village_assignment import (
    AssessEnvironmentFit,
    AssignmentRole,
    ConfirmAssignment,
    HandOverAssignment,
    ProposeAssignment,
)
from libs.events.decider import Place
from libs.events.message import Scope
from libs.events.settings import OfficersRules
from libs.events.view import View
from services.officers.fit import Environment
from services.officers.ground import above
from services.officers.handover import Kept, Of
from services.officers.officer import OFFICER, Officer, OfficerCommand, OfficerFacts
from services.officers.police_unit import POLICE_UNIT, PoliceUnit, UnitCommand, UnitFacts
from services.officers.village_assignment import (
    VILLAGE_ASSIGNMENT,
    AssignmentCommand,
    AssignmentFacts,
    VillageAssignment,
    holders,
)

_ENVIRONMENT = """select id as assessment_id, position, languages, customs, conflict_history, terrain, distance_km, risks
from known.environment where village_id = $1 order by assessed_on desc, position desc limit 1"""

_EMPTY = """select code from unnest($1::text[]) w (code)
where not exists (select from known.place p where p.code collate "C" >= w.code and p.code < w.code || '/')"""
_CODE = """select code, exists (select from known.place p where p.id = $1) as there from known.village_code
where village_id = $1 and (since is null or since <= $2::date or $2::date is null) order by step desc limit 1"""
"""The code that a village had that day: ground is held by code, day by day."""

_KEPT = """select id, village_id <> $1 as elsewhere, open and since < $3 as due from known.{what}
where village_id = $1 or id = any($2::uuid[])"""


async def of_unit(view: View, state: PoliceUnit | None, command: UnitCommand) -> UnitFacts:
    match command:
        case EstablishUnit(parent_id=UUID() as parent_id):
            _, turn = await _below(view, parent_id)
            return UnitFacts(parent=await view.state(POLICE_UNIT, parent_id), turn=turn)
        case ChangeJurisdiction() if state is not None:
            siblings, turn = await _below(view, state.parent_id, command.unit_id)
            children, turn_below = await _below(view, command.unit_id if command.withdraw else None)
            parent = await view.state(POLICE_UNIT, state.parent_id) if state.parent_id else None
            return UnitFacts(parent=parent, siblings=siblings, turn=turn, children=children, turn_below=turn_below)
        case FollowPlace() if state is not None:
            siblings, turn = await _below(view, state.parent_id, command.unit_id)
            parent = await view.state(POLICE_UNIT, state.parent_id) if state.parent_id else None
            return UnitFacts(parent=parent, siblings=siblings, turn=turn)
        case LeaveGround() if state is not None:
            _, turn = await _below(view, state.parent_id, command.unit_id)
            children, turn_below = await _below(view, command.unit_id)
            empty = await view.facts("villages", _EMPTY, above(command.previous_code))
            left = frozenset(row["code"] for row in empty)
            return UnitFacts(turn=turn, children=children, turn_below=turn_below, empty=left)
        case AppointCommander() | AppointActingCommander():
            return UnitFacts(officer=await view.state(OFFICER, command.officer_id))
        case DeactivateUnit():
            children, turn_below = await _below(view, command.unit_id)
            return UnitFacts(children=children, turn_below=turn_below)
        case _:
            return UnitFacts()


async def _below(view: View, parent: UUID | None, but: UUID | None = None) -> tuple[tuple[PoliceUnit, ...], int]:
    """The units below a parent, and the number of the next change among them. The turn is read first: see `police_unit.turn`.

    A parent that gave up ground has taken a turn among them itself.
    """
    if parent is None:
        return (), 1
    turns = await view.held(f"below:{parent}")
    units = [await view.state(POLICE_UNIT, unit) for unit in sorted(set(turns.values()) - {but, parent})]
    return tuple(unit for unit in units if unit is not None), max(map(int, turns), default=0) + 1


async def of_officer(view: View, _state: Officer | None, command: OfficerCommand) -> OfficerFacts:
    match command:
        case RegisterOfficer() | TransferOfficer():
            unit = await view.state(POLICE_UNIT, command.unit_id)
            return OfficerFacts(unit_known=unit is not None, unit_active=unit is not None and unit.active)
        case _:
            return OfficerFacts()


async def of_assignment(view: View, state: VillageAssignment | None, command: AssignmentCommand) -> AssignmentFacts:
    if isinstance(command, ProposeAssignment):
        officer_id, village_id = command.officer_id, command.village_id
    elif state is not None:
        officer_id, village_id = state.proposed.officer_id, state.proposed.village_id
    else:
        return AssignmentFacts()
    slots = await view.held(f"village-of:{officer_id}")
    turn, predecessor = await _post(view, state, command)
    officer = await view.state(OFFICER, officer_id)
    holder = await view.state(OFFICER, predecessor.proposed.officer_id) if predecessor else None
    day = command.starts_on if isinstance(command, ProposeAssignment) else state.proposed.starts_on if state else None
    village = await view.facts("villages", _CODE, village_id, day)
    rules = view.rules(OfficersRules)
    return AssignmentFacts(
        officer=officer,
        unit=await view.state(POLICE_UNIT, officer.unit_id) if officer else None,
        village_code=village[0]["code"] if village else None,
        village_dissolved=bool(village) and not village[0]["there"],
        slots={int(number): assignment for number, assignment in slots.items()},
        turn=turn,
        predecessor=predecessor,
        holder=holder,
        incoming=await view.state(VILLAGE_ASSIGNMENT, command.successor_id) if isinstance(command, HandOverAssignment) else None,
        kept=await _kept(view, village_id, command),
        environment=await _environment(view, village_id, command),
        usual_villages=rules.usual_villages,
        fit_threshold=rules.fit_threshold,
    )


async def _post(view: View, state: VillageAssignment | None, command: AssignmentCommand) -> tuple[int, VillageAssignment | None]:
    """The number of the next holder of the post, and the holder before. The turn is read first: see `holders`."""
    if isinstance(command, ProposeAssignment) and command.role is AssignmentRole.ACTING:
        post = holders(command.duty, command.village_id)
    elif isinstance(command, ConfirmAssignment) and state is not None:
        post = holders(state.proposed.duty, state.proposed.village_id)
    else:
        return 1, None
    turns = await view.held(post)
    last = turns[max(turns)] if turns else None
    return len(turns) + 1, await view.state(VILLAGE_ASSIGNMENT, last) if last else None


async def _kept(view: View, village: UUID, command: AssignmentCommand) -> Kept:
    """What is to be handed over with the village."""
    if not isinstance(command, HandOverAssignment):
        return Kept()
    day = command.handed_over_on
    contacts = await view.facts("villages", _KEPT.format(what="contact"), village, command.contact_ids, day)
    warnings = await view.facts("villages", _KEPT.format(what="warning"), village, command.warning_ids, day)
    return Kept(contacts=tuple(Of(**row) for row in contacts), warnings=tuple(Of(**row) for row in warnings))


async def _environment(view: View, village_id: UUID, command: AssignmentCommand) -> Environment | None:
    """The latest assessment of the village, where the command is about the fit."""
    if not isinstance(command, ProposeAssignment | ConfirmAssignment | AssessEnvironmentFit):
        return None
    found = await view.facts("villages", _ENVIRONMENT, village_id)
    return convert(dict(found[0]), Environment) if found else None


async def reach(view: View, actor: Actor, scope: Scope, place: Place) -> bool:
    """A commander reaches his unit and all below it."""
    if scope is not Scope.OWN_UNIT or actor.unit is None:
        return False
    unit = place.unit
    while unit is not None and unit != actor.unit:
        found = await view.state(POLICE_UNIT, unit)
        unit = found.parent_id if found else None
    return unit is not None
