"""Refusals about how a programme is designed, what is put into it, and how it is evaluated."""

from datetime import date
from typing import Any, Final

from msgspec import to_builtins
from msgspec.structs import replace

from libs.events.contracts.cooperation.project_design import FieldMeasure, Measure
from tests.designs import COUNTED, MATRIX
from tests.refusals.boundaries import NO_DISTRICT
from tests.refusals.row import Deed, Row, an, commander, do

FORCE = "a design is in force when the JCC has approved it, and what it approved is changed by a revision"
WHOLE = "a design hangs together: each code once, and each output its own"
SOURCED = "a number has a source: what is counted in the field is not typed, and what is typed says where it stands"
WHERE = "what is counted is counted in regions that there are, never as nothing"
OTHER_ID = "an id belongs to one thing"
PUT_IN = "an input belongs to a programme that there is, begins before it ends, and its amount can be paid"
JUDGED = "an evaluation is commissioned, judges something, and is published once"


def program(name: str, *phases: tuple[str, str | None]) -> tuple[Deed, ...]:
    """A programme, each of its phases by the days on which it began and ended."""
    began = {"value": "2019-01-01", "source": "Contoh"}
    made = [do("EstablishProgram", program_id=an(name), title={"en": f"Contoh {name}"}, started_on=began)]
    for number, (start, end) in enumerate(phases, 1):
        day = {"value": start, "source": "Contoh"}
        made.append(do("StartPhase", program_id=an(name), number=number, name="Contoh", started_on=day))
        if end is not None:
            made.append(do("CompletePhase", program_id=an(name), number=number, ended_on={"value": end, "source": "Contoh"}))
    return tuple(made)


ONE: Final = program("programme 1", ("2019-01-01", "2020-01-01"), ("2020-01-01", None))


def plan(name: str, phase: int | None = None, of: str = "programme 1", **more: Any) -> Deed:
    fields = {"design_id": an(name), "program_id": an(of), "phase_number": phase, "adopted_on": "2020-01-10"}
    return do("AdoptDesign", **{**fields, "matrix": to_builtins(MATRIX), **more})


def step(command: str, name: str, **more: Any) -> Deed:
    return do(command, design_id=an(name), **more)


def approve(name: str, which: str = "a", **more: Any) -> Deed:
    fields = {"decision_id": an(f"decision {which} of {name}"), "design_version": 1, "met_on": "2020-02-01"}
    return step("ApproveAtJcc", name, **{**fields, "decision": "Disetujui", "minutes_reference": "JCC/1", **more})


def revise(name: str, day: str = "2020-03-01", **more: Any) -> Deed:
    fewer = replace(MATRIX, indicators=(COUNTED,))
    return step("ReviseDesign", name, **{"revised_on": day, "reason": "Contoh", "matrix": to_builtins(fewer), **more})


def target(name: str, **more: Any) -> Deed:
    fields = {"indicator": "1-1", "target": 900, "set_on": "2020-03-01", "document": "Contoh"}
    return step("SetIndicatorTarget", name, **{**fields, **more})


PERIOD: Final = {"first_month": "2020-01", "last_month": "2020-06", "measured_on": "2020-07-01"}


def count(name: str, **more: Any) -> Deed:
    fields = {"measurement_id": an(f"count of {name}"), "indicator": "1-1", **PERIOD}
    return step("MeasureIndicator", name, **{**fields, **more})


def enter(name: str, **more: Any) -> Deed:
    fields = {"measurement_id": an(f"entry of {name}"), "indicator": "P-1", "value": 51.5, "document": "Survei", **PERIOD}
    return step("RecordIndicatorActual", name, **{**fields, **more})


def changed(**more: Any) -> Any:
    return to_builtins(replace(MATRIX, **more))


def counting(name: str, code: str) -> tuple[Deed, ...]:
    """A design in force whose indicator is counted in one region."""
    there = FieldMeasure(measure=Measure.VISITS_COMPLETED, region_codes=(code,))
    matrix = changed(indicators=(replace(COUNTED, field_measure=there),))
    return (*program(f"of {name}"), plan(name, of=f"of {name}", matrix=matrix), approve(name))


def design(name: str) -> tuple[Deed, ...]:
    """One for a programme of its own."""
    return (*program(f"of {name}"), plan(name, of=f"of {name}"))


def forceful(name: str) -> tuple[Deed, ...]:
    return (*design(name), approve(name))


