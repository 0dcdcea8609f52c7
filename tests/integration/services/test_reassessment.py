"""The fit of an assignment follows what becomes known after it: an assessment of the village, a competency of the officer."""

from typing import Any
from uuid import uuid4

from tests.integration.services.conftest import Services, until
from tests.integration.services.test_commands import Lombok, an, order, problem, proposal


def assessment(name: str, **changes: Any) -> dict[str, Any]:
    assessed = {"village_id": an("52.71.01.1001"), "assessment_id": an(name), "assessed_on": "2017-02-01", "languages": ["Bali"]}
    degrees = {"customs": "HIGH", "conflict_history": "HIGH", "terrain": "PLAIN", "distance_km": 3, "risks": ["DISPUTES"]}
    return {**assessed, **degrees, **changes}


async def fitted(services: Services, name: str, assessed: str, score: int) -> None:
    """Wait until the fit of an assignment rests on this assessment, with this score."""

    async def so() -> bool:
        state = await services.state("officers", f"village_assignment-{an(name)}")
        return bool(state["fit"] and (state["fit"]["assessment_id"], state["fit"]["score"]) == (an(assessed), score))

    await until(so)


async def test_what_stands_is_measured_anew(services: Services) -> None:
    await Lombok(services).tell()
    elsewhere = services.token("commander", unit=an("Lombok Barat"))
    problem(await services.give("villages", "AssessEnvironment", assessment("early"), elsewhere), 403, "OUT_OF_SCOPE")
    own = services.token("commander", unit=an("Mataram"))
    await services.done("villages", "AssessEnvironment", own, **assessment("early"))
    await fitted(services, "first", "early", 15)
    await services.done("officers", "RecordCompetency", officer_id=an("one"), competency="MEDIATION", acquired_on="2017-03-01")
    await fitted(services, "first", "early", 42)
    await services.done("villages", "AssessEnvironment", own, **assessment("later", assessed_on="2017-04-01", languages=[]))
    await fitted(services, "first", "later", 72)
    # One of an earlier day that comes in late changes nothing.
    last = await services.done("villages", "AssessEnvironment", own, **assessment("late", assessed_on="2017-01-01"))
    await services.known("officers", "villages", last["position"])
    await services.done("officers", "AssessEnvironmentFit", own, assignment_id=an("first"))
    await fitted(services, "first", "later", 72)

    next_one = proposal("next", "two", "52.71.01.1001", "2019-01-01")
    refused = await services.give("officers", "ProposeAssignment", next_one, **{"accept-language": "id"})
    problem(refused, 409, "FIT_TOO_LOW", "override_reason")
    assert refused.json()["message"].startswith("Kesesuaian anggota dengan desa bernilai 45, di bawah 60")
    await services.done("officers", "ProposeAssignment", **next_one, override_reason="Contoh alasan yang rahasia")
    whole = await services.stream("officers", f"village_assignment-{an('next')}")
    assert "rahasia" not in whole.text, "it is sealed"
    assert [event["type"] for event in whole.json()["events"]] == ["AssignmentProposed", "EnvironmentFitAssessed"]

    hand_over = {"assignment_id": an("first"), "successor_id": an("next"), "handed_over_on": "2018-12-30"}
    listed = {"contact_ids": [str(uuid4())], "no_warnings": True}
    stranger, leaving = services.token("officer", an("two")), services.token("officer", an("one"))
    problem(await services.give("officers", "HandOverAssignment", {**hand_over, **listed}, stranger), 403, "OUT_OF_SCOPE")
    await services.done("officers", "HandOverAssignment", leaving, **hand_over, **listed)
    await services.done("officers", "EndAssignment", assignment_id=an("first"), ended_on="2019-01-01", reason="Mutasi")
    await services.done("officers", "ConfirmAssignment", **order("next"))
