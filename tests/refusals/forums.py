"""Refusals about forums of police and community (*FKPM*)."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from tests.refusals.answers import issue
from tests.refusals.boundaries import GONE as NO_VILLAGE
from tests.refusals.boundaries import merge
from tests.refusals.institutions import institution
from tests.refusals.lombok import LONE, village
from tests.refusals.row import NOW, Deed, Row, ago, an, do
from tests.refusals.visits import ANGKA, FUTURE, NANTI, SIXTEEN

ONE = "a village has one forum of its own at most, and none besides the one that custom has given it"
WHOLE = "a forum is formed with ten to twenty members, of every element that its model asks for"
OWN = "whoever is a member agreed himself, and holds no office in a political party"
LED = "chair and secretary are two members"
TERM = "a forum serves a term, and another after it"
WHILE = "a forum meets from the day on which it is formed until it is dissolved, and not while it is suspended"
BOUNDS = "a forum settles what was brought to it, no crime without the officer, and nothing that must be referred"
OTHER_ID = "an id belongs to one thing"
TODAY: Final = (NOW + timedelta(hours=8)).date()
"""In Mataram."""
DAY: Final = timedelta(days=1)
FOUNDED: Final = TODAY - 30 * DAY
A_WEEK_AGO: Final = ago(days=7)


def propose(name: str, where: str, model: str = "AREA", *, named: str = "FKPM Contoh", **more: Any) -> Deed:
    fields: dict[str, Any] = {"forum_id": an(name), "name": named, "model": model, "village_ids": [village(where)]}
    return do("ProposeForum", **{**fields, "proposed_at": ago(days=60), **more})


def add(name: str, who: str, element: str = "RESIDENT", **more: Any) -> Deed:
    consent = {"basis": "WRITTEN", "at": ago(days=40), "given_by": an(who)}
    full_name = {} if element == "OFFICER" else {"full_name": "Anggota Contoh"}
    fields: dict[str, Any] = {"forum_id": an(name), "person_id": an(who), "element": element, "party_official": False}
    return do("AddForumMember", **{**fields, "consent": consent, **full_name, **more})


def end(name: str, who: str, on: date = TODAY) -> Deed:
    return do("EndForumMembership", forum_id=an(name), person_id=an(who), reason="RESIGNED", ended_on=on)


def form(name: str, chair: str = "m1", secretary: str = "m2", on: date = FOUNDED, until: date = TODAY + 700 * DAY) -> Deed:
    led: dict[str, Any] = {"chair_id": an(chair), "secretary_id": an(secretary), "inaugurated_on": on, "inaugurated_by": "CAMAT"}
    return do("FormForum", forum_id=an(name), starts_on=on, ends_on=until, **led)


def joined(name: str, count: int = 10) -> tuple[Deed, ...]:
    """An officer, somebody of the village's government, and residents named m1, m2, …"""
    residents = (add(name, f"m{number}") for number in range(1, count - 1))
    return (add(name, "one", "OFFICER"), add(name, "m0", "GOVERNMENT"), *residents)


def formed(name: str, where: str) -> tuple[Deed, ...]:
    return (propose(name, where), *joined(name), form(name))


def recognise(name: str, where: str, **more: Any) -> Deed:
    fields: dict[str, Any] = {"forum_id": an(name), "name": "Krama Contoh", "village_ids": [village(where)]}
    return do("RecogniseCustomaryForum", **{**fields, "recognised_on": FOUNDED, "recognised_by": "CAMAT", **more})


def of(command: str, name: str, **more: Any) -> Deed:
    return do(command, forum_id=an(name), **more)


def meet(name: str, which: str, *settled: str, at: datetime = A_WEEK_AGO, **more: Any) -> Deed:
    fields: dict[str, Any] = {"meeting_id": an(f"meeting {which}"), "attendance": 12, "venue": "BKPM", "topics": ["LAND"]}
    issues = {"settled_issue_ids": [an(one) for one in settled]} if settled else {}
    return of("HoldForumMeeting", name, **{**fields, "held_at": at, **issues, **more})


def agree(name: str, which: str, **more: Any) -> Deed:
    fields: dict[str, Any] = {"programme_id": an(f"programme {which}"), "agreed_on": TODAY, "starts_on": TODAY}
    return of("AgreeForumProgramme", name, **{**fields, "ends_on": TODAY + 365 * DAY, "activities": ["SISKAMLING"],
                                              "themes": ["YOUTH"], **more})  # fmt: skip


def brought(name: str, category: str = "LAND_DISPUTE", where: str = "fo3", **more: Any) -> Deed:
    return issue(name, where, category, at=ago(days=10), **{"channel": "FKPM", **more})


