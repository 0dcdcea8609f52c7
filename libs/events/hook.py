"""Posts short notices to configured addresses, signed so that a receiver knows who sends them and that nothing was changed.

    Tiga-Pilar-Delivery:   an id, the same however often a notice is sent
    Tiga-Pilar-Timestamp:  seconds since the epoch at which it was sent; refuse what is older than a few minutes
    Tiga-Pilar-Signature:  v1=<hex of HMAC-SHA256, keyed with the shared secret, over timestamp, ".", body>

Any 2xx means that it was taken; everything else, a redirect included, that it is to be sent again.
"""

import asyncio
import hmac
import re
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final, Self
from uuid import UUID

import httpx

from libs.events.settings import Misconfigured, VillagesSettings
from libs.events.timers import Again, Moot

TIMEOUT: Final = httpx.Timeout(5.0)
"""Seconds for each step of an exchange."""
WHOLE: Final = 10.0
"""Seconds for all of it: an answer that comes a byte at a time would hold its place for days."""
_URL: Final = re.compile(r"https?://[^\s@/]+(/\S*)?")


class Hook:
    """`urls` by recipient, `default` for all others; without either there is nobody to tell. `transport` replaces the network.

    `whole` is how many seconds an exchange may take.
    """

    def __init__(
        self,
        urls: Mapping[UUID, str],
        default: str | None,
        secret: str | None,
        *,
        clock: Callable[[], float] = time.time,
        transport: httpx.AsyncBaseTransport | None = None,
        whole: float = WHOLE,
    ) -> None:
        self._urls, self._default, self._secret = urls, default, (secret or "").encode()
        self._clock, self._transport, self._whole = clock, transport, whole
        # Made once: it reads the certificates of all authorities.
        self._tls = httpx.create_ssl_context(trust_env=False) if urls or default else True

    @classmethod
    def of(cls, settings: VillagesSettings) -> Self:
        """As configured. Raises Misconfigured."""
        urls: dict[UUID, str] = {}
        for pair in settings.notify_urls.split():
            unit, _, url = pair.partition("=")
            try:
                urls[UUID(unit)] = url
            except ValueError:
                raise Misconfigured("NOTIFY_URLS: must be pairs of a unit's id and a URL, `<id>=<URL>`") from None
        default = settings.notify_url or None
        if any(not _URL.fullmatch(url) for url in (*urls.values(), *([default] if default else []))):
            raise Misconfigured("NOTIFY_URL and NOTIFY_URLS: must be http or https, without a user or password")
        if (urls or default) and not settings.notify_secret:
            raise Misconfigured("NOTIFY_SECRET is not set, but there is a notifier")
        return cls(urls, default, settings.notify_secret)

    async def post(self, recipient: UUID, delivery: UUID, body: bytes) -> None:
        """Returns once it was taken. Raises Moot where nobody is to be told, Again where it was not taken."""
        url = self._urls.get(recipient, self._default)
        if url is None:
            raise Moot
        moment = str(int(self._clock()))
        headers = {
            "content-type": "application/json",
            "tiga-pilar-delivery": str(delivery),
            "tiga-pilar-timestamp": moment,
            "tiga-pilar-signature": f"v1={signature(self._secret, moment, body)}",
        }
        options = {
            "timeout": TIMEOUT,
            "follow_redirects": False,
            "trust_env": False,
            "verify": self._tls,
            "transport": self._transport,
        }
        try:
            # Its answer is not read: only the status counts.
            async with (
                asyncio.timeout(self._whole),
                httpx.AsyncClient(**options) as client,  # type: ignore[arg-type] # as its signature has them
                client.stream("POST", url, content=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except (httpx.HTTPError, TimeoutError) as error:
            raise Again(f"the notifier does not answer: {type(error).__name__}") from None
        if not 200 <= status < 300:
            raise Again(f"the notifier answers {status}")


def signature(secret: bytes, moment: str, body: bytes) -> str:
    """What stands in the header after `v1=`."""
    return hmac.new(secret, moment.encode() + b"." + body, sha256).hexdigest()
