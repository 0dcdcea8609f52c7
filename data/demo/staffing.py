"""Officers, their commanders and their posts: entered when they come, ordered to their villages, handing over, leaving."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Final
from uuid import UUID

from data import ids
from data.demo import words
from data.demo.contacts import kept_on
from data.demo.people import Holding, Officer, Unit
from data.demo.province import CHIEF, POLDA, Province
from data.demo.telling import HEADQUARTERS, Speaker, Told
from libs.events.contracts.officers.officer import (
    Competency,
    Position,
    PromoteOfficer,
    Rank,
    RecordCompetency,
    RegisterOfficer,
    RetireOfficer,
)
from libs.events.contracts.officers.police_unit import AppointActingCommander, AppointCommander, ReportCommanderAbsence
from libs.events.contracts.officers.village_assignment import (
    AssignmentRole,
    ConfirmAssignment,
    EndAssignment,
    HandOverAssignment,
    ProposeAssignment,
)
from libs.events.message import Command

RISES: Final = {Rank.BRIGPOL: Rank.BRIPKA, Rank.BRIPKA: Rank.AIPDA, Rank.AIPDA: Rank.AIPTU, Rank.AIPTU: Rank.IPDA}
PROMOTED: Final = 0.1
"""Share of officers who rise in rank at the third edge."""
CHIEF_ENTERED: Final = RegisterOfficer(
    officer_id=CHIEF,
    service_number="99980000",
    full_name="Kapolda Contoh",
    rank=Rank.IRJEN_POL,
    position=Position.KAPOLDA,
    unit_id=ids.unit(POLDA),
)
"""The command whose record tells on which day all this was begun; it says the same on every day."""
AWAY: Final = {2: (-140, -119), 5: (-5, 9)}
"""By the number of its unit: from which day to which a commander is away, with somebody who acts for him."""


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("staffing")
    yield _told(province, province.edges[0], 0, CHIEF_ENTERED)
    yield _told(province, province.edges[0], 5, _appointed(province, ids.unit(POLDA), CHIEF), CHIEF)
    for unit in province.units.values():
        yield from _head(province, unit)
    for officer in province.posts.officers:
        yield from _enter(province, officer, chance)
    for held in province.holdings.values():
        for number, one in enumerate(held):
            if not one.of_record:
                yield from _order(province, one, held[number - 1] if number else None)
            if one.last is not None and number + 1 == len(held):
                yield from _leave(province, one)
    for one in province.posts.acting:
        yield from _stand_in(province, one)


def _told(
    province: Province, edge: int, minutes: float, command: Command, *rests_on: UUID, by: Speaker = HEADQUARTERS
) -> Told:
    return Told(at=province.days.moment(edge, minutes), by=by, command=command, rests_on=rests_on, opening=True)


def _officer(officer: UUID, number: str, name: str, rank: Rank, position: Position, unit: UUID) -> RegisterOfficer:
    return RegisterOfficer(
        officer_id=officer, service_number=number, full_name=name, rank=rank, position=position, unit_id=unit
    )


def _appointed(province: Province, unit: UUID, officer: UUID) -> AppointCommander:
    return AppointCommander(unit_id=unit, officer_id=officer, appointed_on=province.days.day(province.edges[0]))


def _head(province: Province, unit: Unit) -> Iterator[Told]:
    begin = province.edges[0]
    rank = Rank.KOMBES_POL if unit.name.startswith("Polresta") else Rank.AKBP
    name = f"Kapolres Contoh {unit.number:02}"
    chief = _officer(unit.commander, f"99980{unit.number:03}", name, rank, Position.KAPOLRES, unit.id)
    yield _told(province, begin, 0, chief)
    yield _told(province, begin, 5, _appointed(province, unit.id, unit.commander), unit.commander)
    if unit.number in AWAY and begin <= AWAY[unit.number][0]:
        yield from _away(province, unit, *AWAY[unit.number])


def _away(province: Province, unit: Unit, first: int, back: int) -> Iterator[Told]:
    deputy = ids.officer(f"demo/Wakapolres {unit.name}")
    entered = _officer(
        deputy, f"99989{unit.number:03}", f"Wakapolres Contoh {unit.number:02}", Rank.KOMPOL, Position.WAKAPOLRES, unit.id
    )
    day = province.days.day
    absence = ReportCommanderAbsence(unit_id=unit.id, absent_from=day(first), absent_until=day(back))
    acting = AppointActingCommander(
        unit_id=unit.id, officer_id=deputy, starts_on=day(first), ends_on=day(back), order_number=f"Sprin/{unit.number}/contoh"
    )
    yield _told(province, province.edges[0], 0, entered)
    yield Told(at=province.days.moment(first, 480), by=HEADQUARTERS, command=absence)
    yield Told(at=province.days.moment(first, 490), by=HEADQUARTERS, command=acting, rests_on=(deputy,))


def _enter(province: Province, officer: Officer, chance: Random) -> Iterator[Told]:
    registered = RegisterOfficer(
        officer_id=officer.id,
        service_number=f"9998{officer.number:04}",
        full_name=f"Bhabin Contoh {officer.number}",
        rank=officer.rank,
        unit_id=ids.unit(officer.unit),
        languages=officer.languages,
    )
    yield _told(province, officer.arrives, 0, registered)
    for competency in chance.sample(tuple(Competency), chance.choice((0, 1, 1, 2, 3))):
        acquired = province.days.day(officer.arrives - chance.randrange(100, 1500))
        learnt = RecordCompetency(officer_id=officer.id, competency=competency, acquired_on=acquired)
        yield _told(province, officer.arrives, 10, learnt)
    later = [edge for edge in province.edges if edge > officer.arrives]
    leaves = min((one.last for one in province.posts.held_by(officer) if one.last is not None), default=0)
    if chance.random() < PROMOTED and len(later) > 1 and later[1] < leaves:
        risen = PromoteOfficer(officer_id=officer.id, rank=RISES[officer.rank], promoted_on=province.days.day(later[1]))
        yield _told(province, later[1], 450, risen)


def _order(province: Province, holding: Holding, before: Holding | None) -> Iterator[Told]:
    """The order to a village, and the end of whoever held it before."""
    edge = holding.first if before else province.edges[0]
    by = province.commander(holding.village)
    starts = province.days.day(holding.first)
    proposed = ProposeAssignment(
        assignment_id=holding.assignment,
        officer_id=holding.officer.id,
        village_id=province.villages[holding.village].id,
        starts_on=starts,
        # By then some villages have been assessed, and few officers are left to choose from.
        override_reason=words.SEVERAL if before else None,
    )
    dated = starts - timedelta(days=5)
    number = f"Sprin/{province.villages[holding.village].number}/contoh"
    confirmed = ConfirmAssignment(assignment_id=holding.assignment, order_number=number, order_date=dated)
    yield _told(province, edge, 480, proposed, holding.officer.id, by=by)
    if before is None:
        yield _told(province, edge, 490, confirmed, by=by)
        return
    contacts = kept_on(province, holding.village, holding.first)
    handed = HandOverAssignment(
        assignment_id=before.assignment,
        successor_id=holding.assignment,
        handed_over_on=starts,
        contact_ids=contacts,
        no_contacts=not contacts,
        no_warnings=True,
    )
    yield _told(province, edge, 500, handed, holding.assignment, by=by)
    yield _told(province, edge, 510, _ended(province, before, words.MOVES), by=by)
    yield _told(province, edge, 520, confirmed, before.assignment, by=by)


def _stand_in(province: Province, holding: Holding) -> Iterator[Told]:
    """Since the last edge: until then the village was without anybody."""
    edge, village = province.edges[-1], province.villages[holding.village]
    proposed = ProposeAssignment(
        assignment_id=holding.assignment,
        officer_id=holding.officer.id,
        village_id=village.id,
        role=AssignmentRole.ACTING,
        starts_on=province.days.day(edge),
        reason=words.SEVERAL,
        override_reason=words.SEVERAL,
    )
    confirmed = ConfirmAssignment(
        assignment_id=holding.assignment,
        order_number=f"Sprin/{village.number}/contoh/plt",
        order_date=province.days.day(edge - 3),
    )
    by = province.commander(holding.village)
    yield _told(province, edge, 540, proposed, holding.officer.id, by=by)
    yield _told(province, edge, 545, confirmed, by=by)


def _ended(province: Province, holding: Holding, reason: str) -> EndAssignment:
    assert holding.last is not None  # noqa: S101 - only those that end
    return EndAssignment(assignment_id=holding.assignment, ended_on=province.days.day(holding.last), reason=reason)


def _leave(province: Province, holding: Holding) -> Iterator[Told]:
    """Without a successor."""
    assert holding.last is not None  # noqa: S101 - only those that end
    by = province.commander(holding.village)
    yield _told(province, holding.last, 500, _ended(province, holding, words.LEAVES), by=by)
    retired = RetireOfficer(officer_id=holding.officer.id, retired_on=province.days.day(holding.last))
    yield _told(province, holding.last, 530, retired, holding.assignment)
