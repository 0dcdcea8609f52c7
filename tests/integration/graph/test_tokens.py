"""Only a token of our issuer, made out to us and valid now, opens either door; a bad one is never taken for none."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from infra.local import issuer
from infra.local.state import State
from libs.events.access import LEEWAY, AccessConfig, Verifier
from services.gateway.graph.documents import Documents
from services.gateway.graph.endpoint import Endpoint, Gateway
from services.gateway.graph.execution import Engine
from services.gateway.graph.pool import Pool
from services.gateway.graph.subscriptions import PROTOCOL, Door
from tests.integration.graph import world
from tests.integration.graph.conftest import SCHEMA

CLAIMS = {"iss": issuer.ISSUER, "aud": issuer.AUDIENCE, "sub": "contoh", "role": "headquarters"}


class Forger:
    """Makes tokens that should not pass, from what anybody may know and, where a case needs it, from the issuer's own key."""

    def __init__(self, state: State) -> None:
        self.jwks = issuer.establish(state)
        key: Any = load_pem_private_key((state.secrets / issuer.KEY).read_bytes(), password=None)
        self.key, self.public = key, key.public_key()
        self.kid = json.loads((state.secrets / "jwks.json").read_text())["keys"][0]["kid"]

    def signed(self, key: Any = None, **changes: Any) -> str:
        claims = {**CLAIMS, "exp": int(time.time()) + 600, **changes}
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key or self.key, algorithm="ES256", headers={"kid": self.kid})

    def unsigned(self, algorithm: str) -> str:
        return f"{self._content(algorithm)}."

    def confused(self) -> str:
        """Signed with the public key as if it were a shared secret."""
        content = self._content("HS256")
        secret = self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return f"{content}.{_text(hmac.new(secret, content.encode(), sha256).digest())}"

    def changed(self) -> str:
        """Another role under a signature for headquarters."""
        head, _, signature = self.signed().split(".")
        return f"{head}.{_text(json.dumps({**CLAIMS, 'exp': time.time() + 600, 'role': 'ops'}).encode())}.{signature}"

    def _content(self, algorithm: str) -> str:
        head = {"alg": algorithm, "typ": "JWT", "kid": self.kid}
        return ".".join(_text(json.dumps(part).encode()) for part in (head, {**CLAIMS, "exp": int(time.time()) + 600}))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


BAD: dict[str, Callable[[Forger], str]] = {
    "unsigned": lambda f: f"Bearer {f.unsigned('none')}",
    "unsigned, written otherwise": lambda f: f"Bearer {f.unsigned('NONE')}",
    "the public key as a secret": lambda f: f"Bearer {f.confused()}",
    "a key of one's own": lambda f: f"Bearer {f.signed(ec.generate_private_key(ec.SECP256R1()))}",
    "a changed role": lambda f: f"Bearer {f.changed()}",
    "for another audience": lambda f: f"Bearer {f.signed(aud='elsewhere')}",
    "for nobody": lambda f: f"Bearer {f.signed(aud=None)}",
    "of another issuer": lambda f: f"Bearer {f.signed(iss='https://elsewhere.example')}",
    "without an end": lambda f: f"Bearer {f.signed(exp=None)}",
    "of no role": lambda f: f"Bearer {f.signed(role='admin')}",
    "not yet valid": lambda f: f"Bearer {f.signed(nbf=int(time.time()) + 2 * LEEWAY)}",
    "nothing": lambda _: "Bearer ",
    "no token": lambda _: "Bearer a.b.c",
    "another scheme": lambda _: "Basic YTpi",
    "too long": lambda _: f"Bearer {'a' * 10_000}.b.c",
    "expired": lambda f: f"Bearer {f.signed(exp=int(time.time()) - LEEWAY - 1)}",
}


@pytest.fixture
def forger(tmp_path: Path) -> Forger:
    state = State(tmp_path)
    state.secrets.mkdir()
    return Forger(state)


@pytest.fixture
async def gateway(pool: Pool, forger: Forger) -> AsyncIterator[Gateway]:
    async with Verifier(AccessConfig(issuer=issuer.ISSUER, audience=issuer.AUDIENCE, jwks_url=forger.jwks)) as verifier:
        yield Gateway(Engine(SCHEMA, pool, world.unseal), Documents(SCHEMA), verifier)


@pytest.mark.parametrize("kind", BAD)
async def test_over_http_a_bad_token_is_a_401_with_its_challenge(gateway: Gateway, forger: Forger, kind: str) -> None:
    headers = {"authorization": BAD[kind](forger)}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Endpoint(gateway)), base_url="http://gateway/graphql") as client:
        for query in ("{ __typename }", "{ units { totalCount } }", "{ nothing }", "{"):
            answer = await client.post("", json={"query": query}, headers=headers)
            assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json; charset=utf-8")
            assert answer.headers["www-authenticate"].startswith('Bearer error="invalid_token"')
            assert answer.json()["code"] == ("TOKEN_EXPIRED" if kind == "expired" else "TOKEN_INVALID")
        good = await client.post(
            "", json={"query": "{ units { totalCount } }"}, headers={"authorization": f"Bearer {forger.signed()}"}
        )
    assert good.status_code == 200


@pytest.mark.parametrize("kind", BAD)
async def test_over_websocket_a_bad_token_closes_the_connection(gateway: Gateway, forger: Forger, kind: str) -> None:
    assert await _said(gateway, BAD[kind](forger)) == {"type": "websocket.close", "code": 4403, "reason": "Forbidden"}
    assert "connection_ack" in (await _said(gateway, f"Bearer {forger.signed()}"))["text"]


async def _said(gateway: Gateway, authorization: str) -> Any:
    """What a connection is told that begins with this token."""
    said: asyncio.Queue[Any] = asyncio.Queue()
    heard: asyncio.Queue[Any] = asyncio.Queue()
    init = {"type": "connection_init", "payload": {"authorization": authorization}}
    said.put_nowait({"type": "websocket.connect"})
    said.put_nowait({"type": "websocket.receive", "text": json.dumps(init)})
    scope = {"type": "websocket", "headers": [], "subprotocols": [PROTOCOL]}
    async with asyncio.timeout(10):
        door = asyncio.create_task(Door(gateway)(scope, said.get, heard.put))
        assert (await heard.get())["type"] == "websocket.accept"
        told = await heard.get()
        said.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await door
        return told
