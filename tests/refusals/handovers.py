"""Refusals about handing a village over (*serah terima*): from whom, to whom, and with what."""

from typing import Any, Final

from tests.refusals.answers import warn
from tests.refusals.assignments import MANY, held
from tests.refusals.lombok import DAY, propose
from tests.refusals.row import HEADQUARTERS, Deed, Row, an, do, officer
from tests.refusals.visits import contact

HANDED_OVER = "a handover lists contact persons and open warnings"
COMPLETE = "nothing that is known of the village is left out, and nothing of another village is listed"
LATER: Final = "2190-01-01"
"""What was noted today was there before that day."""


def hand_over(name: str, successor: str, **more: Any) -> Deed:
    fields = {"assignment_id": an(name), "successor_id": an(successor), "handed_over_on": "2018-01-02"}
    return do("HandOverAssignment", HEADQUARTERS, **{**fields, "no_contacts": True, "no_warnings": True, **more})


def passing(number: str) -> tuple[Deed, ...]:
    """An assignment that took effect, and a proposal for whoever comes next."""
    where = f"handover {number}"
    return (*held(f"out {number}", "one", where), propose(f"in {number}", "two", where, "2018-01-02", reason="Contoh"))


def keeping(name: str, where: str) -> tuple[Deed, ...]:
    """A contact person and an open warning of a village."""
    return (contact(f"contact {name}", where), warn(f"warning {name}", where))


def with_all(*others: str, **more: Any) -> Deed:
    """A handover of all that is kept in the village of `passing("2")`, and of whatever else is named."""
    listed = {f"{what}_ids": [an(f"{what} {name}") for name in ("kept", *others)] for what in ("contact", "warning")}
    fields = {"handed_over_on": LATER, "no_contacts": False, "no_warnings": False, **listed}
    return hand_over("out 2", "in 2", **{**fields, **more})


KEPT: Final = (*passing("2"), *keeping("kept", "handover 2"), *keeping("strange", "handover 1"))

ROWS: Final = [
    Row(HANDED_OVER, passing("1"), hand_over("out 1", "in 1", no_contacts=False),
        "CONTACTS_REQUIRED", "contact_ids",
        "List the contact persons, or state that there are none; not both.",
        "Cantumkan tokoh yang dihubungi, atau nyatakan bahwa tidak ada; jangan keduanya."),
    Row(HANDED_OVER, passing("1"), hand_over("out 1", "in 1", no_warnings=False),
        "WARNINGS_REQUIRED", "warning_ids",
        "List the open warnings, or state that there are none; not both.",
        "Cantumkan peringatan dini yang masih terbuka, atau nyatakan bahwa tidak ada; jangan keduanya."),
    Row(HANDED_OVER, passing("1"), hand_over("out 1", "?"),
        "SUCCESSOR_UNKNOWN", "successor_id",
        "The assignment that takes over is not known or has ended: propose it first.",
        "Penugasan yang menerima serah terima tidak ada atau sudah berakhir: usulkan terlebih dahulu."),
    Row(HANDED_OVER, (*passing("1"), propose("in other", "two", "v6", **MANY)), hand_over("out 1", "in other"),
        "SUCCESSOR_ELSEWHERE", "successor_id",
        "Whoever takes over must have the same duty in the same village.",
        "Penerima serah terima harus bertugas sama di desa yang sama."),
    Row(HANDED_OVER, passing("1"), hand_over("out 1", "in 1", handed_over_on="2017-01-08"),
        "ENDS_BEFORE_START", "handed_over_on",
        f"The assignment starts on {DAY}: choose that day or a later one.",
        f"Penugasan dimulai pada {DAY}: pilih tanggal itu atau sesudahnya."),
    Row(HANDED_OVER, passing("1"), hand_over("in 1", "out 1"),
        "NOT_CONFIRMED", "assignment_id",
        "An assignment without an order is not handed over.", "Penugasan tanpa surat perintah tidak diserahterimakan."),
    Row(HANDED_OVER, (*passing("1"), hand_over("out 1", "in 1")), hand_over("out 1", "in 1", handed_over_on="2018-01-03"),
        "ALREADY_HANDED_OVER", "assignment_id",
        "It was handed over on 2018-01-02 already.", "Serah terima sudah dilakukan pada 2018-01-02."),
    Row("an officer hands over his own villages", passing("1"), hand_over("out 1", "in 1")._replace(by=officer("two")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (HandOverAssignment).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (HandOverAssignment).", 403),
    Row(COMPLETE, KEPT, with_all("strange", warning_ids=[an("warning kept")]),
        "CONTACT_ELSEWHERE", "contact_ids",
        "A contact person of another village is listed.", "Tercantum tokoh yang dihubungi dari desa lain."),
    Row(COMPLETE, KEPT, with_all(contact_ids=[], no_contacts=True),
        "CONTACTS_LEFT_OUT", "contact_ids",
        "Contact persons of the village that are not listed: 1.",
        "Tokoh yang dihubungi di desa itu yang belum dicantumkan: 1."),
    Row(COMPLETE, KEPT, with_all("strange", contact_ids=[an("contact kept")]),
        "WARNING_ELSEWHERE", "warning_ids",
        "A warning about another village is listed.", "Tercantum peringatan dini tentang desa lain."),
    Row(COMPLETE, KEPT, with_all(warning_ids=[], no_warnings=True),
        "WARNINGS_LEFT_OUT", "warning_ids",
        "Open warnings about the village that are not listed: 1.",
        "Peringatan dini yang masih terbuka dan belum dicantumkan: 1."),
]  # fmt: skip
