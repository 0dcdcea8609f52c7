"""Runs the villages service: `python -m services.villages`."""

from uuid import uuid5

from libs.events.codec import Recorded
from libs.events.contracts.villages.early_warning import RecordWarningDelivery
from libs.events.handler import Aggregate
from libs.events.hook import Hook
from libs.events.message import Command, Event
from libs.events.service import Service, run_as_set
from libs.events.settings import VillagesRules, VillagesSettings
from libs.events.timers import Timers
from services.villages import __doc__ as summary
from services.villages import boundary_reactions, election_timers, timers
from services.villages.community_issue import COMMUNITY_ISSUE
from services.villages.contact_person import CONTACT_PERSON
from services.villages.directive_target import DIRECTIVE_TARGET
from services.villages.early_warning import EARLY_WARNING
from services.villages.election_facts import of_election, of_sensitive_issue
from services.villages.election_period import ELECTION_PERIOD
from services.villages.facts import (
    of_contact,
    of_issue,
    of_joint_activity,
    of_outreach,
    of_pillars,
    of_survey,
    of_visit,
    of_warning,
    reach,
)
from services.villages.forum_facts import of_forum, of_institution
from services.villages.joint_activity import JOINT_ACTIVITY
from services.villages.known_regions import KNOWN
from services.villages.outreach import OUTREACH
from services.villages.partnership_forum import PARTNERSHIP_FORUM
from services.villages.place_facts import of_region, of_village
from services.villages.reactions import on_officers, on_own
from services.villages.region import REGION
from services.villages.safety_survey import SAFETY_SURVEY
from services.villages.sensitive_issue import SENSITIVE_ISSUE
from services.villages.social_institution import SOCIAL_INSTITUTION
from services.villages.target_facts import of_target
from services.villages.target_reactions import on_directive
from services.villages.three_pillars import THREE_PILLARS
from services.villages.village import VILLAGE
from services.villages.village_visit import VILLAGE_VISIT


def villages(hook: Hook) -> Service:
    """The service, with the way to the units' notifiers."""

    async def notify(command: Command, event: Event, recorded: Recorded) -> None:
        assert isinstance(command, RecordWarningDelivery)  # noqa: S101 - `notices` gives no other
        body = timers.notice(command, event, recorded)
        await hook.post(command.unit_id, uuid5(recorded.id, str(command.unit_id)), body)

    return Service(
        name="villages",
        summary=summary or "",
        aggregates=[
            Aggregate(REGION, of_region),
            Aggregate(VILLAGE, of_village),
            Aggregate(THREE_PILLARS, of_pillars),
            Aggregate(EARLY_WARNING, of_warning),
            Aggregate(CONTACT_PERSON, of_contact),
            Aggregate(VILLAGE_VISIT, of_visit),
            Aggregate(JOINT_ACTIVITY, of_joint_activity),
            Aggregate(OUTREACH, of_outreach),
            Aggregate(COMMUNITY_ISSUE, of_issue),
            Aggregate(SAFETY_SURVEY, of_survey),
            Aggregate(DIRECTIVE_TARGET, of_target),
            Aggregate(ELECTION_PERIOD, of_election),
            Aggregate(SENSITIVE_ISSUE, of_sensitive_issue),
            Aggregate(SOCIAL_INSTITUTION, of_institution),
            Aggregate(PARTNERSHIP_FORUM, of_forum),
        ],
        reach=reach,
        known=KNOWN,
        reactions={"officers": on_officers, "cooperation": on_directive, "villages": on_own},
        rules=VillagesRules,
        timers={
            "escalations": Timers(timers.ESCALATIONS, timers.escalations),
            "notices": Timers(timers.NOTICES, timers.notices, notify),
            "disputes": Timers(timers.DISPUTES, timers.disputes),
            "conflicts": Timers(timers.CONFLICTS, timers.conflicts),
            "mergers": Timers(boundary_reactions.MERGERS, boundary_reactions.mergers),
            "elections": Timers(election_timers.ELECTIONS, election_timers.elections),
            "proposals": Timers(election_timers.PROPOSALS, election_timers.proposals),
            "silences": Timers(timers.SILENCES, timers.silences),
        },
    )


VILLAGES = villages(Hook({}, None, None))
"""As it is where no unit has a notifier."""

if __name__ == "__main__":
    run_as_set(lambda settings: villages(Hook.of(settings)), VillagesSettings)
