"""How a province, regency or district (*provinsi, kabupaten/kota, kecamatan*) is entered and renamed, and its borders change."""

from typing import Final, TypeAlias, assert_never

from msgspec.structs import replace

from libs.events.contracts.villages.region import (
    DissolveRegion,
    FollowRegion,
    MoveRegion,
    RecodeRegion,
    RegionDissolved,
    RegionLevel,
    RegionMoved,
    RegionRecoded,
    RegionRegistered,
    RegionRenamed,
    RegisterRegion,
    RenameRegion,
)
from libs.events.decider import Decided, Decider, Decision, Refused, begun
from libs.events.wording import Sentence
from services.villages import place as places
from services.villages import region_boundary, reporting
from services.villages.place import Region, RegionFacts, parent_code, refuse_day
from services.villages.region_boundary import BoundaryCommand, BoundaryEvent

__all__ = ["REGION", "Region", "RegionCommand", "RegionEvent", "RegionFacts", "parent_code"]

RegionCommand: TypeAlias = RegisterRegion | RenameRegion | BoundaryCommand
RegionEvent: TypeAlias = RegionRegistered | RegionRenamed | BoundaryEvent

LEVELS: Final = (RegionLevel.PROVINCE, RegionLevel.REGENCY, RegionLevel.DISTRICT)


def decide(state: Region | None, command: RegionCommand, facts: RegionFacts) -> Decision:
    if isinstance(command, RegisterRegion):
        return _register(state, command, facts)
    if state is None:
        return Refused("REGION_UNKNOWN", "There is no such region.", "region_id")
    match command:
        case RenameRegion():
            return _rename(state, command, facts)
        case RecodeRegion() | MoveRegion() | DissolveRegion() | FollowRegion():
            return region_boundary.decide(state, command, facts)
        case _:
            assert_never(command)


def _register(state: Region | None, command: RegisterRegion, facts: RegionFacts) -> Decision:
    if state is not None:
        same = (state.code, state.name) == (command.code, command.name)
        return [] if same else Refused("ALREADY_REGISTERED", Sentence("This id belongs to {code}.", code=state.code), "region_id")
    if refused := region_boundary.refuse_parent(command.code, facts):
        return refused
    registered = RegionRegistered(
        code=command.code,
        name=command.name,
        level=LEVELS[command.code.count(".")],
        parent_code=parent_code(command.code),
        edition=command.edition,
    )
    return Decided(events=(registered,), claims=(region_boundary.claim(command.code),))


def _rename(state: Region, command: RenameRegion, facts: RegionFacts) -> Decision:
    if state.name == command.name:
        return []
    if state.dissolved:
        return region_boundary.dissolved(state)
    if command.effective_on is not None and (refused := refuse_day(state, command.effective_on, facts.today)):
        return refused
    renamed = RegionRenamed(
        name=command.name, edition=command.edition, effective_on=command.effective_on, legal_basis=command.legal_basis
    )
    return [renamed]


def evolve(state: Region | None, event: RegionEvent) -> Region:
    match event:
        case RegionRegistered():
            return Region(code=event.code, name=event.name)
        case RegionRenamed():
            region = begun(state)
            return replace(region, name=event.name, since=event.effective_on or region.since)
        case RegionRecoded() | RegionMoved() | RegionDissolved():
            return region_boundary.evolve(begun(state), event)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "There is no such region.": "Wilayah itu tidak ada.",
    "This id belongs to {code}.": "Id ini milik {code}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

REGION: Final[Decider[Region | None, RegionCommand, RegionEvent, RegionFacts]] = Decider(
    None,
    decide,
    evolve,
    indonesian={**INDONESIAN, **region_boundary.INDONESIAN, **places.INDONESIAN, **reporting.INDONESIAN},
)
