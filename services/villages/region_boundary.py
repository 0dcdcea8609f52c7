"""How a region gets another code, moves into another region, and ends; and how what lies below follows. Decision 0093."""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec.structs import replace

from libs.events.contracts.villages.region import (
    DissolveRegion,
    FollowRegion,
    MoveRegion,
    RecodeRegion,
    RegionDissolved,
    RegionMoved,
    RegionRecoded,
)
from libs.events.decider import Claim, Decided, Decision, Refused
from libs.events.wording import Sentence
from services.villages.place import Region, RegionFacts, parent_code, refuse_day

BoundaryCommand: TypeAlias = RecodeRegion | MoveRegion | DissolveRegion | FollowRegion
BoundaryEvent: TypeAlias = RegionRecoded | RegionMoved | RegionDissolved


def claim(code: str) -> Claim:
    """The code, which one region has at a time."""
    taken = Refused("CODE_TAKEN", Sentence("Another region has the code {code}.", code=code), "code")
    return Claim("region-code", code, taken=taken)


def refuse_parent(code: str, facts: RegionFacts) -> Refused | None:
    above = parent_code(code)
    if above is None or facts.parent is not None:
        return None
    return Refused("PARENT_UNKNOWN", Sentence("The region {code} above it is not registered.", code=above), "code")


def dissolved(state: Region) -> Refused:
    return Refused("REGION_DISSOLVED", Sentence("{name} is no region any more.", name=state.name), "region_id")


def decide(state: Region, command: BoundaryCommand, facts: RegionFacts) -> Decision:
    match command:
        case RecodeRegion() | MoveRegion():
            return _recode(state, command, facts)
        case DissolveRegion():
            return _dissolve(state, command, facts)
        case FollowRegion():
            return _follow(state, command, facts)
        case _:
            assert_never(command)


def _recode(state: Region, command: RecodeRegion | MoveRegion, facts: RegionFacts) -> Decision:
    if state.dissolved:
        return dissolved(state)
    if state.code == command.code:
        return []
    before, above = parent_code(state.code), parent_code(command.code)
    if state.code.count(".") != command.code.count("."):
        return Refused(
            "LEVEL_DIFFERS",
            Sentence("{code} is the code of another level than {before}.", code=command.code, before=state.code),
            "code",
        )
    told = Sentence(
        "{before} lies in {above}, {code} in {next}.",
        before=state.code,
        above=before or "Indonesia",
        code=command.code,
        next=above or "Indonesia",
    )
    if before != above and not isinstance(command, MoveRegion):
        return Refused("PARENT_DIFFERS", told, "code")
    if before == above and isinstance(command, MoveRegion):
        return Refused("PARENT_SAME", told, "code")
    refused = refuse_parent(command.code, facts) or refuse_day(state, command.effective_on, facts.today)
    if refused:
        return refused
    if before is None or above is None or before == above:
        return _with_code(state, _recoded(state, command.code, command, takes_along=command.takes_along))
    moved = RegionMoved(
        code=command.code,
        previous_code=state.code,
        parent_code=above,
        previous_parent_code=before,
        takes_along=command.takes_along,
        edition=command.edition,
        effective_on=command.effective_on,
        legal_basis=command.legal_basis,
    )
    return _with_code(state, moved)


def _recoded(state: Region, code: str, command: RecodeRegion | MoveRegion | FollowRegion, *, takes_along: bool) -> RegionRecoded:
    return RegionRecoded(
        code=code,
        previous_code=state.code,
        takes_along=takes_along,
        edition=command.edition,
        effective_on=command.effective_on,
        legal_basis=command.legal_basis,
    )


def _with_code(state: Region, event: RegionRecoded | RegionMoved) -> Decided:
    return Decided(events=(event,), claims=(claim(event.code),), releases=(claim(state.code),))


def _follow(state: Region, command: FollowRegion, facts: RegionFacts) -> Decision:
    """Where it lies elsewhere by now, somebody has said so for itself."""
    if state.dissolved or parent_code(state.code) != command.previous_code:
        return []
    code = f"{command.above_code}{state.code[len(command.previous_code) :]}"
    if refused := refuse_parent(code, facts):
        return refused
    return _with_code(state, _recoded(state, code, command, takes_along=True))


def _dissolve(state: Region, command: DissolveRegion, facts: RegionFacts) -> Decision:
    if state.dissolved:
        return []
    if refused := refuse_day(state, command.effective_on, facts.today):
        return refused
    if facts.below is not None:
        return Refused(
            "STILL_HOLDS_PLACES", Sentence("{code} still lies in {name}.", code=facts.below, name=state.name), "region_id"
        )
    successors = tuple(dict.fromkeys(command.successor_ids))
    if refused := _refuse_named(command.region_id, successors, facts):
        return refused
    ended = RegionDissolved(
        code=state.code, successor_ids=successors, effective_on=command.effective_on, legal_basis=command.legal_basis
    )
    return Decided(events=(ended,), releases=(claim(state.code),))


def _refuse_named(own: UUID, named: tuple[UUID, ...], facts: RegionFacts) -> Refused | None:
    if own in named:
        return Refused("REGION_ITSELF", "A region is succeeded by others.", "successor_ids")
    for one in named:
        region = facts.named.get(one)
        if region is None:
            return Refused("OTHER_REGION_UNKNOWN", "A region that is named is not registered.", "successor_ids")
        if region.dissolved:
            return Refused("OTHER_REGION_DISSOLVED", Sentence("{name} is no region any more.", name=region.name), "successor_ids")
    return None


def evolve(region: Region, event: BoundaryEvent) -> Region:
    match event:
        case RegionRecoded() | RegionMoved():
            return replace(region, code=event.code, since=event.effective_on)
        case RegionDissolved():
            return replace(region, dissolved=True, since=event.effective_on)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "A region is succeeded by others.": "Wilayah diteruskan oleh wilayah lain.",
    "A region that is named is not registered.": "Wilayah yang disebut belum terdaftar.",
    "Another region has the code {code}.": "Kode {code} milik wilayah lain.",
    "The region {code} above it is not registered.": "Wilayah {code} di atasnya belum terdaftar.",
    "{before} lies in {above}, {code} in {next}.": "{before} terletak di {above}, {code} di {next}.",
    "{code} is the code of another level than {before}.": "{code} adalah kode tingkat lain daripada {before}.",
    "{code} still lies in {name}.": "{code} masih terletak di {name}.",
    "{name} is no region any more.": "{name} bukan lagi sebuah wilayah.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
