"""A directive is put on the list of each village of whom it was addressed to, and met by what is done there."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.cooperation.training_session import DirectiveIssued, Theme
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentRole, Duty
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.directive_target import (
    DirectiveTargetMet,
    DirectiveTargetSet,
    MeetDirectiveTarget,
    SetDirectiveTarget,
)
from libs.events.contracts.villages.forum_kinds import DissolutionReason, ForumModel, Inaugurator
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.partnership_forum import CustomaryForumRecognised, ForumDissolved, ForumFormed
from libs.events.contracts.villages.social_institution import InstitutionEstablished, InstitutionKind
from libs.events.contracts.villages.three_pillars import PillarsCompleted, SynergyMeetingHeld
from libs.events.each import Each
from libs.events.testing import given
from services.villages.deeds import DEEDS, LASTING, SHOWN, met_by
from services.villages.directive_target import DIRECTIVE_TARGET, Asked, Post, Shown, TargetFacts
from services.villages.known_targets import DEED, KNOWN
from services.villages.target_reactions import on_deed, on_directive, on_post, target_of
from tests.unit.recorded import recorded

SPACE = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f1")
VILLAGE, DIRECTIVE, SESSION, ASSIGNMENT, OFFICER = (
    uuid5(SPACE, name) for name in ("village", "directive", "session", "assignment", "officer")
)
ID = target_of(DIRECTIVE, ASSIGNMENT)
DAY = date(2026, 1, 5)
SET = SetDirectiveTarget(target_id=ID, directive_id=DIRECTIVE, assignment_id=ASSIGNMENT)
MEET = MeetDirectiveTarget(target_id=ID)
ASKED = Asked(session_id=SESSION, theme=Theme.CONTACT_PERSON, issued_on=DAY)
POST = Post(village_id=VILLAGE, officer_id=OFFICER)
WAS_SET = DirectiveTargetSet(
    village_id=VILLAGE,
    directive_id=DIRECTIVE,
    session_id=SESSION,
    assignment_id=ASSIGNMENT,
    officer_id=OFFICER,
    theme=Theme.CONTACT_PERSON,
    issued_on=DAY,
)
HELD = OutreachHeld(
    village_id=VILLAGE,
    officer_id=OFFICER,
    kind=OutreachKind.COUNSELLING,
    theme=ActivityTheme.DIVERSITY,
    appeal=Appeal.LAW_OBEDIENCE,
    held_at=None,  # type: ignore[arg-type]  # nobody looks at it
    held_on=DAY,
    attendance=10,
)


def shown(day: date) -> TargetFacts:
    return TargetFacts(shown=Shown(day=day, shown_by="ContactPersonRegistered"))


def met(day: date) -> DirectiveTargetMet:
    return DirectiveTargetMet(
        village_id=VILLAGE, directive_id=DIRECTIVE, officer_id=OFFICER, met_on=day, shown_by="ContactPersonRegistered"
    )


def test_it_is_set_once_of_what_is_known() -> None:
    facts = TargetFacts(asked=ASKED, post=POST)
    given(DIRECTIVE_TARGET, facts=facts).when(SET).then(WAS_SET).when(SET).then_nothing()
    given(DIRECTIVE_TARGET, facts=TargetFacts(post=POST)).when(SET).then_refused("DIRECTIVE_UNKNOWN", "directive_id")
    given(DIRECTIVE_TARGET, facts=TargetFacts(asked=ASKED)).when(SET).then_refused("ASSIGNMENT_UNKNOWN", "assignment_id")
    given(DIRECTIVE_TARGET, facts=facts).when(MEET).then_refused("TARGET_UNKNOWN", "target_id")


def test_it_is_met_once_by_what_is_shown() -> None:
    later = date(2026, 1, 9)
    story = given(DIRECTIVE_TARGET, WAS_SET, facts=TargetFacts()).when(MEET).then_nothing()
    story.when(MEET, shown(later)).then(met(later)).when(MEET, shown(later)).then_nothing()


def test_what_was_so_already_counts_from_the_day_of_the_directive() -> None:
    given(DIRECTIVE_TARGET, WAS_SET, facts=shown(date(2020, 1, 1))).when(MEET).then(met(DAY))


def commands(found: Any, *ids: UUID) -> list[Any]:
    (each,) = found
    assert isinstance(each, Each)
    return [each.command(one) for one in ids]


def test_a_directive_and_an_assignment_find_each_other_whichever_comes_later() -> None:
    issued = DirectiveIssued(
        directive_id=DIRECTIVE,
        number=1,
        issuer="Kapolres",
        theme=Theme.CONTACT_PERSON,
        text="x",
        issued_on=DAY,
        addressed_to=(OFFICER,),
    )
    (each,) = found = on_directive(issued, recorded(issued, SESSION))
    assert each.arguments == ([OFFICER], DAY)
    assert commands(found, ASSIGNMENT) == [SET]
    unseen = replace(issued, theme=Theme.EARLY_WARNING)
    assert on_directive(unseen, recorded(unseen, SESSION)) == []
    confirmed = AssignmentConfirmed(
        officer_id=OFFICER,
        village_id=VILLAGE,
        duty=Duty.BHABINKAMTIBMAS,
        role=AssignmentRole.PRIMARY,
        order_number="Sprin/1",
        order_date=DAY,
        starts_on=DAY,
    )
    (post,) = taken = on_post(confirmed, recorded(confirmed, ASSIGNMENT))
    assert post.arguments == (OFFICER, None)
    assert commands(taken, DIRECTIVE) == [SET]
    assert on_post(HELD, recorded(HELD, VILLAGE)) == []


def test_a_target_and_a_deed_find_each_other_whichever_comes_later() -> None:
    (each,) = found = on_deed(WAS_SET, recorded(WAS_SET, ID))
    assert each.arguments[0] == ID
    assert commands(found, ID) == [MEET]
    (each,) = found = on_deed(HELD, recorded(HELD, uuid5(SPACE, "outreach")))
    assert each.arguments[0] == VILLAGE
    assert each.arguments[1] == ["LAW_OBEDIENCE", "INVITE_TO_GOOD", "DIVERSITY"]
    assert each.arguments[3] == DAY
    assert commands(found, ID) == [MEET]
    meeting = SynergyMeetingHeld(meeting_id=ID, held_on=DAY, attended=())
    (each,) = on_deed(meeting, recorded(meeting, VILLAGE))
    assert each.arguments[:2] == (VILLAGE, ["THREE_PILLARS_SYNERGY"]), "it stands in the stream of its village"
    other = PillarsCompleted(completed_on=DAY)
    assert on_deed(other, recorded(other, VILLAGE)) == []


def test_a_forum_meets_the_targets_of_every_village_that_it_covers_and_an_institution_those_of_its_own() -> None:
    forum, other = uuid5(SPACE, "forum"), uuid5(SPACE, "other village")
    covers: dict[str, Any] = {"village_ids": (VILLAGE, other, VILLAGE)}
    inaugurated: dict[str, Any] = {"inaugurated_on": DAY, "inaugurated_by": Inaugurator.KAPOLSEK, "chair_id": OFFICER}
    term: dict[str, Any] = {"secretary_id": ID, "starts_on": date(2026, 2, 1), "ends_on": date(2029, 2, 1)}
    formed = ForumFormed(model=ForumModel.AREA, members=10, members_min=10, **covers, **inaugurated, **term)
    custom = CustomaryForumRecognised(name="x", recognised_on=DAY, recognised_by=Inaugurator.KAPOLSEK, **covers)
    for event in (formed, custom):
        found = on_deed(event, recorded(event, forum))
        assert [each.arguments[:2] for each in found] == [(VILLAGE, ["FORM_FKPM"]), (other, ["FORM_FKPM"])]
        assert {each.arguments[3] for each in found} == {DAY}
        assert [command for each in found for command in commands([each], ID)] == [MEET, MEET]
    founded = InstitutionEstablished(
        village_id=VILLAGE,
        kind=InstitutionKind.YOUTH,
        name="x",
        established_on=DAY,
        lapses_at=None,  # type: ignore[arg-type]  # nobody looks at it
    )
    (each,) = on_deed(founded, recorded(founded, forum))
    assert (each.arguments[:2], each.arguments[3]) == ((VILLAGE, ["BUILD_PRANATA"]), DAY)


def test_what_a_forum_gave_each_of_its_villages_is_known_until_it_is_dissolved() -> None:
    forum, other = uuid5(SPACE, "forum"), uuid5(SPACE, "other village")
    custom = CustomaryForumRecognised(
        name="x", village_ids=(VILLAGE, other), recognised_on=DAY, recognised_by=Inaugurator.KAPOLSEK
    )
    dissolved = ForumDissolved(reason=DissolutionReason.TERM_OVER, village_ids=(VILLAGE, other), dissolved_on=DAY)
    for event in (custom, dissolved):
        changes, _, error = KNOWN.collect("villages", [recorded(event, forum)])
        assert error is None
        assert changes.touched[DEED] == {(forum, "FORM_FKPM", VILLAGE), (forum, "FORM_FKPM", other)}


@pytest.mark.parametrize(
    ("changes", "theme", "meets"),
    [
        ({"appeal": Appeal.PARTICIPATION}, Theme.PUBLIC_PARTICIPATION, True),
        ({"appeal": Appeal.PARTICIPATION}, Theme.LAW_OBEDIENCE, False),
        ({"appeal": Appeal.LAW_OBEDIENCE}, Theme.PUBLIC_PARTICIPATION, False),
        ({"theme": ActivityTheme.TRAFFIC}, Theme.INVITE_TO_GOOD, True),
        ({"theme": ActivityTheme.TRAFFIC}, Theme.DIVERSITY, False),
        ({"theme": ActivityTheme.FAITH_HARMONY}, Theme.DIVERSITY, True),
        ({"theme": ActivityTheme.ELECTION_PEACE}, Theme.ELECTION_SENSITIVITY, True),
        ({"theme": ActivityTheme.DIVERSITY}, Theme.ELECTION_SENSITIVITY, False),
    ],
)
def test_outreach_meets_what_it_was_about(changes: dict[str, Any], theme: Theme, meets: bool) -> None:
    assert (theme in met_by(replace(HELD, **changes))) is meets


def test_nobody_raises_a_warning_to_meet_a_target() -> None:
    assert Theme.EARLY_WARNING not in SHOWN
    assert {Theme.CONTACT_PERSON, Theme.LOCAL_ENVIRONMENT, Theme.FORM_FKPM} == LASTING
    assert {kind.service() for kind in DEEDS} == {"villages"}
