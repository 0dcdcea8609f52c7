"""No sequence of commands, repeated and delayed as it may be, leads to an assignment that must not be."""

from typing import Final

from hypothesis import settings

from tests.assignments import Assignments

TestAssignments: Final = Assignments.TestCase
TestAssignments.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
