"""What people are told: English where it is said, Indonesian from the catalogue beside it, chosen by the request under way."""

from collections.abc import Iterable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any, Final, Literal

Language = Literal["en", "id"]

_ENGLISH: Final = ("en", "*")
_INDONESIAN: Final = ("id", "in")
"""`in` is what the language was called before 1989, and what some Java clients still send."""

Catalogue = Mapping[str, str]
"""Indonesian by English: sentences as they stand, or with the names of their values in braces."""

_spoken: ContextVar[Language] = ContextVar("language", default="en")


class Sentence(str):
    """`Sentence("{unit} does not hold {code}.", unit=..., code=...)`: in English a plain string, in Indonesian another one.

    Never put a value from outside into the template itself. Raises KeyError for a value that is missing.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, **values: Any) -> "Sentence":
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made


class Wording:
    """The catalogues of everything that one process has to say."""

    def __init__(self, *catalogues: Catalogue) -> None:
        self._indonesian = {english: said for catalogue in catalogues for english, said in catalogue.items()}

    def say(self, sentence: str) -> str:
        """The sentence in the language of the request under way; in English where there is no other."""
        if _spoken.get() == "en":
            return str(sentence)
        if isinstance(sentence, Sentence):
            return self._indonesian.get(sentence.template, sentence.template).format(**sentence.values)
        return self._indonesian.get(sentence, sentence)


def counted(number: int, one: str, others: str) -> str:
    """How many of something, in English: `counted(1, "line is", "lines are")` is "1 line is"."""
    return f"{number:,} {one if number == 1 else others}"


def language() -> Language:
    """Of the request under way."""
    return _spoken.get()


def listen(accept_language: str | None) -> Language:
    """From now on the request under way is answered in the language that its Accept-Language likes best: English unless told."""
    chosen = _liked_best(accept_language or "")
    _spoken.set(chosen)
    return chosen


class Listening:
    """ASGI middleware: every request is answered in its own language."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            listen(", ".join(_values(scope["headers"], b"accept-language")))
        await self._app(scope, receive, send)


def _values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]


def _liked_best(accept_language: str) -> Language:
    """RFC 9110: the language of the highest quality; of several the first. A range such as id-ID means its language."""
    best: Language = "en"
    highest = 0.0
    for choice in accept_language.split(",")[:20]:
        name, *parameters = (part.strip().lower() for part in choice.split(";"))
        tag = name.partition("-")[0]
        quality = next((_quality(part[2:]) for part in parameters if part.startswith("q=")), 1.0)
        if quality > highest and tag in (*_ENGLISH, *_INDONESIAN):
            best, highest = ("id" if tag in _INDONESIAN else "en"), quality
    return best


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
