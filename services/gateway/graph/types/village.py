"""Villages in the graph."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry
from sqlalchemy import Integer, and_, func, literal_column, select

from libs.events.contracts.officers.village_assignment import AssignmentRole, Duty
from libs.events.contracts.villages.village import VillageKind
from libs.events.contracts.villages.village_visit import VisitOutcome
from services.gateway.graph import filters
from services.gateway.graph.mapping import OWN, Connection, Node, Past, column, many, one, page, rows_of
from services.gateway.graph.reach import GROUND, made_by, reached, then
from services.gateway.graph.types.boundary import PlaceCode, VillageRemainder
from services.gateway.graph.types.contact import ContactPerson
from services.gateway.graph.types.directive_target import DirectiveTarget, targets
from services.gateway.graph.types.election import ElectionPeriod
from services.gateway.graph.types.election_filters import heightens
from services.gateway.graph.types.environment import VillageEnvironment
from services.gateway.graph.types.forum import PartnershipForum, forums_of
from services.gateway.graph.types.forum_ground import forum_of
from services.gateway.graph.types.forum_work import ForumMeasure, forum_work
from services.gateway.graph.types.institution import SocialInstitution, institutions
from services.gateway.graph.types.issue import CommunityIssue, issues
from services.gateway.graph.types.joint_activity import JointActivity, activities
from services.gateway.graph.types.outreach import Outreach, outreach
from services.gateway.graph.types.participation import ParticipationMeasure, participation
from services.gateway.graph.types.performance import PerformanceMeasure, performance
from services.gateway.graph.types.pillars import ThreePillars
from services.gateway.graph.types.region import Region
from services.gateway.graph.types.safety import SafetyIndex, history, latest
from services.gateway.graph.types.sensitive_issue import SensitiveIssue, sensitive_issues
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.types.visit import VillageVisit
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.site import PilotSite
    from services.gateway.graph.types.unit import PoliceUnit
    from services.gateway.graph.types.warning import EarlyWarning

Unit = Annotated["PoliceUnit", strawberry.lazy("services.gateway.graph.types.unit")]
VillageOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
Site = Annotated["PilotSite", strawberry.lazy("services.gateway.graph.types.site")]

Warned = Annotated["EarlyWarning", strawberry.lazy("services.gateway.graph.types.warning")]


def _unit_of(village: Any) -> Any:
    found = t.village_unit.c
    return select(found.unit_id).where(found.village_id == village.id).correlate_except(t.village_unit).scalar_subquery()


def _officer_of(village: Any) -> Any:
    """Whoever holds the village's post: the latest, should an order overlap with the one it replaces."""
    held = t.assignment.c
    return (
        select(held.officer_id)
        .where(
            held.village_id == village.id,
            held.status == "CONFIRMED",
            held.duty == Duty.BHABINKAMTIBMAS.value,
            held.role == AssignmentRole.PRIMARY.value,
        )
        .order_by(held.starts_on.desc(), held.id.desc())
        .limit(1)
        .correlate_except(t.assignment)
        .scalar_subquery()
    )


def _visited(village: Any) -> Any:
    of = t.village_visit.c
    return select(of.id).where(of.village_id == village.id, of.outcome == VisitOutcome.COMPLETED.value)


def _visits_lately(village: Any) -> Any:
    lately = t.village_visit.c.at >= func.now() - func.make_interval(0, 0, 0, literal_column("30"))
    found = _visited(village).with_only_columns(func.count(type_=Integer())).where(lately)
    return found.correlate_except(t.village_visit).scalar_subquery()


def _last_visit(village: Any) -> Any:
    found = _visited(village).with_only_columns(func.max(t.village_visit.c.at))
    return found.correlate_except(t.village_visit).scalar_subquery()


def _sites_of(village: Any) -> Any:
    of = t.site_region.c
    now = select(of.site_id).where(of.code.in_(filters.above(village)), of.valid_to.is_(None))
    found = now.correlate_except(t.site_region).scalar_subquery()
    return func.any(func.array(found))


def _related(village: Any, own: str, other: str) -> Any:
    of = t.succession.c
    found = select(of[other]).where(of[own] == village.id).correlate_except(t.succession).scalar_subquery()
    return func.any(func.array(found))


ASSIGNMENTS: Final = then(reached(t.assignment.c.id, t.assignment.c.village_id), made_by("village_assignment"))
"""By villages: the streams of the assignments that ever named them."""


def _named(code: Any) -> Past:
    """The regions that a village's code names."""
    return Past(reached(t.region.c.id, t.village.c.id, t.region.c.code == code))


