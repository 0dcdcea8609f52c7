"""Keeps telephone numbers out of what is written down about groups, which is to name nobody."""

import re
from typing import Final

from libs.events.decider import Refused
from services.villages.identity_numbers import field_with

_APART: Final = r"[ .\-/()]{0,3}"
_NUMBER: Final = re.compile(
    r"(?<!\d)(?:"
    rf"(?:\+?62{_APART}|0)8[1-9]\d(?:{_APART}\d){{5,9}}"  # mobile: 0812 3456 7890, +62 (812) 3456 - 7890
    r"|\(?0[2-9]\d{1,2}\)?[ \-]\d{3,4}[ .\-]?\d{2,4}"  # with an area code: (0370) 621-234
    rf"|\+\d(?:{_APART}\d){{7,14}}"  # of any country
    r")(?!\d)"
)
"""As people write them; a date, a code of a place or a sum of money is none."""


def refuse_phone_numbers(**texts: str | None) -> Refused | None:
    """The refusal of the first of these fields, by name, that holds a telephone number."""
    if (field := field_with(_NUMBER, texts)) is None:
        return None
    return Refused("PHONE_NUMBER", "What is said between groups is told without telephone numbers: leave it out.", field)


INDONESIAN: Final = {
    "What is said between groups is told without telephone numbers: leave it out.": (
        "Isu antarkelompok diuraikan tanpa nomor telepon: hapus nomor itu."
    ),
}
"""What is refused here, said to people who read Indonesian."""
