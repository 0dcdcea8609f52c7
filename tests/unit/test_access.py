"""Only a token of our issuer, for us, valid now and with one role becomes an actor."""

import asyncio
import base64
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

from libs.events import access, issuer
from libs.events.access import ANONYMOUS, AccessConfig, Actor, Denied, Verifier
from libs.events.issuer import IssuerKeys, KeysUnavailable
from libs.events.message import Role, Scope

ISSUER, AUDIENCE, URL = "https://issuer.example", "tiga-pilar", "https://issuer.example/keys"
UNIT = UUID("018f0000-0000-7000-8000-000000000001")
ONE, TWO = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Issuer:
    """An issuer whose key set, failures and number of fetches are in the test's hands."""

    def __init__(self, **keys: Any) -> None:
        self.keys: dict[str, Any] = keys
        self.answer: Callable[[], httpx.Response] | None = None
        self.fetches = 0
        self.asked = asyncio.Event()
        self.hold: asyncio.Event | None = None
        self.transport = httpx.MockTransport(self._serve)

    async def _serve(self, _request: httpx.Request) -> httpx.Response:
        self.fetches += 1
        self.asked.set()
        if self.hold:
            await self.hold.wait()
        return self.answer() if self.answer else httpx.Response(200, content=key_set(**self.keys))


def key_set(**keys: Any) -> bytes:
    return json.dumps({"keys": [{**jwk(key), "kid": kid} for kid, key in keys.items()]}).encode()


def jwk(key: Any) -> dict[str, Any]:
    found: dict[str, Any] = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return found


def claims(**changes: Any) -> dict[str, Any]:
    plain = {"iss": ISSUER, "aud": AUDIENCE, "sub": "officer-7", "role": "officer", "exp": int(time.time()) + 3600}
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


