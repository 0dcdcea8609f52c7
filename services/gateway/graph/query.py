"""Where a query begins."""

import strawberry

from services.gateway.graph import filters
from services.gateway.graph.mapping import Connection, Node, changed, many, one, page
from services.gateway.graph.types import boundary
from services.gateway.graph.types.boundary import BoundaryChange, CodeHolder
from services.gateway.graph.types.changes import Changes
from services.gateway.graph.types.command import CommandOutcome
from services.gateway.graph.types.contact import ContactPerson
from services.gateway.graph.types.coverage import CoverageGap, in_region
from services.gateway.graph.types.design import ProjectDesign
from services.gateway.graph.types.directive_target import DirectiveTarget
from services.gateway.graph.types.dispute import PillarDispute
from services.gateway.graph.types.dispute_filters import board
from services.gateway.graph.types.election import ElectionPeriod
from services.gateway.graph.types.election_filters import elections_within
from services.gateway.graph.types.evaluation import Lesson, lessons
from services.gateway.graph.types.forum import PartnershipForum, forums_within
from services.gateway.graph.types.forum_coverage import ForumCoverage
from services.gateway.graph.types.institution import SocialInstitution, institutions_within
from services.gateway.graph.types.issue import CommunityIssue, issues_within
from services.gateway.graph.types.joint_activity import JointActivity, activities_within
from services.gateway.graph.types.milestone import Milestone, milestones
from services.gateway.graph.types.officer import Officer
from services.gateway.graph.types.outreach import Outreach, outreach_within
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.region import Region
from services.gateway.graph.types.safety import (
    SafetyComparison,
    SafetyIndex,
    SafetySurvey,
    latest_indices,
    surveys_within,
)
from services.gateway.graph.types.sensitive_issue import SensitiveIssue, sensitive_issues_within
from services.gateway.graph.types.site import PilotSite, sites
from services.gateway.graph.types.training import TrainingSession
from services.gateway.graph.types.training_filters import calendar
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.types.village import Village
from services.gateway.graph.types.visit import VillageVisit
from services.gateway.graph.types.warning import EarlyWarning, warnings


