"""Outreach (*penyuluhan*): residents are invited to take part in keeping order, and to obey the law."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from libs.events.contracts.values import Moment
from libs.events.contracts.villages.activity import ActivityTheme, Attendance
from libs.events.message import Command, Event, Role, Scope


class Appeal(StrEnum):
    """What residents are asked for."""

    PARTICIPATION = "PARTICIPATION"
    """Taking part in keeping order (*ajakan berpartisipasi*)."""
    LAW_OBEDIENCE = "LAW_OBEDIENCE"
    """Obeying the law (*ajakan taat hukum*)."""


class OutreachKind(StrEnum):
    """How residents are reached."""

    COUNSELLING = "COUNSELLING"
    """A talk to many (*penyuluhan*)."""
    FACE_TO_FACE = "FACE_TO_FACE"
    """A talk with a few (*tatap muka*)."""
    DIALOGUE = "DIALOGUE"
    """Questions and answers (*dialog interaktif*)."""
    SCHOOL_VISIT = "SCHOOL_VISIT"
    """At a school (*kunjungan sekolah*)."""
    VILLAGE_EVENT = "VILLAGE_EVENT"
    """At an event of the village (*acara desa*)."""
    CONSULTATION = "CONSULTATION"
    """Advice to whoever comes (*konsultasi*)."""


class RecordOutreach(Command, frozen=True, kw_only=True):
    """Note that the officer of a village reached its residents; how many came, never who."""

    outreach_id: UUID
    village_id: UUID
    officer_id: UUID
    """The officer (anggota) who did it: whoever gives the command."""
    kind: OutreachKind
    theme: ActivityTheme
    appeal: Appeal
    """What residents were asked for (ajakan)."""
    held_at: Moment
    """When it was done (dilaksanakan)."""
    attendance: Attendance

    allowed = {Role.OFFICER: Scope.OWN_PERSON}
    creates: ClassVar[bool] = True


class OutreachHeld(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    kind: OutreachKind
    theme: ActivityTheme
    appeal: Appeal
    held_at: Moment
    held_on: date
    """The day that it was then in the village."""
    attendance: int
