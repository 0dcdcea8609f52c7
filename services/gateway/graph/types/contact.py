"""Contact persons of villages in the graph: their office for everybody inside, their names for those who work with them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import func, select

from libs.events.contracts.villages.contact_person import ConsentBasis, ContactRole
from services.gateway.graph.enums import enum_of
from services.gateway.graph.filters import visits, visits_order
from services.gateway.graph.mapping import Connection, Node, column, one, page, rows_of, same, sealed
from services.gateway.graph.reach import made_by
from services.gateway.graph.types.timeline import Timeline, timeline
from services.gateway.graph.visibility import FIGURES, INSIDE
from services.gateway.read_model import tables as t

if TYPE_CHECKING:
    from services.gateway.graph.types.officer import Officer
    from services.gateway.graph.types.village import Village
    from services.gateway.graph.types.visit import VillageVisit

for _kind in (ConsentBasis, ContactRole):
    enum_of(_kind)
ContactVillage = Annotated["Village", strawberry.lazy("services.gateway.graph.types.village")]
ContactOfficer = Annotated["Officer", strawberry.lazy("services.gateway.graph.types.officer")]
ContactVisits = Connection[Annotated["VillageVisit", strawberry.lazy("services.gateway.graph.types.visit")]]


def _met_by(contact: Any) -> Any:
    of = t.visit_contact.c
    found = select(of.visit_id).where(of.contact_id == contact.id).correlate_except(t.visit_contact).scalar_subquery()
    return func.any(func.array(found))


@strawberry.type(description="A contact person's agreement to be kept (persetujuan).")
class ContactConsent:
    basis: ConsentBasis = column(lambda c: c.consent_basis, description="How it was given.")
    given_at: datetime = column(lambda c: c.consent_at, description="When it was given.")
    given_to: ContactOfficer | None = one(lambda c, o: o.id == c.consent_by, description="The officer to whom it was given.")
    withdrawn_at: datetime | None = column(description="When it was withdrawn (ditarik), for good; null while it stands.")


@rows_of(t.contact_person, visible=INSIDE)
@strawberry.type(description="Somebody in a village whom the police may turn to (tokoh desa), and who has agreed to that.")
class ContactPerson(Node):
    name: str | None = sealed(
        lambda c: c.full_name,
        seen_by=FIGURES,
        description="Full name; null where it is withheld or erased, and for everybody once consent was withdrawn.",
    )
    phone: str | None = sealed(seen_by=FIGURES, description="Telephone number; null where there is none, and as the name is.")
    contact_role: ContactRole = column(description="As what the person is known in the village (ketokohan).")
    consent: ContactConsent = same(description="The agreement on which this rests.")
    confirmed_on: date = column(description="The day on which it was last found to be still so.")
    confirm_by: date = column(description="By when it is to be confirmed again.")
    stale: bool = column(
        lambda c: c.confirm_by <= func.current_date(),
        clock=True,
        description="Whether it was to be confirmed again by now (kedaluwarsa).",
    )
    village: ContactVillage | None = one(lambda c, v: v.id == c.village_id, description="The village.")
    visits: ContactVisits = page(
        lambda c, x: x.id == _met_by(c),
        order=visits_order,
        where=visits,
        description="The visits (sambang) in which this person was met, latest first.",
    )
    timeline: Timeline = timeline(made_by("contact_person"))
