"""What `libs.events` offers is there, brings nothing along unasked, and is the thing its room knows by that name."""

import subprocess
import sys
from importlib import import_module

import pytest

import libs.events


@pytest.mark.parametrize("name", libs.events.__all__)
def test_every_name_of_the_face_leads_to_where_it_is_made(name: str) -> None:
    found = getattr(libs.events, name)
    made_in = import_module(f"libs.events.{libs.events._ROOM_OF[name]}")
    assert found is getattr(made_in, name)


def test_the_face_lists_each_name_once_in_order_and_no_other_answers() -> None:
    assert sorted(set(libs.events.__all__)) == list(libs.events.__all__)
    assert set(libs.events.__all__) == set(libs.events._ROOM_OF)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = libs.events.Nothing


def test_a_contract_brings_neither_database_nor_broker_along() -> None:
    code = (
        "import sys, libs.events, libs.events.contracts.officers.officer; from libs.events import Command, Decider;"
        "print([name for name in ('asyncpg', 'nats', 'sqlalchemy', 'fastapi', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
