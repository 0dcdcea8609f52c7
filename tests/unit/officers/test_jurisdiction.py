"""Whatever is assigned and withdrawn, in any order and as of any day: on no day do two units of a level hold one place."""

from datetime import date, timedelta
from itertools import combinations
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.contracts.officers.police_unit import (
    ChangeJurisdiction,
    DeactivateUnit,
    EstablishUnit,
    UnitKind,
    UnitLevel,
)
from libs.events.decider import Refused, decided
from services.officers.ground import overlaps
from services.officers.police_unit import POLICE_UNIT, PoliceUnit, UnitCommand, UnitFacts

SPACE = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f2")
DAYS = [date(2017, 1, 1) + timedelta(days=day) for day in range(5)]
BELOW = {"Polda": None, "East": "Polda", "West": "Polda", **dict.fromkeys(("East 1", "East 2"), "East")} | dict.fromkeys(
    ("West 1", "West 2"), "West"
)
CODES = ("52.01", "52.71", "52.01.03", "52.01.03.2001")


def level(name: str) -> UnitLevel:
    return UnitLevel.POLDA if name == "Polda" else UnitLevel.POLRES if " " not in name else UnitLevel.POLSEK


class Tree:
    """The units as the service would show them to each decision."""

    def __init__(self) -> None:
        self.units: dict[str, PoliceUnit] = {}
        for name, above in BELOW.items():
            self.give(
                name,
                EstablishUnit(
                    unit_id=uuid5(SPACE, name),
                    name=name,
                    level=level(name),
                    kind=UnitKind.POLDA_A if name == "Polda" else UnitKind(level(name)),
                    parent_id=uuid5(SPACE, above or "Mabes"),
                ),
            )
        self.give("Polda", change("Polda", DAYS[0], assign=("52",)))

    def give(self, name: str, command: UnitCommand) -> bool:
        above = BELOW[name]
        mabes = PoliceUnit(name="Mabes", level=UnitLevel.MABES, kind=UnitKind.MABES, parent_id=None, seat_code=None)
        facts = UnitFacts(
            parent=self.units[above] if above else mabes,
            siblings=tuple(self.units[other] for other in self.units if BELOW[other] == above and other != name),
            children=tuple(unit for other, unit in self.units.items() if BELOW[other] == name),
        )
        state = self.units.get(name)
        decision = POLICE_UNIT.decide(state, command, facts)
        if isinstance(decision, Refused):
            return False
        folded = POLICE_UNIT.fold(decided(decision).events, state)  # type: ignore[arg-type]  # its own decider made them
        assert folded is not None
        self.units[name] = folded
        return True


def change(name: str, on: date, *, assign: tuple[str, ...] = (), withdraw: tuple[str, ...] = ()) -> ChangeJurisdiction:
    return ChangeJurisdiction(unit_id=uuid5(SPACE, name), assign=assign, withdraw=withdraw, changed_on=on, source="assumed")


def held(unit: PoliceUnit, on: date) -> list[str]:
    return [code for code in CODES if unit.holds(code, on)]


def sound(tree: Tree) -> None:
    for on in [*DAYS, DAYS[-1] + timedelta(days=1)]:
        for one, other in combinations(tree.units, 2):
            if level(one) is level(other):
                both = [(a, b) for a in held(tree.units[one], on) for b in held(tree.units[other], on) if overlaps(a, b)]
                assert not both, (on, one, other, both)
        for name, above in BELOW.items():
            if above:
                assert all(tree.units[above].holds(code, on) for code in held(tree.units[name], on)), (on, name)
            assert tree.units[name].active or not held(tree.units[name], on), (on, name)


step = st.tuples(st.sampled_from(sorted(BELOW)), st.sampled_from(DAYS), st.sampled_from(("assign", "withdraw")))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(step, st.sampled_from(CODES)), max_size=30))
def test_no_place_has_two_holders_of_a_level_on_any_day(steps: list[tuple[tuple[str, date, str], str]]) -> None:
    tree = Tree()
    for (name, on, how), code in steps:
        tree.give(name, change(name, on, **{how: (code,)}))
    sound(tree)


def test_a_unit_holds_nothing_before_its_parent_does() -> None:
    tree = Tree()
    assert tree.give("East", change("East", DAYS[0], assign=("52.01",)))
    assert tree.give("East 1", change("East 1", DAYS[0], assign=("52.01.03",)))
    assert tree.give("East 1", change("East 1", DAYS[3], withdraw=("52.01.03",)))
    assert tree.give("East", change("East", DAYS[3], withdraw=("52.01",)))
    assert tree.give("West", change("West", DAYS[3], assign=("52.01",)))
    assert not tree.give("West 1", change("West 1", DAYS[1], assign=("52.01.03",)))
    assert tree.give("West 1", change("West 1", DAYS[3], assign=("52.01.03",)))
    sound(tree)


def test_a_unit_holds_nothing_for_longer_than_its_parent_does() -> None:
    tree = Tree()
    assert tree.give("East", change("East", DAYS[0], assign=("52.01",)))
    assert tree.give("East 1", change("East 1", DAYS[0], assign=("52.01.03",)))
    assert tree.give("East 1", change("East 1", DAYS[4], withdraw=("52.01.03",)))
    assert not tree.give("East", change("East", DAYS[2], withdraw=("52.01",)))
    assert tree.give("East", change("East", DAYS[4], withdraw=("52.01",)))
    sound(tree)


def test_a_unit_is_not_closed_while_it_still_holds_ground() -> None:
    tree = Tree()
    assert tree.give("East", change("East", DAYS[0], assign=("52.01",)))
    assert tree.give("East", change("East", DAYS[4], withdraw=("52.01",)))
    for name in ("East 1", "East 2"):
        assert tree.give(name, DeactivateUnit(unit_id=uuid5(SPACE, name), deactivated_on=DAYS[1]))
    assert not tree.give("East", DeactivateUnit(unit_id=uuid5(SPACE, "East"), deactivated_on=DAYS[3]))
    assert tree.give("East", DeactivateUnit(unit_id=uuid5(SPACE, "East"), deactivated_on=DAYS[4]))
