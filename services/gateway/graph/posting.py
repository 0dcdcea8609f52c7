"""One request to a service: its answer, or what is known of the request where there is none."""

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self

import aiohttp

TIMEOUT: Final = 10.0
"""Seconds for a service to take a request, and again to answer it."""
CONNECTIONS: Final = 100
"""To each service, at most; further requests wait for one of them."""
IDLE: Final = 4.0
"""Seconds after which an idle connection is closed: a second before the services close it themselves."""


class Unreachable(Exception):
    """The request was not sent."""


class CutOff(Exception):
    """The connection was lost while the request was under way; it may have been carried out."""


class NoAnswer(Exception):
    """It was sent, and nothing that could be read came back; it may have been carried out."""


class Answered(NamedTuple):
    """Whatever the service said."""

    status: int
    content: bytes


class Posting(Protocol):
    """Sends a request with a body. Raises Unreachable, CutOff, NoAnswer."""

    async def __call__(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answered: ...


class Poster:
    """Sends over connections that are kept; to be entered on the loop that uses it."""

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = aiohttp.ClientTimeout(total=None, connect=timeout, sock_read=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=0, limit_per_host=CONNECTIONS, keepalive_timeout=IDLE)
        self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session is not None:
            await self._session.close()

    async def __call__(self, url: str, content: bytes, headers: Mapping[str, str]) -> Answered:
        if self._session is None:
            raise RuntimeError("not entered")
        try:
            async with self._session.post(url, data=content, headers=headers, allow_redirects=False) as answer:
                return Answered(answer.status, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreachable from error
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError) as error:
            raise CutOff from error
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:  # noqa: UP041 - aiohttp's own are of this class
            raise NoAnswer from error
