"""How institutions of a village (*pranata sosial*) live: established, at work, dormant when nothing is heard of them, revived."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from libs.events.contracts.villages.social_institution import (
    EstablishInstitution,
    InstitutionActivityRecorded,
    InstitutionEstablished,
    InstitutionKind,
    InstitutionRevived,
    InstitutionWentDormant,
    LapseInstitution,
    MarkInstitutionDormant,
    RecordInstitutionActivity,
    ReviveInstitution,
)
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import identity_numbers, reporting
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import local_day, local_time, zone
from services.villages.reporting import Reporting
from services.villages.village import Village

Step: TypeAlias = RecordInstitutionActivity | MarkInstitutionDormant | LapseInstitution | ReviveInstitution
InstitutionCommand: TypeAlias = EstablishInstitution | Step
InstitutionEvent: TypeAlias = InstitutionEstablished | InstitutionActivityRecorded | InstitutionWentDormant | InstitutionRevived


class SocialInstitution(Struct, frozen=True, kw_only=True):
    village_id: UUID
    kind: InstitutionKind
    established: InstitutionEstablished
    lapses_at: datetime
    """Until then it counts as alive without a word."""
    dormant: InstitutionWentDormant | None = None
    """Null while it is alive."""
    revived_at: datetime | None = None
    activities: Mapping[UUID, InstitutionActivityRecorded] = {}


class InstitutionFacts(Struct, frozen=True, kw_only=True):
    """The clock, the village, and for how long it may be silent."""

    reporting: Reporting
    village: Village | None = None
    silent_for: timedelta = timedelta(days=180)


def decide(state: SocialInstitution | None, command: InstitutionCommand, facts: InstitutionFacts) -> Decision:
    if isinstance(command, EstablishInstitution):
        return _establish(state, command, facts)
    if state is None:
        return Refused("INSTITUTION_UNKNOWN", "There is no such institution.", "institution_id", early=True)
    match command:
        case RecordInstitutionActivity():
            return _record(state, command, facts)
        case MarkInstitutionDormant():
            return _mark(state, command, facts)
        case LapseInstitution():
            return _lapse(state, command, facts)
        case ReviveInstitution():
            return _revive(state, command, facts)
        case _:
            assert_never(command)


def _establish(state: SocialInstitution | None, command: EstablishInstitution, facts: InstitutionFacts) -> Decision:
    if state is not None:
        was = state.established
        told = (command.village_id, command.kind, command.name, command.established_on)
        same = (was.village_id, was.kind, was.name, was.established_on) == told
        return [] if same else Refused("ALREADY_ESTABLISHED", "This id belongs to another institution.", "institution_id")
    if facts.village is None:
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_id")
    if refused := refuse_identity_numbers(name=command.name):
        return refused
    if refused := facts.reporting.refuse_future_day(command.established_on, zone(facts.village), "established_on"):
        return refused
    established = InstitutionEstablished(
        village_id=command.village_id,
        kind=command.kind,
        name=command.name,
        established_on=command.established_on,
        # Of one founded long ago it is heard today that it is there.
        lapses_at=facts.reporting.now + facts.silent_for,
    )
    taken = Refused("INSTITUTION_EXISTS", "The village has an institution of this kind and name.", "name")
    words = " ".join(command.name.casefold().split())
    return Decided(
        events=(established,), claims=(Claim("institution", f"{command.village_id}/{command.kind}/{words}", taken=taken),)
    )


def _record(state: SocialInstitution, command: RecordInstitutionActivity, facts: InstitutionFacts) -> Decision:
    taken = Refused("ACTIVITY_ID_TAKEN", "This id belongs to another activity of an institution.", "activity_id")
    if (before := state.activities.get(command.activity_id)) is not None:
        told = (command.theme, command.held_at, command.attendance)
        return [] if (before.theme, before.held_at, before.attendance) == told else taken
    if refused := facts.reporting.refuse_future(command.held_at, "held_at"):
        return refused
    if refused := _refuse_before(state, command.held_at, "held_at", facts):
        return refused
    alive = command.held_at + facts.silent_for
    awake = state.dormant is None or _awakens(state.dormant, command.held_at, alive)
    recorded = InstitutionActivityRecorded(
        activity_id=command.activity_id,
        theme=command.theme,
        held_at=command.held_at,
        held_on=local_day(command.held_at, facts.village),
        attendance=command.attendance,
        # What is told late does not make less of what was heard since.
        lapses_at=max(alive, state.lapses_at) if awake else None,
    )
    claim = Claim("institution-activity", str(command.activity_id), taken=taken)
    if state.dormant is None or not awake:
        return Decided(events=(recorded,), claims=(claim,))
    revived = InstitutionRevived(revived_at=command.held_at, by_activity=True, lapses_at=max(alive, state.lapses_at))
    return Decided(events=(recorded, revived), claims=(claim,))


def _awakens(dormant: InstitutionWentDormant, held_at: datetime, alive_until: datetime) -> bool:
    """What is done after somebody had found it dormant; where it was silence alone, also what shows that it was not silent."""
    return held_at >= dormant.dormant_from or (dormant.by_silence and alive_until > dormant.dormant_from)


def _mark(state: SocialInstitution, command: MarkInstitutionDormant, facts: InstitutionFacts) -> Decision:
    if state.dormant is not None:
        return []
    if refused := facts.reporting.refuse_future(command.dormant_from, "dormant_from"):
        return refused
    if refused := _refuse_before(state, command.dormant_from, "dormant_from", facts):
        return refused
    if (last := _last_sign(state)) is not None and command.dormant_from < last:
        at = local_time(last, facts.village)
        return Refused("ACTIVE_SINCE", Sentence("It was alive at {moment}: give a later time.", moment=at), "dormant_from")
    return [InstitutionWentDormant(dormant_from=command.dormant_from, by_silence=False)]


def _lapse(state: SocialInstitution, command: LapseInstitution, facts: InstitutionFacts) -> Decision:
    if state.dormant is not None:
        return []
    if command.at < state.lapses_at:
        until = Sentence("It may be silent until {moment}.", moment=local_time(state.lapses_at, facts.village))
        return Refused("NOT_SILENT", until, "at")
    return [InstitutionWentDormant(dormant_from=state.lapses_at, by_silence=True)]


def _revive(state: SocialInstitution, command: ReviveInstitution, facts: InstitutionFacts) -> Decision:
    if state.dormant is None:
        return []
    if refused := facts.reporting.refuse_future(command.revived_at, "revived_at"):
        return refused
    if command.revived_at < state.dormant.dormant_from:
        at = local_time(state.dormant.dormant_from, facts.village)
        since = Sentence("It is dormant since {moment}: it cannot have come back before that.", moment=at)
        return Refused("ENDS_BEFORE_START", since, "revived_at")
    lapses_at = command.revived_at + facts.silent_for
    return [InstitutionRevived(revived_at=command.revived_at, by_activity=False, lapses_at=lapses_at)]


def _refuse_before(state: SocialInstitution, at: datetime, field: str, facts: InstitutionFacts) -> Refused | None:
    founded = state.established.established_on
    if local_day(at, facts.village) < founded:
        since = Sentence("It was founded on {day}: nothing of it is older.", day=founded)
        return Refused("BEFORE_FOUNDED", since, field)
    return None


def _last_sign(state: SocialInstitution) -> datetime | None:
    """When it was last seen to be alive: by what it did, or because somebody said so."""
    seen = [activity.held_at for activity in state.activities.values()]
    return max([*seen, *([state.revived_at] if state.revived_at else [])], default=None)


def evolve(state: SocialInstitution | None, event: InstitutionEvent) -> SocialInstitution:
    if isinstance(event, InstitutionEstablished):
        return SocialInstitution(village_id=event.village_id, kind=event.kind, established=event, lapses_at=event.lapses_at)
    institution = begun(state)
    match event:
        case InstitutionActivityRecorded():
            activities = {**institution.activities, event.activity_id: event}
            return replace(institution, activities=activities, lapses_at=event.lapses_at or institution.lapses_at)
        case InstitutionWentDormant():
            return replace(institution, dormant=event)
        case InstitutionRevived():
            return replace(institution, dormant=None, revived_at=event.revived_at, lapses_at=event.lapses_at)
        case _:
            assert_never(event)


def place(state: SocialInstitution | None, command: InstitutionCommand, _facts: InstitutionFacts) -> Place:
    """An institution belongs to the village in which it was established."""
    if state is not None:
        return Place(village=state.village_id)
    return Place(village=command.village_id if isinstance(command, EstablishInstitution) else None)


INDONESIAN: Final = {
    "It is dormant since {moment}: it cannot have come back before that.": (
        "Pranata ini tidak aktif sejak {moment}: tidak mungkin hidup kembali sebelum itu."
    ),
    "It may be silent until {moment}.": "Pranata ini boleh tanpa kabar sampai {moment}.",
    "It was alive at {moment}: give a later time.": "Pranata ini masih aktif pada {moment}: isikan waktu sesudahnya.",
    "It was founded on {day}: nothing of it is older.": "Pranata ini didirikan pada {day}: tidak ada yang lebih lama dari itu.",
    "The village has an institution of this kind and name.": "Desa ini sudah mempunyai pranata dengan jenis dan nama ini.",
    "There is no such institution.": "Pranata itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another activity of an institution.": "Id ini milik kegiatan pranata lain.",
    "This id belongs to another institution.": "Id ini milik pranata lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

SOCIAL_INSTITUTION: Final[Decider[SocialInstitution | None, InstitutionCommand, InstitutionEvent, InstitutionFacts]] = Decider(
    None, decide, evolve, place, indonesian={**INDONESIAN, **identity_numbers.INDONESIAN, **reporting.INDONESIAN}
)
