"""Small grounds that are alike: each a village with its officer, Babinsa and head, a token for each, and the Polsek above."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from infra.local import issuer
from infra.local.state import State
from tests.e2e.system import System
from tests.e2e.waiting import until

SPACE: Final = UUID("0e2cb3a5-29f5-4c53-8d0e-4d1f1a9c5a55")
UNITS: Final = (("MABES", "MABES"), ("POLDA", "POLDA_A"), ("POLRES", "POLRESTA"), ("POLSEK", "POLSEK"))
HELD: Final = {"POLDA": "52", "POLRES": "52.71", "POLSEK": "52.71.01"}
MORNING: Final = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=10)
"""When the day of every ground began: the same moments in each, so that what follows from them must be the same."""
TODAY: Final = MORNING.astimezone(ZoneInfo("Asia/Makassar")).date().isoformat()
SUBMIT: Final = """mutation ($c: [CommandInput!]!) { submitCommands(commands: $c) { problems { code }
  results { commandId receipt { repeated } problems { code field sendAgain } } } }"""


def at(minutes: float) -> str:
    """So many minutes after the morning, as a phone writes it."""
    return (MORNING + timedelta(minutes=minutes)).isoformat()


def an(name: str) -> str:
    return str(uuid5(SPACE, name))


class Ground:
    """The `number`-th village. Names of things are the same on every ground, their ids are not."""

    def __init__(self, system: System, number: int) -> None:
        self.system, self.number = system, number
        self.code = f"52.71.01.{1001 + number}"
        self.names: dict[str, str] = {}
        village, officer = self.id("village"), self.id("officer")
        people = {"babinsa": ("pillar", village), "head": ("pillar", village), "officer": ("officer", village)}
        claims: dict[str, dict[str, str]] = {
            name: {"sub": self.id(name), "role": role, "village": where} for name, (role, where) in people.items()
        }
        claims["commander"] = {"sub": an("kapolsek"), "role": "commander", "unit": an("POLSEK")}
        self.officer = officer
        self.tokens = {name: token(system, **claim) for name, claim in claims.items()}

    def id(self, name: str) -> str:
        """The id of a thing on this ground."""
        found = str(uuid5(SPACE, f"{self.number} {name}"))
        self.names[found] = name
        return found

    def settle(self) -> list[tuple[str, dict[str, Any]]]:
        """The commands by which the ground comes about, once there is a district and a Polsek."""
        village, seat = self.id("village"), {"villageId": self.id("village"), "holderName": "Tokoh Contoh", "since": "2017-01-01"}
        registered = {"serviceNumber": f"{99990100 + self.number}", "fullName": "Bhabin Contoh 053", "rank": "AIPDA"}
        return [
            ("registerVillage", {"villageId": village, "code": self.code, "name": "Contoh", "edition": "test"}),
            ("registerOfficer", {"officerId": self.officer, "unitId": an("POLSEK"), **registered}),
            ("seatPillar", {**seat, "pillar": "BABINSA", "holderId": self.id("babinsa")}),
            ("seatPillar", {**seat, "pillar": "VILLAGE_HEAD", "holderId": self.id("head")}),
        ]

    def assign(self) -> list[tuple[str, dict[str, Any]]]:
        assignment = {"assignmentId": self.id("assignment")}
        proposed = {**assignment, "officerId": self.officer, "villageId": self.id("village"), "startsOn": "2018-01-01"}
        return [
            ("proposeAssignment", proposed),
            ("confirmAssignment", {**assignment, "orderNumber": "Sprin/1", "orderDate": "2017-12-01"}),
        ]


def token(system: System, **claims: str) -> str:
    """As `make token` makes them, in this process."""
    return issuer.issue(State(system.state), claims, seconds=3600)


def country(system: System, count: int) -> list[Ground]:
    """A country of one Polda, one Polres, one Polsek and so many grounds below it, and a training whose directive awaits each."""
    grounds = [Ground(system, number) for number in range(count)]
    first: list[tuple[str, dict[str, Any]]] = []
    above: dict[str, str] = {}
    for level, kind in UNITS:
        first.append(("establishUnit", {"unitId": an(level), "name": level.title(), "level": level, "kind": kind, **above}))
        above = {"parentId": an(level)}
    for level, code in HELD.items():
        held = {"unitId": an(level), "assign": [code], "changedOn": "2016-01-01", "source": "test"}
        first.append(("changeJurisdiction", held))
        first.append(("registerRegion", {"regionId": an(code), "code": code, "name": f"Contoh {code}", "edition": "test"}))
    chief = {"officerId": an("kapolsek"), "fullName": "Kapolsek Contoh", "rank": "AKP", "position": "KAPOLSEK"}
    first.append(("registerOfficer", {**chief, "serviceNumber": "99990099", "unitId": an("POLSEK")}))
    first.append(("appointCommander", {"unitId": an("POLSEK"), "officerId": an("kapolsek"), "appointedOn": "2018-01-01"}))
    give(system, first)
    give(system, [one for ground in grounds for one in ground.settle()])
    give(system, [one for ground in grounds for one in ground.assign()])
    give(system, _training(grounds))
    until(lambda: all(ready(system, ground) for ground in grounds), 60)
    return grounds


def give(system: System, commands: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Headquarters' commands, sent again while what they rest on is on its way between services."""
    left = [{"commandId": an(f"{name} {fields}"), "command": {name: fields}} for name, fields in commands]
    coming = {"VILLAGE_UNKNOWN", "UNIT_UNKNOWN", "OFFICER_UNKNOWN", "OUTSIDE_JURISDICTION"}

    def done() -> bool:
        nonlocal left
        results = system.ask(SUBMIT, token(system, sub="markas", role="headquarters"), c=left)["submitCommands"]["results"]
        codes = [{problem["code"] for problem in result["problems"]} - {"NOT_YET_VISIBLE"} for result in results]
        assert set().union(*codes) <= coming, results
        left = [command for command, code in zip(left, codes, strict=True) if code]
        return not left

    until(done, 60)


