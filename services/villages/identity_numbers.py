"""Keeps numbers of identity and family cards (*NIK*, *KK*: sixteen digits) out of what people write down."""

import re
from collections.abc import Mapping
from typing import Final

from libs.events.decider import Refused

_SIXTEEN: Final = re.compile(r"\d{16}|(?<![\d])(?<!\d[ .\-])(?:\d[ .\-]?){15}\d(?![ .\-]?\d)")
"""Sixteen digits or more in one piece, or exactly sixteen in groups; two telephone numbers side by side are more."""

_UNUSUAL: Final = {
    **dict.fromkeys((*range(0x2000, 0x200B), 0x00A0, 0x202F, 0x205F, 0x3000, 0x0009), " "),
    **dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212, 0xFE58, 0xFE63, 0xFF0D), "-"),
}


def _plainly(text: str) -> str:
    """The text with the blanks and dashes of a keyboard instead of those that telephones and word processors put there."""
    return text.translate(_UNUSUAL)


def field_with(number: re.Pattern[str], texts: Mapping[str, str | None]) -> str | None:
    """The first of these fields, by name, in which such a number is written, however it is parted."""
    return next((field for field, text in texts.items() if text is not None and number.search(_plainly(text))), None)


def refuse_identity_numbers(**texts: str | None) -> Refused | None:
    """The refusal of the first of these fields, by name, that holds such a number."""
    if (field := field_with(_SIXTEEN, texts)) is None:
        return None
    message = "A number of sixteen digits may be that of an identity or family card, which is not kept here: leave it out."
    return Refused("IDENTITY_NUMBER", message, field)


INDONESIAN: Final = {
    "A number of sixteen digits may be that of an identity or family card, which is not kept here: leave it out.": (
        "Angka enam belas digit mungkin nomor KTP atau kartu keluarga, yang tidak disimpan di sini: hapus angka itu."
    ),
}
"""What is refused here, said to people who read Indonesian."""
