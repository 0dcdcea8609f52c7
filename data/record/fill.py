"""Plainly fictitious officers and seat holders for the ground of one unit; the same ones at every load."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct, convert

from data import ids
from data.order import Order, order
from data.record import load
from data.regions import VILLAGE, Listed, within
from libs.events.contracts.officers.officer import Rank, RecordDirectiveAcknowledgement, RegisterOfficer
from libs.events.contracts.officers.village_assignment import ConfirmAssignment, ProposeAssignment
from libs.events.contracts.villages.three_pillars import Pillar, SeatPillar
from libs.events.message import Command

APART: Final = 3
"""Places on the list by which those who acknowledge a directive first move on with the next directive."""


class Orders(Struct, frozen=True, forbid_unknown_fields=True):
    """What the orders behind the assignments say."""

    number: str
    dated: date
    starts_on: date


class Acknowledged(Struct, frozen=True, rename={"since": "from"}, forbid_unknown_fields=True):
    """How many acknowledged each directive, and from which day on."""

    counts: tuple[int, ...]
    since: date
    a_day: int


class Fill(Struct, frozen=True, forbid_unknown_fields=True):
    """What fill.toml says."""

    unit: str
    ground: tuple[str, ...]
    ranks: tuple[Rank, ...]
    languages: tuple[str, ...]
    unstaffed: frozenset[str]
    unseated: frozenset[str]
    seated_since: date
    trained: tuple[str, ...]
    order: Orders
    acknowledged: Acknowledged


FILL: Final = convert(load("fill"), Fill)


def officer_of(village: str) -> UUID:
    """The Bhabinkamtibmas of a village, by its code."""
    return ids.officer(f"Bhabinkamtibmas {village}")


def trained() -> tuple[UUID, ...]:
    """The officers who attended the founding session, in the order of the list."""
    return tuple(officer_of(village) for village in FILL.trained)


def villages(places: Iterable[Listed]) -> list[Listed]:
    """The villages of the unit's ground, in the order of their codes; the first has number 1."""
    return sorted(place for place in places if len(place.code) == VILLAGE and within(place.code, FILL.ground))


def officers(ground: list[Listed]) -> Iterator[Order]:
    """One officer for each village that has one."""
    for number, village in enumerate(ground, 1):
        if village.code in FILL.unstaffed:
            continue
        registered = RegisterOfficer(
            officer_id=officer_of(village.code),
            service_number=f"9999{number:04}",
            full_name=f"Bhabin Contoh {number:03}",
            rank=FILL.ranks[number % len(FILL.ranks)],
            unit_id=ids.unit(FILL.unit),
            languages=FILL.languages,
        )
        yield order(registered)


def assignments(ground: list[Listed]) -> Iterator[Order]:
    """Each officer is proposed for his village, then ordered there."""
    for number, village in enumerate(ground, 1):
        if village.code in FILL.unstaffed:
            continue
        assignment = ids.assignment(village.code)
        proposed = ProposeAssignment(
            assignment_id=assignment,
            officer_id=officer_of(village.code),
            village_id=ids.village(village.code),
            starts_on=FILL.order.starts_on,
        )
        sprin = FILL.order.number.format(number=number)
        yield order(proposed)
        yield order(ConfirmAssignment(assignment_id=assignment, order_number=sprin, order_date=FILL.order.dated))


def seats(ground: list[Listed]) -> Iterator[Order]:
    """The Babinsa and the head of each village of which they are known."""
    for number, village in enumerate(ground, 1):
        if village.code in FILL.unseated:
            continue
        head = "Lurah" if village.code[-4] == "1" else "Kepala Desa"
        for pillar, title in ((Pillar.BABINSA, "Babinsa"), (Pillar.VILLAGE_HEAD, head)):
            seated = SeatPillar(
                village_id=ids.village(village.code),
                pillar=pillar,
                holder_id=ids.person(f"{pillar} {village.code}"),
                holder_name=f"{title} Contoh {number:03}",
                since=FILL.seated_since,
            )
            yield order(seated)


def seats_filled(village: str) -> int:
    """How many of the three seats of a village of the ground are held in the end."""
    return (village not in FILL.unstaffed) + 2 * (village not in FILL.unseated)


def acknowledgements(directives: Iterable[UUID]) -> Iterator[Order]:
    """As many of those trained as the list of counts says, for each directive."""
    there = trained()
    for first, (directive, count) in enumerate(zip(directives, FILL.acknowledged.counts, strict=True)):
        for turn in range(count):
            command: Command = RecordDirectiveAcknowledgement(
                officer_id=there[(first * APART + turn) % len(there)],
                directive_id=directive,
                acknowledged_on=FILL.acknowledged.since + timedelta(days=turn // FILL.acknowledged.a_day),
            )
            yield order(command)
