"""Some histories of an early warning; `make conformance` runs many more."""

from hypothesis import settings

from tests.warning_machine import Warned

TestWarned = Warned.TestCase
TestWarned.settings = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None)
