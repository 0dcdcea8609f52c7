"""Whom a warning is told to and whom leadership may direct: by what the villages service knows of officers and their units."""

from typing import Any
from uuid import uuid4

from tests.integration.services.conftest import Services
from tests.integration.services.test_commands import Lombok, an, problem, registration

VILLAGE = an("52.71.01.1001")


class Warned:
    """Lombok with commanders of its Polresta and its Polda."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.raiser = services.token("officer", an("one"))
        self.head = services.token("commander", an("head of Mataram"), unit=an("Mataram"))

    async def tell(self) -> "Warned":
        await Lombok(self.services).tell()
        for number, unit in enumerate(("Mataram", "Polda"), 3):
            await self.give("RegisterOfficer", **{**registration(f"head of {unit}", f"9999000{number}"), "unit_id": an(unit)})
            await self.give("AppointCommander", unit_id=an(unit), officer_id=an(f"head of {unit}"), appointed_on="2017-01-01")
        return self

    async def give(self, command: str, **fields: Any) -> None:
        """To the officers service; the villages service hears of it."""
        done = await self.services.done("officers", command, **fields)
        await self.services.known("villages", "officers", done["position"])

    async def raised(self) -> str:
        told = {"warning_id": str(uuid4()), "village_id": VILLAGE, "kind": "HOAX", "severity": "YELLOW", "reliability": "B"}
        await self.services.done("villages", "RaiseEarlyWarning", self.raiser, **told, credibility=2, narrative="Contoh")
        return str(told["warning_id"])

    async def told_to(self) -> Any:
        state = await self.services.state("villages", f"early_warning-{await self.raised()}")
        return state["level_reached"]


async def test_a_commander_who_is_off_duty_or_serves_elsewhere_is_passed_over(services: Services) -> None:
    warned = await Warned(services).tell()
    assert await warned.told_to() == "POLRES"
    head = {"officer_id": an("head of Mataram")}
    await warned.give("SuspendOfficer", **head, reason="Contoh", suspended_on="2018-01-01")
    assert await warned.told_to() == "POLDA"
    await warned.give("AppointActingCommander", unit_id=an("Mataram"), officer_id=an("two"), starts_on="2018-01-01")
    assert await warned.told_to() == "POLRES", "whoever acts for him is on duty"
    await warned.give("RetireOfficer", officer_id=an("two"), retired_on="2018-02-01")
    assert await warned.told_to() == "POLDA"
    await warned.give("ReinstateOfficer", **head, reinstated_on="2018-03-01")
    assert await warned.told_to() == "POLRES"
    await warned.give("TransferOfficer", **head, unit_id=an("Lombok Barat"), transferred_on="2018-04-01")
    assert await warned.told_to() == "POLDA"


async def test_leadership_directs_those_on_duty_whom_it_commands_or_who_serve_in_the_village(services: Services) -> None:
    warned = await Warned(services).tell()
    elsewhere = {**registration("elsewhere", "99990009"), "unit_id": an("Lombok Barat")}
    await warned.give("RegisterOfficer", **elsewhere)
    await warned.give("TransferOfficer", officer_id=an("one"), unit_id=an("Lombok Barat"), transferred_on="2018-01-01")
    warning = await warned.raised()
    await services.done("villages", "AcknowledgeWarning", warned.head, warning_id=warning)

    def directive(officer: str, **changes: Any) -> dict[str, Any]:
        told = {"warning_id": warning, "directive_id": str(uuid4()), "instruction": "Contoh", "officer_id": officer}
        return {**told, "due_on": "2030-01-01", **changes}

    async def refused(told: dict[str, Any], token: str, code: str, field: str, said: str) -> None:
        answer = await services.give("villages", "DirectResponse", told, token, **{"accept-language": "id"})
        problem(answer, 409, code, field)
        assert answer.json()["message"] == said

    away = "Anggota tidak berdinas di satuan yang Anda pimpin dan tidak bertugas di desa ini."
    await refused(directive(an("elsewhere")), warned.head, "OFFICER_ELSEWHERE", "officer_id", away)
    await refused(directive(an("head of Polda")), warned.head, "OFFICER_ELSEWHERE", "officer_id", away)
    for officer in ("two", "one"):  # one serves elsewhere by now, but in this village still
        await services.done("villages", "DirectResponse", warned.head, **directive(an(officer)))
    above = services.token("commander", an("head of Polda"), unit=an("Polda"))
    await services.done("villages", "DirectResponse", above, **directive(an("elsewhere")))
    await services.done("villages", "DirectResponse", None, **directive(an("head of Polda")))
    await warned.give("SuspendOfficer", officer_id=an("two"), reason="Contoh", suspended_on="2018-01-01")
    off_duty = "Hanya anggota yang aktif dapat menerima arahan."
    await refused(directive(an("two")), warned.head, "OFFICER_NOT_ACTIVE", "officer_id", off_duty)

    first = directive(str(uuid4()))
    await services.done("villages", "DirectResponse", warned.head, **first)
    log = await services.stream("villages", f"early_warning-{warning}")
    assert log.json()["events"][-1]["flags"] == ["ADDRESSEE_UNKNOWN"], "not heard of yet: leadership does not wait for the bus"
    other = await warned.raised()
    await services.done("villages", "AcknowledgeWarning", warned.head, warning_id=other)
    taken = {**first, "warning_id": other, "officer_id": an("one")}
    await refused(taken, warned.head, "ALREADY_ISSUED", "directive_id", "Id ini milik arahan lain.")
