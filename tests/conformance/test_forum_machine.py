"""Thousands of histories of forums keep what was promised: one for a village, whole when it is formed, within its bounds."""

from hypothesis import settings

from tests.forum_machine import Forums

TestForums = Forums.TestCase
TestForums.settings = settings(max_examples=2000, stateful_step_count=50, deadline=None, database=None)
