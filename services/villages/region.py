"""How a province, regency or district (*provinsi, kabupaten/kota, kecamatan*) is entered and renamed."""

from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.region import RegionLevel, RegionRegistered, RegionRenamed, RegisterRegion, RenameRegion
from libs.events.decider import Claim, Decided, Decider, Decision, Refused, begun
from libs.events.wording import Sentence

RegionCommand: TypeAlias = RegisterRegion | RenameRegion
RegionEvent: TypeAlias = RegionRegistered | RegionRenamed

LEVELS: Final = (RegionLevel.PROVINCE, RegionLevel.REGENCY, RegionLevel.DISTRICT)


class Region(Struct, frozen=True, kw_only=True):
    code: str
    name: str


class RegionFacts(Struct, frozen=True, kw_only=True):
    """Whether the region above is there."""

    parent: Region | None = None


def parent_code(code: str) -> str | None:
    """The code of the region above, null above a province."""
    return code.rpartition(".")[0] or None


def codes_above(code: str) -> list[str]:
    """The code itself and those of all regions it lies in."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def is_village(code: str) -> bool:
    """Whether the code is that of a village, rather than of a region."""
    return code.count(".") == len(LEVELS)


def decide(state: Region | None, command: RegionCommand, facts: RegionFacts) -> Decision:
    match command:
        case RegisterRegion():
            return _register(state, command, facts)
        case RenameRegion():
            if state is None:
                return Refused("REGION_UNKNOWN", "There is no such region.", "region_id")
            return [] if state.name == command.name else [RegionRenamed(name=command.name, edition=command.edition)]
        case _:
            assert_never(command)


def _register(state: Region | None, command: RegisterRegion, facts: RegionFacts) -> Decision:
    if state is not None:
        same = (state.code, state.name) == (command.code, command.name)
        return [] if same else Refused("ALREADY_REGISTERED", Sentence("This id belongs to {code}.", code=state.code), "region_id")
    above = parent_code(command.code)
    if above is not None and facts.parent is None:
        return Refused("PARENT_UNKNOWN", Sentence("The region {code} above it is not registered.", code=above), "code")
    registered = RegionRegistered(
        code=command.code,
        name=command.name,
        level=LEVELS[command.code.count(".")],
        parent_code=above,
        edition=command.edition,
    )
    taken = Refused("CODE_TAKEN", Sentence("Another region has the code {code}.", code=command.code), "code")
    return Decided(events=(registered,), claims=(Claim("region-code", command.code, taken=taken),))


def evolve(state: Region | None, event: RegionEvent) -> Region:
    match event:
        case RegionRegistered():
            return Region(code=event.code, name=event.name)
        case RegionRenamed():
            return replace(begun(state), name=event.name)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "Another region has the code {code}.": "Kode {code} milik wilayah lain.",
    "The region {code} above it is not registered.": "Wilayah {code} di atasnya belum terdaftar.",
    "There is no such region.": "Wilayah itu tidak ada.",
    "This id belongs to {code}.": "Id ini milik {code}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

REGION: Final[Decider[Region | None, RegionCommand, RegionEvent, RegionFacts]] = Decider(
    None, decide, evolve, indonesian=INDONESIAN
)
