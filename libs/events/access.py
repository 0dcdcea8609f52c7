"""Who asks: a verified token becomes an actor with one role and its scopes, or the request is denied with a stable code."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, Final, Self
from uuid import UUID

import jwt
from msgspec import Meta, Struct, ValidationError, convert

from libs.events.issuer import IssuerKeys, KeysUnavailable, check_url
from libs.events.message import Role, Scope
from libs.events.wording import Sentence

if TYPE_CHECKING:
    import httpx

ALGORITHM: Final = "ES256"
LEEWAY: Final = 30
"""Seconds by which the issuer's clock may differ from ours."""
REMEMBERED: Final = 60.0
"""Seconds for which a verified token is not verified again."""
ROOM: Final = 4096
"""Verified tokens remembered at most."""
LONGEST: Final = 8192
"""Characters of an Authorization header; a longer one is not even parsed."""

SERVICE_PREFIX: Final = "service:"
HEX_DIGITS: Final = 32
"""Of a UUID, in whatever way it is written."""


class Denied(Exception):
    """The request is refused because of who asks; a problem with a stable code and an HTTP status."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status

    @property
    def headers(self) -> dict[str, str]:
        """The response headers that belong to this answer: the challenge of a 401 (RFC 6750), a pause for a 503."""
        if self.status == 503:
            return {"Retry-After": "3"}
        if self.status != 401:
            return {}
        if self.code == "TOKEN_MISSING":
            return {"WWW-Authenticate": "Bearer"}
        return {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{self.message}"'}


def role_not_allowed(role: Role, deed: str) -> Denied:
    return Denied("ROLE_NOT_ALLOWED", Sentence("Your role ({role}) may not do this ({deed}).", role=role.value, deed=deed), 403)


def out_of_scope(deed: str) -> Denied:
    return Denied(
        "OUT_OF_SCOPE", Sentence("This is outside your unit or village, or for somebody else to do ({deed}).", deed=deed), 403
    )


class Actor(Struct, frozen=True, kw_only=True):
    """Somebody who asks, as their token says; never what a field of a command says."""

    subject: str
    """Printable ASCII without spaces, at most 128 characters. Of an officer or pillar it is the id of the person."""
    role: Role
    unit: UUID | None = None
    village: UUID | None = None
    programs: tuple[UUID, ...] = ()
    provinces: tuple[str, ...] = ()
    """Two-digit codes."""
    expires: datetime = datetime.max.replace(tzinfo=UTC)
    token: str = ""
    """The token itself, to pass on to an owning service; empty for whoever has none."""

    @classmethod
    def service(cls, name: str) -> Self:
        """A service that acts on its own account, in a reaction or a timer."""
        return cls(subject=SERVICE_PREFIX + name, role=Role.SERVICE)

    def scope(self, allowed: Mapping[Role, Scope], deed: str) -> Scope:
        """How far this actor's right reaches by a command's rule. Raises Denied ROLE_NOT_ALLOWED where there is none."""
        try:
            return allowed[self.role]
        except KeyError:
            raise role_not_allowed(self.role, deed) from None

    @property
    def person(self) -> UUID | None:
        """The person behind the token, where its subject is one."""
        try:
            return UUID(self.subject) if len(self.subject) >= HEX_DIGITS else None
        except ValueError:
            return None

    def __repr__(self) -> str:
        """Without the token: an actor may end up in a log."""
        return f"Actor({self.subject!r}, {self.role.value})"


ANONYMOUS: Final = Actor(subject="anonymous", role=Role.ANONYMOUS)
"""A resident who shows no token."""


class AccessConfig(Struct, frozen=True, kw_only=True):
    """Whose tokens are accepted, and for whom they must be made out. Raises ValueError for a URL keys may not come from."""

    issuer: str
    audience: str
    jwks_url: str

    def __post_init__(self) -> None:
        if not self.issuer or not self.audience:
            raise ValueError("tokens need an issuer and an audience")
        check_url(self.jwks_url)


class _Claims(Struct):
    exp: float
    sub: Annotated[str, Meta(pattern=r"\A[!-~]{1,128}\Z")]
    role: Role
    unit: UUID | None = None
    village: UUID | None = None
    programs: tuple[UUID, ...] = ()
    provinces: tuple[Annotated[str, Meta(pattern=r"\A[0-9]{2}\Z")], ...] = ()


class Verifier:
    """Turns Authorization headers into actors. `clock` gives seconds since the epoch, `transport` replaces the network."""

    def __init__(
        self, config: AccessConfig, *, clock: Callable[[], float] = time.time, transport: "httpx.AsyncBaseTransport | None" = None
    ) -> None:
        self._config = config
        self._clock = clock
        self._keys = IssuerKeys(config.jwks_url, transport=transport)
        self._verified: dict[bytes, tuple[Actor, float]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        await self._keys.close()

    async def actor(self, authorization: str | None) -> Actor:
        """Whoever the header's bearer token names.

        Raises Denied: TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED (401), KEYS_UNAVAILABLE (503) while no key of the issuer is
        known. Where residents are admitted, the caller takes ANONYMOUS for a header that is None, and never for a bad one.
        """
        token = _bearer(authorization)
        digest = sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known:
            if self._clock() < known[1]:
                return known[0]
            del self._verified[digest]
        actor = await self._verify(token)
        until = min(self._clock() + REMEMBERED, actor.expires.timestamp())
        if self._clock() < until:
            while len(self._verified) >= ROOM:
                del self._verified[next(iter(self._verified))]
            self._verified[digest] = actor, until
        return actor

    async def _verify(self, token: str) -> Actor:
        key = await self._key(_kid(token))
        try:
            payload = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._config.audience,
                issuer=self._config.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
            return _actor(payload, token)
        except jwt.ExpiredSignatureError:
            raise Denied("TOKEN_EXPIRED", "The token has expired.", 401) from None
        except (jwt.PyJWTError, ValidationError, ValueError, OverflowError, TypeError, RecursionError):
            # The reason stays with us: it would help nobody but a forger.
            raise _invalid() from None

    async def _key(self, kid: str) -> Any:
        try:
            key = await self._keys.find(kid)
        except KeysUnavailable:
            raise Denied("KEYS_UNAVAILABLE", "Tokens cannot be verified at the moment; try again.", 503) from None
        if key is None:
            raise _invalid()
        return key


def _invalid() -> Denied:
    return Denied("TOKEN_INVALID", "The token is not valid here.", 401)


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise Denied("TOKEN_MISSING", "This request needs a bearer token.", 401)
    if len(authorization) > LONGEST or not authorization.isascii():
        raise _invalid()
    scheme, _, token = authorization.partition(" ")
    token = token.strip(" ")
    if scheme.lower() != "bearer" or token.count(".") != 2:
        raise _invalid()
    return token


def _kid(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise _invalid() from None
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or "crit" in header:
        raise _invalid()
    return kid


def _actor(payload: dict[str, Any], token: str) -> Actor:
    claims = convert(payload, _Claims)
    if claims.sub.startswith(SERVICE_PREFIX) and claims.role is not Role.SERVICE:
        raise ValueError("a subject reserved for services")
    return Actor(
        subject=claims.sub,
        role=claims.role,
        unit=claims.unit,
        village=claims.village,
        programs=claims.programs,
        provinces=claims.provinces,
        expires=datetime.fromtimestamp(claims.exp, UTC),
        token=token,
    )
