"""The note in STATE_DIR that the data have been loaded: which, and into which logs."""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

import data
from infra.local.state import State

SERVICES: Final = ("officers", "villages", "cooperation")
NAME: Final = "seed.json"
HOLDS: Final[Mapping[str, tuple[str, ...]]] = {"indonesia": ("indonesia", "ntb"), "demo": ("demo", "ntb"), "ntb": ("ntb",)}
"""What is there once an edition has been loaded."""


def is_seeded(state: State, edition: str, urls: Mapping[str, str]) -> bool:
    """Whether these very data are in these very logs; any doubt is a no, since loading again enters nothing twice."""
    if edition == "none":
        return True
    try:
        note = json.loads((state.directory / NAME).read_text())
        if edition not in HOLDS[note["edition"]] or note["data"] != data.digest():
            return False
        return all(_holds(_health(urls[name]), note["logs"][name]) for name in SERVICES)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def note(state: State, edition: str, urls: Mapping[str, str]) -> None:
    """Write down that these data have just been loaded. Raises OSError where a service does not answer."""
    logs = {name: _health(urls[name]) for name in SERVICES}
    kept = {name: {"log": health["log"], "position": health["position"]} for name, health in logs.items()}
    written = {"edition": edition, "data": data.digest(), "logs": kept}
    state.keep(state.directory / NAME, json.dumps(written, indent=1) + "\n")


def _holds(health: Mapping[str, Any], noted: Mapping[str, Any]) -> bool:
    """Whether it is the log that was loaded, and not an older state of it."""
    return bool(health["log"] == noted["log"] and health["position"] >= noted["position"])


def _health(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:  # noqa: S310 - our own service, on loopback
        found: dict[str, Any] = json.load(answer)
        return found
