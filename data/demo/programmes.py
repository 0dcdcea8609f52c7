"""A programme of cooperation that nobody carries out: what was put into it in the year, and how it was judged half way."""

from collections.abc import Iterator
from typing import Final

from data import ids
from data.demo.province import POLDA, Province
from data.demo.telling import HEADQUARTERS, Told
from libs.events.contracts.cooperation.cooperation_input import (
    AcceptTrainee,
    Currency,
    DispatchExpert,
    EquipmentItem,
    HandOverEquipment,
    Money,
    Payer,
    RecordCost,
    ReturnExpert,
)
from libs.events.contracts.cooperation.cooperation_program import (
    AddAgency,
    Agency,
    AgencyKind,
    EstablishProgram,
    StartPhase,
    Titles,
)
from libs.events.contracts.cooperation.evaluation_report import (
    CommissionEvaluation,
    DacCriterion,
    EvaluationKind,
    PublishEvaluation,
    Rating,
    Ratings,
    RecordLesson,
)
from libs.events.contracts.values import ClaimedDate
from libs.events.message import Command

BEGAN, RETURNS, EVALUATED, PUBLISHED = -350, -60, -150, -110
"""Days of the year: of the programme, of its expert's return, of the evaluation half way and its publication."""
FICTION: Final = "Fiksi"


def told(province: Province) -> Iterator[Told]:
    if province.days.first > BEGAN:
        return
    for day, command in _begun(province):
        yield Told(at=province.days.moment(day, 600), by=HEADQUARTERS, command=command)
    program = province.id("program_id", "year")
    for day, command in (*_put_in(province), *_judged(province)):
        yield Told(at=province.days.moment(day, 600), by=HEADQUARTERS, command=command, rests_on=(program,))


def _begun(province: Province) -> Iterator[tuple[int, Command]]:
    program = province.id("program_id", "year")
    since = ClaimedDate(value=province.days.day(BEGAN), source=FICTION)
    title = Titles(en="Example programme of the invented year (fictitious)", id="Program Contoh Setahun (fiksi)")
    yield BEGAN, EstablishProgram(program_id=program, title=title, started_on=since, partner_reference="CONTOH-02")
    yield BEGAN, AddAgency(program_id=program, agency=Agency.POLDA, kind=AgencyKind.IMPLEMENTER, name=POLDA)
    yield BEGAN, StartPhase(program_id=program, number=1, name="Tahap Contoh", started_on=since)


def _put_in(province: Province) -> Iterator[tuple[int, Command]]:
    program, day = province.id("program_id", "year"), province.days.day
    expert = province.id("input_id", "expert")
    yield (
        -330,
        DispatchExpert(
            input_id=expert,
            program_id=program,
            phase_number=1,
            agency=Agency.POLDA,
            post="Pengajar Contoh",
            field="Pemecahan masalah",
            starts_on=day(-330),
            ends_on=day(RETURNS + 5),
        ),
    )
    yield RETURNS, ReturnExpert(input_id=expert, returned_on=day(RETURNS))
    for number, (at, unit, amount) in enumerate(((-300, "Polres Dompu", "1850000"), (-200, "Polres Sumbawa", "2400000"))):
        yield (
            at,
            HandOverEquipment(
                input_id=province.id("input_id", f"equipment/{number}"),
                program_id=program,
                phase_number=1,
                items=(EquipmentItem(name="Radio genggam", quantity=8), EquipmentItem(name="Papan tulis", quantity=2)),
                unit_id=ids.unit(unit),
                handed_over_on=day(at),
                value=Money(amount=amount, currency=Currency.JPY, value_date=day(at)),
                payer=Payer.DONOR,
            ),
        )
    trained = AcceptTrainee(
        input_id=province.id("input_id", "trainees"),
        program_id=program,
        phase_number=1,
        course="Kursus Contoh",
        place="Aula Contoh",
        trainees=18,
        starts_on=day(-180),
        ends_on=day(-176),
    )
    yield -176, trained
    for number, at in enumerate((-179, -111)):
        cost = Money(amount="27500000", currency=Currency.IDR, value_date=day(at))
        key = province.id("input_id", f"cost/{number}")
        yield (
            at,
            RecordCost(
                input_id=key, program_id=program, phase_number=1, purpose="Contoh: sewa aula.", cost=cost, payer=Payer.LOCAL
            ),
        )


def _judged(province: Province) -> Iterator[tuple[int, Command]]:
    evaluation, day = province.id("evaluation_id", "year"), province.days.day
    commissioned = CommissionEvaluation(
        evaluation_id=evaluation,
        program_id=province.id("program_id", "year"),
        phase_number=1,
        kind=EvaluationKind.MID_TERM,
        commissioned_by=Agency.POLDA,
        commissioned_on=day(EVALUATED),
    )
    yield EVALUATED, commissioned
    published = PublishEvaluation(
        evaluation_id=evaluation,
        published_on=day(PUBLISHED),
        ratings=Ratings(relevance=Rating.HIGH, effectiveness=Rating.FAIR, efficiency=Rating.FAIR, sustainability=Rating.LOW),
        summary="Contoh: pelatihan berjalan, tindak lanjut belum merata.",
        document="Laporan evaluasi contoh",
    )
    yield PUBLISHED, published
    lesson = RecordLesson(
        evaluation_id=evaluation,
        lesson_id=province.id("lesson_id", "year"),
        criterion=DacCriterion.SUSTAINABILITY,
        lesson="Contoh: tanpa anggaran sendiri kegiatan berhenti.",
        recommendation="Contoh: anggarkan di tingkat Polres.",
        recorded_on=day(PUBLISHED + 1),
    )
    yield PUBLISHED + 1, lesson
