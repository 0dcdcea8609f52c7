"""Many surveys, of none of which anything follows about fewer people than are enough."""

from hypothesis import given, settings

from tests.worked_out import DISTRICTS, about_too_few, region


@settings(max_examples=1_500, deadline=None, derandomize=True, database=None)
@given(DISTRICTS)
def test_nothing_follows_about_fewer_than_are_enough(districts: list[list[int]]) -> None:
    assert about_too_few(region(*districts)) == {}
