"""Thousands of histories of an early warning keep what was promised: it goes up until somebody answers, and no further."""

from hypothesis import settings

from tests.warning_machine import Warned

TestWarned = Warned.TestCase
TestWarned.settings = settings(max_examples=3000, stateful_step_count=50, deadline=None, database=None)
