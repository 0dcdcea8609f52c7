"""Refusals about institutions of a village (*pranata sosial*)."""

from datetime import datetime, timedelta
from typing import Any, Final

from tests.refusals.lombok import village
from tests.refusals.row import SERVICE, By, Deed, Row, ago, an, do, told

ONCE = "an institution is noted once in its village"
SIGNS = "an institution lives while anything is heard of it, and what is told of it follows its life"
OTHER_ID = "an id belongs to one thing"
SINCE: Final = "2001-03-01"
A_WEEK_AGO: Final = ago(days=7)
HALF_A_YEAR: Final = timedelta(days=180)


def institution(key: str, where: str = "pr1", kind: str = "YOUTH", **more: Any) -> Deed:
    fields: dict[str, Any] = {"institution_id": an(key), "village_id": village(where), "kind": kind, "name": f"Contoh {key}"}
    return do("EstablishInstitution", **{**fields, "established_on": SINCE, **more})


def act(name: str, which: str, at: datetime = A_WEEK_AGO, attendance: int = 9) -> Deed:
    fields: dict[str, Any] = {"activity_id": an(f"deed {which}"), "theme": "YOUTH", "held_at": at, "attendance": attendance}
    return do("RecordInstitutionActivity", institution_id=an(name), **fields)


def mark(name: str, at: datetime) -> Deed:
    return do("MarkInstitutionDormant", institution_id=an(name), dormant_from=at)


def revive(name: str, at: datetime) -> Deed:
    return do("ReviveInstitution", institution_id=an(name), revived_at=at)


ROWS: Final = [
    Row(OTHER_ID, (institution("n1"),), institution("n1", kind="WOMEN"),
        "ALREADY_ESTABLISHED", "institution_id", "This id belongs to another institution.", "Id ini milik pranata lain."),
    Row(ONCE, (institution("n1"),), institution("n2", name="contoh  N1"),
        "INSTITUTION_EXISTS", "name",
        "The village has an institution of this kind and name.", "Desa ini sudah mempunyai pranata dengan jenis dan nama ini."),
    Row("an institution is of a village", (), institution("n3", village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row(SIGNS, (), act("?", "1"),
        "INSTITUTION_UNKNOWN", "institution_id", "There is no such institution.", "Pranata itu tidak ada."),
    Row(OTHER_ID, (institution("n1"), act("n1", "2")), act("n1", "2", attendance=10),
        "ACTIVITY_ID_TAKEN", "activity_id",
        "This id belongs to another activity of an institution.", "Id ini milik kegiatan pranata lain."),
    Row(SIGNS, (institution("n1"),), act("n1", "3", datetime.fromisoformat("2001-02-28T08:00:00+08:00")),
        "BEFORE_FOUNDED", "held_at",
        "It was founded on 2001-03-01: nothing of it is older.",
        "Pranata ini didirikan pada 2001-03-01: tidak ada yang lebih lama dari itu."),
    Row(SIGNS, (institution("n1"), act("n1", "2")), mark("n1", ago(days=8)),
        "ACTIVE_SINCE", "dormant_from",
        f"It was alive at {told(A_WEEK_AGO)}: give a later time.",
        f"Pranata ini masih aktif pada {told(A_WEEK_AGO)}: isikan waktu sesudahnya."),
    Row(SIGNS, (institution("n4"), mark("n4", A_WEEK_AGO)),
        revive("n4", ago(days=8)),
        "ENDS_BEFORE_START", "revived_at",
        f"It is dormant since {told(A_WEEK_AGO)}: it cannot have come back before that.",
        f"Pranata ini tidak aktif sejak {told(A_WEEK_AGO)}: tidak mungkin hidup kembali sebelum itu."),
    Row("nobody counts as silent before his time", (institution("n5"), mark("n5", ago(days=8)), revive("n5", A_WEEK_AGO)),
        do("LapseInstitution", SERVICE, institution_id=an("n5"), at=ago()),
        "NOT_SILENT", "at",
        f"It may be silent until {told(A_WEEK_AGO + HALF_A_YEAR)}.",
        f"Pranata ini boleh tanpa kabar sampai {told(A_WEEK_AGO + HALF_A_YEAR)}."),
    Row("only silence makes one lapse, and only the service says so", (institution("n1"),),
        do("LapseInstitution", By("headquarters"), institution_id=an("n1"), at=ago()),
        "ROLE_NOT_ALLOWED", None,
        "Your role (headquarters) may not do this (LapseInstitution).",
        "Peran Anda (headquarters) tidak berwenang melakukan ini (LapseInstitution).", 403),
]  # fmt: skip
