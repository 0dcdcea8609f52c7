"""Refusals about trainings: who comes to them, how they are held, what they come to, and what is directed there."""

from typing import Any, Final

from tests.refusals.lombok import register
from tests.refusals.row import SERVICE, By, Deed, Row, an, commander, do

PLANNED = "a training is announced once, for days and a place that there are"
LISTED = "only those come whom an invited unit sends, within its quota, or the host enrols"
HELD = "a training is opened by its opener, attended by those on its list, and closed after somebody came"
LEARNT = "something is learnt by being there and passing"
DIRECTED = "a directive is numbered, meant for somebody present, and never changed"
SHUT_UP = "what was opened, closed or called off does not go back"
START: Final = "2017-07-25T08:00:00+08:00"
OPENER: Final = {"office": "Wakapolda NTB"}
POLRES, HOST = "Polres Lombok Barat", "Polresta Mataram"


def schedule(name: str, **more: Any) -> Deed:
    fields = {
        "session_id": an(name),
        "kind": "IN_HOUSE_TRAINING",
        "title": "IHT Contoh",
        "venue": {"name": "Balai Contoh"},
        "starts_at": START,
        "timezone": "Asia/Makassar",
        "host_unit_id": an(HOST),
        "openers": ["Wakapolda NTB"],
    }
    return do("ScheduleTraining", **{**fields, **more})


def at(command: str, name: str, by: By | None = None, **fields: Any) -> Deed:
    return do(command, *([by] if by else []), session_id=an(name), **fields)


def invite(name: str, **more: Any) -> Deed:
    return at("InviteUnit", name, **{"unit_id": an(POLRES), "quota": 1, **more})


def sends(name: str, *officers: str, answer: str = "ACCEPTED") -> Deed:
    sent = {"unit_id": an(POLRES), "officer_ids": [an(officer) for officer in officers]}
    return at("AnswerInvitation", name, commander(POLRES), **sent, answer=answer, answered_on="2017-07-20")


def enrol(name: str, officer: str, role: str = "PARTICIPANT") -> Deed:
    return at("EnrolParticipant", name, attendee={"officer_id": an(officer)}, role=role)


def office(name: str, called: str, role: str = "OBSERVER") -> Deed:
    return at("EnrolParticipant", name, attendee={"office": called}, role=role)


def attend(name: str, officer: str, **more: Any) -> Deed:
    return at("RecordAttendance", name, attendee={"officer_id": an(officer)}, recorded_at=START, **more)


def issue(name: str, directive: str, **more: Any) -> Deed:
    said = {"issuer": "Wakapolda NTB", "theme": "EARLY_WARNING", "text": "Contoh", "issued_on": "2017-07-25"}
    return at("IssueDirective", name, directive_id=an(directive), **{**said, **more})


def open_it(name: str, **more: Any) -> Deed:
    return at("OpenTraining", name, **{"opener": OPENER, "opened_at": START, **more})


def close(name: str, closed_at: str = "2017-07-25T16:00:00+08:00") -> Deed:
    return at("CloseTraining", name, closed_at=closed_at)


def assess(name: str, officer: str, **more: Any) -> Deed:
    return at("AssessParticipant", name, officer_id=an(officer), **{"passed": True, "assessed_on": "2017-07-25", **more})


def begun(name: str, **more: Any) -> tuple[Deed, ...]:
    return (schedule(name, **more), enrol(name, "one"), open_it(name))


def attended(name: str, **more: Any) -> tuple[Deed, ...]:
    return (*begun(name, **more), attend(name, "one"))


def cancel(name: str) -> Deed:
    return at("CancelTraining", name, reason="Banjir")


MOVED: Final = "2017-08-01T08:00:00+08:00"
SUSPENDED: Final = (
    register("suspended", "99990095", HOST),
    do("SuspendOfficer", officer_id=an("suspended"), reason="Contoh", suspended_on="2017-01-01"),
)

