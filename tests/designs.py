"""A plainly fictitious project design, for tests of everything that is done with one."""

from typing import Final

from libs.events.contracts.cooperation.project_design import (
    DesignActivity,
    DesignOutput,
    FieldMeasure,
    Indicator,
    Matrix,
    Measure,
    ResultLevel,
)

SURVEYED: Final = Indicator(
    code="P-1",
    level=ResultLevel.PROJECT_PURPOSE,
    statement="Residents who feel safe at night",
    unit="percent",
    baseline=48.5,
    target=None,
    means_of_verification="Survey of the programme",
)
COUNTED: Final = Indicator(
    code="1-1",
    level=ResultLevel.OUTPUT,
    output="1",
    statement="Visits to villages on which somebody was met",
    unit="visits",
    baseline=0,
    target=1200,
    means_of_verification="Counted in the field",
    field_measure=FieldMeasure(measure=Measure.VISITS_COMPLETED, region_codes=("52.71",)),
)
MATRIX: Final = Matrix(
    overall_goal="People live safely.",
    project_purpose="Police and residents settle problems together.",
    outputs=(DesignOutput(code="1", text="Officers visit villages."), DesignOutput(code="2", text="Officers are trained.")),
    activities=(DesignActivity(code="1-1", output="1", text="Visit homes."),),
    indicators=(SURVEYED, COUNTED),
    assumptions=("Officers stay at their posts.",),
)
