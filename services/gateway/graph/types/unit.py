"""Police units in the graph."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import and_, func, select

from libs.events.contracts.officers.police_unit import (
    ActingCommanderAppointed,
    CommanderAppointed,
    LossReason,
    UnitKind,
    UnitLevel,
)
from services.gateway.graph import filters
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, one, page, rows_of, starts_with
from services.gateway.graph.reach import UNITS, made_by, reached, told
from services.gateway.graph.types.coverage import EVERYWHERE, CoverageGap
from services.gateway.graph.types.dispute_filters import disputes
from services.gateway.graph.types.election_filters import elections, held_on_ground
from services.gateway.graph.types.follow_up import FollowUpMeasure, follow_up
from services.gateway.graph.types.forum_coverage import ForumCoverage
from services.gateway.graph.types.forum_work import ForumMeasure, forum_work
from services.gateway.graph.types.institution import InstitutionCount, institution_counts
from services.gateway.graph.types.joint_activity import JointActivity, activities
from services.gateway.graph.types.participation import ParticipationMeasure, participation
from services.gateway.graph.types.performance import PerformanceMeasure, performance
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.training_list import TrainingInvitation, invitations
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.dispute import PillarDispute
    from services.gateway.graph.types.election import ElectionPeriod
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.site import PilotSite
    from services.gateway.graph.types.village import Village
    from services.gateway.graph.types.visit import VillageVisit

enum_of(UnitKind)
enum_of(LossReason)
UnitOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
UnitDispute = Annotated["PillarDispute", strawberry.lazy("services.gateway.graph.types.dispute")]
UnitSite = Annotated["PilotSite", strawberry.lazy("services.gateway.graph.types.site")]
UnitVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]

UnitElections = Connection[Annotated["ElectionPeriod", strawberry.lazy("services.gateway.graph.types.election")]]
UnitVisits = Connection[Annotated["VillageVisit", strawberry.lazy("services.gateway.graph.types.visit")]]


def _ground_of(unit: Any) -> Any:
    """The villages for which the unit or one below it answers."""
    of, below = t.village_unit.c, t.unit.alias("below")
    found = select(of.village_id).where(of.unit_id == below.c.id, starts_with(below.c.path, unit.path))
    return func.any(func.array(found.correlate_except(t.village_unit, below).scalar_subquery()))


def _villages_of(unit: Any) -> Any:
    of = t.village_unit.c
    found = select(of.village_id).where(of.unit_id == unit.id).correlate_except(t.village_unit).scalar_subquery()
    return func.any(func.array(found))


@rows_of(t.jurisdiction, key="code", past=())
@strawberry.type(description="A place a unit answers for (wilayah hukum), and everything below it.")
class Jurisdiction:
    code: str = column(description="Code of a region or village.")
    valid_from: date = column(description="The first day on which it holds.")
    valid_to: date | None = column(description="The first day on which it no longer holds; null until further notice.")
    source: str = column(description="The order or publication it rests on; `assumed` where there is none.")


@rows_of(t.ground_loss, key="position", past=())
@strawberry.type(
    description="A place for which a unit answered and, since it has another code, does not: somebody should look at it."
)
class LostGround:
    previous_code: str = column(description="The code that the place had (kode lama).")
    code: str = column(description="The code that the place has (kode baru).")
    changed_on: date = column(description="The first day on which the change holds.")
    why: LossReason = column(description="Why the unit does not answer for it any more.")
    source: str = column(description="The regulation it rests on (dasar hukum).")


@rows_of(t.unit, past=(UNITS,))
@strawberry.type(description="A police unit (satuan): Mabes, Polda, Polres, Polsek.")
class PoliceUnit(Node):
    name: str = column(description="Its name today.")
    level: UnitLevel = column(description="Its step in the tree of command.")
    kind: UnitKind = column(description="Its type within the level (tipe satuan).")
    seat_code: str | None = column(description="Code of the region where its headquarters stand.")
    active: bool = column(description="False once it has been closed.")
    parent: "PoliceUnit | None" = one(
        lambda u, above: above.id == u.parent_id,
        past=Past(reached(t.unit.c.parent_id, t.unit.c.id)),
        description="The unit above it.",
    )
    units: Connection["PoliceUnit"] = page(
        lambda u, below: below.parent_id == u.id,
        order="name id",
        past=Past(reached(t.unit.c.id, t.unit.c.parent_id)),
        description="The units directly below it.",
    )
    jurisdictions: list[Jurisdiction] = many(
        lambda u, j: j.unit_id == u.id, order="code valid_from", past=OWN, description="Its ground, today and before."
    )
    lost_grounds: list[LostGround] = many(
        lambda u, x: x.unit_id == u.id,
        order="-position",
        past=OWN,
        description="What it lost by boundary changes (perubahan wilayah), the latest first.",
    )
    commander: UnitOfficer | None = one(
        lambda u, o: o.id == u.commander_id,
        past=Past(told("officer_id", CommanderAppointed)),
        description="The officer at its head.",
    )
    commander_since: date | None = column(seen_by=INSIDE, description="Since when that officer heads it.")
    commander_absent_from: date | None = column(
        seen_by=INSIDE,
        description="The first day on which that officer is away (berhalangan); null where no absence is reported.",
    )
    commander_absent_until: date | None = column(
        seen_by=INSIDE, description="The first day on which that officer is back; null until further notice."
    )
    acting_commander: UnitOfficer | None = one(
        lambda u, o: o.id == u.acting_commander_id,
        past=Past(told("officer_id", ActingCommanderAppointed)),
        description="The officer who acts as its head (pelaksana tugas, Plt.), by the last order; see from and until when.",
    )
    acting_from: date | None = column(seen_by=INSIDE, description="The first day on which that officer acts.")
    acting_until: date | None = column(
        seen_by=INSIDE, description="The first day on which that officer no longer acts; null until further notice."
    )
    officers: Connection[UnitOfficer] = page(
        lambda u, o: o.unit_id == u.id, order="id", description="The officers who serve in it, not in the units below."
    )
    villages: Connection[UnitVillage] = page(
        lambda u, v: and_(v.id == _villages_of(u), v.dissolved_on.is_(None)),
        order="code",
        cost=1_000,
        description="The villages for which no unit below it answers.",
    )
    coverage_gap: CoverageGap | None = one(
        lambda u, g: (g.code == EVERYWHERE) & (g.unit_id == u.id),
        clock=True,
        description="How the villages for which it and the units below it answer are covered today (kesenjangan).",
    )
    forum_coverage: ForumCoverage | None = one(
        lambda u, c: (c.code == EVERYWHERE) & (c.unit_id == u.id),
        clock=True,
        description="How many of these villages have a forum of police and community today (cakupan FKPM).",
    )
    visits: UnitVisits = page(
        lambda u, x: x.village_id == _ground_of(u),
        order=filters.visits_order,
        where=filters.visits,
        cost=1_000,
        description="The visits (sambang) to villages on its ground and on that of the units below it, latest first.",
    )
    pillar_disputes: Connection[UnitDispute] = page(
        lambda u, d: starts_with(d.ground_path, u.path),
        order="-reported_at -id",
        where=disputes,
        clock=True,
        cost=100,
        description="Disputes (sengketa) among the pillars of the villages on its ground and on that of the units below, latest "
        "first.",
    )
    joint_activities: Connection[JointActivity] = page(
        lambda u, a: starts_with(a.ground_path, u.path),
        order="-scheduled_at -id",
        where=activities,
        cost=100,
        description="Joint activities (kegiatan kemitraan) in the villages on its ground and on that of the units below, latest "
        "first.",
    )
    election_periods: UnitElections = page(
        held_on_ground,
        order="-starts_at -id",
        where=elections,
        cost=1_000,
        description="Elections (masa pemilihan) that take in a village on its ground or on that of units below, latest first.",
    )
    forum_work: list[ForumMeasure] = forum_work("unit")
    institution_counts: list[InstitutionCount] = institution_counts("unit")
    pilot_sites: list[UnitSite] = many(
        lambda u, s: s.unit_id == u.id,
        order="designated_on id",
        description="The sites (situs percontohan) of programmes that it is, withdrawn ones included.",
    )
    performance: list[PerformanceMeasure] = performance("unit")
    participation: list[ParticipationMeasure] = participation("unit")
    directive_follow_up: list[FollowUpMeasure] = follow_up()
    training_invitations: Connection[TrainingInvitation] = page(
        lambda u, i: i.unit_id == u.id,
        order="-starts_at -training_id",
        where=invitations,
        cost=10,
        description="The trainings to which it is invited (undangan pelatihan), latest first; called off ones too.",
    )
    timeline: Timeline = timeline(made_by("police_unit"))