def bearer(payload: dict[str, Any] | None = None, key: Any = ONE, kid: str | None = "one", algorithm: str = "ES256") -> str:
    return "Bearer " + jwt.encode(payload or claims(), key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def segment(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@pytest.fixture
def source() -> Issuer:
    return Issuer(one=ONE)


@pytest.fixture
async def verifier(source: Issuer) -> AsyncIterator[Verifier]:
    async with Verifier(AccessConfig(issuer=ISSUER, audience=AUDIENCE, jwks_url=URL), transport=source.transport) as made:
        yield made


async def denied(verifier: Verifier, header: str | None) -> Denied:
    with pytest.raises(Denied) as caught:
        await verifier.actor(header)
    return caught.value


async def test_token_names_actor_with_scopes(verifier: Verifier) -> None:
    header = bearer(claims(role="partner", unit=str(UNIT), village=str(UNIT), programs=[str(UNIT)], provinces=["52", "32"]))
    actor = await verifier.actor(header)
    assert (actor.subject, actor.role, actor.unit, actor.village) == ("officer-7", Role.PARTNER, UNIT, UNIT)
    assert actor.programs == (UNIT,)
    assert actor.provinces == ("52", "32")
    assert actor.expires.timestamp() > time.time()
    assert header == f"Bearer {actor.token}"


async def test_scheme_is_case_insensitive_and_audience_may_be_one_of_many(verifier: Verifier) -> None:
    header = bearer(claims(aud=["another", AUDIENCE]))
    assert (await verifier.actor(header.replace("Bearer ", "bearer  "))).subject == "officer-7"


@pytest.mark.parametrize(
    "payload",
    [
        claims(iss="https://issuer.example.evil"),
        claims(aud="another"),
        claims(aud=None),
        claims(iss=None),
        claims(sub=None),
        claims(exp=None),
        claims(role=None),
        claims(role="emperor"),
        claims(role=["officer", "headquarters"]),
        claims(exp="soon"),
        claims(exp=float("inf")),
        claims(exp=1e300),
        claims(nbf=int(time.time()) + 86_400),
        claims(iat=int(time.time()) + 86_400),
        claims(sub=7),
        claims(sub=""),
        claims(sub="x" * 129),
        claims(sub="line\nbreak"),
        claims(sub="ends\n"),
        claims(sub="a b"),
        claims(sub="café"),
        claims(sub="service:officers"),
        claims(unit="not-a-uuid"),
        claims(programs="018f"),
        claims(provinces=["5"]),
        claims(provinces=["५२"]),
        claims(provinces=[52]),
    ],
)
async def test_wrong_claims_are_refused(verifier: Verifier, payload: dict[str, Any]) -> None:
    problem = await denied(verifier, bearer(payload))
    assert (problem.code, problem.status) == ("TOKEN_INVALID", 401)
    assert problem.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


async def test_expired_token_is_told_apart(verifier: Verifier) -> None:
    assert (await denied(verifier, bearer(claims(exp=int(time.time()) - 40)))).code == "TOKEN_EXPIRED"
    assert (await verifier.actor(bearer(claims(exp=int(time.time()) - 5)))).subject == "officer-7", "within the leeway"
    assert (await verifier.actor(bearer(claims(nbf=int(time.time()) + 10)))).subject == "officer-7", "within the leeway"


async def test_service_token_may_carry_service_name(verifier: Verifier) -> None:
    assert (await verifier.actor(bearer(claims(sub="service:gateway", role="service")))).role is Role.SERVICE


async def test_unsigned_token_is_refused(verifier: Verifier) -> None:
    for algorithm in ("none", "None", "NONE", ""):
        head = segment({"alg": algorithm, "kid": "one", "typ": "JWT"})
        assert (await denied(verifier, f"Bearer {head}.{segment(claims())}.")).code == "TOKEN_INVALID"


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
async def test_public_key_is_no_shared_secret(verifier: Verifier, encoding: Encoding) -> None:
    secret = ONE.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{segment({'alg': 'HS256', 'kid': 'one'})}.{segment(claims())}"
    signature = segment(hmac.new(secret, signed.encode(), sha256).digest())
    assert (await denied(verifier, f"Bearer {signed}.{signature}")).code == "TOKEN_INVALID"
    # The same under the pinned name: an HMAC is no ECDSA signature.
    signed = f"{segment({'alg': 'ES256', 'kid': 'one'})}.{segment(claims())}"
    signature = segment(hmac.new(secret, signed.encode(), sha256).digest() * 2)
    assert (await denied(verifier, f"Bearer {signed}.{signature}")).code == "TOKEN_INVALID"


async def test_other_algorithms_and_keys_are_refused(verifier: Verifier) -> None:
    other = rsa.generate_private_key(65537, 2048)
    assert (await denied(verifier, bearer(key=other, algorithm="RS256"))).code == "TOKEN_INVALID"
    assert (await denied(verifier, bearer(key=TWO))).code == "TOKEN_INVALID"
    assert (await denied(verifier, bearer(kid=None))).code == "TOKEN_INVALID"
    key = ec.generate_private_key(ec.SECP384R1())
    assert (await denied(verifier, bearer(key=key, algorithm="ES384"))).code == "TOKEN_INVALID"


async def test_changed_payload_is_refused(verifier: Verifier) -> None:
    head, _, signature = bearer().split(".")
    assert (await denied(verifier, f"{head}.{segment(claims(role='headquarters'))}.{signature}")).code == "TOKEN_INVALID"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer ..",
        "Bearer a.b.c",
        "Bearer a.b",
        "Bearer a.b.c.d",
        "Basic dTpw",
        "Bearer é.é.é",
        "Bearer " + segment(b"[1]") + ".e30.e30",
        "Bearer " + segment(b"[" * 4000) + ".e30.e30",
        "Bearer " + segment({"alg": "ES256", "kid": 7}) + ".e30.e30",
        "Bearer " + segment({"alg": "ES256", "kid": ["one"]}) + ".e30.e30",
        "Bearer " + segment({"alg": "ES256", "kid": "one", "crit": ["b64"], "b64": False}) + "..e30",
        bearer() + "x",
        bearer() + " x",
    ],
)
async def test_garbage_is_refused(verifier: Verifier, header: str) -> None:
    assert (await denied(verifier, header)).code == "TOKEN_INVALID"


async def test_no_token_is_told_apart(verifier: Verifier) -> None:
    for header in (None, ""):
        problem = await denied(verifier, header)
        assert (problem.code, problem.status, problem.headers) == ("TOKEN_MISSING", 401, {"WWW-Authenticate": "Bearer"})


