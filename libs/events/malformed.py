"""What is wrong with the form of a command, in a sentence for people; those of the decoder are English, and name its types."""

import re
from typing import Final

from msgspec import ValidationError

from libs.events.problem import Problem
from libs.events.wording import Sentence

OTHERWISE: Final = "This is not as described."
"""Said of what the decoder refuses in words that are not known here."""

_PATH: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_NAMED: Final = re.compile(r"field `(?P<name>[A-Za-z0-9_]{1,64})`")
_OR_NULL: Final = " | null"

BOUNDS: Final = {
    r"Expected `str` of length >= (?P<least>.+)": "This text is too short; its length is at least {least}.",
    r"Expected `str` of length <= (?P<most>.+)": "This text is too long; its length is at most {most}.",
    r"Expected `array` of length >= (?P<least>.+)": "This list is too short; its length is at least {least}.",
    r"Expected `array` of length <= (?P<most>.+)": "This list is too long; its length is at most {most}.",
    r"Expected `array` of length (?P<length>\d+)": "This list has another length than {length}.",
    r"Expected `(?:int|float)` >= (?P<least>.+)": "This number is too small; it is at least {least}.",
    r"Expected `(?:int|float)` <= (?P<most>.+)": "This number is too large; it is at most {most}.",
    r"Expected `(?:int|float)` > (?P<least>.+)": "This number is too small; it is more than {least}.",
    r"Expected `(?:int|float)` < (?P<most>.+)": "This number is too large; it is less than {most}.",
}
"""By the form of the decoder's sentence, whose bound is said again."""
_DAY: Final = "This is to be a day, as 2017-07-25 is."
_TIME: Final = "This is to be a time with its offset, as 2017-07-25T08:00:00+08:00 is."
_ID: Final = "This is to be an id (UUID)."
_NUMBER: Final = "This is to be a number."
WANTED: Final = {
    "str": "This is to be text.",
    "int": "This is to be a whole number.",
    "float": _NUMBER,
    "decimal": _NUMBER,
    "bool": "This is to be true or false.",
    "object": "This is to be an object with fields of its own.",
    "array": "This is to be a list.",
    "uuid": _ID,
    "date": _DAY,
    "datetime": _TIME,
}
"""By the decoder's name of a type."""
OF_TEXT: Final = {
    "Invalid UUID": _ID,
    "Invalid RFC3339 encoded date": _DAY,
    "Invalid RFC3339 encoded datetime": _TIME,
    "Expected `datetime` with a timezone component": _TIME,
    "Invalid decimal string": _NUMBER,
    "Number out of range": "This number is too large.",
    "Integer value out of range": "This number is too large.",
}
"""By the decoder's sentence."""


def malformed(error: ValidationError) -> Problem:
    """What is wrong, and where. Never a value of the request, which may be anybody's name."""
    text = str(error)
    where = _PATH.search(text)
    reason = text[: where.start()] if where else text
    named = _NAMED.search(reason)
    path = ".".join(part for part in (where["path"] if where else "", named["name"] if named else "") if part)
    return Problem(status=422, code="COMMAND_INVALID", message=_said(reason, path, named=bool(named)), field=path or None)


def _said(reason: str, path: str, *, named: bool) -> str:
    if reason.startswith("Object missing required field"):
        return Sentence("Fill in {field}.", field=path)
    if reason.startswith("Object contains unknown field"):
        unspeakable = "There is a field here that nobody knows."
        return Sentence("There is no field {field} here.", field=path) if named else unspeakable
    if reason.startswith("Invalid enum value"):
        return "This is none of the values there are."
    if "matching regex" in reason:
        return "This text has not the form described."
    for pattern, sentence in BOUNDS.items():
        if bound := re.fullmatch(pattern, reason):
            return Sentence(sentence, **bound.groupdict())
    if wanted := re.fullmatch(r"Expected `([a-z |]+)`, got `\w+`", reason):
        return WANTED.get(wanted[1].removesuffix(_OR_NULL), OTHERWISE)
    return OF_TEXT.get(reason, OTHERWISE)
