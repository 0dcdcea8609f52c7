"""Refusals about visits to a village (*sambang desa*) and the contact persons met there (*tokoh desa*)."""

from datetime import datetime
from typing import Any, Final

from tests.refusals.lombok import village
from tests.refusals.row import NOW, Deed, Row, ago, an, do, officer, told

CONSENTING = "a completed visit has met a contact person of that village with live consent"
IN_ORDER = "a visit starts before it ends, and does each once"
ONE_OF_EACH = "all reports of a visit are of one village and one officer"
IN_TIME = "what happened is reported within days, and never before it happens"
CONSENT = "a contact person is kept with consent, confirmed every year, and no longer"
NO_NUMBERS = "no number of an identity or family card is kept"
CODE = "BCDF-2346-GHJK-7892"
SIXTEEN = "A number of sixteen digits may be that of an identity or family card, which is not kept here: leave it out."
ANGKA = "Angka enam belas digit mungkin nomor KTP atau kartu keluarga, yang tidak disimpan di sini: hapus angka itu."
FUTURE = "The time lies in the future: check it and the phone's clock."
NANTI = "Waktu berada di masa depan: periksa isian dan jam telepon."
THREE_HOURS_AGO: Final = ago(hours=3)
TWO_HOURS_AGO: Final = ago(hours=2)
TWO_DAYS_AGO: Final = ago(days=2)
A_MONTH_AGO: Final = ago(days=30)


def contact(name: str, where: str, agreed: datetime = A_MONTH_AGO, **more: Any) -> Deed:
    consent = {"basis": "WRITTEN", "at": agreed, "by": an("one")}
    fields = {"contact_id": an(name), "village_id": village(where), "full_name": "Tokoh Contoh", "contact_role": "TOKOH_ADAT"}
    return do("RegisterContactPerson", **{**fields, "consent": consent, **more})


def withdraw(name: str, at: datetime = TWO_DAYS_AGO) -> Deed:
    return do("WithdrawContactConsent", contact_id=an(name), withdrawn_at=at)


def report(command: str, name: str, where: str, **more: Any) -> Deed:
    fields = {"visit_id": an(name), "village_id": village(where), "officer_id": an("one")}
    return do(command, officer("one"), **{**fields, **more})


def start(name: str, where: str, at: datetime = THREE_HOURS_AGO, code: str = "CDFG-2346-GHJK-7892", **more: Any) -> Deed:
    return report("StartVisit", name, where, **{"started_at": at, "verification_code": code, **more})


def complete(name: str, where: str, *contacts: str, at: datetime = TWO_HOURS_AGO, **more: Any) -> Deed:
    return report("CompleteVisit", name, where, ended_at=at, contact_ids=[an(one) for one in contacts], **more)


def refuse(name: str, where: str, at: datetime = TWO_HOURS_AGO, **more: Any) -> Deed:
    return report("RecordVisitRefusal", name, where, **{"ended_at": at, **more})


def absent(name: str, where: str) -> Deed:
    return report("RecordVisitAbsence", name, where, ended_at=ago(hours=1))


def ended(number: str, how: Deed, english: str, indonesian: str) -> Row:
    return Row(IN_ORDER, (how,), report("RecordVisitRefusal", number, "s1", ended_at=ago(minutes=30)),
               "ALREADY_ENDED", "visit_id", english, indonesian)  # fmt: skip


