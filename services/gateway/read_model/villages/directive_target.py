"""What directives ask of villages, and whether it was done, as a table."""

from typing import Final

from sqlalchemy import Date, Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from services.gateway.read_model.columns import always, key, maybe, metadata
from services.gateway.read_model.projection import projection

directive_target: Final = Table(
    "directive_target",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("directive_id", Uuid()),
    always("assignment_id", Uuid()),
    always("officer_id", Uuid()),
    always("theme", Text()),
    always("issued_on", Date()),
    maybe("due_on", Date()),
    maybe("met_on", Date()),
    maybe("shown_by", Text()),
    Index("directive_target_village", "village_id", "issued_on", "id"),
    Index("directive_target_task", "directive_id", "officer_id"),
)


@projection.on(DirectiveTargetSet)
def directive_target_set(event: DirectiveTargetSet, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        directive_target,
        id=recorded.key,
        village_id=event.village_id,
        directive_id=event.directive_id,
        assignment_id=event.assignment_id,
        officer_id=event.officer_id,
        theme=event.theme,
        issued_on=event.issued_on,
        due_on=event.due_on,
    )


@projection.on(DirectiveTargetMet)
def directive_target_met(event: DirectiveTargetMet, recorded: Recorded, changes: Changes) -> None:
    changes.change(directive_target, recorded.key, met_on=event.met_on, shown_by=event.shown_by)
