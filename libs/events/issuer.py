"""The issuer's public keys: fetched when needed, kept when the issuer is away, never fetched more often than is polite."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from jwt.algorithms import ECAlgorithm
from msgspec import Struct, ValidationError, json

if TYPE_CHECKING:
    import httpx

TIMEOUT: Final = 3.0
"""Seconds that the issuer has to answer."""
PAUSE: Final = 3.0
"""Seconds between two fetches at least, however many unknown keys are asked for."""
STALE: Final = 300.0
"""Seconds after which known keys are fetched again in the background, so that a withdrawn key is noticed."""
LARGEST: Final = 256 * 1024
"""Bytes of a key set that are read at most."""

_log = logging.getLogger(__name__)


class KeysUnavailable(Exception):
    """The issuer has not given a usable key set yet."""


class _KeySet(Struct):
    keys: list[dict[str, Any]]


def check_url(url: str) -> str:
    """The URL, if keys may be fetched from it: https, a local file, or http on this machine only. Raises ValueError."""
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    local = parts.scheme == "file" and parts.netloc in {"", "localhost"} and bool(parts.path)
    if not (local or here or (parts.scheme == "https" and parts.hostname)):
        raise ValueError("the JWKS URL must be https:, file:/// or http: on the loopback address")
    return url


def public_keys(document: bytes) -> dict[str, EllipticCurvePublicKey]:
    """By key id: those keys of a JWK set that can check ES256; others are passed over. Raises KeysUnavailable if none can."""
    try:
        found = json.decode(document, type=_KeySet).keys
    except (ValidationError, ValueError, RecursionError) as error:
        raise KeysUnavailable("the issuer's key set is not a JWK set") from error
    keys: dict[str, EllipticCurvePublicKey] = {}
    for jwk in found:
        kid = jwk.get("kid")
        suits = jwk.get("crv") == "P-256" and jwk.get("use", "sig") == "sig" and jwk.get("alg", "ES256") == "ES256"
        if not suits or not isinstance(kid, str):
            continue
        try:
            key = ECAlgorithm.from_jwk(jwk)
        except (jwt.InvalidKeyError, ValueError, TypeError):
            continue
        if isinstance(key, EllipticCurvePublicKey):
            keys[kid] = key
    if not keys:
        raise KeysUnavailable("the issuer's key set holds no public ES256 key with an id")
    return keys


class IssuerKeys:
    """Finds the issuer's public key by its id.

    Any number of callers share one fetch. A key set that could not be fetched, or holds no usable key, leaves the previous one
    in force.
    """

    def __init__(
        self, url: str, *, clock: Callable[[], float] = time.monotonic, transport: "httpx.AsyncBaseTransport | None" = None
    ) -> None:
        self._url = check_url(url)
        self._clock = clock
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._keys: Mapping[str, EllipticCurvePublicKey] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        if self._fetching:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)
        if self._client:
            await self._client.aclose()

    async def find(self, kid: str) -> EllipticCurvePublicKey | None:
        """The key of this id, or None where the issuer does not list it. Raises KeysUnavailable before the first key set."""
        key = self._keys.get(kid)
        if key is not None:
            if self._clock() - self._fetched > STALE:
                self._fetch()
            return key
        if fetching := self._fetch():
            # Shielded: the caller who began the fetch may go away, the others still wait for it.
            await asyncio.shield(fetching)
        if not self._keys:
            raise KeysUnavailable("the issuer's keys have not been fetched yet")
        return self._keys.get(kid)

    def _fetch(self) -> asyncio.Task[None] | None:
        if self._fetching is None and self._clock() - self._tried >= PAUSE:
            self._tried = self._clock()
            self._fetching = asyncio.create_task(self._refresh())
        return self._fetching

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(TIMEOUT):
                self._keys = public_keys(await self._document())
            self._fetched = self._clock()
        except Exception as error:  # noqa: BLE001 - whatever the issuer does, its last good keys stay in force
            _log.warning("the issuer's keys could not be fetched (%s: %s)", type(error).__name__, error)
        finally:
            self._fetching = None

    async def _document(self) -> bytes:
        parts = urlsplit(self._url)
        if parts.scheme == "file":
            return await asyncio.to_thread(Path(url2pathname(parts.path)).read_bytes)
        if self._client is None:
            import httpx  # noqa: PLC0415 - 20 MB that a service with a local issuer never needs

            self._client = httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT, follow_redirects=False)
        async with self._client.stream("GET", self._url, headers={"accept": "application/json"}) as answer:
            if answer.status_code != 200:
                raise KeysUnavailable(f"the issuer answered {answer.status_code}")
            body = b""
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise KeysUnavailable("the issuer's key set is too large")
            return body
