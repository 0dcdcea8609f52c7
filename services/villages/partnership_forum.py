"""How forums of police and community (*FKPM*) come about, go on and end; a village has one of its own at most. Decision 0080."""

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from msgspec.structs import replace

from libs.events.contracts.villages.forum_kinds import ForumModel
from libs.events.contracts.villages.partnership_forum import (
    AddForumMember,
    AgreeForumProgramme,
    CustomaryForumRecognised,
    DissolveForum,
    ElectForumLeaders,
    EndForumMembership,
    FormForum,
    ForumDissolved,
    ForumFormed,
    ForumLeadersElected,
    ForumMeetingHeld,
    ForumMemberAdded,
    ForumMembershipEnded,
    ForumProgrammeAgreed,
    ForumProposed,
    ForumResumed,
    ForumSuspended,
    ForumTermRenewed,
    HoldForumMeeting,
    ProposeForum,
    RecogniseCustomaryForum,
    RenewForumTerm,
    ResumeForum,
    SuspendForum,
)
from libs.events.contracts.villages.social_institution import InstitutionKind
from libs.events.decider import Claim, Decided, Decider, Decision, Place, Refused, begun
from libs.events.wording import Sentence
from services.villages import forum_meetings, forum_members, forum_terms, identity_numbers, reporting
from services.villages.forum_members import after_added, after_end, refuse_composition, refuse_leaders
from services.villages.forum_state import ForumFacts, PartnershipForum, Suspension, Term
from services.villages.forum_terms import refuse_term
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import zone
from services.villages.village import district_code

Beginning: TypeAlias = ProposeForum | RecogniseCustomaryForum
OfMembers: TypeAlias = AddForumMember | FormForum | ElectForumLeaders | RenewForumTerm
"""What a forum of custom, which has members by custom and no term, knows nothing of."""
ForumCommand: TypeAlias = (
    Beginning
    | OfMembers
    | EndForumMembership
    | HoldForumMeeting
    | AgreeForumProgramme
    | SuspendForum
    | ResumeForum
    | DissolveForum
)
ForumEvent: TypeAlias = (
    ForumProposed
    | CustomaryForumRecognised
    | ForumMemberAdded
    | ForumMembershipEnded
    | ForumFormed
    | ForumLeadersElected
    | ForumTermRenewed
    | ForumMeetingHeld
    | ForumProgrammeAgreed
    | ForumSuspended
    | ForumResumed
    | ForumDissolved
)

INSTITUTION_UNKNOWN: Final = "INSTITUTION_UNKNOWN"
"""Flags a forum of custom said to be an institution that has not been noted here yet."""


def decide(state: PartnershipForum | None, command: ForumCommand, facts: ForumFacts) -> Decision:
    if isinstance(command, Beginning):
        return _begin(state, command, facts)
    if state is None:
        return Refused("FORUM_UNKNOWN", "There is no such forum.", "forum_id", early=True)
    match command:
        case EndForumMembership():
            return forum_members.end(state, command, facts)
        case HoldForumMeeting() | AgreeForumProgramme():
            return forum_meetings.decide(state, command, facts)
        case DissolveForum():
            return _dissolve(state, command, facts)
        case SuspendForum() | ResumeForum() | AddForumMember() | FormForum() | ElectForumLeaders() | RenewForumTerm():
            return _go_on(state, command, facts)
        case _:
            assert_never(command)


def _go_on(state: PartnershipForum, command: OfMembers | SuspendForum | ResumeForum, facts: ForumFacts) -> Decision:
    if state.dissolved_on is not None:
        return Refused("FORUM_DISSOLVED", "The forum has been dissolved.", "forum_id")
    if isinstance(command, OfMembers):
        if state.model is None:
            message = "A recognised customary forum has its members and its term by custom: nothing of that is noted."
            return Refused("CUSTOMARY_FORUM", message, "forum_id")
        return _of_members(state, state.model, command, facts)
    if state.formed_on is None:
        return Refused("NOT_FORMED", "The forum has not been formed yet.", "forum_id", early=True)
    return _suspend(state, command, facts) if isinstance(command, SuspendForum) else _resume(state, command, facts)


def _of_members(state: PartnershipForum, model: ForumModel, command: OfMembers, facts: ForumFacts) -> Decision:
    if isinstance(command, AddForumMember):
        return forum_members.add(state, model, command, facts)
    if isinstance(command, FormForum):
        return _form(state, model, command, facts)
    if state.formed_on is None:
        return Refused("NOT_FORMED", "The forum has not been formed yet.", "forum_id", early=True)
    if isinstance(command, ElectForumLeaders):
        return _elect(state, command, facts)
    return _renew(state, model, command, facts)


