"""Tells the services what officers did lately, each command under the token of whoever gives it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from data import ids
from data.record import duties
from data.record.duties import Step
from infra.local.delivery import Delivery, NotLoaded
from libs.events.cancellation import together
from libs.events.contracts.villages.contact_person import ContactPersonRegistered
from libs.events.contracts.villages.early_warning import EarlyWarningRaised, warning_about
from libs.events.contracts.villages.three_pillars import PillarDisputeReported

SERVICE: Final = "villages"
Speak = Callable[[Mapping[str, Any]], str]
"""A token of these claims."""


async def tell(delivery: Delivery, speak: Speak) -> None:
    """All of them, once; the villages service must know the officers' assignments. Raises NotLoaded."""
    first = duties.first()
    opening = first.order(datetime.now(UTC))
    await delivery.send(SERVICE, [opening], token=_token(first, speak))
    (recorded, *_) = await delivery.happened(SERVICE, f"contact_person-{opening.target}", ContactPersonRegistered.named())
    begun = recorded.recorded_at
    if begun is None:
        raise NotLoaded(f"{SERVICE} does not tell when {opening.target} was recorded")
    if datetime.now(UTC) - begun < duties.TOLD_WITHIN:
        rest = [[step for step in steps if step.written != first.written] for steps in duties.told().values()]
        await together([_tell_in_order(delivery, speak, steps, begun) for steps in rest])


async def _tell_in_order(delivery: Delivery, speak: Speak, steps: Sequence[Step], begun: datetime) -> None:
    """The commands of one village: what one person says in a row goes together."""
    for _, said in groupby(steps, lambda step: (step.speaker, step.dispute)):
        row = list(said)
        warning = await _warned(delivery, row[0]) if row[0].dispute else None
        orders = [step.order(begun, warning) for step in row]
        await delivery.send(orders[0].service, orders, token=_token(row[0], speak))


async def _warned(delivery: Delivery, step: Step) -> Any:
    """The warning that the service raised about a dispute, once it has done so."""
    reported = await delivery.happened(SERVICE, f"three_pillars-{ids.village(step.village)}", PillarDisputeReported.named())
    (event,) = (one.id for one in reported if one.id and one.data["dispute_id"] == str(step.dispute))
    warning = warning_about(event)
    await delivery.happened(SERVICE, f"early_warning-{warning}", EarlyWarningRaised.named())
    return warning


def _token(step: Step, speak: Speak) -> str | None:
    claims = step.speaker
    return speak(claims) if claims else None
