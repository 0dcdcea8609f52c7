"""Pilot sites in the graph."""

from datetime import date

import strawberry

from libs.events.contracts.cooperation.pilot_site import SiteStatus
from libs.events.contracts.values import Precision
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import Node, column, many, one, rows_of
from services.gateway.graph.types.program import CooperationProgram
from services.gateway.graph.types.unit import PoliceUnit
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

enum_of(SiteStatus)


@rows_of(t.site_designation, key="step", visible=INSIDE)
@strawberry.type(description="A step in the rise of a site (penetapan).")
class Designation:
    status: SiteStatus = column(description="What the site became.")
    on: date = column(lambda d: d.on_value, description="When; the first of the year or month where no day is known.")
    precision: Precision = column(lambda d: d.on_precision, description="How exactly the date is known.")
    source: str = column(lambda d: d.on_source, description="Who says so.")


@rows_of(t.site, visible=INSIDE)
@strawberry.type(description="A site where the practice was tried, became a model, and was spread (situs percontohan).")
class PilotSite(Node):
    status: SiteStatus = column(description="How far it has come.")
    designated_on: date = column(description="Since when it has its present status.")
    region_codes: list[str] = column(description="Codes of the regions it covers.")
    program: CooperationProgram = one(lambda s, p: p.id == s.program_id, description="The programme it belongs to.")
    unit: PoliceUnit | None = one(lambda s, u: u.id == s.unit_id, description="The unit on whose ground it lies.")
    designations: list[Designation] = many(
        lambda s, d: d.site_id == s.id, order="step", description="Every status it has had, in order."
    )