def _begin(state: PartnershipForum | None, command: Beginning, facts: ForumFacts) -> Decision:
    villages = tuple(dict.fromkeys(command.village_ids))
    made: ForumProposed | CustomaryForumRecognised
    if isinstance(command, ProposeForum):
        made = ForumProposed(name=command.name, model=command.model, village_ids=villages, proposed_at=command.proposed_at)
        told = facts.reporting.refuse_future(command.proposed_at, "proposed_at")
    else:
        made = CustomaryForumRecognised(
            name=command.name,
            village_ids=villages,
            institution_id=command.institution_id,
            recognised_on=command.recognised_on,
            recognised_by=command.recognised_by,
        )
        seat = zone(facts.villages.get(villages[0]))
        told = facts.reporting.refuse_future_day(command.recognised_on, seat, "recognised_on")
    if state is not None:
        same = made in (state.proposed, state.recognised)
        return [] if same else Refused("FORUM_ID_TAKEN", "This id belongs to another forum.", "forum_id")
    if refused := told or _refuse_villages(villages, facts) or refuse_identity_numbers(name=command.name):
        return refused
    return [made] if isinstance(made, ForumProposed) else _recognise(made, facts)


def _refuse_villages(villages: Sequence[UUID], facts: ForumFacts) -> Refused | None:
    if not all(village in facts.villages for village in villages):
        return Refused("VILLAGE_UNKNOWN", "There is no such village.", "village_ids")
    if refused := _refuse_dissolved(villages, facts, "village_ids"):
        return refused
    if len({district_code(facts.villages[village].code) for village in villages}) > 1:
        return Refused("VILLAGES_APART", "The villages of a forum lie in one district.", "village_ids")
    return None


def _refuse_dissolved(villages: Sequence[UUID], facts: ForumFacts, field: str) -> Refused | None:
    """Its ground is that of another village by now, which would have a second forum."""
    there = (facts.villages.get(village) for village in villages)
    if gone := next((village for village in there if village is not None and village.dissolved), None):
        return Refused("VILLAGE_DISSOLVED", Sentence("{name} is no village any more.", name=gone.name), field)
    return None


def _recognise(recognised: CustomaryForumRecognised, facts: ForumFacts) -> Decision:
    of = facts.institution
    if of is not None and (of.kind is not InstitutionKind.ADAT or of.village_id not in recognised.village_ids):
        message = "This is no institution of custom in one of its villages."
        return Refused("NOT_OF_CUSTOM", message, "institution_id")
    if refused := _refuse_second(facts, recognised.recognised_on, "village_ids"):
        return refused
    flags = (INSTITUTION_UNKNOWN,) if recognised.institution_id is not None and of is None else ()
    return Decided(events=(recognised,), claims=_turns(recognised.village_ids, facts), flags=flags)


def _refuse_second(facts: ForumFacts, day: date, field: str, *, of_zone: bool = False) -> Refused | None:
    """A village has one forum at most, those of its zones aside; and none besides the one that custom has given it.

    Neither has it had two: what is formed by an earlier day than that on which another ended would have stood beside it.
    """
    if any(other.stands and other.recognised for other in facts.others):
        message = "A village has a recognised customary forum: no other is formed there."
        return Refused("VILLAGE_HAS_CUSTOMARY_FORUM", message, field)
    if not of_zone and any(other.stands_for_village for other in facts.others):
        return Refused("VILLAGE_HAS_FORUM", "A village has a forum already: a second is not formed there.", field)
    beside = (other for other in facts.others if other.recognised or (other.for_village and not of_zone))
    until = max((other.dissolved_on for other in beside if other.formed_on and other.dissolved_on), default=None)
    if until is not None and day < until:
        had = Sentence("A village had another forum until {day}: give that day or a later one.", day=until)
        return Refused("VILLAGE_HAD_FORUM", had, "recognised_on" if field == "village_ids" else "inaugurated_on")
    return None


def _turns(villages: Sequence[UUID], facts: ForumFacts) -> tuple[Claim, ...]:
    """The next number in each village. Whoever finds it gone looks again, and sees the forum that took it (decision 0001)."""
    return tuple(Claim(turns_of(village), f"{facts.turns.get(village, 1):06d}") for village in villages)


def turns_of(village: UUID) -> str:
    """The claim whose numbers are the forums formed or recognised in a village, one after the other."""
    return f"forums-of:{village}"


