"""How figures are shown: tables in Markdown, and what was aimed at beside what was reached, in the same run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """What a figure, or the ratio of two, should at least or at most be."""

    name: str
    measured: float
    wanted: float
    at_most: bool = False
    unit: str = ""

    @property
    def reached(self) -> bool:
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted


def table(title: str, unit: str, rows: Mapping[str, float]) -> None:
    """Figures of one unit."""
    print(f"\n{title}\n\n| | {unit} |\n|---|---:|")
    for name, value in rows.items():
        print(f"| {name} | {number(value)} |")


def goals(rows: Sequence[Goal]) -> None:
    """What was reached of what was wanted."""
    print("\n| goal | measured | wanted | |\n|---|---:|---:|---|")
    for goal in rows:
        sign = "≤" if goal.at_most else "≥"
        verdict = "reached" if goal.reached else "**not reached**"
        print(f"| {goal.name} | {number(goal.measured)}{goal.unit} | {sign} {number(goal.wanted)}{goal.unit} | {verdict} |")
    print(flush=True)


def number(value: float) -> str:
    """With as many digits as tell something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
