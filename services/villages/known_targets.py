"""What the villages service knows so that directives are followed up: whom they were put before, open targets, deeds."""

from typing import Any, Final

from sqlalchemy import Column, Date, Index, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.cooperation.training_session import DirectiveIssued, Theme
from libs.events.contracts.villages.contact_person import ContactConsentWithdrawn
from libs.events.contracts.villages.directive_target import DirectiveTargetMet, DirectiveTargetSet
from libs.events.contracts.villages.partnership_forum import ForumDissolved
from services.villages.deeds import DEEDS, SHOWN, met_by, villages_of
from services.villages.known import KNOWN, METADATA

__all__ = ["KNOWN"]

ADDRESSED: Final = Table(
    "addressed",
    METADATA,
    Column("directive_id", Uuid, primary_key=True),
    Column("officer_id", Uuid, primary_key=True),
    Column("session_id", Uuid, nullable=False),
    Column("theme", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date),
    Index("addressed_officer", "officer_id"),
)
"""Directives on themes that show in villages."""
TARGET: Final = Table(
    "target",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("village_id", Uuid, nullable=False),
    Column("theme", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Index("target_village", "village_id", "theme"),
)
"""Those not met yet."""
DEED: Final = Table(
    "deed",
    METADATA,
    Column("of", Uuid, primary_key=True),
    Column("theme", Text, primary_key=True),
    Column("village_id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("shown_by", Text, nullable=False),
    Index("deed_village", "village_id", "theme", "day"),
)


@KNOWN.on(DirectiveIssued)
def directive_issued(event: DirectiveIssued, recorded: Recorded, changes: Changes) -> None:
    if event.theme not in SHOWN:
        return
    for officer in event.addressed_to:
        changes.put(
            ADDRESSED,
            directive_id=event.directive_id,
            officer_id=officer,
            session_id=recorded.key,
            theme=event.theme.value,
            issued_on=event.issued_on,
            due_on=event.due_on,
        )


@KNOWN.on(DirectiveTargetSet)
def directive_target_set(event: DirectiveTargetSet, recorded: Recorded, changes: Changes) -> None:
    changes.put(TARGET, id=recorded.key, village_id=event.village_id, theme=event.theme.value, issued_on=event.issued_on)


@KNOWN.on(DirectiveTargetMet)
def directive_target_met(_event: DirectiveTargetMet, recorded: Recorded, changes: Changes) -> None:
    changes.remove(TARGET, recorded.key)


@KNOWN.on(ContactConsentWithdrawn)
def contact_consent_withdrawn(event: ContactConsentWithdrawn, recorded: Recorded, changes: Changes) -> None:
    changes.remove(DEED, recorded.key, Theme.CONTACT_PERSON.value, event.village_id)


@KNOWN.on(ForumDissolved)
def forum_dissolved(event: ForumDissolved, recorded: Recorded, changes: Changes) -> None:
    for village in event.village_ids:
        changes.remove(DEED, recorded.key, Theme.FORM_FKPM.value, village)


def _deed(event: Any, recorded: Recorded, changes: Changes) -> None:
    day, shown_by = DEEDS[type(event)].day(event), type(event).named()
    for village in villages_of(event, recorded.key):
        # In a stream of its own a deed is named by that; in the village's there are several.
        of = recorded.id if village == recorded.key else recorded.key
        for theme in met_by(event):
            changes.put(DEED, of=of, theme=theme.value, village_id=village, day=day, shown_by=shown_by)


for _kind in DEEDS:
    KNOWN.on(_kind)(_deed)
