"""How a site (*situs percontohan*) rises: candidate, pilot, model, pilot project."""

from datetime import date
from typing import Final, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.pilot_site import (
    DesignatePilotProject,
    DesignatePilotSite,
    ModelSiteRecognised,
    NominateSite,
    PilotProjectDesignated,
    PilotSiteDesignated,
    RecogniseModelSite,
    SiteNominated,
    SiteStatus,
)
from libs.events.decider import Decider, Decision, Place, Refused, begun

SiteCommand: TypeAlias = NominateSite | DesignatePilotSite | RecogniseModelSite | DesignatePilotProject
SiteEvent: TypeAlias = SiteNominated | PilotSiteDesignated | ModelSiteRecognised | PilotProjectDesignated

ORDER: Final = tuple(SiteStatus)


class PilotSite(Struct, frozen=True, kw_only=True):
    nominated: SiteNominated
    status: SiteStatus = SiteStatus.CANDIDATE
    since: date


class SiteFacts(Struct, frozen=True, kw_only=True):
    """Whether the programme and the unit named are known."""

    program_known: bool = False
    unit_known: bool = False


def decide(state: PilotSite | None, command: SiteCommand, facts: SiteFacts) -> Decision:
    if isinstance(command, NominateSite):
        return _nominate(state, command, facts)
    if state is None:
        return Refused("SITE_UNKNOWN", "There is no such site.", "site_id")
    match command:
        case DesignatePilotSite():
            return _refuse_step(state, command.designated_on.value, SiteStatus.PILOT_SITE, (SiteStatus.CANDIDATE,)) or (
                _unless_reached(state, SiteStatus.PILOT_SITE, PilotSiteDesignated(designated_on=command.designated_on))
            )
        case RecogniseModelSite():
            return _refuse_step(state, command.recognised_on.value, SiteStatus.MODEL_SITE, (SiteStatus.PILOT_SITE,)) or (
                _unless_reached(state, SiteStatus.MODEL_SITE, ModelSiteRecognised(recognised_on=command.recognised_on))
            )
        case DesignatePilotProject():
            before = (SiteStatus.PILOT_SITE, SiteStatus.MODEL_SITE)
            return _refuse_step(state, command.designated_on.value, SiteStatus.PILOT_PROJECT, before) or (
                _unless_reached(state, SiteStatus.PILOT_PROJECT, PilotProjectDesignated(designated_on=command.designated_on))
            )
        case _:
            assert_never(command)


def _nominate(state: PilotSite | None, command: NominateSite, facts: SiteFacts) -> Decision:
    nominated = SiteNominated(
        program_id=command.program_id,
        unit_id=command.unit_id,
        region_codes=command.region_codes,
        nominated_on=command.nominated_on,
    )
    if state is not None:
        return [] if state.nominated == nominated else Refused("ALREADY_NOMINATED", "This id belongs to a site.", "site_id")
    if not command.region_codes:
        return Refused("REGION_REQUIRED", "A site covers at least one region.", "region_codes")
    if not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if command.unit_id is not None and not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "unit_id")
    return [nominated]


def _refuse_step(state: PilotSite, on: date, to: SiteStatus, before: tuple[SiteStatus, ...]) -> Refused | None:
    if ORDER.index(state.status) >= ORDER.index(to):
        return None
    if state.status not in before:
        return Refused("STATUS_OUT_OF_ORDER", f"A {state.status} does not become a {to}; it takes {' or '.join(before)}.")
    if on < state.since:
        return Refused("BEFORE_LAST_STEP", f"The site is a {state.status} since {state.since}.")
    return None


def _unless_reached(state: PilotSite, to: SiteStatus, event: SiteEvent) -> Decision:
    return [] if ORDER.index(state.status) >= ORDER.index(to) else [event]


def evolve(state: PilotSite | None, event: SiteEvent) -> PilotSite:
    match event:
        case SiteNominated():
            return PilotSite(nominated=event, since=event.nominated_on.value)
        case PilotSiteDesignated():
            return replace(begun(state), status=SiteStatus.PILOT_SITE, since=event.designated_on.value)
        case ModelSiteRecognised():
            return replace(begun(state), status=SiteStatus.MODEL_SITE, since=event.recognised_on.value)
        case PilotProjectDesignated():
            return replace(begun(state), status=SiteStatus.PILOT_PROJECT, since=event.designated_on.value)
        case _:
            assert_never(event)


def place(state: PilotSite | None, _command: SiteCommand, _facts: SiteFacts) -> Place:
    return Place(unit=state.nominated.unit_id if state else None)


PILOT_SITE: Final[Decider[PilotSite | None, SiteCommand, SiteEvent, SiteFacts]] = Decider(None, decide, evolve, place)
