"""An election that is under way when the year ends: one regency elects its head, and has campaigned for weeks.

What is told late is told in the phase of the day of loading: so nothing of it is told that was seen in an earlier one.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from data.demo.province import Province
from data.demo.telling import Told
from data.regions import within
from libs.events.contracts.villages.election_period import DeclareElectionPeriod, ElectionKind, ElectionPhase, PhaseStart

ELECTS: Final = "52.05"
"""One in which none of today's warnings is: their clocks run as everywhere."""
DECLARED: Final = -60
CAMPAIGN: Final = -24
"""The day on which they began to campaign."""
PHASES: Final = {
    ElectionPhase.REGISTRATION: (-55, 480),
    ElectionPhase.CAMPAIGN: (CAMPAIGN, 0),
    ElectionPhase.QUIET_PERIOD: (9, 0),
    ElectionPhase.VOTING: (12, 420),
    ElectionPhase.COUNTING: (12, 780),
    ElectionPhase.DISPUTE: (17, 0),
    ElectionPhase.RESULT: (31, 540),
}
"""Day and minute at which each begins; those to come begin by themselves."""
ENDS: Final = 45


def told(province: Province) -> Iterator[Told]:
    there = electing(province)
    if there:
        declared = DeclareElectionPeriod(
            election_id=election(province),
            kind=ElectionKind.PILKADA,
            region_code=ELECTS,
            phases=tuple(PhaseStart(phase=phase, starts_at=province.days.moment(*at)) for phase, at in PHASES.items()),
            ends_at=province.days.moment(ENDS, 0),
        )
        yield Told(at=province.days.moment(DECLARED, 560), by=province.commander(there[0]), command=declared)


def election(province: Province) -> UUID:
    return province.id("election_id", ELECTS)


def electing(province: Province) -> list[str]:
    """The villages of the regency that have an officer."""
    return [code for code in province.held if within(code, (ELECTS,))]
