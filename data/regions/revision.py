"""A comparison of editions as commands to the villages service, in the steps in which they are to be given. Decision 0095."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from data import ids
from data.order import Order, order
from data.regions import DISTRICT, PROVINCE, REGENCY, VILLAGE
from data.regions.comparison import Change, Comparison, Fate
from libs.events.contracts.villages.region import DissolveRegion, MoveRegion, RecodeRegion, RegisterRegion, RenameRegion
from libs.events.contracts.villages.village import (
    ChangeVillageType,
    DissolveVillage,
    RecodeVillage,
    RegisterVillage,
    RenameVillage,
)
from libs.events.message import Command

LEVELS: Final = (PROVINCE, REGENCY, DISTRICT, VILLAGE)


class Revision(Struct, frozen=True, kw_only=True):
    """What is said with every command, and where the log stood that was compared.

    Ids are made of that as well: to rename a place, back, and again, are three commands, though two of them say the same.
    """

    edition: str
    effective_on: date
    legal_basis: str
    position: int = 0


def steps(comparison: Comparison, held: Mapping[str, UUID], revision: Revision) -> Iterator[list[Order]]:
    """What has to be done before what: from the top down what there is, and from the bottom up what is no more.

    `held` are the ids of places by their present codes. The ids of commands are made of what they say and the position.
    """
    for level in LEVELS:
        yield [
            one
            for change in comparison.changes
            if change.level == level and change.fate is not Fate.DISSOLVED
            for one in _orders(change, held, revision)
        ]
    for level in reversed(LEVELS):
        yield [
            _given(_dissolve(held[change.before], level, revision), revision)
            for change in comparison.changes
            if change.level == level and change.fate is Fate.DISSOLVED and change.before is not None
        ]


def new_id(revision: Revision, code: str) -> UUID:
    """Of a place that an edition registers; not that of the code alone, which another place may have begun with."""
    place = ids.village(code) if len(code) == VILLAGE else ids.region(code)
    return uuid5(place, f"{revision.edition}/{revision.position}")


def _given(command: Command, revision: Revision) -> Order:
    made = order(command)
    return Order(uuid5(made.id, str(revision.position)), command)


def _orders(change: Change, held: Mapping[str, UUID], revision: Revision) -> Iterator[Order]:
    if change.after is None:
        return
    if change.before is None:
        yield _given(_register(change.after, change.name, revision), revision)
        return
    place = held[change.before]
    if change.after != change.before:
        yield _given(_recode(place, change.before, change.after, change.fate, revision), revision)
    if change.renamed:
        yield _given(_rename(place, change.level, change.name, revision), revision)


def _register(code: str, name: str, revision: Revision) -> Command:
    made = new_id(revision, code)
    if len(code) == VILLAGE:
        return RegisterVillage(village_id=made, code=code, name=name, edition=revision.edition)
    return RegisterRegion(region_id=made, code=code, name=name, edition=revision.edition)


def _rename(place: UUID, level: int, name: str, revision: Revision) -> Command:
    edition, on, basis = revision.edition, revision.effective_on, revision.legal_basis
    if level == VILLAGE:
        return RenameVillage(village_id=place, name=name, edition=edition, effective_on=on, legal_basis=basis)
    return RenameRegion(region_id=place, name=name, edition=edition, effective_on=on, legal_basis=basis)


def _recode(place: UUID, before: str, code: str, fate: Fate, revision: Revision) -> Command:
    """An edition tells of every place for itself, so that nothing below is to follow a region by itself."""
    edition, on, basis = revision.edition, revision.effective_on, revision.legal_basis
    if len(code) == VILLAGE:
        kind = ChangeVillageType if fate is Fate.RETYPED else RecodeVillage
        return kind(village_id=place, code=code, edition=edition, effective_on=on, legal_basis=basis)
    change = RecodeRegion if before.rpartition(".")[0] == code.rpartition(".")[0] else MoveRegion
    return change(region_id=place, code=code, takes_along=False, edition=edition, effective_on=on, legal_basis=basis)


def _dissolve(place: UUID, level: int, revision: Revision) -> Command:
    on, basis = revision.effective_on, revision.legal_basis
    if level == VILLAGE:
        return DissolveVillage(village_id=place, effective_on=on, legal_basis=basis)
    return DissolveRegion(region_id=place, effective_on=on, legal_basis=basis)
