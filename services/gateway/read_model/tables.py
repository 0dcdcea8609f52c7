"""Every table of the read model by its name: one table a thing, one index a question; each is made beside what fills it."""

from services.gateway.read_model.cooperation.cooperation_program import date_claim, instrument, program, program_agency
from services.gateway.read_model.cooperation.milestone import milestone, milestone_site
from services.gateway.read_model.cooperation.pilot_site import (
    site,
    site_designation,
    site_region,
    supervision,
    supervision_score,
)
from services.gateway.read_model.cooperation.program_phase import phase
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
    "assignment", "community_issue", "contact_person", "date_claim", "directive", "directive_task", "early_warning", "enrolment",
    "environment", "event", "fit_reason", "instrument", "issue_given", "issue_party", "joint_activity", "joint_confirmation",
    "jurisdiction", "leadership_directive", "milestone", "milestone_site", "officer", "officer_competency", "outreach", "phase",
    "pillar_dispute", "pillar_seat", "program", "program_agency", "region", "site", "site_designation", "site_region",
    "supervision", "supervision_score", "synergy_meeting", "training", "unit", "village", "village_unit", "village_visit",
    "visit_contact", "visit_finding", "visit_flag", "warning_delivery", "warning_escalation",
]  # fmt: skip
