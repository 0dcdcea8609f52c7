"""How the three pillars do something together (*kegiatan kemitraan*): planned, confirmed by each, held in partnership or not."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.activity import JointActivityKind
from libs.events.contracts.villages.joint_activity import (
    CancelJointActivity,
    ConfirmJointActivity,
    HoldingException,
    HoldJointActivity,
    JointActivityCancelled,
    JointActivityConfirmed,
    JointActivityHeld,
    JointActivityHeldUnderException,
    JointActivityPlanned,
    PlanJointActivity,
)
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.contracts.villages.village import VillageKind
from libs.events.decider import Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import reporting
from services.villages.local_time import local_day
from services.villages.reporting import Reporting
from services.villages.tenure import holder_on
from services.villages.three_pillars import ThreePillars, title
from services.villages.village import Village

JointActivityCommand: TypeAlias = PlanJointActivity | ConfirmJointActivity | HoldJointActivity | CancelJointActivity
HeldEvent: TypeAlias = JointActivityHeld | JointActivityHeldUnderException
JointActivityEvent: TypeAlias = JointActivityPlanned | JointActivityConfirmed | HeldEvent | JointActivityCancelled


class JointActivity(Struct, frozen=True, kw_only=True):
    planned: JointActivityPlanned
    confirmed: frozenset[tuple[Pillar, UUID]] = frozenset()
    """Who confirmed for which seat while holding it: of a seat that changed hands before the activity was held, several."""
    held: HeldEvent | None = None
    cancelled: bool = False


class JointActivityFacts(Struct, frozen=True, kw_only=True):
    """The clock, the village, and its three pillars: whatever is decided holds only while these stay as they are."""

    reporting: Reporting
    village: Village | None = None
    pillars: ThreePillars = ThreePillars()

    def day_of(self, moment: datetime) -> date:
        """The day that it is then in the village."""
        return local_day(moment, self.village)

    def seated_on(self, day: date) -> dict[Pillar, UUID]:
        held = {pillar: holder_on(self.pillars.tenures, pillar, day) for pillar in Pillar}
        return {pillar: holder for pillar, holder in held.items() if holder is not None}


def decide(state: JointActivity | None, command: JointActivityCommand, facts: JointActivityFacts) -> Decision:
    if isinstance(command, PlanJointActivity):
        return _plan(state, command, facts)
    if state is None:
        return Refused("ACTIVITY_UNKNOWN", "There is no such activity.", "activity_id", early=True)
    if isinstance(command, CancelJointActivity):
        return _cancel(state, command)
    if state.cancelled:
        return Refused("ACTIVITY_CANCELLED", "The activity was called off.", "activity_id")
    match command:
        case ConfirmJointActivity():
            return _confirm(state, command, facts)
        case HoldJointActivity():
            return _hold(state, command, facts)
        case _:
            assert_never(command)


def _plan(state: JointActivity | None, command: PlanJointActivity, facts: JointActivityFacts) -> Decision:
    planned = JointActivityPlanned(
        village_id=command.village_id,
        kind=command.kind,
        theme=command.theme,
        scheduled_at=command.scheduled_at,
        place=command.place,
    )
    if state is not None:
        return (
            [] if state.planned == planned else Refused("ALREADY_PLANNED", "This id belongs to another activity.", "activity_id")
        )
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    return [planned]


def _confirm(state: JointActivity, command: ConfirmJointActivity, facts: JointActivityFacts) -> Decision:
    holder = _expected(state, command, facts)
    if holder is None:
        return Refused("SEAT_VACANT", "Nobody holds this seat on that day.", "pillar", early=True)
    if (command.pillar, holder) in state.confirmed:
        return []
    # What was confirmed before it was held may come after that: from the telephone of another.
    if state.held is not None and command.confirmed_at > state.held.held_at:
        return Refused("ACTIVITY_HELD", "The activity has been held.", "activity_id")
    if refused := facts.reporting.refuse_future(command.confirmed_at, "confirmed_at"):
        return refused
    return [JointActivityConfirmed(pillar=command.pillar, holder_id=holder, confirmed_at=command.confirmed_at)]


def _expected(state: JointActivity, command: ConfirmJointActivity, facts: JointActivityFacts) -> UUID | None:
    """Whoever holds the seat on the day for which the activity is planned; after that, on the day of the confirmation."""
    day = facts.day_of(max(state.planned.scheduled_at, command.confirmed_at))
    return facts.seated_on(day).get(command.pillar)


def _hold(state: JointActivity, command: HoldJointActivity, facts: JointActivityFacts) -> Decision:
    day = facts.day_of(command.held_at)
    seated = facts.seated_on(day)
    counting = tuple(pillar for pillar in Pillar if pillar in seated and (pillar, seated[pillar]) in state.confirmed)
    if state.held is not None:
        same = (state.held.held_at, state.held.attendance) == (command.held_at, command.attendance)
        return [] if same else Refused("ACTIVITY_HELD", "The activity has been held.", "activity_id")
    if refused := facts.reporting.refuse_future(command.held_at, "held_at"):
        return refused
    emergency = command.exception is HoldingException.EMERGENCY
    reconciling = state.planned.kind is JointActivityKind.SYNERGY_MEETING
    if facts.pillars.in_dispute_at(command.held_at) and not emergency and not reconciling:
        return Refused("PILLARS_IN_DISPUTE", "While two pillars are in dispute nothing is held in partnership.", "activity_id")
    if command.exception is HoldingException.VACANT_SEAT and len(seated) == len(Pillar):
        return Refused("NO_SEAT_VACANT", Sentence("All three seats were held on {day}: none was vacant.", day=day), "exception")
    wanted = seated if command.exception is HoldingException.VACANT_SEAT else Pillar
    missing = [pillar for pillar in wanted if pillar not in counting]
    if missing and not emergency:
        return _not_confirmed(missing, facts)
    if command.exception is None:
        held = JointActivityHeld(
            village_id=state.planned.village_id, held_at=command.held_at, held_on=day, attendance=command.attendance
        )
        return [held]
    excepted = JointActivityHeldUnderException(
        village_id=state.planned.village_id,
        held_at=command.held_at,
        held_on=day,
        attendance=command.attendance,
        exception=command.exception,
        confirmed=counting,
    )
    return [excepted]


def _not_confirmed(missing: Sequence[Pillar], facts: JointActivityFacts) -> Refused:
    kind = facts.village.kind if facts.village else VillageKind.DESA
    names = ", ".join(title(pillar, kind) for pillar in missing)
    return Refused("NOT_CONFIRMED", Sentence("These have not confirmed: {pillars}.", pillars=names), "activity_id", early=True)


def _cancel(state: JointActivity, command: CancelJointActivity) -> Decision:
    if state.cancelled:
        return []
    if state.held is not None:
        return Refused("ACTIVITY_HELD", "The activity has been held.", "activity_id")
    return [JointActivityCancelled(cancelled_because=command.reason)]


def evolve(state: JointActivity | None, event: JointActivityEvent) -> JointActivity:
    if isinstance(event, JointActivityPlanned):
        return JointActivity(planned=event)
    activity = begun(state)
    match event:
        case JointActivityConfirmed():
            return replace(activity, confirmed=activity.confirmed | {(event.pillar, event.holder_id)})
        case JointActivityHeld() | JointActivityHeldUnderException():
            return replace(activity, held=event)
        case JointActivityCancelled():
            return replace(activity, cancelled=True)
        case _:
            assert_never(event)


def place(state: JointActivity | None, command: JointActivityCommand, facts: JointActivityFacts) -> Place:
    """The village; a confirmation is the word of whoever holds the seat."""
    if isinstance(command, PlanJointActivity):
        return Place(village=command.village_id)
    if state is None:
        return Place()
    person = _expected(state, command, facts) if isinstance(command, ConfirmJointActivity) else None
    return Place(village=state.planned.village_id, person=person)


INDONESIAN: Final = {
    "All three seats were held on {day}: none was vacant.": "Ketiga jabatan terisi pada {day}: tidak ada yang kosong.",
    "Nobody holds this seat on that day.": "Jabatan itu kosong pada hari tersebut.",
    "The activity has been held.": "Kegiatan sudah dilaksanakan.",
    "The activity was called off.": "Kegiatan dibatalkan.",
    "There is no such activity.": "Kegiatan itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "These have not confirmed: {pillars}.": "Yang belum mengonfirmasi: {pillars}.",
    "This id belongs to another activity.": "Id ini milik kegiatan lain.",
    "While two pillars are in dispute nothing is held in partnership.": (
        "Selama dua pilar bersengketa, tidak ada kegiatan yang dilaksanakan sebagai kemitraan."
    ),
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

JOINT_ACTIVITY: Final[Decider[JointActivity | None, JointActivityCommand, JointActivityEvent, JointActivityFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **reporting.INDONESIAN}
)
