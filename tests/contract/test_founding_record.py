"""The founding record says what its sources say, and every command of it is one the services understand."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import TypeVar

import pytest
from msgspec import json

from data import ids, record, regions
from data.order import Order, order
from data.record import duties, fill, training
from data.record.fill import FILL
from data.regions import DISTRICT, VILLAGE, Listed, within
from libs.events.contracts.cooperation.cooperation_program import EstablishProgram, RecordDateClaim, StartPhase
from libs.events.contracts.cooperation.milestone import RecordMilestone
from libs.events.contracts.cooperation.pilot_site import DesignatePilotProject, NominateSite
from libs.events.contracts.cooperation.training_session import (
    AttendeeRole,
    EnrolParticipant,
    IssueDirective,
    RecordAttendance,
    ScheduleTraining,
    Theme,
)
from libs.events.contracts.officers.officer import RecordDirectiveAcknowledgement, RegisterOfficer
from libs.events.contracts.officers.police_unit import ChangeJurisdiction, EstablishUnit, RenameUnit, UnitKind
from libs.events.contracts.officers.village_assignment import ConfirmAssignment, ProposeAssignment
from libs.events.contracts.villages.contact_person import RegisterContactPerson
from libs.events.contracts.villages.early_warning import AcknowledgeWarning, RaiseEarlyWarning, Severity
from libs.events.contracts.villages.election_period import CloseElectionPeriod, DeclareElectionPeriod
from libs.events.contracts.villages.three_pillars import (
    Pillar,
    ReportPillarDispute,
    ResolvePillarDispute,
    SeatPillar,
    StartDisputeMediation,
)
from libs.events.message import Command
from libs.events.settings import VillagesRules

C = TypeVar("C", bound=Command)

LOADED = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def only(kind: type[C], orders: Iterable[Order]) -> list[C]:
    return [order.command for order in orders if isinstance(order.command, kind)]


def flat(chapters: Sequence[Sequence[Order]]) -> list[Order]:
    return [order for chapter in chapters for order in chapter]


@pytest.fixture(scope="module")
def edition() -> list[Listed]:
    return list(regions.read())


@pytest.fixture(scope="module")
def ground(edition: list[Listed]) -> list[Listed]:
    return fill.villages(edition)


@pytest.fixture(scope="module")
def units() -> list[Order]:
    return flat(record.chapters("units"))


@pytest.fixture(scope="module")
def cooperation() -> list[Order]:
    return flat(record.chapters("cooperation"))


@pytest.fixture(scope="module")
def session() -> list[Order]:
    return list(training.session(fill.trained()))


@pytest.fixture(scope="module")
def everything(ground: list[Listed], units: list[Order], cooperation: list[Order], session: list[Order]) -> list[Order]:
    acknowledgements = fill.acknowledgements(directive.id for directive in training.DIRECTIVES)
    filled = [*fill.officers(ground), *fill.assignments(ground), *fill.seats(ground), *acknowledgements]
    return [*units, *cooperation, *session, *filled, *lately()]


def test_every_command_is_one_its_service_understands(everything: list[Order]) -> None:
    for given in everything:
        assert json.decode(json.encode(given.command), type=type(given.command)) == given.command


def test_no_two_commands_share_an_id(everything: list[Order]) -> None:
    assert len({given.id for given in everything}) == len(everything)


def test_a_command_keeps_its_id_when_its_contract_grows_and_does_not_spell_out_a_person() -> None:
    def seat(name: str, phone: str | None = None) -> Order:
        seated = SeatPillar(
            village_id=ids.village("52.71.01.1004"),
            pillar=Pillar.BABINSA,
            holder_id=ids.person("one"),
            holder_name=name,
            phone=phone,
            since=date(2017, 2, 1),
        )
        return order(seated)

    assert seat("Babinsa Contoh 001").id == seat("Another name", "0").id
    assert str(seat("Babinsa Contoh 001").id) == "3bf642e3-ef87-571b-9aff-834cd3e14f28"


# --- units -----------------------------------------------------------------------------------------------------------


def grounds(units: list[Order]) -> dict[str, tuple[str, ...]]:
    names = {established.unit_id: established.name for established in only(EstablishUnit, units)}
    return {names[change.unit_id]: change.assign for change in only(ChangeJurisdiction, units)}


def parents(units: list[Order]) -> dict[str, str]:
    established = only(EstablishUnit, units)
    names = {unit.unit_id: unit.name for unit in established}
    return {unit.name: names[unit.parent_id] for unit in established if unit.parent_id}


def test_ground_lies_within_that_of_the_unit_above_and_never_in_two_units(units: list[Order]) -> None:
    above, held = parents(units), grounds(units)
    for name, parent in above.items():
        if parent in held:
            assert all(within(code, held[parent]) for code in held[name]), name
    for one, other in combinations(above, 2):
        if above[one] == above[other]:
            assert not [a for a in held[one] for b in held[other] if within(a, (b,)) or within(b, (a,))], (one, other)


def test_the_resorts_of_ntb_leave_no_village_out(units: list[Order], edition: list[Listed]) -> None:
    above, held = parents(units), grounds(units)
    resorts = [name for name, parent in above.items() if parent == "Polda NTB"]
    assert len(resorts) == 10
    villages = [place.code for place in edition if len(place.code) == VILLAGE and within(place.code, ("52",))]
    assert Counter(sum(within(code, held[name]) for name in resorts) for code in villages) == {1: 1_166}


def test_mataram_answers_for_three_districts_of_its_neighbour(units: list[Order], edition: list[Listed]) -> None:
    held = grounds(units)
    assert set(held["Polres Mataram"]) == {"52.71", "52.01.03", "52.01.09", "52.01.12"}
    districts = {place.code for place in edition if len(place.code) == DISTRICT and within(place.code, ("52.01",))}
    assert set(held["Polres Lombok Barat"]) == districts - set(held["Polres Mataram"])
    assert len(held["Polres Lombok Barat"]) == 7


def test_mataram_bears_its_name_of_today_since_a_day_nobody_tells(units: list[Order]) -> None:
    renamed = [unit for unit in only(RenameUnit, units) if unit.unit_id == ids.unit("Polresta Mataram")]
    assert [(unit.name, unit.kind, unit.renamed_on) for unit in renamed] == [("Polresta Mataram", UnitKind.POLRESTA, None)]


def test_what_no_source_tells_is_said_to_be_assumed(units: list[Order]) -> None:
    sourced = {ids.unit("Polresta Mataram"), ids.unit("Polres Lombok Barat")}
    assert {change.source for change in only(ChangeJurisdiction, units) if change.unit_id not in sourced} == {"assumed"}


def test_every_place_named_is_one_of_the_edition(units: list[Order], cooperation: list[Order], edition: list[Listed]) -> None:
    codes = {place.code for place in edition}
    named = {code for change in only(ChangeJurisdiction, units) for code in change.assign}
    named |= {unit.seat_code for unit in only(EstablishUnit, units) if unit.seat_code}
    named |= {code for site in only(NominateSite, cooperation) for code in site.region_codes}
    assert named <= codes
    assert FILL.unstaffed | FILL.unseated | set(FILL.trained) <= codes


# --- cooperation -----------------------------------------------------------------------------------------------------


def test_bekasi_is_the_pilot_since_2002_and_the_pilot_project_since_2012(cooperation: list[Order]) -> None:
    nominated = {site.region_codes: site.nominated_on.value for site in only(NominateSite, cooperation)}
    assert nominated == {("32.75",): date(2002, 8, 1), ("32.16",): date(2002, 8, 1)}
    assert {
        (site.designated_on.value.year, site.designated_on.precision) for site in only(DesignatePilotProject, cooperation)
    } == {(2012, "YEAR")}


def test_what_a_speaker_says_stands_beside_the_accepted_start(cooperation: list[Order]) -> None:
    (established,) = only(EstablishProgram, cooperation)
    (claim,) = only(RecordDateClaim, cooperation)
    assert (established.started_on.value.isoformat(), claim.claimed.value.year, claim.claimed.precision) == (
        "2002-08-01",
        2001,
        "YEAR",
    )


TOLD = [
    ("2002-01-01", "YEAR", None),
    ("2002-08-01", "MONTH", None),
    ("2005-10-01", "MONTH", None),
    ("2007-01-01", "YEAR", None),
    ("2012-01-01", "YEAR", None),
    ("2012-01-01", "YEAR", None),
    ("2016-01-01", "MONTH", 12),
    ("2016-05-01", "MONTH", None),
    ("2017-01-01", "MONTH", 5),
    ("2017-07-25", "DAY", None),
    ("2020-01-01", "MONTH", 20),
    ("2020-11-01", "MONTH", 17),
    ("2022-09-01", "MONTH", 12),
]
"""When each milestone was, how exactly that is known, and the number that its source tells."""


def test_each_milestone_says_when_in_three_languages_by_which_source(cooperation: list[Order]) -> None:
    milestones = only(RecordMilestone, cooperation)
    found = [(m.happened_on.value.isoformat(), str(m.happened_on.precision), m.count and m.count.number) for m in milestones]
    assert sorted(found, key=lambda one: one[0]) == TOLD
    assert all(m.title.en and m.title.id and m.title.ja and m.happened_on.source for m in milestones)
    named = {site for m in milestones for site in m.site_ids}
    assert named == {site.site_id for site in only(NominateSite, cooperation)}
    assert len({m.milestone_id for m in milestones}) == len(milestones)


def test_what_is_not_confirmed_is_never_told_as_a_fact(cooperation: list[Order]) -> None:
    doubtful = [m for m in only(RecordMilestone, cooperation) if not m.confirmed]
    assert len(doubtful) == 1
    for one in doubtful:
        assert ("not confirmed" in one.title.en, "belum dikonfirmasi" in str(one.title.id), "未確認" in str(one.title.ja)) == (
            (True,) * 3
        )


def test_no_site_is_made_up_of_a_number(cooperation: list[Order]) -> None:
    """Seventeen Polda were declared independent; no source at hand tells which."""
    assert {site.unit_id for site in only(NominateSite, cooperation)} == {
        ids.unit("Polres Metro Bekasi Kota"),
        ids.unit("Polres Metro Bekasi"),
    }


def test_the_session_falls_into_the_phase_it_names(cooperation: list[Order]) -> None:
    phases = {phase.number: phase.started_on.value for phase in only(StartPhase, cooperation)}
    day = training.SCHEDULE.starts_at.date()
    assert max(number for number, start in phases.items() if start <= day) == training.SCHEDULE.phase_number


def test_the_session_is_that_of_the_report(session: list[Order]) -> None:
    (scheduled,) = only(ScheduleTraining, session)
    assert scheduled.starts_at == datetime(2017, 7, 25, 0, 0, tzinfo=UTC)
    assert scheduled.starts_at.isoformat() == "2017-07-25T08:00:00+08:00"
    assert scheduled.starts_at.strftime("%A") == "Tuesday"
    assert (scheduled.venue.name, scheduled.venue.room, scheduled.venue.region_code) == ("Hotel Nutana", "Ballroom", "52.71")
    assert scheduled.host_unit_id == ids.unit("Polda NTB")


def test_its_fifteen_directives_follow_the_order_of_the_themes(session: list[Order]) -> None:
    directives = only(IssueDirective, session)
    assert [directive.theme for directive in directives] == list(Theme)
    assert len(directives) == 15
    assert {directive.issuer for directive in directives} == {"Wakapolda NTB"}
    assert all(directive.text.endswith(".") and directive.text.count(".") == 1 for directive in directives)


def test_twenty_officers_attend_and_the_others_appear_by_office(session: list[Order]) -> None:
    enrolled = only(EnrolParticipant, session)
    participants = [one.attendee.officer_id for one in enrolled if one.role is AttendeeRole.PARTICIPANT]
    assert len(set(participants)) == len(participants) == 20
    assert None not in participants
    offices = {one.attendee.office: one.role for one in enrolled if one.role is not AttendeeRole.PARTICIPANT}
    assert offices == {
        "Wakapolda NTB": AttendeeRole.OPENER,
        "Perwakilan Kepolisian Jepang": AttendeeRole.PARTNER_REPRESENTATIVE,
        "Dirbinmas Polda NTB": AttendeeRole.OBSERVER,
        "Kapolres Mataram": AttendeeRole.OBSERVER,
    }
    assert [one.attendee for one in only(RecordAttendance, session)] == [one.attendee for one in enrolled]


# --- fill ------------------------------------------------------------------------------------------------------------


def test_the_ground_has_an_officer_in_every_village_but_five(ground: list[Listed]) -> None:
    assert len(ground) == 50 + 21 + 16 + 15
    staffed = {proposed.village_id for proposed in only(ProposeAssignment, fill.assignments(ground))}
    assert len(FILL.unstaffed) == 5
    assert staffed == {ids.village(place.code) for place in ground if place.code not in FILL.unstaffed}
    registered = only(RegisterOfficer, fill.officers(ground))
    assert {proposed.officer_id for proposed in only(ProposeAssignment, fill.assignments(ground))} == {
        officer.officer_id for officer in registered
    }
    assert len(registered) == 97
    assert {officer.unit_id for officer in registered} == {ids.unit("Polresta Mataram")}


def test_both_other_seats_are_held_in_every_village_but_three(ground: list[Listed]) -> None:
    seated = Counter(seat.village_id for seat in only(SeatPillar, fill.seats(ground)))
    assert len(FILL.unseated) == 3
    assert seated == {ids.village(place.code): 2 for place in ground if place.code not in FILL.unseated}
    assert {seat.pillar for seat in only(SeatPillar, fill.seats(ground))} == {Pillar.BABINSA, Pillar.VILLAGE_HEAD}


def test_nobody_in_the_fill_could_be_taken_for_a_real_person(ground: list[Listed]) -> None:
    officers, seats = only(RegisterOfficer, fill.officers(ground)), only(SeatPillar, fill.seats(ground))
    assert all("Contoh" in name for name in [o.full_name for o in officers] + [s.holder_name for s in seats])
    assert {officer.phone for officer in officers} | {seat.phone for seat in seats} == {None}
    numbers = {officer.service_number for officer in officers}
    assert len(numbers) == len(officers)
    assert all(len(number) == 8 and number.isdigit() and not 1 <= int(number[2:4]) <= 12 for number in numbers)
    assert len({seat.holder_id for seat in seats}) == len(seats)


def test_officers_were_ordered_to_their_villages_before_the_session(ground: list[Listed]) -> None:
    session = training.SCHEDULE.starts_at.date()
    assert all(proposed.starts_on < session for proposed in only(ProposeAssignment, fill.assignments(ground)))
    orders = only(ConfirmAssignment, fill.assignments(ground))
    assert orders[0].order_number == "Sprin/001/I/HUK.6.6./2017"
    assert len({order.order_number for order in orders}) == len(orders)
    assert all(order.order_date <= FILL.order.starts_on for order in orders)


def test_those_who_attended_serve_in_the_ground(ground: list[Listed]) -> None:
    serving = {officer.officer_id for officer in only(RegisterOfficer, fill.officers(ground))}
    assert set(fill.trained()) <= serving


def test_each_directive_is_acknowledged_by_another_number_of_those_addressed() -> None:
    directives = [directive.id for directive in training.DIRECTIVES]
    given = only(RecordDirectiveAcknowledgement, fill.acknowledgements(directives))
    counts = Counter(one.directive_id for one in given)
    assert [counts[directive] for directive in directives] == list(FILL.acknowledged.counts)
    assert len(set(FILL.acknowledged.counts)) == 15
    assert {one.officer_id for one in given} == set(fill.trained())
    assert len({(one.officer_id, one.directive_id) for one in given}) == len(given)
    assert all(one.acknowledged_on > training.SCHEDULE.starts_at.date() for one in given)


# --- duties ----------------------------------------------------------------------------------------------------------


def lately() -> list[Order]:
    warning = ids.duty("warning_id", "one")
    return [step.order(LOADED, warning if step.dispute else None) for steps in duties.told().values() for step in steps]


def test_what_officers_did_happened_before_it_is_told_and_can_still_be_reported() -> None:
    """Also where a load is gone on with as late as may be."""
    moments = [one.occurred_at for one in lately() if one.occurred_at]
    assert len(moments) > 20
    assert max(moments) < LOADED
    late = LOADED + duties.TOLD_WITHIN
    assert late - min(moments) < timedelta(days=VillagesRules().reported_within_days)


def test_nothing_of_it_goes_on_by_itself() -> None:
    orders = lately()
    raised = {one.warning_id for one in only(RaiseEarlyWarning, orders)}
    acknowledged = {one.warning_id for one in only(AcknowledgeWarning, orders)}
    assert raised < acknowledged, "the warning about the dispute as well"
    reported, resolved = only(ReportPillarDispute, orders), only(ResolvePillarDispute, orders)
    assert [one.dispute_id for one in reported] == [one.dispute_id for one in resolved]
    declared, closed = only(DeclareElectionPeriod, orders), only(CloseElectionPeriod, orders)
    assert [one.election_id for one in declared] == [one.election_id for one in closed] != []
    assert {severity.severity for severity in only(RaiseEarlyWarning, orders)} <= {Severity.GREEN, Severity.YELLOW}


def test_nobody_in_it_could_be_taken_for_a_real_person() -> None:
    registered, mediating = only(RegisterContactPerson, lately()), only(StartDisputeMediation, lately())
    assert all("Contoh" in name for name in [*(r.full_name for r in registered), *(m.mediator_name or "" for m in mediating)])
    assert {one.phone for one in registered} == {None}


def test_the_first_of_it_says_the_same_on_every_day() -> None:
    assert duties.first().order(LOADED) == duties.first().order(LOADED - timedelta(days=300))
