"""Refusals about boundary changes: codes, kinds and days of villages and regions, and those that are no more."""

from typing import Any, Final

from tests.refusals.lombok import propose, village
from tests.refusals.registers import region, settlement
from tests.refusals.row import Deed, Row, an, do
from tests.refusals.visits import FUTURE, NANTI

PLACE = "a place has a code of its level and kind, in a region that is registered"
DAYS = "a change is entered once it holds, after the one before it"
ENDED = "what is no more changes no more, and takes nothing up"
BETWEEN = "a change concerns other places, which there are"
NAMED: Final[dict[str, Any]] = {"effective_on": "2022-07-25", "legal_basis": "Perda Contoh"}
TOLD: Final[dict[str, Any]] = {**NAMED, "edition": "test 2"}


def recode(name: str, code: str, **more: Any) -> Deed:
    return do("RecodeVillage", village_id=an(name), code=code, **{**TOLD, **more})


def retype(name: str, code: str) -> Deed:
    return do("ChangeVillageType", village_id=an(name), code=code, **TOLD)


def dissolve(name: str, *others: str, **more: Any) -> Deed:
    return do("DissolveVillage", village_id=an(name), successor_ids=[an(one) for one in others], **{**NAMED, **more})


def merge(name: str, *others: str) -> Deed:
    return do("MergeVillages", village_id=an(name), merged_ids=[an(one) for one in others], **NAMED)


def recode_region(name: str, code: str, **more: Any) -> Deed:
    return do("RecodeRegion", region_id=an(name), code=code, **{**TOLD, **more})


def move(name: str, code: str) -> Deed:
    return do("MoveRegion", region_id=an(name), code=code, **TOLD)


def dissolve_region(name: str, *others: str) -> Deed:
    return do("DissolveRegion", region_id=an(name), successor_ids=[an(one) for one in others], **NAMED)


GONE: Final = (settlement("bgone", "52.71.05.1071"), dissolve("bgone"))
NO_DISTRICT: Final = (region("54", "54"), region("54.09", "54.09"), dissolve_region("54.09"))
PROPOSED = propose("boundary", "two", "dissolved")

