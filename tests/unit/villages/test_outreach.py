"""What an officer did among residents is noted as he says, and looked at where his assignment is not known."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from msgspec.structs import replace

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind, RecordOutreach
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decided, Place
from libs.events.testing import given
from services.villages import reporting
from services.villages.outreach import ASSIGNMENT_UNKNOWN, INDONESIAN, OUTREACH, OutreachFacts, place
from services.villages.reporting import Reporting
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b075")
VILLAGE, OFFICER = (uuid5(ID, name) for name in ("village", "officer"))
WARD = Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
AT = datetime(2026, 3, 2, 20, tzinfo=UTC)
NOW = Reporting(now=AT)
UNKNOWN = OutreachFacts(reporting=NOW, village=WARD)
KNOWN = replace(UNKNOWN, assigned=True)
RECORD = RecordOutreach(
    outreach_id=ID,
    village_id=VILLAGE,
    officer_id=OFFICER,
    kind=OutreachKind.COUNSELLING,
    theme=ActivityTheme.LAW_AWARENESS,
    appeal=Appeal.LAW_OBEDIENCE,
    held_at=AT,
    attendance=35,
)
HELD = OutreachHeld(
    village_id=VILLAGE,
    officer_id=OFFICER,
    kind=OutreachKind.COUNSELLING,
    theme=ActivityTheme.LAW_AWARENESS,
    appeal=Appeal.LAW_OBEDIENCE,
    held_at=AT,
    held_on=date(2026, 3, 3),
    attendance=35,
)


def test_it_is_noted_on_the_day_of_the_village_and_once() -> None:
    given(OUTREACH, facts=KNOWN).when(RECORD).then(HELD).when(RECORD).then_nothing()


def test_whoever_is_not_known_to_be_assigned_is_believed_and_looked_at() -> None:
    for facts, flags in ((KNOWN, ()), (UNKNOWN, (ASSIGNMENT_UNKNOWN,))):
        decision = OUTREACH.decide(None, RECORD, facts)
        assert isinstance(decision, Decided)
        assert (decision.events, decision.flags) == ((HELD,), flags)


def test_what_is_refused_is_said_in_indonesian_too() -> None:
    given(OUTREACH, facts=OutreachFacts(reporting=NOW)).when(RECORD).then_refused("VILLAGE_UNKNOWN", "village_id")
    given(OUTREACH, HELD, facts=KNOWN).when(replace(RECORD, attendance=36)).then_refused("ALREADY_RECORDED", "outreach_id")
    later = replace(RECORD, held_at=AT + timedelta(hours=1))
    given(OUTREACH, facts=KNOWN).when(later).then_refused("TIME_IN_FUTURE", "held_at")
    assert {"There is no such village.", "This id belongs to other outreach."} == set(INDONESIAN)
    assert set(reporting.INDONESIAN) < set(OUTREACH.indonesian)


def test_it_is_the_officers_own_word() -> None:
    assert place(None, RECORD, KNOWN) == Place(village=VILLAGE, person=OFFICER)