ROWS: Final = [
    Row(PLANNED, (schedule("t1"),), schedule("t1", title="IHT Lain"),
        "ALREADY_SCHEDULED", "session_id", "This id belongs to IHT Contoh.", "Id ini milik IHT Contoh."),
    Row(PLANNED, (), schedule("t2", timezone="Asia/Mataram"),
        "TIMEZONE_UNKNOWN", "timezone",
        "The zone is not one of the IANA time zone database.", "Zona waktu tidak ada dalam basis data zona waktu IANA."),
    Row(PLANNED, (), schedule("t2", last_day="2017-07-24"),
        "ENDS_BEFORE_START", "last_day", "The training begins on 2017-07-25.", "Pelatihan dimulai pada 2017-07-25."),
    Row(PLANNED, (), schedule("t2", program_id=an("?")),
        "PROGRAM_UNKNOWN", "program_id", "There is no such programme.", "Program itu tidak ada."),
    Row(PLANNED, (), schedule("t2", phase_number=4),
        "PHASE_UNKNOWN", "phase_number", "The programme has no phase 4.", "Program tidak memiliki tahap 4."),
    Row(PLANNED, (), schedule("t2", host_unit_id=an("?")),
        "UNIT_UNKNOWN", "host_unit_id", "There is no such unit.", "Satuan itu tidak ada."),
    Row(PLANNED, (), schedule("t2", openers=["AKBP 71020123"]),
        "OFFICE_WITH_NUMBER", "openers", "Write the office without anybody's number.", "Tuliskan jabatan tanpa nomor siapa pun."),
    Row(PLANNED, (), invite("t?"),
        "TRAINING_UNKNOWN", "session_id", "There is no such training.", "Pelatihan itu tidak ada."),
    Row(SHUT_UP, begun("t3"), at("RescheduleTraining", "t3", starts_at=MOVED),
        "TRAINING_OPENED", "session_id", "The training has been opened.", "Pelatihan sudah dibuka."),
    Row(SHUT_UP, begun("t3"), invite("t3"),
        "TRAINING_OPENED", "session_id", "The training has been opened.", "Pelatihan sudah dibuka."),
    Row(SHUT_UP, begun("t3"), cancel("t3"),
        "TRAINING_OPENED", "session_id",
        "A training that was opened is closed, not called off.", "Pelatihan yang sudah dibuka ditutup, bukan dibatalkan."),
    Row(SHUT_UP, (schedule("t4"), cancel("t4")), open_it("t4"),
        "TRAINING_CANCELLED", "session_id", "The training was called off.", "Pelatihan dibatalkan."),
    Row(LISTED, (schedule("t1"),), sends("t1", "elsewhere"),
        "NOT_INVITED", "unit_id", "The unit has not been invited.", "Satuan itu tidak diundang."),
    Row(LISTED, (schedule("t5"), invite("t5")), sends("t5", "elsewhere", answer="DECLINED"),
        "ANSWER_AMBIGUOUS", "officer_ids", "Who declines sends nobody.", "Satuan yang menolak tidak mengirim siapa pun."),
    Row(LISTED, (schedule("t5"), invite("t5")), sends("t5", "elsewhere", "new"),
        "QUOTA_EXCEEDED", "officer_ids", "The unit may send 1.", "Satuan dapat mengirim 1 peserta."),
    Row(LISTED, (schedule("t5"), invite("t5")), sends("t5", "one"),
        "OFFICER_ELSEWHERE", "officer_ids",
        "A unit sends officers of its own and of those below it.", "Satuan mengirim anggotanya dan anggota satuan bawahannya."),
    Row(LISTED, (schedule("t6"), invite("t6", quota=2), sends("t6", "elsewhere", "new")), invite("t6", quota=1),
        "QUOTA_BELOW_SENT", "quota", "The unit sends 2 already.", "Satuan sudah mengirim 2 peserta."),
    Row(LISTED, (schedule("t5"), invite("t5")), enrol("t5", "one"),
        "NOT_INVITED", "attendee",
        "No unit was invited and has not declined for which the officer could come.",
        "Tidak ada satuan yang diundang, dan tidak menolak, yang dapat diwakili anggota ini."),
    Row(LISTED, (schedule("t1"), *SUSPENDED), enrol("t1", "suspended"),
        "OFFICER_NOT_ACTIVE", "attendee", "Only an officer on duty is trained.", "Hanya anggota yang aktif dapat dilatih."),
    Row(LISTED, (schedule("t1"),), enrol("t1", "one", "PARTNER_REPRESENTATIVE"),
        "PARTNER_BY_OFFICE", "attendee",
        "A representative of the partner is entered by office.", "Wakil mitra dicatat menurut jabatannya."),
    Row(LISTED, (schedule("t1"),), office("t1", "Wakapolda NTB"),
        "ALREADY_ENROLLED", "role", "Enrolled already as OPENER.", "Sudah terdaftar sebagai OPENER."),
    Row(LISTED, (schedule("t1"),), at("EnrolParticipant", "t1", attendee={}, role="OBSERVER"),
        "ATTENDEE_AMBIGUOUS", "attendee",
        "An attendee is either an officer or an office.", "Peserta adalah seorang anggota atau sebuah jabatan."),
    Row(LISTED, attended("t7"), at("WithdrawParticipant", "t7", attendee={"officer_id": an("one")}),
        "ATTENDED", "attendee", "Who attended stays on the list.", "Yang sudah hadir tetap tercantum dalam daftar."),
    Row(HELD, (schedule("t1"),), open_it("t1", opener={"office": "Kapolres"}),
        "NOT_THE_OPENER", "opener",
        "Only an opener on the list opens the training.", "Hanya pembuka dalam daftar yang dapat membuka pelatihan."),
    Row(HELD, (schedule("t1"),), open_it("t1", opened_at="2017-07-25T07:59:00+08:00"),
        "BEFORE_START", "opened_at",
        "The training starts at 2017-07-25T08:00:00+08:00.", "Pelatihan dimulai pada 2017-07-25T08:00:00+08:00."),
    Row(HELD, (schedule("t1"),), attend("t1", "one"),
        "NOT_OPEN", "session_id", "The training has not been opened.", "Pelatihan belum dibuka."),
    Row(HELD, begun("t3"), attend("t3", "two"),
        "NOT_ENROLLED", "attendee",
        "Only somebody on the list attends.", "Hanya yang tercantum dalam daftar yang dapat hadir."),
    Row(HELD, (*begun("t8"), enrol("t8", "nobody yet")), attend("t8", "nobody yet"),
        "OFFICER_UNKNOWN", "attendee", "There is no such officer.", "Anggota itu tidak ada."),
    Row(HELD, begun("t3"), attend("t3", "one", day="2017-07-26"),
        "DAY_OUTSIDE", "day",
        "The training is held from 2017-07-25 to 2017-07-25.", "Pelatihan diadakan dari 2017-07-25 sampai 2017-07-25."),
    Row(HELD, begun("t3"), close("t3"),
        "NOBODY_ATTENDED", None,
        "A training that nobody attended is not closed but called off.",
        "Pelatihan yang tidak dihadiri siapa pun tidak ditutup, melainkan dibatalkan."),
    Row(SHUT_UP, (*attended("t9"), close("t9")), issue("t9", "d9"),
        "TRAINING_CLOSED", None, "The training has been closed.", "Pelatihan sudah ditutup."),
    Row(SHUT_UP, (*attended("t9"), close("t9")), enrol("t9", "two"),
        "TRAINING_CLOSED", "session_id", "The training has been closed.", "Pelatihan sudah ditutup."),
    Row(DIRECTED, attended("t7"), issue("t7", "d1", issued_on="2017-07-24"),
        "BEFORE_START", "issued_on", "The training was opened on 2017-07-25.", "Pelatihan dibuka pada 2017-07-25."),
    Row(DIRECTED, attended("t7"), issue("t7", "d1", due_on="2017-07-24"),
        "ENDS_BEFORE_START", "due_on",
        "A directive is due after it is issued.", "Tenggat arahan harus setelah arahan diberikan."),
    Row(DIRECTED, attended("t7"), issue("t7", "d1", to_roles=["SPEAKER"]),
        "NOBODY_ADDRESSED", None, "Nobody to whom it is addressed is present.", "Tidak seorang pun yang dituju hadir."),
    Row(DIRECTED, (*attended("t7"), issue("t7", "d2")), issue("t7", "d2", text="Lain"),
        "DIRECTIVE_ID_TAKEN", "directive_id", "This id belongs to another directive.", "Id ini milik arahan lain."),
    Row(LEARNT, attended("t7"), assess("t7", "one"),
        "NOT_ASSESSED", "session_id", "This training has no assessment.", "Pelatihan ini tanpa penilaian."),
    Row(LEARNT, begun("t10", assessed=True), assess("t10", "two"),
        "NOT_A_PARTICIPANT", "officer_id", "Only a participant is assessed.", "Hanya peserta yang dinilai."),
    Row(LEARNT, begun("t10", assessed=True), assess("t10", "one"),
        "NOT_PRESENT", "officer_id", "Only somebody who attended is assessed.", "Hanya yang hadir yang dinilai."),
    Row(LEARNT, attended("t11", assessed=True), assess("t11", "one", assessed_on="2017-07-24"),
        "BEFORE_START", "assessed_on", "The training begins on 2017-07-25.", "Pelatihan dimulai pada 2017-07-25."),
    Row(LEARNT, (*attended("t12", assessed=True, competencies=["DDS"]), assess("t12", "one"), close("t12")),
        assess("t12", "one", post_score=90),
        "ALREADY_PASSED", "officer_id",
        "What the participant has learnt is recorded already.", "Hasil belajar peserta ini sudah dicatat."),
    Row("a directive asks something of a village once it is known", (),
        do("SetDirectiveTarget", SERVICE, target_id=an("x1"), directive_id=an("d?"), assignment_id=an("a?")),
        "DIRECTIVE_UNKNOWN", "directive_id", "There is no such directive.", "Arahan itu tidak ada."),
    Row("only what was asked for is met", (), do("MeetDirectiveTarget", SERVICE, target_id=an("x?")),
        "TARGET_UNKNOWN", "target_id", "There is no such target.", "Target itu tidak ada."),
]  # fmt: skip
