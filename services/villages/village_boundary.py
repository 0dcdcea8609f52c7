"""How a village gets another code or kind, is split, takes others up, and ends (*pemekaran, penggabungan, penghapusan*).

Decision 0093. The stream stays the village's own whatever becomes of its code; a code belongs to one village at a time.
"""

from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec.structs import replace

from libs.events.contracts.villages.village import (
    ChangeVillageType,
    DissolveVillage,
    FollowDistrict,
    MergeVillages,
    RecodeVillage,
    SplitVillage,
    VillageDissolved,
    VillageRecoded,
    VillagesMerged,
    VillageSplit,
    VillageTypeChanged,
)
from libs.events.decider import Claim, Decided, Decision, Refused
from libs.events.message import Event
from libs.events.wording import Sentence
from services.villages.place import KINDS, Village, VillageFacts, district_code, refuse_day, timezone

BoundaryCommand: TypeAlias = RecodeVillage | ChangeVillageType | SplitVillage | MergeVillages | DissolveVillage | FollowDistrict
BoundaryEvent: TypeAlias = VillageRecoded | VillageTypeChanged | VillageSplit | VillagesMerged | VillageDissolved


def claim(code: str) -> Claim:
    """The code, which one village has at a time."""
    taken = Refused("CODE_TAKEN", Sentence("Another village has the code {code}.", code=code), "code")
    return Claim("village-code", code, taken=taken)


def refuse_code(code: str, facts: VillageFacts) -> Refused | None:
    """A code lies in a district that there is, and tells a kind."""
    if facts.district is None:
        return Refused("DISTRICT_UNKNOWN", Sentence("The district {code} is not registered.", code=district_code(code)), "code")
    if code[-4] not in KINDS:
        return Refused(
            "KIND_UNKNOWN", Sentence("No kind of village has a code whose last part begins with {digit}.", digit=code[-4]), "code"
        )
    return None


def decide(state: Village, command: BoundaryCommand, facts: VillageFacts) -> Decision:
    if isinstance(command, DissolveVillage):
        return _dissolve(state, command, facts)
    if isinstance(command, FollowDistrict):
        return _follow(state, command, facts)
    if state.dissolved:
        return dissolved(state)
    if refused := refuse_day(state, command.effective_on, facts.today):
        return refused
    match command:
        case RecodeVillage() | ChangeVillageType():
            return _recode(state, command, facts)
        case SplitVillage():
            return _split(state, command, facts)
        case MergeVillages():
            return _merge(state, command, facts)
        case _:
            assert_never(command)


def dissolved(state: Village) -> Refused:
    return Refused("VILLAGE_DISSOLVED", Sentence("{name} is no village any more.", name=state.name), "village_id")


def _recode(state: Village, command: RecodeVillage | ChangeVillageType, facts: VillageFacts) -> Decision:
    if state.code == command.code:
        return []
    if refused := refuse_code(command.code, facts):
        return refused
    kind = KINDS[command.code[-4]]
    changes = isinstance(command, ChangeVillageType)
    told = Sentence(
        "{code} is the code of a {kind}, {now} that of a {before}.",
        code=command.code,
        kind=kind,
        now=state.code,
        before=state.kind,
    )
    if kind is not state.kind and not changes:
        return Refused("KIND_DIFFERS", told, "code")
    if kind is state.kind and changes:
        return Refused("KIND_SAME", told, "code")
    events: list[Event] = []
    if changes:
        events.append(
            VillageTypeChanged(
                kind=kind, previous_kind=state.kind, effective_on=command.effective_on, legal_basis=command.legal_basis
            )
        )
    events.append(_recoded(state, command.code, command))
    return _with_code(state, command.code, events)


def _recoded(state: Village, code: str, command: RecodeVillage | ChangeVillageType | FollowDistrict) -> VillageRecoded:
    return VillageRecoded(
        code=code,
        previous_code=state.code,
        timezone=timezone(code),
        edition=command.edition,
        effective_on=command.effective_on,
        legal_basis=command.legal_basis,
    )


def _with_code(state: Village, code: str, events: list[Event]) -> Decided:
    return Decided(events=tuple(events), claims=(claim(code),), releases=(claim(state.code),))


