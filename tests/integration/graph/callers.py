"""Callers by plain tokens, in place of signed ones; verification itself is tested where it lives."""

from datetime import UTC, datetime, timedelta

from libs.events.access import Actor, Denied, Verifier
from libs.events.message import Role
from services.gateway.graph.limits import Limits

UNLIMITED = Limits(**dict.fromkeys(Limits.__dataclass_fields__, 10**9))
"""For tests of what comes after the limits."""


class Doorman(Verifier):
    """`Bearer headquarters` is headquarters; `Bearer brief` is so for a moment."""

    def __init__(self) -> None:
        self.moment = timedelta(seconds=0.2)

    async def actor(self, authorization: str | None) -> Actor:
        if authorization is None:
            raise Denied("TOKEN_MISSING", "This request needs a bearer token.", 401)
        token = authorization.removeprefix("Bearer ")
        if token == "brief":
            return Actor(subject="brief", role=Role.HEADQUARTERS, expires=datetime.now(UTC) + self.moment, token=token)
        if token not in set(Role):
            raise Denied("TOKEN_INVALID", "The token is not valid here.", 401)
        return Actor(subject=token, role=Role(token), token=token)
