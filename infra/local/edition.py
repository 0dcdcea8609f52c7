"""Brings a running system from the edition it holds to another: `python -m infra.local edition FILE`, a report unless `--apply`.

It asks the gateway what there is and gives the villages service commands, with an ordinary token of headquarters: `TOKEN`, else
one of the local issuer. It gives what is still to be done, so it may be killed and begun again.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from msgspec.structs import replace

from data.regions import VILLAGE
from data.regions.comparison import GUESSES, NAMES, Comparison, Fate, compare
from data.regions.reading import BrokenEdition, read_file
from data.regions.revision import Revision, steps
from infra.local import issuer
from infra.local.delivery import Delivery
from infra.local.process import CannotStart
from infra.local.settings import EditionSettings
from infra.local.state import State
from infra.local.token import uuid_of
from libs.events.wording import counted

Say = Callable[[str], None]
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Any]]
"""A GraphQL document and its variables; the answer's `data`."""

SHOWN: Final = 50
"""Wrong lines that are told one by one."""
MANY: Final = 100
SHARE: Final = 20
"""More villages than so many, and than one of so many, are dissolved only where that is said: a file that was cut short at the
end of a line is as sound as any."""
ZONE: Final = ZoneInfo("Asia/Jakarta")
"""Where a day begins last."""
COLUMNS: Final = (*(fate.value for fate in Fate), *GUESSES)
_LISTED: Final = """query ($after: String) { %s(first: 100, after: $after) {
  edges { node { id code name } } pageInfo { hasNextPage endCursor } } }"""
_LATER: Final = """query ($since: Date, $after: String) { boundaryChanges(since: $since, first: 100, after: $after) {
  edges { node { legalBasis village { id code } region { id code } } } pageInfo { hasNextPage endCursor } } }"""
_READ: Final = 30.0
"""Seconds within which the gateway has to show what the service has told."""