def _follow(state: Village, command: FollowDistrict, facts: VillageFacts) -> Decision:
    """Where it lies elsewhere by now, somebody has said so for itself."""
    if state.dissolved or district_code(state.code) != command.previous_code:
        return []
    code = f"{command.district_code}{state.code[len(command.previous_code) :]}"
    if refused := refuse_code(code, facts):
        return refused
    return _with_code(state, code, [_recoded(state, code, command)])


def _split(state: Village, command: SplitVillage, facts: VillageFacts) -> Decision:
    new = tuple(one for one in dict.fromkeys(command.into_ids) if one not in state.split_into)
    if not new:
        return []
    if refused := _refuse_named(command.village_id, new, facts, "into_ids"):
        return refused
    return [VillageSplit(into_ids=new, effective_on=command.effective_on, legal_basis=command.legal_basis)]


def _merge(state: Village, command: MergeVillages, facts: VillageFacts) -> Decision:
    new = tuple(one for one in dict.fromkeys(command.merged_ids) if one not in state.took_up)
    if not new:
        return []
    if refused := _refuse_named(command.village_id, new, facts, "merged_ids"):
        return refused
    for other in (facts.named[one] for one in new):
        # It is dissolved on that day, by a command of its own that nobody would see refused.
        if other is not None and (refused := refuse_day(other, command.effective_on, facts.today)):
            return refused
    return [VillagesMerged(merged_ids=new, effective_on=command.effective_on, legal_basis=command.legal_basis)]


def _dissolve(state: Village, command: DissolveVillage, facts: VillageFacts) -> Decision:
    if state.dissolved:
        return []
    if refused := refuse_day(state, command.effective_on, facts.today):
        return refused
    successors = tuple(dict.fromkeys(command.successor_ids))
    if refused := _refuse_named(command.village_id, successors, facts, "successor_ids"):
        return refused
    ended = VillageDissolved(
        code=state.code,
        successor_ids=successors,
        effective_on=command.effective_on,
        legal_basis=command.legal_basis,
    )
    return Decided(events=(ended,), releases=(claim(state.code),))


def _refuse_named(own: UUID, named: tuple[UUID, ...], facts: VillageFacts, field: str) -> Refused | None:
    if own in named:
        return Refused("VILLAGE_ITSELF", "A village is split from, merged with and succeeded by others.", field)
    for one in named:
        village = facts.named.get(one)
        if village is None:
            return Refused("OTHER_VILLAGE_UNKNOWN", "A village that is named is not registered.", field)
        if village.dissolved:
            return Refused("OTHER_VILLAGE_DISSOLVED", Sentence("{name} is no village any more.", name=village.name), field)
    return None


def evolve(village: Village, event: BoundaryEvent) -> Village:
    match event:
        case VillageRecoded():
            former = (village.code, *village.former)
            return replace(village, code=event.code, former=former, since=event.effective_on)
        case VillageTypeChanged():
            return replace(village, kind=event.kind, since=event.effective_on)
        case VillageSplit():
            return replace(village, split_into=village.split_into | set(event.into_ids), since=event.effective_on)
        case VillagesMerged():
            return replace(village, took_up=village.took_up | set(event.merged_ids), since=event.effective_on)
        case VillageDissolved():
            successor = event.successor_ids[0] if event.successor_ids else None
            return replace(village, dissolved=True, successor=successor, since=event.effective_on)
        case _:
            assert_never(event)


INDONESIAN: Final = {
    "A village is split from, merged with and succeeded by others.": (
        "Desa dimekarkan menjadi, digabungkan dengan, dan diteruskan oleh desa lain."
    ),
    "A village that is named is not registered.": "Desa yang disebut belum terdaftar.",
    "Another village has the code {code}.": "Kode {code} milik desa lain.",
    "No kind of village has a code whose last part begins with {digit}.": (
        "Tidak ada jenis desa yang bagian akhir kodenya diawali {digit}."
    ),
    "The district {code} is not registered.": "Kecamatan {code} belum terdaftar.",
    "{code} is the code of a {kind}, {now} that of a {before}.": ("{code} adalah kode {kind}, sedangkan {now} kode {before}."),
    "{name} is no village any more.": "{name} bukan lagi sebuah desa.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
