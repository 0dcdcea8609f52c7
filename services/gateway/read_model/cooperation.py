"""What the cooperation service says, as tables: programmes, sites, trainings, directives."""

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.cooperation_program import AgencyJoined, PhaseCompleted, PhaseStarted, ProgramEstablished
from libs.events.contracts.cooperation.pilot_site import (
    ModelSiteRecognised,
    PilotProjectDesignated,
    PilotSiteDesignated,
    SiteNominated,
    SiteStatus,
)
from libs.events.contracts.cooperation.training_session import (
    AttendanceRecorded,
    Attendee,
    DirectiveIssued,
    ParticipantEnrolled,
    TrainingCancelled,
    TrainingClosed,
    TrainingOpened,
    TrainingScheduled,
)
from libs.events.contracts.values import ClaimedDate
from services.gateway.read_model import tables as t
from services.gateway.read_model.projection import projection


def claimed(name: str, claim: ClaimedDate) -> dict[str, object]:
    """The three columns of a claimed date."""
    return {f"{name}_value": claim.value, f"{name}_precision": claim.precision, f"{name}_source": claim.source}


@projection.on(ProgramEstablished)
def program_established(event: ProgramEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.program,
        id=recorded.key,
        title_en=event.title.en,
        title_id=event.title.id,
        title_ja=event.title.ja,
        partner_reference=event.partner_reference,
        **claimed("started", event.started_on),
    )


@projection.on(AgencyJoined)
def agency_joined(event: AgencyJoined, recorded: Recorded, changes: Changes) -> None:
    changes.put(t.program_agency, program_id=recorded.key, agency=event.agency, kind=event.kind)


@projection.on(PhaseStarted)
def phase_started(event: PhaseStarted, recorded: Recorded, changes: Changes) -> None:
    changes.put(t.phase, program_id=recorded.key, number=event.number, name=event.name, **claimed("started", event.started_on))


@projection.on(PhaseCompleted)
def phase_completed(event: PhaseCompleted, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.phase, recorded.key, event.number, **claimed("ended", event.ended_on))


@projection.on(SiteNominated)
def site_nominated(event: SiteNominated, recorded: Recorded, changes: Changes) -> None:
    changes.put(t.site, id=recorded.key, program_id=event.program_id, unit_id=event.unit_id, region_codes=event.region_codes)
    for code in event.region_codes:
        changes.put(t.site_region, code=code, site_id=recorded.key)
    _reached(SiteStatus.CANDIDATE, event.nominated_on, recorded, changes)


@projection.on(PilotSiteDesignated)
def pilot_site_designated(event: PilotSiteDesignated, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.PILOT_SITE, event.designated_on, recorded, changes)


@projection.on(ModelSiteRecognised)
def model_site_recognised(event: ModelSiteRecognised, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.MODEL_SITE, event.recognised_on, recorded, changes)


@projection.on(PilotProjectDesignated)
def pilot_project_designated(event: PilotProjectDesignated, recorded: Recorded, changes: Changes) -> None:
    _reached(SiteStatus.PILOT_PROJECT, event.designated_on, recorded, changes)


def _reached(status: SiteStatus, on: ClaimedDate, recorded: Recorded, changes: Changes) -> None:
    changes.put(t.site_designation, site_id=recorded.key, step=recorded.version, status=status, **claimed("on", on))
    changes.change(t.site, recorded.key, status=status, designated_on=on.value)


@projection.on(TrainingScheduled)
def training_scheduled(event: TrainingScheduled, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.training,
        id=recorded.key,
        program_id=event.program_id,
        phase_number=event.phase_number,
        kind=event.kind,
        mode=event.mode,
        title=event.title,
        venue_name=event.venue.name,
        venue_room=event.venue.room,
        venue_region_code=event.venue.region_code,
        starts_at=event.starts_at,
        timezone=event.timezone,
        host_unit_id=event.host_unit_id,
        objectives=event.objectives,
        competencies=event.competencies,
    )


@projection.on(ParticipantEnrolled)
def participant_enrolled(event: ParticipantEnrolled, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.enrolment,
        training_id=recorded.key,
        attendee=name_of(event.attendee),
        role=event.role,
        officer_id=event.attendee.officer_id,
        office=event.attendee.office,
    )


def name_of(attendee: Attendee) -> str:
    """What tells one attendee of a training from the others."""
    return str(attendee.officer_id or attendee.office)


@projection.on(AttendanceRecorded)
def attendance_recorded(event: AttendanceRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.enrolment, recorded.key, name_of(event.attendee), attended_on=event.attended_on)


@projection.on(TrainingOpened)
def training_opened(event: TrainingOpened, recorded: Recorded, changes: Changes) -> None:
    changes.change(
        t.training,
        recorded.key,
        status="OPEN",
        opener_officer_id=event.opener.officer_id,
        opener_office=event.opener.office,
        opened_at=event.opened_at,
    )


@projection.on(DirectiveIssued)
def directive_issued(event: DirectiveIssued, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        t.directive,
        id=event.directive_id,
        training_id=recorded.key,
        number=event.number,
        issuer=event.issuer,
        theme=event.theme,
        text=event.text,
        issued_on=event.issued_on,
        due_on=event.due_on,
        addressed_to=event.addressed_to,
    )


@projection.on(TrainingClosed)
def training_closed(event: TrainingClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.training, recorded.key, status="CLOSED", closed_at=event.closed_at, participants=event.participants)


@projection.on(TrainingCancelled)
def training_cancelled(event: TrainingCancelled, recorded: Recorded, changes: Changes) -> None:
    changes.change(t.training, recorded.key, status="CANCELLED", cancelled_because=event.reason)
