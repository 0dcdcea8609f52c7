"""Every table of the read model by its name: one table a thing, one index a question; each is made beside what fills it."""

from services.gateway.read_model.cooperation.cooperation_input import cooperation_input, equipment_item
from services.gateway.read_model.cooperation.cooperation_program import date_claim, instrument, program, program_agency
from services.gateway.read_model.cooperation.evaluation_report import evaluation, evaluation_rating, lesson
from services.gateway.read_model.cooperation.milestone import milestone, milestone_site
from services.gateway.read_model.cooperation.pilot_site import (
    site,
    site_designation,
    site_region,
    supervision,
    supervision_score,
)
from services.gateway.read_model.cooperation.program_phase import phase
from services.gateway.read_model.cooperation.project_design import (
    design_activity,
    design_output,
    design_version,
    indicator,
    jcc_decision,
    measurement,
    project_design,
)
from services.gateway.read_model.cooperation.training_list import attendance_day, invitation, training_count
from services.gateway.read_model.cooperation.training_session import directive, enrolment, training
from services.gateway.read_model.officers.officer import directive_task, officer, officer_competency
from services.gateway.read_model.officers.police_unit import ground_loss, jurisdiction, unit
from services.gateway.read_model.officers.village_assignment import assignment, fit_reason
from services.gateway.read_model.projection import event
from services.gateway.read_model.villages.boundary import boundary_change, place_code, succession
from services.gateway.read_model.villages.community_issue import community_issue, issue_given, issue_party
from services.gateway.read_model.villages.contact_person import contact_person
from services.gateway.read_model.villages.directive_target import directive_target
from services.gateway.read_model.villages.early_warning import (
    early_warning,
    leadership_directive,
    warning_delivery,
    warning_escalation,
)
from services.gateway.read_model.villages.election_period import election_period, election_phase
from services.gateway.read_model.villages.environment import environment
from services.gateway.read_model.villages.joint_activity import joint_activity, joint_confirmation
from services.gateway.read_model.villages.outreach import outreach
from services.gateway.read_model.villages.partnership_forum import (
    forum_meeting,
    forum_member,
    forum_programme,
    forum_settled,
    forum_village,
    partnership_forum,
)
from services.gateway.read_model.villages.pillar_dispute import pillar_dispute, synergy_meeting
from services.gateway.read_model.villages.region import region
from services.gateway.read_model.villages.safety_survey import safety_index, safety_survey
from services.gateway.read_model.villages.sensitive_issue import counter_action, sensitive_issue
from services.gateway.read_model.villages.social_institution import institution_activity, social_institution
from services.gateway.read_model.villages.three_pillars import pillar_seat
from services.gateway.read_model.villages.village import village, village_unit
from services.gateway.read_model.villages.village_visit import village_visit, visit_contact, visit_finding, visit_flag

__all__ = [
    "assignment", "attendance_day", "boundary_change", "community_issue", "contact_person", "cooperation_input",
    "counter_action", "date_claim", "design_activity", "design_output", "design_version", "directive", "directive_target",
    "directive_task", "early_warning", "election_period", "election_phase", "enrolment", "environment", "equipment_item",
    "evaluation", "evaluation_rating", "event", "fit_reason", "forum_meeting", "forum_member", "forum_programme",
    "forum_settled", "forum_village", "ground_loss", "indicator", "institution_activity", "instrument", "invitation",
    "issue_given", "issue_party", "jcc_decision", "joint_activity", "joint_confirmation", "jurisdiction",
    "leadership_directive", "lesson", "measurement", "milestone", "milestone_site", "officer", "officer_competency",
    "outreach", "partnership_forum", "phase", "pillar_dispute", "pillar_seat", "place_code", "program", "program_agency",
    "project_design", "region", "safety_index", "safety_survey", "sensitive_issue", "site", "site_designation", "site_region",
    "social_institution", "succession", "supervision", "supervision_score", "synergy_meeting", "training", "training_count",
    "unit", "village", "village_unit", "village_visit", "visit_contact", "visit_finding", "visit_flag", "warning_delivery",
    "warning_escalation",
]  # fmt: skip
