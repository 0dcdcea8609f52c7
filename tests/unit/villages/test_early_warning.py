"""A warning reaches somebody who can answer, and goes up until somebody does; whoever raised it is not the one to answer."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from libs.events.contracts.officers.police_unit import UnitLevel
from libs.events.contracts.villages.early_warning import (
    AcknowledgeWarning,
    CloseWarning,
    ConfirmWarningReceipt,
    CorroborateWarning,
    DeliveryChannel,
    DirectResponse,
    EarlyWarningRaised,
    EscalateWarning,
    LeadershipDirectiveIssued,
    Post,
    RaiseEarlyWarning,
    RecordWarningDelivery,
    Severity,
    SourceReliability,
    WarningAcknowledged,
    WarningClosed,
    WarningCorroborated,
    WarningDelivered,
    WarningDiscounted,
    WarningEscalated,
    WarningKind,
    WarningOutcome,
)
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Place, Refused
from libs.events.message import Role
from libs.events.testing import Story, given
from libs.events.wording import Wording, listen
from services.villages.early_warning import EARLY_WARNING, INDONESIAN, EarlyWarning, Giver, WarningFacts, place
from services.villages.village import Village

ID = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b006")


def an(name: str) -> UUID:
    return uuid5(ID, name)


WARD = Village(code="52.71.01.1004", name="Ampenan Selatan", kind=VillageKind.KELURAHAN)
LEVELS = (UnitLevel.POLSEK, UnitLevel.POLRES, UnitLevel.POLDA)
CHAIN = tuple(Post(level=level, unit_id=an(level), holder_id=an(f"head of {level}")) for level in LEVELS)
POLSEK, POLRES, POLDA = CHAIN
RAISER = Giver(role=Role.OFFICER, person_id=an("bhabin"))
DUE = date(2026, 1, 5)
CLOCK = Giver(role=Role.SERVICE)


def commander(level: UnitLevel, person: UUID | None = None) -> Giver:
    return Giver(role=Role.COMMANDER, person_id=person or an(f"head of {level}"), unit_id=an(level), level=level)


def facts(giver: Giver, chain: tuple[Post, ...] = CHAIN) -> WarningFacts:
    return WarningFacts(giver=giver, village=WARD, chain=chain, clock=900)


def raising(severity: Severity = Severity.YELLOW) -> RaiseEarlyWarning:
    return RaiseEarlyWarning(
        warning_id=ID,
        village_id=an("village"),
        kind=WarningKind.LAND_CONFLICT,
        severity=severity,
        reliability=SourceReliability.B,
        credibility=2,
        narrative="Warga berkumpul di batas lahan.",
    )


def raised(severity: Severity = Severity.YELLOW, chain: tuple[Post, ...] = CHAIN, **changes: Any) -> EarlyWarningRaised:
    told = EarlyWarningRaised(
        village_id=an("village"),
        village_code=WARD.code,
        kind=WarningKind.LAND_CONFLICT,
        severity=severity,
        reliability=SourceReliability.B,
        credibility=2,
        narrative="Warga berkumpul di batas lahan.",
        raiser_id=RAISER.person_id,
        chain=chain,
        addressed=(POLSEK.unit_id,),
        level_reached=UnitLevel.POLSEK,
        acknowledge_within=900,
    )
    return replace(told, **changes)


def escalated(*posts: Post, by_hand: bool = False, reason: str | None = None) -> WarningEscalated:
    return WarningEscalated(
        village_id=an("village"),
        village_code=WARD.code,
        kind=WarningKind.LAND_CONFLICT,
        severity=Severity.YELLOW,
        posts=posts,
        level_reached=posts[-1].level,
        by_hand=by_hand,
        reason=reason,
        acknowledge_within=900,
    )


def story(*events: Any, giver: Giver = CLOCK, chain: tuple[Post, ...] = CHAIN) -> Story[Any, Any, Any, Any]:
    return given(EARLY_WARNING, *events, facts=facts(giver, chain))


ACKNOWLEDGED = WarningAcknowledged(unit_id=POLSEK.unit_id, person_id=POLSEK.holder_id)
ACKNOWLEDGE = AcknowledgeWarning(warning_id=ID)
CLOSE = CloseWarning(warning_id=ID, outcome=WarningOutcome.PREVENTED)
CLOSED = WarningClosed(outcome=WarningOutcome.PREVENTED)
DISCOUNTED = WarningDiscounted(reliability=SourceReliability.E, credibility=5)


def test_it_is_told_to_the_next_commander_who_has_so_long_to_answer() -> None:
    told = story(giver=RAISER).when(raising()).then(raised())
    told.when(raising()).then_nothing()
    told.when(raising(Severity.RED)).then_refused("ALREADY_RAISED", "warning_id")


def test_a_red_one_is_told_to_all_at_once() -> None:
    units = tuple(post.unit_id for post in CHAIN)
    story(giver=RAISER).when(raising(Severity.RED)).then(raised(Severity.RED, addressed=units, level_reached=UnitLevel.POLDA))


def without(post: Post, **changes: Any) -> tuple[Post, ...]:
    return tuple(replace(one, **changes) if one == post else one for one in CHAIN)


@pytest.mark.parametrize(
    ("chain", "first"),
    [
        (CHAIN, POLSEK),
        (without(POLSEK, holder_id=None), POLRES),
        (without(POLSEK, absent=True), POLRES),
        (without(POLSEK, absent=True, acting_id=an("plt")), POLSEK),
        (without(POLSEK, holder_id=None, acting_id=an("plt")), POLSEK),
        (without(POLSEK, holder_id=RAISER.person_id), POLRES),
        (without(POLSEK, holder_id=None, acting_id=RAISER.person_id), POLRES),
        (CHAIN[1:], POLRES),
        (tuple(replace(post, holder_id=None) for post in CHAIN), POLDA),
    ],
)
def test_a_post_where_nobody_can_answer_is_passed_over(chain: tuple[Post, ...], first: Post) -> None:
    told = raised(chain=chain, addressed=(first.unit_id,), level_reached=first.level)
    story(giver=RAISER, chain=chain).when(raising()).then(told)


def test_a_report_is_taken_though_no_unit_is_known_and_finds_its_way_soon() -> None:
    lost = raised(chain=(), addressed=(), level_reached=None, acknowledge_within=60)
    story(giver=RAISER, chain=()).when(raising()).then(lost)
    made = EARLY_WARNING.decide(None, raising(), facts(RAISER, ()))
    assert made.flags == ("CHAIN_UNKNOWN",)  # type: ignore[union-attr]
    unsure = EARLY_WARNING.decide(None, raising(), replace(facts(RAISER), assigned=False))
    assert unsure.flags == ("ASSIGNMENT_UNKNOWN",)  # type: ignore[union-attr]
    story(lost).when(EscalateWarning(warning_id=ID)).then(escalated(POLSEK))
    story(lost, chain=()).when(EscalateWarning(warning_id=ID)).then_refused("CHAIN_UNKNOWN", "warning_id")


def test_unanswered_it_goes_up_step_by_step_and_stays_at_the_top() -> None:
    step = EscalateWarning(warning_id=ID, reached=UnitLevel.POLSEK)
    told = story(raised()).when(step).then(escalated(POLRES))
    told.when(step).then_nothing()
    told.when(replace(step, reached=UnitLevel.POLRES)).then(escalated(POLDA))
    told.when(replace(step, reached=UnitLevel.POLDA)).then_nothing()
    chain = without(POLRES, absent=True)
    story(raised(), chain=chain).when(step).then(escalated(POLDA))


@pytest.mark.parametrize("answer", [ACKNOWLEDGED, DISCOUNTED])
def test_what_is_answered_goes_no_further_by_itself(answer: Any) -> None:
    story(raised(), answer).when(EscalateWarning(warning_id=ID, reached=UnitLevel.POLSEK)).then_nothing()
    told = story(raised(), ACKNOWLEDGED, CLOSED)
    told.when(EscalateWarning(warning_id=ID, reached=UnitLevel.POLSEK)).then_nothing()


def test_a_commander_passes_it_on_with_a_reason() -> None:
    head = commander(UnitLevel.POLSEK)
    up = EscalateWarning(warning_id=ID, reason="Perlu dukungan Dalmas.")
    story(raised(), ACKNOWLEDGED, giver=head).when(up).then(escalated(POLRES, by_hand=True, reason=up.reason))
    story(raised(), giver=head).when(EscalateWarning(warning_id=ID)).then_refused("REASON_REQUIRED", "reason")
    story(raised(), escalated(POLDA), giver=head).when(up).then_refused("AT_THE_TOP", "warning_id")
    story(raised(), escalated(POLRES), giver=head).when(replace(up, reached=UnitLevel.POLSEK)).then_nothing()


@pytest.mark.parametrize("giver", [commander(UnitLevel.POLSEK), commander(UnitLevel.POLDA), Giver(role=Role.HEADQUARTERS)])
def test_those_whom_it_has_reached_and_those_above_acknowledge_it(giver: Giver) -> None:
    told = story(raised(), giver=giver).when(ACKNOWLEDGE)
    told.then(WarningAcknowledged(unit_id=giver.unit_id, person_id=giver.person_id))
    told.when(ACKNOWLEDGE).then_nothing()


def test_whoever_raised_it_does_not_acknowledge_it_nor_one_it_has_not_reached() -> None:
    own = commander(UnitLevel.POLSEK, RAISER.person_id)
    story(raised(), giver=own).when(ACKNOWLEDGE).then_refused("RAISED_BY_SELF", "warning_id")
    past = raised(addressed=(POLRES.unit_id,), level_reached=UnitLevel.POLRES)
    story(past, giver=commander(UnitLevel.POLSEK)).when(ACKNOWLEDGE).then_refused("LEVEL_NOT_REACHED", "warning_id")
    story(raised(), giver=commander(UnitLevel.SUBSEKTOR)).when(ACKNOWLEDGE).then_refused("LEVEL_NOT_REACHED", "warning_id")
    nowhere = raised(chain=(), addressed=(), level_reached=None)
    story(nowhere, giver=commander(UnitLevel.POLDA)).when(ACKNOWLEDGE).then_refused("LEVEL_NOT_REACHED", "warning_id")


def test_its_arrival_is_noted_once_a_unit() -> None:
    client, notifier = DeliveryChannel.CLIENT, DeliveryChannel.NOTIFIER
    told = story(raised(), giver=commander(UnitLevel.POLSEK)).when(ConfirmWarningReceipt(warning_id=ID))
    told.then(WarningDelivered(unit_id=POLSEK.unit_id, channel=client))
    record = RecordWarningDelivery(warning_id=ID, unit_id=POLSEK.unit_id)
    told.when(record).then_nothing()
    story(raised()).when(record).then(WarningDelivered(unit_id=POLSEK.unit_id, channel=notifier))
    other = replace(record, unit_id=POLDA.unit_id)
    story(raised()).when(other).then_refused("NOT_ADDRESSED", "warning_id")
    receipt = ConfirmWarningReceipt(warning_id=ID)
    story(raised(), giver=commander(UnitLevel.POLDA)).when(receipt).then_refused("NOT_ADDRESSED", "warning_id")


def test_it_is_believed_more_or_less_and_discounted_by_command_alone() -> None:
    weigh = CorroborateWarning(warning_id=ID, reliability=SourceReliability.A, credibility=1)
    told = story(raised(), giver=RAISER).when(weigh).then(WarningCorroborated(reliability=SourceReliability.A, credibility=1))
    told.when(weigh).then_nothing()
    told.when(replace(weigh, finding="Ada saksi.")).then(
        WarningCorroborated(reliability=SourceReliability.A, credibility=1, finding="Ada saksi.")
    )
    wrong = CorroborateWarning(warning_id=ID, reliability=SourceReliability.E, credibility=5, proved_wrong=True)
    told.when(wrong).then_refused("DISCOUNTED_BY_COMMAND", "proved_wrong")
    by_command = story(raised(), giver=commander(UnitLevel.POLSEK)).when(wrong).then(DISCOUNTED)
    by_command.when(wrong).then_nothing()
    by_command.when(CLOSE).then(CLOSED)
    story(raised(), DISCOUNTED, giver=RAISER).when(weigh).then_refused("WARNING_DISCOUNTED", "warning_id")


def test_whoever_may_not_acknowledge_it_does_not_stop_its_clock_in_another_way() -> None:
    wrong = CorroborateWarning(warning_id=ID, reliability=SourceReliability.E, credibility=5, proved_wrong=True)
    own = commander(UnitLevel.POLSEK, RAISER.person_id)
    story(raised(), giver=own).when(wrong).then_refused("RAISED_BY_SELF", "proved_wrong")
    past = raised(addressed=(POLRES.unit_id,), level_reached=UnitLevel.POLRES)
    story(past, giver=commander(UnitLevel.POLSEK)).when(wrong).then_refused("LEVEL_NOT_REACHED", "warning_id")
    story(past, giver=commander(UnitLevel.POLDA)).when(wrong).then(DISCOUNTED)
    story(past, giver=Giver(role=Role.HEADQUARTERS)).when(wrong).then(DISCOUNTED)


def test_what_was_taken_on_is_directed_and_closed() -> None:
    head = commander(UnitLevel.POLSEK)
    direct = DirectResponse(
        warning_id=ID, directive_id=an("d"), instruction="Temui kedua pihak.", officer_id=an("bhabin"), due_on=DUE
    )
    story(raised(), giver=head).when(direct).then_refused("NOT_ACKNOWLEDGED", "warning_id")
    story(raised(), giver=head).when(CLOSE).then_refused("NOT_ACKNOWLEDGED", "warning_id")
    told = story(raised(), ACKNOWLEDGED, giver=head).when(direct)
    told.then(
        LeadershipDirectiveIssued(
            directive_id=an("d"),
            instruction="Temui kedua pihak.",
            officer_id=an("bhabin"),
            due_on=DUE,
            unit_id=POLSEK.unit_id,
        )
    )
    told.when(direct).then_nothing()
    told.when(CLOSE).then(CLOSED)
    told.when(CLOSE).then_nothing()
    told.when(replace(CLOSE, outcome=WarningOutcome.UNFOUNDED)).then_refused("OTHER_OUTCOME", "outcome")
    again = story(raised(), ACKNOWLEDGED, giver=head).when(direct).when(replace(direct, officer_id=an("other")))
    again.then_refused("ALREADY_ISSUED", "directive_id")


@pytest.mark.parametrize(
    "command",
    [
        ACKNOWLEDGE,
        EscalateWarning(warning_id=ID, reason="x"),
        CorroborateWarning(warning_id=ID, reliability=SourceReliability.A, credibility=1),
    ],
)
def test_what_is_closed_stays_as_it_is(command: Any) -> None:
    closed = story(raised(), ACKNOWLEDGED, CLOSED, giver=commander(UnitLevel.POLSEK))
    closed.when(command).then_refused("WARNING_CLOSED", "warning_id")


def test_what_is_not_there_is_refused() -> None:
    story(giver=commander(UnitLevel.POLSEK)).when(ACKNOWLEDGE).then_refused("WARNING_UNKNOWN", "warning_id")
    nowhere = WarningFacts(giver=RAISER, clock=900)
    given(EARLY_WARNING, facts=nowhere).when(raising()).then_refused("VILLAGE_UNKNOWN", "village_id")


def test_it_takes_effect_in_its_village() -> None:
    state: EarlyWarning | None = EARLY_WARNING.fold([raised()])
    assert place(None, raising(), facts(RAISER)) == place(state, ACKNOWLEDGE, facts(RAISER)) == Place(village=an("village"))
    assert place(None, ACKNOWLEDGE, facts(RAISER)) == Place()


REFUSALS = [
    (EARLY_WARNING.decide(EARLY_WARNING.fold([raised()]), ACKNOWLEDGE, facts(commander(UnitLevel.POLSEK, RAISER.person_id))),
     "Whoever raised a warning cannot acknowledge it.", "Pelapor tidak dapat mengakui peringatan dininya sendiri."),
    (EARLY_WARNING.decide(EARLY_WARNING.fold([raised()]), EscalateWarning(warning_id=ID), facts(commander(UnitLevel.POLSEK))),
     "Passing a warning on by hand needs a reason.", "Peringatan yang diteruskan secara manual memerlukan alasan."),
    (EARLY_WARNING.decide(EARLY_WARNING.fold([raised(), ACKNOWLEDGED, CLOSED]),
                          CloseWarning(warning_id=ID, outcome=WarningOutcome.UNFOUNDED), facts(commander(UnitLevel.POLSEK))),
     "It was closed already: the matter was prevented.", "Peringatan ini sudah ditutup: tercegah."),
]  # fmt: skip


@pytest.mark.parametrize(("refused", "english", "indonesian"), REFUSALS)
def test_refusals_are_said_in_both_languages(refused: Any, english: str, indonesian: str) -> None:
    assert isinstance(refused, Refused)
    said = Wording(INDONESIAN)
    listen("en")
    assert said.say(refused.message) == english
    listen("id")
    assert said.say(refused.message) == indonesian
    listen("en")
