"""Brings a running system from the edition it holds to another: `python -m infra.local edition FILE`, a report unless `--apply`.

It asks the gateway what there is and gives the villages service commands, with an ordinary token of headquarters: `TOKEN`, else
one of the local issuer. What it has given it gives under the same ids, so it may be killed and begun again.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx

from data.regions.comparison import GUESSES, NAMES, Comparison, Fate, compare
from data.regions.reading import BrokenEdition, read_file
from data.regions.revision import Revision, steps
from infra.local import issuer
from infra.local.delivery import Delivery
from infra.local.process import CannotStart
from infra.local.settings import EditionSettings
from infra.local.state import State
from infra.local.token import uuid_of

Say = Callable[[str], None]
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Any]]
"""A GraphQL document and its variables; the answer's `data`."""

SHOWN: Final = 50
"""Wrong lines that are told one by one."""
COLUMNS: Final = (*(fate.value for fate in Fate), *GUESSES)
_LISTED: Final = """query ($after: String) { %s(first: 100, after: $after) {
  edges { node { id code name } } pageInfo { hasNextPage endCursor } } }"""


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
    return parser.parse_args(arguments)


async def run(local: EditionSettings, wanted: argparse.Namespace, say: Say) -> None:
    """Report, and apply where that is wanted. Raises Refused, NotLoaded, CannotStart."""
    urls = {"gateway": f"http://127.0.0.1:{local.port_base}", "villages": f"http://127.0.0.1:{local.port_base + 2}"}
    bearer = local.token or issuer.issue(
        State(Path(local.state_dir)), {"sub": "local-headquarters", "role": "headquarters"}, seconds=7200
    )
    name = wanted.name or wanted.file.name.partition(".")[0]
    revision = Revision(edition=name, effective_on=wanted.effective_on, legal_basis=wanted.legal_basis or name)
    await revise(urls, bearer, wanted.file, revision, say, apply=wanted.apply)


async def revise(urls: Mapping[str, str], token: str, file: Path, revision: Revision, say: Say, *, apply: bool) -> Comparison:
    """Compare what the system at these URLs holds with a file, and make it so where `apply` says; what was found."""
    try:
        after = {place.code: place.name for place in read_file(file)}
    except BrokenEdition as broken:
        raise Refused(_refusal(file, broken)) from None
    held = await present(_asking(urls["gateway"], token))
    found = compare({code: name for code, (_, name) in held.items()}, after)
    for line in report(found):
        say(line)
    if not apply:
        say("nothing was done: --apply does it")
        return found
    begun = time.monotonic()
    given = 0
    async with Delivery(urls, lambda: token) as delivery:
        for step in steps(found, {code: key for code, (key, _) in held.items()}, revision):
            if step:
                await delivery.send("villages", step)
                given += len(step)
                say(f"{given:,} commands given")
    say(f"{revision.edition} holds: {given:,} commands in {time.monotonic() - begun:.1f} s")
    return found


async def present(ask: Ask) -> dict[str, tuple[UUID, str]]:
    """Ids and names of all places that there are, by their codes."""
    held: dict[str, tuple[UUID, str]] = {}
    for listed in ("regions", "villages"):
        after = None
        while True:
            page = (await ask(_LISTED % listed, {"after": after}))[listed]
            nodes = [edge["node"] for edge in page["edges"]]
            held.update({node["code"]: (UUID(uuid_of(node["id"])), node["name"]) for node in nodes})
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
    return held


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


def _refusal(file: Path, broken: BrokenEdition) -> str:
    lines = [f"line {problem.line}: {problem.what}" for problem in broken.problems[:SHOWN]]
    more = len(broken.problems) - len(lines)
    if more:
        lines.append(f"and {more:,} more")
    return "\n".join([f"{file.name} is not taken, nothing was done: {len(broken.problems):,} lines are wrong", *lines])


def _asking(url: str, token: str) -> Ask:
    client = httpx.AsyncClient(timeout=30, trust_env=False, headers={"authorization": f"Bearer {token}"})

    async def ask(document: str, variables: Mapping[str, Any]) -> Any:
        try:
            answer = (await client.post(f"{url}/graphql", json={"query": document, "variables": variables})).json()
        except (httpx.TransportError, ValueError) as error:
            raise CannotStart(f"no gateway answers at {url}: {type(error).__name__}") from error
        if answer.get("errors"):
            raise CannotStart(f"the gateway refused: {answer['errors'][0].get('message')}")
        return answer["data"]

    return ask


def main(arguments: Sequence[str], local: EditionSettings, say: Say) -> None:
    asyncio.run(run(local, options(arguments), say))