def _training(grounds: Sequence[Ground]) -> list[tuple[str, dict[str, Any]]]:
    session = {"sessionId": an("training")}
    held = {"kind": "IN_HOUSE_TRAINING", "title": "Contoh", "venue": {"name": "Balai"}, "hostUnitId": an("POLDA")}
    began = {"startsAt": "2018-07-25T08:00:00+08:00", "timezone": "Asia/Makassar"}
    told = {"directiveId": an("directive"), "issuer": "Dirbinmas", "theme": "CONTACT_PERSON", "text": "Temui tokoh."}
    office = {"office": "Dirbinmas"}
    attendees = [{"officerId": ground.officer} for ground in grounds]
    return [
        ("scheduleTraining", {**session, **held, **began}),
        ("enrolParticipant", {**session, "attendee": office, "role": "OPENER"}),
        *(("enrolParticipant", {**session, "attendee": one, "role": "PARTICIPANT"}) for one in attendees),
        ("openTraining", {**session, "opener": office, "openedAt": "2018-07-25T08:00:00+08:00"}),
        *(("recordAttendance", {**session, "attendee": one, "recordedAt": "2018-07-25T09:00:00+08:00"}) for one in attendees),
        ("issueDirective", {**session, **told, "issuedOn": "2018-07-25"}),
    ]


def ready(system: System, ground: Ground) -> bool:
    """Whether every service knows of the officer's assignment and of the directive, as far as the graph shows."""
    text = """query ($c: String!) { village(code: $c) { pillars { status } unit { id }
      officer { directives(first: 5) { totalCount } } } }"""
    found = system.ask(text, token(system, sub="markas", role="headquarters"), c=ground.code)["village"]
    known = found["pillars"]["status"] == "COMPLETE" and found["unit"] and found["officer"]
    return bool(known) and found["officer"]["directives"]["totalCount"] == 1
