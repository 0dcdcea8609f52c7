"""Officers, what they learnt, and the directives they are to acknowledge, as tables."""

from typing import Final

from sqlalchemy import ARRAY, Date, Index, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.officers.officer import (
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    DirectiveFollowedUp,
    OfficerPromoted,
    OfficerRegistered,
    OfficerReinstated,
    OfficerRetired,
    OfficerStatus,
    OfficerSuspended,
    OfficerTransferred,
)
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

officer: Final = Table(
    "officer",
    metadata,
    key("id", Uuid()),
    always("service_number", Text()),
    always("full_name", Text()),
    maybe("phone", Text()),
    always("rank", Text()),
    always("position", Text()),
    always("status", Text(), server_default="ACTIVE"),
    always("unit_id", Uuid()),
    maybe("unit_path", ORDERED),
    always("languages", ARRAY(Text())),
    Index("officer_unit", "unit_id", "id"),
    Index("officer_path", "unit_path", "id"),
)

officer_competency: Final = Table(
    "officer_competency",
    metadata,
    key("officer_id", Uuid()),
    key("competency", Text()),
    always("acquired_on", Date()),
    maybe("session_id", Uuid()),
)

directive_task: Final = Table(
    "directive_task",
    metadata,
    key("directive_id", Uuid()),
    key("officer_id", Uuid()),
    always("session_id", Uuid()),
    always("number", SmallInteger()),
    always("issued_on", Date()),
    maybe("due_on", Date()),
    maybe("acknowledged_on", Date()),
    maybe("followed_up_on", Date()),
    maybe("account", Text()),
    Index("directive_task_officer", "officer_id", "issued_on", "directive_id"),
    comment="What officers were asked to acknowledge, as their own service has it.",
)


@projection.on(OfficerRegistered)
def officer_registered(event: OfficerRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        officer,
        id=recorded.key,
        service_number=event.service_number,
        full_name=event.full_name,
        phone=event.phone,
        rank=event.rank,
        position=event.position,
        unit_id=event.unit_id,
        languages=event.languages,
    )


@projection.on(OfficerPromoted)
def officer_promoted(event: OfficerPromoted, recorded: Recorded, changes: Changes) -> None:
    changes.change(officer, recorded.key, rank=event.rank)


@projection.on(OfficerTransferred)
def officer_transferred(event: OfficerTransferred, recorded: Recorded, changes: Changes) -> None:
    changes.change(officer, recorded.key, unit_id=event.unit_id, position=event.position)


@projection.on(OfficerSuspended)
def officer_suspended(_event: OfficerSuspended, recorded: Recorded, changes: Changes) -> None:
    changes.change(officer, recorded.key, status=OfficerStatus.SUSPENDED)


@projection.on(OfficerReinstated)
def officer_reinstated(_event: OfficerReinstated, recorded: Recorded, changes: Changes) -> None:
    changes.change(officer, recorded.key, status=OfficerStatus.ACTIVE)


@projection.on(OfficerRetired)
def officer_retired(_event: OfficerRetired, recorded: Recorded, changes: Changes) -> None:
    changes.change(officer, recorded.key, status=OfficerStatus.RETIRED)


@projection.on(CompetencyRecorded)
def competency_recorded(event: CompetencyRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        officer_competency,
        officer_id=recorded.key,
        competency=event.competency,
        acquired_on=event.acquired_on,
        session_id=event.session_id,
    )


@projection.on(DirectiveAddressed)
def directive_addressed(event: DirectiveAddressed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        directive_task,
        directive_id=event.directive_id,
        officer_id=recorded.key,
        session_id=event.session_id,
        number=event.number,
        issued_on=event.issued_on,
        due_on=event.due_on,
    )


@projection.on(DirectiveAcknowledged)
def directive_acknowledged(event: DirectiveAcknowledged, recorded: Recorded, changes: Changes) -> None:
    changes.change(directive_task, event.directive_id, recorded.key, acknowledged_on=event.acknowledged_on)


@projection.on(DirectiveFollowedUp)
def directive_followed_up(event: DirectiveFollowedUp, recorded: Recorded, changes: Changes) -> None:
    said = {"followed_up_on": event.followed_up_on, "account": event.account}
    changes.change(directive_task, event.directive_id, recorded.key, **said)
