"""Whoever belongs to a forum agreed himself, holds no office in a party, fits its model, and may leave at any time."""

from typing import Any

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.forum_kinds import DissolutionReason, MembershipEnd
from libs.events.contracts.villages.partnership_forum import EndForumMembership, ForumDissolved, ForumMembershipEnded
from libs.events.decider import Decided
from libs.events.testing import given
from services.villages.forum_members import ASSIGNMENT_UNKNOWN, COMPOSITION_BROKEN
from services.villages.partnership_forum import PARTNERSHIP_FORUM
from tests.unit.villages.forums import (
    AGREED,
    AT_WORK,
    BEGUN,
    DAY,
    FACTS,
    FORM,
    FORUM,
    NOW,
    OF,
    TODAY,
    VILLAGE,
    add,
    added,
    an,
    consent,
    proposed,
)

END = EndForumMembership(forum_id=FORUM, person_id=an("3 RESIDENT"), reason=MembershipEnd.CONSENT_WITHDRAWN, ended_on=TODAY)
ENDED = ForumMembershipEnded(person_id=END.person_id, reason=END.reason, ended_on=TODAY, was_chair=False, was_secretary=True)
DISSOLVED = ForumDissolved(reason=DissolutionReason.OWN_WISH, village_ids=(VILLAGE,), dissolved_on=TODAY)


def flags(*events: Any, command: Any, facts: Any = FACTS) -> tuple[str, ...]:
    decided = PARTNERSHIP_FORUM.decide(PARTNERSHIP_FORUM.fold(events), command, facts)
    assert isinstance(decided, Decided)
    return decided.flags


def test_a_member_is_added_by_his_own_consent_from_its_day_on() -> None:
    command = add("Amir", OF.RESIDENT)
    given(PARTNERSHIP_FORUM, proposed(), facts=FACTS).when(command).then(added("Amir", OF.RESIDENT)).when(command).then_nothing()


def test_an_officer_who_is_not_known_to_be_assigned_is_taken_and_flagged() -> None:
    command = add("0 OFFICER", OF.OFFICER)
    assert flags(proposed(), command=command) == ()
    assert flags(proposed(), command=command, facts=replace(FACTS, assigned=False)) == (ASSIGNMENT_UNKNOWN,)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (add("Amir", OF.RESIDENT, party_official=True), "PARTY_OFFICIAL", "party_official"),
        (add("Amir", OF.RESIDENT, consent=consent(an("his wife"))), "CONSENT_NOT_OWN", "consent.given_by"),
        (add("Amir", OF.RESIDENT, consent=consent(an("Amir"), NOW + DAY)), "TIME_IN_FUTURE", "consent.at"),
        (add("Amir", OF.SECURITY), "ELEMENT_NOT_OF_MODEL", "element"),
        (add("Amir", OF.RESIDENT, full_name=None), "NAMED_BY_ELEMENT", "full_name"),
        (add("Amir", OF.OFFICER, full_name="Amir"), "NAMED_BY_ELEMENT", "full_name"),
        (add("Amir", OF.RESIDENT, full_name="NIK 5271012507170001"), "IDENTITY_NUMBER", "full_name"),
        (add("3 RESIDENT", OF.GOVERNMENT), "ALREADY_MEMBER", "person_id"),
        (replace(END, person_id=an("nobody")), "MEMBER_UNKNOWN", "person_id"),
        (replace(END, ended_on=TODAY - 41 * DAY), "ENDS_BEFORE_START", "ended_on"),
        (replace(END, ended_on=TODAY + DAY * 2), "TIME_IN_FUTURE", "ended_on"),
    ],
)
def test_what_is_refused_about_members(command: Any, code: str, field: str) -> None:
    given(PARTNERSHIP_FORUM, *BEGUN, facts=FACTS).when(command).then_refused(code, field)


def test_a_chair_who_leaves_leaves_the_chair() -> None:
    chair = replace(END, person_id=FORM.chair_id)
    ended = replace(ENDED, person_id=FORM.chair_id, was_chair=True, was_secretary=False)
    state = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(chair).then(ended).state()
    assert state
    assert (state.chair_id, state.secretary_id) == (None, FORM.secretary_id)


def test_there_are_never_more_than_may_be() -> None:
    full = [*BEGUN, added("5", OF.RESIDENT), added("6", OF.RESIDENT)]
    given(PARTNERSHIP_FORUM, *full, facts=FACTS).when(add("7", OF.RESIDENT)).then_refused("TOO_MANY_MEMBERS", "person_id")
    given(PARTNERSHIP_FORUM, *full, ENDED, facts=FACTS).when(add("7", OF.RESIDENT)).then(added("7", OF.RESIDENT))


def test_a_member_leaves_whenever_he_wants_and_a_forum_that_is_not_whole_any_more_is_flagged() -> None:
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(END).then(ENDED)
    story.when(END).then_nothing()
    assert flags(*AT_WORK, command=END) == (COMPOSITION_BROKEN,)
    assert flags(*AT_WORK, added("5", OF.RESIDENT), command=END) == ()
    assert flags(*BEGUN, command=END) == (), "it is not formed yet"
    given(PARTNERSHIP_FORUM, *AT_WORK, DISSOLVED, facts=FACTS).when(END).then(ENDED)


def test_whoever_left_comes_back_by_a_new_consent_only() -> None:
    early = replace(END, ended_on=TODAY - 10 * DAY)
    left = replace(ENDED, ended_on=early.ended_on)
    again = add("3 RESIDENT", OF.RESIDENT, consent=consent(END.person_id, NOW - 3 * DAY))
    back = replace(added("3 RESIDENT", OF.RESIDENT, consent=again.consent), member_from=TODAY - 3 * DAY)
    given(PARTNERSHIP_FORUM, *AT_WORK, left, facts=FACTS).when(again).then(back)
    before = replace(again, consent=consent(END.person_id, AGREED + DAY))
    given(PARTNERSHIP_FORUM, *AT_WORK, left, facts=FACTS).when(before).then_refused("ALREADY_MEMBER", "person_id")


def test_who_was_chair_or_secretary_is_so_no_longer_and_not_again_by_coming_back() -> None:
    state = PARTNERSHIP_FORUM.fold([*AT_WORK, ENDED])
    assert state
    assert (state.chair_id, state.secretary_id) == (FORM.chair_id, None)
    back = PARTNERSHIP_FORUM.evolve(state, added("3 RESIDENT", OF.RESIDENT, consent=consent(END.person_id, NOW)))
    assert back
    assert back.secretary_id is None
