"""Thousands of histories of a site keep what was promised: it rises step by step, and is independent only after a look."""

from hypothesis import settings

from tests.site_machine import Risen

TestRisen = Risen.TestCase
TestRisen.settings = settings(max_examples=3000, stateful_step_count=40, deadline=None, database=None)
