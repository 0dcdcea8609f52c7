"""What a project design is at any time: its versions, the one in force, the JCC's decisions, and what was measured."""

from datetime import date
from typing import TypeAlias

from msgspec import Struct

from libs.events.contracts.cooperation.project_design import (
    AdoptDesign,
    ApproveAtJcc,
    DesignAdopted,
    DesignRevised,
    Indicator,
    IndicatorMeasured,
    IndicatorTargetSet,
    JccDecisionRecorded,
    Matrix,
    MeasureIndicator,
    Positions,
    RecordIndicatorActual,
    ReviseDesign,
    SetIndicatorTarget,
)
from services.cooperation.region_codes import Meant

DesignCommand: TypeAlias = (
    AdoptDesign | ReviseDesign | SetIndicatorTarget | ApproveAtJcc | MeasureIndicator | RecordIndicatorActual
)
DesignEvent: TypeAlias = DesignAdopted | DesignRevised | IndicatorTargetSet | JccDecisionRecorded | IndicatorMeasured


class Version(Struct, frozen=True, kw_only=True):
    """What a design says in one version."""

    matrix: Matrix
    made_on: date
    approved: bool = False

    def indicator(self, code: str) -> Indicator | None:
        return next((one for one in self.matrix.indicators if one.code == code), None)


class ProjectDesign(Struct, frozen=True, kw_only=True):
    adopted: DesignAdopted
    versions: tuple[Version, ...]
    reasons: tuple[str, ...] = ()
    """For each revision."""
    in_force: int | None = None
    decisions: tuple[JccDecisionRecorded, ...] = ()
    measured: tuple[IndicatorMeasured, ...] = ()

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    @property
    def forceful(self) -> Version | None:
        """The version that the JCC approved last."""
        return self.versions[self.in_force - 1] if self.in_force else None


class Counted(Struct, frozen=True, kw_only=True):
    """What was counted in the field for an indicator, where, at which positions, and by which definition."""

    value: float | None
    region_codes: tuple[str, ...] = ()
    """Of each region the code that it has, and those that it had; none for everywhere."""
    definition: int
    positions: Positions


class DesignFacts(Struct, frozen=True, kw_only=True):
    """Whether programme and phase are known, how far the logs have been read, what was counted, and how often the JCC meets."""

    program_known: bool = False
    phases: frozenset[int] = frozenset()
    positions: Positions = Positions()
    regions: tuple[Meant, ...] = ()
    """What the regions are of which the indicator tells; where one is none any more nothing is counted."""
    counted: Counted | None = None
    jcc_within_days: int = 366
