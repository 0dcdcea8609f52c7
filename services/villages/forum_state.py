"""What a forum of police and community (*FKPM*) is at any time, and what a decision about it is shown besides."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.villages.forum_kinds import ForumElement, ForumModel
from libs.events.contracts.villages.partnership_forum import (
    CustomaryForumRecognised,
    ForumMeetingHeld,
    ForumProgrammeAgreed,
    ForumProposed,
    MemberConsent,
)
from services.villages.community_issue import CommunityIssue
from services.villages.reporting import Reporting
from services.villages.social_institution import SocialInstitution
from services.villages.village import Village


class Member(Struct, frozen=True, kw_only=True):
    """Without the name, which no rule needs."""

    element: ForumElement
    consent: MemberConsent
    since: date
    """The day on which consent was given."""
    until: date | None = None
    """The first day on which the person is no member."""

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


Members: TypeAlias = Mapping[UUID, Member]


class Suspension(Struct, frozen=True):
    """Days on which a forum may not meet."""

    since: date
    until: date | None = None
    """The first day on which it may again."""

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Term(Struct, frozen=True):
    """A term of office (*masa bakti*)."""

    starts_on: date
    ends_on: date
    """The first day after it."""


class PartnershipForum(Struct, frozen=True, kw_only=True):
    proposed: ForumProposed | None = None
    """None: custom has given it to the village."""
    recognised: CustomaryForumRecognised | None = None
    members: Members = {}
    chair_id: UUID | None = None
    secretary_id: UUID | None = None
    formed_on: date | None = None
    """The day on which it was inaugurated or recognised."""
    terms: tuple[Term, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    dissolved_on: date | None = None
    meetings: Mapping[UUID, ForumMeetingHeld] = {}
    programmes: Mapping[UUID, ForumProgrammeAgreed] = {}

    @property
    def villages(self) -> tuple[UUID, ...]:
        """Those it covers, its seat first."""
        begun = self.proposed or self.recognised
        return begun.village_ids if begun else ()

    @property
    def model(self) -> ForumModel | None:
        """Null for a forum of custom."""
        return self.proposed.model if self.proposed else None

    @property
    def suspended(self) -> bool:
        return bool(self.suspensions) and self.suspensions[-1].until is None

    @property
    def stands(self) -> bool:
        """Whether it has been formed or recognised and is there still, at work or suspended."""
        return self.formed_on is not None and self.dissolved_on is None

    @property
    def for_village(self) -> bool:
        """Whether it is one of those of which its villages have one at most: beside that of a zone there may be another."""
        return self.model is not ForumModel.ZONE

    @property
    def stands_for_village(self) -> bool:
        """Whether its villages have it as their forum."""
        return self.stands and self.for_village

    def seat(self, facts: "ForumFacts") -> Village | None:
        """The village by whose calendar it goes."""
        return facts.villages.get(self.villages[0])


class ForumFacts(Struct, frozen=True, kw_only=True):
    """The clock, the villages, the forums that take turns with this one in them, and the measures in force."""

    reporting: Reporting
    villages: Mapping[UUID, Village] = {}
    """Those of the forum that are there."""
    at: UUID | None = None
    """The village of the forum by which it is decided whether it lies within the caller's reach."""
    others: Sequence[PartnershipForum] = ()
    """Those formed or recognised, at any time, in any of its villages."""
    turns: Mapping[UUID, int] = {}
    """By village: the next number. No two forums are formed there on the same picture."""
    members_min: int = 10
    members_max: int = 20
    term_days_max: int = 2192
    assigned: bool = True
    """Whether the officer who is to be a member, or was at a meeting, is known to be assigned to one of its villages."""
    issues: Mapping[UUID, CommunityIssue] = {}
    """Those that a meeting settled, as far as they have been reported."""
    institution: SocialInstitution | None = None
    """That which a forum of custom is said to be."""
