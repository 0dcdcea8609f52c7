"""The environment of a village in the graph, as it was assessed: what an officer there has to be able to do."""

from datetime import date
from typing import Final

import strawberry

from libs.events.contracts.villages.village import Degree, Terrain, VillageRisk
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import column, rows_of
from services.gateway.graph.reach import made_by, reached, then
from services.gateway.graph.visibility import INSIDE
from services.gateway.read_model import tables as t

for _kind in (Degree, Terrain, VillageRisk):
    enum_of(_kind)

OF_ASSIGNMENTS: Final = then(reached(t.assignment.c.village_id, t.assignment.c.id), made_by("village"))
"""By assignments: the streams of their villages, which hold the assessments."""


@rows_of(t.environment, visible=INSIDE, past=())
@strawberry.type(description="What a village's environment asks of its officer, as assessed (penilaian lingkungan).")
class VillageEnvironment:
    assessment_id: strawberry.ID = column(lambda e: e.id, description="The id of the assessment (penilaian).")
    assessed_on: date = column(description="The day on which it was made; the latest counts.")
    languages: list[str] = column(description="Languages (bahasa) in which residents want to be spoken to.")
    customs: Degree = column(description="How much care custom and faith (adat, agama) ask for; never whose they are.")
    conflict_history: Degree = column(description="How much conflict (riwayat konflik) there has been.")
    terrain: Terrain = column(description="What one has to travel through (medan).")
    distance_km: int = column(description="Kilometres (jarak) from the post of the unit that answers for it.")
    risks: list[VillageRisk] = column(description="What may go wrong (kerawanan).")
