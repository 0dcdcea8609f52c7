"""How a site (*situs percontohan*) rises: candidate, pilot, model, pilot project, independent (*mandiri*), or is withdrawn.

A unit has one open site in a programme. Independence rests on somebody having looked since the last designation (decision 0089).
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.cooperation.pilot_site import (
    DeclareIndependent,
    DesignatePilotProject,
    DesignatePilotSite,
    FollowSiteRegion,
    ModelSiteRecognised,
    NominateSite,
    PilotProjectDesignated,
    PilotSiteDesignated,
    RecogniseModelSite,
    RecordSupervision,
    ReviseSiteRegions,
    SiteDeclaredIndependent,
    SiteNominated,
    SiteRegionsRevised,
    SiteStatus,
    SiteWithdrawn,
    SupervisionConducted,
    WithdrawSite,
)
from libs.events.contracts.values import ClaimedDate
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.cooperation import region_codes
from services.cooperation.claimed_dates import certainly_before, told
from services.cooperation.region_codes import Meant, refuse_former

SiteCommand: TypeAlias = (
    NominateSite
    | DesignatePilotSite
    | RecogniseModelSite
    | DesignatePilotProject
    | RecordSupervision
    | DeclareIndependent
    | WithdrawSite
    | ReviseSiteRegions
    | FollowSiteRegion
)
SiteStep: TypeAlias = PilotSiteDesignated | ModelSiteRecognised | PilotProjectDesignated | SiteDeclaredIndependent
SiteEvent: TypeAlias = SiteNominated | SiteStep | SupervisionConducted | SiteWithdrawn | SiteRegionsRevised

DESIGNATED: Final = (SiteStatus.PILOT_SITE, SiteStatus.MODEL_SITE, SiteStatus.PILOT_PROJECT)
STEPS: Final[Mapping[SiteStatus, tuple[SiteStatus, ...]]] = {
    SiteStatus.PILOT_SITE: (SiteStatus.CANDIDATE,),
    SiteStatus.MODEL_SITE: (SiteStatus.PILOT_SITE,),
    SiteStatus.PILOT_PROJECT: (SiteStatus.PILOT_SITE, SiteStatus.MODEL_SITE),
    SiteStatus.INDEPENDENT: DESIGNATED,
}
"""What a site is before it becomes what."""


class PilotSite(Struct, frozen=True, kw_only=True):
    nominated: SiteNominated
    region_codes: tuple[str, ...]
    status: SiteStatus = SiteStatus.CANDIDATE
    before: frozenset[SiteStatus] = frozenset()
    since: ClaimedDate
    supervisions: Mapping[UUID, SupervisionConducted] = {}
    """Without what was found."""

    @property
    def withdrawn(self) -> bool:
        return self.status is SiteStatus.WITHDRAWN


class SiteFacts(Struct, frozen=True, kw_only=True):
    """Whether programme and unit are known, what the regions named are, whose unit gives the command, what independence takes."""

    program_known: bool = False
    unit_known: bool = False
    regions: tuple[Meant, ...] = ()
    giver_unit: UUID | None = None
    supervisions_needed: int = 1


def decide(state: PilotSite | None, command: SiteCommand, facts: SiteFacts) -> Decision:
    if isinstance(command, NominateSite):
        return _nominate(state, command, facts)
    if state is None:
        return Refused("SITE_UNKNOWN", "There is no such site.", "site_id")
    match command:
        case DesignatePilotSite():
            designated = PilotSiteDesignated(designated_on=command.designated_on, criteria=command.criteria)
            return _step(state, SiteStatus.PILOT_SITE, designated, command.designated_on, "designated_on")
        case RecogniseModelSite():
            recognised = ModelSiteRecognised(recognised_on=command.recognised_on, criteria=command.criteria)
            return _step(state, SiteStatus.MODEL_SITE, recognised, command.recognised_on, "recognised_on")
        case DesignatePilotProject():
            project = PilotProjectDesignated(designated_on=command.designated_on, criteria=command.criteria)
            return _step(state, SiteStatus.PILOT_PROJECT, project, command.designated_on, "designated_on")
        case DeclareIndependent():
            return _declare_independent(state, command, facts)
        case RecordSupervision():
            return _supervise(state, command, facts)
        case WithdrawSite():
            return _withdraw(state, command)
        case ReviseSiteRegions():
            return _revise(state, command, facts)
        case FollowSiteRegion():
            return _follow(state, command)
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
        return _region_required()
    if not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if command.unit_id is not None and not facts.unit_known:
        return Refused("UNIT_UNKNOWN", "There is no such unit.", "unit_id")
    if refused := refuse_former(facts.regions, "region_codes"):
        return refused
    return Decided(events=(nominated,), claims=_place_of(nominated))


def _region_required() -> Refused:
    return Refused("REGION_REQUIRED", "A site covers at least one region.", "region_codes")


def _place_of(nominated: SiteNominated) -> tuple[Claim, ...]:
    """The one open site of a unit in a programme. Sites nominated before this was kept take it with their next step."""
    if nominated.unit_id is None:
        return ()
    taken = Refused("SITE_OPEN", "The unit has an open site in this programme: withdraw that one first.", "unit_id")
    return (Claim("open-site", f"{nominated.program_id}/{nominated.unit_id}", taken=taken),)


def _step(state: PilotSite, to: SiteStatus, event: SiteStep, on: ClaimedDate, field: str) -> Decision:
    if to is state.status or to in state.before:
        return []
    if state.withdrawn:
        return _withdrawn()
    if state.status not in STEPS[to]:
        needed = " / ".join(STEPS[to])
        return Refused(
            "STATUS_OUT_OF_ORDER",
            Sentence("A {status} does not become a {next}; it takes {needed}.", status=state.status, next=to, needed=needed),
            "site_id",
        )
    return _too_early(state, on, field) or Decided(events=(event,), claims=_place_of(state.nominated))


def _withdrawn() -> Refused:
    return Refused("SITE_WITHDRAWN", "The site has been withdrawn: nominate its unit anew.", "site_id")


def _too_early(state: PilotSite, on: ClaimedDate, field: str) -> Refused | None:
    if not certainly_before(on, state.since):
        return None
    said = Sentence("The site is a {status} since {day}.", status=state.status, day=told(state.since))
    return Refused("BEFORE_LAST_STEP", said, field)


def _declare_independent(state: PilotSite, command: DeclareIndependent, facts: SiteFacts) -> Decision:
    declared = SiteDeclaredIndependent(declared_on=command.declared_on, criteria=command.criteria)
    decision = _step(state, SiteStatus.INDEPENDENT, declared, command.declared_on, "declared_on")
    if isinstance(decision, Refused) or not decision:
        return decision
    looked = [
        supervision
        for supervision in state.supervisions.values()
        if not certainly_before(supervision.conducted_on, state.since)
        and not certainly_before(command.declared_on, supervision.conducted_on)
    ]
    if len(looked) < facts.supervisions_needed:
        said = Sentence(
            "Supervisions since {day}: {found}; to be declared independent a site needs: {needed}.",
            needed=facts.supervisions_needed,
            day=told(state.since),
            found=len(looked),
        )
        return Refused("SUPERVISION_REQUIRED", said, "site_id")
    return decision


def _supervise(state: PilotSite, command: RecordSupervision, facts: SiteFacts) -> Decision:
    conducted = SupervisionConducted(
        supervision_id=command.supervision_id,
        conducted_on=command.conducted_on,
        conducted_by=command.conducted_by,
        findings=command.findings,
        scores=command.scores,
    )
    known = state.supervisions.get(command.supervision_id)
    if known is not None:
        same = known == replace(conducted, findings=None)
        return [] if same else Refused("SUPERVISION_ID_TAKEN", "This id belongs to another supervision.", "supervision_id")
    if state.withdrawn:
        return _withdrawn()
    if facts.giver_unit is not None and facts.giver_unit == state.nominated.unit_id:
        return Refused("SUPERVISES_ITSELF", "A unit does not supervise its own site: one above it does.", "site_id")
    if not command.conducted_by:
        return Refused("OFFICE_REQUIRED", "A supervision names at least one office that conducted it.", "conducted_by")
    if len({score.criterion for score in command.scores}) < len(command.scores):
        return Refused("CRITERION_TWICE", "Each criterion has one score.", "scores")
    if certainly_before(command.conducted_on, state.nominated.nominated_on):
        said = Sentence("The site was nominated later: {day}.", day=told(state.nominated.nominated_on))
        return Refused("BEFORE_NOMINATION", said, "conducted_on")
    return [conducted]


def _withdraw(state: PilotSite, command: WithdrawSite) -> Decision:
    if state.withdrawn:
        return [] if state.since == command.withdrawn_on else _withdrawn()
    if refused := _too_early(state, command.withdrawn_on, "withdrawn_on"):
        return refused
    withdrawn = SiteWithdrawn(withdrawn_on=command.withdrawn_on, reason=command.reason)
    return Decided(events=(withdrawn,), releases=_place_of(state.nominated))


def _revise(state: PilotSite, command: ReviseSiteRegions, facts: SiteFacts) -> Decision:
    """Also of a withdrawn one: where it was is still to be found under today's codes."""
    if not command.region_codes:
        return _region_required()
    if set(command.region_codes) == set(state.region_codes):
        return []
    if refused := refuse_former(facts.regions, "region_codes"):
        return refused
    return _revised(state, command.region_codes, command.revised_on, command.cause, command.cause_id)


