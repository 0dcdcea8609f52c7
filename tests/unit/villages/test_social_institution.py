"""An institution of a village is alive while anything is heard of it; what it does brings it back to life."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.social_institution import (
    EstablishInstitution,
    InstitutionActivityRecorded,
    InstitutionEstablished,
    InstitutionKind,
    InstitutionRevived,
    InstitutionWentDormant,
    LapseInstitution,
    MarkInstitutionDormant,
    RecordInstitutionActivity,
    ReviveInstitution,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place
from libs.events.due import Begin, End
from libs.events.message import Role, Scope
from libs.events.testing import given
from services.villages.reporting import Reporting
from services.villages.social_institution import SOCIAL_INSTITUTION, InstitutionFacts, place
from services.villages.timers import SILENCES, silences
from services.villages.village import Village
from tests.unit.recorded import recorded

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0fd")
VILLAGE, ACTIVITY = uuid5(ID, "village"), uuid5(ID, "activity")
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
DAY = timedelta(days=1)
SILENT = timedelta(days=100)
WARD = Village(code="52.71.01.1001", name="Contoh", kind=VillageKind.KELURAHAN)
FACTS = InstitutionFacts(reporting=Reporting(now=NOW), village=WARD, silent_for=SILENT)
ESTABLISH = EstablishInstitution(
    institution_id=ID,
    village_id=VILLAGE,
    kind=InstitutionKind.YOUTH,
    name="Karang Taruna  Contoh",
    established_on=date(2001, 3, 1),
)
ENTERED = NOW - 200 * DAY
ESTABLISHED = InstitutionEstablished(
    village_id=VILLAGE,
    kind=ESTABLISH.kind,
    name=ESTABLISH.name,
    established_on=ESTABLISH.established_on,
    lapses_at=ENTERED + SILENT,
)
RECORD = RecordInstitutionActivity(
    institution_id=ID, activity_id=ACTIVITY, theme=ActivityTheme.YOUTH, held_at=NOW - 10 * DAY, attendance=30
)


def did(held_at: datetime, lapses_at: datetime | None, name: str = "activity") -> InstitutionActivityRecorded:
    return InstitutionActivityRecorded(
        activity_id=uuid5(ID, name),
        theme=ActivityTheme.YOUTH,
        held_at=held_at,
        held_on=held_at.date(),
        attendance=30,
        lapses_at=lapses_at,
    )


ALIVE = (ESTABLISHED, did(NOW - 120 * DAY, NOW - 20 * DAY, "before"))
LAPSED = InstitutionWentDormant(dormant_from=NOW - 20 * DAY, by_silence=True)
MARKED = InstitutionWentDormant(dormant_from=NOW - 5 * DAY, by_silence=False)
MARK = MarkInstitutionDormant(institution_id=ID, dormant_from=NOW - 5 * DAY)
LAPSE = LapseInstitution(institution_id=ID, at=NOW - 20 * DAY)
REVIVE = ReviveInstitution(institution_id=ID, revived_at=NOW - DAY)
REVIVED = InstitutionRevived(revived_at=NOW - DAY, by_activity=False, lapses_at=NOW - DAY + SILENT)


def test_an_institution_is_noted_once_in_a_village_by_kind_and_name() -> None:
    story = given(SOCIAL_INSTITUTION, facts=FACTS).when(ESTABLISH)
    story.then(replace(ESTABLISHED, lapses_at=NOW + SILENT)).then_claimed(
        ("institution", f"{VILLAGE}/YOUTH/karang taruna contoh")
    )
    story.when(ESTABLISH).then_nothing()
    story.when(replace(ESTABLISH, kind=InstitutionKind.ADAT)).then_refused("ALREADY_ESTABLISHED", "institution_id")


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (replace(ESTABLISH, established_on=date(2026, 11, 26)), "TIME_IN_FUTURE", "established_on"),
        (replace(ESTABLISH, name="KTP 5271012507170001"), "IDENTITY_NUMBER", "name"),
        (RECORD, "INSTITUTION_UNKNOWN", "institution_id"),
        (MARK, "INSTITUTION_UNKNOWN", "institution_id"),
    ],
)
def test_what_is_refused_where_there_is_none(command: Any, code: str, field: str) -> None:
    given(SOCIAL_INSTITUTION, facts=FACTS).when(command).then_refused(code, field)
    nowhere = InstitutionFacts(reporting=FACTS.reporting)
    given(SOCIAL_INSTITUTION, facts=nowhere).when(ESTABLISH).then_refused("VILLAGE_UNKNOWN", "village_id")


def test_what_it_does_keeps_it_alive_and_what_is_told_late_makes_nothing_less() -> None:
    story = given(SOCIAL_INSTITUTION, *ALIVE, facts=FACTS).when(RECORD)
    story.then(did(RECORD.held_at, RECORD.held_at + SILENT)).then_claimed(("institution-activity", str(ACTIVITY)))
    story.when(RECORD).then_nothing()
    story.when(replace(RECORD, attendance=9)).then_refused("ACTIVITY_ID_TAKEN", "activity_id")
    late = replace(RECORD, held_at=NOW - 150 * DAY)
    given(SOCIAL_INSTITUTION, *ALIVE, facts=FACTS).when(late).then(did(late.held_at, NOW - 20 * DAY))


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (replace(RECORD, held_at=NOW + DAY), "TIME_IN_FUTURE", "held_at"),
        (replace(RECORD, held_at=datetime(2001, 2, 28, 12, tzinfo=UTC)), "BEFORE_FOUNDED", "held_at"),
        (replace(MARK, dormant_from=NOW + DAY), "TIME_IN_FUTURE", "dormant_from"),
        (replace(MARK, dormant_from=datetime(2001, 2, 27, tzinfo=UTC)), "BEFORE_FOUNDED", "dormant_from"),
        (replace(MARK, dormant_from=NOW - 121 * DAY), "ACTIVE_SINCE", "dormant_from"),
        (replace(LAPSE, at=NOW - 21 * DAY), "NOT_SILENT", "at"),
    ],
)
def test_what_is_refused_of_one_that_lives(command: Any, code: str, field: str) -> None:
    given(SOCIAL_INSTITUTION, *ALIVE, facts=FACTS).when(command).then_refused(code, field)


def test_it_goes_dormant_by_somebodys_word_or_by_silence() -> None:
    given(SOCIAL_INSTITUTION, *ALIVE, facts=FACTS).when(MARK).then(MARKED).when(MARK).then_nothing()
    given(SOCIAL_INSTITUTION, *ALIVE, facts=FACTS).when(LAPSE).then(LAPSED).when(LAPSE).then_nothing()
    given(SOCIAL_INSTITUTION, *ALIVE, LAPSED, facts=FACTS).when(MARK).then_nothing()


@pytest.mark.parametrize(
    ("dormant", "days_ago", "revived"),
    [
        pytest.param(MARKED, 2, True, id="it was at work after it was found dormant"),
        pytest.param(MARKED, 5, True, id="in that very moment"),
        pytest.param(MARKED, 6, False, id="before somebody found it dormant"),
        pytest.param(LAPSED, 10, True, id="after it had been silent for too long"),
        pytest.param(LAPSED, 119, True, id="before, but it had not been silent for too long"),
        pytest.param(LAPSED, 120, False, id="before, and it had been"),
    ],
)
def test_what_a_dormant_one_does_brings_it_back(dormant: InstitutionWentDormant, days_ago: int, revived: bool) -> None:
    command = replace(RECORD, held_at=NOW - days_ago * DAY)
    lapses = max(command.held_at + SILENT, NOW - 20 * DAY)
    told = did(command.held_at, lapses if revived else None)
    back = InstitutionRevived(revived_at=command.held_at, by_activity=True, lapses_at=lapses)
    story = given(SOCIAL_INSTITUTION, *ALIVE, dormant, facts=FACTS).when(command)
    story.then(*((told, back) if revived else (told,))).when(command).then_nothing()
    assert (story.state().dormant is None) is revived  # type: ignore[union-attr]


def test_it_comes_back_by_somebodys_word() -> None:
    given(SOCIAL_INSTITUTION, *ALIVE, facts=FACTS).when(REVIVE).then_nothing()
    story = given(SOCIAL_INSTITUTION, *ALIVE, MARKED, facts=FACTS).when(REVIVE).then(REVIVED)
    story.when(replace(MARK, dormant_from=NOW - 2 * DAY)).then_refused("ACTIVE_SINCE", "dormant_from")
    for at, code in ((NOW + DAY, "TIME_IN_FUTURE"), (NOW - 6 * DAY, "ENDS_BEFORE_START")):
        story = given(SOCIAL_INSTITUTION, *ALIVE, MARKED, facts=FACTS)
        story.when(replace(REVIVE, revived_at=at)).then_refused(code, "revived_at")


def test_each_sign_of_life_begins_the_silence_anew_and_dormancy_ends_it() -> None:
    for event in (ESTABLISHED, ALIVE[1], REVIVED):
        row = recorded(event, ID)
        assert event.lapses_at is not None
        assert silences(event, row) == [Begin(str(ID), event.lapses_at, LapseInstitution(institution_id=ID, at=event.lapses_at))]
    assert silences(did(NOW, None), recorded(did(NOW, None), ID)) == [], "it is dormant all the same"
    assert silences(LAPSED, recorded(LAPSED, ID)) == [End(str(ID))]
    assert {InstitutionEstablished, InstitutionActivityRecorded, InstitutionRevived, InstitutionWentDormant} == set(SILENCES)
    assert LapseInstitution.allowed == {Role.SERVICE: Scope.ANYWHERE}


def test_the_place_is_the_village_in_which_it_was_established() -> None:
    state = SOCIAL_INSTITUTION.fold([ESTABLISHED])
    assert place(None, ESTABLISH, FACTS) == place(state, RECORD, FACTS) == Place(village=VILLAGE)
    assert place(None, RECORD, FACTS) == Place()
