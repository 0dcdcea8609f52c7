"""What holds of every command of an invented year, however much of it is looked at."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

from msgspec import to_builtins

from data.demo.province import Province
from data.demo.telling import Speaker, Told
from data.demo.year import Chapter, chapters
from data.regions import Listed
from libs.events.message import Command, Sealing, field_notes

PLAINLY: Final = "Contoh"
"""Stands in every name, and at the beginning of every text."""
BEGUN_BY_STEPS: Final = (
    "officer",
    "village_assignment",
    "contact_person",
    "joint_activity",
    "community_issue",
    "early_warning",
    "social_institution",
    "partnership_forum",
    "election_period",
    "sensitive_issue",
    "safety_survey",
    "training_session",
    "cooperation_program",
    "evaluation_report",
)
"""Aggregates in which all follows on one first step; units and villages are there, and a visit begins with any report."""


PLANNED: Final = ("scheduled_at", "starts_at", "ends_at")
"""Fields of commands that tell when something is to be."""


def told_in(chapters: Iterable[Chapter]) -> list[Told]:
    return [one for chapter in chapters for one in chapter.told]


def small(begun: datetime, *, days: int = 60, **particulars: Any) -> list[Chapter]:
    """The last days of a ground of twenty-four villages, whose names are invented too."""
    places = [Listed(f"52.{city}.01.{1001 + number}", f"Kelurahan {number}") for city in (71, 72) for number in range(12)]
    return list(chapters(Province(places, begun, days=days, **particulars)))


def said(one: Told) -> tuple[str, Speaker, dict[str, Any]]:
    return type(one.command).__name__, one.by, to_builtins(one.command)


def sealed(one: Told) -> Iterator[tuple[str, str, Any]]:
    """Whatever of a command may tell of people: the field, under whose key it is sealed, what it says."""
    for name, key in _sealed(type(one.command)):
        if (value := getattr(one.command, name)) is not None:
            yield name, key, value


@cache
def _sealed(kind: type[Command]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, note["sealed"]) for name, note in field_notes(kind).items() if "sealed" in note)


def moments(command: Any) -> Iterator[datetime]:
    """At which something happened, as the command itself tells; not what is planned."""
    for name in type(command).__struct_fields__:
        value = getattr(command, name)
        if isinstance(value, datetime) and name not in PLANNED:
            yield value


def misgivings(chapters: Iterable[Chapter], begun: datetime) -> Iterator[str]:
    """Whatever cannot have happened so, or not have been told so."""
    before: set[UUID] = set()
    for chapter in chapters:
        for wave in chapter.waves:
            told_before, latest = frozenset(before), dict[UUID, Told]()
            for one in wave:
                for wrong in (*_of_the_time(one, begun), *_of_people(one), *_of_the_order(one, latest.get(one.target))):
                    yield f"{type(one.command).__name__} {wrong}"
                if one.command.aggregate() in BEGUN_BY_STEPS and not (type(one.command).creates or one.target in before):
                    yield f"{type(one.command).__name__} is about what nobody has begun"
                if not told_before.issuperset(one.rests_on):
                    yield f"{type(one.command).__name__} rests on what is told beside it or later"
                latest[one.target] = one
                before.add(one.target)


def _of_the_time(one: Told, begun: datetime) -> Iterator[str]:
    if any(at > begun for at in (one.at, *moments(one.command))):
        yield "has not happened yet"
    if any(at != one.at for at in moments(one.command)):
        yield "happened at another moment than it is told for"


def _of_the_order(one: Told, before: Told | None) -> Iterator[str]:
    """In a wave, after what was told before of the same thing."""
    if before is not None and before.by != one.by:
        yield "crosses what somebody else says about the same thing"
    if before is not None and before.at > one.at:
        yield "is told after what follows on it"


def _of_people(one: Told) -> Iterator[str]:
    if one.by.role not in type(one.command).allowed:
        yield f"may not be given by a {one.by.role}"
    for field, key, value in sealed(one):
        if field == "service_number":
            plainly = str(value).startswith("9998")
        else:
            plainly = PLAINLY in value if key is Sealing.PERSON else str(value).startswith(PLAINLY)
        if not plainly:
            yield f"says {value!r} of somebody who might exist"


def table(told: Iterable[Told]) -> str:
    """How often each command is given in the year, as `docs/demo.md` shows it: two to a row."""
    counts = sorted(Counter(type(one.command).__name__ for one in told).items(), key=lambda count: (-count[1], count[0]))
    cells = [f"`{name}` | {number:,}" for name, number in counts]
    half = (len(cells) + 1) // 2
    rows = zip_longest(cells[:half], cells[half:], fillvalue=" | ")
    return "".join(f"| {left} | {right} |\n" for left, right in rows)