def _follow(state: PilotSite, command: FollowSiteRegion) -> Decision:
    """What leaves a region that the site covers leaves the site, what enters one enters it.

    Its only region it keeps though that be dissolved, for a site without a region is none: somebody has to look at it.
    """
    if command.code is not None:
        codes = tuple(command.code if code == command.previous_code else code for code in state.region_codes)
    else:
        codes = tuple(code for code in state.region_codes if code != command.previous_code)
    if not codes or codes == state.region_codes:
        return []
    return _revised(state, codes, command.changed_on, command.cause, command.cause_id)


def _revised(state: PilotSite, codes: tuple[str, ...], on: date, cause: str, cause_id: UUID | None) -> Decision:
    revised = SiteRegionsRevised(
        region_codes=tuple(dict.fromkeys(codes)),
        former_codes=state.region_codes,
        revised_on=on,
        cause=cause,
        cause_id=cause_id,
    )
    return [revised]


def evolve(state: PilotSite | None, event: SiteEvent) -> PilotSite:
    match event:
        case SiteNominated():
            return PilotSite(nominated=event, region_codes=event.region_codes, since=event.nominated_on)
        case PilotSiteDesignated():
            return _reached(begun(state), SiteStatus.PILOT_SITE, event.designated_on)
        case ModelSiteRecognised():
            return _reached(begun(state), SiteStatus.MODEL_SITE, event.recognised_on)
        case PilotProjectDesignated():
            return _reached(begun(state), SiteStatus.PILOT_PROJECT, event.designated_on)
        case SiteDeclaredIndependent():
            return _reached(begun(state), SiteStatus.INDEPENDENT, event.declared_on)
        case SiteWithdrawn():
            return _reached(begun(state), SiteStatus.WITHDRAWN, event.withdrawn_on)
        case SupervisionConducted():
            site, kept = begun(state), replace(event, findings=None)
            return replace(site, supervisions={**site.supervisions, event.supervision_id: kept})
        case SiteRegionsRevised():
            return replace(begun(state), region_codes=event.region_codes)
        case _:
            assert_never(event)


