"""A country at work: for the places of the edition, the units, officers, seats and trainings that would be told of them.

All people are invented. The same places and seed tell the same, in the same order, so that two databases may be compared.
"""

from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from libs.events.codec import Recorded
from libs.events.contracts.cooperation import cooperation_input as inputs
from libs.events.contracts.cooperation import cooperation_program as programs
from libs.events.contracts.cooperation import evaluation_report as evaluations
from libs.events.contracts.cooperation import pilot_site as sites
from libs.events.contracts.cooperation import project_design as designs
from libs.events.contracts.cooperation import training_session as trainings
from libs.events.contracts.cooperation.milestone import MilestoneCount, MilestoneRecorded
from libs.events.contracts.cooperation.program_terms import ClaimSubject, InstrumentKind
from libs.events.contracts.cooperation.training import Counted, InvitationAnswer, RankGroup
from libs.events.contracts.officers import officer as officers
from libs.events.contracts.officers import police_unit as units
from libs.events.contracts.officers import village_assignment as assignments
from libs.events.contracts.values import Precision
from libs.events.contracts.villages import community_issue as issues
from libs.events.contracts.villages import contact_person as contacts
from libs.events.contracts.villages import directive_target as targets
from libs.events.contracts.villages import early_warning as warnings
from libs.events.contracts.villages import forum_kinds as kinds
from libs.events.contracts.villages import joint_activity as joint
from libs.events.contracts.villages import partnership_forum as forums
from libs.events.contracts.villages import safety_survey as surveys
from libs.events.contracts.villages import social_institution as institutions
from libs.events.contracts.villages import three_pillars as pillars
from libs.events.contracts.villages import village_visit as visits
from libs.events.contracts.villages.activity import ActivityTheme, JointActivityKind
from libs.events.contracts.villages.outreach import Appeal, OutreachHeld, OutreachKind
from libs.events.contracts.villages.pillar_dispute import DisputeOutcome, DisputeSubject, MediatorOffice
from libs.events.contracts.villages.region import RegionLevel, RegionRegistered
from libs.events.contracts.villages.village import (
    Degree,
    EnvironmentAssessed,
    Terrain,
    VillageDissolved,
    VillageRecoded,
    VillageRegistered,
    VillageRenamed,
    VillageRisk,
    VillageSplit,
)
from libs.events.message import Event
from libs.events.sealing import Sealer, seal_events
from tests import elections
from tests.designs import COUNTED, MATRIX
from tests.lombok import EDITION, Log, an, claim
from tests.places import KINDS

START: Final = date(2017, 1, 9)
BATCH: Final = 2_000
OFFICES: Final = ("Deputy Chief of Police", "Director of Community Guidance", "Observer of the Embassy")
TITLES: Final = {"KELURAHAN": "Lurah", "DESA": "Kepala Desa", "DESA_ADAT": "Kepala Desa Adat"}


class Told(NamedTuple):
    """What happened to whom."""

    key: UUID
    event: Event


def _counts(asked: int) -> surveys.SurveyCounts:
    """Shares that differ from question to question."""
    return surveys.SurveyCounts(
        respondents=asked,
        safe_at_night=asked * 2 // 3,
        activity_runs_normally=asked - 1,
        trust_in_police=asked // 2,
        victimised_12m=asked // 7,
    )


