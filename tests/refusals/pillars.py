"""Refusals about the three pillars of a village (*tiga pilar*), their disputes and what they do together."""

from datetime import datetime
from typing import Any, Final

from tests.refusals.lombok import village
from tests.refusals.row import NOW, SERVICE, By, Deed, Row, ago, an, do, officer, pillar, told

SEATED = "a seat has one holder at a time, and nobody two seats"
MET = "a meeting is noted once, and whoever came once"
BETWEEN = "a dispute is between two different pillars, one at a time"
FOURTH = "a mediator is none of the three"
MEDIATED = "a dispute is resolved by mediation"
OVERDUE = "a dispute goes before the commander after seven days, not before"
ALL_THREE = "held in partnership only when the three who are seated that day confirmed"
UNDISPUTED = "while two pillars are in dispute nothing is held in partnership"
ONCE = "an activity is planned, held or called off once"
OWN_WORD = "each confirms under his own token"
OTHER_ID = "an id belongs to one thing"
FIVE_HOURS_AGO: Final = ago(hours=5)
FOUR_HOURS_AGO: Final = ago(hours=4)
YESTERDAY: Final = ago(days=1)


def seat(where: str, which: str, who: str, since: str = "2017-02-01") -> Deed:
    fields = {"village_id": village(where), "pillar": which, "holder_id": an(who), "holder_name": "Contoh", "since": since}
    return do("SeatPillar", **fields)


def vacate(where: str, which: str, on: str) -> Deed:
    return do("VacatePillar", village_id=village(where), pillar=which, vacated_on=on)


def three(where: str) -> tuple[Deed, ...]:
    """All three seats filled: by `babinsa`, `head` and `bhabin` of that place."""
    bhabin = {"officer_id": an(f"bhabin {where}"), "assignment_id": an(f"assigned {where}"), "since": "2017-01-09", "position": 1}
    return (
        seat(where, "BABINSA", f"babinsa {where}"),
        seat(where, "VILLAGE_HEAD", f"head {where}"),
        do("SeatBhabinkamtibmas", SERVICE, village_id=village(where), **bhabin),
    )


def dispute(where: str, name: str = "dispute", at: datetime = YESTERDAY, **more: Any) -> Deed:
    fields = {"village_id": village(where), "dispute_id": an(f"{name} {where}"), "between": ["BABINSA", "VILLAGE_HEAD"]}
    return do("ReportPillarDispute", **{**fields, "subject": "LAND", "account": "Contoh", "reported_at": at, **more})


def mediate(where: str, who: str = "camat", name: str = "dispute", at: datetime = FIVE_HOURS_AGO) -> Deed:
    fields = {"village_id": village(where), "dispute_id": an(f"{name} {where}"), "mediator_id": an(who), "office": "CAMAT"}
    return do("StartDisputeMediation", **fields, started_at=at)


def resolve(where: str, outcome: str = "RECONCILED", at: datetime = FOUR_HOURS_AGO) -> Deed:
    fields = {"village_id": village(where), "dispute_id": an(f"dispute {where}"), "outcome": outcome}
    return do("ResolvePillarDispute", **fields, resolved_at=at)


def meet(where: str, name: str, *attended: str, on: str = "2017-03-01") -> Deed:
    return do("RecordSynergyMeeting", village_id=village(where), meeting_id=an(name), held_on=on, attended=list(attended))


def plan(where: str, **more: Any) -> Deed:
    fields = {"activity_id": an(f"activity {where}"), "village_id": village(where), "kind": "KERJA_BAKTI", "theme": "YOUTH"}
    return do("PlanJointActivity", **{**fields, "scheduled_at": NOW, "place": "Balai Contoh", **more})


def confirm(where: str, which: str, by: By) -> Deed:
    return do("ConfirmJointActivity", by, activity_id=an(f"activity {where}"), pillar=which, confirmed_at=NOW)


def hold(where: str, **more: Any) -> Deed:
    return do("HoldJointActivity", activity_id=an(f"activity {where}"), held_at=NOW, **{"attendance": 12, **more})


def cancel(where: str) -> Deed:
    return do("CancelJointActivity", activity_id=an(f"activity {where}"), reason="Contoh")


def outreach(name: str, where: str, **more: Any) -> Deed:
    fields = {"outreach_id": an(name), "village_id": village(where), "officer_id": an("one"), "kind": "COUNSELLING"}
    what = {"theme": "YOUTH", "appeal": "PARTICIPATION", "held_at": NOW, "attendance": 5}
    return do("RecordOutreach", officer("one"), **{**fields, **what, **more})


