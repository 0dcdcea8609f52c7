"""How a project design (*PDM*) is adopted, revised in versions, brought into force by the JCC, and measured.

A version is in force once the JCC has approved it; what is measured, is measured by the version in force. Decision 0090.
"""

from datetime import timedelta
from typing import Final, assert_never

from msgspec.structs import replace

from libs.events.contracts.cooperation.project_design import (
    AdoptDesign,
    ApproveAtJcc,
    DesignAdopted,
    DesignRevised,
    IndicatorMeasured,
    IndicatorTargetSet,
    JccDecisionRecorded,
    Matrix,
    MeasureIndicator,
    RecordIndicatorActual,
    ResultLevel,
    ReviseDesign,
    SetIndicatorTarget,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Refused, begun
from libs.events.wording import Sentence
from services.cooperation import region_codes
from services.cooperation.design_state import DesignCommand, DesignEvent, DesignFacts, ProjectDesign, Version
from services.cooperation.indicator_measurement import measure, record, unknown


def decide(state: ProjectDesign | None, command: DesignCommand, facts: DesignFacts) -> Decision:
    if isinstance(command, AdoptDesign):
        return _adopt(state, command, facts)
    if state is None:
        return Refused("DESIGN_UNKNOWN", "There is no such design.", "design_id")
    match command:
        case ReviseDesign():
            return _revise(state, command)
        case SetIndicatorTarget():
            return _set_target(state, command)
        case ApproveAtJcc():
            return _approve(state, command, facts)
        case MeasureIndicator():
            return measure(state, command, facts)
        case RecordIndicatorActual():
            return record(state, command, facts)
        case _:
            assert_never(command)


def _adopt(state: ProjectDesign | None, command: AdoptDesign, facts: DesignFacts) -> Decision:
    due = command.adopted_on + timedelta(days=facts.jcc_within_days)
    adopted = DesignAdopted(
        program_id=command.program_id,
        phase_number=command.phase_number,
        adopted_on=command.adopted_on,
        matrix=command.matrix,
        jcc_due_on=due,
    )
    if state is not None:
        same = replace(state.adopted, jcc_due_on=due) == adopted
        return [] if same else Refused("ALREADY_ADOPTED", "This id belongs to another design.", "design_id")
    if not facts.program_known:
        return Refused("PROGRAM_UNKNOWN", "There is no such programme.", "program_id")
    if command.phase_number is not None and command.phase_number not in facts.phases:
        return Refused(
            "PHASE_UNKNOWN", Sentence("The programme has no phase {number}.", number=command.phase_number), "phase_number"
        )
    if refused := _refuse_matrix(command.matrix):
        return refused
    taken = Refused("DESIGN_EXISTS", "The programme, or this phase of it, has a design already: revise that.", "program_id")
    claim = Claim("project-design", f"{command.program_id}/{command.phase_number or '-'}", taken=taken)
    return Decided(events=(adopted,), claims=(claim,))


def _refuse_matrix(matrix: Matrix) -> Refused | None:
    """Whether what a matrix says hangs together: each code once, and what refers to an output refers to one of its own."""
    outputs = [output.code for output in matrix.outputs]
    for codes in (outputs, [one.code for one in matrix.activities], [one.code for one in matrix.indicators]):
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            return Refused("CODE_TWICE", Sentence("The code {code} stands there twice.", code=twice), "matrix")
    named = [one.output for one in matrix.activities]
    named += [one.output for one in matrix.indicators if one.output is not None]
    if stray := next((output for output in named if output not in outputs), None):
        return Refused("OUTPUT_UNKNOWN", Sentence("The design has no output {code}.", code=stray), "matrix")
    for one in matrix.indicators:
        if (one.level is ResultLevel.OUTPUT) != (one.output is not None):
            told = Sentence("The indicator {code} names an output if, and only if, it tells of one.", code=one.code)
            return Refused("OUTPUT_MISPLACED", told, "matrix")
    return None


def _revise(state: ProjectDesign, command: ReviseDesign) -> Decision:
    newest = state.newest
    if (newest.matrix, newest.made_on) == (command.matrix, command.revised_on):
        return []
    if command.revised_on < newest.made_on:
        return Refused("BEFORE_LAST_STEP", Sentence("The version before it is of {day}.", day=newest.made_on), "revised_on")
    if refused := _refuse_matrix(command.matrix):
        return refused
    number = len(state.versions) + 1
    return [DesignRevised(design_version=number, revised_on=command.revised_on, reason=command.reason, matrix=command.matrix)]


def _set_target(state: ProjectDesign, command: SetIndicatorTarget) -> Decision:
    newest = state.newest
    indicator = newest.indicator(command.indicator)
    if indicator is None:
        return unknown(command.indicator)
    if indicator.target == command.target:
        return []
    if newest.approved and indicator.target is not None:
        return Refused("TARGET_APPROVED", "The JCC has approved this target: revise the design to change it.", "target")
    if command.set_on < newest.made_on:
        return Refused("BEFORE_LAST_STEP", Sentence("The version before it is of {day}.", day=newest.made_on), "set_on")
    made = IndicatorTargetSet(
        design_version=len(state.versions),
        indicator=command.indicator,
        target=command.target,
        before=indicator.target,
        set_on=command.set_on,
        document=command.document,
    )
    return [made]


def _approve(state: ProjectDesign, command: ApproveAtJcc, facts: DesignFacts) -> Decision:
    decision = JccDecisionRecorded(
        decision_id=command.decision_id,
        design_version=command.design_version,
        met_on=command.met_on,
        decision=command.decision,
        minutes_reference=command.minutes_reference,
        jcc_due_on=command.met_on + timedelta(days=facts.jcc_within_days),
    )
    if known := next((one for one in state.decisions if one.decision_id == command.decision_id), None):
        same = replace(known, jcc_due_on=decision.jcc_due_on) == decision
        return [] if same else Refused("DECISION_ID_TAKEN", "This id belongs to another decision.", "decision_id")
    if command.design_version > len(state.versions):
        return Refused(
            "VERSION_UNKNOWN", Sentence("The design has no version {number}.", number=command.design_version), "design_version"
        )
    if state.in_force is not None and command.design_version < state.in_force:
        told = Sentence(
            "Version {number} is in force: an earlier one is not brought back, but entered anew.", number=state.in_force
        )
        return Refused("VERSION_SUPERSEDED", told, "design_version")
    if command.met_on < state.versions[command.design_version - 1].made_on:
        made = state.versions[command.design_version - 1].made_on
        return Refused("BEFORE_LAST_STEP", Sentence("The version before it is of {day}.", day=made), "met_on")
    if state.decisions and command.met_on < state.decisions[-1].met_on:
        told = Sentence("The JCC met on {day} last.", day=state.decisions[-1].met_on)
        return Refused("BEFORE_LAST_MEETING", told, "met_on")
    return [decision]


def evolve(state: ProjectDesign | None, event: DesignEvent) -> ProjectDesign:
    if isinstance(event, DesignAdopted):
        return ProjectDesign(adopted=event, versions=(Version(matrix=event.matrix, made_on=event.adopted_on),))
    design = begun(state)
    match event:
        case DesignRevised():
            made = Version(matrix=event.matrix, made_on=event.revised_on)
            return replace(design, versions=(*design.versions, made), reasons=(*design.reasons, event.reason))
        case IndicatorTargetSet():
            return _changed(design, event.design_version, _targeted(design.versions[event.design_version - 1], event))
        case JccDecisionRecorded():
            approved = replace(design.versions[event.design_version - 1], approved=True)
            decided = replace(design, in_force=event.design_version, decisions=(*design.decisions, event))
            return _changed(decided, event.design_version, approved)
        case IndicatorMeasured():
            return replace(design, measured=(*design.measured, event))
        case _:
            assert_never(event)


def _targeted(version: Version, event: IndicatorTargetSet) -> Version:
    indicators = tuple(
        replace(one, target=event.target) if one.code == event.indicator else one for one in version.matrix.indicators
    )
    return replace(version, matrix=replace(version.matrix, indicators=indicators))


def _changed(design: ProjectDesign, number: int, version: Version) -> ProjectDesign:
    return replace(design, versions=(*design.versions[: number - 1], version, *design.versions[number:]))


INDONESIAN: Final = {
    "A value needs a source: a document, or the positions at which it was read here.": (
        "Capaian memerlukan sumber: sebuah dokumen, atau posisi log saat capaian itu dibaca di sini."
    ),
    "Nothing was counted there in these months.": "Tidak ada yang terhitung di sana pada bulan-bulan itu.",
    "The JCC has approved this target: revise the design to change it.": (
        "Target ini sudah disetujui JCC: revisi rancangan untuk mengubahnya."
    ),
    "The JCC has not approved this design yet.": "Rancangan ini belum disetujui JCC.",
    "The JCC met on {day} last.": "JCC terakhir bersidang pada {day}.",
    "The code {code} stands there twice.": "Kode {code} tercantum dua kali.",
    "The design has no indicator {code}.": "Rancangan tidak memiliki indikator {code}.",
    "The design has no output {code}.": "Rancangan tidak memiliki keluaran {code}.",
    "The design has no version {number}.": "Rancangan tidak memiliki versi {number}.",
    "The indicator {code} names an output if, and only if, it tells of one.": (
        "Indikator {code} menyebut keluaran jika, dan hanya jika, indikator itu tentang keluaran."
    ),
    "The last month is not before the first one.": "Bulan terakhir tidak boleh sebelum bulan pertama.",
    "The logs have not come as far as these positions.": "Log belum sampai pada posisi ini.",
    "The programme has no phase {number}.": "Program tidak memiliki tahap {number}.",
    "The programme, or this phase of it, has a design already: revise that.": (
        "Program atau tahap ini sudah memiliki rancangan: revisilah rancangan itu."
    ),
    "The version before it is of {day}.": "Versi sebelumnya bertanggal {day}.",
    "There is no such design.": "Rancangan itu tidak ada.",
    "There is no such programme.": "Program itu tidak ada.",
    "This id belongs to another decision.": "Id ini milik keputusan lain.",
    "This id belongs to another design.": "Id ini milik rancangan lain.",
    "This id belongs to another measurement.": "Id ini milik pengukuran lain.",
    "This indicator is counted in the field, not entered by hand.": (
        "Indikator ini dihitung dari lapangan, tidak diisi secara manual."
    ),
    "This indicator names no measure of the field: enter its value by hand.": (
        "Indikator ini tidak menyebut ukuran lapangan: isikan capaiannya secara manual."
    ),
    "Version {number} is in force: an earlier one is not brought back, but entered anew.": (
        "Versi {number} sedang berlaku: versi sebelumnya tidak dihidupkan lagi, melainkan dimasukkan sebagai versi baru."
    ),
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

PROJECT_DESIGN: Final[Decider[ProjectDesign | None, DesignCommand, DesignEvent, DesignFacts]] = Decider(
    None, decide, evolve, indonesian={**INDONESIAN, **region_codes.INDONESIAN}
)
