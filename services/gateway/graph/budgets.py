"""What each client may spend over time, in units of `graph.cost`: one bucket a client, in this process, so many at most."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any, Final

from graphql import GraphQLError

from libs.events.access import Actor
from libs.events.message import Role

CLIENTS: Final = 20_000
"""Clients whose buckets are kept; the one not heard of for the longest time is forgotten, as if its bucket were full."""
SITE: Final = 64
"""Bits of an IPv6 address that tell one site from another: whoever has one of its addresses has all of them."""


class Throttled(GraphQLError):
    """The client has used up what it may; `wait` says for how many seconds, at least one."""

    def __init__(self, wait: int, rate: int) -> None:
        extensions = {"code": "RATE_LIMITED", "limit": rate, "retryAfter": wait}
        super().__init__(f"A client may spend {rate} units of cost a second; try again in {wait} s.", extensions=extensions)
        self.wait = wait


class Budgets:
    """`rate` units a second for each client, `burst` units at once; a rate of 0 lets everybody spend what they like."""

    def __init__(self, rate: int, burst: int, *, clients: int = CLIENTS, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self._clients, self._clock = rate, burst, clients, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def spend(self, client: str, units: int) -> None:
        """Takes these units from the client's bucket; more than it ever holds are taken from a full one. Raises Throttled."""
        if not self.rate:
            return
        now = self._clock()
        level, since = self._buckets.pop(client, (float(self.burst), now))
        level = min(self.burst, level + (now - since) * self.rate)
        missing = min(units, self.burst) - level
        self._buckets[client] = (level if missing > 0 else level - units, now)
        if len(self._buckets) > self._clients:
            self._buckets.popitem(last=False)
        if missing > 0:
            raise Throttled(max(ceil(missing / self.rate), 1), self.rate)


def client_of(actor: Actor, address: Any) -> str:
    """Whose bucket a request draws on: that of the token's subject, or of the address where there is no token.

    `address` is an ASGI scope's `client`.
    """
    if actor.role is not Role.ANONYMOUS:
        return actor.subject
    return f"anonymous {_site(str(address[0]) if address else '')}"


def _site(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(int(address) >> (128 - SITE))
    return str(getattr(address, "ipv4_mapped", None) or address)
