"""The gateway's own schema, put together from its types and from what the services' contracts allow to be asked for."""

from functools import cache
from typing import Final

from graphql import GraphQLSchema, print_schema

from libs.events.message import Catalogue
from services.gateway.graph.activity import Subscription
from services.gateway.graph.assembly import assemble
from services.gateway.graph.mutations import mutations
from services.gateway.graph.query import Query
from services.gateway.graph.types.contact import ContactPerson
from services.gateway.graph.types.design import ProjectDesign
from services.gateway.graph.types.directive_target import DirectiveTarget
from services.gateway.graph.types.dispute import PillarDispute
from services.gateway.graph.types.election import ElectionPeriod
from services.gateway.graph.types.evaluation import EvaluationReport
from services.gateway.graph.types.forum import PartnershipForum
from services.gateway.graph.types.institution import SocialInstitution
from services.gateway.graph.types.issue import CommunityIssue
from services.gateway.graph.types.joint_activity import JointActivity
from services.gateway.graph.types.milestone import Milestone
from services.gateway.graph.types.officer import Officer, VillageAssignment
from services.gateway.graph.types.outreach import Outreach
from services.gateway.graph.types.pillars import ThreePillars
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.program_input import CooperationInput
from services.gateway.graph.types.region import Region
from services.gateway.graph.types.safety import SafetySurvey
from services.gateway.graph.types.sensitive_issue import SensitiveIssue
from services.gateway.graph.types.site import PilotSite
from services.gateway.graph.types.training import Directive, TrainingSession
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.types.village import Village
from services.gateway.graph.types.visit import VillageVisit
from services.gateway.graph.types.warning import EarlyWarning
from services.gateway.read_model.projection import SERVICES

NODES: Final = (
    Officer,
    VillageAssignment,
    PoliceUnit,
    Region,
    Village,
    ThreePillars,
    EarlyWarning,
    ContactPerson,
    VillageVisit,
    PillarDispute,
    JointActivity,
    Outreach,
    CommunityIssue,
    SafetySurvey,
    ElectionPeriod,
    SensitiveIssue,
    PartnershipForum,
    SocialInstitution,
    CooperationProgram,
    ProjectDesign,
    CooperationInput,
    EvaluationReport,
    PilotSite,
    Milestone,
    TrainingSession,
    Directive,
    DirectiveTarget,
)
"""Everything with an id of its own."""


@cache
def schema() -> GraphQLSchema:
    """Put together once in a process. Raises TypeError where a type promises what its rows cannot keep."""
    return assemble(Query, mutations(Catalogue(*SERVICES), NODES), Subscription, types=NODES)


def text() -> str:
    """The schema in its definition language, a newline at its end."""
    return print_schema(schema()) + "\n"
