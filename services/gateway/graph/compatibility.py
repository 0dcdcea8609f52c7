"""What of a schema's changes breaks clients that were written against an earlier one, and whether the changelog says so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graphql import BreakingChange, BreakingChangeType, build_schema, find_breaking_changes, specified_scalar_types

_BELOW: Final = re.compile(r"(?:@\w+|\w+\.\w+)(?:\(\w+:\))?")
_UNION: Final = re.compile(r"union type (\w+)")


@dataclass(frozen=True)
class Break:
    """A change after which an operation that was valid may be invalid, or be answered with what its author ruled out."""

    coordinate: str
    """What changed, as a schema coordinate: `Village`, `Village.code`, `Query.village(code:)`."""
    description: str


def breaks(released: str, present: str) -> list[Break]:
    """The breaking changes between two schemas in the definition language."""
    found = find_breaking_changes(build_schema(released), build_schema(present))
    return [Break(_coordinate(change), change.description) for change in found if not _unused_scalar(change)]


def unannounced(found: Iterable[Break], changelog: str) -> list[Break]:
    """Those whose coordinate, in backticks, stands under no heading `Breaking` of the changelog's section `Unreleased`."""
    unreleased = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    parts = re.findall(r"^### Breaking\n(.*?)(?=^### |\Z)", unreleased[1] if unreleased else "", re.MULTILINE | re.DOTALL)
    announced = set(re.findall(r"`([^`]+)`", "".join(parts)))
    return [one for one in found if one.coordinate not in announced]


def _coordinate(change: BreakingChange) -> str:
    if change.type is BreakingChangeType.TYPE_REMOVED_FROM_UNION and (union := _UNION.search(change.description)):
        return union[1]
    below = _BELOW.search(change.description)
    return below[0] if below else change.description.partition(" ")[0]


def _unused_scalar(change: BreakingChange) -> bool:
    """A scalar of the specification that is no longer mentioned; whatever mentioned it is a change of its own."""
    return change.type is BreakingChangeType.TYPE_REMOVED and any(
        change.description.startswith(f"Standard scalar {name} ") for name in specified_scalar_types
    )
