"""An edition as a file: a place a line, code and name; taken whole, or refused whole with what is wrong line by line."""

import bz2
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from msgspec import ValidationError, convert

from data.regions import VILLAGE, Listed
from libs.events.contracts.values import Name, PlaceCode
from libs.events.wording import counted

LONGEST: Final = 1 << 25
"""Bytes of a file, ten times what the whole country takes; of a longer one nothing is read."""
KINDS: Final = "123"
"""What the last part of a village's code may begin with."""
_HEADER: Final = re.compile(r"(code|kode|id)[,\t](name|nama)", re.IGNORECASE)


class Problem(NamedTuple):
    """What is wrong with a line, counted from 1."""

    line: int
    what: str


class BrokenEdition(Exception):
    """The file is not taken; `problems` tells why, in the order of the lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(counted(len(problems), "line is wrong", "lines are wrong"))
        self.problems = tuple(problems)


def read_file(path: Path) -> list[Listed]:
    """Every place of a file, by code. Raises BrokenEdition, OSError."""
    try:
        with bz2.open(path) if path.suffix == ".bz2" else path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except EOFError:
        raise BrokenEdition([Problem(1, "this is no whole bzip2")]) from None
    except OSError as error:
        if error.errno is not None:  # of the file, not of what is in it
            raise
        raise BrokenEdition([Problem(1, "this is no whole bzip2")]) from None
    if len(content) > LONGEST:
        raise BrokenEdition([Problem(1, f"the file is longer than {LONGEST >> 20} MiB")])
    return parse(content)


def parse(content: bytes) -> list[Listed]:
    """Every place of an edition, by code: UTF-8, `code,name` as CSV or with a tab between, a header or none.

    Raises BrokenEdition.
    """
    problems: list[Problem] = []
    found: dict[str, tuple[int, str]] = {}
    for number, line in _lines(content, problems):
        row = _row(line)
        if row is None:
            problems.append(Problem(number, "it has not two columns, code and name"))
            continue
        code, name = row
        wrong = _wrong(code, name)
        if wrong:
            problems.append(Problem(number, wrong))
        elif code in found:
            problems.append(Problem(number, f"{code} is on line {found[code][0]} already"))
        else:
            found[code] = (number, name)
    for code, (number, _) in found.items():
        above = code.rpartition(".")[0]
        if above and above not in found:
            problems.append(Problem(number, f"{code} lies in {above}, which is missing"))
    if not found and not problems:
        problems.append(Problem(1, "there is no place in it"))
    if problems:
        raise BrokenEdition(sorted(problems))
    return [Listed(code, name) for code, (_, name) in sorted(found.items())]


def _lines(content: bytes, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    raw = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if raw[-1] == b"":
        raw.pop()
    for number, line in enumerate(raw, 1):
        try:
            text = line.removesuffix(b"\r").decode()
        except UnicodeDecodeError:
            problems.append(Problem(number, "it is not UTF-8"))
            continue
        if number > 1 or not _HEADER.fullmatch(text):
            yield number, text


def _row(line: str) -> tuple[str, str] | None:
    try:
        (row,) = csv.reader([line], delimiter="\t" if "\t" in line else ",", strict=True)
    except (csv.Error, ValueError):
        return None
    return (row[0], row[1]) if len(row) == 2 else None


def _wrong(code: str, name: str) -> str | None:
    try:
        convert(code, PlaceCode)
    except ValidationError:
        return "its code is none"
    if len(code) == VILLAGE and code[-4] not in KINDS:
        return f"{code} is the code of no kind of village"
    if not name.strip():
        return f"{code} has no name"
    try:
        convert(name, Name)
    except ValidationError:
        return f"the name of {code} has space at its ends, or something in it that cannot be seen"
    return None
