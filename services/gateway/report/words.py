"""What a report says in English and in Indonesian; the values of enumerations speak as their contracts explain them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from libs.events.contracts.cooperation.cooperation_program import Agency
from libs.events.wording import Language
from services.gateway.graph.attribute_docs import attribute_docs

Words = Mapping[Language, str]

TITLE: Final[Words] = {"en": "Programme report", "id": "Laporan program"}
ALWAYS: Final[Words] = {"en": "The whole programme", "id": "Seluruh masa program"}
NOTHING: Final[Words] = {"en": "Nothing is recorded for this period.", "id": "Tidak ada catatan untuk periode ini."}
NOT_IN_FORCE: Final[Words] = {"en": "not approved by the JCC yet", "id": "belum disetujui JCC"}
OVERDUE: Final[Words] = {"en": "The JCC is overdue: it had to meet by", "id": "JCC terlambat bersidang: tenggatnya"}
DUE: Final[Words] = {"en": "The JCC meets again by", "id": "JCC bersidang lagi paling lambat"}
LOGS: Final[Words] = {"en": "As read at these positions of the logs", "id": "Dibaca pada posisi log berikut"}
BY_HAND: Final[Words] = {"en": "entered by hand", "id": "diisi manual"}
COUNTED_AT: Final[Words] = {"en": "counted in the field at", "id": "dihitung dari lapangan pada"}
EVERYWHERE: Final[Words] = {"en": "everywhere", "id": "semua wilayah"}
UNTIL_NOW: Final[Words] = {"en": "under way", "id": "berjalan"}
PHASE: Final[Words] = {"en": "Phase", "id": "Tahap"}
VERSION: Final[Words] = {"en": "version", "id": "versi"}
TO: Final[Words] = {"en": "to", "id": "sampai"}
FROM: Final[Words] = {"en": "from", "id": "mulai"}
UP_TO: Final[Words] = {"en": "up to", "id": "hingga"}
OVERALL_GOAL: Final[Words] = {"en": "Overall goal", "id": "Tujuan umum"}
PROJECT_PURPOSE: Final[Words] = {"en": "Project purpose", "id": "Tujuan proyek"}
OUTPUT: Final[Words] = {"en": "Output", "id": "Keluaran"}
ACTIVITY: Final[Words] = {"en": "Activity", "id": "Kegiatan"}
ASSUMPTION: Final[Words] = {"en": "Assumption", "id": "Asumsi"}
COURSES_HELD: Final[Words] = {"en": "Courses held", "id": "Kursus terlaksana"}
GRADUATES: Final[Words] = {"en": "Graduates: passed the assessment", "id": "Lulusan: lulus penilaian"}
ATTENDED_ASSESSED: Final[Words] = {
    "en": "Attended courses with an assessment",
    "id": "Hadir pada kursus dengan penilaian",
}
ATTENDED_ONLY: Final[Words] = {"en": "Attended courses without one", "id": "Hadir pada kursus tanpa penilaian"}
PASSED: Final[Words] = {"en": "passed the assessment", "id": "lulus penilaian"}
ATTENDED: Final[Words] = {"en": "attended", "id": "hadir"}
ALL_KINDS: Final[Words] = {"en": "All kinds", "id": "Semua jenis"}
LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "id": "Bahasa Indonesia", "ja": "日本語"}
"""As each calls itself."""
STARTED: Final[Words] = {"en": "Started", "id": "Dimulai"}
REFERENCE: Final[Words] = {"en": "Partner's reference", "id": "Nomor rujukan mitra"}
RECOMMENDED: Final[Words] = {"en": "Recommended", "id": "Rekomendasi"}
COMMISSIONED: Final[Words] = {"en": "commissioned by", "id": "ditugaskan oleh"}

SECTIONS: Final[Mapping[str, Words]] = {
    "programme": {"en": "Programme", "id": "Program"},
    "outcomes": {"en": "Outcomes", "id": "Hasil"},
    "courses": {"en": "Courses", "id": "Kursus"},
    "schedule": {"en": "Schedule", "id": "Jadwal"},
    "experts": {"en": "Experts dispatched", "id": "Tenaga ahli"},
    "trainees": {"en": "Trainees accepted", "id": "Peserta kursus"},
    "equipment": {"en": "Equipment handed over", "id": "Serah terima peralatan"},
    "costs": {"en": "Costs", "id": "Biaya"},
    "totals": {"en": "Totals, each currency by itself", "id": "Jumlah, tiap mata uang tersendiri"},
    "design": {"en": "Project design (PDM)", "id": "Rancangan proyek (PDM)"},
    "indicators": {"en": "Indicators", "id": "Indikator"},
    "jcc": {"en": "Decisions of the JCC", "id": "Keputusan JCC"},
    "evaluations": {"en": "Evaluations", "id": "Evaluasi"},
    "lessons": {"en": "Lessons", "id": "Pelajaran"},
    "sites": {"en": "Sites", "id": "Situs percontohan"},
}
"""By what the table calls them."""

COLUMNS: Final[Mapping[str, Words]] = {
    "code": {"en": "Code", "id": "Kode"},
    "name": {"en": "Name", "id": "Nama"},
    "detail": {"en": "Details", "id": "Keterangan"},
    "place": {"en": "Place", "id": "Tempat"},
    "region": {"en": "Region", "id": "Wilayah"},
    "from": {"en": "From", "id": "Mulai"},
    "to": {"en": "To", "id": "Sampai"},
    "unit": {"en": "Unit", "id": "Satuan"},
    "baseline": {"en": "Baseline", "id": "Data dasar"},
    "target": {"en": "Target", "id": "Target"},
    "value": {"en": "Number", "id": "Jumlah"},
    "amount": {"en": "Amount", "id": "Nilai"},
    "currency": {"en": "Currency", "id": "Mata uang"},
    "source": {"en": "Source", "id": "Sumber"},
}
"""What the columns of the tables say above them."""

PROBLEMS: Final[Mapping[str, Words]] = {
    "PERIOD_INVALID": {
        "en": "A period has two days, YYYY-MM-DD, either of which may be left out: from=, and to= not before it.",
        "id": "Periode mempunyai dua tanggal, YYYY-MM-DD, masing-masing boleh kosong: from=, dan to= yang tidak mendahuluinya.",
    },
    "PROGRAM_UNKNOWN": {"en": "There is no such programme.", "id": "Program itu tidak ada."},
    "RATE_LIMITED": {"en": "Too much was asked for; try again later.", "id": "Permintaan terlalu banyak; coba lagi nanti."},
    "TOO_MUCH": {
        "en": "This is more than can be told at once; ask for a shorter period.",
        "id": "Laporan ini terlalu besar; mintalah periode yang lebih pendek.",
    },
    "UNAVAILABLE": {
        "en": "The data cannot be read at the moment; try again.",
        "id": "Data belum dapat dibaca saat ini; silakan coba lagi.",
    },
    "INTERNAL": {
        "en": "Something went wrong here, not in your request.",
        "id": "Ada kesalahan di pihak kami, bukan pada permintaan Anda.",
    },
}
"""By code: why there is no report."""

CALLED: Final[Mapping[tuple[str, str], Words]] = {
    ("outcomes", "name"): {"en": "Outcome", "id": "Hasil"},
    ("outcomes", "detail"): {"en": "Kind of course", "id": "Jenis kursus"},
    ("courses", "name"): {"en": "Course", "id": "Kursus"},
    ("courses", "detail"): {"en": "Kind", "id": "Jenis"},
    ("courses", "unit"): {"en": "What is counted", "id": "Yang dihitung"},
    ("schedule", "code"): {"en": "Phase", "id": "Tahap"},
    ("experts", "name"): {"en": "Post", "id": "Jabatan"},
    ("experts", "detail"): {"en": "Field and agency", "id": "Bidang dan lembaga"},
    ("trainees", "name"): {"en": "Course", "id": "Kursus"},
    ("trainees", "value"): {"en": "Trainees", "id": "Peserta"},
    ("equipment", "name"): {"en": "Items", "id": "Barang"},
    ("equipment", "place"): {"en": "Received by", "id": "Penerima"},
    ("equipment", "from"): {"en": "Handed over", "id": "Diserahkan"},
    ("equipment", "detail"): {"en": "Paid by", "id": "Dibayar oleh"},
    ("costs", "name"): {"en": "Purpose", "id": "Keperluan"},
    ("costs", "from"): {"en": "Value date", "id": "Tanggal nilai"},
    ("costs", "detail"): {"en": "Paid by", "id": "Dibayar oleh"},
    ("totals", "detail"): {"en": "Paid by", "id": "Dibayar oleh"},
    ("totals", "value"): {"en": "Entries", "id": "Catatan"},
    ("design", "name"): {"en": "What it says", "id": "Isi"},
    ("design", "detail"): {"en": "Part", "id": "Bagian"},
    ("indicators", "name"): {"en": "Indicator", "id": "Indikator"},
    ("indicators", "value"): {"en": "Actual", "id": "Capaian"},
    ("jcc", "from"): {"en": "Met on", "id": "Bersidang"},
    ("jcc", "name"): {"en": "Decision", "id": "Keputusan"},
    ("jcc", "detail"): {"en": "In force", "id": "Berlaku"},
    ("jcc", "source"): {"en": "Minutes", "id": "Notulen"},
    ("evaluations", "from"): {"en": "Day", "id": "Tanggal"},
    ("evaluations", "name"): {"en": "Evaluation", "id": "Evaluasi"},
    ("evaluations", "detail"): {"en": "Ratings and summary", "id": "Penilaian dan ringkasan"},
    ("evaluations", "source"): {"en": "Report", "id": "Laporan"},
    ("lessons", "from"): {"en": "Day", "id": "Tanggal"},
    ("lessons", "code"): {"en": "Criterion", "id": "Kriteria"},
    ("lessons", "name"): {"en": "Lesson", "id": "Pelajaran"},
    ("sites", "name"): {"en": "Site", "id": "Situs"},
    ("sites", "detail"): {"en": "Status", "id": "Status"},
    ("sites", "from"): {"en": "Since", "id": "Sejak"},
}
"""By section and column, where the page says more exactly what it holds."""

MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ),
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
}  # fmt: skip
_INDONESIAN: Final = re.compile(r"\(\*(.+?)\*")


@cache
def value_of(kind: type[StrEnum], value: str, language: Language) -> str:
    """A value of an enumeration: its own name in English, the Indonesian word of its contract in Indonesian.

    Agencies are called by their names, which their contracts tell.
    """
    told = attribute_docs(kind).get(value, "")
    found = _INDONESIAN.search(told)
    if kind is Agency:
        return found[1] if found and language == "id" else told.partition(" (*")[0].rstrip(".") or value
    if language == "id" and found:
        return found[1][0].upper() + found[1][1:]
    return value.replace("_", " ").capitalize()


def day_in(language: Language, told: str | None) -> str:
    """A day as people write it, as exactly as it is told: 25 July 2017, July 2017, 2017."""
    if told is None:
        return ""
    year, *rest = (int(part) for part in told.split("-"))
    if not rest:
        return str(year)
    month, *days = rest
    return " ".join([*(str(day) for day in days), MONTHS[language][month - 1], str(year)])


def number_in(language: Language, told: str) -> str:
    """A decimal number with its thousands apart: 1,500.50 in English, 1.500,50 in Indonesian."""
    whole, point, rest = told.partition(".")
    digits = whole.removeprefix("-")
    english = f"{'-' if digits != whole else ''}{int(digits):,}{point}{rest}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))
