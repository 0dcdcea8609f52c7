"""What an election holds of its region: the code, which it follows, and gives up where the region is no more. Decision 0098."""

from typing import Any, Final
from uuid import UUID

from libs.events.contracts.villages.election_period import (
    ElectionKind,
    ElectionRegionFollowed,
    ElectionRegionLost,
    FollowElectionRegion,
    RegionLoss,
)
from libs.events.decider import Claim, Decided, Decision, Refused

CLAIM: Final = "election-period"
"""Held by a period from when it is declared until it is closed, or its region is lost."""


def claimed(kind: ElectionKind, code: str) -> str:
    """The value of the claim that two periods of one kind over one region would share."""
    return f"{kind}:{code}"


def claim(kind: ElectionKind, code: str) -> Claim:
    taken = Refused(
        "ELECTION_UNDER_WAY", "An election of this kind is declared for this region already: close it first.", "region_code"
    )
    return Claim(CLAIM, claimed(kind, code), taken=taken)


def follow(kind: ElectionKind, code: str, command: FollowElectionRegion, other: UUID | None) -> Decision:
    """From the code that the election has to the one that its region has since; `other` is what holds that one already.

    Of two elections of one kind over one place the one that was declared under the new code goes on: it says how closely the
    place is watched, so nothing lapses, and the one that follows waits for somebody to close it.
    """
    if code != command.previous_code:
        return []
    held = claim(kind, code)
    told: Any = {"changed_on": command.changed_on, "legal_basis": command.legal_basis}
    if command.code is None:
        lost = ElectionRegionLost(region_code=code, because=RegionLoss.DISSOLVED, **told)
        return Decided(events=(lost,), releases=(held,))
    if other is not None:
        lost = ElectionRegionLost(region_code=code, because=RegionLoss.TAKEN, taken_by=other, **told)
        return Decided(events=(lost,), releases=(held,))
    followed = ElectionRegionFollowed(region_code=command.code, previous_code=code, **told)
    # Where somebody else was quicker the decision is made again, and finds him.
    return Decided(events=(followed,), claims=(Claim(CLAIM, claimed(kind, command.code)),), releases=(held,))


INDONESIAN: Final = {
    "An election of this kind is declared for this region already: close it first.": (
        "Pemilihan sejenis sudah dinyatakan untuk wilayah ini: tutup terlebih dahulu."
    ),
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
