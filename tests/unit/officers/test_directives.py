"""What was directed is followed up once, after it was issued, and is acknowledged thereby."""

from datetime import timedelta

from libs.events.contracts.officers.officer import DirectiveAcknowledged, DirectiveFollowedUp, ReportDirectiveFollowUp
from libs.events.testing import given
from services.officers.officer import OFFICER
from tests.unit.officers.test_officer import ADDRESSED, DAY, DIRECTIVE, EARLIER, ID, REGISTERED, SESSION, THERE

LATER = DAY + timedelta(days=3)
DONE = ReportDirectiveFollowUp(officer_id=ID, directive_id=DIRECTIVE, followed_up_on=LATER, account="Sudah")
FOLLOWED_UP = DirectiveFollowedUp(directive_id=DIRECTIVE, session_id=SESSION, followed_up_on=LATER, account="Sudah")


def acknowledged(day: object = LATER) -> DirectiveAcknowledged:
    return DirectiveAcknowledged(directive_id=DIRECTIVE, session_id=SESSION, acknowledged_on=day)  # type: ignore[arg-type]


def test_who_does_what_was_asked_for_has_acknowledged_it() -> None:
    story = given(OFFICER, REGISTERED, ADDRESSED, facts=THERE).when(DONE).then(acknowledged(), FOLLOWED_UP)
    story.when(DONE).then_nothing()
    given(OFFICER, REGISTERED, ADDRESSED, acknowledged(DAY), facts=THERE).when(DONE).then(FOLLOWED_UP)


def test_nothing_is_followed_up_that_was_not_asked_for_or_before_it_was() -> None:
    given(OFFICER, REGISTERED, facts=THERE).when(DONE).then_refused("DIRECTIVE_UNKNOWN", "directive_id")
    early = ReportDirectiveFollowUp(officer_id=ID, directive_id=DIRECTIVE, followed_up_on=EARLIER)
    given(OFFICER, REGISTERED, ADDRESSED, facts=THERE).when(early).then_refused("BEFORE_ISSUE", "followed_up_on")
    past = (REGISTERED, ADDRESSED, acknowledged(DAY))
    given(OFFICER, *past, facts=THERE).when(early).then_refused("BEFORE_ISSUE", "followed_up_on")
