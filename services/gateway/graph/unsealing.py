"""Sealed values in an answer become clear text, or null where their key is gone."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import asyncpg
import orjson

from services.gateway.graph.pool import Unavailable
from services.gateway.graph.timing import Part

Unseal = Callable[[Sequence[str]], Awaitable[list[str | None]]]
"""Clear texts of sealed ones, None for those whose key is shredded; see `libs.events.vault`."""

SEALED: Final = b"\x02"
"""Begins a sealed value; no JSON text holds it."""
MARKED: Final = re.compile(rb"\x02([^\x03]*)\x03")


async def unsealed(body: bytes, unseal: Unseal) -> bytes:
    """The body with every marked value replaced by a JSON string or null, after one look-up for all of them.

    Raises pool.Unavailable while the keys cannot be looked up.
    """
    if SEALED not in body:
        return body
    with Part("unseal"):
        return await _opened(body, unseal)


async def _opened(body: bytes, unseal: Unseal) -> bytes:
    pieces = MARKED.split(body)
    wanted = list(dict.fromkeys(piece.decode("ascii") for piece in pieces[1::2]))
    try:
        texts = await unseal(wanted)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable("the keys cannot be looked up") from error
    clear = dict(zip(wanted, texts, strict=True))
    pieces[1::2] = [orjson.dumps(clear[piece.decode("ascii")]) for piece in pieces[1::2]]
    return b"".join(pieces)
