"""What a dispute among the three pillars (*sengketa antarpilar*) is about, who mediates it, and how it ends."""

from enum import StrEnum


class DisputeSubject(StrEnum):
    """What two pillars are at odds over."""

    DIVISION_OF_TASKS = "DIVISION_OF_TASKS"
    """Who does what (*pembagian tugas*)."""
    JOINT_ACTIVITY = "JOINT_ACTIVITY"
    """How an activity of all three is run (*kegiatan bersama*)."""
    HANDLING_OF_CASE = "HANDLING_OF_CASE"
    """How a case in the village was handled (*penanganan perkara*)."""
    VILLAGE_FUND = "VILLAGE_FUND"
    """Money of the village (*dana desa*)."""
    LAND = "LAND"
    """Land and its boundaries (*tanah*)."""
    ELECTION = "ELECTION"
    """Taking sides in an election (*pemilihan*)."""
    COMMUNICATION = "COMMUNICATION"
    """Not telling each other what each should know (*komunikasi*)."""
    PERSONAL_CONDUCT = "PERSONAL_CONDUCT"
    """How one of them behaves (*perilaku*)."""
    OTHER = "OTHER"
    """Something else (*lainnya*)."""


class MediatorOffice(StrEnum):
    """The office of the fourth who mediates."""

    CAMAT = "CAMAT"
    """Head of the district (*camat*)."""
    KAPOLSEK = "KAPOLSEK"
    """Chief of the sector police (*kapolsek*)."""
    DANRAMIL = "DANRAMIL"
    """Commander of the army's district command (*danramil*)."""
    KAPOLRES = "KAPOLRES"
    """Chief of the resort police (*kapolres*)."""
    COMMUNITY_FIGURE = "COMMUNITY_FIGURE"
    """A figure of the community (*tokoh masyarakat*)."""
    OTHER = "OTHER"
    """Somebody else (*lainnya*)."""


class DisputeOutcome(StrEnum):
    """How a mediated dispute ended."""

    RECONCILED = "RECONCILED"
    """They made peace (*berdamai*)."""
    TASKS_DIVIDED = "TASKS_DIVIDED"
    """They agreed on who does what (*kesepakatan pembagian tugas*)."""
    MISUNDERSTANDING = "MISUNDERSTANDING"
    """There was nothing to it (*kesalahpahaman*)."""
    HOLDER_REPLACED = "HOLDER_REPLACED"
    """One of the seats went to somebody else (*penggantian pejabat*)."""
    LEFT_TO_SUPERIORS = "LEFT_TO_SUPERIORS"
    """Their superiors decided (*diputuskan atasan*)."""