async def test_oversized_header_is_not_parsed(verifier: Verifier, monkeypatch: pytest.MonkeyPatch) -> None:
    header = bearer(claims(filler="x" * 8192))
    assert len(header) > access.LONGEST
    parsed: list[str] = []
    monkeypatch.setattr(jwt, "get_unverified_header", parsed.append)
    assert (await denied(verifier, header)).code == "TOKEN_INVALID"
    assert not parsed


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    decode = jwt.decode

    def counted(token: str, *args: Any, **options: Any) -> Any:
        calls.append(token)
        return decode(token, *args, **options)

    monkeypatch.setattr(jwt, "decode", counted)
    return calls


async def test_verified_token_is_remembered_for_a_minute_at_most(source: Issuer, verifications: list[str]) -> None:
    clock = Clock(time.time())
    config = AccessConfig(issuer=ISSUER, audience=AUDIENCE, jwks_url=URL)
    async with Verifier(config, clock=clock, transport=source.transport) as verifier:
        header = bearer()
        assert await verifier.actor(header) == await verifier.actor(header)
        assert len(verifications) == 1
        clock.now += 59
        await verifier.actor(header)
        assert len(verifications) == 1
        clock.now += 2
        await verifier.actor(header)
        assert len(verifications) == 2


async def test_token_is_never_remembered_past_its_expiry(source: Issuer, verifications: list[str]) -> None:
    clock = Clock(time.time())
    config = AccessConfig(issuer=ISSUER, audience=AUDIENCE, jwks_url=URL)
    async with Verifier(config, clock=clock, transport=source.transport) as verifier:
        header = bearer(claims(exp=int(clock.now) + 20))
        await verifier.actor(header)
        clock.now += 19
        await verifier.actor(header)
        assert len(verifications) == 1
        clock.now += 2
        await verifier.actor(header)
        await verifier.actor(header)
        assert len(verifications) == 3, "within the leeway it is verified each time"


async def test_memory_of_tokens_is_bounded(verifier: Verifier, monkeypatch: pytest.MonkeyPatch, verifications: list[str]) -> None:
    monkeypatch.setattr(access, "ROOM", 2)
    headers = [bearer(claims(sub=f"s{number}")) for number in range(3)]
    for header in headers:
        await verifier.actor(header)
    assert len(verifier._verified) == 2
    await verifier.actor(headers[2])
    assert len(verifications) == 3
    await verifier.actor(headers[0])
    assert len(verifications) == 4, "the oldest made room"


async def test_refused_token_is_not_remembered(verifier: Verifier) -> None:
    header = bearer(key=TWO)
    await denied(verifier, header)
    assert not verifier._verified
    await denied(verifier, header)


async def test_many_callers_share_one_fetch(source: Issuer, verifier: Verifier) -> None:
    source.hold = asyncio.Event()
    callers = [asyncio.create_task(verifier.actor(bearer(claims(sub=f"s{number}")))) for number in range(40)]
    await source.asked.wait()
    callers[0].cancel()
    await asyncio.gather(callers[0], return_exceptions=True)
    source.hold.set()
    actors = await asyncio.gather(*callers[1:])
    assert {actor.subject for actor in actors} == {f"s{number}" for number in range(1, 40)}
    assert source.fetches == 1, "and the one who began it may go away"


async def test_unknown_key_is_fetched_but_not_at_the_callers_pace(source: Issuer) -> None:
    clock = Clock(1000)
    keys = IssuerKeys(URL, clock=clock, transport=source.transport)
    assert await keys.find("one")
    assert await keys.find("two") is None
    assert source.fetches == 1
    source.keys = {"two": TWO}
    clock.now += issuer.PAUSE
    assert await keys.find("two")
    assert await keys.find("one") is None, "a withdrawn key is gone"
    assert source.fetches == 2
    await keys.close()


