"""Runs the villages service: `python -m services.villages`."""

from collections.abc import Mapping
from uuid import uuid5

from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import RecordWarningDelivery, Severity
from libs.events.handler import Aggregate
from libs.events.hook import Hook
from libs.events.message import Command, Event
from libs.events.service import Service, run_as_set
from libs.events.settings import VillagesSettings
from libs.events.timers import Timers
from services.villages import __doc__ as summary
from services.villages import timers
from services.villages.early_warning import EARLY_WARNING
from services.villages.facts import CLOCKS, OfWarning, of_pillars, of_region, of_village, reach
from services.villages.known import KNOWN
from services.villages.reactions import on_assignment
from services.villages.region import REGION
from services.villages.three_pillars import THREE_PILLARS
from services.villages.village import VILLAGE


def villages(clocks: Mapping[Severity, int], hook: Hook) -> Service:
    """The service, with the clocks of warnings in seconds and the way to the units' notifiers."""

    async def notify(command: Command, event: Event, recorded: Recorded) -> None:
        assert isinstance(command, RecordWarningDelivery)  # noqa: S101 - `notices` gives no other
        body = timers.notice(command, event, recorded)
        await hook.post(command.unit_id, uuid5(recorded.id, str(command.unit_id)), body)

    return Service(
        name="villages",
        summary=summary or "",
        aggregates=[
            Aggregate(REGION, of_region),
            Aggregate(VILLAGE, of_village),
            Aggregate(THREE_PILLARS, of_pillars),
            Aggregate(EARLY_WARNING, OfWarning(clocks)),
        ],
        reach=reach,
        known=KNOWN,
        reactions={"officers": on_assignment},
        timers={
            "escalations": Timers(timers.ESCALATIONS, timers.escalations),
            "notices": Timers(timers.NOTICES, timers.notices, notify),
        },
    )


def configured(settings: VillagesSettings) -> Service:
    """As its settings say. Raises Misconfigured."""
    clocks = {
        Severity.RED: settings.warning_clock_red,
        Severity.ORANGE: settings.warning_clock_orange,
        Severity.YELLOW: settings.warning_clock_yellow,
        Severity.GREEN: settings.warning_clock_green,
    }
    return villages(clocks, Hook.of(settings))


VILLAGES = villages(CLOCKS, Hook({}, None, None))
"""As it is where nothing is configured."""

if __name__ == "__main__":
    run_as_set(configured, VillagesSettings)