@rows_of(t.village, past=(made_by("village"),))
@strawberry.type(description="A village (desa, kelurahan, desa adat).")
class Village(Node):
    code: str = column(description="Its code (kode wilayah): 52.71.01.1001; the last one of a village that is no more.")
    name: str = column(description="Its name in the edition it was taken from.")
    kind: VillageKind = column(description="Its legal kind.")
    timezone: str = column(description="IANA name of its time zone.")
    edition: str = column(description="The data edition its name was taken from.")
    codes: list[PlaceCode] = many(
        lambda v, h: h.place_id == v.id, order="position", past=OWN, description="Every code that it had, the first one first."
    )
    dissolved_on: date | None = column(description="The first day on which it is no village any more; null: it is one.")
    predecessors: list["Village"] = many(
        lambda v, x: x.id == _related(v, "successor_id", "predecessor_id"),
        order="code id",
        description="The villages of a part of which it was made, or which became part of it.",
    )
    successors: list["Village"] = many(
        lambda v, x: x.id == _related(v, "predecessor_id", "successor_id"),
        order="code id",
        description="The villages that were made of a part of it, or of which it became part.",
    )
    remainder: VillageRemainder | None = one(
        lambda v, x: and_(x.id == v.id, x.dissolved_on.is_not(None)),
        description="What still hangs on it although it is no more; null while it is a village.",
    )
    province: Region = one(
        lambda v, r: r.code == v.province_code,
        past=_named(t.village.c.province_code),
        description="The province (provinsi) it lies in.",
    )
    regency: Region = one(
        lambda v, r: r.code == v.regency_code,
        past=_named(t.village.c.regency_code),
        description="The regency or city (kabupaten/kota) it lies in.",
    )
    district: Region = one(
        lambda v, r: r.code == v.district_code,
        past=_named(t.village.c.district_code),
        description="The district (kecamatan) it lies in.",
    )
    unit: Unit | None = one(
        lambda v, u: u.id == _unit_of(v),
        past=Past(GROUND),
        description="The police unit on whose ground (wilayah hukum) it lies, the lowest there is.",
    )
    pillars: ThreePillars | None = one(lambda v, p: p.id == v.id, past=OWN, description="Its three pillars (tiga pilar).")
    officer: VillageOfficer | None = one(
        lambda v, o: o.id == _officer_of(v),
        past=Past(
            reached(t.assignment.c.officer_id, t.assignment.c.village_id),
            through=(ASSIGNMENTS,),
        ),
        description="Its Bhabinkamtibmas, by confirmed order; null where the post is vacant.",
    )
    pilot_sites: list[Site] = many(
        lambda v, s: s.id == _sites_of(v),
        order="designated_on id",
        past=Past(reached(t.site_region.c.site_id, t.village.c.id, t.site_region.c.code.in_(filters.above(t.village.c)))),
        description="The sites (situs percontohan) whose regions it lies in.",
    )
    environment: VillageEnvironment | None = one(
        lambda v, e: e.village_id == v.id,
        order="-assessed_on -position",
        past=OWN,
        description="Its environment (lingkungan), by the latest assessment; null where it was never assessed.",
    )
    open_warnings: list[Warned] = many(
        lambda v, w: and_(w.village_id == v.id, w.state != "CLOSED"),
        order="due_at id",
        description="The early warnings (deteksi dini) about it that are not closed, as far as the caller may see them.",
    )
    contacts: Connection[ContactPerson] = page(
        lambda v, c: c.village_id == v.id,
        order="id",
        where=filters.contacts,
        description="Whom the police may turn to there (tokoh desa), those who agree no longer included.",
    )
    visits: Connection[VillageVisit] = page(
        lambda v, x: x.village_id == v.id,
        order=filters.visits_order,
        where=filters.visits,
        description="The visits to it (sambang desa), latest first.",
    )
    visits_lately: int | None = column(
        _visits_lately, seen_by=INSIDE, clock=True, description="How many visits were completed in the last 30 days."
    )
    last_visited_at: datetime | None = column(
        _last_visit, seen_by=INSIDE, description="When the last visit began that was completed; null where there was none."
    )
    joint_activities: Connection[JointActivity] = page(
        lambda v, a: a.village_id == v.id,
        order="-scheduled_at -id",
        where=activities,
        description="What its three pillars plan and do together (kegiatan kemitraan), latest first.",
    )
    directive_targets: Connection[DirectiveTarget] = page(
        lambda v, x: x.village_id == v.id,
        order="-issued_on -id",
        where=targets,
        description="What directives of trainings ask of it (target arahan), latest first.",
    )
    outreach: Connection[Outreach] = page(
        lambda v, o: o.village_id == v.id,
        order="-held_at -id",
        where=outreach,
        description="Outreach (penyuluhan) to its residents, latest first.",
    )
    issues: Connection[CommunityIssue] = page(
        lambda v, i: i.village_id == v.id,
        order="-reported_at -id",
        where=issues,
        clock=True,
        description="What troubles its residents (masalah warga), latest first.",
    )
    sensitive_issues: Connection[SensitiveIssue] = page(
        lambda v, s: s.village_id == v.id,
        order="-seen_at -id",
        where=sensitive_issues,
        description="What is said between groups there (isu sensitif), latest first, as far as the caller may see it.",
    )
    election_period: ElectionPeriod | None = one(
        lambda v, e: and_(e.region_code.in_(filters.above(v)), heightens(e)),
        order="clock_percent id",
        description="The election (masa pemilihan) under way there, of several the one that asks for most; null where there is "
        "none.",
    )
    forum: PartnershipForum | None = one(
        lambda v, f: f.id == forum_of(v),
        description="The forum of police and community (FKPM) it has as its own, formed or of custom, or that a village had "
        "which became part of it; null where it has none.",
    )
    forums: list[PartnershipForum] = many(
        lambda v, f: f.id == forums_of(v),
        order="id",
        description="All forums that ever covered it, those of its zones, proposed and dissolved ones included.",
    )
    forum_work: list[ForumMeasure] = forum_work("village")
    institutions: Connection[SocialInstitution] = page(
        lambda v, i: i.village_id == v.id,
        order="kind id",
        where=institutions,
        description="Its institutions (pranata sosial), by kind.",
    )
    performance: list[PerformanceMeasure] = performance("village")
    participation: list[ParticipationMeasure] = participation("village")
    safety_index: SafetyIndex | None = latest(lambda v, i: i.village_id == v.id, "village itself")
    safety_indices: list[SafetyIndex] = history(lambda v, i: i.village_id == v.id)
    timeline: Timeline = timeline(made_by("village"), made_by("three_pillars"), ASSIGNMENTS)
