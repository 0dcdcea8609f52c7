"""Elections and sensitive issues as the villages service would tell of them: one of each in Lombok, many in a whole country."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from libs.events.contracts.villages import election_period as elections
from libs.events.contracts.villages import sensitive_issue as issues
from libs.events.contracts.villages.early_warning import Severity, SourceReliability, WarningKind
from libs.events.message import Event

Named = Callable[[str], UUID]
Kept = Callable[[str], str]
BEGUN: Final = datetime(2022, 1, 1, tzinfo=UTC)
PHASES: Final = tuple(
    elections.PhaseStart(phase=phase, starts_at=BEGUN + timedelta(days=30 * number))
    for number, phase in enumerate(elections.ElectionPhase)
)


def declared(kind: elections.ElectionKind, code: str, unit: UUID | None) -> elections.ElectionPeriodDeclared:
    return elections.ElectionPeriodDeclared(
        kind=kind,
        region_code=code,
        phases=PHASES,
        ends_at=BEGUN + timedelta(days=400),
        clock_percent=50,
        visit_within_days=14,
        unit_id=unit,
    )


def advanced(place: int, *, by_hand: bool = False) -> elections.ElectionPhaseAdvanced:
    one = PHASES[place]
    return elections.ElectionPhaseAdvanced(phase=one.phase, advanced_at=one.starts_at, by_hand=by_hand)


def reported(village: UUID, number: int, content: str, **more: Any) -> issues.SensitiveIssueReported:
    return issues.SensitiveIssueReported(
        village_id=village,
        kind=tuple(issues.SensitiveKind)[number % 5],
        topic=tuple(issues.SensitiveTopic)[number % 9],
        medium=tuple(issues.SpreadMedium)[number % 6],
        spread=tuple(issues.Spread)[number % 3],
        content=content,
        neutral=True,
        seen_at=BEGUN + timedelta(days=number % 50, minutes=number),
        **more,
    )


def in_lombok(an: Named, sealed: Kept) -> Iterator[tuple[UUID, Event]]:
    """Mataram elects; in Banjar something is said between groups, countered, and a warning confirmed."""
    election, issue = an("election"), an("sensitive issue")
    yield election, declared(elections.ElectionKind.PILKADA, "52.71", an("Polda"))
    yield election, advanced(1)
    force = elections.ElectionInForce(election_id=election, kind=elections.ElectionKind.PILKADA, phase=PHASES[1].phase)
    yield (
        issue,
        reported(an("52.71.01.1002"), 4, sealed("They move the polling station."), reporter_id=an("Ketut"), election=force),
    )
    yield issue, issues.EarlyWarningProposed(kind=WarningKind.HOAX, severity=Severity.YELLOW, election=force)
    action = issues.CounterActionTaken(
        action_id=an("counter-action"),
        kind=issues.CounterActionKind.OUTREACH,
        partners=(issues.CounterPartner.PILLARS, issues.CounterPartner.ELECTION_BODIES),
        medium=issues.SpreadMedium.MESSAGING,
        reach=120,
        outreach_id=an("outreach"),
        activity_id=an("activity"),
        taken_at=BEGUN + timedelta(days=40),
    )
    yield issue, action


def in_country(
    villages: Sequence[str], regions: Sequence[str], an: Named, people: Sequence[UUID]
) -> Iterator[tuple[UUID, Event]]:
    """Elections over some regions and villages, in every state; issues in every third village, in every state as well."""
    kinds = tuple(elections.ElectionKind)
    electing = (*regions[:30], *villages[:90:9])
    keys = [an(f"election {code}") for code in electing]
    for number, (key, code) in enumerate(zip(keys, electing, strict=True)):
        yield key, declared(kinds[number % 3], code, an(f"unit {code}") if number % 2 else None)
        for place in range(number % 4):
            yield key, advanced(place, by_hand=place == 1)
        if number % 5 == 4:
            outcome = tuple(elections.ElectionOutcome)[number % 3]
            yield key, elections.ElectionPeriodClosed(outcome=outcome, closed_at=BEGUN + timedelta(days=200), by_hand=True)
        told: dict[str, Any] = {"changed_on": BEGUN.date(), "legal_basis": "law"}
        if number % 6 == 1:
            there = electing[(number + 1) % len(electing)]
            yield key, elections.ElectionRegionFollowed(region_code=there, previous_code=code, **told)
        if number % 8 == 3:
            lost = elections.RegionLoss.TAKEN if number % 16 == 3 else elections.RegionLoss.DISSOLVED
            other = keys[0] if lost is elections.RegionLoss.TAKEN else None
            yield key, elections.ElectionRegionLost(region_code=code, because=lost, taken_by=other, **told)
    for number, code in enumerate(villages[::3]):
        yield from _issue(number, an(code), keys[number % len(keys)], people[number % len(people)], an)


def _issue(number: int, village: UUID, election: UUID, officer: UUID, an: Named) -> Iterator[tuple[UUID, Event]]:
    key = an(f"sensitive issue of {village}")
    force = elections.ElectionInForce(election_id=election, kind=elections.ElectionKind.PILKADA, phase=PHASES[1].phase)
    during = {"election": force} if number % 2 else {}
    yield key, reported(village, number, f"Said {number:05}", reporter_id=officer if number % 4 else None, **during)
    if during:
        yield key, issues.EarlyWarningProposed(kind=WarningKind.HOAX, severity=Severity.YELLOW, election=force)
    if number % 4 == 3:
        yield key, issues.ProposedWarningConfirmed(
            village_id=village, kind=WarningKind.HOAX, severity=Severity.ORANGE, reliability=SourceReliability.B, credibility=2,
            about=issues.SensitiveKind.ETHNIC, topic=issues.SensitiveTopic.CUSTOM, medium=issues.SpreadMedium.PRINT,
            spread=issues.Spread.BEYOND, person_id=officer,
        )  # fmt: skip
    if number % 8 == 1:
        yield key, issues.ProposedWarningDeclined(reason=f"No {number:05}")
    if number % 6 == 2:
        yield key, issues.SensitiveIssueLinkedToElection(election_id=election, phase=PHASES[2].phase if number % 4 else None)
    for place in range(number % 3):
        yield (
            key,
            issues.CounterActionTaken(
                action_id=an(f"counter {place} of {key}"),
                kind=tuple(issues.CounterActionKind)[(number + place) % 7],
                partners=tuple(issues.CounterPartner)[: 1 + number % 4],
                medium=tuple(issues.SpreadMedium)[number % 6] if number % 2 else None,
                reach=number % 300,
                taken_at=BEGUN + timedelta(days=60 + place),
            ),
        )
    if number % 5 in (1, 2):
        outcome = tuple(issues.SensitiveOutcome)[number % 4]
        closed_at = BEGUN + timedelta(days=80)
        yield key, issues.SensitiveIssueSubsided(outcome=outcome, closing_note=f"Kept {number:05}", closed_at=closed_at)
    if number % 5 == 2:
        again, wider = BEGUN + timedelta(days=90), issues.Spread.BEYOND
        yield key, issues.SensitiveIssueReopened(spread=wider, account=f"Again {number:05}", reopened_at=again)
    if number % 3:
        internal = issues.RecordClassification.INTERNAL
        yield (
            key,
            issues.LowerClassificationProposed(
                proposal_id=an(f"proposal {number:05}"),
                classification_wanted=internal,
                reason=f"For {number:05}",
                person_id=officer,
            ),
        )
        if number % 3 == 2:
            yield key, issues.ClassificationLowered(classified=internal, proposed_by=officer, agreed_by=key)
        if number % 9 == 8:
            back = issues.RecordClassification.RESTRICTED
            yield key, issues.ClassificationRaised(classified=back, because=issues.RaisedBecause.NEW_TEXT)
