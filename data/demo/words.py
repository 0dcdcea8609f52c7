"""What people of the demonstration say: plainly made up, and each sentence says so ("Contoh" is Indonesian for "example")."""

from collections.abc import Mapping
from typing import Final

from libs.events.contracts.cooperation.training_session import Theme
from libs.events.contracts.villages.community_issue import IssueCategory
from libs.events.contracts.villages.early_warning import WarningKind
from libs.events.contracts.villages.sensitive_issue import SensitiveTopic

ISSUES: Final[Mapping[IssueCategory, tuple[str, ...]]] = {
    IssueCategory.NEIGHBOUR_DISPUTE: ("Contoh: air hujan dari atap tetangga.", "Contoh: musik keras pada malam hari."),
    IssueCategory.LAND_DISPUTE: ("Contoh: patok batas kebun bergeser.", "Contoh: jalan setapak ditutup pemilik lahan."),
    IssueCategory.FAMILY_DISPUTE: ("Contoh: kakak beradik berselisih soal warisan.",),
    IssueCategory.THEFT: ("Contoh: ayam hilang dari kandang.", "Contoh: pompa air hilang dari sawah."),
    IssueCategory.BRAWL: ("Contoh: pemuda dua dusun berkelahi seusai pertandingan.",),
    IssueCategory.NARCOTICS: ("Contoh: warga mencurigai peredaran obat terlarang.",),
    IssueCategory.ALCOHOL: ("Contoh: pesta minuman keras di tepi jalan.",),
    IssueCategory.DOMESTIC_VIOLENCE: ("Contoh: kekerasan dalam rumah tangga dilaporkan tetangga.",),
    IssueCategory.SEXUAL_OFFENCE: ("Contoh: dugaan kekerasan seksual dilaporkan pendamping.",),
    IssueCategory.FRAUD: ("Contoh: uang arisan tidak dikembalikan.",),
    IssueCategory.CUSTOM_DISPUTE: ("Contoh: tata cara upacara dipersoalkan.",),
    IssueCategory.NATURAL_HAZARD: ("Contoh: pohon besar miring ke arah jalan.",),
    IssueCategory.VILLAGE_FUND: ("Contoh: warga menanyakan penggunaan dana desa.",),
    IssueCategory.OTHER: ("Contoh: lampu jalan padam sejak sepekan.",),
}
AGREEMENTS: Final = ("Contoh: kedua pihak sepakat berdamai.", "Contoh: kerugian diganti, batas dipasang kembali.")
AGAIN: Final = "Contoh: persoalan yang sama terulang."
WARNINGS: Final[Mapping[WarningKind, str]] = {
    WarningKind.COMMUNAL_TENSION: "Contoh: dua dusun saling menuduh.",
    WarningKind.HOAX: "Contoh: kabar bohong beredar di grup pesan warga.",
    WarningKind.RADICALISM: "Contoh: selebaran tanpa nama ditemukan di pos ronda.",
    WarningKind.MASS_GATHERING: "Contoh: warga berencana berkumpul di kantor desa.",
    WarningKind.LAND_CONFLICT: "Contoh: lahan sengketa mulai dipagari.",
    WarningKind.CRIME_TREND: "Contoh: tiga pencurian dalam sepekan.",
    WarningKind.DISASTER: "Contoh: air sungai naik sejak siang.",
    WarningKind.PILLAR_CONFLICT: "Contoh: kedua pilar tidak saling menyapa.",
}
MINUTES: Final = "Contoh: keamanan lingkungan dibahas bersama."
SENSITIVE: Final[Mapping[SensitiveTopic, str]] = {
    SensitiveTopic.ELECTION: "Contoh: kabar bohong bahwa hari pemungutan suara diubah.",
    SensitiveTopic.STATEMENT: "Contoh: ucapan dalam pertemuan terbuka menyinggung dusun lain.",
    SensitiveTopic.CUSTOM: "Contoh: tata cara arak-arakan diperdebatkan dua dusun.",
    SensitiveTopic.NEWCOMERS: "Contoh: pembagian tempat berjualan dipersoalkan pendatang dan warga lama.",
    SensitiveTopic.LIVELIHOOD: "Contoh: giliran air sawah dipersoalkan dua kelompok tani.",
    SensitiveTopic.SYMBOL: "Contoh: spanduk sebuah kelompok diturunkan orang tak dikenal.",
    SensitiveTopic.PLACE_OF_WORSHIP: "Contoh: arah pengeras suara rumah ibadah dibicarakan warga.",
}
NO_WARNING: Final = "Contoh: sudah dijelaskan kepada warga, tidak perlu peringatan."
AT_REST: Final = "Contoh: kedua kelompok sudah bertemu."
MORE_MAY_SEE: Final = "Contoh: isi laporan sudah umum diketahui."
SAID_AGAIN: Final = "Contoh: kabar yang sama beredar kembali."
SENDS_NOBODY: Final = "Contoh: seluruh anggota bertugas dalam pengamanan."
DIRECTIVES: Final[Mapping[Theme, str]] = {
    Theme.CONTACT_PERSON: "Contoh: pastikan setiap desa binaan memiliki tokoh yang dapat dihubungi.",
    Theme.JOINT_PARTNERSHIP: "Contoh: laksanakan satu kegiatan bersama tiga pilar di setiap desa binaan.",
    Theme.FAST_ACCURATE_RESPONSE: "Contoh: terima setiap laporan warga dalam tiga puluh menit.",
}
FOLLOWED_UP: Final = "Contoh: sudah dilaksanakan di desa binaan."
FOUND: Final = ("Contoh: tokoh desa membenarkan.", "Contoh: sudah ditemui, keadaan tenang.")
INSTRUCTIONS: Final = ("Contoh: temui kedua pihak hari ini.", "Contoh: tingkatkan ronda sampai keadaan tenang.")
PASSED_ON: Final = "Contoh: memerlukan dukungan Polda."
CLOSED: Final = "Contoh: keadaan sudah kondusif."
FINDINGS: Final = ("Contoh: lampu jalan padam.", "Contoh: pos ronda perlu diperbaiki.", "Contoh: warga meminta penyuluhan.")
PLACES: Final = ("Balai Contoh", "Lapangan Contoh", "Pos Kamling Contoh", "Aula Contoh")
CALLED_OFF: Final = "Contoh: hujan deras."
DISPUTED: Final = "Contoh: pembagian tugas dipersoalkan."
SETTLED: Final = "Contoh: tugas dibagi ulang."
LEAVES: Final = "Contoh: purna tugas."
MOVES: Final = "Contoh: mutasi."
SEVERAL: Final = "Contoh: kekurangan anggota."
