"""Programmes, who takes part, what they rest on, and what sources claim of their dates, as tables."""

from typing import Final

from sqlalchemy import ARRAY, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.cooperation_program import (
    AgencyJoined,
    DateClaimAccepted,
    DateClaimed,
    InstrumentSigned,
    PhaseCancelled,
    PhaseCompleted,
    PhaseStarted,
    ProgramClassified,
    ProgramClosed,
    ProgramEstablished,
)
from libs.events.contracts.cooperation.program_terms import ClaimSubject
from libs.events.contracts.values import ClaimedDate
from services.gateway.read_model.columns import (
    ORDERED,
    always,
    claim,
    claim_maybe,
    claimed,
    key,
    maybe,
    metadata,
)
from services.gateway.read_model.cooperation.program_phase import phase
from services.gateway.read_model.projection import projection

program: Final = Table(
    "program",
    metadata,
    key("id", Uuid()),
    always("title_en", ORDERED),
    maybe("title_id", Text()),
    maybe("title_ja", Text()),
    *claim("started"),
    *claim_maybe("closed"),
    maybe("partner_reference", Text()),
    always("sectors", ARRAY(Text()), server_default="{}"),
    Index("program_title", "title_en", "id"),
)

program_agency: Final = Table(
    "program_agency",
    metadata,
    key("program_id", Uuid()),
    key("step", Integer()),
    always("agency", ORDERED),
    always("kind", Text()),
    maybe("name", Text()),
    comment="`step` is the version of the programme's stream.",
)

instrument: Final = Table(
    "instrument",
    metadata,
    key("program_id", Uuid()),
    key("id", Uuid()),
    always("kind", Text()),
    *claim("signed"),
    always("parties", ARRAY(Text())),
    maybe("reference", Text()),
)

date_claim: Final = Table(
    "date_claim",
    metadata,
    key("program_id", Uuid()),
    key("step", Integer()),
    always("subject", Text()),
    maybe("phase_number", Integer()),
    *claim("claimed"),
    comment="Every date that was claimed, the first ones included; `step` is the version of the programme's stream.",
)


@projection.on(ProgramEstablished)
def program_established(event: ProgramEstablished, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        program,
        id=recorded.key,
        title_en=event.title.en,
        title_id=event.title.id,
        title_ja=event.title.ja,
        partner_reference=event.partner_reference,
        **claimed("started", event.started_on),
    )
    _claimed(ClaimSubject.PROGRAM_START, None, event.started_on, recorded, changes)


@projection.on(AgencyJoined)
def agency_joined(event: AgencyJoined, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        program_agency,
        program_id=recorded.key,
        step=recorded.version,
        agency=event.agency,
        kind=event.kind,
        name=event.name,
    )


@projection.on(InstrumentSigned)
def instrument_signed(event: InstrumentSigned, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        instrument,
        program_id=recorded.key,
        id=event.instrument_id,
        kind=event.kind,
        parties=event.parties,
        reference=event.reference,
        **claimed("signed", event.signed_on),
    )


@projection.on(ProgramClassified)
def program_classified(event: ProgramClassified, recorded: Recorded, changes: Changes) -> None:
    changes.change(program, recorded.key, sectors=event.sectors)


@projection.on(ProgramClosed)
def program_closed(event: ProgramClosed, recorded: Recorded, changes: Changes) -> None:
    changes.change(program, recorded.key, **claimed("closed", event.closed_on))


@projection.on(PhaseStarted)
def start_claimed(event: PhaseStarted, recorded: Recorded, changes: Changes) -> None:
    _claimed(ClaimSubject.PHASE_START, event.number, event.started_on, recorded, changes)


@projection.on(PhaseCompleted)
def end_claimed(event: PhaseCompleted, recorded: Recorded, changes: Changes) -> None:
    _claimed(ClaimSubject.PHASE_END, event.number, event.ended_on, recorded, changes)


@projection.on(PhaseCancelled)
def cancellation_claimed(event: PhaseCancelled, recorded: Recorded, changes: Changes) -> None:
    _claimed(ClaimSubject.PHASE_END, event.number, event.cancelled_on, recorded, changes)


@projection.on(DateClaimed)
def date_claimed(event: DateClaimed, recorded: Recorded, changes: Changes) -> None:
    _claimed(event.subject, event.phase_number, event.claimed, recorded, changes)


@projection.on(DateClaimAccepted)
def claim_accepted(event: DateClaimAccepted, recorded: Recorded, changes: Changes) -> None:
    if event.phase_number is None:
        changes.change(program, recorded.key, **claimed("started", event.claimed))
    else:
        which = "started" if event.subject is ClaimSubject.PHASE_START else "ended"
        changes.change(phase, recorded.key, event.phase_number, **claimed(which, event.claimed))


def _claimed(subject: ClaimSubject, number: int | None, date: ClaimedDate, recorded: Recorded, changes: Changes) -> None:
    said = claimed("claimed", date)
    changes.put(date_claim, program_id=recorded.key, step=recorded.version, subject=subject, phase_number=number, **said)
