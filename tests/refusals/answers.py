"""Refusals about what leadership and officers answer: early warnings (*deteksi dini*) and issues of residents."""

from datetime import datetime
from typing import Any, Final

from tests.refusals.lombok import HEADLESS, LONE, village
from tests.refusals.row import SERVICE, By, Deed, Row, ago, an, commander, do, officer, pillar, told
from tests.refusals.visits import ANGKA, FUTURE, NANTI, SIXTEEN

NOT_THE_RAISER = "the raiser cannot acknowledge his own warning"
UPWARDS = "a warning goes up the chain of command, and what it reached is answered there"
ANSWERED = "a warning is acknowledged before it is directed or closed, and closed once"
STEPS = "an issue is acknowledged before mediation, and no step lies before the one before it"
REFERRED = "what must be referred is never mediated"
CHECKED = "somebody else than the resolver verifies, once, and an anonymous reporter cannot"
POLSEK, POLRES = commander("Polsek Ampenan"), commander("Polresta Mataram")
SIX_HOURS_AGO: Final = ago(hours=6)
FOUR_HOURS_AGO: Final = ago(hours=4)


def warn(name: str, where: str, severity: str = "YELLOW", **more: Any) -> Deed:
    fields = {"warning_id": an(name), "village_id": village(where), "kind": "HOAX", "severity": severity}
    told_by = {"reliability": "B", "credibility": 2, "narrative": "Contoh"}
    return do("RaiseEarlyWarning", officer("one", where), **{**fields, **told_by, **more})


def answer(command: str, name: str, by: By = POLSEK, **more: Any) -> Deed:
    return do(command, by, warning_id=an(name), **more)


def told_of(name: str, where: str = "w1") -> tuple[Deed, ...]:
    return (warn(name, where), answer("AcknowledgeWarning", name))


def closed(name: str, outcome: str, other: str, english: str, indonesian: str) -> Row:
    return Row(ANSWERED, (*told_of(name), answer("CloseWarning", name, outcome=outcome)),
               answer("CloseWarning", name, outcome=other), "OTHER_OUTCOME", "outcome", english, indonesian)  # fmt: skip


ALONE = do("RaiseEarlyWarning", SERVICE, **{**warn("g9", "w1").fields, "village_id": an(LONE)})
ELSEWHERE = do("RaiseEarlyWarning", SERVICE, **{**warn("g10", "w1").fields, "village_id": an(HEADLESS)})
DIRECT: dict[str, Any] = {"instruction": "Contoh", "officer_id": an("one"), "due_on": "2190-01-01"}

