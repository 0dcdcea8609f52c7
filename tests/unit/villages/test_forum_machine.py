"""Some histories of forums; `make conformance` runs many more."""

from hypothesis import settings

from tests.forum_machine import Forums

TestForums = Forums.TestCase
TestForums.settings = settings(max_examples=15, stateful_step_count=20, deadline=None, derandomize=True, database=None)
