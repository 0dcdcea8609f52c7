"""What shows in a village's own records that a directive is followed up there: one line an event. Decision 0087.

A theme that no line names is followed up by the officer's own report; so is EARLY_WARNING, for nobody shall raise a warning to
meet a target. Nor does what counters a sensitive issue meet one: that would tell of the issue; the outreach that it was does.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from libs.events.contracts.cooperation.training_session import Theme
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.contact_person import ContactPersonRegistered
from libs.events.contracts.villages.joint_activity import JointActivityHeld
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld
from libs.events.contracts.villages.partnership_forum import CustomaryForumRecognised, ForumFormed
from libs.events.contracts.villages.social_institution import InstitutionEstablished
from libs.events.contracts.villages.three_pillars import SynergyMeetingHeld
from libs.events.contracts.villages.village import EnvironmentAssessed
from libs.events.message import Event


def _every(_event: Any, _theme: Theme) -> bool:
    return True


class Deed(NamedTuple):
    """How an event shows that directives on these themes are followed up."""

    themes: tuple[Theme, ...]
    day: Callable[[Any], date]
    meets: Callable[[Any, Theme], bool] = _every
    """Whether this one does, of one of the themes."""
    lasting: bool = False
    """The directive asks that the village have something: what it had before counts as well."""


def _outreach(event: OutreachHeld, theme: Theme) -> bool:
    match theme:
        case Theme.PUBLIC_PARTICIPATION:
            return event.appeal is Appeal.PARTICIPATION
        case Theme.LAW_OBEDIENCE:
            return event.appeal is Appeal.LAW_OBEDIENCE
        case Theme.DIVERSITY:
            return event.theme in (ActivityTheme.DIVERSITY, ActivityTheme.FAITH_HARMONY)
        case Theme.ELECTION_SENSITIVITY:
            return event.theme is ActivityTheme.ELECTION_PEACE
        case _:
            return True


DEEDS: Final[Mapping[type[Event], Deed]] = {
    ContactPersonRegistered: Deed((Theme.CONTACT_PERSON,), lambda event: event.confirmed_on, lasting=True),
    ForumFormed: Deed((Theme.FORM_FKPM,), lambda event: event.inaugurated_on, lasting=True),
    CustomaryForumRecognised: Deed((Theme.FORM_FKPM,), lambda event: event.recognised_on, lasting=True),
    InstitutionEstablished: Deed((Theme.BUILD_PRANATA,), lambda event: event.established_on),
    EnvironmentAssessed: Deed((Theme.LOCAL_ENVIRONMENT,), lambda event: event.assessed_on, lasting=True),
    JointActivityHeld: Deed((Theme.JOINT_PARTNERSHIP,), lambda event: event.held_on),
    SynergyMeetingHeld: Deed((Theme.THREE_PILLARS_SYNERGY,), lambda event: event.held_on),
    OutreachHeld: Deed(
        (
            Theme.PUBLIC_PARTICIPATION,
            Theme.LAW_OBEDIENCE,
            Theme.INVITE_TO_GOOD,
            Theme.DIVERSITY,
            Theme.ELECTION_SENSITIVITY,
        ),
        lambda event: event.held_on,
        _outreach,
    ),
}
"""Whoever adds an event of the villages service here has it meet targets: nothing else is to be written."""

SHOWN: Final = frozenset(theme for deed in DEEDS.values() for theme in deed.themes)
"""The themes of directives that become targets of villages."""
LASTING: Final = frozenset(theme for deed in DEEDS.values() if deed.lasting for theme in deed.themes)


def met_by(event: Event) -> tuple[Theme, ...]:
    """The themes of which this event shows that they are followed up; none for an event that is no deed."""
    deed = DEEDS.get(type(event))
    return tuple(theme for theme in deed.themes if deed.meets(event, theme)) if deed else ()


def villages_of(event: Any, key: UUID) -> tuple[UUID, ...]:
    """Those that a deed was done for: all that a forum covers, else the one that the event names or stands in the stream of."""
    covered: tuple[UUID, ...] | None = getattr(event, "village_ids", None)
    return (getattr(event, "village_id", key),) if covered is None else tuple(dict.fromkeys(covered))