def _form(state: PartnershipForum, model: ForumModel, command: FormForum, facts: ForumFacts) -> Decision:
    term = Term(command.starts_on, command.ends_on)
    if state.formed_on is not None:
        same = (state.formed_on, state.terms[0]) == (command.inaugurated_on, term)
        return [] if same else Refused("ALREADY_FORMED", "The forum has been formed.", "forum_id")
    if refused := refuse_term(term, facts.term_days_max):
        return refused
    seat = zone(state.seat(facts))
    if refused := facts.reporting.refuse_future_day(command.inaugurated_on, seat, "inaugurated_on"):
        return refused
    if refused := _refuse_dissolved(state.villages, facts, "forum_id"):
        return refused
    if refused := _refuse_second(facts, command.inaugurated_on, "forum_id", of_zone=model is ForumModel.ZONE):
        return refused
    if refused := refuse_composition(model, state.members, command.inaugurated_on, facts):
        return refused
    if refused := refuse_leaders(state.members, command.chair_id, command.secretary_id, command.inaugurated_on):
        return refused
    formed = ForumFormed(
        model=model,
        village_ids=state.villages,
        members=sum(member.on(command.inaugurated_on) and member.until is None for member in state.members.values()),
        members_min=facts.members_min,
        chair_id=command.chair_id,
        secretary_id=command.secretary_id,
        inaugurated_on=command.inaugurated_on,
        inaugurated_by=command.inaugurated_by,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
    )
    return Decided(events=(formed,), claims=_turns(state.villages, facts))


def _elect(state: PartnershipForum, command: ElectForumLeaders, facts: ForumFacts) -> Decision:
    if (state.chair_id, state.secretary_id) == (command.chair_id, command.secretary_id):
        return []
    seat = zone(state.seat(facts))
    if refused := facts.reporting.refuse_future_day(command.elected_on, seat, "elected_on"):
        return refused
    if refused := refuse_leaders(state.members, command.chair_id, command.secretary_id, command.elected_on):
        return refused
    elected = ForumLeadersElected(chair_id=command.chair_id, secretary_id=command.secretary_id, elected_on=command.elected_on)
    return [elected]


def _renew(state: PartnershipForum, model: ForumModel, command: RenewForumTerm, facts: ForumFacts) -> Decision:
    term, last = Term(command.starts_on, command.ends_on), state.terms[-1]
    if term == last:
        return []
    if refused := refuse_term(term, facts.term_days_max):
        return refused
    if term.starts_on < last.ends_on:
        until = Sentence("The term before it lasts until {day}: give a later day.", day=last.ends_on)
        return Refused("TERMS_OVERLAP", until, "starts_on")
    if state.chair_id is None or state.secretary_id is None:
        return Refused("LEADERS_MISSING", "Elect a chair and a secretary first.", "forum_id", early=True)
    if refused := refuse_composition(model, state.members, command.starts_on, facts):
        return refused
    renewed = ForumTermRenewed(starts_on=command.starts_on, ends_on=command.ends_on, inaugurated_by=command.inaugurated_by)
    return [renewed]


def _suspend(state: PartnershipForum, command: SuspendForum, facts: ForumFacts) -> Decision:
    if state.suspended:
        return []
    if refused := facts.reporting.refuse_future_day(command.suspended_on, zone(state.seat(facts)), "suspended_on"):
        return refused
    at_work = (state.suspensions[-1].until if state.suspensions else None) or begun(state.formed_on)
    if command.suspended_on < at_work:
        return Refused("BEFORE_FORMED", Sentence("The forum is at work since {day} only.", day=at_work), "suspended_on")
    return [ForumSuspended(reason=command.reason, suspended_on=command.suspended_on)]


def _resume(state: PartnershipForum, command: ResumeForum, facts: ForumFacts) -> Decision:
    if not state.suspended:
        return []
    if refused := facts.reporting.refuse_future_day(command.resumed_on, zone(state.seat(facts)), "resumed_on"):
        return refused
    since = state.suspensions[-1].since
    if command.resumed_on < since:
        return Refused("ENDS_BEFORE_START", Sentence("It is suspended since {day} only.", day=since), "resumed_on")
    if state.model is not None and (refused := refuse_composition(state.model, state.members, command.resumed_on, facts)):
        return refused
    return [ForumResumed(resumed_on=command.resumed_on)]


def _dissolve(state: PartnershipForum, command: DissolveForum, facts: ForumFacts) -> Decision:
    if state.dissolved_on is not None:
        return []
    if refused := facts.reporting.refuse_future_day(command.dissolved_on, zone(state.seat(facts)), "dissolved_on"):
        return refused
    if state.formed_on is not None and command.dissolved_on < state.formed_on:
        return Refused("BEFORE_FORMED", Sentence("The forum is at work since {day} only.", day=state.formed_on), "dissolved_on")
    return [ForumDissolved(reason=command.reason, village_ids=state.villages, dissolved_on=command.dissolved_on)]


