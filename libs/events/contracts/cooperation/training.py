"""What trainings are told in: answers to invitations, groups of ranks, points of an assessment."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from libs.events.message import Upcast

Quota = Annotated[int, Meta(ge=1, le=1000)]
"""How many participants a unit may send."""
Score = Annotated[int, Meta(ge=0, le=100)]
"""Points of 100."""
Officers = Annotated[tuple[UUID, ...], Meta(max_length=1000)]
Units = Annotated[tuple[UUID, ...], Meta(max_length=100)]


def with_default(**fields: Any) -> Upcast:
    """The step to the version that has these fields besides: what was recorded before holds them so."""
    return lambda payload: {**payload, **fields}


class InvitationAnswer(StrEnum):
    """What an invited unit says."""

    ACCEPTED = "ACCEPTED"
    """It sends those whom it names (*mengirim peserta*)."""
    DECLINED = "DECLINED"
    """It sends nobody (*tidak mengirim*)."""


class RankGroup(StrEnum):
    """Ranks in groups (*golongan kepangkatan*), so that counts name nobody."""

    ENLISTED = "ENLISTED"
    """From second private to brigadier adjutant (*tamtama*)."""
    NON_COMMISSIONED = "NON_COMMISSIONED"
    """From second brigadier to first assistant inspector (*bintara*)."""
    JUNIOR_COMMISSIONED = "JUNIOR_COMMISSIONED"
    """From second inspector to adjunct commissioner (*perwira pertama*)."""
    SENIOR_COMMISSIONED = "SENIOR_COMMISSIONED"
    """From commissioner to grand commissioner (*perwira menengah*)."""
    GENERAL = "GENERAL"
    """Generals (*perwira tinggi*)."""


class Counted(Struct, frozen=True, kw_only=True):
    """How many participants came from a Polda, of one group of ranks."""

    polda_id: UUID | None = None
    """None for officers who serve at Mabes."""
    rank_group: RankGroup
    participants: int
