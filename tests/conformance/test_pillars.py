"""Whatever seats, disputes and activities do to each other, the rules hold: a thousand histories."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pillars_machine import Machine

LONG = settings(max_examples=1_000, stateful_step_count=50, deadline=None)


def test_the_rules_of_the_three_pillars_hold_in_many_histories() -> None:
    run_state_machine_as_test(Machine, settings=LONG)
