"""Text recorded in clear before its field came to be sealed, in a form of its own, so that it is never taken for sealed text."""

from base64 import b64decode, urlsafe_b64encode
from typing import Any, Final

from libs.events.message import Upcast

FORM: Final = "s0."
"""Begins such text, as a vault's version begins sealed text. What is recorded from now on is sealed, whatever it begins with."""


def in_clear(text: str) -> str:
    """The text in that form: ASCII without spaces, as sealed text is."""
    return FORM + urlsafe_b64encode(text.encode()).decode()


def is_in_clear(stored: str) -> bool:
    return stored.startswith(FORM)


def told(stored: str) -> str:
    """The text that stands in that form. Raises ValueError where it does not."""
    if not is_in_clear(stored):
        raise ValueError("not told in clear")
    return b64decode(stored[len(FORM) :], altchars=b"-_", validate=True).decode()


def sealed_from_now_on(field: str) -> Upcast:
    """The step to the version in which this field is sealed: the log keeps what it holds, and a vault opens it without a key."""

    def upcast(payload: dict[str, Any]) -> dict[str, Any]:
        text = payload.get(field)
        return payload if text is None else {**payload, field: in_clear(text)}

    return upcast
