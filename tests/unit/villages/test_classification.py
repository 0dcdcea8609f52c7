"""More may see a record once two persons agree, fewer as soon as one says so, or as soon as something new is written."""

from typing import Any
from uuid import UUID, uuid5

from msgspec import convert
from msgspec.structs import replace

from libs.events.contracts.villages.sensitive_issue import (
    AgreeToLowerClassification,
    ClassificationLowered,
    ClassificationRaised,
    LowerClassificationProposed,
    ProposeLowerClassification,
    RaiseClassification,
    RaisedBecause,
    RecordClassification,
)
from libs.events.message import Role, Scope
from services.villages.early_warning import Giver
from tests.unit.villages.test_sensitive_issue import (
    CLOSE,
    CLOSED,
    DECLINE,
    DECLINED,
    ELECTING,
    ID,
    KAPOLSEK,
    OFFICER,
    PROPOSED,
    REOPEN,
    REOPENED,
    REPORTED,
    facts,
    story,
)

INTERNAL, RESTRICTED = RecordClassification.INTERNAL, RecordClassification.RESTRICTED
FIRST, SECOND = uuid5(ID, "first"), uuid5(ID, "second")
PROPOSE = ProposeLowerClassification(sensitive_issue_id=ID, proposal_id=FIRST, reason="Pilar perlu tahu.")
AGREE = AgreeToLowerClassification(sensitive_issue_id=ID, proposal_id=FIRST)
RAISE = RaiseClassification(sensitive_issue_id=ID)


def person(giver: Giver) -> UUID:
    assert giver.person_id is not None
    return giver.person_id


WANTED = LowerClassificationProposed(
    proposal_id=FIRST, classification_wanted=INTERNAL, reason="Pilar perlu tahu.", person_id=person(OFFICER)
)
LOWERED = ClassificationLowered(classified=INTERNAL, proposed_by=person(OFFICER), agreed_by=person(KAPOLSEK))
RAISED = ClassificationRaised(classified=RESTRICTED, because=RaisedBecause.BY_HAND)
ANEW = ClassificationRaised(classified=RESTRICTED, because=RaisedBecause.NEW_TEXT)


def test_a_second_person_agrees_to_what_the_first_proposed() -> None:
    told = story(REPORTED).when(PROPOSE).then(WANTED).when(PROPOSE).then_nothing()
    agreed = told.when(AGREE, facts(KAPOLSEK)).then(LOWERED).when(AGREE).then_nothing()
    agreed.when(PROPOSE, facts(OFFICER)).then_nothing()


def test_the_first_is_never_the_second_under_whatever_token() -> None:
    for role in (Role.COMMANDER, Role.HEADQUARTERS):
        again = Giver(role=role, person_id=OFFICER.person_id)
        story(REPORTED, WANTED, giver=again).when(AGREE).then_refused("SECOND_PERSON_REQUIRED", "sensitive_issue_id")


def test_an_office_without_a_person_is_neither_of_the_two() -> None:
    office = Giver(role=Role.HEADQUARTERS)
    story(REPORTED, giver=office).when(PROPOSE).then_refused("PERSON_REQUIRED", "sensitive_issue_id")
    story(REPORTED, WANTED, giver=office).when(AGREE).then_refused("PERSON_REQUIRED", "sensitive_issue_id")


def test_an_officer_may_propose_and_only_those_who_command_agree() -> None:
    assert Role.OFFICER in PROPOSE.allowed
    assert dict(AGREE.allowed) == {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


def test_nobody_agrees_to_nothing_and_one_proposal_is_enough() -> None:
    story(REPORTED, giver=KAPOLSEK).when(AGREE).then_refused("NOTHING_PROPOSED", "sensitive_issue_id")
    story(REPORTED, WANTED, giver=KAPOLSEK).when(PROPOSE).then_refused("LOWERING_PROPOSED", "sensitive_issue_id")
    by_number = replace(PROPOSE, reason="Hubungi 0812 3456 7890")
    story(REPORTED).when(by_number).then_refused("PHONE_NUMBER", "reason")


def test_whoever_agrees_agrees_to_the_proposal_that_he_saw() -> None:
    again = replace(PROPOSE, proposal_id=SECOND, reason="Dibahas di rapat.")
    anew = replace(WANTED, proposal_id=SECOND, reason="Dibahas di rapat.")
    story(REPORTED, WANTED, RAISED).when(again).then(anew).when(replace(AGREE, proposal_id=SECOND), facts(KAPOLSEK)).then(LOWERED)
    story(REPORTED, WANTED, RAISED, anew, giver=KAPOLSEK).when(AGREE).then_refused("OTHER_PROPOSAL", "proposal_id")
    story(REPORTED, WANTED).when(again).then_refused("LOWERING_PROPOSED", "sensitive_issue_id")


def test_what_was_proposed_before_proposals_had_ids_has_the_same_one_whenever_it_is_read() -> None:
    (upcast,) = LowerClassificationProposed.upcasts
    was = {"classification_wanted": "INTERNAL", "reason": "sealed", "person_id": str(person(OFFICER))}
    assert upcast(was) == upcast(was)
    told = convert(upcast(was), LowerClassificationProposed)
    assert (told.person_id, told.proposal_id != told.person_id) == (person(OFFICER), True)


def test_one_person_raises_it_or_turns_the_proposal_down() -> None:
    story(REPORTED).when(RAISE).then_nothing()
    story(REPORTED, WANTED, LOWERED).when(RAISE).then(RAISED).when(RAISE).then_nothing()
    turned_down = story(REPORTED, WANTED).when(RAISE).then(RAISED)
    turned_down.when(AGREE, facts(KAPOLSEK)).then_refused("NOTHING_PROPOSED", "sensitive_issue_id")


def test_what_is_written_since_is_for_those_alone_who_work_with_it() -> None:
    note: dict[str, Any] = {"closing_note": "Contoh"}
    noted, closed = replace(CLOSE, **note), replace(CLOSED, **note)
    for agreed in ((WANTED,), (WANTED, LOWERED)):
        story(REPORTED, *agreed).when(noted).then(closed, ANEW)
        story(REPORTED, *agreed, CLOSED).when(REOPEN).then(REOPENED, ANEW)
        story(ELECTING, PROPOSED, *agreed).when(DECLINE).then(DECLINED, ANEW)
        story(REPORTED, *agreed).when(CLOSE).then(CLOSED)
    story(REPORTED).when(noted).then(closed)
