"""A forum of police and community for stories about it: its village, its members, and what a decision is shown."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from libs.events.contracts.villages.contact_person import ConsentBasis
from libs.events.contracts.villages.forum_kinds import ForumElement, ForumModel, Inaugurator
from libs.events.contracts.villages.partnership_forum import (
    AddForumMember,
    CustomaryForumRecognised,
    FormForum,
    ForumFormed,
    ForumMemberAdded,
    ForumProposed,
    MemberConsent,
    ProposeForum,
    RecogniseCustomaryForum,
)
from libs.events.contracts.villages.village import VillageKind
from services.villages.forum_state import ForumFacts
from services.villages.partnership_forum import ForumEvent
from services.villages.reporting import Reporting
from services.villages.village import Village

SPACE: Final = UUID("7d0f4f0e-3f63-4b52-9a53-0d4ac2c9b0fc")
NOW: Final = datetime(2026, 11, 24, 4, tzinfo=UTC)
"""Noon in Mataram."""
TODAY: Final = date(2026, 11, 24)
DAY: Final = timedelta(days=1)
AGREED: Final = NOW - 40 * DAY
OF = ForumElement


def an(name: str) -> UUID:
    return uuid5(SPACE, name)


FORUM, VILLAGE, NEIGHBOUR, AWAY = an("forum"), an("village"), an("neighbour"), an("away")
WARD: Final = Village(code="52.71.01.1001", name="Contoh", kind=VillageKind.KELURAHAN)
VILLAGES: Final = {
    VILLAGE: WARD,
    NEIGHBOUR: Village(code="52.71.01.1002", name="Contoh Lain", kind=VillageKind.KELURAHAN),
    AWAY: Village(code="52.71.02.1001", name="Contoh Jauh", kind=VillageKind.KELURAHAN),
}
FACTS: Final = ForumFacts(
    reporting=Reporting(now=NOW), villages=VILLAGES, at=VILLAGE, turns={VILLAGE: 3}, members_min=4, members_max=6
)
AREA: Final = (OF.OFFICER, OF.GOVERNMENT, OF.COMMUNITY_FIGURE, OF.RESIDENT)
ZONE: Final = (OF.OFFICER, OF.GOVERNMENT, OF.OWNER_OR_USER, OF.SECURITY, OF.WORKER)
OFFICER: Final = an("0 OFFICER")


def consent(person: UUID, at: datetime = AGREED) -> MemberConsent:
    return MemberConsent(basis=ConsentBasis.WRITTEN, at=at, given_by=person)


def add(name: str, element: ForumElement, **more: Any) -> AddForumMember:
    person = an(name)
    full_name = None if element is OF.OFFICER else f"Anggota Contoh {name}"
    fields: dict[str, Any] = {"full_name": full_name, "party_official": False, "consent": consent(person)}
    return AddForumMember(**{"forum_id": FORUM, "person_id": person, "element": element, **fields, **more})


def added(name: str, element: ForumElement, **more: Any) -> ForumMemberAdded:
    command = add(name, element, **more)
    return ForumMemberAdded(
        person_id=command.person_id,
        element=element,
        full_name=command.full_name,
        consent=command.consent,
        member_from=TODAY - 40 * DAY,
    )


def members(elements: Sequence[ForumElement] = AREA) -> list[ForumMemberAdded]:
    """One of each, by the name of its place and element."""
    return [added(f"{place} {element}", element) for place, element in enumerate(elements)]


PROPOSE: Final = ProposeForum(
    forum_id=FORUM, name="FKPM Contoh", model=ForumModel.AREA, village_ids=(VILLAGE,), proposed_at=NOW - 60 * DAY
)
RECOGNISE: Final = RecogniseCustomaryForum(
    forum_id=FORUM,
    name="Krama Contoh",
    village_ids=(VILLAGE,),
    recognised_on=TODAY - 30 * DAY,
    recognised_by=Inaugurator.CAMAT,
)
FORM: Final = FormForum(
    forum_id=FORUM,
    chair_id=an("2 COMMUNITY_FIGURE"),
    secretary_id=an("3 RESIDENT"),
    inaugurated_on=TODAY - 30 * DAY,
    inaugurated_by=Inaugurator.KAPOLSEK,
    starts_on=TODAY - 30 * DAY,
    ends_on=TODAY + 700 * DAY,
)


def proposed(model: ForumModel = ForumModel.AREA, *villages: UUID) -> ForumProposed:
    return ForumProposed(name=PROPOSE.name, model=model, village_ids=villages or (VILLAGE,), proposed_at=PROPOSE.proposed_at)


RECOGNISED: Final = CustomaryForumRecognised(
    name=RECOGNISE.name,
    village_ids=(VILLAGE,),
    recognised_on=RECOGNISE.recognised_on,
    recognised_by=RECOGNISE.recognised_by,
)
FORMED: Final = ForumFormed(
    model=ForumModel.AREA,
    village_ids=(VILLAGE,),
    members=4,
    members_min=4,
    chair_id=FORM.chair_id,
    secretary_id=FORM.secretary_id,
    inaugurated_on=FORM.inaugurated_on,
    inaugurated_by=FORM.inaugurated_by,
    starts_on=FORM.starts_on,
    ends_on=FORM.ends_on,
)
BEGUN: Final[tuple[ForumEvent, ...]] = (proposed(), *members())
AT_WORK: Final[tuple[ForumEvent, ...]] = (*BEGUN, FORMED)