ROWS: Final = [
    Row(CONSENTING, (), complete("t1", "s1"),
        "CONTACT_REQUIRED", "contact_ids",
        "A completed visit has met a contact person of the village: name one, or note a refusal or an absence.",
        "Sambang yang terlaksana harus bertemu kontak (tokoh desa) dari desa itu: sebutkan salah satunya, atau catat bahwa "
        "sambang ditolak atau tidak ada orang."),
    Row(CONSENTING, (contact("k1", "s2"),), complete("t2", "s1", "k1"),
        "CONTACT_ELSEWHERE", "contact_ids",
        "This contact person is not of the village visited.", "Kontak ini bukan dari desa yang disambangi."),
    Row(CONSENTING, (contact("k2", "s1"), withdraw("k2")), complete("t3", "s1", "k2"),
        "CONSENT_WITHDRAWN", "contact_ids",
        "This contact person's consent was withdrawn before the visit.", "Persetujuan kontak ini ditarik sebelum sambang."),
    Row(CONSENTING, (contact("k3", "s1", ago(hours=1)),), complete("t4", "s1", "k3"),
        "CONSENT_LATER", "contact_ids",
        "This contact person had not agreed yet when the visit ended.", "Kontak ini belum setuju ketika sambang berakhir."),
    Row(IN_ORDER, (report("PlanVisit", "t5", "s1", planned_on="2017-03-01"),),
        report("PlanVisit", "t5", "s1", planned_on="2017-03-02"),
        "ALREADY_PLANNED", "planned_on",
        "The visit is planned for 2017-03-01 already.", "Sambang sudah direncanakan pada 2017-03-01."),
    Row(IN_ORDER, (start("t6", "s1"),), start("t6", "s1", ago(hours=4)),
        "ALREADY_STARTED", "started_at",
        f"The visit has started already, at {told(ago(hours=3))}.", f"Sambang sudah dimulai pada {told(ago(hours=3))}."),
    Row(IN_ORDER, (start("t7", "s1", code="DFGH-2346-GHJK-7892"),), refuse("t7", "s1", ago(hours=4)),
        "ENDS_BEFORE_START", "ended_at",
        f"The visit started at {told(ago(hours=3))}: it cannot end before that.",
        f"Sambang dimulai pada {told(ago(hours=3))}: tidak mungkin berakhir sebelum itu."),
    Row(IN_ORDER, (refuse("t8", "s1"),), start("t8", "s1", ago(hours=1)),
        "ENDS_BEFORE_START", "started_at",
        f"The visit ended at {told(ago(hours=2))}: it cannot start after that.",
        f"Sambang berakhir pada {told(ago(hours=2))}: tidak mungkin dimulai sesudah itu."),
    ended("t9", refuse("t9", "s1"), "The visit has ended already: it was refused.", "Sambang sudah berakhir: ditolak."),
    ended("t10", absent("t10", "s1"), "The visit has ended already: nobody was at home.",
          "Sambang sudah berakhir: tidak ada orang."),
    ended("t11", complete("t11", "s1", "k?"), "The visit has ended already: it was completed.",
          "Sambang sudah berakhir: terlaksana."),
    Row("a verification code is one visit's", (start("t12", "s1", code=CODE),), start("t13", "s1", code=CODE),
        "CODE_TAKEN", "verification_code",
        "Another visit has this verification code: draw a new one.",
        "Kode verifikasi ini sudah dipakai untuk sambang lain: buat kode baru."),
    Row(ONE_OF_EACH, (refuse("t14", "s1"),), refuse("t14", "s2"),
        "VISIT_ELSEWHERE", "village_id", "This visit is to another village.", "Sambang ini ke desa lain."),
    Row(ONE_OF_EACH, (refuse("t15", "s1"),),
        do("RecordVisitAbsence", visit_id=an("t15"), village_id=village("s1"), officer_id=an("two"), ended_at=ago(hours=1)),
        "VISIT_BY_ANOTHER", "officer_id", "This visit is another officer's.", "Sambang ini milik anggota lain."),
    Row("an officer reports his own visits", (), refuse("t16", "s1", officer_id=an("two")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (RecordVisitRefusal).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (RecordVisitRefusal).", 403),
    Row("a visit is to a village", (), refuse("t17", "s1", village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row(IN_TIME, (), refuse("t18", "s1", ago(days=15)),
        "REPORTED_TOO_LATE", "ended_at",
        "What happened in the field is reported within 14 days.",
        "Yang terjadi di lapangan dilaporkan paling lambat dalam 14 hari."),
    Row(IN_TIME, (), start("t19", "s1", ago(hours=-1)), "TIME_IN_FUTURE", "started_at", FUTURE, NANTI),
    Row("a finding says something", (), report("RecordVisitFinding", "t20", "s1", finding_id=an("f1")),
        "FINDING_EMPTY", "finding",
        "Name a household, or say what was found.", "Sebutkan rumah tangganya, atau apa yang ditemukan."),
    Row(NO_NUMBERS, (), report("RecordVisitFinding", "t21", "s1", finding_id=an("f2"), finding="KTP 9999 0000 0000 0001"),
        "IDENTITY_NUMBER", "finding", SIXTEEN, ANGKA),
    Row(CONSENT, (contact("k4", "s1"), withdraw("k4")),
        do("ConfirmContactPerson", contact_id=an("k4"), confirmed_on=told(NOW)[:10]),
        "CONSENT_WITHDRAWN", "contact_id",
        "This person withdrew consent, which is final for this record: if he agrees again, register him anew.",
        "Orang ini sudah menarik persetujuannya, dan itu bersifat tetap untuk catatan ini: bila setuju lagi, daftarkan kembali."),
    Row(CONSENT, (contact("k5", "s1"),), withdraw("k5", ago(days=31)),
        "WITHDRAWN_BEFORE_CONSENT", "withdrawn_at",
        f"Consent was given at {told(ago(days=30))}: it cannot be withdrawn before that.",
        f"Persetujuan diberikan pada {told(ago(days=30))}: tidak mungkin ditarik sebelum itu."),
    Row(CONSENT, (contact("k6", "s1"),), do("ConfirmContactPerson", contact_id=an("k6"), confirmed_on="2190-01-01"),
        "TIME_IN_FUTURE", "confirmed_on", FUTURE, NANTI),
    Row(CONSENT, (), contact("k7", "s1", ago(hours=-1)), "TIME_IN_FUTURE", "consent.at", FUTURE, NANTI),
    Row(CONSENT, (), withdraw("k?"), "CONTACT_UNKNOWN", "contact_id",
        "There is no such contact person.", "Kontak itu tidak ada."),
    Row(CONSENT, (contact("k8", "s1"),), contact("k8", "s1", contact_role="KETUA_RT"),
        "ALREADY_REGISTERED", "contact_id", "This id belongs to another contact person.", "Id ini milik kontak lain."),
    Row(CONSENT, (), contact("k9", "s1", village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row("an officer keeps the contact persons of his own village", (), contact("k10", "s1")._replace(by=officer("two")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (RegisterContactPerson).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (RegisterContactPerson).", 403),
]  # fmt: skip
