"""A village is handed over with what the officers service has heard that its officer keeps: contact persons and open warnings."""

from typing import Any
from uuid import uuid4

from tests.integration.services.conftest import Services
from tests.integration.services.test_commands import Lombok, an, problem, proposal

VILLAGE, OTHER = an("52.71.01.1001"), an("52.71.01.1002")
LATER = "2190-01-01"


class Kept:
    """What is kept in two villages, told to the villages service and known to the officers service."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def give(self, command: str, token: str | None = None, /, **fields: Any) -> None:
        done = await self.services.done("villages", command, token, **fields)
        await self.services.known("officers", "villages", done["position"])

    async def contact(self, village: str) -> str:
        consent = {"basis": "WRITTEN", "at": "2017-02-01T08:00:00+08:00", "by": an("one")}
        told = {"contact_id": str(uuid4()), "village_id": village, "full_name": "Tokoh Contoh", "contact_role": "KETUA_RT"}
        await self.give("RegisterContactPerson", None, **told, consent=consent)
        return str(told["contact_id"])

    async def warning(self, village: str) -> str:
        raiser = self.services.token("pillar", str(uuid4()), village=village)
        told = {"warning_id": str(uuid4()), "village_id": village, "kind": "HOAX", "severity": "RED", "reliability": "B"}
        await self.give("RaiseEarlyWarning", raiser, **told, credibility=2, narrative="Contoh")
        return str(told["warning_id"])


async def test_nothing_that_was_heard_of_is_left_out_and_nothing_of_elsewhere_is_listed(services: Services) -> None:
    await Lombok(services).tell()
    kept = Kept(services)
    contacts, warning = [await kept.contact(VILLAGE) for _ in range(2)], await kept.warning(VILLAGE)
    withdrawn, closed = await kept.contact(VILLAGE), await kept.warning(VILLAGE)
    strange, strange_warning = await kept.contact(OTHER), await kept.warning(OTHER)
    await kept.give("WithdrawContactConsent", contact_id=withdrawn, withdrawn_at="2017-03-01T08:00:00+08:00")
    await kept.give("AcknowledgeWarning", warning_id=closed)
    await kept.give("CloseWarning", warning_id=closed, outcome="PREVENTED")
    await services.done("officers", "ProposeAssignment", **proposal("next", "two", "52.71.01.1001", LATER))
    hand_over: dict[str, Any] = {"assignment_id": an("first"), "successor_id": an("next"), "handed_over_on": LATER}
    hand_over |= {"contact_ids": contacts, "warning_ids": [warning]}

    async def refused(code: str, field: str, **changes: Any) -> str:
        answer = await services.give("officers", "HandOverAssignment", {**hand_over, **changes}, **{"accept-language": "id"})
        problem(answer, 409, code, field)
        return str(answer.json()["message"])

    said = await refused("CONTACTS_LEFT_OUT", "contact_ids", contact_ids=[], no_contacts=True)
    assert said == "Tokoh yang dihubungi di desa itu yang belum dicantumkan: 2."
    said = await refused("WARNINGS_LEFT_OUT", "warning_ids", warning_ids=[closed])
    assert said == "Peringatan dini yang masih terbuka dan belum dicantumkan: 1."
    await refused("CONTACT_ELSEWHERE", "contact_ids", contact_ids=[*contacts, strange])
    await refused("WARNING_ELSEWHERE", "warning_ids", warning_ids=[warning, strange_warning])
    await services.done("officers", "HandOverAssignment", **{**hand_over, "contact_ids": [*contacts, str(uuid4())]})
    log = await services.stream("officers", f"village_assignment-{an('first')}")
    assert log.json()["events"][-1]["flags"] == ["CONTACTS_UNKNOWN"]
