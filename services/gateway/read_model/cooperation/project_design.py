"""Project designs, version by version, with their indicators, what was measured, and what the JCC decided, as tables."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Date, Double, Index, Integer, SmallInteger, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.project_design import (
    DesignAdopted,
    DesignRevised,
    IndicatorMeasured,
    IndicatorTargetSet,
    JccDecisionRecorded,
    Matrix,
    Positions,
)
from services.gateway.read_model.columns import ORDERED, always, key, maybe, metadata
from services.gateway.read_model.projection import projection

project_design: Final = Table(
    "project_design",
    metadata,
    key("id", Uuid()),
    always("program_id", Uuid()),
    maybe("phase_number", Integer()),
    always("adopted_on", Date()),
    always("newest_version", Integer()),
    maybe("version_in_force", Integer()),
    always("jcc_due_on", Date()),
    Index("project_design_program", "program_id", "adopted_on", "id"),
)

design_version: Final = Table(
    "design_version",
    metadata,
    key("design_id", Uuid()),
    key("version", Integer()),
    always("made_on", Date()),
    maybe("revised_because", Text()),
    always("overall_goal", Text()),
    always("project_purpose", Text()),
    always("assumptions", ARRAY(Text())),
    maybe("approved_on", Date()),
)

design_output: Final = Table(
    "design_output",
    metadata,
    key("design_id", Uuid()),
    key("version", Integer()),
    key("code", ORDERED),
    always("place", SmallInteger()),
    always("text", Text()),
)

design_activity: Final = Table(
    "design_activity",
    metadata,
    key("design_id", Uuid()),
    key("version", Integer()),
    key("code", ORDERED),
    always("place", SmallInteger()),
    always("output", ORDERED),
    always("text", Text()),
)

indicator: Final = Table(
    "indicator",
    metadata,
    key("design_id", Uuid()),
    key("version", Integer()),
    key("code", ORDERED),
    always("place", SmallInteger()),
    always("level", Text()),
    maybe("output", ORDERED),
    always("statement", Text()),
    always("unit", Text()),
    maybe("baseline", Double()),
    maybe("target", Double()),
    always("means_of_verification", Text()),
    maybe("measure", Text()),
    always("region_codes", ARRAY(Text())),
)

measurement: Final = Table(
    "measurement",
    metadata,
    key("id", Uuid()),
    always("design_id", Uuid()),
    always("version", Integer()),
    always("indicator", ORDERED),
    always("step", Integer(), comment="the version of the design's stream: which came last"),
    always("value", Double()),
    always("first_month", ORDERED),
    always("last_month", ORDERED),
    always("measured_on", Date()),
    maybe("measure", Text()),
    maybe("measure_version", Integer()),
    always("region_codes", ARRAY(Text())),
    maybe("officers_position", BigInteger()),
    maybe("villages_position", BigInteger()),
    maybe("cooperation_position", BigInteger()),
    maybe("document", Text()),
    Index("measurement_indicator", "design_id", "indicator", "step"),
)

jcc_decision: Final = Table(
    "jcc_decision",
    metadata,
    key("id", Uuid()),
    always("design_id", Uuid()),
    always("step", Integer(), comment="the version of the design's stream"),
    always("version", Integer()),
    always("met_on", Date()),
    always("decision", Text()),
    always("minutes_reference", Text()),
    Index("jcc_decision_design", "design_id", "step"),
)


@projection.on(DesignAdopted)
def design_adopted(event: DesignAdopted, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        project_design,
        id=recorded.key,
        program_id=event.program_id,
        phase_number=event.phase_number,
        adopted_on=event.adopted_on,
        newest_version=1,
        jcc_due_on=event.jcc_due_on,
    )
    made = {"made_on": event.adopted_on, "revised_because": None}
    changes.put(design_version, design_id=recorded.key, version=1, **made, **_said(event.matrix))
    _contents(event.matrix, 1, recorded, changes)


@projection.on(DesignRevised)
def design_revised(event: DesignRevised, recorded: Recorded, changes: Changes) -> None:
    changes.change(project_design, recorded.key, newest_version=event.design_version)
    made = {"made_on": event.revised_on, "revised_because": event.reason}
    changes.put(design_version, design_id=recorded.key, version=event.design_version, **made, **_said(event.matrix))
    _contents(event.matrix, event.design_version, recorded, changes)


def _said(matrix: Matrix) -> dict[str, object]:
    return {
        "overall_goal": matrix.overall_goal,
        "project_purpose": matrix.project_purpose,
        "assumptions": matrix.assumptions,
    }


def _contents(matrix: Matrix, version: int, recorded: Recorded, changes: Changes) -> None:
    of = {"design_id": recorded.key, "version": version}
    for place, output in enumerate(matrix.outputs, 1):
        changes.put(design_output, **of, code=output.code, place=place, text=output.text)
    for place, activity in enumerate(matrix.activities, 1):
        changes.put(design_activity, **of, code=activity.code, place=place, output=activity.output, text=activity.text)
    for place, one in enumerate(matrix.indicators, 1):
        field = one.field_measure
        changes.put(
            indicator,
            **of,
            code=one.code,
            place=place,
            level=one.level,
            output=one.output,
            statement=one.statement,
            unit=one.unit,
            baseline=one.baseline,
            target=one.target,
            means_of_verification=one.means_of_verification,
            measure=field.measure if field else None,
            region_codes=field.region_codes if field else (),
        )


@projection.on(IndicatorTargetSet)
def indicator_target_set(event: IndicatorTargetSet, recorded: Recorded, changes: Changes) -> None:
    changes.change(indicator, recorded.key, event.design_version, event.indicator, target=event.target)


@projection.on(JccDecisionRecorded)
def jcc_decision_recorded(event: JccDecisionRecorded, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        jcc_decision,
        id=event.decision_id,
        design_id=recorded.key,
        step=recorded.version,
        version=event.design_version,
        met_on=event.met_on,
        decision=event.decision,
        minutes_reference=event.minutes_reference,
    )
    changes.change(project_design, recorded.key, version_in_force=event.design_version, jcc_due_on=event.jcc_due_on)
    changes.change(design_version, recorded.key, event.design_version, approved_on=event.met_on)


@projection.on(IndicatorMeasured)
def indicator_measured(event: IndicatorMeasured, recorded: Recorded, changes: Changes) -> None:
    at = event.positions or Positions()
    changes.put(
        measurement,
        id=event.measurement_id,
        design_id=recorded.key,
        version=event.design_version,
        indicator=event.indicator,
        step=recorded.version,
        value=event.value,
        first_month=event.first_month,
        last_month=event.last_month,
        measured_on=event.measured_on,
        measure=event.measure,
        measure_version=event.measure_version,
        region_codes=event.region_codes,
        officers_position=at.officers,
        villages_position=at.villages,
        cooperation_position=at.cooperation,
        document=event.document,
    )
