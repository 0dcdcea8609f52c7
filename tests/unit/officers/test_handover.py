"""A village is handed over to whoever comes next, and nothing is left out by mistake."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.village_assignment import (
    AssignmentHandedOver,
    AssignmentRole,
    Duty,
    EndAssignment,
    HandOverAssignment,
)
from libs.events.decider import Decided
from libs.events.message import Role, Scope
from libs.events.testing import given
from services.officers.handover import Kept, Of
from services.officers.village_assignment import VILLAGE_ASSIGNMENT, VillageAssignment
from tests.saying import said
from tests.unit.officers.test_village_assignment import CONFIRMED, DAY, FACTS, ID, LATER, OFFICER, PROPOSED, VILLAGE

NEXT, SUCCESSOR, CONTACT, WARNING = (uuid5(ID, name) for name in ("next", "successor", "contact", "warning"))
INCOMING = VillageAssignment(proposed=replace(PROPOSED, officer_id=SUCCESSOR, starts_on=LATER))
READY = replace(FACTS, incoming=INCOMING)
HAND_OVER = HandOverAssignment(
    assignment_id=ID, successor_id=NEXT, handed_over_on=LATER, contact_ids=(CONTACT, CONTACT), warning_ids=(WARNING,)
)
HANDED_OVER = AssignmentHandedOver(
    officer_id=OFFICER,
    village_id=VILLAGE,
    duty=Duty.BHABINKAMTIBMAS,
    role=AssignmentRole.PRIMARY,
    successor_id=NEXT,
    successor_officer_id=SUCCESSOR,
    handed_over_on=LATER,
    contact_ids=(CONTACT,),
    warning_ids=(WARNING,),
)
HELD = VillageAssignment(proposed=PROPOSED, confirmed=CONFIRMED)
END = EndAssignment(assignment_id=ID, ended_on=LATER, reason="Mutasi")


def test_handed_over_once() -> None:
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=READY).when(HAND_OVER).then(HANDED_OVER)
    story.when(HAND_OVER).then_nothing()
    story.when(replace(HAND_OVER, handed_over_on=date(2018, 2, 1))).then_refused("ALREADY_HANDED_OVER", "assignment_id")


def test_given_again_after_the_successor_has_left_it_changes_nothing() -> None:
    gone = replace(READY, incoming=replace(INCOMING, ended_on=LATER))
    given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, HANDED_OVER, facts=gone).when(HAND_OVER).then_nothing()


def test_also_after_the_assignment_has_ended() -> None:
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=READY).when(END)
    story.when(HAND_OVER).then(HANDED_OVER)


def test_an_empty_list_is_stated() -> None:
    nothing = replace(HAND_OVER, contact_ids=(), warning_ids=(), no_contacts=True, no_warnings=True)
    story = given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=READY).when(nothing)
    story.then(replace(HANDED_OVER, contact_ids=(), warning_ids=()))


CONTACTS = (
    "CONTACTS_REQUIRED",
    "List the contact persons, or state that there are none; not both.",
    "contact_ids",
    "Cantumkan tokoh yang dihubungi, atau nyatakan bahwa tidak ada; jangan keduanya.",
)
WARNINGS = (
    "WARNINGS_REQUIRED",
    "List the open warnings, or state that there are none; not both.",
    "warning_ids",
    "Cantumkan peringatan dini yang masih terbuka, atau nyatakan bahwa tidak ada; jangan keduanya.",
)
UNKNOWN = (
    "SUCCESSOR_UNKNOWN",
    "The assignment that takes over is not known or has ended: propose it first.",
    "successor_id",
    "Penugasan yang menerima serah terima tidak ada atau sudah berakhir: usulkan terlebih dahulu.",
)
ELSEWHERE = (
    "SUCCESSOR_ELSEWHERE",
    "Whoever takes over must have the same duty in the same village.",
    "successor_id",
    "Penerima serah terima harus bertugas sama di desa yang sama.",
)
NOT_CONFIRMED = (
    "NOT_CONFIRMED",
    "An assignment without an order is not handed over.",
    "assignment_id",
    "Penugasan tanpa surat perintah tidak diserahterimakan.",
)
TWICE = (
    "ALREADY_HANDED_OVER",
    "It was handed over on 2018-01-02 already.",
    "assignment_id",
    "Serah terima sudah dilakukan pada 2018-01-02.",
)
EARLY = (
    "ENDS_BEFORE_START",
    "The assignment starts on 2017-01-02: choose that day or a later one.",
    "handed_over_on",
    "Penugasan dimulai pada 2017-01-02: pilih tanggal itu atau sesudahnya.",
)


@pytest.mark.parametrize(
    ("state", "changes", "incoming", "answer"),
    [
        (HELD, {"contact_ids": ()}, INCOMING, CONTACTS),
        (HELD, {"no_contacts": True}, INCOMING, CONTACTS),
        (HELD, {"warning_ids": ()}, INCOMING, WARNINGS),
        (HELD, {"no_warnings": True}, INCOMING, WARNINGS),
        (HELD, {}, None, UNKNOWN),
        (HELD, {}, replace(INCOMING, ended_on=DAY), UNKNOWN),
        (HELD, {"successor_id": ID}, HELD, UNKNOWN),
        (HELD, {}, replace(INCOMING, proposed=replace(INCOMING.proposed, village_id=ID)), ELSEWHERE),
        (HELD, {}, replace(INCOMING, proposed=replace(INCOMING.proposed, duty=Duty.POLISI_RW)), ELSEWHERE),
        (HELD, {"handed_over_on": date(2017, 1, 1)}, INCOMING, EARLY),
        (VillageAssignment(proposed=PROPOSED), {}, INCOMING, NOT_CONFIRMED),
        (replace(HELD, handed_over=HANDED_OVER), {"contact_ids": (ID,)}, INCOMING, TWICE),
    ],
)
def test_what_is_refused(
    state: VillageAssignment, changes: dict[str, object], incoming: VillageAssignment | None, answer: tuple[str, ...]
) -> None:
    command = replace(HAND_OVER, **changes)
    assert said(VILLAGE_ASSIGNMENT, VILLAGE_ASSIGNMENT.decide(state, command, replace(FACTS, incoming=incoming))) == answer


@pytest.mark.parametrize(
    ("state", "flags"),
    [
        (HELD, ("NOT_HANDED_OVER",)),
        (replace(HELD, handed_over=HANDED_OVER), ()),
        (VillageAssignment(proposed=PROPOSED), ()),
        (replace(HELD, proposed=replace(PROPOSED, role=AssignmentRole.ACTING)), ()),
    ],
)
def test_a_post_left_without_handing_over_is_flagged(state: VillageAssignment, flags: tuple[str, ...]) -> None:
    decision = VILLAGE_ASSIGNMENT.decide(state, END, FACTS)
    assert isinstance(decision, Decided)
    assert decision.flags == flags


def test_the_officer_who_leaves_hands_over_himself() -> None:
    assert HandOverAssignment.allowed[Role.OFFICER] is Scope.OWN_PERSON
    place = VILLAGE_ASSIGNMENT.place(HELD, HAND_OVER, FACTS)
    assert place.person == OFFICER
    assert isinstance(place.village, UUID)


def known(one: UUID, *, elsewhere: bool = False, due: bool = True) -> Of:
    return Of(id=one, elsewhere=elsewhere, due=due)


def handing(kept: Kept, **changes: Any) -> Any:
    facts = replace(READY, kept=kept)
    return given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, facts=facts).when(replace(HAND_OVER, **changes))


def test_nothing_that_is_known_to_be_kept_is_left_out() -> None:
    other = uuid5(ID, "another")
    both = Kept(contacts=(known(CONTACT), known(other, due=False)), warnings=(known(WARNING), known(other, due=False)))
    handing(both).then(HANDED_OVER)
    missing = replace(both, contacts=(known(CONTACT), known(other)))
    handing(missing).then_refused("CONTACTS_LEFT_OUT", "contact_ids")
    handing(missing, contact_ids=(), no_contacts=True).then_refused("CONTACTS_LEFT_OUT", "contact_ids")
    silent = replace(both, warnings=(known(WARNING), known(other)))
    handing(silent).then_refused("WARNINGS_LEFT_OUT", "warning_ids")
    handing(silent, warning_ids=(), no_warnings=True).then_refused("WARNINGS_LEFT_OUT", "warning_ids")


def test_nothing_of_another_village_is_handed_over() -> None:
    mine = Kept(contacts=(known(CONTACT),), warnings=(known(WARNING),))
    strange = replace(mine, contacts=(known(CONTACT, elsewhere=True),))
    handing(strange).then_refused("CONTACT_ELSEWHERE", "contact_ids")
    handing(replace(mine, warnings=(known(WARNING, elsewhere=True),))).then_refused("WARNING_ELSEWHERE", "warning_ids")


def test_what_is_not_known_yet_is_taken_as_told_and_flagged() -> None:
    state = VillageAssignment(proposed=PROPOSED, confirmed=CONFIRMED)
    decided = VILLAGE_ASSIGNMENT.decide(state, HAND_OVER, READY)
    assert isinstance(decided, Decided)
    assert decided.flags == ("CONTACTS_UNKNOWN", "WARNINGS_UNKNOWN")


def test_what_was_kept_since_does_not_spoil_a_repetition() -> None:
    since = replace(READY, kept=Kept(contacts=(known(uuid5(ID, "another")),)))
    given(VILLAGE_ASSIGNMENT, PROPOSED, CONFIRMED, HANDED_OVER, facts=since).when(HAND_OVER).then_nothing()
