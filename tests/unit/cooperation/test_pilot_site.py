"""A site rises step by step."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

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
    Score,
    SiteDeclaredIndependent,
    SiteNominated,
    SiteRegionsRevised,
    SiteStatus,
    SiteWithdrawn,
    SupervisionConducted,
    WithdrawSite,
)
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.decider import Place, begun
from libs.events.testing import given
from services.cooperation.pilot_site import PILOT_SITE, SiteCommand, SiteEvent, SiteFacts, place
from services.cooperation.region_codes import Meant

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b007")
PROGRAM, UNIT = uuid5(ID, "program"), uuid5(ID, "unit")
THERE = SiteFacts(program_known=True, unit_known=True)


def year(value: int) -> ClaimedDate:
    return ClaimedDate(value=date(value, 1, 1), precision=Precision.YEAR, source="record")


def nominate(*codes: str) -> NominateSite:
    return NominateSite(site_id=ID, program_id=PROGRAM, unit_id=UNIT, region_codes=codes, nominated_on=year(2002))


NOMINATED = SiteNominated(program_id=PROGRAM, unit_id=UNIT, region_codes=("32.75",), nominated_on=year(2002))
PILOT, MODEL = PilotSiteDesignated(designated_on=year(2002)), ModelSiteRecognised(recognised_on=year(2005))
PROJECT = PilotProjectDesignated(designated_on=year(2012))


def test_from_candidate_to_pilot_project() -> None:
    story = given(PILOT_SITE, facts=THERE).when(nominate("32.75")).then(NOMINATED)
    story.when(nominate("32.75")).then_nothing()
    story.when(DesignatePilotSite(site_id=ID, designated_on=year(2002))).then(PILOT)
    story.when(RecogniseModelSite(site_id=ID, recognised_on=year(2005))).then(MODEL)
    story.when(DesignatePilotSite(site_id=ID, designated_on=year(2002))).then_nothing()
    story.when(DesignatePilotProject(site_id=ID, designated_on=year(2012))).then(PROJECT)
    story.when(DesignatePilotProject(site_id=ID, designated_on=year(2012))).then_nothing()


def test_a_pilot_site_may_become_the_project_without_having_been_a_model() -> None:
    story = given(PILOT_SITE, NOMINATED, PILOT, facts=THERE)
    story.when(DesignatePilotProject(site_id=ID, designated_on=year(2012))).then(PROJECT)


@pytest.mark.parametrize(
    ("past", "command", "code", "field"),
    [
        ((NOMINATED,), RecogniseModelSite(site_id=ID, recognised_on=year(2005)), "STATUS_OUT_OF_ORDER", "site_id"),
        ((NOMINATED,), DesignatePilotProject(site_id=ID, designated_on=year(2012)), "STATUS_OUT_OF_ORDER", "site_id"),
        ((NOMINATED, PILOT, PROJECT), RecogniseModelSite(site_id=ID, recognised_on=year(2013)), "STATUS_OUT_OF_ORDER", "site_id"),
        ((NOMINATED, PILOT), RecogniseModelSite(site_id=ID, recognised_on=year(2001)), "BEFORE_LAST_STEP", "recognised_on"),
        ((NOMINATED, PILOT), DesignatePilotProject(site_id=ID, designated_on=year(2001)), "BEFORE_LAST_STEP", "designated_on"),
    ],
)
def test_no_step_is_skipped_or_taken_back(
    past: tuple[SiteEvent, ...], command: RecogniseModelSite | DesignatePilotProject, code: str, field: str
) -> None:
    given(PILOT_SITE, *past, facts=THERE).when(command).then_refused(code, field)


@pytest.mark.parametrize(
    ("codes", "facts", "code", "field"),
    [
        ((), THERE, "REGION_REQUIRED", "region_codes"),
        (("32.75",), SiteFacts(unit_known=True), "PROGRAM_UNKNOWN", "program_id"),
        (("32.75",), SiteFacts(program_known=True), "UNIT_UNKNOWN", "unit_id"),
    ],
)
def test_what_a_nomination_needs(codes: tuple[str, ...], facts: SiteFacts, code: str, field: str) -> None:
    given(PILOT_SITE, facts=facts).when(nominate(*codes)).then_refused(code, field)


CLAIM = ("open-site", f"{PROGRAM}/{UNIT}")
SUPERVISION = uuid5(ID, "supervision")
NO_FACTS = SiteFacts()


def test_a_unit_has_one_open_site_in_a_programme() -> None:
    story = given(PILOT_SITE, facts=THERE).when(nominate("32.75")).then_claimed(CLAIM)
    story.when(DesignatePilotSite(site_id=ID, designated_on=year(2002))).then_claimed(CLAIM)
    story.when(WithdrawSite(site_id=ID, withdrawn_on=year(2010), reason="x")).then_released(CLAIM)
    nowhere = NominateSite(site_id=ID, program_id=PROGRAM, region_codes=("32.75",), nominated_on=year(2002))
    given(PILOT_SITE, facts=THERE).when(nowhere).then_claimed()


def test_what_was_met_is_told_with_each_step() -> None:
    met = ("Sambang dua kali seminggu", "Forum aktif")
    story = given(PILOT_SITE, NOMINATED, facts=THERE)
    story.when(DesignatePilotSite(site_id=ID, designated_on=year(2002), criteria=met[:1]))
    story.then(PilotSiteDesignated(designated_on=year(2002), criteria=met[:1]))
    story.when(RecogniseModelSite(site_id=ID, recognised_on=year(2005), criteria=met))
    story.then(ModelSiteRecognised(recognised_on=year(2005), criteria=met))
    story.when(DesignatePilotProject(site_id=ID, designated_on=year(2012), criteria=met))
    story.then(PilotProjectDesignated(designated_on=year(2012), criteria=met))


def supervise(of: int, name: str = "supervision", **more: object) -> RecordSupervision:
    fields = {
        "supervision_id": uuid5(ID, name),
        "conducted_on": year(of),
        "conducted_by": ("Kasubdit Binpolmas",),
        "findings": "x",
    }
    return RecordSupervision(site_id=ID, **{**fields, **more})  # type: ignore[arg-type]


def supervised(of: int, name: str = "supervision") -> SupervisionConducted:
    return SupervisionConducted(
        supervision_id=uuid5(ID, name), conducted_on=year(of), conducted_by=("Kasubdit Binpolmas",), findings="x"
    )


def test_a_supervision_is_told_once_and_its_findings_are_not_kept_in_the_state() -> None:
    scores = (Score(criterion="Sambang", points=80), Score(criterion="Forum", points=60))
    story = given(PILOT_SITE, NOMINATED, facts=THERE).when(supervise(2005, scores=scores))
    story.then(
        SupervisionConducted(
            supervision_id=SUPERVISION,
            conducted_on=year(2005),
            conducted_by=("Kasubdit Binpolmas",),
            findings="x",
            scores=scores,
        )
    )
    assert begun(story.state()).supervisions[SUPERVISION].findings is None
    story.when(supervise(2005, scores=scores)).then_nothing()
    story.when(supervise(2006, scores=scores)).then_refused("SUPERVISION_ID_TAKEN", "supervision_id")


@pytest.mark.parametrize(
    ("command", "facts", "code", "field"),
    [
        (supervise(2005), SiteFacts(giver_unit=UNIT), "SUPERVISES_ITSELF", "site_id"),
        (supervise(2005, conducted_by=()), NO_FACTS, "OFFICE_REQUIRED", "conducted_by"),
        (supervise(2005, scores=(Score(criterion="a", points=1),) * 2), NO_FACTS, "CRITERION_TWICE", "scores"),
        (supervise(2001), NO_FACTS, "BEFORE_NOMINATION", "conducted_on"),
    ],
)
def test_what_a_supervision_needs(command: RecordSupervision, facts: SiteFacts, code: str, field: str) -> None:
    given(PILOT_SITE, NOMINATED, facts=facts).when(command).then_refused(code, field)


def test_a_unit_above_supervises() -> None:
    above = SiteFacts(giver_unit=uuid5(ID, "above"))
    given(PILOT_SITE, NOMINATED, facts=above).when(supervise(2005)).then(supervised(2005))


def declare(of: int) -> DeclareIndependent:
    return DeclareIndependent(site_id=ID, declared_on=year(of))


@pytest.mark.parametrize("risen", [(PILOT,), (PILOT, MODEL), (PILOT, MODEL, PROJECT)])
def test_a_site_supervised_since_its_last_designation_may_be_declared_independent(risen: tuple[SiteEvent, ...]) -> None:
    story = given(PILOT_SITE, NOMINATED, *risen, supervised(2013), facts=SiteFacts(supervisions_needed=1)).when(declare(2020))
    story.then(SiteDeclaredIndependent(declared_on=year(2020))).then_claimed(CLAIM).when(declare(2020)).then_nothing()
    assert begun(story.state()).status is SiteStatus.INDEPENDENT


@pytest.mark.parametrize(
    ("past", "needed", "code"),
    [
        ((), 1, "STATUS_OUT_OF_ORDER"),
        ((PILOT,), 1, "SUPERVISION_REQUIRED"),
        # Of a site that has become more since, nobody has looked at what it now is.
        ((PILOT, supervised(2005), PROJECT), 1, "SUPERVISION_REQUIRED"),
        ((PILOT, supervised(2021)), 1, "SUPERVISION_REQUIRED"),
        ((PILOT, supervised(2005)), 2, "SUPERVISION_REQUIRED"),
    ],
)
def test_nothing_is_independent_that_nobody_has_looked_at(past: tuple[SiteEvent, ...], needed: int, code: str) -> None:
    story = given(PILOT_SITE, NOMINATED, *past, facts=SiteFacts(supervisions_needed=needed))
    story.when(declare(2020)).then_refused(code, "site_id")


def test_how_many_must_have_looked_is_a_setting() -> None:
    given(PILOT_SITE, NOMINATED, PILOT, facts=SiteFacts(supervisions_needed=0)).when(declare(2020)).then(
        SiteDeclaredIndependent(declared_on=year(2020))
    )
    twice = (supervised(2005), supervised(2006, "second"))
    given(PILOT_SITE, NOMINATED, PILOT, *twice, facts=SiteFacts(supervisions_needed=2)).when(declare(2020)).then(
        SiteDeclaredIndependent(declared_on=year(2020))
    )


WITHDRAWN = SiteWithdrawn(withdrawn_on=year(2010), reason="x")


def withdraw(of: int) -> WithdrawSite:
    return WithdrawSite(site_id=ID, withdrawn_on=year(of), reason="x")


@pytest.mark.parametrize("risen", [(), (PILOT,), (PILOT, MODEL)])
def test_a_site_is_withdrawn_once_from_wherever_it_has_come_to(risen: tuple[SiteEvent, ...]) -> None:
    story = given(PILOT_SITE, NOMINATED, *risen, facts=THERE).when(withdraw(2010)).then(WITHDRAWN)
    story.when(withdraw(2010)).then_nothing()
    given(PILOT_SITE, NOMINATED, *risen, facts=THERE).when(withdraw(2001)).then_refused("BEFORE_LAST_STEP", "withdrawn_on")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (withdraw(2011), "site_id"),
        (RecogniseModelSite(site_id=ID, recognised_on=year(2012)), "site_id"),
        (declare(2020), "site_id"),
        (supervise(2012), "site_id"),
    ],
)
def test_a_withdrawn_site_rises_no_more(command: SiteCommand, field: str) -> None:
    given(PILOT_SITE, NOMINATED, PILOT, WITHDRAWN, facts=NO_FACTS).when(command).then_refused("SITE_WITHDRAWN", field)


def revise(*codes: str) -> ReviseSiteRegions:
    return ReviseSiteRegions(site_id=ID, region_codes=codes, revised_on=date(2024, 1, 1), cause="UU 1/2023")


@pytest.mark.parametrize("past", [(NOMINATED,), (NOMINATED, PILOT, WITHDRAWN)])
def test_a_site_follows_its_regions_when_their_codes_change(past: tuple[SiteEvent, ...]) -> None:
    story = given(PILOT_SITE, *past, facts=NO_FACTS).when(revise("32.76", "32.77", "32.76"))
    revised = SiteRegionsRevised(
        region_codes=("32.76", "32.77"), former_codes=("32.75",), revised_on=date(2024, 1, 1), cause="UU 1/2023"
    )
    story.then(revised).when(revise("32.77", "32.76")).then_nothing()
    story.when(revise("32.75")).then(
        SiteRegionsRevised(
            region_codes=("32.75",), former_codes=("32.76", "32.77"), revised_on=date(2024, 1, 1), cause="UU 1/2023"
        )
    )
    given(PILOT_SITE, *past, facts=NO_FACTS).when(revise()).then_refused("REGION_REQUIRED", "region_codes")


@pytest.mark.parametrize(
    ("region", "code"),
    [
        (Meant(asked="32.16", codes=("32.76", "32.16")), "CODE_GIVEN_UP"),
        (Meant(asked="32.16", ended_on=date(2024, 1, 1)), "REGION_DISSOLVED"),
    ],
)
def test_a_site_is_nominated_and_revised_under_the_codes_of_today(region: Meant, code: str) -> None:
    around = replace(THERE, regions=(region,))
    given(PILOT_SITE, facts=around).when(nominate("32.16")).then_refused(code, "region_codes")
    given(PILOT_SITE, NOMINATED, facts=around).when(revise("32.16")).then_refused(code, "region_codes")
    given(PILOT_SITE, NOMINATED, facts=around).when(revise("32.75")).then_nothing()
    given(PILOT_SITE, facts=replace(THERE, regions=(Meant(asked="32.75"),))).when(nominate("32.75")).then(NOMINATED)


def test_an_id_names_one_site() -> None:
    given(PILOT_SITE, NOMINATED, facts=THERE).when(nominate("32.16")).then_refused("ALREADY_NOMINATED", "site_id")
    step = DesignatePilotSite(site_id=ID, designated_on=year(2002))
    given(PILOT_SITE, facts=THERE).when(step).then_refused("SITE_UNKNOWN", "site_id")
    assert place(PILOT_SITE.fold([NOMINATED]), step, THERE) == Place(unit=UNIT)
