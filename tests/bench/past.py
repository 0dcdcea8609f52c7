"""How long the whole country takes to answer as of an earlier moment.

Run it as `python -m tests.bench.past`; it takes about a minute and prints a table. Places are real; beside them stand officers
with assignments, seats, trainings of twenty, and fifteen directives put before each of them, as in the founding record.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final
from uuid import UUID

import asyncpg
import uvloop
from msgspec.structs import replace

from data.regions import read
from libs.events.contracts.cooperation.cooperation_program import ProgramEstablished, Titles
from libs.events.contracts.cooperation.training_session import (
    AttendanceRecorded,
    Attendee,
    AttendeeRole,
    DirectiveIssued,
    ParticipantEnrolled,
    SessionKind,
    SessionMode,
    Theme,
    TrainingScheduled,
    Venue,
)
from libs.events.contracts.officers.officer import (
    Competency,
    CompetencyRecorded,
    DirectiveAcknowledged,
    DirectiveAddressed,
    OfficerRegistered,
    Position,
    Rank,
)
from libs.events.contracts.officers.village_assignment import AssignmentConfirmed, AssignmentProposed, AssignmentRole, Duty
from libs.events.contracts.villages.three_pillars import Pillar, PillarSeated
from libs.events.message import Role
from services.gateway.graph.past import Past
from services.gateway.graph.pool import Pool
from services.gateway.graph.scalars import moment_text
from services.gateway.read_model import projection
from tests.bench.figures import Goal, goals, percentile, table
from tests.bench.read_model import BATCH, units
from tests.bench.servers import Servers, servers
from tests.integration.read_model.asking import Asking
from tests.integration.read_model.conftest import apply, make
from tests.integration.read_model.test_village_card import VILLAGE_CARD
from tests.lombok import Log, an, claim, sealed
from tests.places import told

CARD: Final = VILLAGE_CARD.replace("($code: String!)", "($code: String!, $asOf: DateTime)").replace(
    "code: $code", "code: $code, asOf: $asOf"
)
TIMELINE: Final = (
    "query Timeline($code: String!, $asOf: DateTime) { village(code: $code, asOf: $asOf) { timeline(first: 20) { edges { node { "
    "type recordedAt by { role unit { name } } command commandId traceId position version } } } } }"
)
BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAY: Final = date(2020, 1, 1)
POSTED: Final = 2_000
"""Villages with an officer; each officer has two of them."""
CLASS: Final = 20
DIRECTIVES: Final = 15
ASKED: Final = 100


def codes() -> list[str]:
    """Of the villages that have an officer."""
    return random.Random(1).sample([code for code, _ in read() if code.count(".") == 3], POSTED)


def settle(posted: Sequence[str], officers: Log, villages: Log, cooperation: Log) -> None:
    """Gives these villages their officers, and the officers what the founding record gave its twenty."""
    cooperation.tell(an("program"), ProgramEstablished(title=Titles(en="Program"), started_on=claim(DAY)))
    people = [an(f"officer {number}") for number in range(POSTED // 2)]
    for number, officer in enumerate(people):
        ground = posted[2 * number : 2 * number + 2]
        registered = OfficerRegistered(
            service_number=sealed(str(number)),
            full_name=sealed(f"Contoh {number}"),
            rank=Rank.AIPDA,
            position=Position.BHABINKAMTIBMAS,
            unit_id=an(f"unit {ground[0][:5]}"),
            languages=("Indonesian",),
        )
        officers.tell(officer, registered)
        for code in ground:
            _post(officer, an(code), officers, villages)
    for start in range(0, len(people), CLASS):
        _train(an(f"training {start}"), people[start : start + CLASS], officers, cooperation)


def _post(officer: UUID, village: UUID, officers: Log, villages: Log) -> None:
    held: dict[str, Any] = {"officer_id": officer, "village_id": village, "duty": Duty.BHABINKAMTIBMAS}
    held["role"] = AssignmentRole.PRIMARY
    key = an(f"assignment {village}")
    confirmed = AssignmentConfirmed(starts_on=DAY, order_number="Sprin/1", order_date=DAY, **held)
    officers.tell(key, AssignmentProposed(starts_on=DAY, slot=1, **held), confirmed)
    for pillar in Pillar:
        name = None if pillar is Pillar.BHABINKAMTIBMAS else sealed("Contoh")
        villages.tell(village, PillarSeated(pillar=pillar, title="Title", holder_id=officer, holder_name=name, since=DAY))


def _train(training: UUID, people: Sequence[UUID], officers: Log, cooperation: Log) -> None:
    scheduled = TrainingScheduled(
        program_id=an("program"),
        kind=SessionKind.IN_HOUSE_TRAINING,
        mode=SessionMode.ONSITE,
        title="In-house training",
        venue=Venue(name="Balai Contoh", region_code="52.71"),
        starts_at=BEGUN,
        timezone="Asia/Makassar",
        host_unit_id=an("unit 52"),
        objectives=("faster",),
        competencies=tuple(Competency)[:5],
    )
    cooperation.tell(training, scheduled)
    for officer in people:
        who = Attendee(officer_id=officer)
        attended = AttendanceRecorded(attendee=who, role=AttendeeRole.PARTICIPANT, attended_on=DAY, recorded_at=BEGUN)
        cooperation.tell(training, ParticipantEnrolled(attendee=who, role=AttendeeRole.PARTICIPANT), attended)
        learnt = [CompetencyRecorded(competency=what, acquired_on=DAY, session_id=training) for what in tuple(Competency)[:5]]
        officers.tell(officer, *learnt)
    for number in range(1, DIRECTIVES + 1):
        key = an(f"directive {training} {number}")
        issued = DirectiveIssued(
            directive_id=key,
            number=number,
            issuer="Polda",
            theme=Theme.NO_DISPUTE,
            text="Jangan ada perselisihan.",
            issued_on=DAY,
            addressed_to=tuple(people),
        )
        cooperation.tell(training, issued)
        for officer in people:
            addressed = DirectiveAddressed(directive_id=key, session_id=training, number=number, issued_on=DAY)
            done = DirectiveAcknowledged(directive_id=key, session_id=training, acknowledged_on=DAY)
            officers.tell(officer, addressed, done)


async def milliseconds(
    ask: Callable[[str, datetime], Awaitable[object]], asked: Sequence[tuple[str, datetime]], at_once: int
) -> list[float]:
    taken: list[float] = []
    waiting = list(asked)

    async def client() -> None:
        while waiting:
            code, moment = waiting.pop()
            begun = time.perf_counter()
            await ask(code, moment)
            taken.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*(client() for _ in range(at_once)))
    return taken


async def main(made: Servers) -> None:
    villages = told()
    officers, cooperation = units(villages), Log("cooperation")
    posted = codes()
    settle(posted, officers, villages, cooperation)
    url = await made.database("read_past")
    db = await asyncpg.connect(url)
    await make(db)
    for log in (officers, villages, cooperation):
        rows = [replace(row, recorded_at=BEGUN + timedelta(milliseconds=100 * row.position)) for row in log.events]
        for start in range(0, len(rows), BATCH):
            await apply(db, log.service, rows[start : start + BATCH])
    await db.execute("vacuum analyze")
    total = sum(len(log.events) for log in (officers, villages, cooperation))
    print(
        f"{total:,} events of the country, {POSTED:,} villages with officers; {ASKED} questions about varied villages and moments"
    )
    end = BEGUN + timedelta(milliseconds=100 * max(len(log.events) for log in (officers, villages)))
    await db.close()
    chance = random.Random(2)
    asked = [(chance.choice(posted), end - (end - BEGUN) * chance.random() * 0.05) for _ in range(ASKED)]
    shown: dict[str, float] = {}
    async with Pool(url, size=4, search_path=projection.name) as pool, Past(projection, pool, url) as past:
        ask = Asking(pool, past)
        for name, text in (("village card", CARD), ("20 entries of its timeline", TIMELINE)):

            async def now(code: str, _moment: datetime, text: str = text) -> object:
                return await ask(text, Role.HEADQUARTERS, code=code, asOf=None)

            async def then(code: str, moment: datetime, text: str = text) -> object:
                return await ask(text, Role.HEADQUARTERS, code=code, asOf=moment_text(moment))

            for label, question, at_once in (("now", now, 1), ("as of then", then, 1), ("as of then, four at once", then, 4)):
                await milliseconds(question, asked[:8], at_once)
                taken = await milliseconds(question, asked, at_once)
                shown[f"{name}, {label}, p50"], shown[f"{name}, {label}, p99"] = median(taken), percentile(taken, 0.99)
    table("Questions of one process to one PostgreSQL.", "ms", shown)
    goals(
        [Goal("village card as of an earlier moment, p50", shown["village card, as of then, p50"], 150, at_most=True, unit=" ms")]
    )


if __name__ == "__main__":
    with servers() as made, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the processes have it
        runner.run(main(made))
