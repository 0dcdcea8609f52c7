"""Runs the villages service: `python -m services.villages`."""

from libs.events import serving
from libs.events.handler import Aggregate
from libs.events.service import Service, run
from libs.events.settings import VillagesSettings, read
from services.villages import __doc__ as summary
from services.villages.facts import of_joint_activity, of_outreach, of_pillars, of_region, of_village, reach
from services.villages.joint_activity import JOINT_ACTIVITY
from services.villages.known import KNOWN
from services.villages.outreach import OUTREACH
from services.villages.reactions import on_assignment
from services.villages.region import REGION
from services.villages.three_pillars import THREE_PILLARS
from services.villages.village import VILLAGE


def villages(settings: VillagesSettings) -> Service:
    """The service with these thresholds."""
    return Service(
        name="villages",
        summary=summary or "",
        aggregates=[
            Aggregate(REGION, of_region),
            Aggregate(VILLAGE, of_village),
            Aggregate(THREE_PILLARS, of_pillars(settings.dispute_days)),
            Aggregate(JOINT_ACTIVITY, of_joint_activity),
            Aggregate(OUTREACH, of_outreach),
        ],
        reach=reach,
        known=KNOWN,
        reactions={"officers": on_assignment},
    )


VILLAGES = villages(VillagesSettings())
"""With the thresholds that hold unless others are set."""

if __name__ == "__main__":
    with serving.ending_in_one_line():
        run(villages(read(VillagesSettings)))
