"""What events do to rows, without a database."""

import re
from typing import Any
from uuid import UUID

import pytest

from libs.events.changes import Changes
from libs.events.contracts.villages.three_pillars import Pillar, PillarsCompleted
from libs.events.message import Catalogue, sealed_fields
from services.gateway.read_model import projection
from services.gateway.read_model import tables as t
from services.gateway.read_model.sought import sought
from tests.lombok import LOMBOK, Log, an


class Noted:
    """In place of a database: the statements and their arguments."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[Any, ...]]] = []

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ARG002, ASYNC109 asyncpg's own
        self.sent.append((query, args))
        return ""


def collected(service: str, log: Any) -> Changes:
    changes, done, error = projection.collect(service, log)
    assert error is None
    assert done == len(log)
    return changes


def test_no_event_of_the_three_services_is_overlooked() -> None:
    catalogue = Catalogue(*projection.services)
    assert set(projection._handlers) == set(catalogue.events)


def test_every_event_is_kept_as_it_was_published() -> None:
    for service, events in LOMBOK.items():
        touched = collected(service, events).touched
        assert touched[t.event] == {(service, row.position) for row in events}


NOWHERE = {"officers": {"reason"}}
"""Why an officer was suspended is kept in the log alone."""


@pytest.mark.parametrize("service", LOMBOK)
async def test_sealed_values_stay_sealed(service: str) -> None:
    """They come in sealed from the log; nothing here may look into them, so they go out as they came, in columns of their own."""
    sealed = {name for event in Catalogue(service).events.values() for name in sealed_fields(event)}
    noted = Noted()
    await collected(service, LOMBOK[service]).write(noted)
    columns = {name for query, _ in noted.sent for name in _columns_with(query, noted, "sealed~")}
    assert columns == sealed - NOWHERE.get(service, set())


def _columns_with(query: str, noted: Noted, mark: str) -> set[str]:
    if not query.startswith("insert into") or query.startswith("insert into event "):
        return set()
    names = re.findall(r"[a-z_]+", query.partition("(")[2].partition(")")[0])
    return {
        name
        for sent, arguments in noted.sent
        if sent == query
        for name, values in zip(names, arguments, strict=True)
        if any(mark in str(value) for value in values)
    }


def test_a_village_knows_its_regions() -> None:
    changes = collected("villages", [row for row in LOMBOK["villages"] if row.type == "VillageRegistered"][:1])
    assert changes.touched[t.village] == {(an("52.01.09.2001"),)}


async def test_completing_the_pillars_changes_nothing_but_their_status() -> None:
    log = Log("villages")
    log.tell(UUID(int=1), PillarsCompleted(completed_on="2026-01-01"))  # type: ignore[arg-type]
    noted = Noted()
    await collected("villages", log.events).write(noted)
    changed = [(query, arguments) for query, arguments in noted.sent if "village" in query]
    assert [arguments for _, arguments in changed] == [((UUID(int=1),), ("COMPLETE",))]
    assert "update village " in changed[0][0]
    assert "insert" not in changed[0][0], "it must not bring a village about"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ampenan Selatan", "ampenan selatan"),
        ("  Batu   Bolong-Selatan ", "batu bolong selatan"),
        ("S. Parman (Unit 2)", "s parman unit 2"),
        ("Regapu’u", "regapuu"),
        ("Ma'rang/Ma`rang", "marang marang"),
        ("SÉ ULU", "sé ulu"),
        ("...", ""),
    ],
)
def test_names_are_sought_as_words(name: str, words: str) -> None:
    assert sought(name) == words


def test_pillars_have_an_order_that_stays() -> None:
    assert [pillar.value for pillar in Pillar] == ["BHABINKAMTIBMAS", "BABINSA", "VILLAGE_HEAD"]
