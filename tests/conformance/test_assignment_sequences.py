"""Two thousand sequences of commands lead to no assignment that must not be."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.assignments import Assignments


def test_no_sequence_of_commands_breaks_an_invariant() -> None:
    run_state_machine_as_test(Assignments, settings=settings(max_examples=2_000, stateful_step_count=60, deadline=None))
