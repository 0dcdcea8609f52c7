"""Refusals about what leadership directs about a warning (*arahan pimpinan*), and about a warning that proved wrong."""

from typing import Any, Final

from tests.refusals.answers import DIRECT, NOT_THE_RAISER, answer, told_of, warn
from tests.refusals.row import Deed, Row, an, commander, officer

ADDRESSED = "leadership directs an officer on duty whom it commands or who serves in the village"


def direct(name: str, directive: str, **more: Any) -> Deed:
    return answer("DirectResponse", name, directive_id=an(directive), **{**DIRECT, **more})


ROWS: Final = [
    Row(ADDRESSED, told_of("k1"), direct("k1", "l1", officer_id=an("retired")),
        "OFFICER_NOT_ACTIVE", "officer_id",
        "Only an officer on duty can be directed.", "Hanya anggota yang aktif dapat menerima arahan."),
    Row(ADDRESSED, told_of("k2"), direct("k2", "l2", officer_id=an("elsewhere")),
        "OFFICER_ELSEWHERE", "officer_id",
        "The officer serves neither in a unit you command nor in this village.",
        "Anggota tidak berdinas di satuan yang Anda pimpin dan tidak bertugas di desa ini."),
    Row("an id belongs to one thing", (*told_of("k3"), direct("k3", "l3")), direct("k3", "l3", due_on="2190-01-02"),
        "ALREADY_ISSUED", "directive_id", "This id belongs to another directive.", "Id ini milik arahan lain."),
    Row("an id belongs to one thing", (*told_of("k3"), direct("k3", "l3"), *told_of("k4")), direct("k4", "l3"),
        "ALREADY_ISSUED", "directive_id", "This id belongs to another directive.", "Id ini milik arahan lain."),
    Row("what proved wrong is not weighed again",
        (warn("k5", "w1"), answer("CorroborateWarning", "k5", reliability="E", credibility=5, proved_wrong=True)),
        answer("CorroborateWarning", "k5", officer("one", "w1"), reliability="B", credibility=2),
        "WARNING_DISCOUNTED", "warning_id",
        "This warning was found to be wrong: raise a new one.",
        "Peringatan ini telah dinyatakan tidak benar: buat yang baru."),
    Row(NOT_THE_RAISER, (warn("k6", "w1"),),
        answer("CorroborateWarning", "k6", commander("Polsek Ampenan", "one"), reliability="E", credibility=5, proved_wrong=True),
        "RAISED_BY_SELF", "proved_wrong",
        "Whoever raised a warning cannot discount it.",
        "Pelapor tidak dapat menyatakan peringatan dininya sendiri tidak benar."),
]  # fmt: skip
