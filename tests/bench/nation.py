"""A country at rest, told event by event: every village with its units, its officer, its seats and what was done there before.

All people are invented. The same places tell the same, in the same order.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from libs.events.contracts.officers import officer as officers
from libs.events.contracts.officers import police_unit as units
from libs.events.contracts.officers import village_assignment as assignments
from libs.events.contracts.villages import contact_person as contacts
from libs.events.contracts.villages import three_pillars as pillars
from libs.events.contracts.villages import village_visit as visits
from libs.events.contracts.villages.activity import ActivityTheme
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.region import RegionLevel, RegionRegistered
from libs.events.contracts.villages.village import VillageRegistered
from tests.lombok import EDITION, an
from tests.places import KINDS
from tests.populated import TITLES, Told

OFFICERS: Final = 38_500
"""With a village each at least."""
START: Final = date(2017, 1, 9)
BEFORE: Final = datetime(2026, 2, 2, 2, tzinfo=UTC)
"""When what was done before the day was done."""
STEPS: Final = (
    (units.UnitLevel.POLDA, units.UnitKind.POLDA_A),
    (units.UnitLevel.POLRES, units.UnitKind.POLRES),
    (units.UnitLevel.POLSEK, units.UnitKind.POLSEK),
)


class Nation:
    """Tells of `places`, (code, name) pairs; officers are fewer where there are fewer villages than OFFICERS."""

    def __init__(self, places: Sequence[tuple[str, str]]) -> None:
        self.regions = [(code, name) for code, name in places if code.count(".") < 3]
        self.villages = [(code, name) for code, name in places if code.count(".") == 3]
        self.officers = min(OFFICERS, len(self.villages))
        self.held: list[list[str]] = [[] for _ in range(self.officers)]
        """By officer: the codes of his villages."""
        for number, (code, _) in enumerate(self.villages):
            self.held[number * self.officers // len(self.villages)].append(code)

    @staticmethod
    def officer(number: int) -> UUID:
        return an(f"officer {number}")

    @staticmethod
    def unit(code: str) -> UUID:
        """The Polsek of a district, the Polres of a regency, the Polda of a province."""
        return an(f"unit {code}")

    @staticmethod
    def commander(code: str) -> UUID:
        """Who heads the unit of that region."""
        return an(f"commander {code}")

    @staticmethod
    def contact(code: str) -> UUID:
        return an(f"contact of {code}")

    def places(self) -> Iterator[Told]:
        """All that the villages service is told at first."""
        for code, name in self.regions:
            level, above = tuple(RegionLevel)[code.count(".")], code.rpartition(".")[0] or None
            yield Told(an(code), RegionRegistered(code=code, name=name, level=level, parent_code=above, edition=EDITION))
        for code, name in self.villages:
            kind = KINDS[code[9]]
            yield Told(an(code), VillageRegistered(code=code, name=name, kind=kind, timezone="Asia/Jakarta", edition=EDITION))

    def units(self) -> Iterator[Told]:
        """A unit for each region, which holds it."""
        top = an("unit")
        yield Told(top, units.UnitEstablished(name="Mabes Polri", level=units.UnitLevel.MABES, kind=units.UnitKind.MABES))
        for code, name in self.regions:
            level, kind = STEPS[code.count(".")]
            above = self.unit(code.rpartition(".")[0]) if "." in code else top
            made = units.UnitEstablished(name=f"{level.title()} {name}", level=level, kind=kind, parent_id=above)
            yield Told(self.unit(code), made)
            yield Told(self.unit(code), units.JurisdictionAssigned(code=code, valid_from=START, source="assumed"))

    def people(self) -> Iterator[Told]:
        """Commanders of all units, and officers with their villages."""
        for number, (code, _) in enumerate(self.regions):
            rank, position = officers.Rank.IPTU, officers.Position.KAPOLSEK
            yield self._officer(self.commander(code), 70_000_000 + number, rank, position, self.unit(code))
            yield Told(self.unit(code), units.CommanderAppointed(officer_id=self.commander(code), appointed_on=START))
        for number, held in enumerate(self.held):
            rank, position = officers.Rank.AIPDA, officers.Position.BHABINKAMTIBMAS
            yield self._officer(self.officer(number), 80_000_000 + number, rank, position, self.unit(held[0][:8]))
            learnt = tuple(officers.Competency)[number % len(officers.Competency)]
            yield Told(self.officer(number), officers.CompetencyRecorded(competency=learnt, acquired_on=START))
            for code in held:
                yield from self._assignment(number, code)

    @staticmethod
    def _officer(key: UUID, number: int, rank: officers.Rank, position: officers.Position, unit: UUID) -> Told:
        return Told(
            key,
            officers.OfficerRegistered(
                service_number=str(number), full_name=f"Anggota Contoh {number}", rank=rank, position=position, unit_id=unit
            ),
        )

    def _assignment(self, number: int, code: str) -> Iterator[Told]:
        key = an(f"assignment {code}")
        held: dict[str, Any] = {
            "officer_id": self.officer(number),
            "village_id": an(code),
            "duty": assignments.Duty.BHABINKAMTIBMAS,
            "role": assignments.AssignmentRole.PRIMARY,
        }
        yield Told(key, assignments.AssignmentProposed(starts_on=START, slot=1, **held))
        order = f"Sprin/{number}/I/2017"
        yield Told(key, assignments.AssignmentConfirmed(starts_on=START, order_number=order, order_date=START, **held))

    def work(self) -> Iterator[Told]:
        """In every village the seats, a contact person, a visit and some outreach."""
        for number, (code, _) in enumerate(self.villages):
            officer = self.officer(number * self.officers // len(self.villages))
            yield from self._seats(number, code)
            yield from self._visit(number, code, officer)
            reached = OutreachHeld(
                village_id=an(code),
                officer_id=officer,
                kind=OutreachKind.COUNSELLING,
                theme=tuple(ActivityTheme)[number % len(ActivityTheme)],
                appeal=tuple(Appeal)[number % 2],
                held_at=BEFORE,
                held_on=BEFORE.date(),
                attendance=number % 60,
            )
            yield Told(an(f"outreach before {code}"), reached)

    @staticmethod
    def _seats(number: int, code: str) -> Iterator[Told]:
        """Of two; the officer takes his when his assignment is heard of."""
        village = an(code)
        holders = {
            pillars.Pillar.BABINSA: ("Babinsa", an(f"babinsa {code}"), f"Babinsa Contoh {number:05}"),
            pillars.Pillar.VILLAGE_HEAD: (TITLES[KINDS[code[9]]], an(f"head {code}"), f"Kepala Contoh {number:05}"),
        }
        for pillar, (title, holder, name) in holders.items():
            yield Told(village, pillars.PillarSeated(pillar=pillar, title=title, holder_id=holder, holder_name=name, since=START))

    def _visit(self, number: int, code: str, officer: UUID) -> Iterator[Told]:
        village, key, contact = an(code), an(f"visit before {code}"), self.contact(code)
        registered = contacts.ContactPersonRegistered(
            village_id=village,
            full_name=f"Tokoh Contoh {number:05}",
            contact_role=tuple(contacts.ContactRole)[number % len(contacts.ContactRole)],
            consent=contacts.Consent(basis=contacts.ConsentBasis.WRITTEN, at=BEFORE, by=officer),
            confirmed_on=BEFORE.date(),
            confirm_by=date(2999, 1, 1),
        )
        yield Told(contact, registered)
        his: dict[str, Any] = {"village_id": village, "officer_id": officer}
        kind = visits.ActivityKind.SAMBANG
        yield Told(key, visits.VisitStarted(**his, kind=kind, started_at=BEFORE, code_digest=f"digest of {key}"))
        yield Told(key, visits.VisitCompleted(**his, ended_at=BEFORE, contact_ids=(contact,)))
