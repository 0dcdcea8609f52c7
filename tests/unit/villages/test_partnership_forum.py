"""A forum is proposed, formed for a term, suspended, resumed and dissolved; a village has one of its own at most."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.forum_kinds import (
    DissolutionReason,
    ForumElement,
    ForumModel,
    Inaugurator,
    MembershipEnd,
    SuspensionReason,
)
from libs.events.contracts.villages.partnership_forum import (
    DissolveForum,
    ElectForumLeaders,
    ForumDissolved,
    ForumLeadersElected,
    ForumMembershipEnded,
    ForumResumed,
    ForumSuspended,
    ForumTermRenewed,
    RenewForumTerm,
    ResumeForum,
    SuspendForum,
)
from libs.events.contracts.villages.social_institution import InstitutionEstablished, InstitutionKind
from libs.events.decider import Decided, Place
from libs.events.testing import given
from services.villages.forum_state import PartnershipForum
from services.villages.partnership_forum import INSTITUTION_UNKNOWN, PARTNERSHIP_FORUM, ForumEvent, place
from services.villages.social_institution import SocialInstitution
from tests.unit.villages.forums import (
    AT_WORK,
    AWAY,
    BEGUN,
    DAY,
    FACTS,
    FORM,
    FORMED,
    FORUM,
    NEIGHBOUR,
    NOW,
    PROPOSE,
    RECOGNISE,
    RECOGNISED,
    TODAY,
    VILLAGE,
    VILLAGES,
    ZONE,
    add,
    added,
    an,
    members,
    proposed,
)

ELECT = ElectForumLeaders(forum_id=FORUM, chair_id=an("1 GOVERNMENT"), secretary_id=FORM.secretary_id, elected_on=TODAY)
RENEW = RenewForumTerm(forum_id=FORUM, starts_on=FORM.ends_on, ends_on=FORM.ends_on + 900 * DAY, inaugurated_by=Inaugurator.CAMAT)
SUSPEND = SuspendForum(forum_id=FORUM, reason=SuspensionReason.POLITICS, suspended_on=TODAY - 5 * DAY)
SUSPENDED = ForumSuspended(reason=SuspensionReason.POLITICS, suspended_on=TODAY - 5 * DAY)
RESUME = ResumeForum(forum_id=FORUM, resumed_on=TODAY - DAY)
RESUMED = ForumResumed(resumed_on=TODAY - DAY)
DISSOLVE = DissolveForum(forum_id=FORUM, reason=DissolutionReason.OWN_WISH, dissolved_on=TODAY)
DISSOLVED = ForumDissolved(reason=DissolutionReason.OWN_WISH, village_ids=(VILLAGE,), dissolved_on=TODAY)
ENDED = replace(DISSOLVED, dissolved_on=FORM.inaugurated_on)
"""On the day on which another begins."""
LATER = TODAY + 2 * DAY


def standing(*events: Any) -> PartnershipForum:
    """Another forum of the village."""
    found = PARTNERSHIP_FORUM.fold(events)
    assert found
    return found


def test_a_forum_is_proposed_once() -> None:
    story = given(PARTNERSHIP_FORUM, facts=FACTS)
    story.when(PROPOSE).then(proposed()).then_claimed().when(PROPOSE).then_nothing()
    twice = replace(PROPOSE, village_ids=(VILLAGE, NEIGHBOUR, VILLAGE))
    given(PARTNERSHIP_FORUM, facts=FACTS).when(twice).then(proposed(ForumModel.AREA, VILLAGE, NEIGHBOUR)).when(
        twice
    ).then_nothing()


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (replace(PROPOSE, village_ids=(VILLAGE, FORUM)), "VILLAGE_UNKNOWN", "village_ids"),
        (replace(PROPOSE, village_ids=(VILLAGE, AWAY)), "VILLAGES_APART", "village_ids"),
        (replace(PROPOSE, name="FKPM 5271012507170001"), "IDENTITY_NUMBER", "name"),
        (replace(PROPOSE, proposed_at=NOW + DAY), "TIME_IN_FUTURE", "proposed_at"),
        (replace(RECOGNISE, recognised_on=LATER), "TIME_IN_FUTURE", "recognised_on"),
        (FORM, "FORUM_UNKNOWN", "forum_id"),
    ],
)
def test_what_is_refused_where_there_is_no_forum(command: Any, code: str, field: str) -> None:
    given(PARTNERSHIP_FORUM, facts=FACTS).when(command).then_refused(code, field)


def test_a_forum_is_formed_in_turn_with_members_leaders_and_a_term() -> None:
    story = given(PARTNERSHIP_FORUM, *BEGUN, facts=FACTS).when(FORM)
    story.then(FORMED).then_claimed((f"forums-of:{VILLAGE}", "000003"))
    story.when(FORM).then_nothing()
    story.when(replace(FORM, ends_on=FORM.ends_on + DAY)).then_refused("ALREADY_FORMED", "forum_id")
    wide: list[ForumEvent] = [proposed(ForumModel.AREA, VILLAGE, NEIGHBOUR), *members()]
    claims = ((f"forums-of:{VILLAGE}", "000003"), (f"forums-of:{NEIGHBOUR}", "000001"))
    given(PARTNERSHIP_FORUM, *wide, facts=FACTS).when(FORM).then_claimed(*claims)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (replace(FORM, ends_on=FORM.starts_on), "ENDS_BEFORE_START", "ends_on"),
        (replace(FORM, ends_on=FORM.starts_on + 2193 * DAY), "TERM_TOO_LONG", "ends_on"),
        (replace(FORM, inaugurated_on=LATER), "TIME_IN_FUTURE", "inaugurated_on"),
        (replace(FORM, secretary_id=FORM.chair_id), "SAME_LEADER", "secretary_id"),
        (replace(FORM, chair_id=an("nobody")), "NOT_A_MEMBER", "chair_id"),
        (replace(FORM, secretary_id=an("nobody")), "NOT_A_MEMBER", "secretary_id"),
        (replace(FORM, inaugurated_on=TODAY - 41 * DAY), "TOO_FEW_MEMBERS", "forum_id"),
        (replace(PROPOSE, model=ForumModel.ZONE), "FORUM_ID_TAKEN", "forum_id"),
        (RECOGNISE, "FORUM_ID_TAKEN", "forum_id"),
        (ELECT, "NOT_FORMED", "forum_id"),
        (RENEW, "NOT_FORMED", "forum_id"),
        (SUSPEND, "NOT_FORMED", "forum_id"),
    ],
)
def test_what_is_refused_of_a_forum_that_is_proposed(command: Any, code: str, field: str) -> None:
    given(PARTNERSHIP_FORUM, *BEGUN, facts=FACTS).when(command).then_refused(code, field)


def test_too_many_too_few_or_of_one_kind_form_no_forum() -> None:
    few = given(PARTNERSHIP_FORUM, *BEGUN[:-1], facts=FACTS)
    few.when(replace(FORM, secretary_id=an("1 GOVERNMENT"))).then_refused("TOO_FEW_MEMBERS", "forum_id")
    fewer = replace(FACTS, members_max=3, members_min=2)
    given(PARTNERSHIP_FORUM, *BEGUN, facts=fewer).when(FORM).then_refused("TOO_MANY_MEMBERS", "forum_id")
    for lacking in ForumElement.OFFICER, ForumElement.GOVERNMENT:
        rest = [member for member in members() if member.element is not lacking]
        more = [added(name, ForumElement.RESIDENT) for name in ("more", "most")]
        story = given(PARTNERSHIP_FORUM, proposed(), *rest, *more, facts=FACTS)
        story.when(FORM).then_refused("ELEMENT_MISSING", "forum_id")


@pytest.mark.parametrize("lacking", ZONE)
def test_a_zone_is_composed_of_its_owner_guards_and_workers_too(lacking: ForumElement) -> None:
    leaders = replace(FORM, chair_id=an("one"), secretary_id=an("other"))
    several = [added("one", ForumElement.WORKER), added("other", ForumElement.SECURITY)]
    whole: list[ForumEvent] = [proposed(ForumModel.ZONE), *members(ZONE)]
    facts = replace(FACTS, members_max=9)
    formed = given(PARTNERSHIP_FORUM, *whole, *several, facts=facts).when(leaders)
    assert isinstance(formed.state(), PartnershipForum)
    rest = [one for one in whole if getattr(one, "element", None) is not lacking]
    if lacking in (ForumElement.WORKER, ForumElement.SECURITY):
        several = [added("one", ForumElement.MANAGEMENT), added("other", ForumElement.OWNER_OR_USER)]
    given(PARTNERSHIP_FORUM, *rest, *several, facts=facts).when(leaders).then_refused("ELEMENT_MISSING", "forum_id")


AREA_THERE, CUSTOM_THERE = standing(*AT_WORK), standing(RECOGNISED)
ZONE_THERE = standing(proposed(ForumModel.ZONE), replace(FORMED, model=ForumModel.ZONE))


@pytest.mark.parametrize(
    ("model", "there", "code"),
    [
        (ForumModel.AREA, AREA_THERE, "VILLAGE_HAS_FORUM"),
        (ForumModel.AREA, standing(*AT_WORK, SUSPENDED), "VILLAGE_HAS_FORUM"),
        (ForumModel.AREA, CUSTOM_THERE, "VILLAGE_HAS_CUSTOMARY_FORUM"),
        (ForumModel.ZONE, CUSTOM_THERE, "VILLAGE_HAS_CUSTOMARY_FORUM"),
        (ForumModel.AREA, ZONE_THERE, None),
        (ForumModel.ZONE, AREA_THERE, None),
        (ForumModel.ZONE, ZONE_THERE, None),
        (ForumModel.AREA, standing(*AT_WORK, ENDED), None),
        (ForumModel.AREA, standing(RECOGNISED, ENDED), None),
        (ForumModel.ZONE, standing(*AT_WORK, DISSOLVED), None),
        (ForumModel.AREA, standing(*BEGUN), None),
    ],
)
def test_a_village_has_one_forum_and_none_beside_that_of_custom(
    model: ForumModel, there: PartnershipForum, code: str | None
) -> None:
    elements = ZONE if model is ForumModel.ZONE else None
    begun: list[ForumEvent] = [proposed(model), *(members(elements) if elements else members())]
    leaders = replace(FORM, chair_id=an("1 GOVERNMENT"), secretary_id=an("0 OFFICER"))
    story = given(PARTNERSHIP_FORUM, *begun, facts=replace(FACTS, others=(there,))).when(leaders)
    if code:
        story.then_refused(code, "forum_id")
    else:
        story.then_claimed((f"forums-of:{VILLAGE}", "000003"))


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (AREA_THERE, "VILLAGE_HAS_FORUM"),
        (CUSTOM_THERE, "VILLAGE_HAS_CUSTOMARY_FORUM"),
        (ZONE_THERE, None),
        (standing(*AT_WORK, ENDED), None),
    ],
)
def test_a_forum_of_custom_is_recognised_where_there_is_none(there: PartnershipForum, code: str | None) -> None:
    story = given(PARTNERSHIP_FORUM, facts=replace(FACTS, others=(there,))).when(RECOGNISE)
    if code:
        story.then_refused(code, "village_ids")
    else:
        story.then(RECOGNISED).then_claimed((f"forums-of:{VILLAGE}", "000003"))
        story.when(RECOGNISE).then_nothing()


@pytest.mark.parametrize(
    ("model", "there"),
    [
        (ForumModel.AREA, standing(*AT_WORK, DISSOLVED)),
        (ForumModel.AREA, standing(RECOGNISED, DISSOLVED)),
        (ForumModel.ZONE, standing(RECOGNISED, DISSOLVED)),
    ],
)
def test_no_village_comes_to_have_had_two_forums_on_one_day(model: ForumModel, there: PartnershipForum) -> None:
    elements = ZONE if model is ForumModel.ZONE else None
    begun: list[ForumEvent] = [proposed(model), *(members(elements) if elements else members())]
    leaders = replace(FORM, chair_id=an("1 GOVERNMENT"), secretary_id=an("0 OFFICER"))
    facts = replace(FACTS, others=(there,))
    given(PARTNERSHIP_FORUM, *begun, facts=facts).when(leaders).then_refused("VILLAGE_HAD_FORUM", "inaugurated_on")
    today = replace(leaders, inaugurated_on=TODAY)
    given(PARTNERSHIP_FORUM, *begun, facts=facts).when(today).then_claimed((f"forums-of:{VILLAGE}", "000003"))
    given(PARTNERSHIP_FORUM, facts=facts).when(RECOGNISE).then_refused("VILLAGE_HAD_FORUM", "recognised_on")


def test_a_village_that_is_no_more_has_no_forum_formed() -> None:
    gone = replace(FACTS, villages={**VILLAGES, NEIGHBOUR: replace(VILLAGES[NEIGHBOUR], dissolved=True)})
    both = (VILLAGE, NEIGHBOUR)
    for command in PROPOSE, RECOGNISE:
        begins = replace(command, village_ids=both)
        given(PARTNERSHIP_FORUM, facts=gone).when(begins).then_refused("VILLAGE_DISSOLVED", "village_ids")
    wide: list[ForumEvent] = [proposed(ForumModel.AREA, *both), *members()]
    given(PARTNERSHIP_FORUM, *wide, facts=gone).when(FORM).then_refused("VILLAGE_DISSOLVED", "forum_id")


def test_a_forum_of_custom_may_be_an_institution_of_custom() -> None:
    def institution(kind: InstitutionKind, village: UUID = VILLAGE) -> SocialInstitution:
        event = InstitutionEstablished(village_id=village, kind=kind, name="x", established_on=TODAY, lapses_at=NOW)
        return SocialInstitution(village_id=village, kind=kind, established=event, lapses_at=NOW)

    command = replace(RECOGNISE, institution_id=an("institution"))
    for unfit in (institution(InstitutionKind.YOUTH), institution(InstitutionKind.ADAT, NEIGHBOUR)):
        story = given(PARTNERSHIP_FORUM, facts=replace(FACTS, institution=unfit))
        story.when(command).then_refused("NOT_OF_CUSTOM", "institution_id")
    for known, flags in ((institution(InstitutionKind.ADAT), ()), (None, (INSTITUTION_UNKNOWN,))):
        decided = PARTNERSHIP_FORUM.decide(None, command, replace(FACTS, institution=known))
        assert isinstance(decided, Decided)
        assert decided.flags == flags
        assert decided.events == (replace(RECOGNISED, institution_id=an("institution")),)


@pytest.mark.parametrize("command", [add("x", ForumElement.RESIDENT), FORM, ELECT, RENEW])
def test_nothing_is_noted_of_the_members_and_the_term_of_a_forum_of_custom(command: Any) -> None:
    given(PARTNERSHIP_FORUM, RECOGNISED, facts=FACTS).when(command).then_refused("CUSTOMARY_FORUM", "forum_id")


def test_leaders_are_elected_and_a_seat_is_empty_when_its_member_leaves() -> None:
    elected = ForumLeadersElected(chair_id=ELECT.chair_id, secretary_id=ELECT.secretary_id, elected_on=TODAY)
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS)
    story.when(ELECT).then(elected).when(ELECT).then_nothing()
    story.when(replace(ELECT, chair_id=an("nobody"))).then_refused("NOT_A_MEMBER", "chair_id")
    given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(replace(ELECT, elected_on=LATER)).then_refused(
        "TIME_IN_FUTURE", "elected_on"
    )


def test_a_term_is_renewed_after_the_one_before_it_for_a_forum_that_is_whole() -> None:
    renewed = ForumTermRenewed(starts_on=RENEW.starts_on, ends_on=RENEW.ends_on, inaugurated_by=RENEW.inaugurated_by)
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS)
    story.when(RENEW).then(renewed).when(RENEW).then_nothing()
    for command, code, field in (
        (replace(RENEW, starts_on=FORM.ends_on - DAY), "TERMS_OVERLAP", "starts_on"),
        (replace(RENEW, ends_on=RENEW.starts_on), "ENDS_BEFORE_START", "ends_on"),
        (replace(RENEW, ends_on=RENEW.starts_on + 2193 * DAY), "TERM_TOO_LONG", "ends_on"),
    ):
        given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS).when(command).then_refused(code, field)
    for leaver, code in (("2 COMMUNITY_FIGURE", "LEADERS_MISSING"), ("1 GOVERNMENT", "TOO_FEW_MEMBERS")):
        left = end_of(leaver)
        given(PARTNERSHIP_FORUM, *AT_WORK, left, facts=FACTS).when(RENEW).then_refused(code, "forum_id")


def test_a_term_lasts_six_years_at_most_and_fewer_where_that_is_set() -> None:
    longest = replace(FORM, ends_on=FORM.starts_on + 2192 * DAY)
    told = replace(FORMED, ends_on=longest.ends_on)
    given(PARTNERSHIP_FORUM, *BEGUN, facts=FACTS).when(longest).then(told)
    fewer = replace(FACTS, term_days_max=365)
    given(PARTNERSHIP_FORUM, *BEGUN, facts=fewer).when(FORM).then_refused("TERM_TOO_LONG", "ends_on")


def end_of(name: str) -> ForumMembershipEnded:
    who = an(name)
    return ForumMembershipEnded(
        person_id=who,
        reason=MembershipEnd.RESIGNED,
        ended_on=TODAY,
        was_chair=who == FORM.chair_id,
        was_secretary=who == FORM.secretary_id,
    )


def test_a_forum_is_suspended_and_resumed_when_it_is_whole() -> None:
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS)
    story.when(RESUME).then_nothing().when(SUSPEND).then(SUSPENDED).when(replace(SUSPEND, suspended_on=TODAY)).then_nothing()
    story.when(RESUME).then(RESUMED).when(RESUME).then_nothing()
    story.when(replace(SUSPEND, suspended_on=RESUME.resumed_on - DAY)).then_refused("BEFORE_FORMED", "suspended_on")
    for events, command, code, field in (
        (AT_WORK, replace(SUSPEND, suspended_on=FORM.inaugurated_on - DAY), "BEFORE_FORMED", "suspended_on"),
        (AT_WORK, replace(SUSPEND, suspended_on=LATER), "TIME_IN_FUTURE", "suspended_on"),
        ((*AT_WORK, SUSPENDED), replace(RESUME, resumed_on=SUSPEND.suspended_on - DAY), "ENDS_BEFORE_START", "resumed_on"),
        ((*AT_WORK, SUSPENDED), replace(RESUME, resumed_on=LATER), "TIME_IN_FUTURE", "resumed_on"),
        ((*AT_WORK, SUSPENDED, end_of("1 GOVERNMENT")), RESUME, "TOO_FEW_MEMBERS", "forum_id"),
    ):
        given(PARTNERSHIP_FORUM, *events, facts=FACTS).when(command).then_refused(code, field)
    of_custom = given(PARTNERSHIP_FORUM, RECOGNISED, facts=FACTS)
    of_custom.when(SUSPEND).then(SUSPENDED).when(RESUME).then(RESUMED)


def test_a_dissolved_forum_does_nothing_more() -> None:
    story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS)
    story.when(DISSOLVE).then(DISSOLVED).then_released().when(DISSOLVE).then_nothing()
    for command in (add("x", ForumElement.RESIDENT), FORM, ELECT, RENEW, SUSPEND, RESUME):
        given(PARTNERSHIP_FORUM, *AT_WORK, DISSOLVED, facts=FACTS).when(command).then_refused("FORUM_DISSOLVED", "forum_id")
    given(PARTNERSHIP_FORUM, *BEGUN, facts=FACTS).when(DISSOLVE).then(DISSOLVED)
    for day, code in ((LATER, "TIME_IN_FUTURE"), (FORM.inaugurated_on - DAY, "BEFORE_FORMED")):
        story = given(PARTNERSHIP_FORUM, *AT_WORK, facts=FACTS)
        story.when(replace(DISSOLVE, dissolved_on=day)).then_refused(code, "dissolved_on")


def test_the_village_that_the_facts_name_decides_upon_reach_and_no_name_stays_in_the_state() -> None:
    assert place(None, PROPOSE, replace(FACTS, at=NEIGHBOUR)) == Place(village=NEIGHBOUR)
    assert "Anggota" not in repr(PARTNERSHIP_FORUM.fold(AT_WORK))
