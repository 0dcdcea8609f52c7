"""The three pillars of one village of the running system, each with a token of his own."""

from typing import Any, Final
from uuid import UUID, uuid4

from tests.e2e.system import System

UNIT: Final = "Polresta Mataram"
ELSEWHERE: Final = "Polres Lombok Barat"
SEATED: Final = "2018-01-01"
_VILLAGES: Final = (
    """{ villages(region: "52.71", first: 100) { edges { node { id code officer { id } pillars { status } } } } }"""
)
_READ: Final = frozenset({"52.71.01.1004", "52.71.01.1006"})
"""Villages whose answers other tests know by heart."""


class Trio:
    """The `number`-th village of Mataram that has an officer. Babinsa and head are seated anew, so that their ids are known."""

    def __init__(self, system: System, number: int) -> None:
        self.system = system
        found = [edge["node"] for edge in system.ask(_VILLAGES)["villages"]["edges"]]
        staffed = [one for one in found if one["officer"] and one["code"] not in _READ and one["pillars"]["status"] == "COMPLETE"]
        self.village: dict[str, Any] = staffed[number]
        self.code: str = self.village["code"]
        self.babinsa, self.head = uuid4(), uuid4()
        for pillar, holder in (("BABINSA", self.babinsa), ("VILLAGE_HEAD", self.head)):
            self.seat(pillar, holder, SEATED)
        self.officer_token = system.token(ROLE="officer", VILLAGE=self.code)
        self.commander_token = system.token(ROLE="commander", UNIT=UNIT)
        self.stranger_token = system.token(ROLE="commander", UNIT=ELSEWHERE)

    def person_token(self, person: UUID) -> str:
        return self.system.token(ROLE="pillar", VILLAGE=self.code, PERSON=str(person))

    def seat(self, pillar: str, holder: UUID, since: str) -> None:
        """In place of whoever holds the seat until then."""
        assert self.give("vacatePillar", pillar=pillar, vacatedOn=since) == []
        assert self.give("seatPillar", pillar=pillar, holderId=str(holder), holderName="Tokoh Uji", since=since) == []

    def give(self, mutation: str, token: str | None = None, **taken: Any) -> list[str]:
        """The codes of the problems with a command about this village."""
        return self.send(mutation, token, villageId=self.village["id"], **taken)

    def send(self, mutation: str, token: str | None = None, **taken: Any) -> list[str]:
        """The codes of the problems with any command."""
        return [problem["code"] for problem in self.problems(mutation, token, **taken)]

    def problems(self, mutation: str, token: str | None = None, **taken: Any) -> list[dict[str, str]]:
        kind = mutation[0].upper() + mutation[1:]
        text = f"mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{ problems {{ code field message }} }} }}"
        found: list[dict[str, str]] = self.system.ask(text, token, input=taken)[mutation]["problems"]
        return found
