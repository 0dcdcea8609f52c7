"""Assignments of officers to villages (*penugasan*): proposed with their fit, confirmed by an order, handed over, ended."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.contracts.values import Name, Text
from libs.events.message import Command, Event, Restricted, Role, Scope


class Duty(StrEnum):
    """What the officer does in the village."""

    BHABINKAMTIBMAS = "BHABINKAMTIBMAS"
    """Keeps the village's security and order with its people (*Bhabinkamtibmas*)."""
    PETUGAS_POLMAS = "PETUGAS_POLMAS"
    """Community policing (*Polmas*)."""
    POLISI_RW = "POLISI_RW"
    """Police officer of its neighbourhoods (*polisi RW*)."""


class AssignmentRole(StrEnum):
    """PRIMARY holds the post, of which a village has one at a time; ACTING stands in for its holder."""

    PRIMARY = "PRIMARY"
    """Holds the post (*definitif*)."""
    ACTING = "ACTING"
    """Stands in for its holder (*pelaksana tugas*)."""


class FitCriterion(StrEnum):
    """By what an officer is compared with a village's environment."""

    LANGUAGE = "LANGUAGE"
    """Languages of the residents that he speaks (*bahasa*)."""
    CUSTOMS = "CUSTOMS"
    """Whether he has learnt to work among custom and faith (*adat dan agama*)."""
    CONFLICT_HISTORY = "CONFLICT_HISTORY"
    """Whether he has learnt what past conflicts ask for (*riwayat konflik*)."""
    ACCESS = "ACCESS"
    """Terrain and distance, and how many other villages he has to reach (*medan dan jarak*)."""
    RISKS = "RISKS"
    """Risks of the village that his competencies answer (*kerawanan*)."""


class FitReason(Struct, frozen=True, kw_only=True):
    """What one criterion contributes."""

    criterion: FitCriterion
    points: int
    of: int
    """The most it could contribute."""


Ids = Annotated[tuple[UUID, ...], Meta(max_length=500)]

STAFFING = {Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}


class ProposeAssignment(Command, frozen=True, kw_only=True):
    """Propose an officer for a village of his unit's ground."""

    assignment_id: UUID
    officer_id: UUID
    village_id: UUID
    duty: Duty = Duty.BHABINKAMTIBMAS
    role: AssignmentRole = AssignmentRole.PRIMARY
    starts_on: date
    ends_on: date | None = None
    """The first day on which it no longer holds; null: until further notice."""
    reason: Text | None = None
    """Why he should have more villages than the usual number, or stand in for a holder who is on duty (alasan)."""
    override_reason: Restricted[Text] | None = None
    """Why he should have it although his fit is below the threshold (alasan pengecualian)."""

    allowed = STAFFING
    creates: ClassVar[bool] = True


class ConfirmAssignment(Command, frozen=True, kw_only=True):
    """Put the order (*surat perintah*, Sprin) behind a proposal, so that it takes effect."""

    assignment_id: UUID
    order_number: Name
    order_date: date
    override_reason: Restricted[Text] | None = None
    """Why it should take effect although the fit has come to be below the threshold (alasan pengecualian)."""

    allowed = STAFFING


class AssessEnvironmentFit(Command, frozen=True, kw_only=True):
    """Work out anew how the officer fits the village's environment (*kesesuaian lingkungan*)."""

    assignment_id: UUID

    allowed = {**STAFFING, Role.SERVICE: Scope.ANYWHERE}


class HandOverAssignment(Command, frozen=True, kw_only=True):
    """Hand the village over to whoever comes next (*serah terima*): his contact persons and the warnings still open."""

    assignment_id: UUID
    """The assignment (penugasan) that is handed over."""
    successor_id: UUID
    """The assignment (penugasan) of the same village and duty that takes over."""
    handed_over_on: date
    """The day on which it was handed over (serah terima)."""
    contact_ids: Ids = ()
    """The contact persons (tokoh yang dihubungi) of the village, by id."""
    warning_ids: Ids = ()
    """The warnings (peringatan dini) that are still open, by id."""
    no_contacts: bool = False
    """States that there are no contact persons to hand over."""
    no_warnings: bool = False
    """States that no warning is open."""

    allowed = {**STAFFING, Role.OFFICER: Scope.OWN_PERSON}


class EndAssignment(Command, frozen=True, kw_only=True):
    """End an assignment, or withdraw a proposal."""

    assignment_id: UUID
    ended_on: date
    reason: Text

    allowed = {**STAFFING, Role.SERVICE: Scope.ANYWHERE}


def _without_override(payload: dict[str, Any]) -> dict[str, Any]:
    """Before there was a fit, nobody gave reasons against it."""
    return {**payload, "override_reason": None}


class AssignmentProposed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    starts_on: date
    ends_on: date | None = None
    slot: int
    """The officer's how-manieth village it is; slots are filled again when one falls free."""
    reason: str | None = None
    override_reason: Restricted[str] | None = None

    upcasts = (_without_override,)


class EnvironmentFitAssessed(Event, frozen=True, kw_only=True):
    """How the officer fits the village, as far as was known then."""

    officer_id: UUID
    village_id: UUID
    assessment_id: UUID
    """The assessment of the village that it rests on."""
    assessment_position: int
    """Where that stands in the villages' log."""
    score: int
    reasons: tuple[FitReason, ...]
    formula: int
    """The version of the formula that gave the score."""
    threshold: int
    """Below which a reason was required."""


class AssignmentConfirmed(Event, frozen=True, kw_only=True):
    officer_id: UUID
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    starts_on: date
    ends_on: date | None = None
    order_number: str
    order_date: date
    override_reason: Restricted[str] | None = None

    upcasts = (_without_override,)


class AssignmentHandedOver(Event, frozen=True, kw_only=True):
    officer_id: UUID
    """Who hands over."""
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    successor_id: UUID
    """The assignment that takes over."""
    successor_officer_id: UUID
    handed_over_on: date
    contact_ids: tuple[UUID, ...] = ()
    warning_ids: tuple[UUID, ...] = ()


class AssignmentEnded(Event, frozen=True, kw_only=True):
    officer_id: UUID
    village_id: UUID
    duty: Duty
    role: AssignmentRole
    confirmed: bool
    """False: a proposal that never took effect."""
    ended_on: date
    reason: str
