"""How well an officer fits a village's environment (*kesesuaian lingkungan*): a score of 0 to 100, and what it is made of."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.officers.officer import Competency
from libs.events.contracts.officers.village_assignment import FitCriterion, FitReason
from libs.events.contracts.villages.village import Degree, Terrain, VillageRisk

FORMULA: Final = 1
"""The version of what `fit` computes, kept with every score: whoever changes what it computes raises it."""

ANSWERS: Final[Mapping[VillageRisk, Competency]] = {
    VillageRisk.UNFAMILIAR_POLICE: Competency.DDS,
    VillageRisk.CRIME: Competency.PROBLEM_SOLVING,
    VillageRisk.DISPUTES: Competency.MEDIATION,
    VillageRisk.DISTURBANCES: Competency.EARLY_DETECTION,
    VillageRisk.VULNERABLE_HOUSEHOLDS: Competency.COUNSELLING,
    VillageRisk.NO_FORUM: Competency.FKPM_FACILITATION,
    VillageRisk.COMMUNAL_TENSION: Competency.DIVERSITY,
    VillageRisk.HOAXES: Competency.DIGITAL_LITERACY,
}
"""The competency that answers a risk."""
FAR: Final = 25
"""Kilometres from the unit's post beyond which a village is hard to reach, whatever the terrain."""
HARD: Final = frozenset((Terrain.MOUNTAINS, Terrain.ISLANDS))


class Environment(Struct, frozen=True, kw_only=True):
    """The latest assessment of a village that this service has heard of."""

    assessment_id: UUID
    position: int
    """Where it stands in the villages' log."""
    languages: tuple[str, ...]
    customs: Degree
    conflict_history: Degree
    terrain: Terrain
    distance_km: int
    risks: tuple[VillageRisk, ...]


class Fit(Struct, frozen=True, kw_only=True):
    score: int
    reasons: tuple[FitReason, ...]


def fit(environment: Environment, languages: Collection[str], competencies: Collection[Competency], others: int) -> Fit:
    """The fit of an officer who speaks and has learnt this, and has so many other villages. Formula 1:

    | criterion | of | points |
    |---|---|---|
    | LANGUAGE | 30 | the share of the residents' languages that he speaks; all where none is named |
    | CUSTOMS | 20 | all with DIVERSITY or where the degree is LOW; 10 without it where MODERATE, none where HIGH |
    | CONFLICT_HISTORY | 15 | all where LOW; else the share of MEDIATION (MODERATE) or of MEDIATION and EARLY_DETECTION (HIGH) |
    | ACCESS | 15 | 2 less for each other village he has, 5 where the terrain is hard or the way is far |
    | RISKS | 20 | the share of the risks that a competency of his answers; all where there is none |

    Shares are rounded down to whole points. It knows nothing of whoever he is: neither religion nor origin.
    """
    spoken = {language.casefold() for language in languages}
    wanted = {language.casefold() for language in environment.languages}
    reasons = (
        _share(FitCriterion.LANGUAGE, 30, len(wanted & spoken), len(wanted)),
        _customs(environment.customs, competencies),
        _conflicts(environment.conflict_history, competencies),
        _access(environment, others),
        _share(
            FitCriterion.RISKS,
            20,
            sum(ANSWERS[risk] in competencies for risk in environment.risks),
            len(environment.risks),
        ),
    )
    return Fit(score=sum(reason.points for reason in reasons), reasons=reasons)


def _share(criterion: FitCriterion, of: int, have: int, wanted: int) -> FitReason:
    return FitReason(criterion=criterion, points=of * have // wanted if wanted else of, of=of)


def _customs(degree: Degree, competencies: Collection[Competency]) -> FitReason:
    untaught = {Degree.LOW: 20, Degree.MODERATE: 10, Degree.HIGH: 0}[degree]
    points = 20 if Competency.DIVERSITY in competencies else untaught
    return FitReason(criterion=FitCriterion.CUSTOMS, points=points, of=20)


def _conflicts(degree: Degree, competencies: Collection[Competency]) -> FitReason:
    wanted = {
        Degree.LOW: (),
        Degree.MODERATE: (Competency.MEDIATION,),
        Degree.HIGH: (Competency.MEDIATION, Competency.EARLY_DETECTION),
    }[degree]
    return _share(FitCriterion.CONFLICT_HISTORY, 15, sum(one in competencies for one in wanted), len(wanted))


def _access(environment: Environment, others: int) -> FitReason:
    hard = environment.terrain in HARD or environment.distance_km > FAR
    burden = others * (5 if hard else 2)
    return FitReason(criterion=FitCriterion.ACCESS, points=max(0, 15 - burden), of=15)
