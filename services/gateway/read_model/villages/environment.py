"""What was found of the environment of villages, as a table: every assessment there was."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Date, Index, Integer, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.village import EnvironmentAssessed
from services.gateway.read_model.columns import always, key, metadata
from services.gateway.read_model.projection import projection

environment: Final = Table(
    "environment",
    metadata,
    key("id", Uuid()),
    always("village_id", Uuid()),
    always("assessed_on", Date()),
    always("position", BigInteger(), comment="of the assessment in the villages' log: of two of one day the later one counts"),
    always("languages", ARRAY(Text())),
    always("customs", Text()),
    always("conflict_history", Text()),
    always("terrain", Text()),
    always("distance_km", Integer()),
    always("risks", ARRAY(Text())),
    Index("environment_village", "village_id", "assessed_on", "position"),
)


@projection.on(EnvironmentAssessed)
def environment_assessed(event: EnvironmentAssessed, recorded: Recorded, changes: Changes) -> None:
    changes.put(
        environment,
        id=event.assessment_id,
        village_id=recorded.key,
        assessed_on=event.assessed_on,
        position=recorded.position,
        languages=event.languages,
        customs=event.customs,
        conflict_history=event.conflict_history,
        terrain=event.terrain,
        distance_km=event.distance_km,
        risks=event.risks,
    )
