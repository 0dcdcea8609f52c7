"""Generated operations, answered by the planner and by plain graphql-core over the same rows, and compared as JSON values."""

import base64
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import ExecutionResult, execute, parse, validate

from services.gateway.graph.context import Caller
from services.gateway.graph.planner.compilation import MOST_FIELDS
from tests.integration.graph.conftest import Asked
from tests.integration.graph.generator import PAGING, Generator, Known, queried
from tests.integration.graph.reference import Reference

CHOSEN: Final = "SEEDS"
"""The environment variable by which operations are repeated: `SEEDS=1007`, or `SEEDS=1000-1999`."""
SUBSTANTIAL: Final = 0.8
"""The share of operations that must answer a value below the second level: two empty answers are easily the same."""
LEAST: Final = 5
"""How often each field of a schema is selected at least."""
FEATURES: Final = {
    "a fragment": r"\nfragment ",
    "an inline fragment": r"\.\.\. on ",
    "an alias": r"\ba\d+: ",
    "a variable": r"\(\$|, \$v",
    "a default": r"\$\w+: [^,)]* = ",
    "@skip": r"@skip",
    "@include": r"@include",
    "__typename": r"__typename",
    "totalCount": r"totalCount",
    "pageInfo": r"pageInfo",
    "first": r"first:",
    "last": r"last:",
    "after": r"after:",
    "before": r"before:",
    "a page below a page": r"first:.*node.*first:",
}


@dataclass
class Tally:
    """What was asked, and how it was answered."""

    counts: Counter[str] = field(default_factory=Counter)
    selected: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: "Tally") -> "Tally":
        self.counts += other.counts
        self.selected += other.selected
        self.features += other.features
        return self


def chosen_seeds(begin: int, number: int) -> tuple[range, bool]:
    """The seeds to use, and whether they are all that were meant: not when some were chosen to be repeated."""
    if text := os.environ.get(CHOSEN):
        low, _, high = text.partition("-")
        return range(int(low), int(high or low) + 1), False
    return range(begin, begin + number), True


TOO_MANY: Final = f"An operation selects at most {MOST_FIELDS} fields, those of a fragment wherever it is spread."
"""What graphql-core does not mind."""


@dataclass(frozen=True)
class Equivalence:
    """One caller's view of one graph."""

    ask: Asked
    reference: Reference
    caller: Caller
    known: Known
    positions: Mapping[str, int]

    async def compare(self, seeds: range) -> Tally:
        """Raises AssertionError with the first operation that is answered in two ways, and how to repeat it."""
        print(f"{self.caller.role}: seeds {seeds.start} to {seeds.stop - 1}")
        tally = Tally()
        for seed in seeds:
            await self._one(seed, tally)
        return tally

    async def _one(self, seed: int, tally: Tally) -> None:
        schema = self.ask.engine.schema
        generator = Generator(schema, seed, self.known)
        text, variables = generator.operation()
        tally.counts["operations"] += 1
        assert not (errors := validate(schema, parse(text))), (seed, text, errors)
        fast = await self.ask(text, variables, self.caller)
        result = execute(self.reference.schema, parse(text), None, variable_values=variables)
        assert isinstance(result, ExecutionResult)
        slow = json.loads(json.dumps(result.formatted, default=str))
        shown = (
            f"repeat it by {CHOSEN}={seed} as {self.caller.role}\n{text}\n{json.dumps(variables)}\n"
            f"planner:   {json.dumps(fast)[:3000]}\nreference: {json.dumps(slow)[:3000]}"
        )
        tally.selected += generator.selected
        tally.features += Counter(name for name, pattern in FEATURES.items() if re.search(pattern, text))
        tally.counts["with errors"] += bool(slow.get("errors"))
        tally.counts["substantial"] += holds_leaf(slow["data"])
        if "data" not in fast:
            # An unfit argument refuses the operation, where graphql-core answers the rest, or never comes to that field.
            tally.counts["refused"] += 1
            unfit = generator.refusals | {TOO_MANY} | {error["message"] for error in slow.get("errors", [])}
            assert {error["message"] for error in fast["errors"]} <= unfit, shown
            return
        assert told(fast["data"]) == told(slow["data"]), shown
        assert said(fast.get("errors")) == said(slow.get("errors")), shown
        assert fast["extensions"] == {"positions": self.positions}, shown


def check(tally: Tally) -> None:
    """What one caller's operations must have been, so that their sameness says something."""
    counts = tally.counts
    assert counts["substantial"] >= SUBSTANTIAL * counts["operations"], counts
    assert counts["refused"] <= counts["operations"] / 7, counts


def check_whole(tally: Tally, known: Known, schema: Any, undrawn: frozenset[str] = frozenset(), *, least: int = LEAST) -> None:
    """What the operations of all callers of a graph must have been; `undrawn` arguments are never given."""
    arguments = {
        f"{kind.name}.{name}.{argument}"
        for kind in queried(schema, known.elsewhere)
        for name, of in kind.fields.items()
        for argument in of.args
        if f"{kind.name}.{name}" not in known.elsewhere
        and argument not in PAGING
        and not known.of(f"{kind.name}.{name}", argument)
    }
    assert arguments == undrawn, f"no value is known for {sorted(arguments ^ undrawn)}"
    places = {f"{kind.name}.{name}" for kind in queried(schema, known.elsewhere) for name in kind.fields} - known.elsewhere
    selected = {place: tally.selected[place] for place in sorted(places) if tally.selected[place] < least}
    assert not selected, f"hardly ever selected: {selected}"
    used = {name: tally.features[name] for name in FEATURES if tally.features[name] < LEAST}
    assert not used, f"hardly ever used: {used}"
    assert tally.counts["with errors"] >= max(1, least), tally.counts
    assert tally.counts["refused"] >= 1, tally.counts


def cursors_in(answer: Any) -> Mapping[str, list[str]]:
    """Every cursor of an answer, by the list it belongs to."""
    found: dict[str, list[str]] = defaultdict(list)
    for cursor in _cursors(answer):
        found[json.loads(base64.b64decode(cursor))[0]].append(cursor)
    return found


def _cursors(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("cursor"), str):
            yield value["cursor"]
        for item in value.values():
            yield from _cursors(item)
    elif isinstance(value, list):
        for item in value:
            yield from _cursors(item)


def holds_leaf(data: Any, depth: int = 0) -> bool:
    """Whether a value stands below the second level."""
    if isinstance(data, dict):
        return any(holds_leaf(value, depth + 1) for key, value in data.items() if key not in ("t", "__typename"))
    if isinstance(data, list):
        return any(holds_leaf(value, depth) for value in data)
    return data is not None and depth > 2


def told(data: Any) -> str:
    """JSON text in the order of the answer; a number is the same whether or not it shows a fraction of zero."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps(plain(data))


def said(errors: Any) -> list[str]:
    """Errors as JSON values, in any order: the specification leaves it open."""
    return sorted(
        json.dumps({**error, "message": error["message"].replace("'NaN'", "nan")}, sort_keys=True) for error in errors or []
    )
