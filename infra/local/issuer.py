"""The issuer of a local system's tokens: a signing key of its own, and the public half where services look for it."""

import json
import time
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key
from jwt.algorithms import ECAlgorithm

from infra.local.process import CannotStart
from infra.local.state import State

ISSUER: Final = "https://issuer.local.tigapilar.id"
AUDIENCE: Final = "tiga-pilar"
KEY: Final = "signing-key.pem"


def establish(state: State) -> str:
    """Make the key pair where there is none yet; returns the URL of the public keys."""
    key = _load(state.secret(KEY, _new_key))
    jwks = {"keys": [{**ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": _kid(key), "use": "sig", "alg": "ES256"}]}
    path = state.secrets / "jwks.json"
    text = json.dumps(jwks)
    if not path.exists() or path.read_text() != text:
        state.keep(path, text)
    return path.as_uri()


def issue(state: State, claims: Mapping[str, Any], *, seconds: int) -> str:
    """A signed token with these claims, valid from now on for so many seconds. Raises CannotStart before the first run."""
    path = state.secrets / KEY
    if not path.exists():
        raise CannotStart(f"there is no issuer in {state.directory} yet: start the system with make run")
    key = _load(path.read_text())
    now = int(time.time())
    payload = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + seconds, "jti": str(uuid4()), **claims}
    return jwt.encode(payload, key, algorithm="ES256", headers={"kid": _kid(key)})


def _new_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _load(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CannotStart(f"{KEY} is no ES256 key")
    return key


def _kid(key: ec.EllipticCurvePrivateKey) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    return digest.finalize().hex()[:16]
