"""Refusals about programmes of cooperation: their agreements, their phases, the dates that sources claim, their milestones."""

from typing import Any, Final

from tests.refusals.row import Deed, Row, an, do

OTHER_ID = "an id belongs to one thing"
ONE_AT_A_TIME = "phases follow one another and never overlap, as far as their dates are known"
STEPS = "a phase is planned, started, interrupted, resumed, done, settled or given up, each from where it follows"
CLAIMED = "of the dates that sources claim one is accepted, and it contradicts no other"
CLOSED = "a programme is closed when its phases have ended"
TOLD = "a milestone is told of a programme and its own sites"


def on(text: str) -> dict[str, str]:
    """2007, 2007-08 or 2007-08-01, as somebody claims it."""
    return {"value": f"{text}-01-01"[:10], "precision": {4: "YEAR", 7: "MONTH", 10: "DAY"}[len(text)], "source": "record"}


def establish(name: str, title: str = "Contoh") -> Deed:
    return do("EstablishProgram", program_id=an(name), title={"en": title}, started_on=on("2002"))


def phase(command: str, of: str, number: int = 1, **more: Any) -> Deed:
    return do(command, program_id=an(of), number=number, **more)


def start(name: str, number: int, when: str) -> Deed:
    return phase("StartPhase", name, number, name="Tahap", started_on=on(when))


def started(name: str) -> tuple[Deed, ...]:
    return establish(name), start(name, 1, "2002")


def suspended(name: str) -> tuple[Deed, ...]:
    return *started(name), phase("SuspendPhase", name, suspended_on=on("2004"), reason="Contoh")


def done(name: str) -> tuple[Deed, ...]:
    return *started(name), phase("CompletePhase", name, ended_on=on("2007"))


def sign(name: str, *parties: str) -> Deed:
    fields = {"instrument_id": an(f"agreement of {name}"), "kind": "MOU", "signed_on": on("2002")}
    return do("RecordInstrument", program_id=an(name), parties=parties, **fields)


def claim(command: str, name: str, when: str, subject: str = "PROGRAM_START", number: int | None = None) -> Deed:
    return do(command, program_id=an(name), subject=subject, phase_number=number, claimed=on(when))


def close(name: str, when: str) -> Deed:
    return do("CloseProgram", program_id=an(name), closed_on=on(when))


def milestone(name: str, of: str, title: str = "Contoh", **more: Any) -> Deed:
    fields = {"milestone_id": an(name), "program_id": an(of), "title": {"en": title}, "happened_on": on("2012")}
    return do("RecordMilestone", **fields, **more)


