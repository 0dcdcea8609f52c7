"""What falls due after a dispute: a warning to the commander at once, and the escalation when its days are over."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from msgspec.structs import replace

from libs.events.contracts.villages.early_warning import RaiseEarlyWarning, Severity, WarningKind
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject
from libs.events.contracts.villages.three_pillars import (
    EscalatePillarDispute,
    Pillar,
    PillarDisputeEscalated,
    PillarDisputeReported,
    PillarDisputeResolved,
)
from libs.events.due import Begin, End
from libs.events.message import Role, Scope
from services.villages.timers import CONFLICTS, DISPUTES, TOLD_TOGETHER, conflicts, disputes
from tests.unit.recorded import recorded

VILLAGE, DISPUTE = UUID(int=71), UUID(int=72)
AT = datetime(2026, 11, 2, 1, tzinfo=UTC)
ABOUT: dict[str, Any] = {
    "dispute_id": DISPUTE,
    "between": (Pillar.BABINSA, Pillar.VILLAGE_HEAD),
    "subject": DisputeSubject.VILLAGE_FUND,
    "reported_at": AT,
}
REPORTED = PillarDisputeReported(**ABOUT, account="Rahasia", reported_by=Pillar.BABINSA, escalates_at=AT + timedelta(days=7))
ESCALATED = PillarDisputeEscalated(**ABOUT, escalated_at=AT + timedelta(days=7))
RESOLVED = PillarDisputeResolved(dispute_id=DISPUTE, outcome=DisputeOutcome.RECONCILED, agreement="Rukun", resolved_at=AT)


def test_a_dispute_goes_before_the_commander_when_its_days_are_over_unless_it_is_resolved() -> None:
    row = recorded(REPORTED, VILLAGE)
    step = EscalatePillarDispute(village_id=VILLAGE, dispute_id=DISPUTE, at=REPORTED.escalates_at)
    key = f"{VILLAGE}/{DISPUTE}"
    assert disputes(REPORTED, row) == [Begin(key, REPORTED.escalates_at, step)]
    assert disputes(RESOLVED, row) == disputes(ESCALATED, row) == [End(key)]
    assert {type(event) for event in (REPORTED, RESOLVED, ESCALATED)} == set(DISPUTES)
    assert EscalatePillarDispute.allowed == {Role.SERVICE: Scope.ANYWHERE}


def test_a_dispute_that_is_told_when_its_days_are_over_waits_for_what_is_told_next() -> None:
    """Reported and resolved in one batch it was never overdue: the timer must not come between the two."""
    row = recorded(REPORTED, VILLAGE)
    long_past = replace(REPORTED, escalates_at=row.recorded_at - timedelta(days=300))
    (begun,) = disputes(long_past, row)
    assert isinstance(begun, Begin)
    assert begun.due_at == row.recorded_at + TOLD_TOGETHER
    assert begun.command == EscalatePillarDispute(village_id=VILLAGE, dispute_id=DISPUTE, at=long_past.escalates_at)


def test_the_commander_is_warned_at_once_and_more_severely_when_it_stays_open() -> None:
    assert {type(event) for event in (REPORTED, ESCALATED)} == set(CONFLICTS)
    keys = set()
    for event, severity in ((REPORTED, Severity.YELLOW), (ESCALATED, Severity.ORANGE)):
        row = recorded(event, VILLAGE)
        (begun,) = conflicts(event, row)
        assert isinstance(begun, Begin)
        assert isinstance(begun.command, RaiseEarlyWarning)
        assert begun.due_at == row.recorded_at
        told = (begun.command.warning_id, begun.command.village_id, begun.command.kind, begun.command.severity)
        assert told == (uuid5(row.id, "warning"), VILLAGE, WarningKind.PILLAR_CONFLICT, severity)
        assert str(DISPUTE) in begun.command.narrative
        assert "Rahasia" not in begun.command.narrative, "what was told of it is not for everybody who is warned"
        keys.add(begun.key)
    assert len(keys) == 2, "one does not replace the other"
