"""What each decision of the villages service is shown besides its own stream, and who reaches a village."""

from libs.events.access import Actor
from libs.events.contracts.villages.joint_activity import PlanJointActivity
from libs.events.contracts.villages.region import RegisterRegion
from libs.events.contracts.villages.village import RegisterVillage
from libs.events.decider import Place
from libs.events.handler import Facts
from libs.events.message import Role, Scope
from libs.events.view import View
from services.villages.joint_activity import JointActivity, JointActivityCommand, JointActivityFacts
from services.villages.outreach import Outreach, OutreachCommand, OutreachFacts
from services.villages.region import REGION, Region, RegionCommand, RegionFacts, parent_code
from services.villages.three_pillars import THREE_PILLARS, PillarsCommand, PillarsFacts, ThreePillars
from services.villages.village import VILLAGE, Village, VillageCommand, VillageFacts, district_code

_COMMANDED = """with recursive chain as (
    select u.id, u.parent_id from known.jurisdiction j join known.unit u on u.id = j.unit_id
    where j.code = any($1::text[]) and j.valid_from <= current_date and (j.valid_to is null or current_date < j.valid_to)
    union select u.id, u.parent_id from known.unit u join chain c on u.id = c.parent_id)
select 1 from chain where id = $2"""
_ASSIGNED = """select 1 from known.assignment where officer_id = $1 and village_id = $2
and starts_on <= current_date and (ends_on is null or current_date < ends_on)"""

_ASSIGNED_ON = """select 1 from known.assignment where officer_id = $1 and village_id = $2
and starts_on <= $3 and (ends_on is null or $3 < ends_on)"""


async def of_region(view: View, _state: Region | None, command: RegionCommand) -> RegionFacts:
    if not isinstance(command, RegisterRegion):
        return RegionFacts()
    above = parent_code(command.code)
    return RegionFacts(parent=await _region(view, above) if above else None)


async def of_village(view: View, _state: Village | None, command: VillageCommand) -> VillageFacts:
    if not isinstance(command, RegisterVillage):
        return VillageFacts()
    return VillageFacts(district=await _region(view, district_code(command.code)))


async def _region(view: View, code: str) -> Region | None:
    holder = await view.holder("region-code", code)
    region = await view.state(REGION, holder) if holder else None
    return region if region is not None and region.code == code else None


def of_pillars(dispute_days: int) -> Facts:
    """For disputes that may be open for so many days."""

    async def facts(view: View, _state: ThreePillars, command: PillarsCommand) -> PillarsFacts:
        return PillarsFacts(village=await view.state(VILLAGE, command.village_id), dispute_days=dispute_days)

    return facts


async def of_joint_activity(view: View, state: JointActivity | None, command: JointActivityCommand) -> JointActivityFacts:
    """Of the pillars' stream as well, so that no activity is held beside a dispute that is reported at the same time."""
    if isinstance(command, PlanJointActivity):
        return JointActivityFacts(village=await view.state(VILLAGE, command.village_id))
    if state is None:
        return JointActivityFacts()
    where = state.planned.village_id
    return JointActivityFacts(village=await view.state(VILLAGE, where), pillars=await view.state(THREE_PILLARS, where))


async def of_outreach(view: View, _state: Outreach | None, command: OutreachCommand) -> OutreachFacts:
    assigned = await view.facts("officers", _ASSIGNED_ON, command.officer_id, command.village_id, command.held_at.date())
    return OutreachFacts(village=await view.state(VILLAGE, command.village_id), assigned=bool(assigned))


async def reach(view: View, actor: Actor, scope: Scope, place: Place) -> bool:
    """A commander reaches the villages on the ground of his unit and of all below it; an officer those he is assigned to."""
    if place.village is None:
        return False
    match scope:
        case Scope.OWN_UNIT if actor.unit is not None:
            village = await view.state(VILLAGE, place.village)
            return village is not None and bool(await view.facts("officers", _COMMANDED, _above(village.code), actor.unit))
        case Scope.OWN_VILLAGE if actor.role is Role.OFFICER:
            return bool(await view.facts("officers", _ASSIGNED, actor.person, place.village))
        case Scope.OWN_VILLAGE:
            return actor.village == place.village
        case _:
            return False


def _above(code: str) -> list[str]:
    """The code itself and those of all regions it lies in."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
