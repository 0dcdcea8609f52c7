"""Some histories of a site; `make conformance` runs many more."""

from hypothesis import settings

from tests.site_machine import Risen

TestRisen = Risen.TestCase
TestRisen.settings = settings(max_examples=12, stateful_step_count=20, deadline=None, derandomize=True, database=None)
