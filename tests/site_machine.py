"""A site, driven at random: whatever is given in whatever order, it rises step by step, and is independent only after a look."""

from datetime import date
from itertools import pairwise
from typing import Any, Final
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.events.contracts.cooperation.pilot_site import (
    DeclareIndependent,
    DesignatePilotProject,
    DesignatePilotSite,
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
    SiteWithdrawn,
    SupervisionConducted,
    WithdrawSite,
)
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.decider import Refused, decided
from services.cooperation.claimed_dates import earliest, latest
from services.cooperation.pilot_site import PILOT_SITE, SiteFacts

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0ad")
ID, PROGRAM, UNIT, ABOVE = (uuid5(SPACE, name) for name in ("site", "program", "unit", "above"))
SUPERVISIONS = st.sampled_from([uuid5(SPACE, f"supervision {number}") for number in range(4)])
DATES = st.builds(
    ClaimedDate,
    value=st.dates(date(2001, 12, 1), date(2004, 2, 1)),
    precision=st.sampled_from(Precision),
    source=st.just("record"),
)
CODES = st.lists(st.sampled_from(("32.75", "32.16", "52.71")), max_size=3).map(tuple)
ORDER: Final[dict[type, int]] = {
    SiteNominated: 0,
    PilotSiteDesignated: 1,
    ModelSiteRecognised: 2,
    PilotProjectDesignated: 3,
    SiteDeclaredIndependent: 4,
    SiteWithdrawn: 5,
}


class Risen(RuleBasedStateMachine):
    """Keeps the log of one site, and whether its claim is held."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Any] = []
        self.held: set[str] = set()
        self.needed = 1

    def give(self, command: Any, unit: UUID | None = None) -> None:
        facts = SiteFacts(program_known=True, unit_known=True, giver_unit=unit, supervisions_needed=self.needed)
        decision = PILOT_SITE.decide(PILOT_SITE.fold(self.log) if self.log else None, command, facts)
        if isinstance(decision, Refused):
            return
        made = decided(decision)
        self.log.extend(made.events)
        self.held = (self.held | {claim.value for claim in made.claims}) - {claim.value for claim in made.releases}
        again: Any = PILOT_SITE.decide(PILOT_SITE.fold(self.log), command, facts)
        assert not isinstance(again, Refused), "what was taken is taken again"
        assert decided(again).events == ()

    @initialize(on=DATES, needed=st.integers(0, 2))
    def nominated(self, on: ClaimedDate, needed: int) -> None:
        self.needed = needed
        self.give(NominateSite(site_id=ID, program_id=PROGRAM, unit_id=UNIT, region_codes=("32.75",), nominated_on=on))

    @rule(on=DATES)
    def it_becomes_a_pilot(self, on: ClaimedDate) -> None:
        self.give(DesignatePilotSite(site_id=ID, designated_on=on))

    @rule(on=DATES)
    def it_becomes_a_model(self, on: ClaimedDate) -> None:
        self.give(RecogniseModelSite(site_id=ID, recognised_on=on))

    @rule(on=DATES)
    def it_becomes_the_project(self, on: ClaimedDate) -> None:
        self.give(DesignatePilotProject(site_id=ID, designated_on=on))

    @rule(on=DATES, which=SUPERVISIONS, unit=st.sampled_from((None, UNIT, ABOVE)))
    def somebody_looks(self, on: ClaimedDate, which: UUID, unit: UUID | None) -> None:
        told = RecordSupervision(site_id=ID, supervision_id=which, conducted_on=on, conducted_by=("Office",), findings="x")
        before = len(self.log)
        self.give(told, unit)
        assert unit != UNIT or len(self.log) == before, "nobody supervises himself"

    @rule(on=DATES)
    def it_is_declared_independent(self, on: ClaimedDate) -> None:
        self.give(DeclareIndependent(site_id=ID, declared_on=on))

    @rule(on=DATES)
    def it_is_withdrawn(self, on: ClaimedDate) -> None:
        self.give(WithdrawSite(site_id=ID, withdrawn_on=on, reason="x"))

    @rule(codes=CODES)
    def its_regions_change(self, codes: tuple[str, ...]) -> None:
        self.give(ReviseSiteRegions(site_id=ID, region_codes=codes, revised_on=date(2024, 1, 1), cause="x"))

    def steps(self) -> list[tuple[int, ClaimedDate]]:
        return [(ORDER[type(event)], when(event)) for event in self.log if type(event) in ORDER]

    @invariant()
    def it_only_rises_and_a_project_was_a_pilot(self) -> None:
        ranks = [rank for rank, _ in self.steps()]
        assert ranks == sorted(set(ranks))
        assert not set(ranks) & {2, 3, 4} or 1 in ranks

    @invariant()
    def no_step_lies_certainly_before_the_one_before_it(self) -> None:
        dates = [on for _, on in self.steps()]
        assert all(earliest(one) <= latest(next_) for one, next_ in pairwise(dates))

    @invariant()
    def independence_rests_on_as_many_looks_as_are_needed(self) -> None:
        since, looks = when(self.log[0]), list[ClaimedDate]()
        for event in self.log:
            match event:
                case SiteDeclaredIndependent():
                    found = [on for on in looks if latest(on) >= earliest(since) and earliest(on) <= latest(event.declared_on)]
                    assert len(found) >= self.needed
                case SupervisionConducted():
                    looks.append(event.conducted_on)
                case SiteNominated() | PilotSiteDesignated() | ModelSiteRecognised() | PilotProjectDesignated():
                    since = when(event)

    @invariant()
    def the_claim_is_held_while_the_site_is_open(self) -> None:
        open_ = bool(self.log) and not any(isinstance(event, SiteWithdrawn) for event in self.log)
        assert self.held == ({f"{PROGRAM}/{UNIT}"} if open_ else set())

    @invariant()
    def nothing_follows_the_end_but_new_codes(self) -> None:
        kinds = [type(event) for event in self.log]
        if SiteWithdrawn in kinds:
            assert set(kinds[kinds.index(SiteWithdrawn) + 1 :]) <= {SiteRegionsRevised}

    @invariant()
    def it_always_covers_some_region_and_each_change_tells_what_was_before(self) -> None:
        codes: tuple[str, ...] = ("32.75",)
        for event in self.log:
            if isinstance(event, SiteRegionsRevised):
                assert event.former_codes == codes
                assert event.region_codes
                assert set(event.region_codes) != set(codes)
                codes = event.region_codes


def when(event: Any) -> ClaimedDate:
    """The date of a step."""
    names = ("nominated_on", "designated_on", "recognised_on", "declared_on", "withdrawn_on")
    found: ClaimedDate = next(getattr(event, name) for name in names if hasattr(event, name))
    return found
