"""How names are searched: as lower-case words, without apostrophes, whatever stands between them."""

import re
from typing import Final

APOSTROPHES: Final = "'’‘ʼ`"
"""Dropped, so that Regapu’u is found with any of them or with none."""
BETWEEN: Final = r"[^a-z0-9\u0080-\U0010ffff]+"
"""What separates words, as a regular expression of Python and of PostgreSQL alike."""

_between: Final = re.compile(BETWEEN)
_dropped: Final = dict.fromkeys(map(ord, APOSTROPHES))


def sought(name: str) -> str:
    """The words of a name, a space between them: what `graph.search` compares a search with."""
    return _between.sub(" ", name.lower().translate(_dropped)).strip(" ")
