"""Refusals about officers and their assignments to villages (*penugasan*)."""

from typing import Any, Final

from tests.refusals.lombok import DAY, order, propose, register, village
from tests.refusals.row import Deed, Row, ago, an, do, officer

ONE_PRIMARY = "one primary Bhabinkamtibmas a village at a time"
ACTIVE = "the officer is on duty and his unit answers for the village that day"
USUAL = "three villages an officer unless a reason is given"
FITS = "a fit below the threshold needs a reason"
ORDERED = "an order is behind every assignment"
STORY = "an assignment begins, stands and ends once"


def held(name: str, who: str, where: str) -> tuple[Deed, ...]:
    return (propose(name, who, where), order(name))


def end(name: str, on: str) -> Deed:
    return do("EndAssignment", assignment_id=an(name), ended_on=on, reason="Mutasi")


ASSESSED = {
    "assessed_on": "2017-02-01", "languages": ["Bali"], "customs": "HIGH", "conflict_history": "HIGH",
    "terrain": "PLAIN", "distance_km": 3, "risks": ["DISPUTES"],
}  # fmt: skip
MANY: dict[str, Any] = {"reason": "Kurang personel"}
ENDS: Final = f"{ago(days=-30):%F}"
"""Still to come: an order that has run out ends its assignment by itself."""

ROWS: Final = [
    Row(ONE_PRIMARY, (*held("a1", "one", "v1"), propose("a2", "two", "v1")), order("a2"),
        "POST_TAKEN", "village_id",
        "The village has a primary Bhabinkamtibmas already: end his assignment first.",
        "Desa sudah memiliki Bhabinkamtibmas definitif: akhiri penugasannya terlebih dahulu."),
    Row(ONE_PRIMARY, (*held("a3", "three", "v2"), end("a3", "2018-06-01"), propose("a4", "two", "v2", "2018-05-01")), order("a4"),
        "POST_TAKEN", "village_id",
        "The village has a primary Bhabinkamtibmas until 2018-06-01: start then or later.",
        "Desa memiliki Bhabinkamtibmas definitif sampai 2018-06-01: mulailah pada tanggal itu atau sesudahnya."),
    Row("nobody stands in for a holder on duty without a reason", held("a5", "three", "v3"),
        propose("a6", "busy", "v3", role="ACTING"),
        "REASON_REQUIRED", "reason",
        "The village's Bhabinkamtibmas is on duty: say why another one should stand in.",
        "Bhabinkamtibmas desa itu sedang bertugas: sebutkan alasan penunjukan pelaksana tugas."),
    Row(ACTIVE, (), propose("a7", "retired", "v4"),
        "OFFICER_NOT_ACTIVE", "officer_id",
        "Only an officer on duty can be assigned.", "Hanya anggota yang aktif dapat ditugaskan."),
    Row(ACTIVE, (), propose("a8", "elsewhere", "v4"),
        "OUTSIDE_JURISDICTION", "village_id",
        f"Polres Lombok Barat does not answer for the village on {DAY}.",
        f"Polres Lombok Barat tidak bertanggung jawab atas desa itu pada {DAY}."),
    Row(ACTIVE, (), propose("a9", "nobody", "v4"),
        "OFFICER_UNKNOWN", "officer_id", "There is no such officer.", "Anggota itu tidak ada."),
    Row(ACTIVE, (), do("ProposeAssignment", assignment_id=an("a10"), officer_id=an("two"), village_id=an("?"), starts_on=DAY),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row(USUAL, tuple(propose(f"b{number}", "busy", f"busy {number}") for number in range(3)), propose("b3", "busy", "busy 3"),
        "REASON_REQUIRED", "reason",
        "More than 3 villages for one officer need a reason: say why.",
        "Lebih dari 3 desa bagi satu anggota memerlukan alasan: sebutkan alasannya."),
    Row(FITS, (do("AssessEnvironment", village_id=village("v5"), assessment_id=an("e1"), **ASSESSED),
               register("fresh", "99990091")),
        propose("c1", "fresh", "v5"),
        "FIT_TOO_LOW", "override_reason",
        "The officer fits the village by 15 points, below 60: say why all the same.",
        "Kesesuaian anggota dengan desa bernilai 15, di bawah 60: sebutkan alasan pengecualiannya."),
    Row("officers do not assign themselves", (), propose("d0", "two", "v6")._replace(by=officer("two")),
        "ROLE_NOT_ALLOWED", None,
        "Your role (officer) may not do this (ProposeAssignment).",
        "Peran Anda (officer) tidak berwenang melakukan ini (ProposeAssignment).", 403),
    Row(ORDERED, (propose("d1", "two", "v6", **MANY),),
        do("ConfirmAssignment", assignment_id=an("d1"), order_date="2017-01-02"),
        "COMMAND_INVALID", "order_number", "Fill in order_number.", "Isilah order_number.", 422),
    Row(ORDERED, held("d2", "chief", "v7"), order("d2", "Sprin/2/I/2017"),
        "ALREADY_CONFIRMED", "order_number",
        "Order Sprin/1/I/2017 confirmed it already.", "Penugasan sudah ditetapkan dengan surat perintah Sprin/1/I/2017."),
    Row(STORY, (), propose("d3", "two", "v8", ends_on=DAY, **MANY),
        "ENDS_BEFORE_START", "ends_on",
        "An assignment must end after it starts.", "Penugasan harus berakhir sesudah tanggal mulainya."),
    Row(STORY, (propose("d4", "two", "v8", **MANY),), propose("d4", "two", "v8", **MANY),
        "ALREADY_PROPOSED", "assignment_id",
        "This id belongs to an assignment already.", "Id ini sudah milik sebuah penugasan."),
    Row(STORY, (), order("?"),
        "ASSIGNMENT_UNKNOWN", "assignment_id", "There is no such assignment.", "Penugasan itu tidak ada."),
    Row(STORY, (propose("d5", "two", "v8", **MANY), end("d5", DAY)), order("d5"),
        "ASSIGNMENT_ENDED", "assignment_id", "The assignment has ended.", "Penugasan sudah berakhir."),
    Row(STORY, held("d6", "chief", "v9"), end("d6", "2017-01-08"),
        "ENDS_BEFORE_START", "ended_on",
        f"The assignment starts on {DAY}: choose that day or a later one.",
        f"Penugasan dimulai pada {DAY}: pilih tanggal itu atau sesudahnya."),
    Row(STORY, (propose("d7", "chief", "v10", ends_on=ENDS, **MANY), order("d7")), end("d7", f"{ago(days=-31):%F}"),
        "ENDS_AFTER_ORDER", "ended_on",
        f"The assignment was ordered until {ENDS}: choose that day or an earlier one.",
        f"Penugasan diperintahkan sampai {ENDS}: pilih tanggal itu atau sebelumnya."),
    Row("a service number belongs to one officer", (), register("double", "99990000"),
        "SERVICE_NUMBER_TAKEN", "service_number",
        "Another officer has this service number.", "Nomor induk ini milik anggota lain."),
    Row("a service number has 8 digits or 18", (), register("odd", "123"),
        "SERVICE_NUMBER_MALFORMED", "service_number",
        "A service number has 8 digits (NRP) or 18 (NIP).", "Nomor induk terdiri atas 8 angka (NRP) atau 18 angka (NIP)."),
]  # fmt: skip
