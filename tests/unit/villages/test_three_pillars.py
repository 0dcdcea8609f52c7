"""Three seats, three persons; the police officer's follows his assignment."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentEnded, AssignmentRole, Duty
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    PillarsCompleted,
    PillarSeated,
    PillarVacated,
    SeatBhabinkamtibmas,
    SeatPillar,
    VacateBhabinkamtibmas,
    VacatePillar,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place, Refused
from libs.events.each import Each
from libs.events.testing import given
from libs.events.wording import Wording, listen
from services.villages.reactions import on_assignment, on_officers
from services.villages.reporting import Reporting
from services.villages.three_pillars import THREE_PILLARS, PillarsFacts, ThreePillars, place, title
from services.villages.village import Village
from tests.unit.recorded import recorded

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b005")
HEAD, NCO, OFFICER, ASSIGNMENT = (uuid5(ID, name) for name in ("head", "nco", "officer", "assignment"))
DAY, LATER = date(2017, 1, 2), date(2018, 1, 2)
NOW = Reporting(now=datetime(2030, 1, 1, tzinfo=UTC))
WARD = PillarsFacts(reporting=NOW, village=Village(code="52.71.01.1001", name="Ampenan Selatan", kind=VillageKind.KELURAHAN))


def seat(pillar: Pillar, holder: UUID) -> SeatPillar:
    return SeatPillar(village_id=ID, pillar=pillar, holder_id=holder, holder_name="Lurah Contoh", since=DAY)


def seated(pillar: Pillar, holder: UUID, name: str) -> PillarSeated:
    return PillarSeated(pillar=pillar, title=name, holder_id=holder, holder_name="Lurah Contoh", since=DAY)


SIT = SeatBhabinkamtibmas(village_id=ID, officer_id=OFFICER, assignment_id=ASSIGNMENT, since=LATER, position=1)
SITS = PillarSeated(
    pillar=Pillar.BHABINKAMTIBMAS, title="Bhabinkamtibmas", holder_id=OFFICER, since=LATER, assignment_id=ASSIGNMENT, position=1
)


def test_the_third_seat_completes_the_pillars() -> None:
    story = given(THREE_PILLARS, facts=WARD)
    story.when(seat(Pillar.VILLAGE_HEAD, HEAD)).then(seated(Pillar.VILLAGE_HEAD, HEAD, "Lurah"))
    story.when(seat(Pillar.BABINSA, NCO)).then(seated(Pillar.BABINSA, NCO, "Babinsa"))
    story.when(SIT).then(SITS, PillarsCompleted(completed_on=LATER))
    story.when(SIT).then_nothing()
    story.when(seat(Pillar.BABINSA, NCO)).then_nothing()


def test_a_seat_is_held_by_one() -> None:
    story = given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), facts=WARD)
    story.when(seat(Pillar.BABINSA, HEAD)).then_refused("SEAT_TAKEN", "pillar")
    story = given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), facts=WARD)
    story.when(replace(seat(Pillar.BABINSA, NCO), since=LATER)).then_refused("SEAT_TAKEN", "pillar")


def test_a_successor_sits_from_the_day_on_which_the_seat_was_left() -> None:
    left = PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=LATER)
    story = given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), left, facts=WARD)
    story.when(replace(seat(Pillar.BABINSA, HEAD), since=DAY)).then_refused("SEAT_TAKEN", "since")
    story = given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), left, facts=WARD)
    story.when(replace(seat(Pillar.BABINSA, HEAD), since=LATER)).then(
        replace(seated(Pillar.BABINSA, HEAD, "Babinsa"), since=LATER)
    )


def test_nobody_holds_two_seats() -> None:
    story = given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), facts=WARD)
    story.when(seat(Pillar.VILLAGE_HEAD, NCO)).then_refused("HOLDER_SEATED", "holder_id")


def test_nobody_is_seated_from_a_day_on_which_he_still_held_another_seat() -> None:
    left = PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=LATER)
    given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), left, facts=WARD).when(
        replace(seat(Pillar.VILLAGE_HEAD, NCO), since=LATER - timedelta(days=1))
    ).then_refused("HOLDER_SEATED", "holder_id")
    told = THREE_PILLARS.decide(
        THREE_PILLARS.fold((seated(Pillar.BABINSA, NCO, "Babinsa"), left)), seat(Pillar.VILLAGE_HEAD, NCO), WARD
    )
    assert isinstance(told, Refused)
    listen("id")
    try:
        assert Wording(THREE_PILLARS.indonesian).say(told.message).startswith("Orang yang sama menjabat sebagai Babinsa sampai")
    finally:
        listen("en")
    given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), left, facts=WARD).when(
        replace(seat(Pillar.VILLAGE_HEAD, NCO), since=LATER)
    ).then(replace(seated(Pillar.VILLAGE_HEAD, NCO, "Lurah"), since=LATER))


def test_a_seat_is_vacated_not_before_it_was_taken() -> None:
    story = given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), facts=WARD)
    story.when(VacatePillar(village_id=ID, pillar=Pillar.BABINSA, vacated_on=LATER)).then(
        PillarVacated(pillar=Pillar.BABINSA, holder_id=NCO, vacated_on=LATER)
    )
    story.when(VacatePillar(village_id=ID, pillar=Pillar.BABINSA, vacated_on=LATER)).then_nothing()
    early = VacatePillar(village_id=ID, pillar=Pillar.BABINSA, vacated_on=date(2016, 1, 1))
    given(THREE_PILLARS, seated(Pillar.BABINSA, NCO, "Babinsa"), facts=WARD).when(early).then_refused(
        "ENDS_BEFORE_START", "vacated_on"
    )


@pytest.mark.parametrize(
    "command",
    [
        seat(Pillar.BHABINKAMTIBMAS, HEAD),
        VacatePillar(village_id=ID, pillar=Pillar.BHABINKAMTIBMAS, vacated_on=DAY),
    ],
)
def test_the_police_officer_is_seated_by_his_assignment_alone(command: SeatPillar | VacatePillar) -> None:
    given(THREE_PILLARS, facts=WARD).when(command).then_refused("SEATED_BY_ASSIGNMENT", "pillar")


def leave(assignment: UUID, position: int) -> VacateBhabinkamtibmas:
    return VacateBhabinkamtibmas(village_id=ID, assignment_id=assignment, vacated_on=LATER, position=position)


def test_only_the_assignment_that_seated_him_unseats_him() -> None:
    story = given(THREE_PILLARS, SITS, facts=WARD)
    story.when(leave(HEAD, 2)).then_nothing()
    story.when(leave(ASSIGNMENT, 3)).then(
        PillarVacated(pillar=Pillar.BHABINKAMTIBMAS, holder_id=OFFICER, vacated_on=LATER, position=3)
    )
    story.when(leave(ASSIGNMENT, 3)).then_nothing()


def test_assignments_may_arrive_in_any_order() -> None:
    second = uuid5(ID, "second")
    succeed = SeatBhabinkamtibmas(village_id=ID, officer_id=NCO, assignment_id=second, since=LATER, position=4)
    commands: dict[str, SeatBhabinkamtibmas | VacateBhabinkamtibmas] = {
        "sit": SIT,
        "leave": leave(ASSIGNMENT, 3),
        "succeed": succeed,
    }
    for order in (["sit", "leave", "succeed"], ["sit", "succeed", "leave"], ["succeed", "sit", "leave"]):
        story = given(THREE_PILLARS, facts=WARD)
        for name in order:
            story = story.when(commands[name])
        seats = story.state().seats
        assert {pillar: seat.assignment_id for pillar, seat in seats.items()} == {Pillar.BHABINKAMTIBMAS: second}, order


def test_nobody_sits_in_a_village_that_is_not_there() -> None:
    given(THREE_PILLARS, facts=PillarsFacts(reporting=NOW)).when(SIT).then_refused("VILLAGE_UNKNOWN", "village_id")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (VillageKind.DESA, "Kepala Desa"),
        (VillageKind.KELURAHAN, "Lurah"),
        (VillageKind.DESA_ADAT, "Kepala Desa Adat"),
    ],
)
def test_how_the_village_head_is_called(kind: VillageKind, name: str) -> None:
    assert title(Pillar.VILLAGE_HEAD, kind) == name


def test_the_place_is_the_village_and_no_name_stays_in_the_state() -> None:
    assert place(ThreePillars(), SIT, WARD) == Place(village=ID)
    assert "Contoh" not in repr(THREE_PILLARS.fold([seated(Pillar.BABINSA, NCO, "Babinsa")]))


def confirmed(duty: Duty, role: AssignmentRole) -> AssignmentConfirmed:
    return AssignmentConfirmed(
        officer_id=OFFICER, village_id=ID, duty=duty, role=role, starts_on=LATER, order_number="x", order_date=DAY
    )


def ended(duty: Duty, role: AssignmentRole, *, was_confirmed: bool = True) -> AssignmentEnded:
    return AssignmentEnded(
        officer_id=OFFICER, village_id=ID, duty=duty, role=role, confirmed=was_confirmed, ended_on=LATER, reason="x"
    )


def test_assignments_seat_and_unseat() -> None:
    event = confirmed(Duty.BHABINKAMTIBMAS, AssignmentRole.PRIMARY)
    assert on_assignment(event, recorded(event, ASSIGNMENT)) == [SIT]
    over = ended(Duty.BHABINKAMTIBMAS, AssignmentRole.PRIMARY)
    assert on_assignment(over, recorded(over, ASSIGNMENT)) == [
        VacateBhabinkamtibmas(village_id=ID, assignment_id=ASSIGNMENT, vacated_on=LATER, position=1)
    ]


def test_whoever_is_seated_is_handed_what_he_was_directed_to_do() -> None:
    event = confirmed(Duty.BHABINKAMTIBMAS, AssignmentRole.PRIMARY)
    seat, handed = on_officers(event, recorded(event, ASSIGNMENT))
    assert seat == SIT
    assert isinstance(handed, Each)
    assert handed.arguments[0] == OFFICER


@pytest.mark.parametrize(
    "event",
    [
        confirmed(Duty.BHABINKAMTIBMAS, AssignmentRole.ACTING),
        confirmed(Duty.POLISI_RW, AssignmentRole.PRIMARY),
        ended(Duty.BHABINKAMTIBMAS, AssignmentRole.PRIMARY, was_confirmed=False),
        ended(Duty.PETUGAS_POLMAS, AssignmentRole.PRIMARY),
    ],
)
def test_other_assignments_leave_the_seat_alone(event: AssignmentConfirmed | AssignmentEnded) -> None:
    assert on_assignment(event, recorded(event, ASSIGNMENT)) == []
