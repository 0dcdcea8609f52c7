"""Contact persons are kept with their consent, confirmed every year, and no longer than they agree."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.contact_person import (
    ConfirmContactPerson,
    Consent,
    ConsentBasis,
    ContactConsentWithdrawn,
    ContactPersonConfirmed,
    ContactPersonRegistered,
    ContactRole,
    RegisterContactPerson,
    WithdrawContactConsent,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place, Refused
from libs.events.testing import given
from libs.events.wording import Wording, listen
from services.villages.contact_person import CONTACT_PERSON, ContactFacts, place
from services.villages.reporting import Reporting
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b00a")
VILLAGE, OFFICER = uuid5(ID, "village"), uuid5(ID, "officer")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
AGREED = datetime(2026, 11, 20, 23, tzinfo=UTC)
CONSENT = Consent(basis=ConsentBasis.WRITTEN, at=AGREED, by=OFFICER)
FACTS = ContactFacts(
    reporting=Reporting(now=NOW), village=Village(code="52.71.01.1001", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
)
REGISTER = RegisterContactPerson(
    contact_id=ID, village_id=VILLAGE, full_name="Tokoh Contoh", contact_role=ContactRole.TOKOH_AGAMA, consent=CONSENT
)
DAY = date(2026, 11, 21)
"""That of the consent, in the village."""
REGISTERED = ContactPersonRegistered(
    village_id=VILLAGE,
    full_name="Tokoh Contoh",
    contact_role=ContactRole.TOKOH_AGAMA,
    consent=CONSENT,
    confirmed_on=DAY,
    confirm_by=date(2027, 11, 21),
)
WITHDRAW = WithdrawContactConsent(contact_id=ID, withdrawn_at=NOW)
WITHDRAWN = ContactConsentWithdrawn(village_id=VILLAGE, withdrawn_at=NOW)
CONFIRM = ConfirmContactPerson(contact_id=ID, confirmed_on=date(2026, 11, 24))


def test_a_contact_person_is_registered_once_and_to_be_confirmed_after_a_year() -> None:
    given(CONTACT_PERSON, facts=FACTS).when(REGISTER).then(REGISTERED).when(REGISTER).then_nothing()
    sooner = ContactFacts(reporting=FACTS.reporting, village=FACTS.village, confirmed_for=30)
    given(CONTACT_PERSON, facts=sooner).when(REGISTER).then(replace(REGISTERED, confirm_by=date(2026, 12, 21)))


def test_a_confirmation_holds_for_another_year_and_an_older_one_changes_nothing() -> None:
    story = given(CONTACT_PERSON, REGISTERED, facts=FACTS)
    confirmed = ContactPersonConfirmed(village_id=VILLAGE, confirmed_on=date(2026, 11, 24), confirm_by=date(2027, 11, 24))
    story.when(CONFIRM).then(confirmed).when(CONFIRM).then_nothing()
    story.when(replace(CONFIRM, confirmed_on=DAY)).then_nothing()


def test_withdrawn_consent_is_final_for_the_record() -> None:
    story = given(CONTACT_PERSON, REGISTERED, facts=FACTS)
    story.when(WITHDRAW).then(WITHDRAWN).when(WITHDRAW).then_nothing()
    for command in (REGISTER, CONFIRM):
        given(CONTACT_PERSON, REGISTERED, WITHDRAWN, facts=FACTS).when(command).then_refused("CONSENT_WITHDRAWN", "contact_id")


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (replace(REGISTER, contact_role=ContactRole.KETUA_RT), "ALREADY_REGISTERED", "contact_id"),
        (replace(REGISTER, village_id=OFFICER), "ALREADY_REGISTERED", "contact_id"),
        (replace(CONFIRM, confirmed_on=date(2026, 11, 26)), "TIME_IN_FUTURE", "confirmed_on"),
        (replace(WITHDRAW, withdrawn_at=NOW + timedelta(minutes=6)), "TIME_IN_FUTURE", "withdrawn_at"),
        (replace(WITHDRAW, withdrawn_at=AGREED - timedelta(hours=1)), "WITHDRAWN_BEFORE_CONSENT", "withdrawn_at"),
    ],
)
def test_what_a_registered_contact_person_refuses(command: RegisterContactPerson, code: str, field: str) -> None:
    given(CONTACT_PERSON, REGISTERED, facts=FACTS).when(command).then_refused(code, field)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (CONFIRM, "CONTACT_UNKNOWN", "contact_id"),
        (WITHDRAW, "CONTACT_UNKNOWN", "contact_id"),
        (replace(REGISTER, full_name="5271012507170001"), "IDENTITY_NUMBER", "full_name"),
        (replace(REGISTER, consent=replace(CONSENT, at=NOW + timedelta(hours=1))), "TIME_IN_FUTURE", "consent.at"),
    ],
)
def test_what_is_refused_of_nobody_known(command: RegisterContactPerson, code: str, field: str) -> None:
    given(CONTACT_PERSON, facts=FACTS).when(command).then_refused(code, field)


def test_each_refusal_is_said_in_indonesian_too() -> None:
    said = Wording(CONTACT_PERSON.indonesian)
    registered, gone = CONTACT_PERSON.fold([REGISTERED]), CONTACT_PERSON.fold([REGISTERED, WITHDRAWN])
    refusals = [
        CONTACT_PERSON.decide(state, command, facts)
        for state, command, facts in (
            (gone, CONFIRM, FACTS),
            (registered, replace(REGISTER, village_id=OFFICER), FACTS),
            (registered, replace(WITHDRAW, withdrawn_at=AGREED - timedelta(hours=1)), FACTS),
            (registered, replace(WITHDRAW, withdrawn_at=NOW + timedelta(hours=1)), FACTS),
            (None, CONFIRM, FACTS),
            (None, REGISTER, ContactFacts(reporting=FACTS.reporting)),
            (None, replace(REGISTER, full_name="5271012507170001"), FACTS),
        )
    ]
    for refused in refusals:
        assert isinstance(refused, Refused)
        listen("id")
        assert said.say(refused.message) != refused.message
        listen(None)


def test_the_village_must_be_there() -> None:
    nowhere = ContactFacts(reporting=FACTS.reporting)
    given(CONTACT_PERSON, facts=nowhere).when(REGISTER).then_refused("VILLAGE_UNKNOWN", "village_id")


def test_the_place_is_the_village_it_was_registered_in_and_no_name_stays_in_the_state() -> None:
    assert place(None, REGISTER, FACTS) == Place(village=VILLAGE)
    state = CONTACT_PERSON.fold([REGISTERED])
    assert place(state, replace(REGISTER, village_id=OFFICER), FACTS) == place(state, CONFIRM, FACTS) == Place(village=VILLAGE)
    assert "Contoh" not in repr(state)
