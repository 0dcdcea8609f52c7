"""What is done together with residents, and about what, wherever an activity is planned or reported."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

Attendance = Annotated[int, Meta(ge=0, le=1_000_000, description="How many came (jumlah hadir); a number, never names")]


class ActivityTheme(StrEnum):
    """What an activity is about."""

    LAW_AWARENESS = "LAW_AWARENESS"
    """Knowing and obeying the law (*kesadaran hukum*)."""
    YOUTH = "YOUTH"
    """Young people (*kepemudaan*)."""
    NARCOTICS = "NARCOTICS"
    """Drugs (*narkotika*)."""
    FAMILY_VIOLENCE = "FAMILY_VIOLENCE"
    """Violence at home (*kekerasan dalam rumah tangga*)."""
    ECONOMY = "ECONOMY"
    """Earning a living (*ekonomi*)."""
    FAITH_HARMONY = "FAITH_HARMONY"
    """Harmony among faiths (*kerukunan umat beragama*)."""
    DIVERSITY = "DIVERSITY"
    """Unity among differences (*kebinekaan*)."""
    ELECTION_PEACE = "ELECTION_PEACE"
    """Peaceful elections (*pemilu damai*)."""
    HOAX_LITERACY = "HOAX_LITERACY"
    """Telling news from hoaxes (*literasi hoaks*)."""
    DISASTER = "DISASTER"
    """Being ready for disasters (*bencana*)."""
    TRAFFIC = "TRAFFIC"
    """Safety on the road (*lalu lintas*)."""
    LAND = "LAND"
    """Land and its boundaries (*pertanahan*)."""


class JointActivityKind(StrEnum):
    """What the three pillars do together."""

    SYNERGY_MEETING = "SYNERGY_MEETING"
    """A meeting of the pillars themselves (*rapat sinergi*)."""
    SAMBANG = "SAMBANG"
    """Calling on residents (*sambang*)."""
    DDS = "DDS"
    """From door to door (*door to door system*)."""
    PENYULUHAN = "PENYULUHAN"
    """Telling residents about the law and their part (*penyuluhan*)."""
    TATAP_MUKA = "TATAP_MUKA"
    """Meeting residents face to face (*tatap muka*)."""
    PATROLI_DIALOGIS = "PATROLI_DIALOGIS"
    """Patrol that stops to talk (*patroli dialogis*)."""
    SISKAMLING = "SISKAMLING"
    """Night watch of the neighbourhood (*sistem keamanan lingkungan*)."""
    PROBLEM_SOLVING = "PROBLEM_SOLVING"
    """Settling what residents bring (*pemecahan masalah*)."""
    KERJA_BAKTI = "KERJA_BAKTI"
    """Working for the common good (*kerja bakti*)."""
    MUSYAWARAH = "MUSYAWARAH"
    """Deliberation of the village (*musyawarah desa*)."""
    FKPM_MEETING = "FKPM_MEETING"
    """Meeting of the police and community forum (*rapat FKPM*)."""
    CONSULTATION = "CONSULTATION"
    """Advice to residents (*konsultasi*)."""
