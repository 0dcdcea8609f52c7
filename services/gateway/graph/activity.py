"""What can be followed: one declaration each."""

from typing import Any

import strawberry
from sqlalchemy import ARRAY, Text, Uuid, func, select, union_all

from libs.events.contracts.cooperation.training_session import TrainingScheduled
from libs.events.contracts.villages.community_issue import IssueReported
from libs.events.contracts.villages.early_warning import EarlyWarningRaised
from libs.events.contracts.villages.joint_activity import JointActivityPlanned
from libs.events.contracts.villages.sensitive_issue import SensitiveIssueReported
from libs.events.message import Role
from services.gateway.graph.broadcast.topic import Happening, by, follow, happened, within
from services.gateway.graph.mapping import everyone, one, rows_of
from services.gateway.graph.types.issue import CommunityIssue
from services.gateway.graph.types.joint_activity import JointActivity
from services.gateway.graph.types.sensitive_issue import SensitiveIssue
from services.gateway.graph.types.training import TrainingSession
from services.gateway.graph.types.warning import EarlyWarning
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model.tables import (
    assignment,
    community_issue,
    early_warning,
    invitation,
    joint_activity,
    leadership_directive,
    sensitive_issue,
    training,
    unit,
    village_unit,
)


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type(description="Something that happened at a training (pelatihan).")
class TrainingActivity(Happening):
    training: TrainingSession | None = one(lambda e, s: s.id == e.subject, description="The training as it is now.")


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type(description="Something that happened to a joint activity (kegiatan kemitraan).")
class PartnershipActivity(Happening):
    joint_activity: JointActivity | None = one(
        lambda e, a: a.id == e.subject, description="The joint activity as it is now; null where it is not shown to the caller."
    )


def _units_concerned(e: Any) -> Any:
    """The unit that holds a training, those invited to it, and those above them."""
    held, asked = training.c, invitation.c
    concerned = union_all(
        select(held.host_unit_id).where(held.id == e.subject).correlate_except(training),
        select(asked.unit_id).where(asked.training_id == e.subject).correlate_except(invitation),
    )
    above = func.unnest(func.string_to_array(func.rtrim(unit.c.path, "/"), "/", type_=ARRAY(Text())))
    found = select(above).where(unit.c.id.in_(concerned)).correlate_except(unit).scalar_subquery()
    return func.array(found, type_=ARRAY(Text()))


def _village(e: Any) -> Any:
    of = joint_activity.c
    return select(of.village_id).where(of.id == e.subject).correlate_except(joint_activity).scalar_subquery()


def _assigned(village: Any) -> Any:
    """Selects the officers assigned to a village."""
    of = assignment.c
    return select(of.officer_id).where(of.village_id == village, of.status == "CONFIRMED").correlate_except(assignment)


def _officers(e: Any) -> Any:
    return func.array(_assigned(_village(e)).scalar_subquery(), type_=ARRAY(Uuid()))


def _units(village: Any) -> Any:
    """The unit on whose ground a village lies, and those above it."""
    return (
        select(func.string_to_array(func.rtrim(unit.c.path, "/"), "/", type_=ARRAY(Text())))
        .join(village_unit, village_unit.c.unit_id == unit.c.id)
        .where(village_unit.c.village_id == village)
        .correlate_except(unit, village_unit)
        .scalar_subquery()
    )


def _units_around(e: Any) -> Any:
    return _units(_village(e))


def _village_warned(e: Any) -> Any:
    of = early_warning.c
    return select(of.village_id).where(of.id == e.subject).correlate_except(early_warning).scalar_subquery()


def _units_warned(e: Any) -> Any:
    return _units(_village_warned(e))


def _officers_warned(e: Any) -> Any:
    """The officers assigned to the village of a warning, and those whom leadership directed about it."""
    of = leadership_directive.c
    directed = select(of.officer_id).where(of.warning_id == e.subject).correlate_except(leadership_directive)
    return func.array(union_all(_assigned(_village_warned(e)), directed).scalar_subquery(), type_=ARRAY(Uuid()))


def _village_troubled(e: Any) -> Any:
    of = community_issue.c
    return select(of.village_id).where(of.id == e.subject).correlate_except(community_issue).scalar_subquery()


def _units_troubled(e: Any) -> Any:
    return _units(_village_troubled(e))


def _officers_at_work(e: Any) -> Any:
    """The officers assigned to the village of an issue, and whoever a commander gave it to."""
    of = community_issue.c
    given = select(of.officer_id).where(of.id == e.subject, of.assigned_by_hand).correlate_except(community_issue)
    return func.array(union_all(_assigned(_village_troubled(e)), given).scalar_subquery(), type_=ARRAY(Uuid()))


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type(description="Something that happened to an issue of residents (masalah warga).")
class CommunityIssueActivity(Happening):
    issue: CommunityIssue | None = one(
        lambda e, i: i.id == e.subject, description="The issue as it is now; null where it is not shown to the caller."
    )


