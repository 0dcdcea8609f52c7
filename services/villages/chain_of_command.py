"""Whom a warning is passed to: up the chain of command (*rantai komando*), past every post that nobody holds."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import Post, Severity

LADDER: Final = (UnitLevel.POLSEK, UnitLevel.POLRES, UnitLevel.POLDA)
"""The levels whose commanders answer for a village, from below."""
_RANKS: Final = tuple(reversed(UnitLevel))


def rank(level: UnitLevel | None) -> int:
    """How high a level stands; 0 where there is none."""
    return 0 if level is None else _RANKS.index(level) + 1


def addressee(post: Post, raiser: UUID | None) -> UUID | None:
    """Who is to answer there: whoever acts as its head, else its holder unless he is away; never the raiser himself."""
    found = (post.acting_id, None if post.absent else post.holder_id)
    return next((person for person in found if person is not None and person != raiser), None)


def route(chain: Sequence[Post], severity: Severity, reached: UnitLevel | None, raiser: UUID | None) -> tuple[Post, ...]:
    """The posts that are told next, above the level reached; none where the chain ends there.

    A red warning goes to all of them at once, any other to the first post where somebody can answer. Where nobody can, it goes
    to the top, so that it does not lie unseen below.
    """
    above = tuple(post for post in sorted(chain, key=lambda post: rank(post.level)) if rank(post.level) > rank(reached))
    if severity is Severity.RED or not above:
        return above
    return (next((post for post in above if addressee(post, raiser) is not None), above[-1]),)