def evolve(state: PartnershipForum | None, event: ForumEvent) -> PartnershipForum:
    if isinstance(event, ForumProposed):
        return PartnershipForum(proposed=event)
    if isinstance(event, CustomaryForumRecognised):
        return PartnershipForum(recognised=event, formed_on=event.recognised_on)
    forum = begun(state)
    match event:
        case ForumMemberAdded():
            return replace(forum, members=after_added(forum.members, event))
        case ForumMembershipEnded():
            chair = None if event.was_chair else forum.chair_id
            secretary = None if event.was_secretary else forum.secretary_id
            return replace(forum, members=after_end(forum.members, event), chair_id=chair, secretary_id=secretary)
        case ForumFormed():
            formed = replace(forum, formed_on=event.inaugurated_on, terms=(Term(event.starts_on, event.ends_on),))
            return replace(formed, chair_id=event.chair_id, secretary_id=event.secretary_id)
        case ForumLeadersElected():
            return replace(forum, chair_id=event.chair_id, secretary_id=event.secretary_id)
        case ForumTermRenewed():
            return replace(forum, terms=(*forum.terms, Term(event.starts_on, event.ends_on)))
        case ForumMeetingHeld():
            return replace(forum, meetings={**forum.meetings, event.meeting_id: event})
        case ForumProgrammeAgreed():
            return replace(forum, programmes={**forum.programmes, event.programme_id: event})
        case ForumSuspended() | ForumResumed():
            return replace(forum, suspensions=_suspended(forum.suspensions, event))
        case ForumDissolved():
            return replace(forum, dissolved_on=event.dissolved_on)
        case _:
            assert_never(event)


def _suspended(suspensions: tuple[Suspension, ...], event: ForumSuspended | ForumResumed) -> tuple[Suspension, ...]:
    if isinstance(event, ForumSuspended):
        return (*suspensions, Suspension(event.suspended_on))
    *before, last = suspensions
    return (*before, replace(last, until=event.resumed_on))


def place(_state: PartnershipForum | None, _command: ForumCommand, facts: ForumFacts) -> Place:
    """One of its villages; which of them decides depends on who asks (`forum_facts`)."""
    return Place(village=facts.at)


INDONESIAN: Final = {
    "A recognised customary forum has its members and its term by custom: nothing of that is noted.": (
        "Forum adat yang diakui mempunyai anggota dan masa bakti menurut adat: hal itu tidak dicatat."
    ),
    "A village had another forum until {day}: give that day or a later one.": (
        "Desa mempunyai forum lain sampai {day}: isikan hari itu atau sesudahnya."
    ),
    "A village has a forum already: a second is not formed there.": "Desa sudah mempunyai FKPM: tidak dibentuk yang kedua.",
    "A village has a recognised customary forum: no other is formed there.": (
        "Desa mempunyai forum adat yang diakui: tidak dibentuk forum lain."
    ),
    "Elect a chair and a secretary first.": "Pilih ketua dan sekretaris terlebih dahulu.",
    "It is suspended since {day} only.": "Baru dibekukan sejak {day}.",
    "The forum has been dissolved.": "FKPM sudah dibubarkan.",
    "The forum has been formed.": "FKPM sudah dibentuk.",
    "The forum has not been formed yet.": "FKPM belum dibentuk.",
    "The forum is at work since {day} only.": "FKPM baru bekerja sejak {day}.",
    "The term before it lasts until {day}: give a later day.": (
        "Masa bakti sebelumnya berlaku sampai {day}: isikan hari sesudahnya."
    ),
    "The villages of a forum lie in one district.": "Desa-desa satu FKPM berada dalam satu kecamatan.",
    "{name} is no village any more.": "{name} bukan lagi sebuah desa.",
    "There is no such forum.": "FKPM itu tidak ada.",
    "There is no such village.": "Desa itu tidak ada.",
    "This id belongs to another forum.": "Id ini milik forum lain.",
    "This is no institution of custom in one of its villages.": "Ini bukan pranata adat di salah satu desanya.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""

PARTNERSHIP_FORUM: Final[Decider[PartnershipForum | None, ForumCommand, ForumEvent, ForumFacts]] = Decider(
    None,
    decide,
    evolve,
    place,
    indonesian={
        **INDONESIAN,
        **forum_members.INDONESIAN,
        **forum_meetings.INDONESIAN,
        **forum_terms.INDONESIAN,
        **identity_numbers.INDONESIAN,
        **reporting.INDONESIAN,
    },
)
