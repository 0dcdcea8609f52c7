"""Runs the cooperation service: `python -m services.cooperation`."""

from libs.events.handler import Aggregate
from libs.events.service import Service, run
from libs.events.settings import CooperationRules
from services.cooperation import __doc__ as summary
from services.cooperation.boundary_reactions import on_boundary
from services.cooperation.cooperation_input import COOPERATION_INPUT
from services.cooperation.cooperation_program import COOPERATION_PROGRAM
from services.cooperation.evaluation_report import EVALUATION_REPORT
from services.cooperation.facts import of_design, of_evaluation, of_input, of_milestone, of_program, of_site, of_training, reach
from services.cooperation.known import KNOWN
from services.cooperation.milestone import MILESTONE
from services.cooperation.pilot_site import PILOT_SITE
from services.cooperation.project_design import PROJECT_DESIGN
from services.cooperation.training_session import TRAINING_SESSION

COOPERATION = Service(
    name="cooperation",
    summary=summary or "",
    aggregates=[
        Aggregate(COOPERATION_PROGRAM, of_program),
        Aggregate(PILOT_SITE, of_site),
        Aggregate(MILESTONE, of_milestone),
        Aggregate(TRAINING_SESSION, of_training),
        Aggregate(PROJECT_DESIGN, of_design),
        Aggregate(COOPERATION_INPUT, of_input),
        Aggregate(EVALUATION_REPORT, of_evaluation),
    ],
    reach=reach,
    known=KNOWN,
    reactions={"villages": on_boundary},
    rules=CooperationRules,
)

if __name__ == "__main__":
    run(COOPERATION)
