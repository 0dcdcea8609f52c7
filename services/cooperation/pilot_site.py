"""How a site (*situs percontohan*) rises: candidate, pilot, model, pilot project."""

from collections.abc import Mapping
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
from libs.events.wording import Sentence

SiteCommand: TypeAlias = NominateSite | DesignatePilotSite | RecogniseModelSite | DesignatePilotProject
SiteEvent: TypeAlias = SiteNominated | PilotSiteDesignated | ModelSiteRecognised | PilotProjectDesignated

STEPS: Final[Mapping[SiteStatus, tuple[SiteStatus, ...]]] = {
    SiteStatus.PILOT_SITE: (SiteStatus.CANDIDATE,),
    SiteStatus.MODEL_SITE: (SiteStatus.PILOT_SITE,),
    SiteStatus.PILOT_PROJECT: (SiteStatus.PILOT_SITE, SiteStatus.MODEL_SITE),
}
"""What a site is before it becomes what."""


class PilotSite(Struct, frozen=True, kw_only=True):
    nominated: SiteNominated
    status: SiteStatus = SiteStatus.CANDIDATE
    before: frozenset[SiteStatus] = frozenset()
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
            designated = PilotSiteDesignated(designated_on=command.designated_on)
            return _step(state, SiteStatus.PILOT_SITE, designated, command.designated_on.value, "designated_on")
        case RecogniseModelSite():
            recognised = ModelSiteRecognised(recognised_on=command.recognised_on)
            return _step(state, SiteStatus.MODEL_SITE, recognised, command.recognised_on.value, "recognised_on")
        case DesignatePilotProject():
            project = PilotProjectDesignated(designated_on=command.designated_on)
            return _step(state, SiteStatus.PILOT_PROJECT, project, command.designated_on.value, "designated_on")
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


def _step(state: PilotSite, to: SiteStatus, event: SiteEvent, on: date, field: str) -> Decision:
    if to is state.status or to in state.before:
        return []
    if state.status not in STEPS[to]:
        needed = " or ".join(STEPS[to])
        return Refused(
            "STATUS_OUT_OF_ORDER",
            Sentence("A {status} does not become a {next}; it takes {needed}.", status=state.status, next=to, needed=needed),
            "site_id",
        )
    if on < state.since:
        return Refused(
            "BEFORE_LAST_STEP", Sentence("The site is a {status} since {day}.", status=state.status, day=state.since), field
        )
    return [event]


def evolve(state: PilotSite | None, event: SiteEvent) -> PilotSite:
    match event:
        case SiteNominated():
            return PilotSite(nominated=event, since=event.nominated_on.value)
        case PilotSiteDesignated():
            return _reached(begun(state), SiteStatus.PILOT_SITE, event.designated_on.value)
        case ModelSiteRecognised():
            return _reached(begun(state), SiteStatus.MODEL_SITE, event.recognised_on.value)
        case PilotProjectDesignated():
            return _reached(begun(state), SiteStatus.PILOT_PROJECT, event.designated_on.value)
        case _:
            assert_never(event)


def _reached(site: PilotSite, status: SiteStatus, since: date) -> PilotSite:
    return replace(site, status=status, before=site.before | {site.status}, since=since)


def place(state: PilotSite | None, _command: SiteCommand, _facts: SiteFacts) -> Place:
    return Place(unit=state.nominated.unit_id if state else None)


INDONESIAN: Final = {
    "A site covers at least one region.": "Sebuah situs mencakup sedikitnya satu wilayah.",
    "A {status} does not become a {next}; it takes {needed}.": "{status} tidak dapat menjadi {next}; diperlukan {needed}.",
    "The site is a {status} since {day}.": "Situs berstatus {status} sejak {day}.",
    "There is no such programme.": "Program itu tidak ada.",
    "There is no such site.": "Situs itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to a site.": "Id ini milik sebuah situs.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

PILOT_SITE: Final[Decider[PilotSite | None, SiteCommand, SiteEvent, SiteFacts]] = Decider(
    None, decide, evolve, place, indonesian=INDONESIAN
)
