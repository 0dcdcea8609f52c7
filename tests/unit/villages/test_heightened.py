"""While an election is under way leadership has less time, for what concerns it a step less; and the warning says by which."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import EarlyWarningRaised, EscalateWarning, Severity, WarningKind
from libs.events.contracts.villages.election_period import ElectionInForce, ElectionKind, ElectionPhase
from libs.events.testing import given
from services.villages import elections_near
from services.villages.early_warning import EARLY_WARNING
from services.villages.election_period import ELECTION_PERIOD, ElectionPeriod
from services.villages.heightened import Heightened, most, shortened, treated_as
from tests.unit.villages.test_early_warning import CLOCK, ID, POLRES, RAISER, escalated, facts, raised, raising
from tests.unit.villages.test_election_period import CAMPAIGN, DECLARED, advanced, closed

SPACE = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b083")
ELECTION = ElectionInForce(election_id=uuid5(SPACE, "one"), kind=ElectionKind.PILKADA, phase=ElectionPhase.QUIET_PERIOD)
OTHER = replace(ELECTION, election_id=uuid5(SPACE, "two"))


def heightened(percent: int, election: ElectionInForce = ELECTION) -> Heightened:
    return Heightened(election=election, clock_percent=percent)


@pytest.mark.parametrize(
    ("kind", "severity", "treated"),
    [
        (WarningKind.HOAX, Severity.YELLOW, Severity.ORANGE),
        (WarningKind.ELECTION_TENSION, Severity.YELLOW, Severity.ORANGE),
        (WarningKind.LAND_CONFLICT, Severity.YELLOW, Severity.YELLOW),
        (WarningKind.HOAX, Severity.GREEN, Severity.GREEN),
        (WarningKind.HOAX, Severity.ORANGE, Severity.ORANGE),
        (WarningKind.HOAX, Severity.RED, Severity.RED),
    ],
)
def test_a_yellow_warning_of_what_concerns_an_election_is_answered_as_an_orange_one(
    kind: WarningKind, severity: Severity, treated: Severity
) -> None:
    assert treated_as(kind, severity, heightened(50)) is treated
    assert treated_as(kind, severity, None) is severity


def test_the_time_is_shortened_to_a_second_at_least() -> None:
    assert [shortened(3600, one) for one in (None, heightened(50), heightened(100), heightened(1))] == [3600, 1800, 3600, 36]
    assert shortened(1, heightened(1)) == 1


def test_of_several_elections_the_one_that_asks_for_most_counts() -> None:
    strict, lax = heightened(40), heightened(60, OTHER)
    assert most([]) is None
    assert most([lax, strict]) == most([strict, lax]) == strict
    first, second = sorted((heightened(40), heightened(40, OTHER)), key=lambda one: one.election.election_id)
    assert most([second, first]) == first, "always the same"


def test_a_warning_says_by_which_election_its_clock_was_shortened() -> None:
    shown = replace(facts(RAISER), election=ELECTION, clock=450)
    expected = raised(election=ELECTION, acknowledge_within=450)
    given(EARLY_WARNING, facts=shown).when(raising()).then(expected)
    passed_on = replace(facts(CLOCK), election=ELECTION, clock=450)
    told = given(EARLY_WARNING, raised(), facts=passed_on).when(EscalateWarning(warning_id=ID, reached=UnitLevel.POLSEK))
    told.then(replace(escalated(POLRES), election=ELECTION, acknowledge_within=450))


def test_whoever_confirmed_it_counts_as_its_raiser_and_nobody_else_may_say_so() -> None:
    confirmed = replace(raising(), raised_for=RAISER.person_id)
    told = given(EARLY_WARNING, facts=facts(CLOCK)).when(confirmed).then(raised())
    told.when(confirmed).then_nothing()
    given(EARLY_WARNING, facts=facts(RAISER)).when(confirmed).then_refused("RAISES_FOR_HIMSELF", "raised_for")


def test_an_event_of_before_there_were_elections_tells_of_none() -> None:
    (upcast,) = EarlyWarningRaised.upcasts
    assert upcast({"kind": "HOAX"}) == {"kind": "HOAX", "election": None}


class Near:
    """Stands for the log: which elections hold which claims, how each stands, and which regions have got another code."""

    def __init__(self, **elections: tuple[str, ElectionPeriod | None]) -> None:
        self.moved: dict[str, str] = {}
        self.held = {claim: uuid5(SPACE, name) for name, (claim, _) in elections.items()}
        self.states = {uuid5(SPACE, name): state for name, (_, state) in elections.items()}
        self.wanted: set[str] = set()

    async def facts(self, service: str, _statement: str, codes: list[str]) -> list[dict[str, str]]:
        assert service == "villages"
        return [{"code": self.moved.get(code, code)} for code in codes]

    async def holders(self, claim: str, values: Iterable[str]) -> dict[str, UUID]:
        assert claim == "election-period"
        self.wanted = set(values)
        return {value: key for value, key in self.held.items() if value in self.wanted}

    async def state(self, _decider: object, key: UUID) -> ElectionPeriod | None:
        return self.states[key]


async def test_the_elections_over_the_village_and_every_region_above_it_are_looked_at() -> None:
    under_way = ELECTION_PERIOD.fold([DECLARED, advanced(CAMPAIGN, 1)])
    strict = ELECTION_PERIOD.fold([replace(DECLARED, clock_percent=20), advanced(CAMPAIGN, 1)])
    over = ELECTION_PERIOD.fold([replace(DECLARED, clock_percent=1), advanced(CAMPAIGN, 1), closed(2)])
    to_come = ELECTION_PERIOD.fold([replace(DECLARED, clock_percent=1)])
    near: Any = Near(
        province=("PEMILU:52", under_way),
        regency=("PILKADA:52.71", strict),
        over=("PILKADES:52.71.01.1004", over),
        to_come=("PEMILU:52.71", to_come),
        elsewhere=("PILKADA:52.01", ELECTION_PERIOD.fold([replace(DECLARED, clock_percent=1), advanced(CAMPAIGN, 1)])),
    )
    found = await elections_near.heightened(near, "52.71.01.1004")
    assert found is not None
    assert (found.election.election_id, found.clock_percent) == (uuid5(SPACE, "regency"), 20)
    codes = ("52", "52.71", "52.71.01", "52.71.01.1004")
    assert near.wanted == {f"{kind}:{code}" for kind in ElectionKind for code in codes}
    assert await elections_near.heightened(near, "53.01.01.1001") is None
    near.moved = {"53.01": "52.71"}
    ahead = await elections_near.heightened(near, "53.01.01.1001")
    assert ahead is not None, "the regency has its new code, the village not yet"
    assert ahead.election.election_id == uuid5(SPACE, "regency")
