"""A unit that has given up ground answers for the rest as before: it is not among the units below itself."""

from typing import Any

import pytest

from tests.integration.services.conftest import Services
from tests.refusals.row import an

POLDA, POLRES = an("again polda"), an("again polres")


@pytest.fixture
async def units(services: Services) -> Services:
    """A Polda with ground, and a Polres below it with some of that."""
    mabes, told = an("again mabes"), "EstablishUnit"
    await services.done("officers", told, unit_id=mabes, name="Mabes Contoh", level="MABES", kind="MABES")
    await services.done("officers", told, unit_id=POLDA, name="Polda Contoh", level="POLDA", kind="POLDA_B", parent_id=mabes)
    await services.done("officers", told, unit_id=POLRES, name="Polres Contoh", level="POLRES", kind="POLRES", parent_id=POLDA)
    await ground(services, POLDA, assign=["52", "53"])
    await ground(services, POLRES, assign=["52.01", "52.71"])
    return services


async def ground(services: Services, unit: str, **change: Any) -> None:
    await services.done("officers", "ChangeJurisdiction", unit_id=unit, changed_on="2026-01-01", source="Perkap Contoh", **change)


async def test_ground_is_given_up_more_than_once(units: Services) -> None:
    await ground(units, POLRES, withdraw=["52.01"])
    await ground(units, POLRES, withdraw=["52.71"])


async def test_units_below_get_ground_after_the_one_above_gave_some_up(units: Services) -> None:
    await ground(units, POLDA, withdraw=["53"])
    await ground(units, POLRES, assign=["52.02"])


async def test_a_unit_that_gave_up_ground_can_be_closed(units: Services) -> None:
    await ground(units, POLRES, withdraw=["52.01", "52.71"])
    await units.done("officers", "DeactivateUnit", unit_id=POLRES, deactivated_on="2026-02-01")
