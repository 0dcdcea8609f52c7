"""Who belongs to a forum (*FKPM*): by his own consent, never an official of a party, and of every element its model asks for."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from libs.events.contracts.villages.forum_kinds import ForumElement, ForumModel
from libs.events.contracts.villages.partnership_forum import (
    AddForumMember,
    EndForumMembership,
    ForumMemberAdded,
    ForumMembershipEnded,
)
from libs.events.decider import Decided, Decision, Refused
from libs.events.wording import Sentence
from services.villages.forum_state import ForumFacts, Member, Members, PartnershipForum
from services.villages.identity_numbers import refuse_identity_numbers
from services.villages.local_time import local_day, zone

_OF = ForumElement
COMPOSITION: Final[Mapping[ForumModel, tuple[tuple[ForumElement, ...], ...]]] = {
    ForumModel.AREA: ((_OF.OFFICER,), (_OF.GOVERNMENT,), (_OF.COMMUNITY_FIGURE, _OF.RESIDENT)),
    ForumModel.ZONE: (
        (_OF.OFFICER,),
        (_OF.GOVERNMENT,),
        (_OF.OWNER_OR_USER, _OF.MANAGEMENT),
        (_OF.SECURITY,),
        (_OF.WORKER,),
    ),
}
"""By model: of each of these a member at least, and of no other element any (area and zone model, Perpol 1/2021)."""
_SAID: Final[Mapping[ForumElement, str]] = {
    _OF.OFFICER: "petugas Polmas",
    _OF.GOVERNMENT: "pemerintah desa, kelurahan",
    _OF.COMMUNITY_FIGURE: "tokoh masyarakat",
    _OF.RESIDENT: "warga",
    _OF.OWNER_OR_USER: "pemilik, pengguna",
    _OF.MANAGEMENT: "pengelola",
    _OF.SECURITY: "satuan pengamanan",
    _OF.WORKER: "pekerja",
}
"""What they are called among those who form a forum, whatever language they read."""
COMPOSITION_BROKEN: Final = "COMPOSITION_BROKEN"
"""Flags a membership that ends and leaves a forum with fewer members, or fewer elements, than it must have."""
ASSIGNMENT_UNKNOWN: Final = "ASSIGNMENT_UNKNOWN"
"""Flags an officer who is a member where he is not assigned, as far as is known here."""


def add(state: PartnershipForum, model: ForumModel, command: AddForumMember, facts: ForumFacts) -> Decision:
    member = state.members.get(command.person_id)
    if member is not None and (member.element, member.consent) == (command.element, command.consent):
        return []
    if refused := _refuse_person(model, command) or facts.reporting.refuse_future(command.consent.at, "consent.at"):
        return refused
    day = local_day(command.consent.at, state.seat(facts))
    if member is not None and (member.until is None or day < member.until):
        return Refused("ALREADY_MEMBER", "This person is a member, by another consent.", "person_id")
    if sum(one.until is None for one in state.members.values()) >= facts.members_max:
        return Refused("TOO_MANY_MEMBERS", Sentence("A forum has at most {most} members.", most=facts.members_max), "person_id")
    added = ForumMemberAdded(
        person_id=command.person_id,
        element=command.element,
        full_name=command.full_name,
        consent=command.consent,
        member_from=day,
    )
    known = command.element is not ForumElement.OFFICER or facts.assigned
    return Decided(events=(added,), flags=() if known else (ASSIGNMENT_UNKNOWN,))


def _refuse_person(model: ForumModel, command: AddForumMember) -> Refused | None:
    if command.party_official:
        message = "Nobody who holds an office in a political party is a member of a forum."
        return Refused("PARTY_OFFICIAL", message, "party_official")
    if command.consent.given_by != command.person_id:
        return Refused("CONSENT_NOT_OWN", "Consent is given by the member himself, not on his behalf.", "consent.given_by")
    if not any(command.element in elements for elements in COMPOSITION[model]):
        return Refused("ELEMENT_NOT_OF_MODEL", "A forum of this model has no members of this element.", "element")
    if (command.element is ForumElement.OFFICER) is (command.full_name is not None):
        message = "Leave out the name of an officer, which is known; give the full name of every other member."
        return Refused("NAMED_BY_ELEMENT", message, "full_name")
    return refuse_identity_numbers(full_name=command.full_name)


def end(state: PartnershipForum, command: EndForumMembership, facts: ForumFacts) -> Decision:
    """At any time, even after the forum is dissolved: nobody is kept against his will."""
    member = state.members.get(command.person_id)
    if member is None:
        return Refused("MEMBER_UNKNOWN", "There is no such member of this forum.", "person_id", early=True)
    if member.until is not None:
        return []
    if command.ended_on < member.since:
        since = Sentence("The person is a member since {day}: it cannot have ended before that.", day=member.since)
        return Refused("ENDS_BEFORE_START", since, "ended_on")
    if refused := facts.reporting.refuse_future_day(command.ended_on, zone(state.seat(facts)), "ended_on"):
        return refused
    ended = ForumMembershipEnded(
        person_id=command.person_id,
        reason=command.reason,
        ended_on=command.ended_on,
        was_chair=state.chair_id == command.person_id,
        was_secretary=state.secretary_id == command.person_id,
    )
    left = after_end(state.members, ended)
    broken = state.stands and state.model is not None and refuse_composition(state.model, left, command.ended_on, facts)
    return Decided(events=(ended,), flags=(COMPOSITION_BROKEN,) if broken else ())


def refuse_composition(model: ForumModel, members: Members, day: date, facts: ForumFacts) -> Refused | None:
    """Whether those who were members that day and still are are too few, too many, or lack an element."""
    now = [member for member in members.values() if member.on(day) and member.until is None]
    if len(now) < facts.members_min:
        few = Sentence("A forum has at least {least} members; this one has {now}.", least=facts.members_min, now=len(now))
        return Refused("TOO_FEW_MEMBERS", few, "forum_id", early=True)
    if len(now) > facts.members_max:
        most = Sentence("A forum has at most {most} members.", most=facts.members_max)
        return Refused("TOO_MANY_MEMBERS", most, "forum_id")
    there = {member.element for member in now}
    if missing := [elements for elements in COMPOSITION[model] if not there.intersection(elements)]:
        named = ", ".join(f"{'/'.join(elements)} ({', '.join(_SAID[one] for one in elements)})" for elements in missing)
        return Refused("ELEMENT_MISSING", Sentence("These are not in it: {elements}.", elements=named), "forum_id", early=True)
    return None


def refuse_leaders(members: Members, chair: UUID, secretary: UUID, day: date) -> Refused | None:
    """Chair and secretary are two members of that day."""
    if chair == secretary:
        return Refused("SAME_LEADER", "Chair and secretary are two persons.", "secretary_id")
    for field, person in (("chair_id", chair), ("secretary_id", secretary)):
        member = members.get(person)
        if member is None or not member.on(day) or member.until is not None:
            return Refused("NOT_A_MEMBER", "Chair and secretary are members of the forum.", field, early=True)
    return None


def after_added(members: Members, event: ForumMemberAdded) -> Members:
    return {
        **members,
        event.person_id: Member(element=event.element, consent=event.consent, since=event.member_from),
    }


def after_end(members: Members, event: ForumMembershipEnded) -> Members:
    return {**members, event.person_id: replace(members[event.person_id], until=event.ended_on)}


def officers_on(members: Members, day: date) -> frozenset[UUID]:
    """The officers who are members that day."""
    return frozenset(key for key, member in members.items() if member.element is ForumElement.OFFICER and member.on(day))


INDONESIAN: Final = {
    "A forum has at least {least} members; this one has {now}.": (
        "FKPM beranggotakan paling sedikit {least} orang; yang ini {now}."
    ),
    "A forum has at most {most} members.": "FKPM beranggotakan paling banyak {most} orang.",
    "A forum of this model has no members of this element.": "FKPM model ini tidak beranggotakan unsur tersebut.",
    "Leave out the name of an officer, which is known; give the full name of every other member.": (
        "Nama petugas Polri sudah tercatat: kosongkan; isikan nama lengkap anggota lainnya."
    ),
    "Chair and secretary are members of the forum.": "Ketua dan sekretaris adalah anggota FKPM.",
    "Chair and secretary are two persons.": "Ketua dan sekretaris adalah dua orang yang berbeda.",
    "Consent is given by the member himself, not on his behalf.": (
        "Persetujuan diberikan oleh anggota itu sendiri, tidak diwakilkan."
    ),
    "Nobody who holds an office in a political party is a member of a forum.": (
        "Pengurus partai politik tidak boleh menjadi anggota FKPM."
    ),
    "The person is a member since {day}: it cannot have ended before that.": (
        "Orang itu anggota sejak {day}: tidak mungkin berakhir sebelum itu."
    ),
    "There is no such member of this forum.": "Anggota itu tidak ada dalam FKPM ini.",
    "These are not in it: {elements}.": "Unsur yang belum ada: {elements}.",
    "This person is a member, by another consent.": "Orang ini sudah anggota, dengan persetujuan lain.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
