"""Thousands of histories of a training keep what was promised: who comes, what is told of whom, and what never goes back."""

from hypothesis import settings

from tests.training_machine import Trained

TestTrained = Trained.TestCase
TestTrained.settings = settings(max_examples=3000, stateful_step_count=50, deadline=None, database=None)
