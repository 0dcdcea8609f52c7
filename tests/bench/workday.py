"""A day of the country as its telephones send it: who sends which commands when, what is sent again, and what leads to a warning.

The same nation and seed give the same day. Drawn are who visits, reports and warns, when it happened, and when his telephone had
a connection; in the hour of return ten times as much is sent as in the mean hour.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.community_issue import IssueChannel
from libs.events.contracts.villages.early_warning import Severity, SourceReliability, WarningKind
from libs.events.contracts.villages.outreach import Appeal, OutreachKind
from libs.events.contracts.villages.village_visit import CODE_LETTERS
from tests.bench.nation import Nation
from tests.lombok import an

HOURS: Final = 24
DAY: Final = 3600.0 * HOURS
"""Seconds."""
COMMANDS: Final = 38_000
"""Each leads to an event at least."""
RETURN: Final = 19
"""The hour in which telephones come back to a connection."""
TIMES_MEAN: Final = 10
"""How much of the day is sent in that hour, in mean hours."""
SENT_AGAIN: Final = 0.1
"""Share of submissions of which the telephone did not hear, and which it sends again later."""
AT_ONCE: Final = 0.02
"""Share of those that are sent twice at the same time."""
SEVERITIES: Final = {Severity.RED: 0.1, Severity.ORANGE: 0.3, Severity.YELLOW: 0.4, Severity.GREEN: 0.2}
CLOCKS: Final = {Severity.RED: 900, Severity.ORANGE: 3_600, Severity.YELLOW: 21_600, Severity.GREEN: 86_400}
"""Seconds within which a commander is to answer, as configured unless told otherwise."""
ANSWERED: Final = 0.6
"""Share of warnings that a commander means to answer before their clock runs out."""


@dataclass(frozen=True)
class Answer:
    """A commander who takes a warning on."""

    warning: UUID
    unit: UUID
    commander: UUID
    after: float
    """Seconds of the day after it was taken."""

    @property
    def commands(self) -> tuple[Mapping[str, Any]]:
        """As `Submission.commands`."""
        command = {"acknowledgeWarning": {"warningId": str(self.warning)}}
        return ({"commandId": str(an(f"answer to {self.warning}")), "command": command},)


@dataclass(frozen=True)
class Submission:
    """What one telephone sends at once."""

    at: float
    """Seconds of the day."""
    officer: UUID
    village: UUID
    commands: tuple[Mapping[str, Any], ...]
    """Each as the graph takes it: commandId, occurredAt, command."""
    answers: tuple[Answer, ...] = ()
    again: bool = False
    """It was sent before."""


@dataclass
class _Noted:
    """What an officer's telephone keeps until it has a connection."""

    commands: list[Mapping[str, Any]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)


