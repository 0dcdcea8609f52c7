"""Early warnings: of all severities, taken on and closed; a few passed on by hand; this morning's still open, their clocks running."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import Final
from uuid import UUID

from data.demo import words
from data.demo.days import minute
from data.demo.province import Province
from data.demo.telling import Speaker, Told
from libs.events.contracts.villages.early_warning import (
    AcknowledgeWarning,
    CloseWarning,
    CorroborateWarning,
    DirectResponse,
    EscalateWarning,
    RaiseEarlyWarning,
    Severity,
    SourceReliability,
    WarningKind,
    WarningOutcome,
)
from libs.events.contracts.villages.three_pillars import Pillar

RAISED: Final = 0.35
"""In a village with an officer in a year."""
SEVERITIES: Final = {Severity.GREEN: 0.42, Severity.YELLOW: 0.36, Severity.ORANGE: 0.17, Severity.RED: 0.05}
KINDS: Final = {
    WarningKind.CRIME_TREND: 24,
    WarningKind.HOAX: 20,
    WarningKind.LAND_CONFLICT: 16,
    WarningKind.MASS_GATHERING: 14,
    WarningKind.DISASTER: 14,
    WarningKind.COMMUNAL_TENSION: 9,
    WarningKind.RADICALISM: 3,
}
OUTCOMES: Final = {
    WarningOutcome.PREVENTED: 45,
    WarningOutcome.CONTAINED: 32,
    WarningOutcome.UNFOUNDED: 13,
    WarningOutcome.HANDED_OVER: 10,
}
TAKEN_ON: Final = {Severity.GREEN: 180.0, Severity.YELLOW: 60.0, Severity.ORANGE: 18.0, Severity.RED: 5.0}
"""Minutes until half of them are taken on."""
PASSED_ON: Final = 0.12
"""Share of orange ones that the Kapolres passes on to the Kapolda."""
OPEN: Final = ((Severity.GREEN, 95.0), (Severity.YELLOW, 50.0), (Severity.ORANGE, 20.0))
"""What was seen today, and how many minutes before telling was begun; nobody has taken it on."""


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("warnings")
    edges = province.edges
    for code in province.held:
        day = province.days.drawn(chance, "warnings")
        raised = chance.random() < RAISED * province.days.first / -364
        # A village is handed over with no warning open.
        before = any(day < edge <= day + 25 for edge in edges) and any(one.last is not None for one in province.holdings[code])
        if raised and not before and province.officer(code, day) is not None:
            yield from _warning(province, code, day, chance)
    yield from _today(province, chance)


def _raise(province: Province, code: str, name: str, severity: Severity, chance: Random) -> RaiseEarlyWarning:
    (kind,) = chance.choices(tuple(KINDS), tuple(KINDS.values()))
    return RaiseEarlyWarning(
        warning_id=province.id("warning_id", f"{code}/{name}"),
        village_id=province.villages[code].id,
        kind=kind,
        severity=severity,
        reliability=chance.choices(tuple(SourceReliability), (1, 5, 6, 3, 1, 2))[0],
        credibility=chance.choices(range(1, 7), (1, 4, 6, 3, 1, 2))[0],
        narrative=words.WARNINGS[kind],
    )


def _warning(province: Province, code: str, day: int, chance: Random) -> Iterator[Told]:
    (severity,) = chance.choices(tuple(SEVERITIES), tuple(SEVERITIES.values()))
    warning = _raise(province, code, str(day), severity, chance)
    at = province.days.moment(day, minute(chance, 360, 1320))
    officer, head = province.officer(code, day), province.pillar(code, Pillar.VILLAGE_HEAD)
    raiser = head if head is not None and chance.random() < 0.12 else officer
    if raiser is None or officer is None:
        return
    yield Told(at=at, by=raiser, command=warning)
    answers = province.commander(code)
    if severity is Severity.ORANGE and chance.random() < PASSED_ON:
        at = _later(at, 6, chance)
        passed = EscalateWarning(warning_id=warning.warning_id, reason=words.PASSED_ON)
        yield Told(at=at, by=answers, command=passed)
        answers = province.chief
    at = _later(at, TAKEN_ON[severity] * 0.8, chance)
    yield Told(at=at, by=answers, command=AcknowledgeWarning(warning_id=warning.warning_id))
    yield from _dealt_with(province, code, warning, at, answers, officer, chance)


def _dealt_with(
    province: Province,
    code: str,
    warning: RaiseEarlyWarning,
    at: datetime,
    answers: Speaker,
    officer: Speaker,
    chance: Random,
) -> Iterator[Told]:
    if officer.person is not None and chance.random() < 0.6:
        directed = DirectResponse(
            warning_id=warning.warning_id,
            directive_id=province.id("directive_id", f"warning {code}/{warning.warning_id}"),
            instruction=chance.choice(words.INSTRUCTIONS),
            officer_id=officer.person,
            due_on=(at + timedelta(days=2)).date(),
        )
        yield from _within(province, at := _later(at, 20, chance), answers, directed)
    (outcome,) = chance.choices(tuple(OUTCOMES), tuple(OUTCOMES.values()))
    if chance.random() < 0.4 and outcome is not WarningOutcome.UNFOUNDED:
        found = CorroborateWarning(
            warning_id=warning.warning_id,
            reliability=warning.reliability,
            credibility=max(1, warning.credibility - 1),
            finding=chance.choice(words.FOUND),
        )
        yield from _within(province, at := _later(at, 300, chance), officer, found)
    closed = CloseWarning(warning_id=warning.warning_id, outcome=outcome, closing_note=words.CLOSED)
    yield from _within(province, _later(at, 3 * 1440, chance), answers, closed)


def _within(province: Province, at: datetime, by: Speaker, command: DirectResponse | CorroborateWarning | CloseWarning) -> Iterator[Told]:
    if at <= province.days.end:
        yield Told(at=at, by=by, command=command)


def _later(at: datetime, typical: float, chance: Random) -> datetime:
    minutes = min(chance.lognormvariate(log(typical), 0.6), 4 * typical)
    return at + timedelta(seconds=round(60 * minutes))


def _today(province: Province, chance: Random) -> Iterator[Told]:
    """In three villages, each of its own; the record's own fortnight has other ones."""
    there = [code for code in province.held if province.officer(code, 0) is not None and code[:5] != "52.71"]
    for (severity, minutes), code in zip(OPEN, chance.sample(there, min(len(OPEN), len(there))), strict=False):
        by = province.officer(code, 0)
        if by is not None:
            yield Told(at=province.days.before(minutes), by=by, command=_raise(province, code, "today", severity, chance))