def _village_stirred(e: Any) -> Any:
    of = sensitive_issue.c
    return select(of.village_id).where(of.id == e.subject).correlate_except(sensitive_issue).scalar_subquery()


def _units_stirred(e: Any) -> Any:
    return _units(_village_stirred(e))


def _officers_stirred(e: Any) -> Any:
    return func.array(_assigned(_village_stirred(e)).scalar_subquery(), type_=ARRAY(Uuid()))


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type(description="Something that happened to a sensitive issue (isu sensitif).")
class SensitiveIssueActivity(Happening):
    issue: SensitiveIssue | None = one(
        lambda e, s: s.id == e.subject, description="The issue as it is now; null where it is not shown to the caller."
    )


@rows_of(happened, key="position", visible=INSIDE)
@strawberry.type(description="Something that happened to an early warning (deteksi dini).")
class EarlyWarningActivity(Happening):
    warning: EarlyWarning | None = one(lambda e, w: w.id == e.subject, description="The warning as it is now.")


@strawberry.type(
    description="What can be followed while it happens, over graphql-transport-ws. Each response carries a `cursor`, also in its "
    "`extensions`: whoever comes back with it as `after` misses nothing. A connection that does not take what it is sent is "
    "closed with 4413. A subscription ends in an error with `LOG_REPLACED` where the log is not the one the cursor stands in, "
    "`CURSOR_AHEAD` where nothing is shown up to the cursor yet, `TOO_FAR_BEHIND` where more happens than can be told."
)
class Subscription:
    training_activity: TrainingActivity = follow(
        TrainingScheduled,
        seen_by=INSIDE,
        id=by(lambda e: e.subject, "Only at this training."),
        unit=by(_units_concerned, "Only at trainings held by this unit or one below it, or to which one of these is invited."),
        program=by(
            lambda e: select(training.c.program_id).where(training.c.id == e.subject).scalar_subquery(),
            "Only at this programme's trainings.",
        ),
        description="What happens at trainings (pelatihan): at one, at a programme's, or at all; each event once, in order.",
    )
    early_warnings: EarlyWarningActivity = follow(
        EarlyWarningRaised,
        seen_by={
            Role.HEADQUARTERS: everyone,
            Role.COMMANDER: within("unit", _units_warned),
            Role.OFFICER: within("person", _officers_warned),
        },
        id=by(lambda e: e.subject, "Only of this warning."),
        description="What happens to early warnings (deteksi dini): raised, delivered, acknowledged, passed on, closed; for "
        "headquarters, for a commander those about villages on the ground of his unit and the units below it, and for an officer "
        "those about his villages and those about which leadership directed him.",
    )
    community_issues: CommunityIssueActivity = follow(
        IssueReported,
        seen_by={
            Role.HEADQUARTERS: everyone,
            Role.OPS: everyone,
            Role.COMMANDER: within("unit", _units_troubled),
            Role.OFFICER: within("person", _officers_at_work),
            Role.PILLAR: within("village", _village_troubled),
        },
        id=by(lambda e: e.subject, "Only of this issue."),
        village=by(_village_troubled, "Only in this village."),
        unit=by(_units_troubled, "Only on the ground of this unit and of those below it."),
        description="What happens to issues of residents (masalah warga): reported, routed, taken on, settled, verified; each "
        "event once, in order. A commander is told of his unit's ground and of the units below it, an officer of his villages "
        "and of what he was given elsewhere, a pillar of his village.",
    )
    sensitive_issues: SensitiveIssueActivity = follow(
        SensitiveIssueReported,
        seen_by={
            Role.HEADQUARTERS: everyone,
            Role.OPS: everyone,
            Role.COMMANDER: within("unit", _units_stirred),
            Role.OFFICER: within("person", _officers_stirred),
        },
        id=by(lambda e: e.subject, "Only of this issue."),
        village=by(_village_stirred, "Only in this village."),
        unit=by(_units_stirred, "Only on the ground of this unit and of those below it."),
        description="What happens to sensitive issues (isu sensitif): reported, countered, classified, come to rest, flared up; "
        "each event once, in order. A commander is told of his unit's ground and of the units below it, an officer of his "
        "villages.",
    )
    partnership_activity: PartnershipActivity = follow(
        JointActivityPlanned,
        seen_by={
            Role.HEADQUARTERS: everyone,
            Role.OPS: everyone,
            Role.COMMANDER: within("unit", _units_around),
            Role.OFFICER: within("person", _officers),
            Role.PILLAR: within("village", _village),
        },
        village=by(_village, "Only in this village."),
        unit=by(_units_around, "Only on the ground of this unit and of those below it."),
        description="What happens to joint activities (kegiatan kemitraan) of three pillars: planned, confirmed, held; each "
        "event once, in order. A commander is told of his unit's ground and of the units below it, an officer of his villages.",
    )
