"""Runs the villages service: `python -m services.villages`."""

from libs.events import serving
from libs.events.handler import Aggregate
from libs.events.service import Service, run
from services.villages import __doc__ as summary
from services.villages.contact_person import CONTACT_PERSON
from services.villages.facts import of_contact, of_pillars, of_region, of_village, of_visit, reach, visits
from services.villages.known import KNOWN
from services.villages.reactions import on_assignment
from services.villages.region import REGION
from services.villages.three_pillars import THREE_PILLARS
from services.villages.village import VILLAGE
from services.villages.village_visit import VILLAGE_VISIT

VILLAGES = Service(
    name="villages",
    summary=summary or "",
    aggregates=[
        Aggregate(REGION, of_region),
        Aggregate(VILLAGE, of_village),
        Aggregate(THREE_PILLARS, of_pillars),
        Aggregate(CONTACT_PERSON, of_contact),
        Aggregate(VILLAGE_VISIT, of_visit),
    ],
    reach=reach,
    known=KNOWN,
    reactions={"officers": on_assignment},
)

if __name__ == "__main__":
    with serving.ending_in_one_line():
        visits()
    run(VILLAGES)
