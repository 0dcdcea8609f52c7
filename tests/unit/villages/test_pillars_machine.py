"""Whatever seats, disputes and activities do to each other, the rules hold; `make conformance` has the long run."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pillars_machine import Machine

SHORT = settings(max_examples=15, stateful_step_count=30, deadline=None, derandomize=True, database=None)


def test_the_rules_of_the_three_pillars_hold_at_random() -> None:
    run_state_machine_as_test(Machine, settings=SHORT)
