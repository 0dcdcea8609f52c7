"""The small country in which every command of the table is refused: units, officers and villages, all of them made up."""

from typing import Any, Final

from tests.refusals.row import Deed, an, do

DAY: Final = "2017-01-09"
LONE: Final = "village without a unit"
HEADLESS: Final = "village whose Polsek nobody heads"
_villages: dict[str, str] = {}


def village(name: str) -> str:
    """The id of a village of this name on Polsek Ampenan's ground, registered with the country."""
    _villages.setdefault(name, f"52.71.01.{1001 + len(_villages)}")
    return an(name)


def unit(name: str, level: str, above: str | None = None, ground: str | None = None, kind: str | None = None) -> list[Deed]:
    fields: dict[str, Any] = {"unit_id": an(name), "name": name, "level": level, "kind": kind or level}
    deeds = [do("EstablishUnit", **fields, **({"parent_id": an(above)} if above else {}))]
    if ground:
        deeds.append(do("ChangeJurisdiction", unit_id=an(name), assign=[ground], changed_on="2016-01-01", source="assumed"))
    return deeds


def register(name: str, number: str, unit: str = "Polsek Ampenan") -> Deed:
    fields = {"officer_id": an(name), "service_number": number, "full_name": f"Bhabin Contoh {name}", "rank": "AIPDA"}
    return do("RegisterOfficer", **fields, unit_id=an(unit))


def propose(name: str, officer: str, where: str, starts_on: str = DAY, **more: Any) -> Deed:
    fields = {"assignment_id": an(name), "officer_id": an(officer), "village_id": village(where), "starts_on": starts_on}
    return do("ProposeAssignment", **fields, **more)


def order(name: str, number: str = "Sprin/1/I/2017", **more: Any) -> Deed:
    return do("ConfirmAssignment", assignment_id=an(name), order_number=number, order_date="2017-01-02", **more)


def country() -> list[Deed]:
    """Units and their ground, officers, regions, and all villages that were named so far."""
    deeds = [
        *unit("Mabes", "MABES"),
        *unit("Polda NTB", "POLDA", "Mabes", "52", "POLDA_B"),
        *unit("Polresta Mataram", "POLRES", "Polda NTB", "52.71", "POLRESTA"),
        *unit("Polsek Ampenan", "POLSEK", "Polresta Mataram", "52.71.01"),
        *unit("Polsek Selaparang", "POLSEK", "Polresta Mataram", "52.71.05"),
        *unit("Polres Lombok Barat", "POLRES", "Polda NTB", "52.01"),
        *(register(name, f"9999{number:04}") for number, name in enumerate(("one", "two", "three", "busy", "chief", "retired"))),
        register("elsewhere", "99990090", "Polres Lombok Barat"),
        do("AppointCommander", unit_id=an("Polsek Ampenan"), officer_id=an("chief"), appointed_on="2017-01-01"),
        do("RetireOfficer", officer_id=an("retired"), retired_on="2017-01-01"),
    ]
    regions = [
        do("RegisterRegion", region_id=an(code), code=code, name=f"Contoh {code}", edition="test")
        for code in ("52", "52.71", "52.71.01", "52.71.05", "53", "53.01", "53.01.01")
    ]
    villages = [
        do("RegisterVillage", village_id=an(name), code=code, name="Contoh", edition="test")
        for name, code in {**_villages, LONE: "53.01.01.1001", HEADLESS: "52.71.05.1001"}.items()
    ]
    return [*deeds, *regions, *villages]
