"""What a forum of police and community (*FKPM*) is made of, where it meets, and how it or a membership in it may end."""

from enum import StrEnum


class ForumModel(StrEnum):
    """For what a forum stands."""

    AREA = "AREA"
    """For villages (*model wilayah*): residents, their government and the police."""
    ZONE = "ZONE"
    """For a place of work or trade in them (*model kawasan*): its owners, managers, guards and workers, government and police."""


class ForumElement(StrEnum):
    """For whom a member sits in a forum."""

    OFFICER = "OFFICER"
    """The police, as its officer of the village (*petugas Polmas*)."""
    GOVERNMENT = "GOVERNMENT"
    """The government of the village (*pemerintah desa, kelurahan*)."""
    COMMUNITY_FIGURE = "COMMUNITY_FIGURE"
    """A figure of the community (*tokoh masyarakat*)."""
    RESIDENT = "RESIDENT"
    """Residents (*warga*)."""
    OWNER_OR_USER = "OWNER_OR_USER"
    """Whoever owns or uses the place (*pemilik, pengguna*)."""
    MANAGEMENT = "MANAGEMENT"
    """Whoever runs the place (*pengelola*)."""
    SECURITY = "SECURITY"
    """Whoever guards the place (*satuan pengamanan*)."""
    WORKER = "WORKER"
    """Whoever works in the place (*pekerja*)."""


class Inaugurator(StrEnum):
    """By which office a forum was inaugurated or recognised."""

    CAMAT = "CAMAT"
    """Head of the district (*camat*)."""
    KAPOLSEK = "KAPOLSEK"
    """Chief of the sector police (*kapolsek*)."""
    VILLAGE_HEAD = "VILLAGE_HEAD"
    """Head of the village (*kepala desa, lurah*)."""
    OTHER = "OTHER"
    """Another office (*pejabat lain*)."""


class MembershipEnd(StrEnum):
    """Why somebody is a member no longer."""

    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    """Withdrew consent (*menarik persetujuan*)."""
    RESIGNED = "RESIGNED"
    """Stepped down (*mengundurkan diri*)."""
    MOVED_AWAY = "MOVED_AWAY"
    """Left the place or the office (*pindah*)."""
    PARTY_OFFICE = "PARTY_OFFICE"
    """Took an office in a political party (*menjadi pengurus partai*)."""
    DIED = "DIED"
    """Died (*meninggal dunia*)."""
    EXCLUDED = "EXCLUDED"
    """Was excluded by the forum (*diberhentikan*)."""


class ForumVenue(StrEnum):
    """Where a forum met."""

    BKPM = "BKPM"
    """The centre of partnership of police and community (*BKPM*)."""
    VILLAGE_HALL = "VILLAGE_HALL"
    """The hall of the village (*balai desa, kantor lurah*)."""
    OTHER = "OTHER"
    """Elsewhere (*tempat lain*)."""


class SuspensionReason(StrEnum):
    """Why a forum may not meet: most of these are what a forum is forbidden."""

    TASK_UNIT = "TASK_UNIT"
    """It formed a task unit (*membentuk satuan tugas*)."""
    POLICE_EMBLEMS = "POLICE_EMBLEMS"
    """It used emblems of the police (*memakai atribut Polri*)."""
    SETTLED_ALONE = "SETTLED_ALONE"
    """It settled a crime without the officer (*menyelesaikan tindak pidana tanpa petugas Polmas*)."""
    COERCION = "COERCION"
    """It acted with force as only the police may (*tindakan kepolisian upaya paksa*)."""
    POLITICS = "POLITICS"
    """It took part in practical politics (*berpolitik praktis*)."""
    COMPOSITION = "COMPOSITION"
    """It lacks members it must have (*keanggotaan tidak lengkap*)."""
    INACTIVE = "INACTIVE"
    """It does not meet (*tidak aktif*)."""


class DissolutionReason(StrEnum):
    """Why a forum is there no longer."""

    TERM_OVER = "TERM_OVER"
    """Its term was over and not renewed (*masa bakti berakhir*)."""
    REPLACED = "REPLACED"
    """Another forum takes its place (*diganti*)."""
    VIOLATION = "VIOLATION"
    """It did what it is forbidden (*pelanggaran*)."""
    OWN_WISH = "OWN_WISH"
    """Its members wished so (*atas kehendak anggota*)."""
    GIVEN_UP = "GIVEN_UP"
    """It never came about (*batal dibentuk*)."""
