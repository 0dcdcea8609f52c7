"""Some histories of a training; `make conformance` runs many more."""

from hypothesis import settings

from tests.training_machine import Trained

TestTrained = Trained.TestCase
TestTrained.settings = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None)