TODAY = told(NOW)[:10]

ROWS: Final = [
    Row(SEATED, (seat("p1", "BABINSA", "x1"),), seat("p1", "BABINSA", "x2"),
        "SEAT_TAKEN", "pillar",
        "The seat of the Babinsa is held since 2017-02-01: vacate it first.",
        "Jabatan Babinsa sudah terisi sejak 2017-02-01: kosongkan terlebih dahulu."),
    Row(SEATED, (seat("p2", "VILLAGE_HEAD", "x1"), vacate("p2", "VILLAGE_HEAD", "2018-01-01")),
        seat("p2", "VILLAGE_HEAD", "x2", "2017-12-31"),
        "SEAT_TAKEN", "since",
        "The seat of the Lurah was held until 2018-01-01: choose that day or a later one.",
        "Jabatan Lurah terisi sampai 2018-01-01: pilih tanggal itu atau sesudahnya."),
    Row(SEATED, (seat("p3", "VILLAGE_HEAD", "x1"),), seat("p3", "BABINSA", "x1"),
        "HOLDER_SEATED", "holder_id",
        "The same person holds the seat of the Lurah.", "Orang yang sama sudah menjabat sebagai Lurah."),
    Row(SEATED, (seat("p4", "BABINSA", "x1"),), vacate("p4", "BABINSA", "2017-01-31"),
        "ENDS_BEFORE_START", "vacated_on",
        "The seat is held since 2017-02-01: it cannot fall vacant before that.",
        "Jabatan terisi sejak 2017-02-01: tidak mungkin kosong sebelum itu."),
    Row(SEATED, (), seat("p4", "BHABINKAMTIBMAS", "x1"),
        "SEATED_BY_ASSIGNMENT", "pillar",
        "The Bhabinkamtibmas takes and leaves his seat by his assignment: confirm or end it.",
        "Bhabinkamtibmas menduduki dan meninggalkan jabatannya menurut penugasan: tetapkan atau akhiri penugasannya."),
    Row(SEATED, (), do("VacatePillar", village_id=an("?"), pillar="BABINSA", vacated_on="2018-01-01"),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row(MET, three("p5"), meet("p5", "m1", "BABINSA", "BABINSA"),
        "ATTENDED_TWICE", "attended", "Name each pillar once.", "Sebutkan setiap pilar satu kali saja."),
    Row(MET, (meet("p5", "m2", "BABINSA", "VILLAGE_HEAD"),), meet("p6", "m2", "BABINSA", "VILLAGE_HEAD"),
        "MEETING_ID_TAKEN", "meeting_id", "This id belongs to another meeting.", "Id ini milik rapat lain."),
    Row(BETWEEN, (), dispute("p7", between=["BABINSA", "BABINSA"]),
        "SAME_PILLAR", "between",
        "A dispute is between two different pillars.", "Sengketa terjadi antara dua pilar yang berbeda."),
    Row(BETWEEN, (dispute("p8"),), dispute("p8", "second"),
        "DISPUTE_OPEN", "between",
        f"These two have a dispute open since {told(ago(days=1))}.", f"Keduanya masih bersengketa sejak {told(ago(days=1))}."),
    Row(OTHER_ID, (dispute("p8"),), dispute("p9", dispute_id=an("dispute p8")),
        "DISPUTE_ID_TAKEN", "dispute_id", "This id belongs to another dispute.", "Id ini milik sengketa lain."),
    Row(MEDIATED, (), mediate("p9"),
        "DISPUTE_UNKNOWN", "dispute_id",
        "There is no such dispute in this village.", "Sengketa itu tidak ada di desa ini."),
    Row(FOURTH, (*three("p10"), dispute("p10")), mediate("p10", "bhabin p10"),
        "MEDIATOR_IS_PILLAR", "mediator_id",
        "None of the three pillars mediates: choose a fourth person.",
        "Mediator tidak boleh salah satu dari ketiga pilar: pilih orang keempat."),
    Row(MEDIATED, (dispute("p11"),), mediate("p11", at=ago(days=2)),
        "ENDS_BEFORE_START", "started_at",
        f"The dispute was reported at {told(ago(days=1))}: mediation cannot begin before that.",
        f"Sengketa dilaporkan pada {told(ago(days=1))}: mediasi tidak mungkin dimulai sebelum itu."),
    Row(MEDIATED, (dispute("p12"),), resolve("p12"),
        "NOT_MEDIATED", "dispute_id",
        "A dispute is resolved by mediation: note first who mediates.",
        "Sengketa diselesaikan melalui mediasi: catat terlebih dahulu siapa mediatornya."),
    Row(MEDIATED, (dispute("p13"), mediate("p13")), resolve("p13", at=ago(hours=6)),
        "ENDS_BEFORE_START", "resolved_at",
        f"Mediation began at {told(ago(hours=5))}: it cannot be over before that.",
        f"Mediasi dimulai pada {told(ago(hours=5))}: tidak mungkin selesai sebelum itu."),
    Row(MEDIATED, (dispute("p14"), mediate("p14"), resolve("p14")), resolve("p14", "TASKS_DIVIDED"),
        "DISPUTE_RESOLVED", "dispute_id", "The dispute has been resolved.", "Sengketa sudah diselesaikan."),
    Row(OVERDUE, (dispute("p15"),),
        do("EscalatePillarDispute", SERVICE, village_id=village("p15"), dispute_id=an("dispute p15"), at=NOW),
        "NOT_OVERDUE", "at",
        f"The dispute may stay open until {told(ago(days=-6))}.", f"Sengketa dapat tetap terbuka sampai {told(ago(days=-6))}."),
    Row("a pillar complains in his own name", three("p16"),
        dispute("p16", reported_by="VILLAGE_HEAD")._replace(by=pillar("babinsa p16", "p16")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (ReportPillarDispute).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (ReportPillarDispute).", 403),
    Row(ALL_THREE, (*three("p17"), plan("p17"), confirm("p17", "BHABINKAMTIBMAS", officer("bhabin p17"))), hold("p17"),
        "NOT_CONFIRMED", "activity_id",
        "These have not confirmed: Babinsa, Lurah.", "Yang belum mengonfirmasi: Babinsa, Lurah."),
    Row(ALL_THREE, (*three("p18"), plan("p18")), hold("p18", exception="VACANT_SEAT"),
        "NO_SEAT_VACANT", "exception",
        f"All three seats were held on {TODAY}: none was vacant.",
        f"Ketiga jabatan terisi pada {TODAY}: tidak ada yang kosong."),
    Row(OWN_WORD, (*three("p19"), plan("p19")), confirm("p19", "VILLAGE_HEAD", pillar("babinsa p19", "p19")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (ConfirmJointActivity).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (ConfirmJointActivity).", 403),
    Row(OWN_WORD, (plan("p26"),), confirm("p26", "VILLAGE_HEAD", pillar("babinsa p26", "p26")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (ConfirmJointActivity).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (ConfirmJointActivity).", 403),
    Row(UNDISPUTED, (*three("p20"), plan("p20"), dispute("p20")), hold("p20"),
        "PILLARS_IN_DISPUTE", "activity_id",
        "While two pillars are in dispute nothing is held in partnership.",
        "Selama dua pilar bersengketa, tidak ada kegiatan yang dilaksanakan sebagai kemitraan."),
    Row(ONCE, (plan("p21"), cancel("p21")), hold("p21"),
        "ACTIVITY_CANCELLED", "activity_id", "The activity was called off.", "Kegiatan dibatalkan."),
    Row(ONCE, (plan("p22"), hold("p22", exception="EMERGENCY")), cancel("p22"),
        "ACTIVITY_HELD", "activity_id", "The activity has been held.", "Kegiatan sudah dilaksanakan."),
    Row(ONCE, (), cancel("p23"),
        "ACTIVITY_UNKNOWN", "activity_id", "There is no such activity.", "Kegiatan itu tidak ada."),
    Row(OTHER_ID, (plan("p24"),), plan("p24", place="Balai Lain"),
        "ALREADY_PLANNED", "activity_id", "This id belongs to another activity.", "Id ini milik kegiatan lain."),
    Row(ONCE, (), plan("p24", activity_id=an("activity ?"), village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row(OTHER_ID, (outreach("o1", "p25"),), outreach("o1", "p25", attendance=6),
        "ALREADY_RECORDED", "outreach_id", "This id belongs to other outreach.", "Id ini milik penyuluhan lain."),
    Row("outreach is to residents of a village", (), outreach("o2", "p25", village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row("outreach is noted by whoever did it", (), outreach("o3", "p25", officer_id=an("two")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (RecordOutreach).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (RecordOutreach).", 403),
]  # fmt: skip
