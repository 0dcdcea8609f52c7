"""Refusals about what the others refer to: regions, villages and officers."""

from typing import Any, Final

from tests.refusals.assignments import ASSESSED
from tests.refusals.lombok import register
from tests.refusals.row import SERVICE, Deed, Row, an, do

CODES = "a code belongs to one region or village, below one that is registered"
CAREER = "an officer serves in a unit, rises in rank, and leaves once"
DIRECTED = "a directive is acknowledged by whom it was given, after it was given"
OTHER_ID = "an id belongs to one thing"


def region(name: str, code: str) -> Deed:
    return do("RegisterRegion", region_id=an(name), code=code, name=f"Contoh {code}", edition="test")


def settlement(name: str, code: str) -> Deed:
    return do("RegisterVillage", village_id=an(name), code=code, name="Contoh Lain", edition="test")


def assess(where: str, name: str) -> Deed:
    return do("AssessEnvironment", village_id=an(where), assessment_id=an(name), **ASSESSED)


def promote(who: str, rank: str) -> Deed:
    return do("PromoteOfficer", officer_id=an(who), rank=rank, promoted_on="2018-01-01")


def transfer(who: str, to: str) -> Deed:
    return do("TransferOfficer", officer_id=an(who), unit_id=an(to), transferred_on="2018-01-01")


def acknowledge(directive: str) -> Deed:
    return do("RecordDirectiveAcknowledgement", officer_id=an("one"), directive_id=an(directive), acknowledged_on="2017-07-24")


SHUT: Final = (
    do(
        "EstablishUnit",
        unit_id=an("Polsek Tutup"),
        name="Polsek Tutup",
        level="POLSEK",
        kind="POLSEK",
        parent_id=an("Polres Lombok Barat"),
    ),
    do("DeactivateUnit", unit_id=an("Polsek Tutup"), deactivated_on="2017-01-01"),
)
DIRECTIVE: Final[dict[str, Any]] = {
    "directive_id": an("order 1"),
    "session_id": an("training"),
    "number": 1,
    "issued_on": "2017-07-25",
}

ROWS: Final = [
    Row(CODES, (), region("other 52", "52"),
        "CODE_TAKEN", "code", "Another region has the code 52.", "Kode 52 milik wilayah lain."),
    Row(CODES, (), region("99.01", "99.01"),
        "PARENT_UNKNOWN", "code",
        "The region 99 above it is not registered.", "Wilayah 99 di atasnya belum terdaftar."),
    Row(OTHER_ID, (), region("52", "54"),
        "ALREADY_REGISTERED", "region_id", "This id belongs to 52.", "Id ini milik 52."),
    Row(CODES, (), do("RenameRegion", region_id=an("?"), name="Contoh", edition="test"),
        "REGION_UNKNOWN", "region_id", "There is no such region.", "Wilayah itu tidak ada."),
    Row(CODES, (settlement("r1", "52.71.05.1002"),), settlement("r2", "52.71.05.1002"),
        "CODE_TAKEN", "code",
        "Another village has the code 52.71.05.1002.", "Kode 52.71.05.1002 milik desa lain."),
    Row(CODES, (), settlement("r3", "99.01.01.1001"),
        "DISTRICT_UNKNOWN", "code", "The district 99.01.01 is not registered.", "Kecamatan 99.01.01 belum terdaftar."),
    Row(CODES, (), settlement("r4", "52.71.05.9001"),
        "KIND_UNKNOWN", "code",
        "No kind of village has a code whose last part begins with 9.",
        "Tidak ada jenis desa yang bagian akhir kodenya diawali 9."),
    Row(OTHER_ID, (settlement("r1", "52.71.05.1002"),), settlement("r1", "52.71.05.1003"),
        "ALREADY_REGISTERED", "village_id", "This id belongs to 52.71.05.1002.", "Id ini milik 52.71.05.1002."),
    Row(CODES, (), assess("?", "e9"),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row(OTHER_ID, (settlement("r1", "52.71.05.1002"), assess("r1", "e2"), settlement("r5", "52.71.05.1004")), assess("r5", "e2"),
        "ASSESSMENT_ID_TAKEN", "assessment_id", "This id belongs to another assessment.", "Id ini milik penilaian lain."),
    Row(OTHER_ID, (), register("one", "99990080"),
        "ALREADY_REGISTERED", "officer_id", "This id belongs to an officer already.", "Id ini sudah milik seorang anggota."),
    Row(CAREER, (), promote("one", "BRIPKA"),
        "NOT_A_PROMOTION", "rank", "BRIPKA is below AIPDA.", "BRIPKA lebih rendah daripada AIPDA."),
    Row(CAREER, (), promote("retired", "AIPTU"),
        "OFFICER_RETIRED", "officer_id", "The officer has left the service.", "Anggota sudah tidak berdinas."),
    Row(CAREER, (), promote("?", "AIPTU"),
        "OFFICER_UNKNOWN", "officer_id", "There is no such officer.", "Anggota itu tidak ada."),
    Row(CAREER, (), transfer("one", "?"),
        "UNIT_UNKNOWN", "unit_id", "There is no such unit.", "Satuan itu tidak ada."),
    Row(CAREER, SHUT, transfer("one", "Polsek Tutup"),
        "UNIT_INACTIVE", "unit_id", "The unit has been closed.", "Satuan sudah ditutup."),
    Row(DIRECTED, (), acknowledge("order ?"),
        "DIRECTIVE_UNKNOWN", "directive_id",
        "No such directive is addressed to the officer.", "Tidak ada arahan demikian bagi anggota ini."),
    Row(DIRECTED, (do("AddressDirective", SERVICE, officer_id=an("one"), **DIRECTIVE),), acknowledge("order 1"),
        "BEFORE_ISSUE", "acknowledged_on",
        "The directive was issued on 2017-07-25.", "Arahan diberikan pada 2017-07-25."),
]  # fmt: skip
