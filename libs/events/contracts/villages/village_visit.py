"""Visits to a village (*sambang desa*): planned or not, started with a code residents can check, ended in one of three ways."""

import re
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from libs.events.contracts.values import Moment, Text
from libs.events.message import Command, Event, Restricted, Role, Scope
from libs.events.told_in_clear import sealed_from_now_on

CODE_LETTERS = "BCDFGHJKMPQRTVWXY2346789"
"""None of them looks like another, and without vowels they spell no words; sixteen of them hold 73 bits."""
VerificationCode = Annotated[
    str,
    Meta(
        pattern=rf"^[{CODE_LETTERS}]{{4}}(-[{CODE_LETTERS}]{{4}}){{3}}$(?!\n)",
        description=f"Four groups of four letters out of {CODE_LETTERS}: BCDF-2346-GHJK-7894. The phone draws it at random.",
    ),
]
"""What a resident is shown and can check (*kode verifikasi*)."""


def digest_of(code: str) -> str:
    """What a verification code is kept and looked up as, however it was typed in."""
    return sha256(re.sub(r"[\s-]", "", code).upper().encode(errors="replace")).hexdigest()


GeoUri = Annotated[
    str,
    Meta(
        pattern=r"^geo:-?[0-9]{1,2}(\.[0-9]{1,7})?,-?[0-9]{1,3}(\.[0-9]{1,7})?(;u=[0-9]{1,5})?$(?!\n)",
        description="Latitude and longitude as RFC 5870 writes them, with the accuracy in metres: geo:-8.5833,116.0781;u=20",
    ),
]
"""A place on the ground, on the WGS 84 ellipsoid."""
HouseholdRef = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 .,\/-]{0,39}$(?!\n)",
        description="What the officer calls the house in his notes: RT 02/RW 03 no. 14. Never a family card or identity number.",
    ),
]
"""Tells one household from the next without naming anybody."""
PatternCode = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9_-]{0,39}$(?!\n)", description="Code of a proven pattern: DDS-01")]
"""A way of working that proved itself (*pola*)."""


class ActivityKind(StrEnum):
    """What an officer does in a village."""

    SAMBANG = "SAMBANG"
    """A visit to the village and its figures (*sambang*)."""
    DDS = "DDS"
    """A visit from door to door (*door to door system*)."""
    PENYULUHAN = "PENYULUHAN"
    """Talks and teaching (*penyuluhan*)."""
    TATAP_MUKA = "TATAP_MUKA"
    """A meeting face to face (*tatap muka*)."""
    PATROLI_DIALOGIS = "PATROLI_DIALOGIS"
    """A patrol that talks with people (*patroli dialogis*)."""
    SISKAMLING = "SISKAMLING"
    """With the residents' own watch (*sistem keamanan lingkungan*)."""
    PROBLEM_SOLVING = "PROBLEM_SOLVING"
    """Solving a quarrel or grievance (*pemecahan masalah*)."""
    KERJA_BAKTI = "KERJA_BAKTI"
    """Work done together for the village (*kerja bakti*)."""
    MUSYAWARAH = "MUSYAWARAH"
    """A council of the village (*musyawarah*)."""
    FKPM_MEETING = "FKPM_MEETING"
    """A meeting of the police and community forum (*FKPM*)."""
    CONSULTATION = "CONSULTATION"
    """Advice to whoever asks for it (*konsultasi*)."""


class VisitOutcome(StrEnum):
    """How a visit ended."""

    COMPLETED = "COMPLETED"
    """Somebody was met (*terlaksana*)."""
    REFUSED = "REFUSED"
    """The residents did not want it, which needs no reason (*ditolak*)."""
    ABSENT = "ABSENT"
    """Nobody was at home (*tidak ada orang*)."""


class HouseholdNeed(StrEnum):
    """What a household lacks."""

    SECURITY = "SECURITY"
    """Feeling safe (*keamanan*)."""
    HEALTH = "HEALTH"
    """Health (*kesehatan*)."""
    FOOD = "FOOD"
    """Food (*pangan*)."""
    HOUSING = "HOUSING"
    """A dwelling (*tempat tinggal*)."""
    WORK = "WORK"
    """Work (*pekerjaan*)."""
    SCHOOLING = "SCHOOLING"
    """School (*pendidikan*)."""
    PAPERS = "PAPERS"
    """Papers of the civil registry (*dokumen kependudukan*)."""
    LEGAL_ADVICE = "LEGAL_ADVICE"
    """Advice on the law (*bantuan hukum*)."""


