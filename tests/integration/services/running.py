"""A service in this process as it runs anywhere, on migrated databases, with tokens of an issuer of the tests' own."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from jwt.algorithms import ECAlgorithm

from libs.events.migrations import migrate
from libs.events.service import Service, started
from libs.events.settings import ServiceSettings
from tests.conftest import Database

ISSUER, AUDIENCE = "https://issuer.test", "test"


def issuer(folder: Path) -> Callable[..., str]:
    """Makes tokens whose key stands in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = {**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "test", "use": "sig", "alg": "ES256"}
    (folder / "jwks.json").write_text(json.dumps({"keys": [public]}))
    until = int(datetime.now(UTC).timestamp()) + 600

    def token(role: str, sub: str | UUID = "test", **claims: Any) -> str:
        payload = {"iss": ISSUER, "aud": AUDIENCE, "exp": until, "role": role, "sub": str(sub)}
        payload |= {name: str(value) for name, value in claims.items()}
        return jwt.encode(payload, key, algorithm="ES256", headers={"kid": "test"})

    return token


@asynccontextmanager
async def running(service: Service, own: Database, keys: Database, *, folder: Path, nats_url: str) -> AsyncIterator[FastAPI]:
    """On a log of its own in `own`; the tables of keys stand in `keys`, the public key of tokens in `folder`."""
    await asyncio.to_thread(migrate, own.owner_url, own.app_role)
    settings = ServiceSettings(
        port=1,  # nobody listens: requests come in without a socket
        token_issuer=ISSUER,
        token_audience=AUDIENCE,
        jwks_url=(folder / "jwks.json").as_uri(),
        database_url=own.app_url,
        vault_database_url=keys.app_url,
        vault_master_key="00" * 31 + "01",
        nats_url=nats_url,
    )
    async with started(service, settings) as app:
        yield app