GIVEN = propose("f1", "fo1")
AT_WORK = formed("f2", "fo2")
CUSTOM = recognise("f3", "fo3")
RENEW: dict[str, Any] = {"inaugurated_by": "CAMAT", "starts_on": TODAY + 700 * DAY, "ends_on": TODAY + 1400 * DAY}
SUSPENDED = (recognise("f6", "fo6"), of("SuspendForum", "f6", reason="INACTIVE", suspended_on=TODAY - 10 * DAY))
DISSOLVED = (propose("f7", "fo7"), of("DissolveForum", "f7", reason="GIVEN_UP", dissolved_on=TODAY - 10 * DAY))
PAST = (recognise("f8", "fo8"), of("DissolveForum", "f8", reason="REPLACED", dissolved_on=TODAY - 10 * DAY))
ELECTED: dict[str, Any] = {"chair_id": an("m3"), "secretary_id": an("m4"), "elected_on": TODAY}
STEPPED_DOWN = (*formed("f9", "fo9"), add("f9", "m9"), end("f9", "m1"))
NOT_YET, NOT_YET_ID = "The forum has not been formed yet.", "FKPM belum dibentuk."
GONE, GONE_ID = "The forum has been dissolved.", "FKPM sudah dibubarkan."

COMING: Final = [
    Row(OTHER_ID, (GIVEN,), propose("f1", "fo1", "ZONE"),
        "FORUM_ID_TAKEN", "forum_id", "This id belongs to another forum.", "Id ini milik forum lain."),
    Row(WHOLE, (), form("?"), "FORUM_UNKNOWN", "forum_id", "There is no such forum.", "FKPM itu tidak ada."),
    Row("a forum covers villages that there are", (), propose("f10", "fo1", village_ids=[an("?")]),
        "VILLAGE_UNKNOWN", "village_ids", "There is no such village.", "Desa itu tidak ada."),
    Row("a forum covers villages that there are", NO_VILLAGE, propose("f17", "fo1", village_ids=[an("bgone")]),
        "VILLAGE_DISSOLVED", "village_ids",
        "Contoh Lain is no village any more.", "Contoh Lain bukan lagi sebuah desa."),
    Row("a forum covers villages of one district", (), propose("f11", "fo1", village_ids=[village("fo1"), an(LONE)]),
        "VILLAGES_APART", "village_ids",
        "The villages of a forum lie in one district.", "Desa-desa satu FKPM berada dalam satu kecamatan."),
    Row("nothing is reported before it happens", (), propose("f12", "fo1", proposed_at=ago(hours=-1)),
        "TIME_IN_FUTURE", "proposed_at", FUTURE, NANTI),
    Row("no number of an identity or family card is kept", (GIVEN,), add("f1", "x", full_name="NIK 9999000000000001"),
        "IDENTITY_NUMBER", "full_name", SIXTEEN, ANGKA),
    Row(OWN, (GIVEN,), add("f1", "x", party_official=True),
        "PARTY_OFFICIAL", "party_official",
        "Nobody who holds an office in a political party is a member of a forum.",
        "Pengurus partai politik tidak boleh menjadi anggota FKPM."),
    Row(OWN, (GIVEN,), add("f1", "x", consent={"basis": "WRITTEN", "at": ago(days=40), "given_by": an("y")}),
        "CONSENT_NOT_OWN", "consent.given_by",
        "Consent is given by the member himself, not on his behalf.",
        "Persetujuan diberikan oleh anggota itu sendiri, tidak diwakilkan."),
    Row(WHOLE, (GIVEN,), add("f1", "x", "SECURITY"),
        "ELEMENT_NOT_OF_MODEL", "element",
        "A forum of this model has no members of this element.", "FKPM model ini tidak beranggotakan unsur tersebut."),
    Row(WHOLE, (GIVEN,), add("f1", "one", "OFFICER", full_name="Bhabin Contoh"),
        "NAMED_BY_ELEMENT", "full_name",
        "Leave out the name of an officer, which is known; give the full name of every other member.",
        "Nama petugas Polri sudah tercatat: kosongkan; isikan nama lengkap anggota lainnya."),
    Row(OWN, AT_WORK, add("f2", "m1", "GOVERNMENT"),
        "ALREADY_MEMBER", "person_id",
        "This person is a member, by another consent.", "Orang ini sudah anggota, dengan persetujuan lain."),
    Row(OWN, (GIVEN,), end("f1", "x"),
        "MEMBER_UNKNOWN", "person_id",
        "There is no such member of this forum.", "Anggota itu tidak ada dalam FKPM ini."),
    Row(OWN, AT_WORK, end("f2", "m1", TODAY - 50 * DAY),
        "ENDS_BEFORE_START", "ended_on",
        f"The person is a member since {TODAY - 40 * DAY}: it cannot have ended before that.",
        f"Orang itu anggota sejak {TODAY - 40 * DAY}: tidak mungkin berakhir sebelum itu."),
    Row(WHOLE, (propose("f4", "fo4"), *joined("f4", 20)), add("f4", "x"),
        "TOO_MANY_MEMBERS", "person_id",
        "A forum has at most 20 members.", "FKPM beranggotakan paling banyak 20 orang."),
    Row(WHOLE, (GIVEN,), form("f1"),
        "TOO_FEW_MEMBERS", "forum_id",
        "A forum has at least 10 members; this one has 0.", "FKPM beranggotakan paling sedikit 10 orang; yang ini 0."),
    Row(WHOLE, (propose("f5", "fo5"), *(add("f5", f"m{number}") for number in range(1, 11))), form("f5"),
        "ELEMENT_MISSING", "forum_id",
        "These are not in it: OFFICER (petugas Polmas), GOVERNMENT (pemerintah desa, kelurahan).",
        "Unsur yang belum ada: OFFICER (petugas Polmas), GOVERNMENT (pemerintah desa, kelurahan)."),
    Row(LED, (propose("f4", "fo4"), *joined("f4", 20)), form("f4", "m1", "m1"),
        "SAME_LEADER", "secretary_id",
        "Chair and secretary are two persons.", "Ketua dan sekretaris adalah dua orang yang berbeda."),
    Row(LED, (propose("f4", "fo4"), *joined("f4", 20)), form("f4", "x"),
        "NOT_A_MEMBER", "chair_id",
        "Chair and secretary are members of the forum.", "Ketua dan sekretaris adalah anggota FKPM."),
    Row(TERM, (GIVEN,), form("f1", until=FOUNDED),
        "ENDS_BEFORE_START", "ends_on",
        f"The term begins on {FOUNDED}: it cannot end before that.",
        f"Masa bakti mulai pada {FOUNDED}: tidak mungkin berakhir sebelum itu."),
    Row(TERM, (GIVEN,), form("f1", until=FOUNDED + 2193 * DAY),
        "TERM_TOO_LONG", "ends_on",
        "A term lasts 2192 days at most: look at the year.",
        "Masa bakti paling lama 2192 hari: periksa tahunnya."),
]  # fmt: skip
SECOND: Final = [
    Row(ONE, (*AT_WORK, propose("f13", "fo2"), *joined("f13")), form("f13"),
        "VILLAGE_HAS_FORUM", "forum_id",
        "A village has a forum already: a second is not formed there.",
        "Desa sudah mempunyai FKPM: tidak dibentuk yang kedua."),
    Row(ONE, (*formed("f30", "fo30"), merge("fo31", "fo30"), propose("f31", "fo31"), *joined("f31")), form("f31"),
        "VILLAGE_HAS_FORUM", "forum_id",
        "A village has a forum already: a second is not formed there.",
        "Desa sudah mempunyai FKPM: tidak dibentuk yang kedua."),
    Row(ONE, AT_WORK, recognise("f14", "fo2"),
        "VILLAGE_HAS_FORUM", "village_ids",
        "A village has a forum already: a second is not formed there.",
        "Desa sudah mempunyai FKPM: tidak dibentuk yang kedua."),
    Row(ONE, (CUSTOM, propose("f15", "fo3"), *joined("f15")), form("f15"),
        "VILLAGE_HAS_CUSTOMARY_FORUM", "forum_id",
        "A village has a recognised customary forum: no other is formed there.",
        "Desa mempunyai forum adat yang diakui: tidak dibentuk forum lain."),
    Row(ONE, (*PAST, propose("f18", "fo8"), *joined("f18")), form("f18"),
        "VILLAGE_HAD_FORUM", "inaugurated_on",
        f"A village had another forum until {TODAY - 10 * DAY}: give that day or a later one.",
        f"Desa mempunyai forum lain sampai {TODAY - 10 * DAY}: isikan hari itu atau sesudahnya."),
    Row("a forum of custom is an institution of custom", (institution("n9", "fo9"),),
        recognise("f16", "fo9", institution_id=an("n9")),
        "NOT_OF_CUSTOM", "institution_id",
        "This is no institution of custom in one of its villages.", "Ini bukan pranata adat di salah satu desanya."),
    Row("custom has its own members and terms", (CUSTOM,), add("f3", "x"),
        "CUSTOMARY_FORUM", "forum_id",
        "A recognised customary forum has its members and its term by custom: nothing of that is noted.",
        "Forum adat yang diakui mempunyai anggota dan masa bakti menurut adat: hal itu tidak dicatat."),
    Row(OTHER_ID, AT_WORK, form("f2", on=TODAY - 29 * DAY),
        "ALREADY_FORMED", "forum_id", "The forum has been formed.", "FKPM sudah dibentuk."),
    Row(LED, (GIVEN,), of("ElectForumLeaders", "f1", **ELECTED),
        "NOT_FORMED", "forum_id", NOT_YET, NOT_YET_ID),
    Row(TERM, AT_WORK, of("RenewForumTerm", "f2", **{**RENEW, "starts_on": TODAY}),
        "TERMS_OVERLAP", "starts_on",
        f"The term before it lasts until {TODAY + 700 * DAY}: give a later day.",
        f"Masa bakti sebelumnya berlaku sampai {TODAY + 700 * DAY}: isikan hari sesudahnya."),
    Row(TERM, STEPPED_DOWN, of("RenewForumTerm", "f9", **RENEW),
        "LEADERS_MISSING", "forum_id",
        "Elect a chair and a secretary first.", "Pilih ketua dan sekretaris terlebih dahulu."),
    Row(WHILE, (CUSTOM,), of("SuspendForum", "f3", reason="INACTIVE", suspended_on=FOUNDED - DAY),
        "BEFORE_FORMED", "suspended_on",
        f"The forum is at work since {FOUNDED} only.", f"FKPM baru bekerja sejak {FOUNDED}."),
    Row(WHILE, SUSPENDED, of("ResumeForum", "f6", resumed_on=TODAY - 11 * DAY),
        "ENDS_BEFORE_START", "resumed_on",
        f"It is suspended since {TODAY - 10 * DAY} only.", f"Baru dibekukan sejak {TODAY - 10 * DAY}."),
    Row(WHILE, DISSOLVED, of("SuspendForum", "f7", reason="INACTIVE", suspended_on=TODAY),
        "FORUM_DISSOLVED", "forum_id", GONE, GONE_ID),
]  # fmt: skip
MEETINGS: Final = [
    Row(WHILE, (GIVEN,), meet("f1", "1"), "NOT_FORMED", "forum_id", NOT_YET, NOT_YET_ID),
    Row(WHILE, (CUSTOM,), meet("f3", "2", at=ago(days=32)),
        "BEFORE_FORMED", "held_at", f"The forum is there since {FOUNDED} only.", f"FKPM baru ada sejak {FOUNDED}."),
    Row(WHILE, SUSPENDED, meet("f6", "3"),
        "FORUM_SUSPENDED", "held_at", "The forum was suspended on that day.", "FKPM sedang dibekukan pada hari itu."),
    Row(WHILE, PAST, meet("f8", "4"), "FORUM_DISSOLVED", "forum_id", GONE, GONE_ID),
    Row(OTHER_ID, (CUSTOM, meet("f3", "5")), meet("f3", "5", attendance=3),
        "MEETING_ID_TAKEN", "meeting_id",
        "This id belongs to another meeting of a forum.", "Id ini milik rapat FKPM lain."),
    Row(BOUNDS, AT_WORK, meet("f2", "6", officer_id=an("two")),
        "NOT_OFFICER_OF_FORUM", "officer_id",
        "This is no officer who is a member of the forum.", "Ini bukan petugas yang menjadi anggota FKPM."),
    Row(BOUNDS, (CUSTOM, brought("b1", "DOMESTIC_VIOLENCE")), meet("f3", "7", "b1"),
        "MUST_BE_REFERRED", "settled_issue_ids",
        "A forum does not settle what is to be referred to the SPKT.",
        "FKPM tidak menyelesaikan masalah yang harus dirujuk ke SPKT."),
    Row(BOUNDS, (CUSTOM, brought("b2", where="fo6")), meet("f3", "8", "b2"),
        "ISSUE_ELSEWHERE", "settled_issue_ids",
        "This issue is of a village that the forum does not cover.", "Masalah ini dari desa di luar wilayah FKPM."),
    Row(BOUNDS, (CUSTOM, brought("b3", channel="VISIT")), meet("f3", "9", "b3"),
        "ISSUE_NOT_BROUGHT", "settled_issue_ids",
        "A forum settles only what residents brought through it.", "FKPM hanya menyelesaikan yang dibawa warga melalui FKPM."),
    Row(BOUNDS, (CUSTOM, brought("b4", "THEFT")), meet("f3", "10", "b4"),
        "OFFICER_ABSENT", "officer_id",
        "A forum settles no crime unless the officer is there.",
        "FKPM tidak menyelesaikan tindak pidana tanpa kehadiran petugas Polmas."),
    Row(TERM, (CUSTOM,), agree("f3", "1", ends_on=TODAY),
        "ENDS_BEFORE_START", "ends_on",
        f"It begins on {TODAY}: it cannot end before that.", f"Mulai pada {TODAY}: tidak mungkin berakhir sebelum itu."),
    Row(OTHER_ID, (CUSTOM, agree("f3", "2")), agree("f3", "2", activities=["KERJA_BAKTI"]),
        "PROGRAMME_ID_TAKEN", "programme_id",
        "This id belongs to another programme of a forum.", "Id ini milik program FKPM lain."),
]  # fmt: skip
ROWS: Final = [*COMING, *SECOND, *MEETINGS]