TWO: Final = ("Kakorbinmas", "Kepala Kantor JICA")
PROGRAMMES: Final = [
    Row(OTHER_ID, (establish("p1"),), establish("p1", "Lain"),
        "ALREADY_ESTABLISHED", "program_id", "This id belongs to Contoh.", "Id ini milik Contoh."),
    Row("a command is about something", (), close("p?", "2007"),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row("an agency is known by the list or by its name", (establish("p2"),),
        do("AddAgency", program_id=an("p2"), agency="OTHER", kind="DONOR"),
        "AGENCY_NAME_REQUIRED", "name",
        "An agency that the list lacks is told by its name.", "Lembaga di luar daftar disebut dengan namanya."),
    Row("an agreement has two parties", (establish("p3"),), sign("p3", "Kakorbinmas"),
        "TWO_PARTIES_REQUIRED", "parties",
        "An agreement has two parties at least.", "Sebuah perjanjian memiliki sedikitnya dua pihak."),
    Row(OTHER_ID, (establish("p4"), sign("p4", *TWO)), sign("p4", *TWO, "Duta Besar"),
        "INSTRUMENT_ID_TAKEN", "instrument_id",
        "This id belongs to another agreement.", "Id ini milik perjanjian lain."),
    Row(CLAIMED, (establish("p5"),), claim("AcceptDateClaim", "p5", "2001"),
        "CLAIM_UNKNOWN", "claimed",
        "Nobody has claimed this date: record it first.", "Belum ada sumber yang menyebut tanggal ini: catat terlebih dahulu."),
    Row(CLAIMED, (*started("p6"), claim("RecordDateClaim", "p6", "2003")), claim("AcceptDateClaim", "p6", "2003"),
        "BEFORE_PROGRAM", "claimed", "The programme started later: 2003.", "Program dimulai sesudah itu: 2003."),
    Row(CLAIMED, (establish("p7"),), claim("RecordDateClaim", "p7", "2003", "PHASE_START", 1),
        "PHASE_UNKNOWN", "phase_number",
        "A claim about a phase names one that the programme has.",
        "Keterangan tentang tahap menyebut tahap yang ada dalam program."),
    Row(CLAIMED, started("p8"), claim("RecordDateClaim", "p8", "2003", number=1),
        "NOT_OF_A_PHASE", "phase_number",
        "The start of the programme is not that of a phase.", "Mulainya program bukan mulainya sebuah tahap."),
    Row(CLAIMED, started("p9"), claim("RecordDateClaim", "p9", "2007", "PHASE_END", 1),
        "NOT_YET_SO", "subject", "The phase has not come that far.", "Tahap belum sampai di situ."),
    Row(CLOSED, started("q1"), close("q1", "2007"),
        "PHASES_OPEN", "program_id", "Phase 1 is still open.", "Tahap 1 masih terbuka."),
    Row(CLOSED, done("q2"), close("q2", "2006"),
        "CLOSED_TOO_EARLY", "closed_on",
        "The programme went on until 2007 at least.", "Program berjalan sedikitnya sampai 2007."),
    Row(CLOSED, (*done("q3"), close("q3", "2008")), start("q3", 2, "2009"),
        "PROGRAM_CLOSED", "program_id", "The programme has been closed.", "Program sudah ditutup."),
]  # fmt: skip
PHASES: Final = [
    Row(ONE_AT_A_TIME, (establish("r1"),), start("r1", 2, "2003"),
        "PHASE_OUT_OF_ORDER", "number", "The next phase is number 1.", "Tahap berikutnya bernomor 1."),
    Row(ONE_AT_A_TIME, started("r2"), start("r2", 2, "2003"),
        "PHASES_OVERLAP", "number", "Phase 1 has not ended.", "Tahap 1 belum berakhir."),
    Row(ONE_AT_A_TIME, done("r3"), start("r3", 2, "2006"),
        "PHASES_OVERLAP", "started_on", "Phase 1 ended later: 2007.", "Tahap 1 berakhir sesudah itu: 2007."),
    Row(ONE_AT_A_TIME, (establish("r4"),), start("r4", 1, "2001-12-31"),
        "BEFORE_PROGRAM", "started_on", "The programme started later: 2002.", "Program dimulai sesudah itu: 2002."),
    Row(STEPS, (establish("r5"),), phase("CompletePhase", "r5", ended_on=on("2007")),
        "PHASE_UNKNOWN", "number", "The programme has no phase 1.", "Program tidak memiliki tahap 1."),
    Row(STEPS, (establish("r6"), phase("PlanPhase", "r6", name="Tahap")), phase("CompletePhase", "r6", ended_on=on("2007")),
        "PHASE_NOT_STARTED", "number", "The phase has not started.", "Tahap belum dimulai."),
    Row(STEPS, suspended("r7"), phase("CompletePhase", "r7", ended_on=on("2007")),
        "PHASE_SUSPENDED", "number",
        "The phase is suspended: resume it first.", "Tahap sedang ditangguhkan: lanjutkan terlebih dahulu."),
    Row(STEPS, started("r8"), phase("ResumePhase", "r8", resumed_on=on("2005")),
        "PHASE_NOT_SUSPENDED", "number", "The phase is not suspended.", "Tahap tidak sedang ditangguhkan."),
    Row(STEPS, suspended("r9"), phase("ResumePhase", "r9", resumed_on=on("2003")),
        "BEFORE_LAST_STEP", "resumed_on",
        "The last step of the phase was taken later: 2004.", "Langkah terakhir tahap ini diambil sesudah itu: 2004."),
    Row(STEPS, done("s1"), phase("CancelPhase", "s1", cancelled_on=on("2008"), reason="Contoh"),
        "PHASE_ENDED", "number", "The phase has ended.", "Tahap sudah berakhir."),
    Row(STEPS, started("s2"), phase("ClosePhase", "s2", closed_on=on("2008")),
        "PHASE_NOT_COMPLETED", "number",
        "Only a phase that is completed is closed.", "Hanya tahap yang sudah selesai yang dapat ditutup."),
    Row(STEPS, started("s3"), phase("CompletePhase", "s3", ended_on=on("2001")),
        "ENDS_BEFORE_START", "ended_on", "The phase started later: 2002.", "Tahap dimulai sesudah itu: 2002."),
    Row(STEPS, (*started("s4"), phase("ExtendPhase", "s4", until=on("2008"))), phase("ExtendPhase", "s4", until=on("2007")),
        "NOT_AN_EXTENSION", "until",
        "The phase is planned to last until 2008: give a later date.",
        "Tahap direncanakan sampai 2008: isikan tanggal sesudahnya."),
]  # fmt: skip
MILESTONES: Final = [
    Row(TOLD, (), milestone("m1", "p?"),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row(TOLD, (establish("t1"),), milestone("m2", "t1", site_ids=[an("site ?")]),
        "SITE_UNKNOWN", "site_ids", "The programme has no such site.", "Program tidak memiliki situs itu."),
    Row(TOLD, (establish("t1"),), milestone("m3", "t1", until=on("2011")),
        "ENDS_BEFORE_START", "until",
        "It began later: 2012.", "Peristiwa ini dimulai sesudah itu: 2012."),
    Row(OTHER_ID, (establish("t1"), milestone("m4", "t1")), milestone("m4", "t1", "Lain"),
        "ALREADY_RECORDED", "milestone_id",
        "This id belongs to another milestone.", "Id ini milik tonggak sejarah lain."),
    Row(TOLD, (), do("ConfirmMilestone", milestone_id=an("m?"), source="record"),
        "MILESTONE_UNKNOWN", "milestone_id", "There is no such milestone.", "Tonggak sejarah itu tidak ada."),
    Row(TOLD, (establish("t1"), milestone("m5", "t1"), do("WithdrawMilestone", milestone_id=an("m5"), reason="Keliru")),
        do("ConfirmMilestone", milestone_id=an("m5"), source="record"),
        "MILESTONE_WITHDRAWN", "milestone_id",
        "The milestone was taken back: record it anew.", "Tonggak sejarah ini sudah ditarik: catat kembali."),
]  # fmt: skip
ROWS: Final = [*PROGRAMMES, *PHASES, *MILESTONES]
