"""How a village (*desa, kelurahan, desa adat*) is entered and renamed, its borders change, and its environment is assessed."""

from typing import Final, TypeAlias, assert_never

from msgspec.structs import replace

from libs.events.contracts.villages.village import (
    AssessEnvironment,
    ChangeVillageType,
    DissolveVillage,
    EnvironmentAssessed,
    FollowDistrict,
    MergeVillages,
    RecodeVillage,
    RegisterVillage,
    RenameVillage,
    SplitVillage,
    VillageDissolved,
    VillageRecoded,
    VillageRegistered,
    VillageRenamed,
    VillagesMerged,
    VillageSplit,
    VillageTypeChanged,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import place as places
from services.villages import reporting, village_boundary
from services.villages.place import KINDS, Village, VillageFacts, district_code, refuse_day, timezone
from services.villages.village_boundary import BoundaryCommand, BoundaryEvent

__all__ = ["VILLAGE", "Village", "VillageCommand", "VillageEvent", "VillageFacts", "district_code", "timezone"]

VillageCommand: TypeAlias = RegisterVillage | RenameVillage | AssessEnvironment | BoundaryCommand
VillageEvent: TypeAlias = VillageRegistered | VillageRenamed | EnvironmentAssessed | BoundaryEvent


def decide(state: Village | None, command: VillageCommand, facts: VillageFacts) -> Decision:
    if isinstance(command, RegisterVillage):
        return _register(state, command, facts)
    if state is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    match command:
        case RenameVillage():
            return _rename(state, command, facts)
        case AssessEnvironment():
            return _assess(state, command)
        case RecodeVillage() | ChangeVillageType() | SplitVillage() | MergeVillages() | DissolveVillage() | FollowDistrict():
            return village_boundary.decide(state, command, facts)
        case _:
            assert_never(command)


def _register(state: Village | None, command: RegisterVillage, facts: VillageFacts) -> Decision:
    if state is not None:
        same = (state.code, state.name) == (command.code, command.name)
        return (
            [] if same else Refused("ALREADY_REGISTERED", Sentence("This id belongs to {code}.", code=state.code), "village_id")
        )
    if refused := village_boundary.refuse_code(command.code, facts):
        return refused
    registered = VillageRegistered(
        code=command.code,
        name=command.name,
        kind=KINDS[command.code[-4]],
        timezone=timezone(command.code),
        edition=command.edition,
    )
    return Decided(events=(registered,), claims=(village_boundary.claim(command.code),))


def _rename(state: Village, command: RenameVillage, facts: VillageFacts) -> Decision:
    if state.name == command.name:
        return []
    if state.dissolved:
        return village_boundary.dissolved(state)
    if command.effective_on is not None and (refused := refuse_day(state, command.effective_on, facts.today)):
        return refused
    renamed = VillageRenamed(
        name=command.name, edition=command.edition, effective_on=command.effective_on, legal_basis=command.legal_basis
    )
    return [renamed]


def _assess(state: Village, command: AssessEnvironment) -> Decision:
    assessed = EnvironmentAssessed(
        assessment_id=command.assessment_id,
        assessed_on=command.assessed_on,
        languages=tuple(dict.fromkeys(command.languages)),
        customs=command.customs,
        conflict_history=command.conflict_history,
        terrain=command.terrain,
        distance_km=command.distance_km,
        risks=tuple(dict.fromkeys(command.risks)),
    )
    taken = Refused("ASSESSMENT_ID_TAKEN", "This id belongs to another assessment.", "assessment_id")
    if before := next((made for made in state.assessments if made.assessment_id == command.assessment_id), None):
        return [] if before == assessed else taken
    # One that comes in late, from a device that was offline, is kept; the latest by its day is what counts.
    late = any(made.assessed_on > command.assessed_on for made in state.assessments)
    claim = Claim("assessment", str(command.assessment_id), taken=taken)
    return Decided(events=(assessed,), claims=(claim,), flags=("OLDER_THAN_LATEST",) if late else ())


def evolve(state: Village | None, event: VillageEvent) -> Village:
    match event:
        case VillageRegistered():
            return Village(code=event.code, name=event.name, kind=event.kind)
        case VillageRenamed():
            village = begun(state)
            return replace(village, name=event.name, since=event.effective_on or village.since)
        case EnvironmentAssessed():
            village = begun(state)
            return replace(village, assessments=(*village.assessments, event))
        case VillageRecoded() | VillageTypeChanged() | VillageSplit() | VillagesMerged() | VillageDissolved():
            return village_boundary.evolve(begun(state), event)
        case _:
            assert_never(event)


def place(_state: Village | None, command: VillageCommand, _facts: VillageFacts) -> Place:
    return Place(village=command.village_id)


INDONESIAN: Final = {
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another assessment.": "Id ini milik penilaian lain.",
    "This id belongs to {code}.": "Id ini milik {code}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

VILLAGE: Final[Decider[Village | None, VillageCommand, VillageEvent, VillageFacts]] = Decider(
    None,
    decide,
    evolve,
    place,
    indonesian={**INDONESIAN, **village_boundary.INDONESIAN, **places.INDONESIAN, **reporting.INDONESIAN},
)
