"""Refusals about pilot sites (*situs percontohan*): how they rise, who looks at them, and one open one a unit and programme."""

from typing import Any, Final

from tests.refusals.boundaries import NO_DISTRICT, recode_region
from tests.refusals.programmes import establish, on
from tests.refusals.registers import region
from tests.refusals.row import By, Deed, Row, an, commander, do

HEADQUARTERS = By("headquarters")
RISES = "a site rises step by step, and a pilot project was a pilot site before"
LOOKED_AT = "a site is looked at by others, told by office, each look and each criterion once"
INDEPENDENT = "independence rests on a look since the last designation"
TODAY = "a site is named by the codes of today"
RECODED: Final = (region("54", "54"), region("54.18", "54.18"), recode_region("54.18", "54.19"))
ONE_OPEN = "a unit has one open site in a programme"


def nominate(name: str, of: str = "sites", unit: str | None = None, codes: tuple[str, ...] = ("52.71",)) -> Deed:
    fields: dict[str, Any] = {"site_id": an(name), "program_id": an(of), "region_codes": codes, "nominated_on": on("2002")}
    return do("NominateSite", **fields, **({"unit_id": an(unit)} if unit else {}))


def there(name: str, unit: str | None = None) -> tuple[Deed, ...]:
    return establish("sites"), nominate(name, unit=unit)


def step(command: str, name: str, field: str, when: str, **more: Any) -> Deed:
    return do(command, site_id=an(name), **{field: on(when)}, **more)


def designated(name: str, when: str = "2003") -> Deed:
    return step("DesignatePilotSite", name, "designated_on", when)


def look(name: str, when: str = "2005", by: By = HEADQUARTERS, **more: Any) -> Deed:
    fields = {"supervision_id": an(f"look at {name}"), "conducted_on": on(when), "conducted_by": ["Kasubdit Binpolmas"]}
    return do("RecordSupervision", by, site_id=an(name), **{**fields, **more})


def withdrawn(name: str) -> Deed:
    return step("WithdrawSite", name, "withdrawn_on", "2010", reason="Contoh")


def revise(name: str, *codes: str) -> Deed:
    return do("ReviseSiteRegions", site_id=an(name), region_codes=codes, revised_on="2024-01-01", cause="Undang-undang contoh")


ROWS: Final = [
    Row("a site belongs to a programme", (), nominate("a1", "p?"),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row("a site is of a unit", (establish("sites"),), nominate("a2", unit="?"),
        "UNIT_UNKNOWN", "unit_id", "There is no such unit.", "Satuan itu tidak ada."),
    Row("a site is somewhere", (establish("sites"),), nominate("a3", codes=()),
        "REGION_REQUIRED", "region_codes",
        "A site covers at least one region.", "Sebuah situs mencakup sedikitnya satu wilayah."),
    Row("a site is somewhere", there("a4"), revise("a4"),
        "REGION_REQUIRED", "region_codes",
        "A site covers at least one region.", "Sebuah situs mencakup sedikitnya satu wilayah."),
    Row(TODAY, (establish("sites"), *RECODED), nominate("a8", codes=("54.18",)),
        "CODE_GIVEN_UP", "region_codes", "54.18 is 54.19 now: give that code.", "54.18 kini menjadi 54.19: isikan kode itu."),
    Row(TODAY, (*there("a9"), *NO_DISTRICT), revise("a9", "52.71", "54.09"),
        "REGION_DISSOLVED", "region_codes",
        "54.09 is no region any more since 2022-07-25: name those that succeeded it.",
        "54.09 bukan lagi sebuah wilayah sejak 2022-07-25: sebutkan wilayah penerusnya."),
    Row("an id belongs to one thing", there("a5"), nominate("a5", codes=("52.01",)),
        "ALREADY_NOMINATED", "site_id", "This id belongs to a site.", "Id ini milik sebuah situs."),
    Row("a command is about something", (), designated("a?"),
        "SITE_UNKNOWN", "site_id", "There is no such site.", "Situs itu tidak ada."),
    Row(ONE_OPEN, there("a6", "Polsek Ampenan"), nominate("a7", unit="Polsek Ampenan"),
        "SITE_OPEN", "unit_id",
        "The unit has an open site in this programme: withdraw that one first.",
        "Satuan ini masih memiliki situs terbuka dalam program ini: cabut terlebih dahulu."),
    Row(RISES, there("b1"), step("DesignatePilotProject", "b1", "designated_on", "2012"),
        "STATUS_OUT_OF_ORDER", "site_id",
        "A CANDIDATE does not become a PILOT_PROJECT; it takes PILOT_SITE / MODEL_SITE.",
        "CANDIDATE tidak dapat menjadi PILOT_PROJECT; diperlukan PILOT_SITE / MODEL_SITE."),
    Row(RISES, (*there("b2"), designated("b2")), step("RecogniseModelSite", "b2", "recognised_on", "2002"),
        "BEFORE_LAST_STEP", "recognised_on",
        "The site is a PILOT_SITE since 2003.", "Situs berstatus PILOT_SITE sejak 2003."),
    Row(RISES, (*there("b3"), withdrawn("b3")), designated("b3"),
        "SITE_WITHDRAWN", "site_id",
        "The site has been withdrawn: nominate its unit anew.", "Situs sudah dicabut: calonkan kembali satuannya."),
    Row(LOOKED_AT, there("c1", "Polsek Selaparang"), look("c1", by=commander("Polsek Selaparang")),
        "SUPERVISES_ITSELF", "site_id",
        "A unit does not supervise its own site: one above it does.",
        "Satuan tidak menyupervisi situsnya sendiri: satuan di atasnya yang melakukannya."),
    Row(LOOKED_AT, there("c2", "Polres Lombok Barat"), look("c2", by=commander("Polresta Mataram")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (RecordSupervision).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (RecordSupervision).", 403),
    Row(LOOKED_AT, there("c3"), look("c3", conducted_by=[]),
        "OFFICE_REQUIRED", "conducted_by",
        "A supervision names at least one office that conducted it.", "Supervisi menyebut sedikitnya satu jabatan pelaksana."),
    Row(LOOKED_AT, there("c4"), look("c4", scores=[{"criterion": "Sambang", "points": 1}] * 2),
        "CRITERION_TWICE", "scores", "Each criterion has one score.", "Setiap kriteria memiliki satu nilai."),
    Row(LOOKED_AT, there("c5"), look("c5", "2001"),
        "BEFORE_NOMINATION", "conducted_on", "The site was nominated later: 2002.", "Situs dicalonkan sesudah itu: 2002."),
    Row("an id belongs to one thing", (*there("c6"), look("c6")), look("c6", "2006"),
        "SUPERVISION_ID_TAKEN", "supervision_id",
        "This id belongs to another supervision.", "Id ini milik supervisi lain."),
    Row(INDEPENDENT, (*there("d1"), designated("d1")), step("DeclareIndependent", "d1", "declared_on", "2020"),
        "SUPERVISION_REQUIRED", "site_id",
        "Supervisions since 2003: 0; to be declared independent a site needs: 1.",
        "Situs dinyatakan mandiri setelah 1 supervisi sejak 2003; baru ada 0."),
    Row("officers of a village do not designate sites", there("d2"), designated("d2")._replace(by=By("officer")),
        "ROLE_NOT_ALLOWED", None,
        "Your role (officer) may not do this (DesignatePilotSite).",
        "Peran Anda (officer) tidak berwenang melakukan ini (DesignatePilotSite).", 403),
]  # fmt: skip
