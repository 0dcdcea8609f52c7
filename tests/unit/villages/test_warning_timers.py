"""What falls due after a warning: the next step of its escalation, and a notice to every unit told."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import json
from msgspec.structs import replace

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import DeliveryChannel, EscalateWarning, RecordWarningDelivery, WarningDelivered
from libs.events.due import Begin, End
from services.villages.timers import ESCALATIONS, NOTICES, escalations, notice, notices
from tests.unit.recorded import recorded
from tests.unit.villages.test_early_warning import ACKNOWLEDGED, CLOSED, DISCOUNTED, ID, POLDA, POLRES, POLSEK, escalated, raised


def test_the_clock_runs_from_when_it_was_recorded_and_is_stopped_by_an_answer() -> None:
    row = replace(recorded(raised(), ID), occurred_at=datetime(2017, 1, 1, tzinfo=UTC))
    key, due_at = str(row.key), row.recorded_at + timedelta(seconds=900)
    step = EscalateWarning(warning_id=row.key, reached=UnitLevel.POLSEK)
    assert escalations(raised(), row) == [Begin(key, due_at, step)]
    again = escalations(escalated(POLRES), row)
    assert again == [Begin(key, due_at, EscalateWarning(warning_id=row.key, reached=UnitLevel.POLRES))]
    assert [escalations(event, row) for event in (ACKNOWLEDGED, DISCOUNTED, CLOSED)] == [[End(key)]] * 3
    assert {type(event) for event in (raised(), escalated(POLRES), ACKNOWLEDGED, DISCOUNTED, CLOSED)} == set(ESCALATIONS)


def test_each_unit_told_gets_a_notice_until_it_has_arrived() -> None:
    row = recorded(raised(), ID)
    red = raised(addressed=(POLSEK.unit_id, POLDA.unit_id))
    for event, units in ((red, red.addressed), (escalated(POLRES), (POLRES.unit_id,))):
        assert notices(event, row) == [
            Begin(f"{row.key}/{unit}", row.recorded_at, RecordWarningDelivery(warning_id=row.key, unit_id=unit)) for unit in units
        ]
    arrived = WarningDelivered(unit_id=POLSEK.unit_id, channel=DeliveryChannel.CLIENT)
    assert notices(arrived, row) == [End(f"{row.key}/{POLSEK.unit_id}")]
    assert notices(CLOSED, row) == [End(str(row.key))]
    assert {type(event) for event in (red, escalated(POLRES), arrived, CLOSED)} == set(NOTICES)


def test_a_notice_tells_ids_and_codes_and_nothing_of_what_was_said() -> None:
    row = recorded(raised(), ID)
    (begun,) = notices(raised(), row)
    assert isinstance(begun, Begin)
    told: dict[str, Any] = json.decode(notice(begun.command, raised(), row))
    assert set(told) == {
        "warning_id", "unit_id", "severity", "kind", "village_id", "village_code", "level_reached", "due_at",
    }  # fmt: skip
    assert "Warga" not in str(told)
