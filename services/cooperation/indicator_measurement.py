"""How an indicator gets its value: counted in the field as the version in force names it, or entered by hand with its source."""

from collections.abc import Sequence

from libs.events.contracts.cooperation.project_design import (
    Indicator,
    IndicatorMeasured,
    MeasureIndicator,
    Positions,
    RecordIndicatorActual,
)
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence
from services.cooperation.design_state import DesignCommand, DesignEvent, DesignFacts, ProjectDesign
from services.cooperation.region_codes import refuse_gone


def measure(state: ProjectDesign, command: MeasureIndicator, facts: DesignFacts) -> Decision:
    found = _to_be_measured(state, command)
    if not isinstance(found, Indicator):
        return found
    if found.field_measure is None:
        return Refused("NOT_COUNTED", "This indicator names no measure of the field: enter its value by hand.", "indicator")
    if refused := refuse_gone(facts.regions, "indicator"):
        return refused
    counted = facts.counted
    if counted is None or counted.value is None:
        return Refused("NOTHING_COUNTED", "Nothing was counted there in these months.", "indicator", early=True)
    made = IndicatorMeasured(
        measurement_id=command.measurement_id,
        design_version=state.in_force or 0,
        indicator=command.indicator,
        value=counted.value,
        first_month=command.first_month,
        last_month=command.last_month,
        measured_on=command.measured_on,
        measure=found.field_measure.measure,
        measure_version=counted.definition,
        region_codes=counted.region_codes,
        positions=counted.positions,
    )
    return [made]


def record(state: ProjectDesign, command: RecordIndicatorActual, facts: DesignFacts) -> Decision:
    found = _to_be_measured(state, command)
    if not isinstance(found, Indicator):
        return found
    if found.field_measure is not None:
        return Refused("COUNTED_IN_FIELD", "This indicator is counted in the field, not entered by hand.", "indicator")
    if command.document is None and command.snapshot in (None, Positions()):
        told = "A value needs a source: a document, or the positions at which it was read here."
        return Refused("SOURCE_REQUIRED", told, "document")
    if command.snapshot is not None and _ahead(command.snapshot, facts.positions):
        return Refused("SNAPSHOT_AHEAD", "The logs have not come as far as these positions.", "snapshot", early=True)
    made = IndicatorMeasured(
        measurement_id=command.measurement_id,
        design_version=state.in_force or 0,
        indicator=command.indicator,
        value=command.value,
        first_month=command.first_month,
        last_month=command.last_month,
        measured_on=command.measured_on,
        positions=command.snapshot,
        document=command.document,
    )
    return [made]


def _to_be_measured(
    state: ProjectDesign, command: MeasureIndicator | RecordIndicatorActual
) -> Indicator | Sequence[DesignEvent] | Refused:
    """The indicator as the version in force has it; nothing where this measurement was made already."""
    if known := next((one for one in state.measured if one.measurement_id == command.measurement_id), None):
        told = (known.indicator, known.first_month, known.last_month, known.measured_on)
        same = told == (command.indicator, command.first_month, command.last_month, command.measured_on)
        if isinstance(command, RecordIndicatorActual):
            same = same and (known.value, known.document, known.positions) == (command.value, command.document, command.snapshot)
        return [] if same else Refused("MEASUREMENT_ID_TAKEN", "This id belongs to another measurement.", "measurement_id")
    if state.forceful is None:
        return Refused("NOT_IN_FORCE", "The JCC has not approved this design yet.", "design_id")
    if command.last_month < command.first_month:
        return Refused("ENDS_BEFORE_START", "The last month is not before the first one.", "last_month")
    return state.forceful.indicator(command.indicator) or unknown(command.indicator)


def unknown(code: str) -> Refused:
    return Refused("INDICATOR_UNKNOWN", Sentence("The design has no indicator {code}.", code=code), "indicator")


def _ahead(cited: Positions, known: Positions) -> bool:
    pairs = ((cited.officers, known.officers), (cited.villages, known.villages), (cited.cooperation, known.cooperation))
    return any(one is not None and one > (other or 0) for one, other in pairs)


def counted_for(state: ProjectDesign | None, command: DesignCommand) -> Indicator | None:
    """The indicator for which a command wants the field counted."""
    if state is None or state.forceful is None or not isinstance(command, MeasureIndicator):
        return None
    return state.forceful.indicator(command.indicator)
