"""Ids of everything in the record, each derived from a readable name: the same on every machine, at every load."""

from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6f1d1c52-7b0e-5a4e-9d55-2017072508ff")
"""Never to be changed: every id below hangs on it."""


def region(code: str) -> UUID:
    """A province, regency or district, by the code under which it was first entered."""
    return uuid5(NAMESPACE, f"region/{code}")


def village(code: str) -> UUID:
    """A village, by the code under which it was first entered; the id stays when the code changes."""
    return uuid5(NAMESPACE, f"village/{code}")


def unit(name: str) -> UUID:
    """A police unit, by the name it bears today: `Polresta Mataram`."""
    return uuid5(NAMESPACE, f"unit/{name}")


def officer(name: str) -> UUID:
    """An officer of the fill, by the name of his post: `Bhabinkamtibmas 52.71.01.1004`."""
    return uuid5(NAMESPACE, f"officer/{name}")


def assignment(name: str) -> UUID:
    """An assignment of the fill, by the code of its village."""
    return uuid5(NAMESPACE, f"assignment/{name}")


def person(name: str) -> UUID:
    """The holder of a seat, by pillar and village: `BABINSA 52.71.01.1004`."""
    return uuid5(NAMESPACE, f"person/{name}")


def program(name: str) -> UUID:
    """A programme of cooperation, by a short name."""
    return uuid5(NAMESPACE, f"program/{name}")


def site(name: str) -> UUID:
    """A pilot site, by the place."""
    return uuid5(NAMESPACE, f"site/{name}")


def milestone(name: str) -> UUID:
    """A milestone of a programme, by when and what: `2012 pilot project`."""
    return uuid5(NAMESPACE, f"milestone/{name}")


def session(name: str) -> UUID:
    """A training session, by place and day."""
    return uuid5(NAMESPACE, f"session/{name}")


def directive(name: str) -> UUID:
    """A directive, by its session and theme: `Mataram 2017-07-25/EARLY_WARNING`."""
    return uuid5(NAMESPACE, f"directive/{name}")


def duty(field: str, name: str) -> UUID:
    """What officers did, by the field of commands that names it and a readable name: `visit_id`, `Ampenan Selatan 1`."""
    return uuid5(NAMESPACE, f"{field.removesuffix('_id')}/{name}")


def command(target: UUID, name: str) -> UUID:
    """A command, by the aggregate it is addressed to and a name that is its own there."""
    return uuid5(target, name)
