"""Shares test files out among workers: those that ask the same running system go to one of them, each other by itself."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from xdist.scheduler import LoadScopeScheduling

_ASKS: Final = re.compile(r"\bprovince: System\b")
"""The fixture of the session that is a running system."""


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """Instead of xdist's groups: it names them in the ids of tests, of which pytest 9.2 makes its own."""

    def _split_scope(self, nodeid: str) -> str:
        return _scope(self.config.rootpath / nodeid.partition("::")[0])


@cache
def _scope(file: Path) -> str:
    return "province" if _ASKS.search(file.read_text()) else str(file)
