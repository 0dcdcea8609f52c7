"""How a village (*desa, kelurahan, desa adat*) is entered and renamed, and its environment assessed."""

from collections.abc import Mapping
from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.village import (
    AssessEnvironment,
    EnvironmentAssessed,
    RegisterVillage,
    RenameVillage,
    VillageKind,
    VillageRegistered,
    VillageRenamed,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages.region import Region

VillageCommand: TypeAlias = RegisterVillage | RenameVillage | AssessEnvironment
VillageEvent: TypeAlias = VillageRegistered | VillageRenamed | EnvironmentAssessed

KINDS: Final[Mapping[str, VillageKind]] = {"1": VillageKind.KELURAHAN, "2": VillageKind.DESA, "3": VillageKind.DESA_ADAT}
"""By the first digit of a village code's last part (coding rule of the Ministry of Home Affairs)."""

WIB_JAVA, WIB_BORNEO, WITA, WIT = "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"


class Village(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    kind: VillageKind
    assessments: tuple[EnvironmentAssessed, ...] = ()
    """Of its environment, as they came in."""


class VillageFacts(Struct, frozen=True, kw_only=True):
    """Whether the district is there."""

    district: Region | None = None


def timezone(code: str) -> str:
    """The IANA zone of a place, by its province: WIB in the west, WITA in the middle, WIT in the east."""
    province = int(code[:2])
    if province in (61, 62):
        return WIB_BORNEO
    if province < 50:
        return WIB_JAVA
    return WITA if province < 80 else WIT


def district_code(code: str) -> str:
    return code.rpartition(".")[0]


def decide(state: Village | None, command: VillageCommand, facts: VillageFacts) -> Decision:
    match command:
        case RegisterVillage():
            return _register(state, command, facts)
        case RenameVillage():
            if state is None:
                return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
            return [] if state.name == command.name else [VillageRenamed(name=command.name, edition=command.edition)]
        case AssessEnvironment():
            return _assess(state, command)
        case _:
            assert_never(command)


def _register(state: Village | None, command: RegisterVillage, facts: VillageFacts) -> Decision:
    if state is not None:
        same = (state.code, state.name) == (command.code, command.name)
        return (
            [] if same else Refused("ALREADY_REGISTERED", Sentence("This id belongs to {code}.", code=state.code), "village_id")
        )
    if facts.district is None:
        return Refused(
            "DISTRICT_UNKNOWN", Sentence("The district {code} is not registered.", code=district_code(command.code)), "code"
        )
    kind = KINDS.get(command.code[-4])
    if kind is None:
        return Refused(
            "KIND_UNKNOWN",
            Sentence("No kind of village has a code whose last part begins with {digit}.", digit=command.code[-4]),
            "code",
        )
    registered = VillageRegistered(
        code=command.code, name=command.name, kind=kind, timezone=timezone(command.code), edition=command.edition
    )
    taken = Refused("CODE_TAKEN", Sentence("Another village has the code {code}.", code=command.code), "code")
    return Decided(events=(registered,), claims=(Claim("village-code", command.code, taken=taken),))


def _assess(state: Village | None, command: AssessEnvironment) -> Decision:
    if state is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
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
            return replace(begun(state), name=event.name)
        case EnvironmentAssessed():
            village = begun(state)
            return replace(village, assessments=(*village.assessments, event))
        case _:
            assert_never(event)


def place(_state: Village | None, command: VillageCommand, _facts: VillageFacts) -> Place:
    return Place(village=command.village_id)


INDONESIAN: Final = {
    "Another village has the code {code}.": "Kode {code} milik desa lain.",
    "No kind of village has a code whose last part begins with {digit}.": (
        "Tidak ada jenis desa yang bagian akhir kodenya diawali {digit}."
    ),
    "The district {code} is not registered.": "Kecamatan {code} belum terdaftar.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another assessment.": "Id ini milik penilaian lain.",
    "This id belongs to {code}.": "Id ini milik {code}.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

VILLAGE: Final[Decider[Village | None, VillageCommand, VillageEvent, VillageFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
