"""Refusals about police units (*satuan*): their tree, their ground, and who heads them."""

from typing import Any, Final

from tests.refusals.lombok import unit
from tests.refusals.row import Deed, Row, an, do

TREE = "a unit's parent stands one level up"
GROUND = "two units never hold one village at the same time"
HEADED = "an officer of the unit who is on duty heads it"
ACTING = "somebody else than the commander stands in for him"
CLOSED = "a closed unit takes no part any more"


def change(of: str, on: str = "2017-01-01", **codes: list[str]) -> Deed:
    return do("ChangeJurisdiction", unit_id=an(of), changed_on=on, source="test", **codes)


def appoint(who: str, of: str = "Polsek Ampenan", on: str = "2017-01-01") -> Deed:
    return do("AppointCommander", unit_id=an(of), officer_id=an(who), appointed_on=on)


def act(who: str, of: str = "Polsek Ampenan", **more: Any) -> Deed:
    return do("AppointActingCommander", unit_id=an(of), officer_id=an(who), **{"starts_on": "2017-02-01", **more})


BELOW = tuple(unit("Polsek Lingsar", "POLSEK", "Polres Lombok Barat"))
SHUT = (
    *unit("Polsek Lama", "POLSEK", "Polres Lombok Barat"),
    do("DeactivateUnit", unit_id=an("Polsek Lama"), deactivated_on="2017-01-01"),
)