ROWS: Final = [
    Row(PLACE, (settlement("b1", "52.71.05.1061"),), recode("b1", "52.71.05.2061"),
        "KIND_DIFFERS", "code",
        "52.71.05.2061 is the code of a DESA, 52.71.05.1061 that of a KELURAHAN.",
        "52.71.05.2061 adalah kode DESA, sedangkan 52.71.05.1061 kode KELURAHAN."),
    Row(PLACE, (settlement("b2", "52.71.05.1062"),), retype("b2", "52.71.05.1063"),
        "KIND_SAME", "code",
        "52.71.05.1063 is the code of a KELURAHAN, 52.71.05.1062 that of a KELURAHAN.",
        "52.71.05.1063 adalah kode KELURAHAN, sedangkan 52.71.05.1062 kode KELURAHAN."),
    Row(PLACE, (settlement("b2", "52.71.05.1062"),), recode("b2", "52.71.05.9063"),
        "KIND_UNKNOWN", "code",
        "No kind of village has a code whose last part begins with 9.",
        "Tidak ada jenis desa yang bagian akhir kodenya diawali 9."),
    Row(PLACE, (settlement("b2", "52.71.05.1062"),), recode("b2", "99.01.01.1001"),
        "DISTRICT_UNKNOWN", "code", "The district 99.01.01 is not registered.", "Kecamatan 99.01.01 belum terdaftar."),
    Row(PLACE, (settlement("b3", "52.71.05.1064"), settlement("b4", "52.71.05.1065")), recode("b3", "52.71.05.1065"),
        "CODE_TAKEN", "code",
        "Another village has the code 52.71.05.1065.", "Kode 52.71.05.1065 milik desa lain."),
    Row(PLACE, (), recode_region("52.71.05", "52.72"),
        "LEVEL_DIFFERS", "code",
        "52.72 is the code of another level than 52.71.05.", "52.72 adalah kode tingkat lain daripada 52.71.05."),
    Row(PLACE, (), recode_region("52.71.05", "53.01.05"),
        "PARENT_DIFFERS", "code",
        "52.71.05 lies in 52.71, 53.01.05 in 53.01.", "52.71.05 terletak di 52.71, 53.01.05 di 53.01."),
    Row(PLACE, (), move("52.71.05", "52.71.06"),
        "PARENT_SAME", "code",
        "52.71.05 lies in 52.71, 52.71.06 in 52.71.", "52.71.05 terletak di 52.71, 52.71.06 di 52.71."),
    Row(PLACE, (), move("52.71.05", "99.01.05"),
        "PARENT_UNKNOWN", "code",
        "The region 99.01 above it is not registered.", "Wilayah 99.01 di atasnya belum terdaftar."),
    Row(DAYS, (settlement("b3", "52.71.05.1064"),), recode("b3", "52.71.05.1066", effective_on="2190-01-01"),
        "TIME_IN_FUTURE", "effective_on", FUTURE, NANTI),
    Row(DAYS, (settlement("b5", "52.71.05.1067"), recode("b5", "52.71.05.1068")),
        recode("b5", "52.71.05.1069", effective_on="2022-07-24"),
        "BEFORE_LAST_CHANGE", "effective_on",
        "52.71.05.1068 is what it is since 2022-07-25.", "Keadaan 52.71.05.1068 sekarang berlaku sejak 2022-07-25."),
    Row(ENDED, GONE, recode("bgone", "52.71.05.1072"),
        "VILLAGE_DISSOLVED", "village_id", "Contoh Lain is no village any more.", "Contoh Lain bukan lagi sebuah desa."),
    Row(ENDED, (*GONE, settlement("b6", "52.71.05.1073")), merge("b6", "bgone"),
        "OTHER_VILLAGE_DISSOLVED", "merged_ids",
        "Contoh Lain is no village any more.", "Contoh Lain bukan lagi sebuah desa."),
    Row(ENDED, NO_DISTRICT, move("54.09", "53.09"),
        "REGION_DISSOLVED", "region_id", "Contoh 54.09 is no region any more.", "Contoh 54.09 bukan lagi sebuah wilayah."),
    Row(ENDED, (*NO_DISTRICT, region("54.10", "54.10")), dissolve_region("54.10", "54.09"),
        "OTHER_REGION_DISSOLVED", "successor_ids",
        "Contoh 54.09 is no region any more.", "Contoh 54.09 bukan lagi sebuah wilayah."),
    Row(ENDED, (), dissolve_region("52.71"),
        "STILL_HOLDS_PLACES", "region_id",
        "52.71.01 still lies in Contoh 52.71.", "52.71.01 masih terletak di Contoh 52.71."),
    Row(ENDED, (do("DissolveVillage", village_id=village("dissolved"), **NAMED),), PROPOSED,
        "VILLAGE_DISSOLVED", "village_id",
        "The village is no more: propose its successor.", "Desa itu sudah dihapus: usulkan desa penerusnya."),
    Row(BETWEEN, (settlement("b7", "52.71.05.1074"),), dissolve("b7", "b7"),
        "VILLAGE_ITSELF", "successor_ids",
        "A village is split from, merged with and succeeded by others.",
        "Desa dimekarkan menjadi, digabungkan dengan, dan diteruskan oleh desa lain."),
    Row(BETWEEN, (settlement("b7", "52.71.05.1074"),), merge("b7", "?"),
        "OTHER_VILLAGE_UNKNOWN", "merged_ids",
        "A village that is named is not registered.", "Desa yang disebut belum terdaftar."),
    Row(BETWEEN, (region("54", "54"), region("54.11", "54.11")), dissolve_region("54.11", "54.11"),
        "REGION_ITSELF", "successor_ids", "A region is succeeded by others.", "Wilayah diteruskan oleh wilayah lain."),
    Row(BETWEEN, (region("54", "54"), region("54.11", "54.11")), dissolve_region("54.11", "?"),
        "OTHER_REGION_UNKNOWN", "successor_ids",
        "A region that is named is not registered.", "Wilayah yang disebut belum terdaftar."),
]  # fmt: skip
