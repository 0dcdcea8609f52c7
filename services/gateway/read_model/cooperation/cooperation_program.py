"""Programmes, their agencies and phases, as tables."""

from typing import Final

from sqlalchemy import Date, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.cooperation_program import AgencyJoined, PhaseCompleted, PhaseStarted, ProgramEstablished
from services.gateway.read_model.columns import ORDERED, always, claim, claimed, key, maybe, metadata
from services.gateway.read_model.projection import projection

program: Final = Table(
    "program",
    metadata,
    key("id", Uuid()),
    always("title_en", ORDERED),
    maybe("title_id", Text()),
    maybe("title_ja", Text()),
    *claim("started"),
    maybe("partner_reference", Text()),
    Index("program_title", "title_en", "id"),
)

phase: Final = Table(
    "phase",
    metadata,
    key("program_id", Uuid()),
    key("number", Integer()),
    always("name", Text()),
    *claim("started"),
    maybe("ended_value", Date()),
    maybe("ended_precision", Text()),
    maybe("ended_source", Text()),
)

program_agency: Final = Table(
    "program_agency", metadata, key("program_id", Uuid()), key("agency", ORDERED), always("kind", Text())
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


@projection.on(AgencyJoined)
def agency_joined(event: AgencyJoined, recorded: Recorded, changes: Changes) -> None:
    changes.put(program_agency, program_id=recorded.key, agency=event.agency, kind=event.kind)


@projection.on(PhaseStarted)
def phase_started(event: PhaseStarted, recorded: Recorded, changes: Changes) -> None:
    changes.put(phase, program_id=recorded.key, number=event.number, name=event.name, **claimed("started", event.started_on))


@projection.on(PhaseCompleted)
def phase_completed(event: PhaseCompleted, recorded: Recorded, changes: Changes) -> None:
    changes.change(phase, recorded.key, event.number, **claimed("ended", event.ended_on))
