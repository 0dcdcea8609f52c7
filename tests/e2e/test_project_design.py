"""A programme is designed, approved, measured from the field and by hand, supplied and evaluated, through GraphQL alone."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from libs.events.contracts.cooperation.project_design import FieldMeasure, Measure
from services.gateway.graph.inputs import camel
from tests.designs import COUNTED, MATRIX, SURVEYED
from tests.e2e.system import System
from tests.e2e.trio import Trio
from tests.e2e.waiting import until

MONTH: Final = f"{datetime.now(UTC):%Y-%m}"
PERIOD: Final = {"firstMonth": MONTH, "lastMonth": MONTH, "measuredOn": "2030-01-01"}
DESIGN: Final = """query ($id: ID!) { projectDesign(id: $id) { jccDueOn jccOverdue
  newest { version } versions { version reason approvedOn } jccDecisions { version minutesReference }
  inForce { version indicators { code target measure
    actual { value measuredOn lineage { measure measureVersion regionCodes document positions { villages cooperation } } } } }
  timeline(order: OLDEST_FIRST) { edges { node { type } } } } }"""
PROGRAM: Final = """query ($id: ID!) { program(id: $id) {
  inputTotals { currency payer total entries }
  inputs(first: 10) { edges { node { kind purpose payer value { amount currency } expert { post returnedOn }
    equipment { items { name quantity } unit { name } } trainees { course trainees } } } }
  evaluations { kind document ratings { criterion rating } lessons { number lesson } } } }"""
LESSONS: Final = """{ lessons(criterion: COHERENCE, evaluation: MID_TERM, first: 50) { edges { node { lesson
  evaluation { program { title } } } } } }"""


@pytest.fixture(scope="module")
def trio(province: System) -> Trio:
    return Trio(province, 4)


def camelled(told: Any) -> Any:
    """As GraphQL writes the names of members."""
    if isinstance(told, dict):
        return {camel(name): camelled(value) for name, value in told.items()}
    return [camelled(one) for one in told] if isinstance(told, list | tuple) else told


@pytest.fixture(scope="module")
def program(trio: Trio) -> str:
    made, day = str(uuid4()), {"value": "2026-01-01", "source": "Uji"}
    assert trio.send("establishProgram", None, programId=made, title={"en": f"Uji {made}"}, startedOn=day) == []
    assert trio.send("startPhase", None, programId=made, number=1, name="Uji", startedOn=day) == []
    return made


def found(trio: Trio, design: str, token: str | None = None) -> Any:
    return trio.system.ask(DESIGN, token, id=global_id("ProjectDesign", design))["projectDesign"]


def global_id(kind: str, key: str) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


def test_a_design_comes_into_force_and_is_measured_from_the_field(trio: Trio, program: str) -> None:
    residents = FieldMeasure(measure=Measure.RESIDENTS_REACHED, region_codes=(trio.code[:8],))
    matrix = replace(MATRIX, indicators=(SURVEYED, replace(COUNTED, field_measure=residents)))
    design = str(uuid4())
    adopt = {"designId": design, "programId": program, "phaseNumber": 1, "adoptedOn": "2026-01-10"}
    said = camelled(to_builtins(matrix))
    assert trio.send("adoptDesign", trio.commander_token, **adopt, matrix=said) == ["ROLE_NOT_ALLOWED"]
    assert trio.send("adoptDesign", None, **{**adopt, "phaseNumber": 2}, matrix=said) == ["PHASE_UNKNOWN"]
    assert trio.send("adoptDesign", None, **adopt, matrix=said) == []
    count = {"designId": design, "indicator": "1-1", **PERIOD}
    assert trio.send("measureIndicator", None, **count, measurementId=str(uuid4())) == ["NOT_IN_FORCE"]
    decided = {
        "designId": design,
        "decisionId": str(uuid4()),
        "metOn": "2026-02-01",
        "decision": "Ya",
        "minutesReference": "JCC/1",
    }
    assert trio.send("approveAtJcc", None, **decided, designVersion=1) == []
    target = {"designId": design, "indicator": "P-1", "setOn": "2026-03-01", "document": "Survei"}
    assert trio.send("setIndicatorTarget", None, **target, target=60.5) == []
    assert trio.send("setIndicatorTarget", None, **target, target=70.0) == ["TARGET_APPROVED"]

    def counted() -> float:
        assert trio.send("measureIndicator", None, **count, measurementId=str(uuid4())) == []
        (one,) = (one for one in found(trio, design)["inForce"]["indicators"] if one["code"] == "1-1")
        assert one["actual"]["lineage"]["regionCodes"] == [trio.code[:8]]
        assert one["actual"]["lineage"]["positions"]["villages"] > 0
        return float(one["actual"]["value"])

    before = counted()
    told = {"kind": "DIALOGUE", "theme": "YOUTH", "appeal": "PARTICIPATION", "attendance": 37}
    when = {"outreachId": str(uuid4()), "officerId": trio.village["officer"]["id"], "heldAt": datetime.now(UTC).isoformat()}
    assert trio.give("recordOutreach", trio.officer_token, **told, **when) == []
    until(lambda: counted() == before + 37)

    enter = {"designId": design, "indicator": "P-1", "value": 51.5, **PERIOD}
    assert trio.send("recordIndicatorActual", None, **enter, measurementId=str(uuid4())) == ["SOURCE_REQUIRED"]
    answer = trio.system.answer(DESIGN, id=global_id("ProjectDesign", design))
    snapshot = answer["extensions"]["positions"]
    until(lambda: trio.send("recordIndicatorActual", None, **enter, measurementId=str(uuid4()), snapshot=snapshot) == [])
    revised = camelled(to_builtins(replace(matrix, indicators=(replace(SURVEYED, target=65.0),))))
    revise = {"designId": design, "revisedOn": "2026-06-01", "reason": "Sumber daya", "matrix": revised}
    assert trio.send("reviseDesign", None, **revise) == []
    one = found(trio, design)
    assert (one["newest"]["version"], one["inForce"]["version"]) == (2, 1)
    assert (one["jccDueOn"], one["jccOverdue"]) == ("2027-02-02", datetime.now(UTC).date().isoformat() > "2027-02-02")
    assert one["jccDecisions"] == [{"version": 1, "minutesReference": "JCC/1"}]
    assert one["versions"] == [
        {"version": 1, "reason": None, "approvedOn": "2026-02-01"},
        {"version": 2, "reason": "Sumber daya", "approvedOn": None},
    ]
    (surveyed, _) = one["inForce"]["indicators"]
    assert (surveyed["target"], surveyed["actual"]["value"], surveyed["measure"]) == (60.5, 51.5, None)
    assert surveyed["actual"]["lineage"]["positions"]["villages"] == snapshot["villages"]
    types = [edge["node"]["type"] for edge in one["timeline"]["edges"]]
    assert types[:3] == ["DesignAdopted", "JccDecisionRecorded", "IndicatorTargetSet"]
    assert types[-2:] == ["IndicatorMeasured", "DesignRevised"]
    again = {**decided, "decisionId": str(uuid4()), "metOn": "2026-07-01", "designVersion": 2}
    assert trio.send("approveAtJcc", None, **again) == []
    assert [one["code"] for one in found(trio, design, trio.officer_token)["inForce"]["indicators"]] == ["P-1"]


def test_what_is_put_in_is_told_by_currency_and_never_by_name(trio: Trio, program: str) -> None:
    of = {"programId": program}
    rupiah = {"currency": "IDR", "valueDate": "2026-03-01"}
    fine = {**of, "purpose": "Aula", "payer": "LOCAL", "cost": {**rupiah, "amount": "0.123"}}
    assert trio.send("recordCost", None, **fine) == ["AMOUNT_TOO_FINE"]
    for amount in ("0.1", "0.2"):
        assert trio.send("recordCost", None, **{**fine, "cost": {**rupiah, "amount": amount}}) == []
    post = {"agency": "NPA_JAPAN", "post": "Penasihat", "field": "Polmas", "startsOn": "2026-02-01"}
    expert = str(uuid4())
    assert trio.send("dispatchExpert", None, **of, inputId=expert, **post) == []
    assert trio.send("returnExpert", None, inputId=expert, returnedOn="2026-05-01") == []
    unit = trio.system.ask("query ($c: String!) { village(code: $c) { unit { id } } }", c=trio.code)["village"]["unit"]
    given = {"items": [{"name": "Radio", "quantity": 3}], "unitId": unit["id"], "handedOverOn": "2026-04-01"}
    yen = {"amount": "90000", "currency": "JPY", "valueDate": "2026-04-01"}
    assert trio.send("handOverEquipment", None, **of, **given, value=yen, payer="DONOR") == []
    course = {"course": "Koban", "place": "Tokyo", "trainees": 12, "startsOn": "2026-04-01", "endsOn": "2026-04-20"}
    assert trio.send("acceptTrainee", None, **of, **course) == []
    told = trio.system.ask(PROGRAM, id=global_id("CooperationProgram", program))["program"]
    assert told["inputTotals"] == [
        {"currency": "IDR", "payer": "LOCAL", "total": "0.3", "entries": 2},
        {"currency": "JPY", "payer": "DONOR", "total": "90000", "entries": 1},
    ]
    kinds = sorted(edge["node"]["kind"] for edge in told["inputs"]["edges"])
    assert kinds == ["COST", "COST", "EQUIPMENT", "EXPERT", "TRAINEE"]
    by_kind = {edge["node"]["kind"]: edge["node"] for edge in told["inputs"]["edges"]}
    assert by_kind["EXPERT"]["expert"] == {"post": "Penasihat", "returnedOn": "2026-05-01"}
    assert by_kind["EQUIPMENT"]["equipment"]["items"] == [{"name": "Radio", "quantity": 3}]
    assert by_kind["TRAINEE"]["trainees"] == {"course": "Koban", "trainees": 12}
    assert (by_kind["TRAINEE"]["value"], by_kind["COST"]["expert"]) == (None, None)


def test_what_is_learnt_is_found_across_programmes(trio: Trio, program: str) -> None:
    evaluation = str(uuid4())
    of = {"evaluationId": evaluation}
    commission = {**of, "programId": program, "phaseNumber": 1, "commissionedBy": "JICA", "commissionedOn": "2026-03-01"}
    assert trio.send("commissionEvaluation", None, **commission, kind="EX_POST") == ["PHASE_RUNNING"]
    assert trio.send("commissionEvaluation", None, **commission, kind="MID_TERM") == []
    publish = {**of, "publishedOn": "2026-05-01", "summary": "Baik", "document": "EV/1"}
    assert trio.send("publishEvaluation", None, **publish, ratings={}) == ["NOTHING_RATED"]
    assert trio.send("publishEvaluation", None, **publish, ratings={"relevance": "HIGH", "impact": "LOW"}) == []
    lesson = {"lessonId": str(uuid4()), "criterion": "COHERENCE", "lesson": f"Pelajaran {program}", "recordedOn": "2026-05-02"}
    assert trio.send("recordLesson", None, **of, **lesson) == []
    (told,) = trio.system.ask(PROGRAM, id=global_id("CooperationProgram", program))["program"]["evaluations"]
    rated = {one["criterion"]: one["rating"] for one in told["ratings"]}
    assert (told["kind"], len(rated), rated["RELEVANCE"], rated["COHERENCE"]) == ("MID_TERM", 6, "HIGH", "NOT_RATED")
    assert told["lessons"] == [{"number": 1, "lesson": f"Pelajaran {program}"}]
    found_there = [edge["node"] for edge in trio.system.ask(LESSONS, trio.officer_token)["lessons"]["edges"]]
    learnt = {"lesson": f"Pelajaran {program}", "evaluation": {"program": {"title": f"Uji {program}"}}}
    assert learnt in found_there
