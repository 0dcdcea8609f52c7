"""Contact persons of the villages that have an officer: registered with consent, confirmed after a year, a few of them withdrawn."""

from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Final
from uuid import UUID

from msgspec import Struct

from data import ids
from data.demo.province import Province
from data.demo.telling import Told
from libs.events.contracts.villages.contact_person import (
    ConfirmContactPerson,
    Consent,
    ConsentBasis,
    ContactRole,
    RegisterContactPerson,
    WithdrawContactConsent,
)

RURAL: Final = (ContactRole.KEPALA_DUSUN, ContactRole.TOKOH_ADAT, ContactRole.TOKOH_AGAMA, ContactRole.TOKOH_PEMUDA)
URBAN: Final = (ContactRole.KEPALA_LINGKUNGAN, ContactRole.KETUA_RT, ContactRole.TOKOH_PEREMPUAN, ContactRole.TOKOH_PEMUDA)
NUMBERS: Final = (1, 2, 2, 3, 4)
WITHDRAWN: Final = 0.02
CONFIRMED: Final = 0.7
"""Share of those due for it who are confirmed again."""


class Contact(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    village: str
    role: ContactRole
    since: int
    until: int | None = None
    """The day on which consent was withdrawn."""

    def agrees(self, day: int) -> bool:
        """Whether it is known by that day and has not agreed no longer, with a day to spare on either side."""
        return self.since < day and (self.until is None or day < self.until)


def told(province: Province) -> Iterator[Told]:
    chance = province.chance("confirmed")
    for contact in (one for code in province.held for one in kept(province, code)):
        yield from _life(province, contact, chance)


def _life(province: Province, contact: Contact, chance: Random) -> Iterator[Told]:
    days = province.days
    by = province.officer(contact.village, max(contact.since, province.edges[0]))
    if by is None or by.person is None:
        return
    given = days.moment(contact.since, 600)
    registered = RegisterContactPerson(
        contact_id=contact.id,
        village_id=ids.village(contact.village),
        full_name=contact.name,
        contact_role=contact.role,
        consent=Consent(basis=chance.choice(tuple(ConsentBasis)), at=given, by=by.person),
    )
    yield Told(at=given, by=by, command=registered)
    due = contact.since + 360
    again = province.officer(contact.village, due) if due < 0 else None
    if again is not None and contact.agrees(due) and chance.random() < CONFIRMED:
        confirmed = ConfirmContactPerson(contact_id=contact.id, confirmed_on=days.day(due))
        yield Told(at=days.moment(due, 620), by=again, command=confirmed)
    if contact.until is not None and (asked := province.officer(contact.village, contact.until)) is not None:
        withdrawn = WithdrawContactConsent(contact_id=contact.id, withdrawn_at=days.moment(contact.until, 640))
        yield Told(at=days.moment(contact.until, 640), by=asked, command=withdrawn)


@lru_cache(maxsize=4096)
def kept(province: Province, code: str) -> tuple[Contact, ...]:
    """The contact persons of a village."""
    chance = province.chance(f"contacts/{code}")
    village, first = province.villages[code], province.edges[0]
    begins = max(first, min(one.first for one in province.holdings[code]))
    roles = chance.sample(URBAN if village.urban else RURAL, chance.choice(NUMBERS))
    found = []
    for number, role in enumerate(roles):
        since = begins - chance.randrange(5, 330) if begins == first else begins + number
        until = chance.randrange(begins + 30, 0) if number and chance.random() < WITHDRAWN and begins + 30 < 0 else None
        name = f"Tokoh Contoh {village.number}{number + 1}"
        found.append(
            Contact(
                id=province.id("contact_id", f"{code}/{number}"), name=name, village=code, role=role, since=since, until=until
            )
        )
    return tuple(found)


def kept_on(province: Province, code: str, day: int) -> tuple[UUID, ...]:
    """Those who agree on that day."""
    return tuple(one.id for one in kept(province, code) if one.agrees(day))