WARNINGS: Final = [
    Row(NOT_THE_RAISER, (warn("g1", "w1"),), answer("AcknowledgeWarning", "g1", commander("Polsek Ampenan", "one")),
        "RAISED_BY_SELF", "warning_id",
        "Whoever raised a warning cannot acknowledge it.", "Pelapor tidak dapat mengakui peringatan dininya sendiri."),
    Row(UPWARDS, (ELSEWHERE,), answer("AcknowledgeWarning", "g10", commander("Polsek Selaparang")),
        "LEVEL_NOT_REACHED", "warning_id",
        "This warning has not reached this level of command.", "Peringatan dini ini belum sampai pada jenjang komando ini."),
    Row(UPWARDS, (warn("g2", "w1"),), answer("AcknowledgeWarning", "g2", commander("Polres Lombok Barat")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (AcknowledgeWarning).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (AcknowledgeWarning).", 403),
    Row(UPWARDS, (warn("g3", "w1"),), answer("ConfirmWarningReceipt", "g3", commander("Polda NTB")),
        "NOT_ADDRESSED", "warning_id",
        "This warning was not sent to that unit.", "Peringatan dini ini tidak dikirim kepada satuan itu."),
    Row(UPWARDS, (warn("g4", "w1"),), answer("EscalateWarning", "g4"),
        "REASON_REQUIRED", "reason",
        "Passing a warning on by hand needs a reason.", "Peringatan yang diteruskan secara manual memerlukan alasan."),
    Row(UPWARDS, (warn("g5", "w1", "RED"),), answer("EscalateWarning", "g5", reason="Contoh"),
        "AT_THE_TOP", "warning_id",
        "This warning has reached the top of the chain of command.",
        "Peringatan dini ini sudah sampai di puncak rantai komando."),
    Row(UPWARDS, (ALONE,), answer("EscalateWarning", "g9", SERVICE),
        "CHAIN_UNKNOWN", "warning_id",
        "No unit is known to answer for this village.", "Belum diketahui satuan yang bertanggung jawab atas desa ini."),
    Row("only a commander discounts a warning", (warn("g6", "w1"),),
        answer("CorroborateWarning", "g6", officer("one", "w1"), reliability="E", credibility=5, proved_wrong=True),
        "DISCOUNTED_BY_COMMAND", "proved_wrong",
        "Only a commander discounts a warning.", "Hanya pimpinan yang menyatakan peringatan tidak benar."),
    Row(ANSWERED, (warn("g7", "w1"),), answer("DirectResponse", "g7", directive_id=an("d"), **DIRECT),
        "NOT_ACKNOWLEDGED", "warning_id",
        "A warning is acknowledged before anything else is done about it.",
        "Peringatan dini diakui terlebih dahulu sebelum ditindaklanjuti."),
    Row(ANSWERED, (*told_of("g8"), answer("CloseWarning", "g8", outcome="PREVENTED")),
        answer("DirectResponse", "g8", directive_id=an("d"), **DIRECT),
        "WARNING_CLOSED", "warning_id", "This warning has been closed.", "Peringatan dini ini sudah ditutup."),
    closed("h1", "PREVENTED", "CONTAINED", "It was closed already: the matter was prevented.",
           "Peringatan ini sudah ditutup: tercegah."),
    closed("h2", "CONTAINED", "PREVENTED", "It was closed already: the matter was dealt with.",
           "Peringatan ini sudah ditutup: tertangani."),
    closed("h3", "HANDED_OVER", "PREVENTED", "It was closed already: the matter was handed over.",
           "Peringatan ini sudah ditutup: dilimpahkan."),
    closed("h4", "UNFOUNDED", "PREVENTED", "It was closed already: there was nothing behind it.",
           "Peringatan ini sudah ditutup: tidak terbukti."),
    Row(ANSWERED, (), answer("AcknowledgeWarning", "?", By("headquarters")),
        "WARNING_UNKNOWN", "warning_id", "There is no such warning.", "Peringatan dini itu tidak ada."),
    Row("an id belongs to one thing", (warn("h5", "w1"),), warn("h5", "w1", "RED"),
        "ALREADY_RAISED", "warning_id", "This id belongs to another warning.", "Id ini milik peringatan dini lain."),
    Row("a warning is of a village", (), warn("h6", "w1", village_id=an("?"))._replace(by=SERVICE),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row("commanders answer warnings, they do not raise them", (), warn("h7", "w1")._replace(by=POLSEK),
        "ROLE_NOT_ALLOWED", None,
        "Your role (commander) may not do this (RaiseEarlyWarning).",
        "Peran Anda (commander) tidak berwenang melakukan ini (RaiseEarlyWarning).", 403),
]  # fmt: skip


def issue(name: str, where: str = "i1", category: str = "LAND_DISPUTE", at: datetime = SIX_HOURS_AGO, **more: Any) -> Deed:
    fields = {"issue_id": an(name), "village_id": village(where), "category": category, "channel": "VISIT"}
    return do("ReportIssue", officer("one", where), **{**fields, "account": "Contoh", "reported_at": at, **more})


def step(command: str, name: str, by: By | None = None, **more: Any) -> Deed:
    return do(command, by or officer("one", "i1"), issue_id=an(name), **more)


def acknowledge(name: str) -> Deed:
    return step("AcknowledgeIssue", name, acknowledged_at=ago(hours=5))


def mediation(name: str, at: datetime = FOUR_HOURS_AGO) -> Deed:
    return step("StartMediation", name, started_at=at)


def settle(name: str, method: str = "MEDIATION", **more: Any) -> Deed:
    return step("ResolveIssue", name, **{"method": method, "resolved_at": ago(hours=3), **more})


def verify(name: str, by: By, verifier: str = "FORUM", verdict: str = "VERIFIED") -> Deed:
    return step("VerifyResolution", name, by, verifier=verifier, verdict=verdict, verified_at=ago(hours=2))


def settled(name: str) -> tuple[Deed, ...]:
    return (issue(name), acknowledge(name), mediation(name), settle(name))


HEAD = pillar("head", "i1")
MUST: Final[dict[str, dict[str, Any]]] = {
    "j7": {"category": "DOMESTIC_VIOLENCE"},
    "j8": {"category": "SEXUAL_OFFENCE"},
    "j9": {"involves_minor": True},
}
"""Issues that are referred, whatever those concerned would rather have."""

ISSUES: Final = [
    Row(STEPS, (issue("j1"),), mediation("j1"),
        "NOT_ACKNOWLEDGED", "issue_id", "Acknowledge the issue first.", "Terima (akui) masalah ini terlebih dahulu."),
    Row(STEPS, (issue("j2"), acknowledge("j2")), mediation("j2", ago(hours=7)),
        "BEFORE_LAST_STEP", "started_at",
        f"The step before it was taken at {told(ago(hours=5))}: give a later time.",
        f"Langkah sebelumnya diambil pada {told(ago(hours=5))}: isikan waktu sesudahnya."),
    Row(STEPS, (issue("j3"), acknowledge("j3")), settle("j3"),
        "NOTHING_DONE", "issue_id",
        "Nothing has been done about this issue yet: mediate or refer it first.",
        "Belum ada tindakan atas masalah ini: mediasikan atau rujuk terlebih dahulu."),
    Row(STEPS, (issue("j4"), acknowledge("j4"), mediation("j4")), settle("j4", "REFERRAL"),
        "METHOD_NOT_TAKEN", "method",
        "This is not what was done about the issue.", "Bukan itu tindakan yang diambil atas masalah ini."),
    Row(STEPS, settled("j5"), mediation("j5", ago(hours=1)),
        "ISSUE_RESOLVED", "issue_id",
        "This issue has been resolved: reopen it first.", "Masalah ini sudah diselesaikan: buka kembali terlebih dahulu."),
    Row(STEPS, (issue("j6"),), verify("j6", HEAD),
        "ISSUE_OPEN", "issue_id", "This issue has not been resolved yet.", "Masalah ini belum diselesaikan."),
    Row(STEPS, (), step("AcknowledgeIssue", "?", By("headquarters"), acknowledged_at=ago(hours=1)),
        "ISSUE_UNKNOWN", "issue_id", "There is no such issue.", "Masalah itu tidak ada."),
    *[
        Row(REFERRED, (issue(name, **told_of_it), acknowledge(name)), mediation(name),
            "MUST_BE_REFERRED", "issue_id",
            "Such an issue is referred to the SPKT, never mediated.",
            "Masalah seperti ini dirujuk ke SPKT, tidak pernah dimediasi.")
        for name, told_of_it in MUST.items()
    ],
    Row(REFERRED, (issue("j10", category="DOMESTIC_VIOLENCE"),),
        step("ReferIssue", "j10", method="REFERRAL", referred_at=ago(hours=4)),
        "MUST_BE_REFERRED", "method",
        "Such an issue is referred to the SPKT, never mediated.", "Masalah seperti ini dirujuk ke SPKT, tidak pernah dimediasi."),
    Row(CHECKED, (issue("j11"), acknowledge("j11"), mediation("j11"), settle("j11")._replace(by=POLSEK)), verify("j11", POLSEK),
        "RESOLVED_BY_SELF", "issue_id",
        "Whoever resolved an issue does not verify it: somebody else must.",
        "Yang menyelesaikan masalah tidak boleh memverifikasinya sendiri: harus orang lain."),
    Row(CHECKED, settled("j12"), verify("j12", HEAD, "REPORTER"),
        "REPORTER_ANONYMOUS", "verifier",
        "The reporter is anonymous: the forum can verify it.", "Pelapor anonim: FKPM dapat memverifikasinya."),
    Row(CHECKED, (*settled("j13"), verify("j13", HEAD)), verify("j13", HEAD, verdict="REJECTED"),
        "ALREADY_VERIFIED", "verdict",
        "This resolution has been verified.", "Penyelesaian ini sudah diverifikasi."),
    Row(CHECKED, settled("j14"), verify("j14", officer("one", "i1")),
        "ROLE_NOT_ALLOWED", None,
        "Your role (officer) may not do this (VerifyResolution).",
        "Peran Anda (officer) tidak berwenang melakukan ini (VerifyResolution).", 403),
    Row("whoever told it is anonymous unless he is named", (), issue("j15", reporter_name="Pelapor Contoh"),
        "REPORTER_WITHOUT_ID", "reporter_id",
        "A reporter who is named needs an id; an anonymous one has neither name nor number.",
        "Pelapor yang disebut namanya memerlukan id; pelapor anonim tanpa nama dan nomor telepon."),
    Row("no number of an identity or family card is kept", (), issue("j16", account="KTP 9999000000000001"),
        "IDENTITY_NUMBER", "account", SIXTEEN, ANGKA),
    Row("what happened is reported within days", (), issue("j17", at=ago(days=15)),
        "REPORTED_TOO_LATE", "reported_at",
        "What happened in the field is reported within 14 days.",
        "Yang terjadi di lapangan dilaporkan paling lambat dalam 14 hari."),
    Row("nothing is reported before it happens", (), issue("j18", at=ago(hours=-1)),
        "TIME_IN_FUTURE", "reported_at", FUTURE, NANTI),
    Row("an id belongs to one thing", (issue("j19"),), issue("j19", category="THEFT"),
        "ALREADY_REPORTED", "issue_id", "This id belongs to another issue.", "Id ini milik masalah lain."),
    Row("an issue is of a village", (), issue("j20", village_id=an("?"))._replace(by=By("headquarters")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
]  # fmt: skip
ROWS: Final = [*WARNINGS, *ISSUES]
