"""Thousands of histories of an issue keep what was promised: referred where it must be, and checked by others."""

from hypothesis import settings

from tests.issue_machine import Answered

TestAnswered = Answered.TestCase
TestAnswered.settings = settings(max_examples=3000, stateful_step_count=50, deadline=None, database=None)
