"""A milestone is told with its source, confirmed by another, and taken back where it was wrong."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from libs.events.contracts.cooperation.cooperation_program import Titles
from libs.events.contracts.cooperation.milestone import (
    ConfirmMilestone,
    MilestoneConfirmed,
    MilestoneCount,
    MilestoneRecorded,
    MilestoneWithdrawn,
    RecordMilestone,
    WithdrawMilestone,
)
from libs.events.contracts.values import ClaimedDate, Precision
from libs.events.testing import given
from services.cooperation.milestone import MILESTONE, MilestoneCommand, MilestoneFacts

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b017")
PROGRAM, SITE = uuid5(ID, "program"), uuid5(ID, "site")
THERE = MilestoneFacts(program_known=True, sites=frozenset((SITE,)))
COUNT = MilestoneCount(number=17, of=Titles(en="regional polices", id="Polda"))


def year(value: int) -> ClaimedDate:
    return ClaimedDate(value=date(value, 1, 1), precision=Precision.YEAR, source="record")


def record(*, until: int | None = None, title: str = "Declared", confirmed: bool = True) -> RecordMilestone:
    return RecordMilestone(
        milestone_id=ID,
        program_id=PROGRAM,
        title=Titles(en=title),
        happened_on=year(2020),
        until=year(until) if until else None,
        confirmed=confirmed,
        site_ids=(SITE,),
        count=COUNT,
    )


def recorded(*, confirmed: bool = True) -> MilestoneRecorded:
    return MilestoneRecorded(
        program_id=PROGRAM,
        title=Titles(en="Declared"),
        happened_on=year(2020),
        confirmed=confirmed,
        site_ids=(SITE,),
        count=COUNT,
    )


CONFIRM = ConfirmMilestone(milestone_id=ID, source="Another record")
WITHDRAW = WithdrawMilestone(milestone_id=ID, reason="x")


def test_told_once_and_confirmed_once() -> None:
    story = given(MILESTONE, facts=THERE).when(record(confirmed=False)).then(recorded(confirmed=False))
    story.when(record(confirmed=False)).then_nothing()
    story.when(CONFIRM).then(MilestoneConfirmed(source="Another record")).when(CONFIRM).then_nothing()
    story.when(record(confirmed=False)).then_nothing()
    given(MILESTONE, recorded(), facts=THERE).when(CONFIRM).then_nothing()


def test_taken_back_it_is_confirmed_no_more() -> None:
    story = given(MILESTONE, recorded(confirmed=False), facts=THERE).when(WITHDRAW).then(MilestoneWithdrawn(reason="x"))
    story.when(WITHDRAW).then_nothing().when(CONFIRM).then_refused("MILESTONE_WITHDRAWN", "milestone_id")


@pytest.mark.parametrize(
    ("past", "command", "facts", "code", "field"),
    [
        ((), CONFIRM, THERE, "MILESTONE_UNKNOWN", "milestone_id"),
        ((), WITHDRAW, THERE, "MILESTONE_UNKNOWN", "milestone_id"),
        ((recorded(),), record(title="Other"), THERE, "ALREADY_RECORDED", "milestone_id"),
        ((), record(), MilestoneFacts(sites=THERE.sites), "PROGRAM_UNKNOWN", "program_id"),
        ((), record(), MilestoneFacts(program_known=True), "SITE_UNKNOWN", "site_ids"),
        ((), record(until=2019), THERE, "ENDS_BEFORE_START", "until"),
    ],
)
def test_what_a_milestone_needs(
    past: tuple[MilestoneRecorded, ...], command: MilestoneCommand, facts: MilestoneFacts, code: str, field: str
) -> None:
    given(MILESTONE, *past, facts=facts).when(command).then_refused(code, field)
