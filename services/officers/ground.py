"""The places for which a unit answers (*wilayah hukum*), day by day, and what becomes of them when a place gets another code.

Decision 0094.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Final

from msgspec import Struct

from libs.events.contracts.officers.police_unit import (
    ChangeJurisdiction,
    FollowPlace,
    GroundLost,
    JurisdictionAssigned,
    JurisdictionWithdrawn,
    LeaveGround,
    LossReason,
)
from libs.events.decider import Refused

LOSSES: Final = frozenset(LossReason)


class Ground(Struct, frozen=True):
    """A place a unit answers for, from one day to another (the first day on which it no longer does)."""

    code: str
    valid_from: date
    valid_to: date | None = None

    def held_after(self, day: date) -> bool:
        """Whether it is still held on that day or on any later one."""
        return self.valid_to is None or day < self.valid_to


def covers(ground: str, code: str) -> bool:
    """Whether a place lies within another: codes nest at their dots."""
    return code == ground or code.startswith(ground + ".")


def overlaps(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def above(code: str) -> list[str]:
    """The code itself and those of all regions it lies in, the widest first."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def follow(
    grounds: Iterable[Ground],
    lost: Collection[tuple[str, str]],
    command: FollowPlace,
    refused: Callable[[ChangeJurisdiction], Refused | None],
) -> JurisdictionAssigned | GroundLost | None:
    """The place under its new code, where the unit answered for it under the old one and may under the new one."""
    held = [ground for ground in grounds if ground.valid_to is None]
    before = [ground for ground in held if covers(ground.code, command.previous_code)]
    if not before or any(covers(ground.code, command.code) for ground in held):
        return None
    if (command.previous_code, command.code) in lost:
        return None
    since = max(command.changed_on, *(ground.valid_from for ground in before))
    wanted = ChangeJurisdiction(unit_id=command.unit_id, assign=(command.code,), changed_on=since, source=command.source)
    no = refused(wanted)
    if no is None:
        return JurisdictionAssigned(code=command.code, valid_from=since, source=command.source)
    return GroundLost(
        previous_code=command.previous_code,
        code=command.code,
        changed_on=command.changed_on,
        reason=LossReason(no.code),
        source=command.source,
    )


def leave(
    grounds: Iterable[Ground], command: LeaveGround, empty: Collection[str], below: Iterable[Ground]
) -> list[JurisdictionWithdrawn]:
    """The grounds given up: those in which nothing lies any more, once no unit below holds any of it."""
    still = [ground.code for ground in below if ground.valid_to is None]
    return [
        JurisdictionWithdrawn(code=ground.code, valid_to=max(command.changed_on, ground.valid_from), source=command.source)
        for ground in grounds
        if ground.valid_to is None
        and ground.code in empty
        and covers(ground.code, command.previous_code)
        and not any(covers(ground.code, code) for code in still)
    ]