class Refused(CannotStart):
    """The file is not taken; its text tells why, line by line."""


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for. Exits with 2 where that cannot be read."""
    parser = argparse.ArgumentParser("python -m infra.local edition", description=__doc__)
    parser.add_argument("file", type=Path, help="code and name of every place, as CSV or with a tab between; .bz2 too")
    parser.add_argument("--name", help="the edition's name; that of the file unless told")
    parser.add_argument("--effective-on", type=date.fromisoformat, default=datetime.now(UTC).date(), metavar="YYYY-MM-DD")
    parser.add_argument("--legal-basis", help="the regulation it rests on; the edition's name unless told")
    parser.add_argument("--apply", action="store_true", help="give the commands; without it nothing is done")
    parser.add_argument("--dissolve-many", action="store_true", help="also where many villages would be no more")
    return parser.parse_args(arguments)


async def run(local: EditionSettings, wanted: argparse.Namespace, say: Say) -> None:
    """Report, and apply where that is wanted. Raises Refused, NotLoaded, CannotStart."""
    urls = {"gateway": f"http://127.0.0.1:{local.port_base}", "villages": f"http://127.0.0.1:{local.port_base + 2}"}
    bearer = local.token or issuer.issue(
        State(Path(local.state_dir)), {"sub": "local-headquarters", "role": "headquarters"}, seconds=7200
    )
    name = wanted.name or wanted.file.name.partition(".")[0]
    revision = Revision(edition=name, effective_on=wanted.effective_on, legal_basis=wanted.legal_basis or name)
    await revise(urls, bearer, wanted.file, revision, say, apply=wanted.apply, many=wanted.dissolve_many)


async def revise(
    urls: Mapping[str, str], token: str, file: Path, revision: Revision, say: Say, *, apply: bool, many: bool = False
) -> Comparison:
    """Compare what the system at these URLs holds with a file, and make it so where `apply` says; what was found."""
    try:
        after = {place.code: place.name for place in read_file(file)}
    except BrokenEdition as broken:
        raise Refused(refusal(file, broken)) from None
    async with Delivery(urls, lambda: token) as delivery:
        position = (await delivery.health("villages")).position
        ask = _asking(urls["gateway"], token, position)
        held = await present(ask)
        found = compare({code: name for code, (_, name) in held.items()}, after)
        for line in report(found):
            say(line)
        if not apply:
            say("nothing was done: --apply does it")
            return found
        ids = {code: key for code, (key, _) in held.items()}
        if not many:
            refuse_many(found, file)
        await _refuse_day(found, ids, ask, file, revision.effective_on)
        begun, given = time.monotonic(), 0
        for step in steps(found, ids, replace(revision, position=position)):
            if step:
                await delivery.send("villages", step)
                given += len(step)
                say(f"{counted(given, 'command', 'commands')} given")
    say(f"{revision.edition} holds: {counted(given, 'command', 'commands')} in {time.monotonic() - begun:.1f} s")
    return found


def refuse_many(found: Comparison, file: Path) -> None:
    """Raises Refused where a file looks like a part of one."""
    villages = [change for change in found.changes if change.level == VILLAGE and change.before]
    gone = sum(change.fate is Fate.DISSOLVED for change in villages)
    if gone > MANY and SHARE * gone > len(villages):
        raise Refused(
            f"{file.name} is not taken, nothing was done: {gone:,} of {len(villages):,} villages would be dissolved. "
            "Where the file is whole, --dissolve-many takes it"
        )


async def _refuse_day(found: Comparison, ids: Mapping[str, UUID], ask: Ask, file: Path, on: date) -> None:
    """Raises Refused where the services would, half-way: a change is entered once it holds, and not before the last one."""
    if on > datetime.now(ZONE).date():
        raise Refused(f"{file.name} is not taken, nothing was done: {on} is still to come")
    changed = {ids[change.before] for change in found.changes if change.before and change.fate is not Fate.SAME}
    later = set()
    async for node in _pages(ask, _LATER, "boundaryChanges", since=(on + timedelta(days=1)).isoformat()):
        place = node["village"] or node["region"]
        if node["legalBasis"] is not None and place and UUID(uuid_of(place["id"])) in changed:
            later.add(place["code"])
    if later:
        shown = ", ".join(sorted(later)[:SHOWN])
        places = counted(len(later), "place", "places")
        raise Refused(f"{file.name} is not taken, nothing was done: {places} changed after {on}: {shown}")


async def present(ask: Ask) -> dict[str, tuple[UUID, str]]:
    """Ids and names of all places that there are, by their codes."""
    held: dict[str, tuple[UUID, str]] = {}
    for listed in ("regions", "villages"):
        async for node in _pages(ask, _LISTED % listed, listed):
            held[node["code"]] = (UUID(uuid_of(node["id"])), node["name"])
    return held


async def _pages(ask: Ask, document: str, listed: str, **variables: Any) -> AsyncIterator[Any]:
    after = None
    while True:
        page = (await ask(document, {**variables, "after": after}))[listed]
        for edge in page["edges"]:
            yield edge["node"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def report(found: Comparison) -> list[str]:
    """What has become of the places, by level."""
    rows = [["", *NAMES.values()]]
    counted = found.counted()
    for column in COLUMNS:
        counts = [counted[level][column] for level in NAMES]
        if any(counts):
            rows.append([column, *(f"{count:,}" for count in counts)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]


def refusal(file: Path, broken: BrokenEdition) -> str:
    """What is said of a file that is not taken: how much is wrong, and the first of it."""
    lines = [f"line {problem.line}: {problem.what}" for problem in broken.problems[:SHOWN]]
    more = len(broken.problems) - len(lines)
    if more:
        lines.append(f"and {more:,} more")
    return "\n".join([f"{file.name} is not taken, nothing was done: {broken}", *lines])


def _asking(url: str, token: str, position: int) -> Ask:
    """Of what the gateway has read of the villages' log up to this position at least. Raises CannotStart."""
    client = httpx.AsyncClient(timeout=30, trust_env=False, headers={"authorization": f"Bearer {token}"})

    async def ask(document: str, variables: Mapping[str, Any]) -> Any:
        deadline = time.monotonic() + _READ
        while True:
            try:
                answer = (await client.post(f"{url}/graphql", json={"query": document, "variables": variables})).json()
            except (httpx.TransportError, ValueError) as error:
                raise CannotStart(f"no gateway answers at {url}: {type(error).__name__}") from error
            if answer.get("errors"):
                raise CannotStart(f"the gateway refused: {answer['errors'][0].get('message')}")
            if answer["extensions"]["positions"]["villages"] >= position:
                return answer["data"]
            if time.monotonic() > deadline:
                raise CannotStart(f"the gateway has not read the villages' log up to {position} yet: try again")
            await asyncio.sleep(0.1)

    return ask


def main(arguments: Sequence[str], local: EditionSettings, say: Say) -> None:
    asyncio.run(run(local, options(arguments), say))
