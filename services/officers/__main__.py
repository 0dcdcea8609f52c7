"""Runs the officers service: `python -m services.officers`."""

from libs.events.handler import Aggregate
from libs.events.service import Service, run
from libs.events.settings import OfficersRules
from libs.events.timers import Timers
from services.officers import __doc__ as summary
from services.officers import timers
from services.officers.facts import of_assignment, of_officer, of_unit, reach
from services.officers.known import KNOWN
from services.officers.officer import OFFICER
from services.officers.police_unit import POLICE_UNIT
from services.officers.reactions import on_training
from services.officers.reassessment import on_own, on_village
from services.officers.village_assignment import VILLAGE_ASSIGNMENT

OFFICERS = Service(
    name="officers",
    summary=summary or "",
    aggregates=[Aggregate(POLICE_UNIT, of_unit), Aggregate(OFFICER, of_officer), Aggregate(VILLAGE_ASSIGNMENT, of_assignment)],
    reach=reach,
    known=KNOWN,
    reactions={"cooperation": on_training, "villages": on_village, "officers": on_own},
    rules=OfficersRules,
    timers={"orders": Timers(timers.ORDERS, timers.orders)},
)

if __name__ == "__main__":
    run(OFFICERS)
