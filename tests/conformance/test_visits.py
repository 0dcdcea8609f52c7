"""Reports of visits at random, far more of them than with every test run."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.visit_machine import Visits


def test_reports_at_random_keep_the_rules() -> None:
    run_state_machine_as_test(Visits, settings=settings(max_examples=2_000, stateful_step_count=40, deadline=None, database=None))
