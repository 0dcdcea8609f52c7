"""Stands for a row or a global id while a declaration is looked at and nobody asks for data."""

from typing import Any

from sqlalchemy import bindparam


class Anything:
    """Every column of it is some value, and so is the key it names."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return bindparam(None)

    def of(self, _row: Any) -> Any:
        """As a global id: the key it holds for a row's type."""
        return bindparam(None)

    def uuid(self) -> Any:
        """As an id that is a plain UUID."""
        return bindparam(None)
