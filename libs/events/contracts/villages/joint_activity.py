"""Joint activities (*kegiatan kemitraan*): planned, confirmed by each of the three pillars, held in partnership, or not."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Moment, Name, Text
from libs.events.contracts.villages.activity import ActivityTheme, Attendance, JointActivityKind
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Command, Event, Restricted, Role, Scope


class HoldingException(StrEnum):
    """Why an activity was held without all three."""

    VACANT_SEAT = "VACANT_SEAT"
    """A seat was vacant that day (*kedudukan kosong*); those who held theirs confirmed."""
    EMERGENCY = "EMERGENCY"
    """It could not wait (*keadaan darurat*)."""


PLANNING = {
    Role.OFFICER: Scope.OWN_VILLAGE,
    Role.PILLAR: Scope.OWN_VILLAGE,
    Role.COMMANDER: Scope.OWN_UNIT,
    Role.HEADQUARTERS: Scope.ANYWHERE,
}


class PlanJointActivity(Command, frozen=True, kw_only=True):
    """Plan something that the three pillars do together in their village."""

    activity_id: UUID
    village_id: UUID
    kind: JointActivityKind
    theme: ActivityTheme
    scheduled_at: Moment
    place: Name
    """Where (tempat)."""

    allowed = PLANNING
    creates: ClassVar[bool] = True


class ConfirmJointActivity(Command, frozen=True, kw_only=True):
    """Confirm for one's own seat: only whoever holds it on the day can."""

    activity_id: UUID
    pillar: Pillar
    confirmed_at: Moment
    """When it was confirmed (konfirmasi)."""

    allowed = {Role.OFFICER: Scope.OWN_PERSON, Role.PILLAR: Scope.OWN_PERSON}


class HoldJointActivity(Command, frozen=True, kw_only=True):
    """Note that it was held: in partnership where all three had confirmed, else under an exception."""

    activity_id: UUID
    held_at: Moment
    """When it was held (dilaksanakan)."""
    attendance: Attendance
    exception: HoldingException | None = None
    """Why it was held without all three (pengecualian); none where it was held in partnership."""

    allowed = PLANNING


class CancelJointActivity(Command, frozen=True, kw_only=True):
    """Call off an activity that has not been held."""

    activity_id: UUID
    reason: Restricted[Text]

    allowed = PLANNING


class JointActivityPlanned(Event, frozen=True, kw_only=True):
    village_id: UUID
    kind: JointActivityKind
    theme: ActivityTheme
    scheduled_at: Moment
    place: str


class JointActivityConfirmed(Event, frozen=True, kw_only=True):
    pillar: Pillar
    holder_id: UUID
    """Who held the seat: should another hold it when the activity is held, this does not count."""
    confirmed_at: Moment


class JointActivityHeld(Event, frozen=True, kw_only=True):
    """It was held in partnership: all three who held the seats that day had confirmed."""

    village_id: UUID
    held_at: Moment
    held_on: date
    """The day that it was then in the village."""
    attendance: int


class JointActivityHeldUnderException(Event, frozen=True, kw_only=True):
    """It was held without all three, and never counts as partnership."""

    village_id: UUID
    held_at: Moment
    held_on: date
    """The day that it was then in the village."""
    attendance: int
    exception: HoldingException
    confirmed: tuple[Pillar, ...]
    """Those whose confirmation counted, in the order of the seats."""


class JointActivityCancelled(Event, frozen=True, kw_only=True):
    cancelled_because: Restricted[str]
