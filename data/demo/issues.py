"""Issues of residents: reported, answered within minutes or hours, mediated or referred, settled, checked, now and then reopened."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import log
from random import Random
from typing import Final
from uuid import UUID

from msgspec import Struct

from data import ids
from data.demo import words
from data.demo.days import minute, several
from data.demo.people import Unit
from data.demo.province import Province
from data.demo.telling import Speaker, Told
from libs.events.contracts.villages.community_issue import (
    AcknowledgeIssue,
    IssueCategory,
    IssueChannel,
    IssueMethod,
    ReferIssue,
    Referral,
    ReopenIssue,
    ReportIssue,
    ResolveIssue,
    StartMediation,
    Verdict,
    Verifier,
    VerifyResolution,
)
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Command

HELD: Final = 4.5
"""In a year in a village that has an officer."""
UNHELD: Final = 0.9
"""In one that has none: less is told where nobody asks."""
CATEGORIES: Final = {
    IssueCategory.NEIGHBOUR_DISPUTE: (22, 20),
    IssueCategory.LAND_DISPUTE: (6, 18),
    IssueCategory.FAMILY_DISPUTE: (14, 14),
    IssueCategory.THEFT: (20, 14),
    IssueCategory.BRAWL: (8, 6),
    IssueCategory.NARCOTICS: (4, 2),
    IssueCategory.ALCOHOL: (5, 5),
    IssueCategory.DOMESTIC_VIOLENCE: (5, 4),
    IssueCategory.SEXUAL_OFFENCE: (1, 1),
    IssueCategory.FRAUD: (7, 3),
    IssueCategory.CUSTOM_DISPUTE: (1, 5),
    IssueCategory.NATURAL_HAZARD: (2, 4),
    IssueCategory.VILLAGE_FUND: (1, 3),
    IssueCategory.OTHER: (4, 3),
}
"""How often each is reported, in a kelurahan and in a desa."""
CHANNELS: Final = {IssueChannel.VISIT: 50, IssueChannel.PHONE_110: 25, IssueChannel.OPEN311: 12, IssueChannel.FKPM: 13}
REFERRED_ALWAYS: Final = (IssueCategory.DOMESTIC_VIOLENCE, IssueCategory.SEXUAL_OFFENCE)
OFTEN_CRIMES: Final = (IssueCategory.THEFT, IssueCategory.NARCOTICS, IssueCategory.FRAUD)
NAMED: Final = 0.1
"""Share of reporters who agree to be named."""
REJECTED: Final = 0.06
REOPENED: Final = 0.05
LEFT: Final = 0.04
"""Share of issues that are never settled."""
TYPICAL: Final = {"taken on": 14.0, "acted upon": 5 * 60.0, "settled": 3 * 24 * 60.0, "checked": 3 * 24 * 60.0, "reopened": 9 * 24 * 60.0}
"""Minutes after the step before, for half of the issues where nobody is slow."""


class Case(Struct, frozen=True, kw_only=True):
    """One issue, and who works on it."""

    id: UUID
    code: str
    unit: Unit
    slow: float
    must_be_referred: bool
    often_crime: bool
    named: bool


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("issues")
    for code in province.villages:
        rate = HELD * chance.uniform(0.3, 1.7) if province.holdings[code] else UNHELD
        for number in range(several(chance, rate * province.days.first / -364)):
            for step in _issue(province, code, number, chance):
                if step.at <= province.days.end:
                    yield step


def _issue(province: Province, code: str, number: int, chance: Random) -> Iterator[Told]:
    """Its steps, each later than the one before, whether or not the year is over by then."""
    village = province.villages[code]
    day = province.days.drawn(chance, "issues")
    at = province.days.moment(day, minute(chance, 360, 1380))
    weights = [of_kind[0 if village.urban else 1] for of_kind in CATEGORIES.values()]
    (category,) = chance.choices(tuple(CATEGORIES), weights)
    minor = chance.random() < 0.02
    named = chance.random() < NAMED
    key = province.id("issue_id", f"{code}/{number}")
    officer = province.holder(code, day)
    case = Case(
        id=key,
        code=code,
        unit=province.units[village.unit],
        slow=officer.slow if officer else 4.0,
        must_be_referred=minor or category in REFERRED_ALWAYS,
        often_crime=category in OFTEN_CRIMES,
        named=named,
    )
    report = ReportIssue(
        issue_id=key,
        village_id=village.id,
        category=category,
        channel=chance.choices(tuple(CHANNELS), tuple(CHANNELS.values()))[0],
        account=chance.choice(words.ISSUES[category]),
        involves_minor=minor,
        reported_at=at,
        reporter_id=ids.person(f"demo/reporter {code}/{number}") if named else None,
        reporter_name=f"Warga Contoh {village.number}{number}" if named else None,
    )
    told_by = province.officer(code, day) or province.pillar(code, Pillar.VILLAGE_HEAD) or province.commander(code)
    yield Told(at=at, by=told_by, command=report)
    at = _later(at, "taken on", case, chance)
    yield Told(at=at, by=_handler(province, case, at), command=AcknowledgeIssue(issue_id=key, acknowledged_at=at))
    yield from _round(province, case, at, chance, left=2)


def _round(province: Province, case: Case, at: datetime, chance: Random, *, left: int) -> Iterator[Told]:
    """From what is done about it to whether it holds; what does not hold is gone through once more."""
    at = _later(at, "acted upon", case, chance)
    acted, method = _act(case, at, chance)
    yield Told(at=at, by=_handler(province, case, at), command=acted)
    if chance.random() < LEFT:
        return
    at = _later(at, "settled", case, chance)
    agreement = chance.choice(words.AGREEMENTS) if method in (IssueMethod.MEDIATION, IssueMethod.MUSYAWARAH) else None
    by = _handler(province, case, at)
    yield Told(at=at, by=by, command=ResolveIssue(issue_id=case.id, method=method, agreement=agreement, resolved_at=at))
    holds, settled = True, at
    if chance.random() < case.unit.checked and (checker := _checker(province, case, by)) is not None:
        at = _later(at, "checked", case, chance)
        holds = chance.random() >= REJECTED
        said = VerifyResolution(
            issue_id=case.id,
            verifier=Verifier.REPORTER if case.named else Verifier.FORUM,
            verdict=Verdict.VERIFIED if holds else Verdict.REJECTED,
            verified_at=at,
        )
        yield Told(at=at, by=checker, command=said)
    if holds and chance.random() < REOPENED and (head := _checker(province, case, by)) is not None:
        at = max(_later(settled, "reopened", case, chance), at + timedelta(hours=3))
        yield Told(at=at, by=head, command=ReopenIssue(issue_id=case.id, reason=words.AGAIN, reopened_at=at))
        holds = False
    if not holds and left > 1:
        yield from _round(province, case, at, chance, left=left - 1)


def _act(case: Case, at: datetime, chance: Random) -> tuple[Command, IssueMethod]:
    drawn = chance.random()
    if case.must_be_referred or drawn < (0.55 if case.often_crime else 0.04):
        return ReferIssue(issue_id=case.id, method=Referral.REFERRED_TO_SPKT, referred_at=at), IssueMethod.REFERRED_TO_SPKT
    if drawn > 0.92:
        return ReferIssue(issue_id=case.id, method=Referral.REFERRAL, referred_at=at), IssueMethod.REFERRAL
    method = IssueMethod.MUSYAWARAH if drawn > 0.7 else IssueMethod.MEDIATION
    return StartMediation(issue_id=case.id, started_at=at), method


def _later(at: datetime, step: str, case: Case, chance: Random) -> datetime:
    """When the next step is taken: how long that takes is spread as such times are, most short and some long."""
    pace = case.unit.pace * case.slow if step in ("taken on", "acted upon") else 1.0
    spread = 0.9 if step == "taken on" else 0.7
    minutes = min(chance.lognormvariate(log(TYPICAL[step] * pace), spread), 12 * TYPICAL[step])
    return at + timedelta(seconds=round(60 * max(1.0, minutes)))


def _handler(province: Province, case: Case, at: datetime) -> Speaker:
    """The officer of the village on that day, else the commander."""
    return province.officer(case.code, province.days.number(at)) or province.commander(case.code)


def _checker(province: Province, case: Case, resolver: Speaker) -> Speaker | None:
    """The head speaks for the residents; where there is none, a commander who did not settle it himself."""
    head, commander = province.pillar(case.code, Pillar.VILLAGE_HEAD), province.commander(case.code)
    return head or (None if resolver == commander else commander)