class Workday:
    """The day that begins at `begins`."""

    def __init__(self, nation: Nation, begins: datetime, *, commands: int = COMMANDS, seed: int = 1) -> None:
        self._nation, self._begins, self._wanted = nation, begins, commands
        self._random = Random(seed)
        self._ids = 0
        self.given = 0
        """Commands, each counted once."""
        self.warnings = 0

    def submissions(self) -> list[Submission]:
        """In the order in which they are sent."""
        made: list[Submission] = []
        share = TIMES_MEAN / HOURS
        while self.given < self._wanted:
            in_return = self.given < share * self._wanted
            made += self._telephone(in_return=in_return)
        return sorted(made, key=lambda one: one.at)

    def _telephone(self, *, in_return: bool) -> Iterator[Submission]:
        """One officer who sends once: at the hour of return what he noted all day, else what he has just done."""
        r = self._random
        officer = r.randrange(self._nation.officers)
        if in_return:
            at = (RETURN + r.random()) * 3600
            deeds = [r.uniform(6 * 3600, at) for _ in range(r.randint(1, 4))]
        else:
            hour = r.choice([hour for hour in range(HOURS) if hour != RETURN])
            at = (hour + r.random()) * 3600
            deeds = [max(0.0, at - r.uniform(0, 1200))]
        noted = _Noted()
        for when in sorted(deeds):
            self._deed(noted, officer, when)
        self.given += len(noted.commands)
        key = self._nation.officer(officer)
        sent = Submission(at, key, an(noted.villages[0]), tuple(noted.commands), tuple(noted.answers))
        yield sent
        if (drawn := r.random()) < SENT_AGAIN + AT_ONCE:
            later = at if drawn < AT_ONCE else min(DAY - 1, at + r.uniform(60, 7200))
            yield Submission(later, key, sent.village, sent.commands, again=True)

    def _deed(self, noted: _Noted, officer: int, when: float) -> None:
        r = self._random
        code = noted.villages[0] if noted.villages else r.choice(self._nation.held[officer])
        noted.villages.append(code)
        drawn = r.random()
        if drawn < 0.62:
            deed = self._visit(officer, code, when)
        elif drawn < 0.78:
            deed = self._outreach(officer, code, when)
        elif drawn < 0.95:
            deed = self._issue(code, when)
        else:
            deed = self._warning(noted, code)
        for command, moment in deed:
            noted.commands.append({"commandId": str(self._id()), "occurredAt": self._text(moment or when), "command": command})

    def _visit(self, officer: int, code: str, when: float) -> Iterator[tuple[Mapping[str, Any], float | None]]:
        r = self._random
        his = {"visitId": str(self._id()), "villageId": str(an(code)), "officerId": str(self._nation.officer(officer))}
        letters = "".join(r.choices(CODE_LETTERS, k=16))
        shown = "-".join(letters[place : place + 4] for place in range(0, 16, 4))
        yield {"startVisit": {**his, "kind": "DDS", "startedAt": self._text(when), "verificationCode": shown}}, when
        ended = when + r.uniform(60, 900)
        told = {"findingId": str(self._id()), "people": r.randint(1, 9), "finding": f"Keadaan baik, catatan {self._ids}."}
        yield {"recordVisitFinding": {**his, **told}}, ended
        if r.random() < 0.8:
            met = [str(self._nation.contact(code))]
            yield {"completeVisit": {**his, "endedAt": self._text(ended), "contactIds": met}}, ended
        else:
            yield {"recordVisitRefusal": {**his, "endedAt": self._text(ended)}}, ended

    def _outreach(self, officer: int, code: str, when: float) -> Iterator[tuple[Mapping[str, Any], float | None]]:
        r = self._random
        told = {
            "outreachId": str(self._id()),
            "villageId": str(an(code)),
            "officerId": str(self._nation.officer(officer)),
            "kind": r.choice(tuple(OutreachKind)).value,
            "theme": r.choice(tuple(ActivityTheme)).value,
            "appeal": r.choice(tuple(Appeal)).value,
            "heldAt": self._text(when),
            "attendance": r.randint(1, 80),
        }
        yield {"recordOutreach": told}, None

    def _issue(self, code: str, when: float) -> Iterator[tuple[Mapping[str, Any], float | None]]:
        r, key = self._random, str(self._id())
        told = {
            "issueId": key,
            "villageId": str(an(code)),
            "category": "NEIGHBOUR_DISPUTE",
            "channel": r.choice(tuple(IssueChannel)).value,
            "account": f"Perselisihan contoh {self._ids}.",
            "reportedAt": self._text(when),
        }
        yield {"reportIssue": told}, None
        taken = when + r.uniform(60, 600)
        yield {"acknowledgeIssue": {"issueId": key, "acknowledgedAt": self._text(taken)}}, taken

    def _warning(self, noted: _Noted, code: str) -> Iterator[tuple[Mapping[str, Any], float | None]]:
        r, key = self._random, self._id()
        (severity,) = r.choices(tuple(SEVERITIES), tuple(SEVERITIES.values()))
        self.warnings += 1
        told = {
            "warningId": str(key),
            "villageId": str(an(code)),
            "kind": r.choice(tuple(WarningKind)).value,
            "severity": severity.value,
            "reliability": r.choice(tuple(SourceReliability)).value,
            "credibility": r.randint(1, 6),
            "narrative": f"Gejala contoh {self._ids}.",
        }
        if r.random() < ANSWERED:
            unit = code[:8]
            after = r.uniform(0.1, 0.6) * CLOCKS[severity]
            noted.answers.append(Answer(key, self._nation.unit(unit), self._nation.commander(unit), after))
        yield {"raiseEarlyWarning": told}, None

    def _id(self) -> UUID:
        self._ids += 1
        return an(f"{self._ids} of the day")

    def _text(self, seconds: float) -> str:
        return (self._begins + timedelta(seconds=round(seconds))).isoformat()
