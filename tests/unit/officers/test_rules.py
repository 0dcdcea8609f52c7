"""Whoever runs the officers service sets its thresholds by environment variables, and decisions see them."""

from typing import Any

import pytest

from libs.events.settings import Misconfigured, OfficersRules, Rules, read
from libs.events.view import Memory, View
from services.officers.__main__ import OFFICERS


def test_thresholds_come_from_the_environment_and_have_defaults() -> None:
    assert OFFICERS.rules is OfficersRules
    assert (read(OfficersRules, {}).fit_threshold, read(OfficersRules, {}).usual_villages) == (60, 3)
    assert read(OfficersRules, {"FIT_THRESHOLD": "75"}).fit_threshold == 75
    with pytest.raises(Misconfigured, match="FIT_THRESHOLD"):
        read(OfficersRules, {"FIT_THRESHOLD": "101"})


@pytest.mark.parametrize(("rules", "threshold"), [(OfficersRules(fit_threshold=75), 75), (Rules(), 60), (None, 60)])
def test_a_decision_sees_the_rules_that_were_set(rules: Rules | None, threshold: int) -> None:
    nothing: Any = None
    view = View(nothing, nothing, Memory(), {}, fresh=True, actor=nothing, rules=rules)
    assert view.rules(OfficersRules).fit_threshold == threshold
