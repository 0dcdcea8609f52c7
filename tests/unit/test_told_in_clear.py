"""What was recorded in clear before its field came to be sealed is kept as it is, and told apart from sealed text."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json

from libs.events.codec import Codec, Meta, Recorded, encode
from libs.events.contracts.officers.officer import OfficerSuspended
from libs.events.contracts.villages.village_visit import VisitFindingRecorded
from libs.events.message import Catalogue, Role, Sealing, sealed_fields
from libs.events.told_in_clear import in_clear, is_in_clear, sealed_from_now_on, told
from libs.events.vault import is_sealed
from tests.lombok import NOON

WHOSE = {"village_id": str(uuid4()), "officer_id": str(uuid4()), "finding_id": str(uuid4())}


def read(kind: str, schema: int, payload: dict[str, Any]) -> Any:
    """The event as everybody reads it who knows the newest version alone."""
    meta = encode(Meta(command="Told", digest="-", actor="test", role=Role.OFFICER, correlation=UUID(int=1)))
    row = Recorded(
        position=1, stream=f"some-{UUID(int=1)}", version=1, id=UUID(int=2), type=kind, schema=schema, occurred_at=NOON,
        recorded_at=NOON, data=json.encode(payload), meta=meta,
    )  # fmt: skip
    return Codec(Catalogue("officers", "villages")).event(row)


@given(st.text())
def test_any_text_comes_back_and_looks_like_no_sealed_one(text: str) -> None:
    stored = in_clear(text)
    assert told(stored) == text
    assert is_in_clear(stored)
    assert not is_sealed(stored)
    assert stored.isascii()
    assert not any(character.isspace() or not character.isprintable() for character in stored)


def test_what_looks_sealed_was_told_in_clear_all_the_same() -> None:
    forged = "s1.record:village_visit-x.AAAA"
    assert is_sealed(forged)
    assert sealed_from_now_on("reason")({"reason": forged}) == {"reason": in_clear(forged)}


@pytest.mark.parametrize("text", ["", "RT 02", "s1.person:x.AAAA", "s0.A", "s0.~"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        told(text)


@pytest.mark.parametrize("payload", [{}, {"reason": None}])
def test_what_was_not_told_is_not_made_up(payload: dict[str, Any]) -> None:
    assert sealed_from_now_on("reason")(payload) == payload


def test_a_house_and_a_reason_are_sealed_from_version_two_on_and_read_from_version_one() -> None:
    assert sealed_fields(VisitFindingRecorded) == {"household_ref": Sealing.RECORD, "finding": Sealing.RECORD}
    assert sealed_fields(OfficerSuspended) == {"reason": Sealing.RECORD}
    old = read("VisitFindingRecorded", 1, {**WHOSE, "household_ref": "RT 02 no. 14", "finding": "s1.record:x.AAAA"})
    assert (told(old.household_ref), old.finding) == ("RT 02 no. 14", "s1.record:x.AAAA")
    assert read("VisitFindingRecorded", 2, {**WHOSE, "household_ref": "s1.record:x.AAAA"}).household_ref == "s1.record:x.AAAA"
    assert read("VisitFindingRecorded", 1, WHOSE).household_ref is None
    suspended = read("OfficerSuspended", 1, {"reason": "Pemeriksaan", "suspended_on": "2017-07-25"})
    assert suspended == OfficerSuspended(reason=in_clear("Pemeriksaan"), suspended_on=date(2017, 7, 25))
