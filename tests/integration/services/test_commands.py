"""What the services answer to commands: receipts where they may, problems where they may not, and then nothing is appended."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx

from libs.events.problem import MEDIA_TYPE
from services.villages.target_reactions import target_of
from tests.integration.services.conftest import Services, until

SPACE = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0f3")
STREAMS = {
    "officers": ("police_unit", "officer", "village_assignment"),
    "villages": ("region", "village", "three_pillars"),
    "cooperation": ("cooperation_program", "pilot_site", "training_session"),
}


def an(name: str) -> str:
    return str(uuid5(SPACE, name))


@dataclass
class Lombok:
    """Two units with their ground, two villages, two officers, one of them assigned, and a training he attends."""

    services: Services

    async def tell(self) -> "Lombok":
        give = self.services.done
        await give("officers", "EstablishUnit", unit_id=an("Mabes"), name="Mabes Polri", level="MABES", kind="MABES")
        await self.unit("Polda", "POLDA", "POLDA_A", "Mabes", "52")
        await self.unit("Mataram", "POLRES", "POLRESTA", "Polda", "52.71")
        await self.unit("Lombok Barat", "POLRES", "POLRES", "Polda", "52.01")
        for code in ("52", "52.71", "52.71.01"):
            await give("villages", "RegisterRegion", region_id=an(code), code=code, name=f"Contoh {code}", edition="test")
        for code in ("52.71.01.1001", "52.71.01.1002"):
            last = await give("villages", "RegisterVillage", village_id=an(code), code=code, name="Contoh", edition="test")
        for number, name in enumerate(("one", "two"), 1):
            await self.officer(name, f"9999000{number}")
        await self.services.known("officers", "villages", last["position"])
        seen = await self.assigned("first", "one", "52.71.01.1001")
        await self.services.known("cooperation", "officers", seen["position"])
        await self.services.known("villages", "officers", seen["position"])
        day = {"value": "2002-08-01", "precision": "MONTH", "source": "test"}
        await give("cooperation", "EstablishProgram", program_id=an("program"), title={"en": "Contoh"}, started_on=day)
        site: dict[str, Any] = {"site_id": an("site"), "program_id": an("program"), "region_codes": ["52.71"]}
        await give("cooperation", "NominateSite", **site, nominated_on=day)
        return self

    async def unit(self, name: str, level: str, kind: str, above: str, ground: str) -> None:
        unit: dict[str, Any] = {"unit_id": an(name), "name": name, "level": level, "kind": kind, "parent_id": an(above)}
        await self.services.done("officers", "EstablishUnit", **unit)
        held: dict[str, Any] = {"unit_id": an(name), "assign": [ground], "changed_on": "2016-01-01", "source": "assumed"}
        await self.services.done("officers", "ChangeJurisdiction", **held)

    async def officer(self, name: str, number: str) -> None:
        await self.services.done("officers", "RegisterOfficer", **registration(name, number))

    async def assigned(self, name: str, officer: str, village: str) -> dict[str, Any]:
        await self.services.done("officers", "ProposeAssignment", **proposal(name, officer, village))
        return await self.services.done("officers", "ConfirmAssignment", **order(name))


def registration(name: str, number: str) -> dict[str, Any]:
    officer = {"officer_id": an(name), "service_number": number, "full_name": f"Bhabin Contoh {name}"}
    return {**officer, "rank": "AIPDA", "unit_id": an("Mataram")}


def proposal(name: str, officer: str, village: str, starts_on: str = "2017-01-09") -> dict[str, Any]:
    return {"assignment_id": an(name), "officer_id": an(officer), "village_id": an(village), "starts_on": starts_on}


def order(name: str) -> dict[str, Any]:
    return {"assignment_id": an(name), "order_number": f"Sprin/{name}", "order_date": "2017-01-02"}


def training(**changes: Any) -> dict[str, Any]:
    held = {"session_id": an("training"), "kind": "IN_HOUSE_TRAINING", "title": "Contoh", "venue": {"name": "Balai"}}
    at = {"starts_at": "2017-07-25T08:00:00+08:00", "timezone": "Asia/Makassar"}
    return {**held, **at, "host_unit_id": an("Mataram"), "competencies": ["DDS"], **changes}


def problem(answer: httpx.Response, status: int, code: str, field: str | None = None) -> None:
    assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
    body = answer.json()
    assert (answer.status_code, body["code"], body.get("field")) == (status, code, field), body
    assert body["status"] == status
    assert body["message"]


async def test_what_cannot_be_is_a_typed_problem_and_leaves_no_trace(services: Services) -> None:
    await Lombok(services).tell()
    before = {name: await services.position(name) for name in STREAMS}
    give, token = services.give, services.token
    nobody, village = str(uuid4()), an("52.71.01.1001")
    three = registration("three", "99990003")
    promote = {"officer_id": an("one"), "rank": "AIPTU", "promoted_on": "2018-01-01"}

    problem(await give("officers", "Nope", {}), 404, "COMMAND_UNKNOWN", "command")
    problem(await give("officers", "RegisterOfficer", {**three, "x": 1}), 422, "COMMAND_INVALID", "x")
    problem(await give("officers", "RegisterOfficer", {**three, "rank": 3}), 422, "COMMAND_INVALID", "rank")
    problem(
        await give("officers", "RegisterOfficer", {**three, "service_number": "99990001"}),
        409,
        "SERVICE_NUMBER_TAKEN",
        "service_number",
    )
    problem(await give("officers", "RegisterOfficer", {**three, "unit_id": nobody}), 409, "UNIT_UNKNOWN", "unit_id")
    problem(await give("officers", "RegisterOfficer", b"{\xff}"), 400, "JSON_MALFORMED")
    away = {"occurred-at": "0001-01-01T00:00:00+14:00"}
    problem(await give("officers", "RegisterOfficer", three, **away), 422, "DATE_OUT_OF_BOUNDS", "occurredAt")
    problem(await give("officers", "PromoteOfficer", promote, **{"if-match": "7"}), 412, "VERSION_STALE", "expectedVersion")
    problem(await give("officers", "PromoteOfficer", promote, **{"if-match": "-1"}), 412, "VERSION_STALE", "expectedVersion")
    problem(await give("officers", "PromoteOfficer", promote, **{"if-match": "x"}), 400, "HEADER_INVALID", "if-match")
    problem(
        await give("officers", "ProposeAssignment", {**proposal("second", "two", ""), "village_id": nobody}),
        409,
        "VILLAGE_UNKNOWN",
        "village_id",
    )
    backwards = {**proposal("second", "two", "52.71.01.1001"), "ends_on": "2016-01-01"}
    problem(await give("officers", "ProposeAssignment", backwards), 409, "ENDS_BEFORE_START", "ends_on")
    unknown = {"village_id": an("x"), "code": "99.71.01.1004", "name": "Contoh", "edition": "test"}
    problem(await give("villages", "RegisterVillage", unknown), 409, "DISTRICT_UNKNOWN", "code")
    seat = {"village_id": nobody, "pillar": "BABINSA", "holder_id": nobody, "holder_name": "Contoh", "since": "2017-01-01"}
    problem(await give("villages", "SeatPillar", seat), 409, "VILLAGE_UNKNOWN", "village_id")
    problem(await give("cooperation", "ScheduleTraining", training(phase_number=2**40)), 422, "COMMAND_INVALID", "phase_number")
    problem(await give("cooperation", "ScheduleTraining", training(host_unit_id=nobody)), 409, "UNIT_UNKNOWN", "host_unit_id")

    elsewhere = token("commander", unit=an("Lombok Barat"))
    problem(await give("officers", "RegisterOfficer", three, elsewhere), 403, "OUT_OF_SCOPE")
    problem(await give("cooperation", "ScheduleTraining", training(), elsewhere), 403, "OUT_OF_SCOPE")
    problem(await give("villages", "SeatPillar", {**seat, "village_id": village}, elsewhere), 403, "OUT_OF_SCOPE")
    for role in ("officer", "pillar", "partner", "ops", "anonymous"):
        problem(await give("cooperation", "ScheduleTraining", training(), token(role)), 403, "ROLE_NOT_ALLOWED")
    problem(await give("officers", "RegisterOfficer", three, "x.y.z"), 401, "TOKEN_INVALID")
    assert {name: await services.position(name) for name in STREAMS} == before

    lines = [
        {"command": "RegisterOfficer", "data": three},
        {"command": "RegisterOfficer", "data": registration("four", "99990003")},
        {"command": "RegisterOfficer", "data": {**three, "rank": "NONE"}},
        {"command": "RegisterOfficer", "data": registration("five", "99990005")},
    ]
    headers = {"authorization": f"Bearer {token('headquarters')}"}
    answer = await services.clients["officers"].post("/commands", json={"commands": lines}, headers=headers)
    results = answer.json()["results"]
    assert sorted(result["status"] for result in results) == [200, 200, 409, 422]
    assert [result["status"] for result in results][2:] == [422, 200]
    assert await services.position("officers") == before["officers"] + 2


async def test_a_commander_reaches_his_ground_until_the_day_on_which_it_is_given_up(services: Services) -> None:
    await Lombok(services).tell()
    given_up = {"unit_id": an("Mataram"), "withdraw": ["52.71"], "source": "order"}
    last = await services.done("officers", "ChangeJurisdiction", **given_up, changed_on="2190-01-01")
    await services.known("villages", "officers", last["position"])
    seat = {"village_id": an("52.71.01.1001"), "holder_id": an("nco"), "holder_name": "Babinsa Contoh", "since": "2017-01-01"}
    own = services.token("commander", unit=an("Mataram"))
    assert (await services.give("villages", "SeatPillar", {**seat, "pillar": "BABINSA"}, own)).status_code == 200


async def test_a_command_given_again_is_answered_again_and_another_under_its_id_refused(services: Services) -> None:
    await Lombok(services).tell()
    three = registration("three", "99990003")
    key = {"idempotency-key": str(uuid4())}
    first = (await services.give("officers", "RegisterOfficer", three, **key)).json()
    position = await services.position("officers")
    again = (await services.give("officers", "RegisterOfficer", three, **key)).json()
    assert (again["repeated"], again["stream"], again["version"], again["position"]) == (
        True,
        *[first[part] for part in ("stream", "version", "position")],
    )
    other = await services.give("officers", "RegisterOfficer", {**three, "full_name": "Lain Contoh"}, **key)
    problem(other, 409, "COMMAND_ID_REUSED")
    stranger = services.token("headquarters", "somebody-else")
    problem(await services.give("officers", "RegisterOfficer", three, stranger, **key), 409, "COMMAND_ID_REUSED")
    assert await services.position("officers") == position


async def test_every_stream_is_shown_to_support_and_nothing_personal_to_anybody(services: Services) -> None:
    await Lombok(services).tell()
    await services.done("cooperation", "ScheduleTraining", **training())
    attendee = {"officer_id": an("one")}
    await services.done("cooperation", "EnrolParticipant", session_id=an("training"), attendee=attendee, role="PARTICIPANT")
    names = {
        "police_unit": "Mataram",
        "officer": "one",
        "village_assignment": "first",
        "region": "52",
        "village": "52.71.01.1001",
        "three_pillars": "52.71.01.1001",
        "cooperation_program": "program",
        "pilot_site": "site",
        "training_session": "training",
    }
    seated = f"three_pillars-{an('52.71.01.1001')}"
    await until(lambda: services.state("villages", seated))
    for service, aggregates in STREAMS.items():
        for aggregate in aggregates:
            stream = f"{aggregate}-{an(names[aggregate])}"
            whole = await services.stream(service, stream)
            assert whole.status_code == 200, (stream, whole.text)
            assert whole.json()["version"] == len(whole.json()["events"])
            assert whole.json()["state"]
            assert "Bhabin Contoh" not in whole.text
            assert "99990001" not in whole.text
            bare = (await services.stream(service, stream, services.token("ops"))).json()
            assert "state" not in bare
            assert all("data" not in event for event in bare["events"])
            for role in ("officer", "pillar", "commander", "partner", "anonymous", "service"):
                refused = await services.stream(service, stream, services.token(role))
                problem(refused, 403, "ROLE_NOT_ALLOWED")
    for odd in ("x", "officer-" + "%00" * 36, "officer-" + "é" * 36, f"officer-{uuid4()}", f"nope-{uuid4()}", "%ff"):
        problem(await services.stream("officers", odd), 404, "STREAM_UNKNOWN", "stream")
    problem(await services.clients["officers"].post("/commands/"), 404, "NOT_FOUND")


async def test_services_draw_their_conclusions_from_each_other(services: Services) -> None:
    await Lombok(services).tell()
    seated = f"three_pillars-{an('52.71.01.1001')}"

    async def holder() -> str | None:
        state = await services.state("villages", seated)
        return state["seats"].get("BHABINKAMTIBMAS", {}).get("holder_id") if state else None

    async def held_by(officer: str | None) -> None:
        async def so() -> bool:
            return await holder() == (an(officer) if officer else None)

        await until(so)

    await held_by("one")
    await services.done("cooperation", "ScheduleTraining", **training())
    opener, present = {"office": "Wakapolda NTB"}, {"officer_id": an("one")}
    session = {"session_id": an("training")}
    await services.done("cooperation", "EnrolParticipant", **session, attendee=opener, role="OPENER")
    await services.done("cooperation", "EnrolParticipant", **session, attendee=present, role="PARTICIPANT")
    stranger = {**session, "attendee": {"officer_id": str(uuid4())}, "role": "PARTICIPANT"}
    await services.done("cooperation", "EnrolParticipant", **stranger)
    at = "2017-07-25T08:00:00+08:00"
    await services.done("cooperation", "OpenTraining", **session, opener=opener, opened_at=at)
    await services.done("cooperation", "RecordAttendance", **session, attendee=present, recorded_at=at)
    absentee = {**session, "attendee": stranger["attendee"], "recorded_at": at}
    problem(await services.give("cooperation", "RecordAttendance", absentee), 409, "OFFICER_UNKNOWN", "attendee")
    directive = {"directive_id": an("directive"), "issuer": "Wakapolda NTB", "theme": "LOCAL_ENVIRONMENT", "text": "Contoh"}
    await services.done("cooperation", "IssueDirective", **session, **directive, issued_on="2017-07-25")

    async def directed() -> bool:
        state = await services.state("officers", f"officer-{an('one')}")
        assert state["competencies"] == [], "nothing is learnt before the training is closed"
        return list(state["tasks"]["addressed"]) == [an("directive")]

    await until(directed)
    await services.done("cooperation", "CloseTraining", **session, closed_at="2017-07-25T12:00:00+08:00")

    async def learnt() -> bool:
        state = await services.state("officers", f"officer-{an('one')}")
        return bool(state["competencies"] == ["DDS"])

    await until(learnt)
    target = f"directive_target-{target_of(UUID(an('directive')), UUID(an('first')))}"

    async def met() -> bool | None:
        state = await services.state("villages", target)
        return state["met"] if state else None

    async def set_open() -> bool:
        return await met() is False

    await until(set_open)
    surroundings = {"customs": "LOW", "conflict_history": "LOW", "terrain": "PLAIN", "distance_km": 3}
    assessed = {"village_id": an("52.71.01.1001"), "assessment_id": an("assessment"), "assessed_on": "2017-01-01"}
    await services.done("villages", "AssessEnvironment", **assessed, **surroundings)
    await until(met)
    (_, shown) = (await services.stream("villages", target)).json()["events"]
    assert (shown["type"], shown["data"]["met_on"], shown["role"]) == ("DirectiveTargetMet", "2017-07-25", "service")
    done = {"officer_id": an("one"), "directive_id": an("directive"), "acknowledged_on": "2017-07-26"}
    other = services.token("officer", an("two"))
    problem(await services.give("officers", "RecordDirectiveAcknowledgement", done, other), 403, "OUT_OF_SCOPE")
    await services.done("officers", "RecordDirectiveAcknowledgement", services.token("officer", an("one")), **done)

    await services.done("officers", "EndAssignment", assignment_id=an("first"), ended_on="2018-01-01", reason="Mutasi")
    await held_by(None)
    await services.done("officers", "ProposeAssignment", **proposal("early", "two", "52.71.01.1001", "2017-12-31"))
    problem(await services.give("officers", "ConfirmAssignment", order("early")), 409, "POST_TAKEN", "village_id")
    rivals = [("a", "one"), ("b", "two")]
    for name, officer in rivals:
        await services.done("officers", "ProposeAssignment", **proposal(name, officer, "52.71.01.1001", "2018-01-01"))
    answers = await asyncio.gather(*(services.give("officers", "ConfirmAssignment", order(name)) for name, _ in rivals))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (winner,) = [officer for (_, officer), answer in zip(rivals, answers, strict=True) if answer.status_code == 200]
    await held_by(winner)


async def test_an_order_that_runs_out_leaves_the_post_to_the_next(services: Services) -> None:
    await Lombok(services).tell()
    limited = {**proposal("limited", "two", "52.71.01.1002"), "ends_on": "2018-01-01"}
    await services.done("officers", "ProposeAssignment", **limited)
    await services.done("officers", "ConfirmAssignment", **order("limited"))

    async def ended() -> bool:
        state = await services.state("officers", f"village_assignment-{an('limited')}")
        return bool(state["ended_on"] == "2018-01-01")

    await until(ended)
    log = await services.stream("officers", f"village_assignment-{an('limited')}")
    last = log.json()["events"][-1]
    assert (last["type"], last["role"], last["data"]["confirmed"]) == ("AssignmentEnded", "service", True)
    await services.done("officers", "ProposeAssignment", **proposal("after", "one", "52.71.01.1002", "2018-01-01"))
    await services.done("officers", "ConfirmAssignment", **order("after"))

    async def seated() -> bool:
        state = await services.state("villages", f"three_pillars-{an('52.71.01.1002')}")
        return bool(state and state["seats"].get("BHABINKAMTIBMAS", {}).get("holder_id") == an("one"))

    await until(seated)
