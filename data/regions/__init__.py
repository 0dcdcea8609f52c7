"""The administrative places of Indonesia, from province to village, as one published edition has them."""

import bz2
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

EDITION: Final = "idn-area-data 4.0.1"
"""The edition's name, entered with every place."""
FILE: Final = Path(__file__).with_name("edition.bz2")

PROVINCE, REGENCY, DISTRICT, VILLAGE = 2, 5, 8, 13
"""Length of a code, by level."""


class Listed(NamedTuple):
    """A place as the edition lists it."""

    code: str
    name: str


def read() -> Iterator[Listed]:
    """Every place, the provinces first, the villages last, each level in the order of its codes."""
    for line in bz2.decompress(FILE.read_bytes()).decode().rstrip("\n").split("\n"):
        yield Listed(*line.split("\t"))


def within(code: str, grounds: tuple[str, ...]) -> bool:
    """Whether a place is one of these or lies in one: codes nest at their dots."""
    return any(code == ground or code.startswith(ground + ".") for ground in grounds)
