"""One in-house training of two days: units invited, officers sent, present, assessed; its directives, and what came of them."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final
from uuid import UUID

from data import ids
from data.demo import words
from data.demo.people import Officer
from data.demo.province import POLDA, Province
from data.demo.telling import Speaker, Told
from libs.events.contracts.cooperation.training import InvitationAnswer
from libs.events.contracts.cooperation.training_session import (
    AnswerInvitation,
    AssessParticipant,
    Attendee,
    CloseTraining,
    InviteUnit,
    IssueDirective,
    OpenTraining,
    RecordAbsence,
    RecordAttendance,
    ScheduleTraining,
    SessionKind,
    Theme,
    Venue,
)
from libs.events.contracts.officers.officer import Competency, RecordDirectiveAcknowledgement, ReportDirectiveFollowUp
from libs.events.message import Command

DAY: Final = -115
"""The first of its days; by the end of its chapter all is told of it but what officers did afterwards."""
SENDING: Final = ("Polres Bima", "Polres Dompu", "Polres Lombok Tengah", "Polres Lombok Timur", "Polres Sumbawa")
DECLINING: Final = "Polres Lombok Utara"
QUOTA: Final = 8
OPENER: Final = "Dirbinmas Polda NTB"
DIRECTIVES: Final = (Theme.CONTACT_PERSON, Theme.JOINT_PARTNERSHIP, Theme.FAST_ACCURATE_RESPONSE)
DUE: Final = 60
"""Days after which they are."""
ABSENT, ACKNOWLEDGED, FOLLOWED_UP = 0.06, 0.85, 0.6
"""Shares of participants who miss a day, of directives that are read, and of those read that are followed up."""
PASSES: Final = 65
"""Points."""


def told(province: Province) -> Iterator[Told]:
    sent: dict[str, Sequence[Officer]] = {unit: _sent(province, unit) for unit in SENDING if unit in province.units}
    if sent and province.days.first < DAY - 35:
        yield from _announced(province, sent)
        yield from _held(province, [officer for officers in sent.values() for officer in officers])
        for officer in (one for officers in sent.values() for one in officers):
            yield from _followed(province, officer, province.chance(f"directives/{officer.number}"))


def _session(province: Province) -> UUID:
    return province.id("session_id", str(DAY))


def _directive(province: Province, theme: Theme) -> UUID:
    return province.id("directive_id", f"training/{theme}")


def _sent(province: Province, unit: str) -> Sequence[Officer]:
    """Of the officers who served there before and serve there still."""
    serving = [
        one
        for one in province.posts.officers
        if one.unit == unit
        and one.arrives == province.edges[0]
        and all(held.last is None for held in province.posts.held_by(one))
    ]
    chance = province.chance(f"sent/{unit}")
    return chance.sample(serving, min(len(serving), chance.randint(QUOTA - 2, QUOTA)))


def _said(province: Province, day: int, minutes: float, by: Speaker, command: Command, *rests_on: UUID) -> Told:
    return Told(at=province.days.moment(day, minutes), by=by, command=command, rests_on=rests_on)


def _announced(province: Province, sent: dict[str, Sequence[Officer]]) -> Iterator[Told]:
    session, days = _session(province), province.days
    scheduled = ScheduleTraining(
        session_id=session,
        kind=SessionKind.IN_HOUSE_TRAINING,
        title="Contoh: pelatihan Bhabinkamtibmas Polda NTB",
        venue=Venue(name="Aula Contoh Polda NTB", region_code="52.71"),
        starts_at=days.moment(DAY, 480),
        timezone="Asia/Makassar",
        host_unit_id=ids.unit(POLDA),
        objectives=("Contoh: menanggapi laporan warga lebih cepat",),
        competencies=(Competency.PROBLEM_SOLVING, Competency.MEDIATION),
        last_day=days.day(DAY + 1),
        assessed=True,
        openers=(OPENER,),
    )
    yield _said(province, DAY - 30, 540, province.chief, scheduled)
    invited = [*sent, *(unit for unit in (DECLINING,) if unit in province.units)]
    for number, unit in enumerate(invited):
        asked = InviteUnit(session_id=session, unit_id=ids.unit(unit), quota=QUOTA, answer_by=days.day(DAY - 10))
        yield _said(province, DAY - 30, 550 + number, province.chief, asked)
    for number, unit in enumerate(invited):
        officers = tuple(one.id for one in sent.get(unit, ()))
        answered = AnswerInvitation(
            session_id=session,
            unit_id=ids.unit(unit),
            answer=InvitationAnswer.ACCEPTED if officers else InvitationAnswer.DECLINED,
            officer_ids=officers,
            declined_because=None if officers else words.SENDS_NOBODY,
            answered_on=days.day(DAY - 20 + number),
        )
        by = Speaker(role=province.chief.role, person=province.units[unit].commander, unit=ids.unit(unit))
        yield _said(province, DAY - 20 + number, 600, by, answered, *officers)


def _held(province: Province, officers: Sequence[Officer]) -> Iterator[Told]:
    """By the host: opened, two days of attendance, the assessment, the directives, closed."""
    session, days, by = _session(province), province.days, province.chief
    opened_at = days.moment(DAY, 490)
    opened = OpenTraining(session_id=session, opener=Attendee(office=OPENER), opened_at=opened_at)
    yield Told(at=opened_at, by=by, command=opened)
    chance = province.chance("training")
    for number, officer in enumerate(officers):
        who = Attendee(officer_id=officer.id)
        for day in (DAY, DAY + 1):
            at = days.moment(day, 495 + number / 10)
            present = RecordAttendance(session_id=session, attendee=who, recorded_at=at)
            missing = RecordAbsence(session_id=session, attendee=who, day=days.day(day), excused=chance.random() < 0.5)
            # Nobody misses the first day: whoever does not come at all is not assessed.
            yield Told(at=at, by=by, command=missing if day > DAY and chance.random() < ABSENT else present)
        yield _said(province, DAY + 1, 900 + number / 10, by, _assessed(province, officer, chance))
    for number, theme in enumerate(DIRECTIVES):
        directive = IssueDirective(
            session_id=session,
            directive_id=_directive(province, theme),
            issuer=OPENER,
            theme=theme,
            text=words.DIRECTIVES[theme],
            issued_on=days.day(DAY + 1),
            due_on=days.day(DAY + 1 + DUE),
        )
        yield _said(province, DAY + 1, 960 + number, by, directive)
    closed_at = days.moment(DAY + 1, 990)
    yield Told(at=closed_at, by=by, command=CloseTraining(session_id=session, closed_at=closed_at))


def _assessed(province: Province, officer: Officer, chance: Random) -> AssessParticipant:
    before, after = chance.randint(35, 65), round(chance.triangular(52, 98, 80))
    return AssessParticipant(
        session_id=_session(province),
        officer_id=officer.id,
        pre_score=before,
        post_score=after,
        passed=after >= PASSES,
        assessed_on=province.days.day(DAY + 1),
    )


def _followed(province: Province, officer: Officer, chance: Random) -> Iterator[Told]:
    """What one of them answers to each directive: that he has read it, later perhaps what he did."""
    home = province.posts.held_by(officer)[0].village
    for number, theme in enumerate(DIRECTIVES):
        directive, session = _directive(province, theme), _session(province)
        read = DAY + 2 + round(chance.triangular(0, 20, 3))
        done = read + chance.randint(3, 45)
        by = province.officer(home, read)
        if by is None or chance.random() > ACKNOWLEDGED:
            continue
        acknowledged = RecordDirectiveAcknowledgement(
            officer_id=officer.id, directive_id=directive, acknowledged_on=province.days.day(read)
        )
        yield _said(province, read, 450 + number, by, acknowledged, session)
        if chance.random() < FOLLOWED_UP:
            report = ReportDirectiveFollowUp(
                officer_id=officer.id,
                directive_id=directive,
                followed_up_on=province.days.day(done),
                account=words.FOLLOWED_UP,
            )
            yield _said(province, done, 1_000 + number, by, report, session)