async def test_known_keys_grow_old(source: Issuer) -> None:
    clock = Clock(1000)
    keys = IssuerKeys(URL, clock=clock, transport=source.transport)
    await keys.find("one")
    source.keys = {"two": TWO}
    clock.now += issuer.STALE + 1
    assert await keys.find("one"), "answered from memory while the fetch runs"
    assert keys._fetching
    await keys._fetching
    assert await keys.find("one") is None
    assert source.fetches == 2
    await keys.close()


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(503),
        lambda: httpx.Response(302, headers={"location": "https://elsewhere.example"}),
        lambda: httpx.Response(200, content=b"<html>"),
        lambda: httpx.Response(200, content=b'{"keys": []}'),
        lambda: httpx.Response(200, content=key_set(two=TWO, one=ONE) + b" " * issuer.LARGEST),
    ],
)
async def test_issuer_in_trouble_leaves_its_last_keys_in_force(
    source: Issuer, answer: Callable[[], httpx.Response], caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(1000)
    keys = IssuerKeys(URL, clock=clock, transport=source.transport)
    source.answer = answer
    with pytest.raises(KeysUnavailable):
        await keys.find("one")
    source.answer = None
    with pytest.raises(KeysUnavailable):
        await keys.find("one")
    assert source.fetches == 1
    clock.now += issuer.PAUSE
    assert await keys.find("one")
    source.answer = answer
    clock.now += issuer.STALE + 1
    for _ in range(20):
        assert await keys.find("one")
        await asyncio.sleep(0)
    assert source.fetches == 3
    assert [record.levelno for record in caplog.records if record.name == issuer.__name__] == [logging.WARNING] * 2
    await keys.close()


async def test_unreachable_issuer_is_a_503_not_a_401(source: Issuer, verifier: Verifier) -> None:
    def refuse() -> httpx.Response:
        raise httpx.ConnectError("no route")

    source.answer = refuse
    problem = await denied(verifier, bearer())
    assert (problem.code, problem.status, problem.headers) == ("KEYS_UNAVAILABLE", 503, {"Retry-After": "3"})


def test_only_public_keys_for_es256_are_taken() -> None:
    private = ECAlgorithm.to_jwk(ONE, as_dict=True)
    odd = [
        {**jwk(ONE), "kid": "encryption", "use": "enc"},
        {**jwk(ONE), "kid": "algorithm", "alg": "ES384"},
        {**jwk(ONE)},
        {**jwk(ONE), "kid": "broken", "x": "AA"},
        {**jwk(ONE), "kid": "off-curve", "x": segment(b"\1" * 32)},
        {**jwk(ec.generate_private_key(ec.SECP384R1())), "kid": "curve"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "secret"},
        {**private, "kid": "private"},
    ]
    with pytest.raises(KeysUnavailable):
        issuer.public_keys(json.dumps({"keys": odd}).encode())
    good = {**jwk(ONE), "kid": "good", "use": "sig", "alg": "ES256"}
    assert set(issuer.public_keys(json.dumps({"keys": [*odd, good]}).encode())) == {"good"}


async def test_key_set_may_be_a_local_file(tmp_path: Path) -> None:
    path = tmp_path / "a key set.json"
    path.write_bytes(key_set(one=ONE))
    async with Verifier(AccessConfig(issuer=ISSUER, audience=AUDIENCE, jwks_url=path.as_uri())) as verifier:
        assert (await verifier.actor(bearer())).role is Role.OFFICER


@pytest.mark.parametrize(
    "url", ["http://issuer.example/keys", "ftp://x/y", "keys.json", "file:", "https:///keys", "file://host/keys"]
)
def test_keys_come_by_https_or_from_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="JWKS URL"):
        AccessConfig(issuer=ISSUER, audience=AUDIENCE, jwks_url=url)


def test_loopback_issuer_is_allowed() -> None:
    assert AccessConfig(issuer=ISSUER, audience=AUDIENCE, jwks_url="http://127.0.0.1:9/keys").audience == AUDIENCE
    with pytest.raises(ValueError, match="audience"):
        AccessConfig(issuer=ISSUER, audience="", jwks_url=URL)


def test_role_decides_how_far_a_right_reaches() -> None:
    rule = {Role.OFFICER: Scope.OWN_VILLAGE}
    assert Actor(subject="x", role=Role.OFFICER).scope(rule, "CompleteVisit") is Scope.OWN_VILLAGE
    with pytest.raises(Denied) as caught:
        ANONYMOUS.scope(rule, "CompleteVisit")
    assert (caught.value.code, caught.value.status, caught.value.headers) == ("ROLE_NOT_ALLOWED", 403, {})
    assert "CompleteVisit" in caught.value.message
    assert access.out_of_scope("CompleteVisit").code == "OUT_OF_SCOPE"


async def test_actor_shows_no_token(verifier: Verifier) -> None:
    actor = await verifier.actor(bearer())
    assert actor.token not in repr(actor)
    assert actor.token not in f"{actor}"
    service = Actor.service("villages")
    assert (service.subject, service.role, service.token) == ("service:villages", Role.SERVICE, "")
