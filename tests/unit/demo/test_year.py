"""The year of the demonstration: the same from the same seed, nobody real in it, nothing before its cause."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from operator import attrgetter

import pytest

from data.demo import year
from data.demo.telling import Told
from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    ReportIssue,
)
from libs.events.contracts.villages.early_warning import AcknowledgeWarning, RaiseEarlyWarning
from tests.demo_year import misgivings, said, small, told_in

BEGUN = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
YEAR = small(BEGUN)
TOLD = told_in(YEAR)


def test_the_same_seed_tells_the_same_under_the_same_ids() -> None:
    again = told_in(small(BEGUN))
    assert [said(one) for one in again] == [said(one) for one in TOLD]
    assert [one.order().id for one in again] == [one.order().id for one in TOLD]
    assert len({one.order().id for one in TOLD}) == len(TOLD)
    other = told_in(small(BEGUN, seed="another"))
    assert [one.order().id for one in other] != [one.order().id for one in TOLD]


def test_another_day_of_telling_shifts_everything_by_as_much() -> None:
    later = timedelta(days=11)

    def outline(told: list[Told], shift: timedelta) -> list[tuple[object, ...]]:
        return sorted((type(one.command).__name__, str(one.by), str(one.target), one.at - shift) for one in told)

    assert outline(told_in(small(BEGUN + later)), later) == outline(TOLD, timedelta())


def test_nothing_happens_before_its_cause_and_nobody_in_it_might_exist() -> None:
    assert Counter(misgivings(YEAR, BEGUN)) == {}


@pytest.mark.parametrize(
    "left_out", [kind for kind in year.KINDS if kind.__module__.endswith(("outreach", "visits", "warnings"))]
)
def test_a_kind_of_duty_changes_nothing_for_the_others(monkeypatch: pytest.MonkeyPatch, left_out: object) -> None:
    own = {one.order().id for one in told_in(YEAR)}
    monkeypatch.setattr(year, "KINDS", tuple(kind for kind in year.KINDS if kind is not left_out))
    others = {one.order().id for one in told_in(small(BEGUN))}
    assert others < own


def test_whoever_raises_a_warning_does_not_take_it_on_and_todays_are_left_to_their_clocks() -> None:
    raised = {one.target: one for one in TOLD if isinstance(one.command, RaiseEarlyWarning)}
    taken_on = {one.target: one for one in TOLD if isinstance(one.command, AcknowledgeWarning)}
    assert all(one.by.person != raised[key].by.person for key, one in taken_on.items())
    left = sorted((raised[key] for key in raised.keys() - taken_on.keys()), key=attrgetter("at"))
    assert [one.command.severity for one in left] == ["GREEN", "YELLOW", "ORANGE"]  # type: ignore[attr-defined]
    assert all(timedelta() < BEGUN - one.at < timedelta(hours=2) for one in left)


def test_nobody_answers_before_he_is_asked() -> None:
    reported = {one.target: one.at for one in TOLD if isinstance(one.command, ReportIssue)}
    waited = [one.at - reported[one.target] for one in TOLD if isinstance(one.command, AcknowledgeIssue)]
    assert waited
    assert timedelta() < min(waited) <= max(waited) < timedelta(days=1)
