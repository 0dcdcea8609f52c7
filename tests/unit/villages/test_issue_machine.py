"""Some histories of an issue; `make conformance` runs many more."""

from hypothesis import settings

from tests.issue_machine import Answered

TestAnswered = Answered.TestCase
TestAnswered.settings = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None)
