"""Telephone numbers are found as people write them, and what only looks like one is left alone."""

import pytest

from libs.events.decider import Refused
from services.villages.phone_numbers import refuse_phone_numbers

NUMBERS = [
    "0812 3456 7890",
    "WA 081999550101.",
    "+62 819-555-0101",
    "62819 5550101",
    "(0370) 621-234",
    "0370 621234",
    "+8190 1234 5678",
    "+62 (812) 3456 7890",
    "0812/3456/7890",
    "0812 \u2013 3456 \u2013 7890",
    "0812\u00a03456\u00a07890",
]
NONE = [
    "08-12-2024 09.00", "2024-08-12 08:00", "52.71.01.1004", "Rp 1.250.000", "RT 08/RW 12", "0,85 persen", "pukul 08.30-10.00",
    "08123", "1812345678901",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_refused_for_its_field(text: str) -> None:
    refused = refuse_phone_numbers(note=None, content=f"Hubungi {text} segera")
    assert isinstance(refused, Refused)
    assert (refused.code, refused.field) == ("PHONE_NUMBER", "content")


@pytest.mark.parametrize("text", NONE)
def test_what_is_none_is_taken(text: str) -> None:
    assert refuse_phone_numbers(content=f"Kabar {text} beredar") is None
