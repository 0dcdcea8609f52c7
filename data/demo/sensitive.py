"""Sensitive issues: topics between groups, never people; countered, come to rest, and seen more often where they campaign."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from msgspec import Struct

from data import ids
from data.demo import words
from data.demo.days import minute
from data.demo.elections import CAMPAIGN, electing, election
from data.demo.province import OF_RECORD, Province
from data.demo.telling import Speaker, Told, Warned
from libs.events.contracts.villages.early_warning import Severity, SourceReliability
from libs.events.contracts.villages.sensitive_issue import (
    AgreeToLowerClassification,
    CloseSensitiveIssue,
    ConfirmProposedWarning,
    CounterActionKind,
    CounterPartner,
    DeclineProposedWarning,
    ProposedWarningConfirmed,
    ProposeLowerClassification,
    RecordCounterAction,
    ReopenSensitiveIssue,
    ReportSensitiveIssue,
    SensitiveKind,
    SensitiveOutcome,
    SensitiveTopic,
    Spread,
    SpreadMedium,
)
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Command

SEEN: Final = 0.06
"""In a village with an officer in a year."""
CAMPAIGNING: Final = 0.4
"""In one of those that elect, since they campaign."""
KINDS: Final = {
    SensitiveKind.INTERGROUP: 11,
    SensitiveKind.ETHNIC: 3,
    SensitiveKind.RELIGIOUS: 3,
    SensitiveKind.POLITICAL_HOAX: 2,
}
OF_ELECTION: Final = {SensitiveKind.POLITICAL_HOAX: 12, SensitiveKind.INTERGROUP: 6, SensitiveKind.RELIGIOUS: 1}
SPREADS: Final = {Spread.NEIGHBOURHOOD: 5, Spread.VILLAGE: 4, Spread.BEYOND: 1}
CONFIRMED, DECLINED = 0.2, 0.5
"""Shares of the warnings proposed that are raised, and that are not; of the rest nobody has said anything yet."""
REOPENED: Final = 0.08
LOWERED: Final = 4
"""So many of each sort more may see, or it is proposed."""


class Seen(Struct, frozen=True, kw_only=True):
    """A sensitive issue: where and when it was seen, and who deals with it."""

    id: UUID
    code: str
    at: datetime
    by: Speaker
    commander: Speaker
    campaign: bool
    """Seen where they campaign: the system proposes a warning."""
    confirmed: bool
    declined: bool
    number: int
    """From 0, of all of its sort."""


def told(province: Province) -> Iterator[Told]:
    for one in _seen(province):
        for step in _steps(province, one, province.chance(f"sensitive/{one.code}/{one.campaign}")):
            if step.at <= province.days.end:
                yield step


def warned(province: Province) -> Iterator[Warned]:
    """What the commander does about the warnings that were proposed, and that an officer had raised."""
    for one in _seen(province):
        if one.confirmed:
            yield Warned(
                at=_confirmed_at(one) + timedelta(hours=20),
                stream=f"sensitive_issue-{one.id}",
                event=ProposedWarningConfirmed.named(),
                by=one.commander,
                closing_note=words.CLOSED,
            )


def _seen(province: Province) -> Iterator[Seen]:
    chance, there = province.chance("sensitive"), set(electing(province))
    numbers = {True: 0, False: 0}
    for code in province.held:
        campaign = code in there
        day = chance.randint(CAMPAIGN + 1, -4) if campaign else province.days.drawn(chance, "warnings")
        rate = CAMPAIGNING if campaign else SEEN * province.days.first / -364
        drawn, answered, minutes = chance.random(), chance.random(), minute(chance)
        by = province.officer(code, day)
        if drawn < rate and by is not None and code not in OF_RECORD:
            yield Seen(
                id=province.id("sensitive_issue_id", code),
                code=code,
                at=province.days.moment(day, minutes),
                by=by,
                commander=province.commander(code),
                campaign=campaign,
                confirmed=campaign and answered < CONFIRMED,
                declined=campaign and CONFIRMED < answered < CONFIRMED + DECLINED,
                number=numbers[campaign],
            )
            numbers[campaign] += 1


def _steps(province: Province, one: Seen, chance: Random) -> Iterator[Told]:
    yield _reported(province, one, chance)
    if one.confirmed:
        confirmed = ConfirmProposedWarning(
            sensitive_issue_id=one.id, severity=Severity.YELLOW, reliability=SourceReliability.B, credibility=2
        )
        yield Told(at=_confirmed_at(one), by=one.by, command=confirmed)
    if one.declined:
        declined = DeclineProposedWarning(sensitive_issue_id=one.id, reason=words.NO_WARNING)
        yield Told(at=one.at + timedelta(hours=3), by=one.commander, command=declined)
    at, actions = one.at, chance.choice((0, 1, 1, 2, 3))
    for number in range(actions):
        at = _later(at, 6, 60, chance)
        yield Told(at=at, by=one.by, command=_action(province, one, number, at, chance))
    if chance.random() < 0.8:
        yield from _come_to_rest(one, at, chance, countered=actions > 0)


def _reported(province: Province, one: Seen, chance: Random) -> Told:
    kinds = OF_ELECTION if one.campaign else KINDS
    (kind,) = chance.choices(tuple(kinds), tuple(kinds.values()))
    topic = SensitiveTopic.ELECTION if kind is SensitiveKind.POLITICAL_HOAX else chance.choice(tuple(words.SENSITIVE))
    head = province.pillar(one.code, Pillar.VILLAGE_HEAD)
    report = ReportSensitiveIssue(
        sensitive_issue_id=one.id,
        village_id=province.villages[one.code].id,
        kind=kind,
        topic=topic,
        medium=chance.choice((SpreadMedium.MESSAGING, SpreadMedium.SOCIAL_MEDIA, SpreadMedium.WORD_OF_MOUTH, SpreadMedium.PRINT)),
        spread=chance.choices(tuple(SPREADS), tuple(SPREADS.values()))[0],
        content=words.SENSITIVE[topic],
        neutral=True,
        seen_at=one.at,
    )
    by = head if head is not None and chance.random() < 0.15 else one.by
    return Told(at=one.at, by=by, command=report, rests_on=(election(province),) if one.campaign else ())


def _action(province: Province, one: Seen, number: int, at: datetime, chance: Random) -> Command:
    return RecordCounterAction(
        sensitive_issue_id=one.id,
        action_id=province.id("action_id", f"{one.code}/{number}"),
        kind=chance.choice(tuple(CounterActionKind)),
        partners=tuple(chance.sample(tuple(CounterPartner), chance.choice((1, 1, 2)))),
        medium=chance.choice((None, SpreadMedium.MESSAGING, SpreadMedium.SPEECH)),
        reach=round(chance.triangular(8, 400, 40)),
        taken_at=at,
    )


def _come_to_rest(one: Seen, at: datetime, chance: Random, *, countered: bool) -> Iterator[Told]:
    """Some flare up again; of a few it is agreed that more may see them, of others that is only proposed."""
    at = _later(at, 20, 110, chance)
    outcome = SensitiveOutcome.COUNTERED if countered else SensitiveOutcome.SUBSIDED
    closed = CloseSensitiveIssue(sensitive_issue_id=one.id, outcome=outcome, closing_note=words.AT_REST, closed_at=at)
    yield Told(at=at, by=one.by, command=closed)
    if one.number < LOWERED:
        proposal = ids.duty("proposal_id", f"demo/{one.code}/{one.number}")
        proposed = ProposeLowerClassification(sensitive_issue_id=one.id, proposal_id=proposal, reason=words.MORE_MAY_SEE)
        yield Told(at=_later(at, 1, 2, chance), by=one.by, command=proposed)
        if one.number % 2:
            agreed = AgreeToLowerClassification(sensitive_issue_id=one.id, proposal_id=proposal)
            yield Told(at=_later(at, 3, 20, chance), by=one.commander, command=agreed)
    elif chance.random() < REOPENED:
        at = _later(at, 48, 200, chance)
        again = ReopenSensitiveIssue(sensitive_issue_id=one.id, spread=Spread.VILLAGE, account=words.SAID_AGAIN, reopened_at=at)
        yield Told(at=at, by=one.by, command=again)


def _confirmed_at(one: Seen) -> datetime:
    return one.at + timedelta(hours=1)


def _later(moment: datetime, least: float, most: float, chance: Random) -> datetime:
    """So many hours later."""
    return moment + timedelta(seconds=round(3600 * chance.uniform(least, most)))
