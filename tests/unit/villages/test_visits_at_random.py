"""Whatever is reported of a visit, in whatever order, its rules hold; `make conformance` tries far more."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.visit_machine import Visits


def test_reports_at_random_keep_the_rules() -> None:
    run_state_machine_as_test(Visits, settings=settings(max_examples=40, stateful_step_count=20, deadline=None, database=None))