class VisitFlag(StrEnum):
    """What a person should look at in a report of a visit that was taken all the same."""

    CLOCK_AHEAD = "CLOCK_AHEAD"
    """The phone's clock was fast by up to five minutes (*jam terlalu cepat*)."""
    ASSIGNMENT_UNKNOWN = "ASSIGNMENT_UNKNOWN"
    """No assignment of the officer was known (*penugasan belum diketahui*)."""
    ASSIGNED_ELSEWHERE = "ASSIGNED_ELSEWHERE"
    """Only assignments of the officer to other villages were known (*bertugas di desa lain*)."""
    ASSIGNMENT_OVER = "ASSIGNMENT_OVER"
    """The officer's assignment to the village did not hold on that day (*penugasan tidak berlaku pada hari itu*)."""
    CONTACT_UNKNOWN = "CONTACT_UNKNOWN"
    """A contact person was not registered yet (*kontak belum terdaftar*)."""
    CONTACT_STALE = "CONTACT_STALE"
    """A contact person had not been confirmed for long (*kontak lama tidak dipastikan*)."""


REPORTING = {Role.OFFICER: Scope.OWN_PERSON, Role.COMMANDER: Scope.OWN_UNIT, Role.HEADQUARTERS: Scope.ANYWHERE}
"""An officer reports his own visits, wherever they were: that he is assigned there may not be known yet."""


class PlanVisit(Command, frozen=True, kw_only=True):
    """Plan a visit. A visit need not have been planned."""

    visit_id: UUID
    village_id: UUID
    officer_id: UUID
    kind: ActivityKind = ActivityKind.SAMBANG
    planned_on: date

    allowed = REPORTING
    creates: ClassVar[bool] = True


class StartVisit(Command, frozen=True, kw_only=True):
    """Begin a visit, with the code by which residents can check it for a day."""

    visit_id: UUID
    village_id: UUID
    officer_id: UUID
    kind: ActivityKind = ActivityKind.SAMBANG
    started_at: Moment
    verification_code: VerificationCode
    geo: Restricted[GeoUri] | None = None
    """Where it begins (posisi), as RFC 5870 writes it, kept sealed: geo:-8.5833,116.0781;u=20."""
    pattern_code: PatternCode | None = None
    """Code of the proven pattern (pola) that is followed."""

    allowed = REPORTING
    creates: ClassVar[bool] = True


class RecordVisitFinding(Command, frozen=True, kw_only=True):
    """Note what was seen or heard: of a household never more than what it is called here, how many live there, what they need."""

    visit_id: UUID
    village_id: UUID
    officer_id: UUID
    finding_id: UUID
    household_ref: Restricted[HouseholdRef] | None = None
    """What the officer calls the house (rumah tangga), kept sealed; never a family card or identity number, nor a name."""
    people: Annotated[int, Meta(ge=1, le=99)] | None = None
    """How many live there."""
    needs: Annotated[tuple[HouseholdNeed, ...], Meta(max_length=len(HouseholdNeed))] = ()
    """What they lack."""
    finding: Restricted[Text] | None = None
    """What was seen or heard (temuan), kept sealed."""

    allowed = REPORTING


class CompleteVisit(Command, frozen=True, kw_only=True):
    """End a visit in which contact persons of the village, who agree to that, were met."""

    visit_id: UUID
    village_id: UUID
    officer_id: UUID
    ended_at: Moment
    contact_ids: Annotated[tuple[UUID, ...], Meta(max_length=20)]
    """The contact persons (tokoh desa) who were met, at least one."""
    notes: Restricted[Text] | None = None
    """What is to be remembered (catatan), kept sealed."""

    allowed = REPORTING


class RecordVisitRefusal(Command, frozen=True, kw_only=True):
    """Note that the residents did not want the visit; nobody is asked why."""

    visit_id: UUID
    village_id: UUID
    officer_id: UUID
    ended_at: Moment

    allowed = REPORTING


class RecordVisitAbsence(Command, frozen=True, kw_only=True):
    """Note that nobody was at home."""

    visit_id: UUID
    village_id: UUID
    officer_id: UUID
    ended_at: Moment

    allowed = REPORTING


class VisitPlanned(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    kind: ActivityKind
    planned_on: date


class VisitStarted(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    kind: ActivityKind
    started_at: Moment
    code_digest: str
    """SHA-256 of the verification code: who reads it cannot show the code to anybody."""
    geo: Restricted[str] | None = None
    pattern_code: str | None = None


class VisitFindingRecorded(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    finding_id: UUID
    household_ref: Restricted[str] | None = None
    people: int | None = None
    needs: tuple[HouseholdNeed, ...] = ()
    finding: Restricted[str] | None = None

    upcasts = (sealed_from_now_on("household_ref"),)


class VisitCompleted(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    ended_at: Moment
    contact_ids: tuple[UUID, ...]
    notes: Restricted[str] | None = None


class VisitRefused(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    ended_at: Moment


class VisitFoundNobody(Event, frozen=True, kw_only=True):
    village_id: UUID
    officer_id: UUID
    ended_at: Moment
