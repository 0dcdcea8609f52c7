"""Titles and dates of the cooperation in the graph, as several of its types show them."""

from datetime import date
from typing import Final

import strawberry

from libs.events.contracts.values import Precision
from services.gateway.graph.enums import enum_of
from services.gateway.graph.mapping import column

enum_of(Precision)
FIRST: Final = "the first of the year or month where no day is known"


@strawberry.type(description="A title in the languages of the cooperation.")
class Titles:
    en: str = column(lambda p: p.title_en, description="English.")
    id: str | None = column(lambda p: p.title_id, description="Indonesian.")
    ja: str | None = column(lambda p: p.title_ja, description="Japanese.")


@strawberry.type(description="When something started, as its source has it; sources differ.")
class ClaimedDate:
    value: date = column(
        lambda row: row.started_value, description="The day; the first of the year or month where no day is known."
    )
    precision: Precision = column(lambda row: row.started_precision, description="How exactly it is known.")
    source: str = column(lambda row: row.started_source, description="Who says so.")