class Country:
    """Tells of `places`, (code, name) pairs; `trainings_` sessions with `attendees` officers each. Districts named in `lost`
    are left out, as if their registration had not arrived yet. With `visits_` officers visit villages and know people there; with
    `changes_` some places got other codes or are no more.
    """

    def __init__(
        self,
        places: Sequence[tuple[str, str]],
        *,
        trainings_: int,
        attendees: int,
        polsek: bool = False,
        lost: frozenset[str] = frozenset(),
        visits_: bool = False,
        changes_: bool = False,
        seed: int = 1,
    ) -> None:
        self.random = Random(seed)
        self.regions = [(code, name) for code, name in places if code.count(".") < 3 and code not in lost]
        self.villages = [(code, name) for code, name in places if code.count(".") == 3]
        self.sessions, self.attendees, self.polsek, self.visits = trainings_, attendees, polsek, visits_
        self.changed = changes_
        self.unit_of: dict[str, UUID] = {}
        self.people: list[UUID] = []
        self.session_ids = [an(f"session {number}") for number in range(trainings_)]

    def __iter__(self) -> Iterator[Told]:
        yield from self._places()
        yield from self._units()
        yield from self._officers()
        yield from self._seats()
        yield from self._disputes()
        yield from self._activities()
        yield from self._cooperation()
        yield from self._environments()
        yield from self._warnings()
        yield from self._issues()
        yield from self._surveys()
        codes = [code for code, _ in self.villages], [code for code, _ in self.regions]
        yield from (Told(key, event) for key, event in elections.in_country(*codes, an, self.people))
        yield from self._forums()
        yield from self._institutions()
        if self.visits:
            for number, (code, _) in enumerate(self.villages):
                yield from self._visits(number, an(code), self.people[number // 2])
        if self.changed:
            yield from self._changes()

    def _changes(self) -> Iterator[Told]:
        """Every seventh village gets another code, every eleventh is no more, every thirteenth is split."""
        told: dict[str, Any] = {"effective_on": date(2022, 7, 25), "legal_basis": "Perda Contoh"}
        for number, (code, name) in enumerate(self.villages):
            after = self.villages[(number + 1) % len(self.villages)][0]
            if number % 7 == 0:
                new = f"{code[:10]}9{code[11:]}"
                yield Told(
                    an(code), VillageRecoded(code=new, previous_code=code, timezone="Asia/Makassar", edition=EDITION, **told)
                )
            elif number % 11 == 0:
                yield Told(an(code), VillageDissolved(code=code, successor_ids=(an(after),), **told))
            elif number % 13 == 0:
                yield Told(an(code), VillageSplit(into_ids=(an(after),), **told))
            elif number % 5 == 0:
                yield Told(an(code), VillageRenamed(name=f"{name} Baru", edition=EDITION, **told))
        for number, (code, unit) in enumerate(self.unit_of.items()):
            lost = units.GroundLost(
                previous_code=code, code="99", changed_on=START, reason=units.LossReason.OUTSIDE_PARENT, source="Perda Contoh"
            )
            if number % 2 == 0:
                yield Told(unit, lost)

    def _places(self) -> Iterator[Told]:
        for code, name in self.regions:
            level = tuple(RegionLevel)[code.count(".")]
            above = code.rpartition(".")[0] or None
            yield Told(an(code), RegionRegistered(code=code, name=name, level=level, parent_code=above, edition=EDITION))
        for code, name in self.villages:
            kind = KINDS[code[9]]
            yield Told(an(code), VillageRegistered(code=code, name=name, kind=kind, timezone="Asia/Makassar", edition=EDITION))

    def _units(self) -> Iterator[Told]:
        level = units.UnitLevel
        top = an("unit")
        yield Told(top, units.UnitEstablished(name="Mabes Polri", level=level.MABES, kind=units.UnitKind.MABES))
        steps = [
            (level.POLDA, units.UnitKind.POLDA_A),
            (level.POLRES, units.UnitKind.POLRES),
            (level.POLSEK, units.UnitKind.POLSEK),
        ]
        for number, (code, name) in enumerate(self.regions):
            step, kind = steps[code.count(".")]
            # Every other Polsek has no ground of its own yet: its district lies with the Polres.
            if step is level.POLSEK and (not self.polsek or number % 2):
                continue
            parent = self.unit_of.get(code.rpartition(".")[0], top)
            key = self.unit_of[code] = an(f"unit {code}")
            seat = code if step is level.POLRES else None
            yield Told(
                key,
                units.UnitEstablished(name=f"{step.title()} {name}", level=step, kind=kind, parent_id=parent, seat_code=seat),
            )
            yield Told(key, units.JurisdictionAssigned(code=code, valid_from=START, source="assumed"))
            if step is level.POLSEK and number % 4 == 0:
                yield Told(key, units.JurisdictionWithdrawn(code=code, valid_to=date(2018, 1, 1), source="order"))
                yield Told(key, units.JurisdictionAssigned(code=code, valid_from=date(2019, 1, 1), source="order"))
        closed = an("unit closed")
        parent = next(iter(self.unit_of.values()))
        yield Told(
            closed, units.UnitEstablished(name="Polres Lama", level=level.POLRES, kind=units.UnitKind.POLRES, parent_id=parent)
        )
        yield Told(closed, units.UnitDeactivated(deactivated_on=START))

    def _unit(self, code: str) -> UUID:
        return self.unit_of.get(code[:8]) or self.unit_of[code[:5]]

    def _officers(self) -> Iterator[Told]:
        r = self.random
        heads: set[UUID] = set()
        for number, (code, _) in enumerate(self.villages[::2]):
            key, unit = an(f"officer {number}"), self._unit(code)
            self.people.append(key)
            yield Told(
                key,
                officers.OfficerRegistered(
                    service_number=f"{80_000_000 + number}",
                    full_name=f"Bhabin Contoh {number:05}",
                    phone=f"+62 811 {number:07}" if number % 3 else None,
                    rank=r.choice(tuple(officers.Rank)[6:14]),
                    position=r.choice(tuple(officers.Position)[:3]),
                    unit_id=unit,
                    languages=tuple(r.sample(("Indonesian", "Sasak", "Sundanese", "Javanese"), r.randint(0, 3))),
                ),
            )
            for competency in r.sample(tuple(officers.Competency), r.randint(0, 3)):
                yield Told(key, officers.CompetencyRecorded(competency=competency, acquired_on=START))
            if number % 40 == 7:
                yield Told(key, officers.OfficerSuspended(reason="Leave", suspended_on=START))
            if unit not in heads:
                heads.add(unit)
                yield Told(unit, units.CommanderAppointed(officer_id=key, appointed_on=START))
            for village in self.villages[2 * number : 2 * number + 2]:
                yield from self._assignment(key, an(village[0]), number)

    def _assignment(self, officer: UUID, village: UUID, number: int) -> Iterator[Told]:
        key = an(f"assignment {village}")
        duty, role = assignments.Duty.BHABINKAMTIBMAS, assignments.AssignmentRole.PRIMARY
        held: dict[str, Any] = {"officer_id": officer, "village_id": village, "duty": duty, "role": role}
        ends = date(2027, 1, 1) if number % 5 == 0 else None
        yield Told(key, assignments.AssignmentProposed(starts_on=START, ends_on=ends, slot=1, **held))
        if number % 10 != 9:
            order = f"Sprin/{number}/I/2017"
            yield Told(key, assignments.AssignmentConfirmed(starts_on=START, order_number=order, order_date=START, **held))
        if number % 20 in (9, 8):
            confirmed = number % 20 == 8
            yield Told(
                key, assignments.AssignmentEnded(confirmed=confirmed, ended_on=date(2020, 1, 1), reason="transfer", **held)
            )

    def _environments(self) -> Iterator[Told]:
        """Of every third village, with how its officer fits it; where he has left, another one stands in."""
        for number, (code, _) in enumerate(self.villages):
            village, officer = an(code), self.people[number // 2]
            if number % 40 == 16:
                yield from self._acting(village, officer, self.people[(number // 2 + 1) % len(self.people)])
            if number % 3:
                continue
            assessment = an(f"assessment {code}")
            yield Told(
                village,
                EnvironmentAssessed(
                    assessment_id=assessment,
                    assessed_on=START,
                    languages=("Sasak", "Indonesian")[: number % 4],
                    customs=tuple(Degree)[number % 3 - 1],
                    conflict_history=tuple(Degree)[number % 5 % 3],
                    terrain=tuple(Terrain)[number % 5],
                    distance_km=number % 60,
                    risks=tuple(VillageRisk)[number % 8 :][: number % 4],
                ),
            )
            reasons = tuple(
                assignments.FitReason(criterion=criterion, points=(number + place) % 15, of=20)
                for place, criterion in enumerate(assignments.FitCriterion)
            )
            yield Told(
                an(f"assignment {village}"),
                assignments.EnvironmentFitAssessed(
                    officer_id=officer,
                    village_id=village,
                    assessment_id=assessment,
                    assessment_position=1,
                    score=sum(reason.points for reason in reasons),
                    reasons=reasons,
                    formula=1,
                    threshold=60,
                ),
            )

    def _acting(self, village: UUID, leaving: UUID, coming: UUID) -> Iterator[Told]:
        key = an(f"acting {village}")
        held: dict[str, Any] = {"village_id": village, "duty": assignments.Duty.BHABINKAMTIBMAS}
        acting = {**held, "officer_id": coming, "role": assignments.AssignmentRole.ACTING, "starts_on": date(2020, 1, 1)}
        yield Told(key, assignments.AssignmentProposed(slot=3, override_reason="Tidak ada yang lain", **acting))
        yield Told(key, assignments.AssignmentConfirmed(order_number="Sprin/9/I/2020", order_date=START, **acting))
        yield Told(
            an(f"assignment {village}"),
            assignments.AssignmentHandedOver(
                officer_id=leaving,
                role=assignments.AssignmentRole.PRIMARY,
                successor_id=key,
                successor_officer_id=coming,
                handed_over_on=date(2020, 1, 1),
                contact_ids=(an(f"contact {village}"),),
                **held,
            ),
        )

    def _seats(self) -> Iterator[Told]:
        for number, (code, _) in enumerate(self.villages):
            if number % 8 == 7:
                continue
            key, kind = an(code), KINDS[code[9]]
            officer = self.people[number // 2]
            names = {
                pillars.Pillar.BHABINKAMTIBMAS: ("Bhabinkamtibmas", officer, None),
                pillars.Pillar.BABINSA: ("Babinsa", an(f"babinsa {code}"), f"Babinsa Contoh {number:05}"),
                pillars.Pillar.VILLAGE_HEAD: (TITLES[kind], an(f"head {code}"), f"Kepala Contoh {number:05}"),
            }
            for pillar, (title, holder, name) in names.items():
                seated = pillars.PillarSeated(pillar=pillar, title=title, holder_id=holder, holder_name=name, since=START)
                yield Told(key, seated)
            if number % 16 == 3:
                yield Told(
                    key, pillars.PillarVacated(pillar=pillars.Pillar.BABINSA, holder_id=an(f"babinsa {code}"), vacated_on=START)
                )
            else:
                yield Told(key, pillars.PillarsCompleted(completed_on=START))

    def _warnings(self) -> Iterator[Told]:
        """About every third village: some answered, some passed on, some discounted, some closed."""
        level, severities = units.UnitLevel, tuple(warnings.Severity)
        for number, (code, _) in enumerate(self.villages[::3]):
            key, polsek, above = an(f"warning {code}"), self.unit_of.get(code[:8]), self.unit_of[code[:5]]
            officer = self.people[number % len(self.people)]
            polres = warnings.Post(level=level.POLRES, unit_id=above, holder_id=officer, absent=number % 4 == 1)
            chain = (polres,) if polsek is None else (warnings.Post(level=level.POLSEK, unit_id=polsek), polres)
            about: dict[str, Any] = {
                "village_id": an(code),
                "village_code": code,
                "kind": tuple(warnings.WarningKind)[number % 9],
                "severity": severities[number % 4],
                "acknowledge_within": 60 * (number % 7 + 1),
            }
            weighed: dict[str, Any] = {
                "reliability": tuple(warnings.SourceReliability)[number % 6],
                "credibility": number % 6 + 1,
            }
            said = f"Seen {number}"
            raised = warnings.EarlyWarningRaised(
                narrative=said, raiser_id=officer, chain=chain, addressed=(chain[0].unit_id,), level_reached=chain[0].level,
                **about, **weighed,
            )  # fmt: skip
            yield Told(key, raised)
            if number % 2:
                yield Told(
                    key,
                    warnings.WarningDelivered(unit_id=chain[0].unit_id, channel=tuple(warnings.DeliveryChannel)[number // 2 % 2]),
                )
            if len(chain) > 1 and number % 3:
                reason = f"Reason {number}" if number % 2 else None
                yield Told(key, warnings.WarningEscalated(
                    posts=(polres,), level_reached=level.POLRES, by_hand=reason is not None, reason=reason, **about
                ))  # fmt: skip
            if number % 5 == 1:
                yield Told(key, warnings.WarningDiscounted(finding=f"Nothing {number}", **weighed))
            if number % 5 in (2, 3, 4):
                yield Told(key, warnings.WarningAcknowledged(unit_id=above if number % 2 else None, person_id=officer))
                directive = warnings.LeadershipDirectiveIssued(
                    directive_id=an(f"leadership {code}"), instruction=f"Do {number}", officer_id=officer,
                    due_on=date(2026, 12, 1), unit_id=above if number % 3 else None,
                )  # fmt: skip
                yield Told(key, directive)
            if number % 5 == 4:
                outcome = tuple(warnings.WarningOutcome)[number % 4]
                yield Told(key, warnings.WarningClosed(outcome=outcome, closing_note=f"Note {number}" if number % 2 else None))

    def _issues(self) -> Iterator[Told]:
        """About every second village: some taken on late or not at all, mediated, referred, verified, opened again."""
        for number, (code, _) in enumerate(self.villages[::2]):
            key, officer = an(f"issue {code}"), self.people[number % len(self.people)]
            at = datetime(2021, 2, 1, 1, tzinfo=UTC) + timedelta(days=number % 300)
            reporter, name = (an(f"reporter {code}"), f"Warga Contoh {number:05}") if number % 3 else (None, None)
            reported = issues.IssueReported(
                village_id=an(code), category=tuple(issues.IssueCategory)[number % 14],
                channel=tuple(issues.IssueChannel)[number % 4], account=f"Told {number:05}", involves_minor=number % 9 == 0,
                must_be_referred=number % 9 == 0, reported_at=at, acknowledge_within=1_800, act_within=86_400,
                reporter_id=reporter, reporter_name=name,
            )  # fmt: skip
            yield Told(key, reported)
            if number % 5:
                yield Told(key, issues.IssueAssigned(officer_id=officer, by_hand=number % 2 == 0, assigned_at=at))
            for place in range(number % 3):
                party = issues.IssuePartyRecorded(
                    party_id=an(f"party {place} of {code}"), role=tuple(issues.PartyRole)[(number + place) % 4],
                    party_name=f"Pihak {number:05}" if number % 2 else None, child=number % 7 == 1, recorded_at=at,
                )  # fmt: skip
                yield Told(key, party)
            if number % 6 == 0:
                continue
            yield Told(key, issues.IssueAcknowledged(acknowledged_at=at + timedelta(minutes=number % 50), person_id=officer))
            acted, way = at + timedelta(hours=1 + number % 30), tuple(issues.Referral)[number % 2]
            if number % 6 > 2:
                yield Told(key, issues.MediationStarted(started_at=acted, first_action=True))
            else:
                yield Told(key, issues.IssueReferred(method=way, referred_at=acted, first_action=True))
            if number % 6 in (2, 4, 5):
                method = tuple(issues.IssueMethod)[number % 4]
                done = at + timedelta(days=3)
                yield Told(key, issues.IssueResolved(method=method, agreement=f"So {number:05}", resolved_at=done, holds_days=30))
                verifier = tuple(issues.Verifier)[number % 2]
                match number % 4:
                    case 0:
                        yield Told(key, issues.ResolutionRejected(verifier=verifier, rejected_at=done))
                    case 1 | 2:
                        yield Told(key, issues.ResolutionVerified(verifier=verifier, verified_at=done))
                    case _:
                        yield Told(
                            key, issues.IssueReopened(reason=f"Why {number:05}", reopened_at=done, in_time=number % 8 == 3)
                        )

    def _surveys(self) -> Iterator[Told]:
        """Of each regency two that are published, of most of its districts and every third village, and one under way."""
        for code in sorted({code[:5] for code, _ in self.villages}):
            places = [one for one, _ in self.villages if one.startswith(f"{code}.")]
            for year in (2020, 2022, 2024):
                key = an(f"survey {year} of {code}")
                opens, closes = date(year, 3, 1), date(year, 3, 31)
                method = tuple(surveys.SurveyMethod)[year // 2 % 4]
                window: dict[str, Any] = {"method": method, "opens_on": opens, "closes_on": closes}
                yield Told(key, surveys.SurveyOpened(region_code=code, questionnaire_version=1, **window))
                yield Told(key, surveys.SurveyTallyRecorded(
                    village_id=an(places[0]), village_code=places[0], batch_id=an(f"batch {year} of {code}"), revision=1,
                    collected_on=opens, counts=_counts(90 + year), respondents_so_far=90 + year, villages_so_far=1,
                ))  # fmt: skip
                if year == 2024:
                    continue
                yield Told(key, surveys.SurveyClosed(closed_at=datetime(year, 4, 2, tzinfo=UTC)))
                names = [code, *sorted({one[:8] for one in places})]
                areas = tuple(
                    surveys.AreaIndex(code=area, counts=_counts(100 + number), index_permille=600 + number, margin_permille=88)
                    for number, area in enumerate(names)
                )
                yield Told(key, surveys.SafetyTrustIndexPublished(
                    region_code=code, questionnaire_version=1, formula=1, min_respondents=30, areas=areas,
                    published_at=datetime(year, 4, 3, tzinfo=UTC), **window,
                ))  # fmt: skip
                told = tuple(
                    surveys.VillageIndex(
                        village_id=an(one),
                        code=one,
                        counts=_counts(31 + number),
                        index_permille=700 - number,
                        margin_permille=170,
                    )
                    for number, one in enumerate(places[::3])
                )
                yield Told(key, surveys.VillageIndicesPublished(closes_on=closes, formula=1, villages=told))

    def _forums(self) -> Iterator[Told]:
        """Of about every third village: at work, suspended, out of its term, of custom, of a zone, proposed or dissolved."""
        for number, (code, _) in enumerate(self.villages[::3]):
            key, village = an(f"forum {code}"), an(code)
            at, day = datetime(2021, 5, 1, 2, tzinfo=UTC), date(2021, 6, 1 + number % 28)
            if number % 7 == 5:
                told: dict[str, Any] = {"recognised_on": day, "recognised_by": tuple(kinds.Inaugurator)[number % 4]}
                custom = an(f"institution {code}") if number % 2 else None
                named = forums.CustomaryForumRecognised(
                    name=f"Krama {number:05}", village_ids=(village,), institution_id=custom, **told
                )
                yield Told(key, named)
            else:
                model = tuple(kinds.ForumModel)[number % 7 == 6]
                yield Told(
                    key, forums.ForumProposed(name=f"FKPM {number:05}", model=model, village_ids=(village,), proposed_at=at)
                )
                yield from self._members(number, key, model, at)
                if number % 7 == 4:
                    continue
                led: dict[str, Any] = {"chair_id": an(f"member 1 {key}"), "secretary_id": an(f"member 2 {key}")}
                term: dict[str, Any] = {"starts_on": day, "ends_on": date(2190 if number % 3 else 2024, 1, 1)}
                by = tuple(kinds.Inaugurator)[number % 4]
                yield Told(key, forums.ForumFormed(
                    model=model, village_ids=(village,), members=4, members_min=3 + number % 3, inaugurated_on=day,
                    inaugurated_by=by, **led, **term,
                ))  # fmt: skip
                if number % 5 == 2:
                    leaving: dict[str, Any] = {"was_chair": True, "was_secretary": False, "ended_on": date(2022, 1, 1)}
                    why = tuple(kinds.MembershipEnd)[number % 6]
                    yield Told(key, forums.ForumMembershipEnded(person_id=led["chair_id"], reason=why, **leaving))
            for place in range(number % 4):
                held_at = at + timedelta(days=90 + 40 * place)
                meeting = forums.ForumMeetingHeld(
                    meeting_id=an(f"forum meeting {place} {key}"), held_at=held_at, held_on=held_at.date(), attendance=8 + place,
                    officer_id=self.people[number % len(self.people)] if place % 2 else None,
                    venue=tuple(kinds.ForumVenue)[number % 3], topics=tuple(ActivityTheme)[number % 9 :][:2],
                    settled_issue_ids=(an(f"issue {code}"),) if place else (), minutes=f"Said {number:05}" if place else None,
                )  # fmt: skip
                yield Told(key, meeting)
            if number % 2:
                yield Told(key, forums.ForumProgrammeAgreed(
                    programme_id=an(f"programme {key}"), agreed_on=day, starts_on=day, ends_on=date(2022, 6, 1),
                    activities=tuple(JointActivityKind)[number % 9 :][:2], themes=tuple(ActivityTheme)[number % 9 :][:2],
                ))  # fmt: skip
            if number % 9 == 1:
                reason = tuple(kinds.SuspensionReason)[number % 7]
                yield Told(key, forums.ForumSuspended(reason=reason, suspended_on=date(2022, 1, 1)))
            if number % 9 == 3:
                ended: dict[str, Any] = {"village_ids": (village,), "dissolved_on": date(2023, 1, 1)}
                yield Told(key, forums.ForumDissolved(reason=tuple(kinds.DissolutionReason)[number % 5], **ended))

    def _members(self, number: int, key: UUID, model: kinds.ForumModel, at: datetime) -> Iterator[Told]:
        of = kinds.ForumElement
        area = (of.OFFICER, of.GOVERNMENT, of.COMMUNITY_FIGURE, of.RESIDENT)
        zone = (of.OFFICER, of.MANAGEMENT, of.SECURITY, of.WORKER)
        for place, element in enumerate(area if model is kinds.ForumModel.AREA else zone):
            officer = element is of.OFFICER
            person = self.people[number % len(self.people)] if officer else an(f"member {place} {key}")
            basis = tuple(contacts.ConsentBasis)[number % 2]
            yield Told(key, forums.ForumMemberAdded(
                person_id=person, element=element, full_name=None if officer else f"Anggota Contoh {number:05}",
                consent=forums.MemberConsent(basis=basis, at=at, given_by=person), member_from=at.date(),
            ))  # fmt: skip

    def _institutions(self) -> Iterator[Told]:
        """Of every second village: of which nothing is told yet, at work, dormant by word or by silence, come back."""
        at = datetime(2022, 1, 10, 2, tzinfo=UTC)
        for number, (code, _) in enumerate(self.villages[::2]):
            key, kind = an(f"institution {code}"), tuple(institutions.InstitutionKind)[number % 10]
            told: dict[str, Any] = {"village_id": an(code), "kind": kind, "name": f"Pranata Contoh {number:05}"}
            lapses_at = at + timedelta(days=180)
            yield Told(key, institutions.InstitutionEstablished(established_on=date(2001, 3, 1), lapses_at=lapses_at, **told))
            for place in range(number % 3):
                held_at = at + timedelta(days=7 * place + number % 50)
                deed = institutions.InstitutionActivityRecorded(
                    activity_id=an(f"deed {place} {key}"), theme=tuple(ActivityTheme)[number % 12], held_at=held_at,
                    held_on=held_at.date(), attendance=number % 60, lapses_at=held_at + timedelta(days=180),
                )  # fmt: skip
                yield Told(key, deed)
            if number % 4 > 1:
                yield Told(key, institutions.InstitutionWentDormant(dormant_from=lapses_at, by_silence=number % 4 == 3))
            if number % 8 == 3:
                back: dict[str, Any] = {"revived_at": lapses_at, "by_activity": False}
                yield Told(key, institutions.InstitutionRevived(lapses_at=lapses_at + timedelta(days=180), **back))

    def _visits(self, number: int, village: UUID, officer: UUID) -> Iterator[Told]:
        """Two contact persons, and four visits that ended in different ways, or not yet."""
        role = tuple(contacts.ContactRole)
        known = [an(f"contact {place} of {village}") for place in range(2)]
        agreed = contacts.Consent(basis=contacts.ConsentBasis.WRITTEN, at=datetime(2026, 1, 5, tzinfo=UTC), by=officer)
        for place, key in enumerate(known):
            person = contacts.ContactPersonRegistered(
                village_id=village,
                full_name=f"Tokoh Contoh {2 * number + place:05}",
                phone=None if place else f"+62 819 {number:07}",
                contact_role=role[(number + place) % len(role)],
                consent=agreed,
                confirmed_on=date(2026, 1, 5),
                confirm_by=date(2020, 1, 5) if number % 3 else date(2999, 1, 5),
            )
            yield Told(key, person)
        if number % 4 == 1:
            yield Told(
                known[1], contacts.ContactConsentWithdrawn(village_id=village, withdrawn_at=datetime(2026, 9, 1, tzinfo=UTC))
            )
        kind = tuple(visits.ActivityKind)
        outcomes = tuple(visits.VisitOutcome)
        for place in range(4):
            key, at = an(f"visit {place} to {village}"), datetime(2026, 3 + place, 1 + number % 28, 2, tzinfo=UTC)
            his: dict[str, Any] = {"village_id": village, "officer_id": officer}
            if place % 2:
                yield Told(key, visits.VisitPlanned(**his, kind=kind[number % len(kind)], planned_on=at.date()))
            if place == 3 and number % 2:
                continue
            begun: dict[str, Any] = {"kind": kind[place], "started_at": at, "code_digest": f"digest of {key}"}
            yield Told(key, visits.VisitStarted(**his, **begun, geo="geo:-8.57,116.08" if place else None))
            needs = tuple(visits.HouseholdNeed)[: number % 3]
            house: dict[str, Any] = {"household_ref": f"RT {number:02}", "people": 3 + place, "needs": needs}
            found = visits.VisitFindingRecorded(**his, finding_id=an(f"finding {key}"), **house, finding=f"Temuan {number}")
            if place != 2:
                yield Told(key, found)
            match outcomes[(place + number) % len(outcomes)]:
                case visits.VisitOutcome.COMPLETED:
                    yield Told(
                        key, visits.VisitCompleted(**his, ended_at=at, contact_ids=tuple(known), notes=f"Catatan {number}")
                    )
                case visits.VisitOutcome.REFUSED:
                    yield Told(key, visits.VisitRefused(**his, ended_at=at))
                case visits.VisitOutcome.ABSENT:
                    yield Told(key, visits.VisitFoundNobody(**his, ended_at=at))

    def _disputes(self) -> Iterator[Told]:
        """In every other village one, in one of three stages; a few of those open are overdue for ever, others never are."""
        for number, (code, _) in enumerate(self.villages[::2]):
            village, dispute = an(code), an(f"dispute {code}")
            at = datetime(2019, 3, 1, 2, tzinfo=UTC) + timedelta(days=number % 50)
            reported = pillars.PillarDisputeReported(
                dispute_id=dispute,
                between=tuple(pillars.Pillar)[:: 1 + number % 2][:2],
                subject=tuple(DisputeSubject)[number % len(DisputeSubject)],
                account=f"They are at odds {number:05}",
                reported_by=tuple(pillars.Pillar)[number % 3] if number % 4 else None,
                reported_at=at,
                escalates_at=at + timedelta(days=7) if number % 3 else datetime(2190, 1, 1, tzinfo=UTC),
            )
            yield Told(village, reported)
            held = pillars.SynergyMeetingHeld(
                meeting_id=an(f"meeting {code}"), held_on=at.date(), attended=tuple(pillars.Pillar)[: 2 + number % 2]
            )
            yield Told(village, held)
            if number % 3 == 1:
                continue
            mediation = pillars.PillarDisputeMediationStarted(
                dispute_id=dispute,
                mediator_id=an(f"mediator {number}"),
                office=tuple(MediatorOffice)[number % len(MediatorOffice)],
                mediator_name=f"Camat Contoh {number:05}" if number % 2 else None,
                started_at=at + timedelta(days=1),
            )
            yield Told(village, mediation)
            if number % 4 == 0:
                yield Told(
                    village,
                    pillars.PillarDisputeEscalated(
                        dispute_id=dispute,
                        between=reported.between,
                        subject=reported.subject,
                        reported_at=at,
                        escalated_at=at + timedelta(days=7),
                    ),
                )
            if number % 6 < 3:
                agreed = f"Agreed {number:05}" if number % 5 else None
                ended = pillars.PillarDisputeResolved(
                    dispute_id=dispute,
                    outcome=tuple(DisputeOutcome)[number % 5],
                    agreement=agreed,
                    resolved_at=at + timedelta(days=9),
                )
                yield Told(village, ended)

    def _activities(self) -> Iterator[Told]:
        """In every village some outreach, and an activity that was held, held under an exception, called off or is to come."""
        for number, (code, _) in enumerate(self.villages):
            village = an(code)
            at = datetime(2020, 1, 10, 2, tzinfo=UTC) + timedelta(days=number % 400)
            themes = tuple(ActivityTheme)
            for time in range(1 + number % 2):
                reached = OutreachHeld(
                    village_id=village,
                    officer_id=self.people[number // 2],
                    kind=tuple(OutreachKind)[(number + time) % 6],
                    theme=themes[(number + time) % len(themes)],
                    appeal=tuple(Appeal)[number % 2],
                    held_at=at,
                    held_on=at.date(),
                    attendance=number % 60,
                )
                yield Told(an(f"outreach {time} {code}"), reached)
            key = an(f"activity {code}")
            kind, theme = tuple(JointActivityKind)[number % 12], themes[number % len(themes)]
            place = f"Balai Contoh {number:05}"
            yield Told(
                key,
                joint.JointActivityPlanned(village_id=village, kind=kind, theme=theme, scheduled_at=at, place=place),
            )
            holders = (self.people[number // 2], an(f"babinsa {code}"), an(f"head {code}"))
            for pillar, holder in list(zip(pillars.Pillar, holders, strict=True))[: number % 4]:
                yield Told(key, joint.JointActivityConfirmed(pillar=pillar, holder_id=holder, confirmed_at=at))
            held: dict[str, Any] = {"village_id": village, "held_at": at, "held_on": at.date(), "attendance": 20 + number % 40}
            match number % 5:
                case 0 | 1:
                    yield Told(key, joint.JointActivityHeld(**held))
                case 2:
                    why = tuple(joint.HoldingException)[number % 2]
                    yield Told(key, joint.JointActivityHeldUnderException(exception=why, confirmed=(), **held))
                case 3:
                    yield Told(key, joint.JointActivityCancelled(cancelled_because=f"Rain {number:05}"))

    def _cooperation(self) -> Iterator[Told]:
        made = [an(f"program {number}") for number in range(5)]
        for number, key in enumerate(made):
            titles = programs.Titles(en=f"Support Programme {number}", id=None if number % 2 else f"Program {number}", ja=None)
            begun = claim(date(2002 + number, 8, 1), Precision.MONTH)
            reference = f"JICA-{number}" if number else None
            yield Told(key, programs.ProgramEstablished(title=titles, started_on=begun, partner_reference=reference))
            for agency in tuple(programs.Agency)[number : number + 3]:
                yield Told(key, programs.AgencyJoined(agency=agency, kind=tuple(programs.AgencyKind)[number % 3]))
            yield Told(key, programs.PhaseStarted(number=1, name="First", started_on=begun))
            yield Told(key, programs.PhaseCompleted(number=1, ended_on=claim(date(2007, 1, 1), Precision.YEAR)))
            yield Told(key, programs.PhaseStarted(number=2, name="Second", started_on=claim(date(2008, 2, 1))))
            yield from self._programme(number, key)
        for number, code in enumerate(code for code, _ in self.regions if code.count(".") == 1):
            key = an(f"site {code}")
            day = claim(date(2011, 1, 1), Precision.YEAR)
            unit = self.unit_of[code] if number % 2 else None
            yield Told(
                key, sites.SiteNominated(program_id=made[number % 5], unit_id=unit, region_codes=(code,), nominated_on=day)
            )
            yield Told(key, sites.PilotSiteDesignated(designated_on=claim(date(2012, 1, 1), Precision.YEAR)))
            if number % 3 == 0:
                yield Told(key, sites.ModelSiteRecognised(recognised_on=claim(date(2016, 1, 1), source="press")))
            yield from self._looked_at(number, key, code)
            yield Told(an(f"milestone {code}"), self._milestone(number, made[number % 5], key))
        hosts = [self.unit_of[code] for code, _ in self.regions if code.count(".") == 1]
        for number, program in enumerate(made):
            yield from self._design(number, program)
            yield from self._inputs(number, program, hosts)
            yield from self._evaluation(number, program)
        for number, key in enumerate(self.session_ids):
            yield from self._session(number, key, made, hosts)

    def _programme(self, number: int, key: UUID) -> Iterator[Told]:
        """What sources claim, what was signed, and a third phase that is planned, of some given up."""
        start, year = ClaimSubject.PROGRAM_START, Precision.YEAR
        yield Told(key, programs.DateClaimed(subject=start, claimed=claim(date(2001, 1, 1), year, "speaker")))
        moved: dict[str, Any] = {
            "subject": ClaimSubject.PHASE_START,
            "phase_number": 2,
            "claimed": claim(date(2008, 3, 1), source="review"),
        }
        yield Told(key, programs.DateClaimed(**moved))
        if number % 2:
            yield Told(key, programs.DateClaimAccepted(**moved))
            yield Told(key, programs.ProgramClassified(sectors=("15130", "15132")))
            yield Told(
                key,
                programs.InstrumentSigned(
                    instrument_id=an(f"agreement {number}"),
                    kind=tuple(InstrumentKind)[number],
                    signed_on=claim(date(2002, 7, 1), Precision.MONTH),
                    parties=OFFICES[:2],
                    reference=f"R/D {number}" if number == 3 else None,
                ),
            )
        suspended: dict[str, Any] = {"number": 2, "suspended_on": claim(date(2010, 1, 1), year), "reason": f"Why {number}"}
        yield Told(key, programs.PhaseSuspended(**suspended))
        if number % 2:
            yield Told(key, programs.PhaseResumed(number=2, resumed_on=claim(date(2011, 1, 1), year)))
            yield Told(key, programs.PhaseExtended(number=2, until=claim(date(2013, 1, 1), year)))
        if number == 3:
            yield Told(key, programs.PhaseCompleted(number=2, ended_on=claim(date(2013, 1, 1), year)))
            yield Told(key, programs.PhaseClosed(number=2, closed_on=claim(date(2014, 1, 1), year)))
        yield Told(key, programs.PhasePlanned(number=3, name="Third", starts_on=claim(date(2012, 10, 1)) if number % 2 else None))
        if number > 2:
            yield Told(
                key, programs.PhaseCancelled(number=3, cancelled_on=claim(date(2015, 1, 1), year), reason=f"Given up {number}")
            )
        if number == 3:
            yield Told(key, programs.ProgramClosed(closed_on=claim(date(2016, 1, 1), year)))

    def _looked_at(self, number: int, key: UUID, code: str) -> Iterator[Told]:
        """Supervised, some of them independent or withdrawn since, one with new borders."""
        for look in range(number % 3 + 1):
            yield Told(
                key,
                sites.SupervisionConducted(
                    supervision_id=an(f"look {look} at {key}"),
                    conducted_on=claim(date(2017 + look, 1, 1), Precision.YEAR),
                    conducted_by=OFFICES[: look + 1],
                    findings=f"Found {number}" if look else None,
                    scores=tuple(sites.Score(criterion=f"Criterion {one}", points=10 * one) for one in range(look + 1)),
                ),
            )
        if number % 4 == 1:
            yield Told(
                key, sites.SiteDeclaredIndependent(declared_on=claim(date(2020, 11, 1), Precision.MONTH), criteria=("All",))
            )
        if number % 4 == 2:
            yield Told(key, sites.SiteWithdrawn(withdrawn_on=claim(date(2021, 1, 1)), reason=f"Left {number}"))
        if number % 4 == 3:
            codes = (f"{code}.01",)
            yield Told(
                key, sites.SiteRegionsRevised(region_codes=codes, former_codes=(code,), revised_on=date(2022, 1, 1), cause="law")
            )

    def _milestone(self, number: int, program: UUID, site: UUID) -> MilestoneRecorded:
        counted = MilestoneCount(number=number, of=programs.Titles(en="regional polices", id="Polda")) if number % 2 else None
        return MilestoneRecorded(
            program_id=program,
            title=programs.Titles(en=f"Milestone {number}", ja=f"節目 {number}" if number % 2 else None),
            happened_on=claim(date(2002 + number % 20, 1, 1), Precision.YEAR),
            until=claim(date(2003 + number % 20, 2, 1), Precision.MONTH) if number % 3 == 0 else None,
            confirmed=number % 4 > 0,
            site_ids=(site,) if number % 2 else (),
            count=counted,
        )

    def _design(self, number: int, program: UUID) -> Iterator[Told]:
        key, phase = an(f"design {number}"), 2 if number % 2 else None
        day, due = date(2010, 1, 1), date(2011, 1, 2) if number % 3 else date(2090, 1, 1)
        yield Told(
            key, designs.DesignAdopted(program_id=program, phase_number=phase, adopted_on=day, matrix=MATRIX, jcc_due_on=due)
        )
        if number == 4:
            return
        decided: dict[str, Any] = {"decision": "Approved", "minutes_reference": f"JCC {number}", "jcc_due_on": due}
        yield Told(key, designs.JccDecisionRecorded(decision_id=an(f"jcc {number}"), design_version=1, met_on=day, **decided))
        said: dict[str, Any] = {"set_on": day, "document": "Survey"}
        yield Told(key, designs.IndicatorTargetSet(design_version=1, indicator="P-1", target=60.5, **said))
        fewer = replace(MATRIX, indicators=(COUNTED,), assumptions=())
        yield Told(key, designs.DesignRevised(design_version=2, revised_on=date(2010, 6, 1), reason="Fewer", matrix=fewer))
        if number % 2:
            second: dict[str, Any] = {"decision_id": an(f"second jcc {number}"), "met_on": date(2010, 7, 1), **decided}
            yield Told(key, designs.JccDecisionRecorded(design_version=2, **second))
        for place, code in enumerate(("1-1", "P-1", "1-1")):
            field = COUNTED.field_measure if code == "1-1" else None
            yield Told(
                key,
                designs.IndicatorMeasured(
                    measurement_id=an(f"measurement {place} of {number}"),
                    design_version=1,
                    indicator=code,
                    value=17.25 * place + number,
                    first_month="2026-03",
                    last_month=f"2026-{place + 3:02}",
                    measured_on=date(2026, place + 4, 1),
                    measure=field.measure if field else None,
                    measure_version=1 if field else None,
                    region_codes=field.region_codes if field else (),
                    positions=designs.Positions(villages=9 + place, cooperation=4) if place else None,
                    document=None if field else "Survey",
                ),
            )

    def _inputs(self, number: int, program: UUID, hosts: list[UUID]) -> Iterator[Told]:
        of: dict[str, Any] = {"program_id": program, "phase_number": 2 if number % 2 else None}
        day = date(2010, 1 + number, 1)
        expert = an(f"expert {number}")
        post: dict[str, Any] = {"agency": programs.Agency.NPA_JAPAN, "post": "Adviser", "field": "Policing"}
        yield Told(expert, inputs.ExpertDispatched(starts_on=day, ends_on=date(2011, 1, 1) if number % 2 else None, **post, **of))
        if number % 2:
            yield Told(expert, inputs.ExpertReturned(returned_on=date(2010, 12, 1)))
        items = (inputs.EquipmentItem(name="Radio", quantity=12), inputs.EquipmentItem(name="Board", quantity=1))
        for place, payer in enumerate(inputs.Payer):
            paid: dict[str, Any] = {"amount": f"{1000 * number}.{place}5", "value_date": day}
            money = inputs.Money(currency=inputs.Currency.IDR, **paid)
            cost = inputs.CostRecorded(purpose="Hall", cost=money, payer=payer, **of)
            yield Told(an(f"cost {place} of {number}"), cost)
        yield Told(
            an(f"equipment {number}"),
            inputs.EquipmentHandedOver(
                items=items[: 1 + number % 2],
                unit_id=hosts[number % len(hosts)],
                handed_over_on=day,
                value=inputs.Money(amount="1250000", currency=inputs.Currency.JPY, value_date=day),
                payer=inputs.Payer.DONOR,
                **of,
            ),
        )
        course: dict[str, Any] = {"course": "Koban", "place": "Tokyo", "trainees": 12, "starts_on": day, "ends_on": day}
        yield Told(an(f"intake {number}"), inputs.TraineeAccepted(**course, **of))

    def _evaluation(self, number: int, program: UUID) -> Iterator[Told]:
        key, kind = an(f"evaluation {number}"), tuple(evaluations.EvaluationKind)[number % 3]
        commissioned: dict[str, Any] = {"commissioned_by": programs.Agency.JICA, "commissioned_on": date(2010, 3, 1)}
        yield Told(key, evaluations.EvaluationCommissioned(program_id=program, phase_number=1, kind=kind, **commissioned))
        if number == 3:
            return
        ratings = evaluations.Ratings(relevance=evaluations.Rating.HIGH, impact=evaluations.Rating.LOW)
        told: dict[str, Any] = {"summary": "Useful", "document": f"EV/{number}"}
        yield Told(key, evaluations.EvaluationPublished(published_on=date(2010, 9, 1), ratings=ratings, **told))
        for place in range(1, number + 1):
            criterion = tuple(evaluations.DacCriterion)[place]
            learnt: dict[str, Any] = {"lesson": f"Lesson {place}", "recommendation": "Go on" if place % 2 else None}
            day = date(2010, 9, place)
            lesson = evaluations.LessonRecorded(
                lesson_id=an(f"lesson {place} of {number}"), number=place, criterion=criterion, recorded_on=day, **learnt
            )
            yield Told(key, lesson)

    def _session(self, number: int, key: UUID, made: list[UUID], hosts: list[UUID]) -> Iterator[Told]:
        r = self.random
        at = datetime(2017, 7, 25, 1, tzinfo=UTC) + timedelta(days=number % 700, microseconds=number % 3)
        region = self.regions[number % len(self.regions)][0] if number % 3 else None
        yield Told(
            key,
            trainings.TrainingScheduled(
                program_id=made[number % 5] if number % 7 else None,
                phase_number=1 if number % 2 else None,
                kind=tuple(trainings.SessionKind)[number % 5],
                mode=tuple(trainings.SessionMode)[number % 3],
                title=f"Training {number} of Bhabinkamtibmas",
                venue=trainings.Venue(name="Aula", room="Ballroom" if number % 2 else None, region_code=region),
                starts_at=at,
                timezone="Asia/Makassar",
                host_unit_id=hosts[number % len(hosts)],
                objectives=("faster and more accurate response",),
                competencies=(officers.Competency.MEDIATION, officers.Competency.DDS),
                last_day=(at + timedelta(days=1)).date() if number % 4 == 0 else None,
                assessed=number % 2 == 0,
            ),
        )
        unit = yield from self._invited(number, key, at.date(), hosts)
        if number % 25 == 24:
            yield Told(key, trainings.TrainingCancelled(reason="Flood"))
            return
        opener = trainings.Attendee(office=OFFICES[number % 3])
        role = trainings.AttendeeRole
        yield Told(key, trainings.ParticipantEnrolled(attendee=opener, role=role.OPENER))
        first = number * self.attendees % len(self.people)
        present = (self.people[first:] + self.people)[: self.attendees]
        for place, officer in enumerate(present):
            who = trainings.Attendee(officer_id=officer)
            sent: dict[str, Any] = {"unit_id": unit if place % 2 else None, "known": place % 7 != 6}
            yield Told(key, trainings.ParticipantEnrolled(attendee=who, role=role.PARTICIPANT, **sent))
            if place % 9 == 8:
                yield Told(key, trainings.ParticipantWithdrawn(attendee=who))
        if number % 25 == 23:
            return
        yield Told(key, trainings.TrainingOpened(opener=opener, opened_at=at))
        came = [officer for officer in present if r.random() < 0.95]
        for officer in came:
            attendee = trainings.Attendee(officer_id=officer)
            yield Told(
                key,
                trainings.AttendanceRecorded(attendee=attendee, role=role.PARTICIPANT, attended_on=at.date(), recorded_at=at),
            )
        for place, officer in enumerate(came):
            who = trainings.Attendee(officer_id=officer)
            if number % 4 == 0:
                missed = (at + timedelta(days=1)).date()
                yield Told(
                    key,
                    trainings.AbsenceRecorded(attendee=who, role=role.PARTICIPANT, absent_on=missed, excused=place % 2 == 0),
                )
            if number % 2 == 0 and place % 3:
                how: dict[str, Any] = {
                    "pre_score": 40 + place,
                    "post_score": 60 + place,
                    "passed": place % 3 == 1,
                    "assessed_on": at.date(),
                }
                yield Told(key, trainings.ParticipantAssessed(officer_id=officer, **how))
        for place in range(1, 6):
            yield from self._directive(key, place, at.date(), came)
        groups = tuple(RankGroup)[1:3]
        if learnt := tuple(officer for place, officer in enumerate(came) if place % 3):
            taught = (officers.Competency.MEDIATION, officers.Competency.DDS)
            yield Told(key, trainings.CompetenciesGained(officer_ids=learnt, competencies=taught, gained_on=at.date()))
        counted = tuple(
            Counted(polda_id=unit if unit and group is groups[0] else None, rank_group=group, participants=1 + number % 3)
            for group in groups
        )
        yield Told(key, trainings.TrainingClosed(closed_at=at + timedelta(hours=6), participants=len(came), counted=counted))

    def _invited(self, number: int, key: UUID, day: date, hosts: list[UUID]) -> Generator[Told, None, UUID | None]:
        """Two units, of which one sends and one declines or says nothing; the one that sends."""
        if number % 3 == 2:
            return None
        sends, other = hosts[(number + 1) % len(hosts)], hosts[(number + 2) % len(hosts)]
        for unit in (sends, other):
            asked = day if number % 2 else None
            yield Told(key, trainings.UnitInvited(unit_id=unit, quota=1 + number % 5, answer_by=asked))
        yield Told(key, trainings.InvitationAnswered(unit_id=sends, answer=InvitationAnswer.ACCEPTED, answered_on=day))
        if number % 2:
            why = f"Reason {number:05}" if number % 4 == 1 else None
            no = InvitationAnswer.DECLINED
            yield Told(key, trainings.InvitationAnswered(unit_id=other, answer=no, declined_because=why, answered_on=day))
        return sends

    def _directive(self, session: UUID, place: int, day: date, came: list[UUID]) -> Iterator[Told]:
        key = an(f"directive {place} of {session}")
        due = date(2030, 1, 1) if place % 2 else None
        theme = tuple(trainings.Theme)[place * 3 % 15]
        yield Told(
            session,
            trainings.DirectiveIssued(
                directive_id=key,
                number=place,
                issuer=OFFICES[0],
                theme=theme,
                text=f"Directive {place}: keep to what was agreed with the three pillars of the village.",
                issued_on=day,
                due_on=due,
                addressed_to=tuple(came),
                to_units=(self.unit_of[self.regions[0][0]],) if place == 3 else (),
                to_roles=(trainings.AttendeeRole.PARTICIPANT,) if place > 3 else (),
            ),
        )
        for officer in came:
            said = {"directive_id": key, "session_id": session}
            yield Told(officer, officers.DirectiveAddressed(number=place, issued_on=day, due_on=due, **said))
            if self.random.random() < 0.5:
                yield Told(officer, officers.DirectiveAcknowledged(acknowledged_on=day, **said))
            if place < 3:
                yield from self._target(officer, said, theme, day, due)
            elif len(came) % 2 and self.people.index(officer) % 3 == 0:
                account = f"Done {place}" if place == 4 else None
                yield Told(officer, officers.DirectiveFollowedUp(followed_up_on=day, account=account, **said))

    def _target(
        self, officer: UUID, said: dict[str, UUID], theme: trainings.Theme, day: date, due: date | None
    ) -> Iterator[Told]:
        """What a directive asks of the first of an officer's villages."""
        number = self.people.index(officer)
        village = an(self.villages[2 * number][0])
        key = an(f"target {officer} {said['directive_id']}")
        about: dict[str, Any] = {"village_id": village, "directive_id": said["directive_id"], "officer_id": officer}
        asked: dict[str, Any] = {"session_id": said["session_id"], "assignment_id": an(f"assignment {village}"), "theme": theme}
        yield Told(key, targets.DirectiveTargetSet(issued_on=day, due_on=due, **about, **asked))
        if (number + day.day) % 3:
            yield Told(
                key,
                targets.DirectiveTargetMet(met_on=day + timedelta(days=number % 40), shown_by="OutreachHeld", **about),
            )


async def batches(country: Country, sealer: Sealer) -> AsyncIterator[tuple[str, list[Recorded]]]:
    """The logs of the services in pieces of one service each, sealed, as a relay would pass them on."""
    logs = {service: Log(service) for service in ("officers", "villages", "cooperation")}
    told = iter(country)
    while batch := list(islice(told, BATCH)):
        sealed = await seal_events(sealer, [(event, key) for key, event in batch])
        for (key, _), event in zip(batch, sealed, strict=True):
            logs[type(event).service()].tell(key, event)
        for service, log in logs.items():
            if events := log.take():
                yield service, events
