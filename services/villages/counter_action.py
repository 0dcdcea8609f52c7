"""What counters a sensitive issue (*tindakan tandingan*): with whom, by what, and by which outreach or joint activity."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.villages.sensitive_issue import CounterActionTaken, RecordCounterAction
from libs.events.decider import Decided, Decision, Refused
from services.villages.joint_activity import JointActivity
from services.villages.outreach import Outreach

MEANS_UNKNOWN: Final = "MEANS_UNKNOWN"
"""Flags an outreach or joint activity that has not been heard of: its own report may be on its way."""


class Means(Struct, frozen=True, kw_only=True):
    """What a counter-action says it was done by, as far as it is known."""

    outreach: Outreach | None = None
    activity: JointActivity | None = None


def taken(command: RecordCounterAction) -> CounterActionTaken:
    """What the command tells."""
    return CounterActionTaken(
        action_id=command.action_id,
        kind=command.kind,
        partners=tuple(dict.fromkeys(command.partners)),
        medium=command.medium,
        reach=command.reach,
        outreach_id=command.outreach_id,
        activity_id=command.activity_id,
        taken_at=command.taken_at,
    )


def decide(action: CounterActionTaken, village: UUID, means: Means) -> Decision:
    elsewhere = "What it was done by is of another village."
    if means.outreach is not None and means.outreach.held.village_id != village:
        return Refused("MEANS_ELSEWHERE", elsewhere, "outreach_id")
    if means.activity is not None and means.activity.planned.village_id != village:
        return Refused("MEANS_ELSEWHERE", elsewhere, "activity_id")
    unknown = (action.outreach_id is not None and means.outreach is None) or (
        action.activity_id is not None and means.activity is None
    )
    return Decided(events=(action,), flags=(MEANS_UNKNOWN,) if unknown else ())


INDONESIAN: Final = {
    "What it was done by is of another village.": "Kegiatan yang disebut adalah kegiatan desa lain.",
}
"""What is refused here, said to people who read Indonesian."""
