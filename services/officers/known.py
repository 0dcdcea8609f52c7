"""What the officers service knows of villages: that they exist, and under which code."""

from typing import Final

from sqlalchemy import Column, MetaData, Table, Text, Uuid

from libs.events.changes import Changes
from libs.events.codec import Recorded
from libs.events.contracts.villages.village import VillageRegistered
from libs.events.projection import Projection

METADATA: Final = MetaData()
VILLAGE: Final = Table("village", METADATA, Column("id", Uuid, primary_key=True), Column("code", Text, nullable=False))

KNOWN: Final = Projection("known", 1, METADATA, services=("villages",))


@KNOWN.on(VillageRegistered)
def village_registered(event: VillageRegistered, recorded: Recorded, changes: Changes) -> None:
    changes.put(VILLAGE, id=recorded.key, code=event.code)