DESIGNS: Final = [
    Row(FORCE, design("d1"), count("d1"),
        "NOT_IN_FORCE", "design_id", "The JCC has not approved this design yet.", "Rancangan ini belum disetujui JCC."),
    Row(FORCE, forceful("d2"), target("d2"),
        "TARGET_APPROVED", "target",
        "The JCC has approved this target: revise the design to change it.",
        "Target ini sudah disetujui JCC: revisi rancangan untuk mengubahnya."),
    Row(FORCE, design("d3"), approve("d3", design_version=2),
        "VERSION_UNKNOWN", "design_version", "The design has no version 2.", "Rancangan tidak memiliki versi 2."),
    Row(FORCE, (*design("d4"), revise("d4"), approve("d4", design_version=2, met_on="2020-04-01")), approve("d4", "b"),
        "VERSION_SUPERSEDED", "design_version",
        "Version 2 is in force: an earlier one is not brought back, but entered anew.",
        "Versi 2 sedang berlaku: versi sebelumnya tidak dihidupkan lagi, melainkan dimasukkan sebagai versi baru."),
    Row(FORCE, design("d5"), approve("d5", met_on="2020-01-01"),
        "BEFORE_LAST_STEP", "met_on", "The version before it is of 2020-01-10.", "Versi sebelumnya bertanggal 2020-01-10."),
    Row(FORCE, forceful("d6"), approve("d6", "b", met_on="2020-01-31"),
        "BEFORE_LAST_MEETING", "met_on", "The JCC met on 2020-02-01 last.", "JCC terakhir bersidang pada 2020-02-01."),
    Row(FORCE, (*ONE, plan("d7", 1)), plan("d8", 1),
        "DESIGN_EXISTS", "program_id",
        "The programme, or this phase of it, has a design already: revise that.",
        "Program atau tahap ini sudah memiliki rancangan: revisilah rancangan itu."),
    Row(FORCE, design("d9"), revise("d9", "2020-01-01"),
        "BEFORE_LAST_STEP", "revised_on", "The version before it is of 2020-01-10.", "Versi sebelumnya bertanggal 2020-01-10."),
    Row(WHOLE, ONE, plan("e1", matrix=changed(indicators=(COUNTED, COUNTED))),
        "CODE_TWICE", "matrix", "The code 1-1 stands there twice.", "Kode 1-1 tercantum dua kali."),
    Row(WHOLE, ONE, plan("e2", matrix=changed(indicators=(replace(COUNTED, output="9"),))),
        "OUTPUT_UNKNOWN", "matrix", "The design has no output 9.", "Rancangan tidak memiliki keluaran 9."),
    Row(WHOLE, ONE, plan("e3", matrix=changed(indicators=(replace(COUNTED, output=None),))),
        "OUTPUT_MISPLACED", "matrix",
        "The indicator 1-1 names an output if, and only if, it tells of one.",
        "Indikator 1-1 menyebut keluaran jika, dan hanya jika, indikator itu tentang keluaran."),
    Row(WHOLE, (), plan("e4", of="?"),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row(WHOLE, ONE, plan("e5", 7),
        "PHASE_UNKNOWN", "phase_number", "The programme has no phase 7.", "Program tidak memiliki tahap 7."),
    Row(SOURCED, forceful("f1"), enter("f1", indicator="1-1"),
        "COUNTED_IN_FIELD", "indicator",
        "This indicator is counted in the field, not entered by hand.",
        "Indikator ini dihitung dari lapangan, tidak diisi secara manual."),
    Row(SOURCED, forceful("f2"), count("f2", indicator="P-1"),
        "NOT_COUNTED", "indicator",
        "This indicator names no measure of the field: enter its value by hand.",
        "Indikator ini tidak menyebut ukuran lapangan: isikan capaiannya secara manual."),
    Row(SOURCED, forceful("f3"), enter("f3", document=None),
        "SOURCE_REQUIRED", "document",
        "A value needs a source: a document, or the positions at which it was read here.",
        "Capaian memerlukan sumber: sebuah dokumen, atau posisi log saat capaian itu dibaca di sini."),
    Row(SOURCED, forceful("f4"), enter("f4", snapshot={"villages": 10**9}),
        "SNAPSHOT_AHEAD", "snapshot",
        "The logs have not come as far as these positions.", "Log belum sampai pada posisi ini."),
    Row(SOURCED, forceful("f5"), count("f5", last_month="2019-12"),
        "ENDS_BEFORE_START", "last_month",
        "The last month is not before the first one.", "Bulan terakhir tidak boleh sebelum bulan pertama."),
    Row(SOURCED, forceful("f6"), count("f6", indicator="9-9"),
        "INDICATOR_UNKNOWN", "indicator", "The design has no indicator 9-9.", "Rancangan tidak memiliki indikator 9-9."),
    Row(SOURCED,
        (*program("of f7"),
         plan("f7", of="of f7", matrix=changed(indicators=(replace(
             COUNTED, field_measure=FieldMeasure(measure=Measure.PARTICIPANTS_PER_TRAINING)),))),
         approve("f7")),
        count("f7"),
        "NOTHING_COUNTED", "indicator",
        "Nothing was counted there in these months.", "Tidak ada yang terhitung di sana pada bulan-bulan itu."),
    Row(WHERE, counting("f8", "99"), count("f8"),
        "REGION_UNKNOWN", "indicator",
        "No region of the code 99 is known here.", "Wilayah dengan kode 99 belum dikenal di sini."),
    Row(WHERE, (*NO_DISTRICT, *counting("f9", "54.09")), count("f9"),
        "REGION_DISSOLVED", "indicator",
        "54.09 is no region any more since 2022-07-25: name those that succeeded it.",
        "54.09 bukan lagi sebuah wilayah sejak 2022-07-25: sebutkan wilayah penerusnya."),
    Row(OTHER_ID, design("g1"), plan("g1", of="of g1", adopted_on="2020-01-11"),
        "ALREADY_ADOPTED", "design_id", "This id belongs to another design.", "Id ini milik rancangan lain."),
    Row(OTHER_ID, forceful("g2"), approve("g2", decision="Ditolak"),
        "DECISION_ID_TAKEN", "decision_id", "This id belongs to another decision.", "Id ini milik keputusan lain."),
    Row(OTHER_ID, (*forceful("g3"), enter("g3")), enter("g3", value=52),
        "MEASUREMENT_ID_TAKEN", "measurement_id", "This id belongs to another measurement.", "Id ini milik pengukuran lain."),
    Row(OTHER_ID, (), approve("?"),
        "DESIGN_UNKNOWN", "design_id", "There is no such design.", "Rancangan itu tidak ada."),
    Row("headquarters alone design programmes", (), plan("g4")._replace(by=commander("Polda NTB")),
        "ROLE_NOT_ALLOWED", None,
        "Your role (commander) may not do this (AdoptDesign).",
        "Peran Anda (commander) tidak berwenang melakukan ini (AdoptDesign).", 403),
]  # fmt: skip


def put(command: str, name: str, **more: Any) -> Deed:
    return do(command, input_id=an(name), **{"program_id": an("programme 1"), **more})


RUPIAH: Final = {"amount": "1500.50", "currency": "IDR", "value_date": "2020-03-01"}


def expert(name: str, **more: Any) -> Deed:
    fields = {"agency": "NPA_JAPAN", "post": "Penasihat", "field": "Polmas", "starts_on": "2020-03-01"}
    return put("DispatchExpert", name, **{**fields, **more})


def cost(name: str, **more: Any) -> Deed:
    return put("RecordCost", name, **{"purpose": "Aula", "cost": RUPIAH, "payer": "LOCAL", **more})


def returned(name: str, day: str) -> Deed:
    return do("ReturnExpert", input_id=an(name), returned_on=day)


INPUTS: Final = [
    Row(PUT_IN, ONE, cost("i1", cost={**RUPIAH, "amount": "100.5", "currency": "JPY"}),
        "AMOUNT_TOO_FINE", "cost",
        "An amount in JPY has at most 0 digits after the point.",
        "Jumlah dalam JPY mempunyai paling banyak 0 angka di belakang koma."),
    Row(PUT_IN, (), cost("i2", program_id=an("?")),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row(PUT_IN, ONE, cost("i3", phase_number=7),
        "PHASE_UNKNOWN", "phase_number", "The programme has no phase 7.", "Program tidak memiliki tahap 7."),
    Row(PUT_IN, ONE,
        put("HandOverEquipment", "i4", items=[{"name": "Radio", "quantity": 1}], unit_id=an("?"), handed_over_on="2020-03-01",
            value=RUPIAH, payer="DONOR"),
        "UNIT_UNKNOWN", "unit_id", "There is no such unit.", "Satuan itu tidak ada."),
    Row(PUT_IN, ONE, expert("i5", ends_on="2020-02-01"),
        "ENDS_BEFORE_START", "ends_on", "It started on 2020-03-01.", "Dimulai pada 2020-03-01."),
    Row(PUT_IN, (*ONE, expert("i6"), returned("i6", "2020-06-01")), returned("i6", "2020-07-01"),
        "EXPERT_RETURNED", "returned_on", "The expert returned on 2020-06-01.", "Tenaga ahli sudah kembali pada 2020-06-01."),
    Row(PUT_IN, (*ONE, cost("i7")), returned("i7", "2020-06-01"),
        "NOT_AN_EXPERT", "input_id", "Only an expert returns.", "Hanya tenaga ahli yang dapat dicatat kembali."),
    Row(PUT_IN, (), returned("?", "2020-06-01"),
        "INPUT_UNKNOWN", "input_id", "There is no such input.", "Masukan itu tidak ada."),
    Row(OTHER_ID, (*ONE, cost("i7")), cost("i7", payer="DONOR"),
        "ALREADY_RECORDED", "input_id", "This id belongs to another input.", "Id ini milik masukan lain."),
]  # fmt: skip


def commission(name: str, kind: str = "MID_TERM", **more: Any) -> Deed:
    fields = {"evaluation_id": an(name), "program_id": an("programme 1"), "phase_number": 2, "kind": kind}
    return do("CommissionEvaluation", **{**fields, "commissioned_by": "JICA", "commissioned_on": "2020-03-01", **more})


def publish(name: str, **more: Any) -> Deed:
    fields = {"evaluation_id": an(name), "published_on": "2020-06-01", "ratings": {"relevance": "HIGH"}}
    return do("PublishEvaluation", **{**fields, "summary": "Contoh", "document": "EV/1", **more})


def learn(name: str, **more: Any) -> Deed:
    fields = {"evaluation_id": an(name), "lesson_id": an(f"lesson of {name}"), "criterion": "IMPACT"}
    return do("RecordLesson", **{**fields, "lesson": "Contoh", "recorded_on": str(date(2020, 6, 2)), **more})


EVALUATIONS: Final = [
    Row(JUDGED, (*ONE, commission("v1")), publish("v1", ratings={}),
        "NOTHING_RATED", "ratings",
        "An evaluation judges at least one criterion.", "Evaluasi menilai sedikitnya satu kriteria."),
    Row(JUDGED, ONE, commission("v2", "EX_POST"),
        "PHASE_RUNNING", "kind",
        "Phase 2 had not ended by then: an ex-post evaluation comes after its end.",
        "Tahap 2 belum berakhir saat itu: evaluasi purna dilakukan setelah tahap berakhir."),
    Row(JUDGED, (*ONE, commission("v3"), publish("v3")), publish("v3", document="EV/2"),
        "EVALUATION_PUBLISHED", "evaluation_id", "It was published on 2020-06-01.", "Evaluasi sudah terbit pada 2020-06-01."),
    Row(JUDGED, (*ONE, commission("v4")), publish("v4", published_on="2020-02-01"),
        "BEFORE_LAST_STEP", "published_on",
        "The evaluation was commissioned on 2020-03-01.", "Evaluasi ditugaskan pada 2020-03-01."),
    Row(JUDGED, (), publish("?"),
        "EVALUATION_UNKNOWN", "evaluation_id", "There is no such evaluation.", "Evaluasi itu tidak ada."),
    Row(JUDGED, (), commission("v5", program_id=an("?")),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row(JUDGED, ONE, commission("v6", phase_number=7),
        "PHASE_UNKNOWN", "phase_number", "The programme has no phase 7.", "Program tidak memiliki tahap 7."),
    Row(OTHER_ID, (*ONE, commission("v7")), commission("v7", "TERMINAL"),
        "ALREADY_COMMISSIONED", "evaluation_id", "This id belongs to another evaluation.", "Id ini milik evaluasi lain."),
    Row(OTHER_ID, (*ONE, commission("v7"), learn("v7")), learn("v7", lesson="Lain"),
        "LESSON_ID_TAKEN", "lesson_id", "This id belongs to another lesson.", "Id ini milik pelajaran lain."),
]  # fmt: skip
ROWS: Final = [*DESIGNS, *INPUTS, *EVALUATIONS]
