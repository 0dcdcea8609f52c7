"""Refusals about those whom an issue of residents concerns (*pihak*)."""

from typing import Any, Final

from tests.refusals.answers import issue, step
from tests.refusals.row import Deed, Row, ago, an
from tests.refusals.visits import ANGKA, SIXTEEN

NOTED = "the parties to an issue are noted before they are taken back, and are never too many"


def party(name: str, which: str, **more: Any) -> Deed:
    fields = {"party_id": an(f"party {which}"), "role": "WITNESS", "recorded_at": ago(hours=5)}
    return step("RecordIssueParty", name, **{**fields, **more})


ROWS: Final = [
    Row(NOTED, (issue("m1"),), step("StrikeIssueParty", "m1", party_id=an("party ?"), struck_at=ago(hours=4)),
        "PARTY_UNKNOWN", "party_id", "There is no such party to this issue.", "Pihak itu tidak ada dalam masalah ini."),
    Row(NOTED, (issue("m2"), *(party("m2", str(number)) for number in range(20))), party("m2", "20"),
        "TOO_MANY_PARTIES", "party_id", "An issue has at most 20 parties.", "Satu masalah mempunyai paling banyak 20 pihak."),
    Row("no number of an identity or family card is kept", (issue("m3"),), party("m3", "0", party_name="NIK 9999000000000001"),
        "IDENTITY_NUMBER", "party_name", SIXTEEN, ANGKA),
]  # fmt: skip