def _reached(site: PilotSite, status: SiteStatus, since: ClaimedDate) -> PilotSite:
    return replace(site, status=status, before=site.before | {site.status}, since=since)


def place(state: PilotSite | None, _command: SiteCommand, _facts: SiteFacts) -> Place:
    return Place(unit=state.nominated.unit_id if state else None)


INDONESIAN: Final = {
    "A site covers at least one region.": "Sebuah situs mencakup sedikitnya satu wilayah.",
    "Supervisions since {day}: {found}; to be declared independent a site needs: {needed}.": (
        "Situs dinyatakan mandiri setelah {needed} supervisi sejak {day}; baru ada {found}."
    ),
    "A supervision names at least one office that conducted it.": "Supervisi menyebut sedikitnya satu jabatan pelaksana.",
    "A unit does not supervise its own site: one above it does.": (
        "Satuan tidak menyupervisi situsnya sendiri: satuan di atasnya yang melakukannya."
    ),
    "A {status} does not become a {next}; it takes {needed}.": "{status} tidak dapat menjadi {next}; diperlukan {needed}.",
    "Each criterion has one score.": "Setiap kriteria memiliki satu nilai.",
    "The site has been withdrawn: nominate its unit anew.": "Situs sudah dicabut: calonkan kembali satuannya.",
    "The site is a {status} since {day}.": "Situs berstatus {status} sejak {day}.",
    "The site was nominated later: {day}.": "Situs dicalonkan sesudah itu: {day}.",
    "The unit has an open site in this programme: withdraw that one first.": (
        "Satuan ini masih memiliki situs terbuka dalam program ini: cabut terlebih dahulu."
    ),
    "There is no such programme.": "Program itu tidak ada.",
    "There is no such site.": "Situs itu tidak ada.",
    "There is no such unit.": "Satuan itu tidak ada.",
    "This id belongs to a site.": "Id ini milik sebuah situs.",
    "This id belongs to another supervision.": "Id ini milik supervisi lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

PILOT_SITE: Final[Decider[PilotSite | None, SiteCommand, SiteEvent, SiteFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **region_codes.INDONESIAN}
)