@strawberry.type(description="Everything that can be asked for; what the caller may not see is not there.")
class Query:
    node: Node | None = one(where=filters.by_id, description="Anything by its global id.")

    village: Village | None = one(
        where=filters.village_by_code_then, description="A village (desa, kelurahan) by its code, or by one that it had."
    )
    villages: Connection[Village] = page(
        order=filters.villages_order, where=filters.villages, description="Villages (desa, kelurahan) by region, name or kind."
    )
    contact_person: ContactPerson | None = one(where=filters.by_id, description="A contact person (tokoh desa) by id.")
    village_visit: VillageVisit | None = one(where=filters.by_id, description="A visit (sambang desa) by its id.")
    village_visits: Connection[VillageVisit] = page(
        order=filters.visits_order,
        where=filters.visits_in,
        description="Visits (sambang desa) by region and period, latest first.",
    )
    region: Region | None = one(
        where=filters.region_by_code, description="A province, regency or district by its code, or by one that it had."
    )
    regions: Connection[Region] = page(
        order=filters.regions_order, where=filters.regions, description="Provinces, regencies and districts (wilayah)."
    )
    boundary_changes: Connection[BoundaryChange] = page(
        order="-changed_on -position",
        where=boundary.changes,
        description="What became of villages and regions (pemekaran, penggabungan, perubahan kode dan nama), latest first.",
    )
    code_holders: list[CodeHolder] = many(
        where=boundary.held_code,
        order="-position",
        description="All that ever had a code (kode wilayah), the latest first: a code that is free may be given again.",
    )

    early_warning: EarlyWarning | None = one(where=filters.by_id, description="An early warning (deteksi dini) by its id.")
    early_warnings: Connection[EarlyWarning] = page(
        order="due_at id",
        where=warnings,
        clock=True,
        description="Early warnings (deteksi dini) that the caller may see, the most urgent first: a commander's those of his "
        "unit's ground, an officer's those of his villages, a pillar's its own.",
    )
    pillar_dispute: PillarDispute | None = one(
        where=filters.by_id, description="A dispute (sengketa) between two pillars of a village by its id."
    )
    pillar_disputes: Connection[PillarDispute] = page(
        order="-reported_at -id",
        where=board,
        clock=True,
        description="Disputes (sengketa) among the three pillars of villages, latest first: a commander's are those of his "
        "unit's ground and of the units below it.",
    )
    joint_activity: JointActivity | None = one(
        where=filters.by_id, description="A joint activity (kegiatan kemitraan) of three pillars by its id."
    )
    joint_activities: Connection[JointActivity] = page(
        order="-scheduled_at -id",
        where=activities_within,
        description="Joint activities (kegiatan kemitraan) of three pillars, latest first: a commander's are those of his unit's "
        "ground and of the units below it.",
    )
    outreach: Connection[Outreach] = page(
        order="-held_at -id",
        where=outreach_within,
        description="Outreach (penyuluhan) to residents, latest first: a commander's is that of his unit's ground and of the "
        "units below it.",
    )
    community_issue: CommunityIssue | None = one(
        where=filters.by_id, description="An issue of residents (masalah warga) by its id."
    )
    community_issues: Connection[CommunityIssue] = page(
        order="-reported_at -id",
        where=issues_within,
        clock=True,
        description="Issues of residents (masalah warga), latest first: a commander's those of his unit's ground and of the "
        "units below it, an officer's those of his villages.",
    )
    safety_survey: SafetySurvey | None = one(
        where=filters.by_id, description="A survey of safety and trust (survei rasa aman) by its id."
    )
    safety_surveys: Connection[SafetySurvey] = page(
        order="-closes_on -id",
        where=surveys_within,
        description="Surveys of safety and trust (survei rasa aman), the one that ends last first.",
    )
    safety_indices: Connection[SafetyIndex] = page(
        order="code",
        where=latest_indices,
        description="The latest index of safety and trust (indeks rasa aman) of each area that has one, by code.",
    )
    safety_comparison: list[SafetyComparison] = many(
        order="grouped",
        description="The districts in pilot and model sites (situs percontohan) beside all others, by their latest indices.",
    )
    sensitive_issue: SensitiveIssue | None = one(where=filters.by_id, description="A sensitive issue (isu sensitif) by its id.")
    sensitive_issues: Connection[SensitiveIssue] = page(
        order="-seen_at -id",
        where=sensitive_issues_within,
        description="What is said between groups (isu sensitif), latest first: a commander's on his unit's ground and on that of "
        "the units below it, an officer's in his villages, a pillar's what it reported; where more may see one, also theirs.",
    )
    election_period: ElectionPeriod | None = one(where=filters.by_id, description="An election (masa pemilihan) by its id.")
    election_periods: Connection[ElectionPeriod] = page(
        order="-starts_at -id",
        where=elections_within,
        description="Elections (masa pemilihan), latest first: those over a region, over one in it, or over one that it lies in.",
    )
    partnership_forum: PartnershipForum | None = one(
        where=filters.by_id, description="A forum of police and community (FKPM) by its id."
    )
    partnership_forums: Connection[PartnershipForum] = page(
        order="id", where=forums_within, clock=True, description="Forums of police and community (FKPM), by region and status."
    )
    forum_coverage: ForumCoverage | None = one(
        where=in_region,
        clock=True,
        description="How many villages have a forum of police and community today (cakupan FKPM), in a region or everywhere; of "
        "a commander those of his unit and the units below. Null for a region that there is not.",
    )
    social_institution: SocialInstitution | None = one(
        where=filters.by_id, description="An institution of a village (pranata sosial) by its id."
    )
    social_institutions: Connection[SocialInstitution] = page(
        order="village_code kind id",
        where=institutions_within,
        description="Institutions of villages (pranata sosial), by region, kind and whether they live.",
    )

    unit: PoliceUnit | None = one(where=filters.by_id, description="A police unit (satuan) by its id.")
    units: Connection[PoliceUnit] = page(order=filters.units_order, where=filters.units, description="Police units (satuan).")
    officer: Officer | None = one(where=filters.by_id_then, description="An officer (anggota) by id.")
    me: Officer | None = one(
        where=filters.by_caller, description="The officer (anggota) who asks; null for whoever is not known as one."
    )
    officers: Connection[Officer] = page(order="id", description="Officers (anggota), in no order that says anything.")

    coverage_gap: CoverageGap | None = one(
        where=in_region,
        clock=True,
        description="How villages are covered today (kesenjangan), in a region or everywhere; of a commander those of his unit "
        "and the units below. Null for a region that there is not.",
    )

    program: CooperationProgram | None = one(
        where=filters.by_id_then, description="A programme of cooperation (program kerja sama) by its id."
    )
    programs: Connection[CooperationProgram] = page(
        order="title_en id", description="Programmes of cooperation (program kerja sama)."
    )
    project_design: ProjectDesign | None = one(
        where=filters.by_id, description="The design (rancangan proyek, PDM) of a programme by its id."
    )
    lessons: Connection[Lesson] = page(
        order="-recorded_on -id",
        where=lessons,
        description="What was learnt in the evaluations of all programmes (pelajaran), latest first.",
    )
    training: TrainingSession | None = one(where=filters.by_id, description="A training (pelatihan) by its id.")
    trainings: Connection[TrainingSession] = page(
        order="-starts_at -id",
        where=calendar,
        description="The calendar of trainings (kalender pelatihan), latest first, by unit, region and period.",
    )
    directive_target: DirectiveTarget | None = one(
        where=filters.by_id, description="What a directive asks of a village (target arahan) by its id."
    )
    changes: Changes = changed(
        cost=10_000,
        description="What changed in the caller's villages since a cursor, in pages: an officer's are those he is assigned to, a "
        "pillar's his own, a commander's those of his unit and the units below it, headquarters' all.",
    )
    command: CommandOutcome | None = one(
        where=filters.by_command_id,
        description="What became of a command, by the id it was given under: the caller's own; null where nothing was done.",
    )
    pilot_site: PilotSite | None = one(where=filters.by_id, description="A pilot site (situs percontohan) by its id.")
    pilot_sites: Connection[PilotSite] = page(
        order="designated_on id",
        where=sites,
        description="Pilot sites (situs percontohan) by status, region and level of unit, in the order in which they came to "
        "their present status: those of level POLDA that are INDEPENDENT are the Polda Mandiri.",
    )
    milestone: Milestone | None = one(where=filters.by_id, description="A milestone (tonggak sejarah) by its id.")
    milestones: Connection[Milestone] = page(
        order="happened_value id",
        where=milestones,
        description="What sources tell of the way of the programmes (tonggak sejarah), earliest first.",
    )
