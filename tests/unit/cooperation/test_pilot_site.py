"""A site rises step by step."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.cooperation.pilot_site import (
    DesignatePilotProject,
    DesignatePilotSite,
    ModelSiteRecognised,
    NominateSite,
    PilotProjectDesignated,
    PilotSiteDesignated,
    RecogniseModelSite,
    SiteNominated,
)
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.decider import Place
from libs.events.testing import given
from services.cooperation.pilot_site import PILOT_SITE, SiteEvent, SiteFacts, place

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


def test_an_id_names_one_site() -> None:
    given(PILOT_SITE, NOMINATED, facts=THERE).when(nominate("32.16")).then_refused("ALREADY_NOMINATED", "site_id")
    step = DesignatePilotSite(site_id=ID, designated_on=year(2002))
    given(PILOT_SITE, facts=THERE).when(step).then_refused("SITE_UNKNOWN", "site_id")
    assert place(PILOT_SITE.fold([NOMINATED]), step, THERE) == Place(unit=UNIT)
