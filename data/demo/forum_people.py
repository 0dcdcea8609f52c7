"""Who sits in a forum of police and community: the village's officer, its government, figures and residents, each by consent."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from msgspec import Struct

from data import ids
from data.demo.province import Province
from data.demo.telling import Speaker, Told
from libs.events.contracts.villages.contact_person import ConsentBasis
from libs.events.contracts.villages.forum_kinds import ForumElement, ForumModel
from libs.events.contracts.villages.partnership_forum import AddForumMember, MemberConsent, ProposeForum

FIRST: Final = (ForumElement.OFFICER, ForumElement.GOVERNMENT)
OTHERS: Final = {
    ForumModel.AREA: (ForumElement.COMMUNITY_FIGURE, ForumElement.RESIDENT, ForumElement.RESIDENT),
    ForumModel.ZONE: (ForumElement.MANAGEMENT, ForumElement.SECURITY, ForumElement.WORKER, ForumElement.OWNER_OR_USER),
}
"""For whom those sit there who come after the first two, in turn."""


class Forum(Struct, frozen=True, kw_only=True):
    """A forum of one village, and its officer, who is a member."""

    id: UUID
    code: str
    by: Speaker
    begun: int
    """The day on which it was proposed."""
    model: ForumModel
    members: int
    """How many agree to be one, a day each."""

    def member(self, number: int) -> UUID:
        """Whoever joined as the so-many-th; the first is the officer."""
        if number == 0 and self.by.person is not None:
            return self.by.person
        return ids.person(f"demo/FKPM {self.code}/{number}")


def joining(province: Province, forum: Forum) -> Iterator[Told]:
    """It is proposed, and one after the other agrees."""
    village = province.villages[forum.code]
    proposed_at = province.days.moment(forum.begun, 600)
    proposed = ProposeForum(
        forum_id=forum.id,
        name=f"FKPM Contoh {village.number}",
        model=forum.model,
        village_ids=(village.id,),
        proposed_at=proposed_at,
    )
    yield Told(at=proposed_at, by=forum.by, command=proposed)
    for number in range(forum.members):
        at, person = province.days.moment(forum.begun + 1 + number, 545 + 7 * number), forum.member(number)
        title = "Perangkat" if number == 1 else "Anggota FKPM"
        added = AddForumMember(
            forum_id=forum.id,
            person_id=person,
            element=_element(forum, number),
            full_name=f"{title} Contoh {village.number}-{number}" if number else None,
            party_official=False,
            consent=MemberConsent(basis=tuple(ConsentBasis)[number % 2], at=at, given_by=person),
        )
        yield Told(at=at, by=forum.by, command=added)


def _element(forum: Forum, number: int) -> ForumElement:
    others = OTHERS[forum.model]
    return FIRST[number] if number < len(FIRST) else others[number % len(others)]
