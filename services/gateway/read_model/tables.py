"""Every table of the read model by its name: one table a thing, one index a question; each is made beside what fills it."""

from services.gateway.read_model.cooperation.cooperation_input import cooperation_input, equipment_item
from services.gateway.read_model.cooperation.cooperation_program import phase, program, program_agency
from services.gateway.read_model.cooperation.evaluation_report import evaluation, evaluation_rating, lesson
from services.gateway.read_model.cooperation.pilot_site import site, site_designation, site_region
from services.gateway.read_model.cooperation.project_design import (
    design_activity,
    design_output,
    design_version,
    indicator,
    jcc_decision,
    measurement,
    project_design,
)
from services.gateway.read_model.cooperation.training_session import directive, enrolment, training
from services.gateway.read_model.officers.officer import directive_task, officer, officer_competency
from services.gateway.read_model.officers.police_unit import jurisdiction, unit
from services.gateway.read_model.officers.village_assignment import assignment, fit_reason
from services.gateway.read_model.projection import event
from services.gateway.read_model.villages.community_issue import community_issue, issue_given, issue_party
from services.gateway.read_model.villages.contact_person import contact_person
from services.gateway.read_model.villages.early_warning import (
    early_warning,
    leadership_directive,
    warning_delivery,
    warning_escalation,
)
from services.gateway.read_model.villages.environment import environment
from services.gateway.read_model.villages.joint_activity import joint_activity, joint_confirmation
from services.gateway.read_model.villages.outreach import outreach
from services.gateway.read_model.villages.pillar_dispute import pillar_dispute, synergy_meeting
from services.gateway.read_model.villages.region import region
from services.gateway.read_model.villages.three_pillars import pillar_seat
from services.gateway.read_model.villages.village import village, village_unit
from services.gateway.read_model.villages.village_visit import village_visit, visit_contact, visit_finding, visit_flag

__all__ = [
    "assignment", "community_issue", "contact_person", "cooperation_input", "design_activity", "design_output",
    "design_version", "directive", "directive_task", "early_warning", "enrolment", "environment", "equipment_item",
    "evaluation", "evaluation_rating", "event", "fit_reason", "indicator", "issue_given", "issue_party", "jcc_decision",
    "joint_activity", "joint_confirmation", "jurisdiction", "leadership_directive", "lesson", "measurement", "officer",
    "officer_competency", "outreach", "phase", "pillar_dispute", "pillar_seat", "program", "program_agency",
    "project_design", "region", "site", "site_designation", "site_region", "synergy_meeting", "training", "unit", "village",
    "village_unit", "village_visit", "visit_contact", "visit_finding", "visit_flag", "warning_delivery",
    "warning_escalation",
]  # fmt: skip
