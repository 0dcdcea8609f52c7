"""Whether a log is what was once recorded: `python -m libs.events.verify [--against nats|FILE] [--save FILE]`."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
from msgspec import DecodeError, Struct, json

from libs.events import log
from libs.events.chain import Broken, Pages, compare
from libs.events.codec import Recorded
from libs.events.feed import ForeignLog, Gap, feed
from libs.events.jetstream import TROUBLE, Broker, Refusal, Unsuitable
from libs.events.settings import Misconfigured, VerifySettings, read
from libs.events.single import LOST, Connection

NATS: Final = "nats"
PATIENCE: Final = 10.0
"""Seconds that database and broker have for answering."""
PACE: Final = 1.0
"""Seconds between two lines about how far it has come."""
SIZE: Final = 1000

Say = Callable[[str], None]


class Contradicted(Exception):
    """The log is not what was recorded, or a witness says otherwise. Its text is one line and holds no content of events."""


class NotChecked(Exception):
    """There is no answer: something that was to be asked cannot be."""


class _Origin(Struct, frozen=True):
    """The first line of a witness file; the others are events."""

    log: UUID
    position: int
    """Of the last of them."""


async def verify(db: Connection, *, against: str | None, nats_url: str | None, save: Path | None, say: Say) -> str:
    """What was found, in one line. Raises Contradicted, NotChecked."""
    identity = (await log.head(db)).identity
    found = await _verified(db, _paced(say, "verified"))
    told = [f"log {identity} holds: {found.position} events, root {found.root.hex()}"]
    if against == NATS:
        told.append(await _against_nats(db, identity, nats_url, say))
    elif against is not None:
        told.append(await _against_file(db, identity, Path(against), say))
    if save is not None:
        await _save(db, identity, found.position, save)
        told.append(f"written to {save}")
    return "; ".join(told)


async def _verified(db: Connection, progress: Callable[[int], None]) -> log.Verified:
    try:
        return await log.verify_log(db, progress=progress)
    except Broken as broken:
        raise Contradicted(f"the chain is broken at {broken}") from None


async def _against_nats(db: Connection, identity: UUID, url: str | None, say: Say) -> str:
    if url is None:
        raise NotChecked("NATS_URL is not set")
    async with Broker(url, name="verify") as nc:
        try:
            async with asyncio.timeout(PATIENCE):
                await nc.client()
            name, first, last = await _stream_of(nc, identity)
            if last >= first:
                await _compare(db, first, _streamed(nc, name, identity, first, last), f"stream {name}", say)
        except (*TROUBLE, Refusal) as error:
            raise NotChecked(f"NATS does not answer: {type(error).__name__}") from None
        except (Gap, ForeignLog) as gap:
            raise Contradicted(str(gap)) from None
    return f"stream {name} agrees from {first} to {last}"


async def _stream_of(nc: Broker, identity: UUID) -> tuple[str, int, int]:
    """The stream that carries this log, with its first and last position."""
    seen, total = 0, 1
    while seen < total:
        answer: dict[str, Any] = await nc.api("STREAM.LIST", {"offset": seen})
        total, streams = answer["total"], answer["streams"] or []
        for stream in streams:
            if stream["config"].get("metadata", {}).get("log") == str(identity):
                return stream["config"]["name"], max(1, stream["state"]["first_seq"]), stream["state"]["last_seq"]
        seen += len(streams)
        if not streams:
            break
    raise NotChecked(f"no stream carries log {identity}")


async def _streamed(nc: Broker, name: str, identity: UUID, first: int, last: int) -> AsyncIterator[Sequence[Recorded]]:
    async with aclosing(feed(nc, name, first - 1, batch=SIZE, log=identity)) as lists:
        async for events in lists:
            yield [event for event in events if event.position <= last]
            if events[-1].position >= last:
                return


async def _against_file(db: Connection, identity: UUID, path: Path, say: Say) -> str:
    try:
        with path.open("rb") as file:
            origin = json.decode(file.readline(), type=_Origin)
            if origin.log != identity:
                raise Contradicted(f"{path} is of log {origin.log}, this is log {identity}")
            last = await _compare(db, 1, _read(file), str(path), say)
            if last != origin.position:
                raise NotChecked(f"{path} ends at {last} instead of {origin.position}")
    except OSError as error:
        raise NotChecked(f"{path} cannot be read: {error.strerror}") from None
    except (DecodeError, UnicodeDecodeError):
        raise NotChecked(f"{path} was not written by --save, or not to its end") from None
    return f"{path} agrees up to {last}"


async def _read(file: Any) -> AsyncIterator[Sequence[Recorded]]:
    decode = json.Decoder(Recorded).decode
    while lines := file.readlines(SIZE << 10):
        yield [decode(line) for line in lines]


async def _compare(db: Connection, first: int, witness: Pages, name: str, say: Say) -> int:
    progress, reached = _paced(say, f"compared with {name}"), first - 1

    async def told() -> AsyncIterator[Sequence[Recorded]]:
        nonlocal reached
        async for events in witness:
            yield events
            reached = events[-1].position if events else reached
            progress(reached)

    if difference := await compare(log.pages(db, first - 1), told()):
        what = ", ".join(difference.columns) or "one of them lacks it"
        raise Contradicted(f"log and {name} differ at position {difference.position}: {what}")
    return reached


async def _save(db: Connection, identity: UUID, until: int, path: Path) -> None:
    """The whole file or none: a witness that ends early would be taken for one that merely lags."""
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(json.encode(_Origin(identity, until)) + b"\n")
            async for page in log.pages(db, 0, until):
                file.writelines(json.encode(event) + b"\n" for event in page)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise NotChecked(f"{path} cannot be written: {error.strerror}") from None


def _paced(say: Say, what: str) -> Callable[[int], None]:
    last = time.monotonic()

    def progress(position: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PACE:
            last = time.monotonic()
            say(f"{what}: up to {position}")

    return progress


async def _run(settings: VerifySettings, against: str | None, save: Path | None, say: Say) -> str:
    try:
        try:
            db = await asyncpg.connect(settings.database_url, timeout=PATIENCE)
        except ValueError:
            raise NotChecked("DATABASE_URL is malformed") from None
        try:
            return await verify(db, against=against, nats_url=settings.nats_url, save=save, say=say)
        finally:
            db.terminate()
    except LOST as error:
        raise NotChecked(f"the log's database does not answer: {type(error).__name__}") from None


def main(arguments: Sequence[str]) -> int:
    """0: it holds. 1: it does not. 2: that could not be told."""
    parser = argparse.ArgumentParser(prog="python -m libs.events.verify", description=__doc__)
    parser.add_argument("--against", metavar="nats|FILE", help="compare with the stream, or with a file once written by --save")
    parser.add_argument("--save", metavar="FILE", type=Path, help="write the log, as verified, for a comparison later on")
    given = parser.parse_args(arguments)

    def say(line: str) -> None:
        sys.stderr.write(f"{line}\n")

    try:
        found = asyncio.run(_run(read(VerifySettings), given.against, given.save, say))
    except Contradicted as contradicted:
        say(str(contradicted))
        return 1
    except (NotChecked, Misconfigured, Unsuitable) as error:
        say(f"not checked: {error}")
        return 2
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
