"""A token for trying the system out, its scope found by asking the running gateway."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID

from infra.local import issuer
from infra.local.process import CannotStart
from infra.local.settings import LocalSettings, TokenSettings
from infra.local.state import State

Ask = Callable[[str, Mapping[str, Any]], Any]
"""A GraphQL document and its variables; the answer's `data`."""

UNITS = "query ($s: String!) { units(search: $s, first: 5) { edges { node { id name } } } }"
VILLAGE = "query ($c: String!) { village(code: $c) { id officer { id } pillars { seats { pillar holderId } } } }"
PROGRAMS = "{ programs(first: 100) { edges { node { id startedOn { value } } } } }"


def token(local: LocalSettings, wanted: TokenSettings, ask: Ask | None = None) -> str:
    """The token alone. Raises CannotStart with one line where it cannot be made."""
    if wanted.role in ("service", "anonymous"):
        raise CannotStart(f"no token is issued for ROLE={wanted.role}")
    state = State(Path(local.state_dir))
    claims = {"sub": f"local-{wanted.role}", "role": wanted.role}
    return issuer.issue(state, {**claims, **_scope(wanted, ask or _gateway(local, state))}, seconds=wanted.ttl)


def _scope(wanted: TokenSettings, ask: Ask) -> dict[str, Any]:
    match wanted.role:
        case "commander":
            return {"unit": _unit(wanted.unit, ask), **_person(wanted)}
        case "headquarters":
            return _person(wanted)
        case "officer":
            village = _village(wanted, ask)
            if village["officer"] is None:
                raise CannotStart(f"village {wanted.village} has no officer")
            return {"sub": uuid_of(village["officer"]["id"]), "village": uuid_of(village["id"])}
        case "pillar":
            village = _village(wanted, ask)
            return {"sub": _pillar(wanted, village), "village": uuid_of(village["id"])}
        case "partner":
            provinces = [code.strip() for code in wanted.provinces.split(",") if code.strip()]
            programs = wanted.programs.split(",") if wanted.programs else [_founding(ask)]
            return {"programs": [uuid_of(program.strip()) for program in programs], "provinces": provinces}
    return {}


def _person(wanted: TokenSettings) -> dict[str, Any]:
    """A person's own token, where one was asked for; else that of an office."""
    return {"sub": uuid_of(wanted.person)} if wanted.person else {}


def _pillar(wanted: TokenSettings, village: Any) -> str:
    """The person named, else whoever holds the seat; without a seat nobody in particular, but another one in each village."""
    if wanted.person:
        return uuid_of(wanted.person)
    if wanted.pillar is None:
        return f"local-pillar-{wanted.village}"
    holder = next(seat["holderId"] for seat in village["pillars"]["seats"] if seat["pillar"] == wanted.pillar)
    if holder is None:
        raise CannotStart(f"nobody holds the seat {wanted.pillar} of village {wanted.village}")
    return str(holder)


def _unit(name: str | None, ask: Ask) -> str:
    if not name:
        raise CannotStart('ROLE=commander needs UNIT="the unit\'s name"')
    if _is_uuid(name):
        return name
    found = [edge["node"] for edge in ask(UNITS, {"s": name})["units"]["edges"]]
    exact = [unit for unit in found if unit["name"].casefold() == name.casefold()]
    if len(exact or found) != 1:
        raise CannotStart(
            f"no unit is named {name}" if not found else f"{name} may be {', '.join(unit['name'] for unit in found)}"
        )
    return uuid_of((exact or found)[0]["id"])


def _village(wanted: TokenSettings, ask: Ask) -> Any:
    if not wanted.village:
        raise CannotStart(f"ROLE={wanted.role} needs VILLAGE=the village's code")
    village = ask(VILLAGE, {"c": wanted.village})["village"]
    if village is None:
        raise CannotStart(f"there is no village {wanted.village}")
    return village


def _founding(ask: Ask) -> str:
    programs = [edge["node"] for edge in ask(PROGRAMS, {})["programs"]["edges"]]
    if not programs:
        raise CannotStart("there is no cooperation programme: give PROGRAMS=its id")
    return str(min(programs, key=lambda program: (program["startedOn"] or {}).get("value") or "9999")["id"])


def uuid_of(text: str) -> str:
    """The UUID in a global id (base64 of `Type:uuid`), or the UUID itself."""
    if _is_uuid(text):
        return text
    try:
        inner = b64decode(text, validate=True).decode().rpartition(":")[2]
    except (NotBase64, ValueError):
        inner = ""
    if not _is_uuid(inner):
        raise CannotStart(f"{text} is no id")
    return inner


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _gateway(local: LocalSettings, state: State) -> Ask:
    url = f"http://127.0.0.1:{local.port_base}/graphql"

    def ask(document: str, variables: Mapping[str, Any]) -> Any:
        bearer = issuer.issue(state, {"sub": "local-headquarters", "role": "headquarters"}, seconds=60)
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = {"content-type": "application/json", "accept": "application/json", "authorization": f"Bearer {bearer}"}
        try:
            with urlopen(Request(url, body, headers), timeout=10) as answer:
                told = json.load(answer)
        except HTTPError as error:
            raise CannotStart(f"the gateway at {url} answered {error.code}") from error
        except (OSError, ValueError) as error:
            raise CannotStart(f"no gateway answers at {url}: start the system with make run") from error
        if told.get("errors"):
            raise CannotStart(f"the gateway refused: {told['errors'][0].get('message')}")
        return told["data"]

    return ask
