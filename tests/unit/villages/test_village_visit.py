"""Reports of a visit are taken in any order and twice; what is known to contradict them is refused, what is in doubt flagged."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.contact_person import Consent, ConsentBasis, ContactRole
from libs.events.contracts.villages.village import VillageKind
from libs.events.contracts.villages.village_visit import (
    CompleteVisit,
    HouseholdNeed,
    PlanVisit,
    RecordVisitAbsence,
    RecordVisitFinding,
    RecordVisitRefusal,
    StartVisit,
    VisitCompleted,
    VisitFoundNobody,
    VisitOutcome,
    VisitRefused,
    digest_of,
)
from libs.events.decider import Decided, Place, Refused, decided
from libs.events.testing import given
from libs.events.wording import Wording, listen
from services.villages.contact_person import ContactPerson
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.reporting import Reporting
from services.villages.village import Village
from services.villages.village_visit import VILLAGE_VISIT, Assigned, VillageVisit, VisitCommand, VisitFacts, place

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b00b")
VILLAGE, OTHER, OFFICER, CONTACT, STRANGER = (uuid5(ID, name) for name in ("village", "other", "officer", "contact", "stranger"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BEGAN, ENDED = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
DAY = date(2026, 11, 24)
CODE = "BCDF-2346-GHJK-7894"
WHOSE: dict[str, Any] = {"visit_id": ID, "village_id": VILLAGE, "officer_id": OFFICER}
PLAN = PlanVisit(**WHOSE, planned_on=DAY)
START = StartVisit(**WHOSE, started_at=BEGAN, verification_code=CODE)
FIND = RecordVisitFinding(**WHOSE, finding_id=uuid5(ID, "finding"), household_ref="RT 02 no. 14", needs=(HouseholdNeed.WORK,))
COMPLETE = CompleteVisit(**WHOSE, ended_at=ENDED, contact_ids=(CONTACT,))
REFUSE = RecordVisitRefusal(**WHOSE, ended_at=ENDED)
ABSENT = RecordVisitAbsence(**WHOSE, ended_at=ENDED)
AGREES = ContactPerson(
    village_id=VILLAGE,
    contact_role=ContactRole.KETUA_RT,
    consent=Consent(basis=ConsentBasis.WRITTEN, at=NOW - timedelta(days=30), by=OFFICER),
    confirmed_on=date(2026, 10, 25),
    confirm_by=date(2027, 10, 25),
)
HERE = Assigned(village_id=VILLAGE, starts_on=date(2020, 1, 1))
FACTS = VisitFacts(
    reporting=Reporting(now=NOW, occurred_at=ENDED),
    village=Village(code="52.71.01.1001", name="Ampenan Selatan", kind=VillageKind.KELURAHAN),
    assignments=(HERE,),
    contacts={CONTACT: AGREES},
)


def flags(command: Any, facts: VisitFacts) -> tuple[str, ...]:
    made = VILLAGE_VISIT.decide(VillageVisit(), command, facts)
    assert not isinstance(made, Refused), made
    return decided(made).flags


def test_reports_may_come_in_any_order_and_twice() -> None:
    states = []
    reports: tuple[VisitCommand, ...] = (PLAN, START, FIND, COMPLETE)
    for order in permutations(reports):
        story = given(VILLAGE_VISIT, facts=FACTS)
        for command in order:
            story = story.when(command)
        states.append(story.state())
        for command in order:
            story.when(command).then_nothing()
    assert all(state == states[0] for state in states)
    assert (states[0].outcome, states[0].contact_ids) == (VisitOutcome.COMPLETED, (CONTACT,))


def test_a_visit_ends_in_one_of_three_ways() -> None:
    whose: dict[str, Any] = {"village_id": VILLAGE, "officer_id": OFFICER, "ended_at": ENDED}
    for command, event in (
        (COMPLETE, VisitCompleted(**whose, contact_ids=(CONTACT,))),
        (REFUSE, VisitRefused(**whose)),
        (ABSENT, VisitFoundNobody(**whose)),
    ):
        story = given(VILLAGE_VISIT, facts=FACTS).when(START).when(command).then(event)
        assert flags(command, FACTS) == ()
        for other in (COMPLETE, REFUSE, ABSENT):
            if other is command:
                story.when(other).then_nothing()
        others = [one for one in (COMPLETE, REFUSE, ABSENT) if one is not command]
        for other in others:
            given(VILLAGE_VISIT, event, facts=FACTS).when(other).then_refused("ALREADY_ENDED", "visit_id")


@pytest.mark.parametrize(
    ("command", "facts", "code", "field"),
    [
        pytest.param(replace(COMPLETE, contact_ids=()), FACTS, "CONTACT_REQUIRED", "contact_ids", id="nobody met"),
        pytest.param(
            COMPLETE,
            replace(FACTS, contacts={CONTACT: replace(AGREES, village_id=OTHER)}),
            "CONTACT_ELSEWHERE",
            "contact_ids",
            id="a contact of another village",
        ),
        pytest.param(
            replace(COMPLETE, contact_ids=(STRANGER, CONTACT)),
            replace(FACTS, contacts={CONTACT: replace(AGREES, withdrawn_at=ENDED)}),
            "CONSENT_WITHDRAWN",
            "contact_ids",
            id="consent withdrawn",
        ),
        pytest.param(
            COMPLETE,
            replace(FACTS, contacts={CONTACT: replace(AGREES, consent=replace(AGREES.consent, at=NOW))}),
            "CONSENT_LATER",
            "contact_ids",
            id="consent given only later",
        ),
        pytest.param(
            replace(COMPLETE, ended_at=NOW + timedelta(minutes=6)), FACTS, "TIME_IN_FUTURE", "ended_at", id="ended in the future"
        ),
        pytest.param(
            replace(START, started_at=NOW - timedelta(days=15)), FACTS, "REPORTED_TOO_LATE", "started_at", id="began long ago"
        ),
        pytest.param(
            REFUSE,
            replace(FACTS, reporting=Reporting(now=NOW, occurred_at=NOW - timedelta(days=15))),
            "REPORTED_TOO_LATE",
            "occurredAt",
            id="occurred long ago",
        ),
        pytest.param(
            FIND,
            replace(FACTS, reporting=Reporting(now=NOW, occurred_at=NOW - timedelta(days=15))),
            "REPORTED_TOO_LATE",
            "occurredAt",
            id="found long ago",
        ),
        pytest.param(
            replace(FIND, finding="KK 5271-0125-0717-0001"), FACTS, "IDENTITY_NUMBER", "finding", id="a family card's number"
        ),
        pytest.param(
            replace(FIND, household_ref="5271012507170001"), FACTS, "IDENTITY_NUMBER", "household_ref", id="an identity number"
        ),
        pytest.param(
            replace(COMPLETE, notes="NIK 5271012507170001"), FACTS, "IDENTITY_NUMBER", "notes", id="an identity number in notes"
        ),
        pytest.param(replace(FIND, household_ref=None), FACTS, "FINDING_EMPTY", "finding", id="nothing found"),
        pytest.param(PLAN, replace(FACTS, village=None), "VILLAGE_UNKNOWN", "village_id", id="no such village"),
    ],
)
def test_what_is_refused(command: Any, facts: VisitFacts, code: str, field: str) -> None:
    given(VILLAGE_VISIT, facts=facts).when(command).then_refused(code, field)
    said_in_both_languages(VillageVisit(), command, facts)


def said_in_both_languages(state: VillageVisit, command: Any, facts: VisitFacts) -> None:
    refused = VILLAGE_VISIT.decide(state, command, facts)
    assert isinstance(refused, Refused)
    wording = Wording(VILLAGE_VISIT.indonesian)
    listen("en")
    english = wording.say(refused.message)
    listen("id")
    assert wording.say(refused.message) != english == refused.message
    listen(None)


@pytest.mark.parametrize(
    ("first", "then", "code", "field"),
    [
        (START, replace(COMPLETE, ended_at=BEGAN - timedelta(minutes=1)), "ENDS_BEFORE_START", "ended_at"),
        (COMPLETE, replace(START, started_at=ENDED + timedelta(minutes=1)), "ENDS_BEFORE_START", "started_at"),
        (START, replace(START, started_at=ENDED), "ALREADY_STARTED", "started_at"),
        (START, replace(START, verification_code="RRRR-RRRR-RRRR-RRRR"), "ALREADY_STARTED", "started_at"),
        (PLAN, replace(PLAN, planned_on=date(2026, 11, 25)), "ALREADY_PLANNED", "planned_on"),
        (PLAN, replace(START, village_id=OTHER), "VISIT_ELSEWHERE", "village_id"),
        (PLAN, replace(START, officer_id=OTHER), "VISIT_BY_ANOTHER", "officer_id"),
    ],
)
def test_what_contradicts_an_earlier_report_is_refused(first: Any, then: Any, code: str, field: str) -> None:
    story = given(VILLAGE_VISIT, facts=FACTS).when(first)
    said_in_both_languages(story.state(), then, FACTS)
    story.when(then).then_refused(code, field)


def test_a_visit_was_rightly_completed_with_consent_that_was_withdrawn_later() -> None:
    later = replace(FACTS, contacts={CONTACT: replace(AGREES, withdrawn_at=ENDED + timedelta(minutes=1))})
    assert flags(COMPLETE, later) == ()


@pytest.mark.parametrize("command", [START, COMPLETE, REFUSE, ABSENT])
@pytest.mark.parametrize(
    ("assignments", "flagged"),
    [
        ((HERE,), ()),
        ((replace(HERE, ends_on=date(2026, 11, 25)),), ()),
        ((replace(HERE, ends_on=DAY),), ("ASSIGNMENT_OVER",)),
        ((replace(HERE, starts_on=date(2026, 11, 25)),), ("ASSIGNMENT_OVER",)),
        ((replace(HERE, ends_on=DAY), HERE), ()),
        ((replace(HERE, village_id=OTHER),), ("ASSIGNED_ELSEWHERE",)),
        ((), ("ASSIGNMENT_UNKNOWN",)),
    ],
)
def test_what_is_known_of_assignments_refuses_nothing_and_is_flagged(
    command: Any, assignments: tuple[Assigned, ...], flagged: tuple[str, ...]
) -> None:
    assert flags(command, replace(FACTS, assignments=assignments)) == flagged


def test_the_day_is_that_of_the_village() -> None:
    late = replace(START, started_at=datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
    assert flags(late, replace(FACTS, assignments=(replace(HERE, starts_on=DAY),))) == ()


def test_contact_persons_in_doubt_are_flagged() -> None:
    assert flags(replace(COMPLETE, contact_ids=(CONTACT, STRANGER)), FACTS) == ("CONTACT_UNKNOWN",)
    assert flags(COMPLETE, replace(FACTS, contacts={CONTACT: replace(AGREES, confirm_by=DAY)})) == ("CONTACT_STALE",)


def test_a_clock_that_is_a_little_fast_is_flagged() -> None:
    assert flags(replace(START, started_at=NOW + timedelta(minutes=5)), FACTS) == ("CLOCK_AHEAD",)


def test_a_code_is_kept_as_a_digest_and_belongs_to_one_visit() -> None:
    made = VILLAGE_VISIT.decide(VillageVisit(), START, FACTS)
    assert isinstance(made, Decided)
    (claim,) = made.claims
    assert (claim.name, claim.value) == ("verification-code", digest_of(CODE))
    assert claim.taken
    assert (claim.taken.code, claim.taken.field) == ("CODE_TAKEN", "verification_code")
    assert CODE not in repr(made)
    assert digest_of(" bcdf2346 ghjk-7894 ") == digest_of(CODE) != digest_of("BCDF-2346-GHJK-7893")


def test_an_officer_reports_his_own_visits_and_nobody_takes_one_over() -> None:
    assert place(VillageVisit(), START, FACTS) == Place(village=VILLAGE, person=OFFICER)
    begun = given(VILLAGE_VISIT, facts=FACTS).when(START).state()
    assert place(begun, replace(COMPLETE, officer_id=OTHER, village_id=OTHER), FACTS) == Place(village=VILLAGE, person=OFFICER)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("NIK 5271012507170001.", True),
        ("5271 0125 0717 0001", True),
        ("527101-250717-0001", True),
        ("5271\u00a00125\u00a00717\u00a00001", True),
        ("527101\u2013250717\u20130001", True),
        ("52710125071700011", True),
        ("telp. 081234567890 dan 081298765432", False),
        ("+62 812 3456 7890", False),
        ("RT 02/RW 03 no. 14", False),
        (None, False),
    ],
)
def test_numbers_of_sixteen_digits_are_found(text: str | None, refused: bool) -> None:
    found = refuse_identity_numbers(notes=text)
    assert (found is not None) == refused
    assert found is None or (found.code, found.field) == ("IDENTITY_NUMBER", "notes")
