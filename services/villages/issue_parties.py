"""Who is concerned by an issue: noted without a name where none is needed, taken back where it was wrong, never too many."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from msgspec import Struct

from libs.events.contracts.villages.community_issue import (
    IssuePartyRecorded,
    IssuePartyStruck,
    PartyRole,
    RecordIssueParty,
    StrikeIssueParty,
)
from libs.events.decider import Decision, Refused
from libs.events.wording import Sentence
from services.villages.identity_numbers import refuse_identity_numbers

MOST: Final = 20
"""Parties of one issue."""


class Party(Struct, frozen=True, kw_only=True):
    """Without the name, which no rule needs."""

    role: PartyRole
    child: bool
    at: datetime
    """When it was last noted or taken back."""
    struck: bool = False


Parties: TypeAlias = Mapping[UUID, Party]


def concern_a_child(parties: Parties) -> bool:
    """Whether a child is among them who did more than see it."""
    return any(party.child and not party.struck and party.role is not PartyRole.WITNESS for party in parties.values())


def done(parties: Parties, command: RecordIssueParty | StrikeIssueParty) -> bool:
    """Whether all is as the command wants it, or something newer is known of this party."""
    party = parties.get(command.party_id)
    if party is None:
        return False
    if isinstance(command, StrikeIssueParty):
        return party.struck or command.struck_at < party.at
    same = (party.role, party.child, party.at, party.struck) == (command.role, command.child, command.recorded_at, False)
    return same or command.recorded_at < party.at


def decide(parties: Parties, command: RecordIssueParty | StrikeIssueParty) -> Decision:
    if isinstance(command, RecordIssueParty):
        return _record(parties, command)
    if command.party_id not in parties:
        return Refused("PARTY_UNKNOWN", "There is no such party to this issue.", "party_id")
    return [IssuePartyStruck(party_id=command.party_id, struck_at=command.struck_at)]


def _record(parties: Parties, command: RecordIssueParty) -> Decision:
    if refused := refuse_identity_numbers(party_name=command.party_name):
        return refused
    others = sum(not party.struck for key, party in parties.items() if key != command.party_id)
    if others >= MOST:
        return Refused("TOO_MANY_PARTIES", Sentence("An issue has at most {most} parties.", most=MOST), "party_id")
    recorded = IssuePartyRecorded(
        party_id=command.party_id,
        role=command.role,
        party_name=command.party_name,
        child=command.child,
        recorded_at=command.recorded_at,
    )
    return [recorded]


def after(parties: Parties, event: IssuePartyRecorded | IssuePartyStruck) -> Parties:
    """The parties once this has happened."""
    if isinstance(event, IssuePartyRecorded):
        return {**parties, event.party_id: Party(role=event.role, child=event.child, at=event.recorded_at)}
    was = parties[event.party_id]
    return {**parties, event.party_id: Party(role=was.role, child=was.child, at=event.struck_at, struck=True)}


INDONESIAN: Final = {
    "An issue has at most {most} parties.": "Satu masalah mempunyai paling banyak {most} pihak.",
    "There is no such party to this issue.": "Pihak itu tidak ada dalam masalah ini.",
}
"""What is refused here, said to people who read Indonesian; the names in braces are those of `Sentence`."""