ROWS: Final = [
    Row(TREE, (), unit("Polsek Jauh", "POLSEK", "Polda NTB")[0],
        "PARENT_NOT_ONE_LEVEL_UP", "parent_id",
        "A POLSEK does not stand directly below a POLDA.", "POLSEK tidak berada tepat di bawah POLDA."),
    Row(TREE, (), unit("Polsek Yatim", "POLSEK")[0],
        "PARENT_REQUIRED", "parent_id",
        "Every unit but the national headquarters stands below another.",
        "Setiap satuan selain Mabes berada di bawah satuan lain."),
    Row(TREE, (), unit("Polsek Asing", "POLSEK", "?")[0],
        "PARENT_UNKNOWN", "parent_id", "The unit above is not known.",
        "Satuan atas tidak dikenal."),
    Row(TREE, SHUT, unit("Subsektor Lama", "SUBSEKTOR", "Polsek Lama")[0],
        "PARENT_INACTIVE", "parent_id", "Polsek Lama has been closed.",
        "Polsek Lama sudah ditutup."),
    Row(TREE, (), unit("Mabes Dua", "MABES")[0],
        "ROOT_EXISTS", "level", "There is one national headquarters already.",
        "Mabes sudah ada."),
    Row(TREE, (), unit("Polsek Aneh", "POLSEK", "Polres Lombok Barat", kind="POLRESTA")[0],
        "KIND_NOT_OF_LEVEL", "kind", "A POLRESTA is not a unit of level POLSEK.",
        "POLRESTA bukan satuan pada jenjang POLSEK."),
    Row(TREE, (), do("EstablishUnit", unit_id=an("Mabes"), name="Lain", level="MABES", kind="MABES"),
        "ALREADY_ESTABLISHED", "unit_id", "This id belongs to Mabes.",
        "Id ini milik Mabes."),
    Row(TREE, (), do("DeactivateUnit", unit_id=an("Mabes"), deactivated_on="2018-01-01"),
        "HAS_UNITS_BELOW", None, "Below Mabes there is still Polda NTB.",
        "Di bawah Mabes masih ada Polda NTB."),
    Row(GROUND, (), change("Polres Lombok Barat", assign=["52.71.01"]),
        "HELD_BY_OTHER", "assign", "52.71 is ground of Polresta Mataram.",
        "52.71 adalah wilayah hukum Polresta Mataram."),
    Row(GROUND, (), change("Polsek Ampenan", assign=["52.01.01"]),
        "OUTSIDE_PARENT", "assign", "52.01.01 is not ground of Polresta Mataram from 2017-01-01 on.",
        "52.01.01 bukan wilayah hukum Polresta Mataram sejak 2017-01-01."),
    Row(GROUND, (), change("Polsek Ampenan", assign=["52.71.01.1001"]),
        "OVERLAPS_OWN", "assign", "52.71.01.1001 and 52.71.01 overlap.",
        "52.71.01.1001 dan 52.71.01 bertumpang tindih."),
    Row(GROUND, (), change("Polsek Ampenan", withdraw=["52.71.02"]),
        "NOT_HELD", "withdraw", "Polsek Ampenan does not hold 52.71.02.",
        "Polsek Ampenan tidak memegang 52.71.02."),
    Row(GROUND, (), change("Polresta Mataram", withdraw=["52.71"]),
        "HELD_BELOW", "withdraw", "Polsek Selaparang still holds ground in 52.71.",
        "Polsek Selaparang masih memegang wilayah di 52.71."),
    Row(GROUND, (), change("Polsek Ampenan", "2015-01-01", withdraw=["52.71.01"]),
        "ENDS_BEFORE_START", "changed_on", "52.71.01 is held from 2016-01-01 on.",
        "52.71.01 dipegang sejak 2016-01-01."),
    Row(GROUND, (), do("DeactivateUnit", unit_id=an("Polsek Ampenan"), deactivated_on="2018-01-01"),
        "STILL_HOLDS_GROUND", None, "Polsek Ampenan still holds 52.71.01.",
        "Polsek Ampenan masih memegang 52.71.01."),
    Row(HEADED, (), appoint("?"),
        "OFFICER_UNKNOWN", "officer_id", "There is no such officer.",
        "Anggota itu tidak ada."),
    Row(HEADED, (), appoint("retired"),
        "OFFICER_NOT_ACTIVE", "officer_id", "Only an officer on duty can command.",
        "Hanya anggota yang aktif dapat menjadi kepala satuan."),
    Row(HEADED, (), appoint("elsewhere"),
        "OFFICER_OF_OTHER_UNIT", "officer_id", "The officer does not serve in Polsek Ampenan.",
        "Anggota tidak berdinas di Polsek Ampenan."),
    Row(HEADED, (), do("RelieveCommander", unit_id=an("Polsek Ampenan"), relieved_on="2016-01-01"),
        "ENDS_BEFORE_START", "relieved_on", "The commander took office on 2017-01-01.",
        "Kepala satuan mulai menjabat pada 2017-01-01."),
    Row(CLOSED, SHUT, do("RenameUnit", unit_id=an("Polsek Lama"), name="Polsek Baru"),
        "UNIT_INACTIVE", "unit_id", "Polsek Lama has been closed.",
        "Polsek Lama sudah ditutup."),
    Row(CLOSED, (), do("RenameUnit", unit_id=an("?"), name="Polsek Baru"),
        "UNIT_UNKNOWN", "unit_id", "There is no such unit.",
        "Satuan itu tidak ada."),
    Row(ACTING, (), do("ReportCommanderAbsence", unit_id=an("Polda NTB"), absent_from="2017-01-01"),
        "POST_VACANT", "unit_id", "Nobody commands this unit who could be away.",
        "Satuan ini tidak mempunyai kepala satuan yang dapat berhalangan."),
    Row(ACTING, (), act("chief"),
        "COMMANDS_ALREADY", "officer_id", "The commander does not stand in for himself.",
        "Kepala satuan tidak menjadi pelaksana tugas bagi dirinya sendiri."),
    Row(ACTING, (), act("?"),
        "OFFICER_UNKNOWN", "officer_id", "There is no such officer.",
        "Anggota itu tidak ada."),
    Row(ACTING, (), act("retired"),
        "OFFICER_NOT_ACTIVE", "officer_id", "Only an officer on duty can command.",
        "Hanya anggota yang aktif dapat menjadi kepala satuan."),
    Row(ACTING, (), act("one", ends_on="2017-02-01"),
        "ENDS_BEFORE_START", "ends_on", "It begins on 2017-02-01: choose a later day.",
        "Dimulai pada 2017-02-01: pilih tanggal sesudahnya."),
]  # fmt: skip
