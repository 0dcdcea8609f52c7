"""Refusals about elections (*masa pemilihan*) and about what is said between groups (*isu sensitif*)."""

from typing import Any, Final

from tests.refusals.answers import POLSEK, warn
from tests.refusals.lombok import LONE, village
from tests.refusals.row import HEADQUARTERS, By, Deed, Row, ago, an, commander, do, officer, told
from tests.refusals.visits import ANGKA, FUTURE, NANTI, SIXTEEN

FORWARD = "an election goes forward phase by phase, and ends once"
DECLARED = "an election is declared by a Polres or above, for its own ground"
ONE_AT_A_TIME = "two elections of one kind over one region do not overlap"
TOPICS = "what is said between groups is told as a topic, without people"
PROPOSED = "an early warning is raised once a person confirms it, and answered once"
TWO = "lowering a classification takes two persons"
RESTS = "what has come to rest is reopened before anything else is done about it"
PHASES: Final = [
    {"phase": "CAMPAIGN", "starts_at": ago(days=9)},
    {"phase": "VOTING", "starts_at": ago(days=2)},
    {"phase": "DISPUTE", "starts_at": ago(days=-9)},
]


def declare(name: str, code: str, by: By = HEADQUARTERS, kind: str = "PILKADA", **more: Any) -> Deed:
    fields = {"election_id": an(name), "kind": kind, "region_code": code, "phases": PHASES, "ends_at": ago(days=-30)}
    return do("DeclareElectionPeriod", by, **{**fields, **more})


def advance(name: str, phase: str, **span: float) -> Deed:
    return do("AdvanceElectionPhase", election_id=an(name), phase=phase, advanced_at=ago(**span))


def close(name: str, outcome: str = "CONCLUDED", **span: float) -> Deed:
    return do("CloseElectionPeriod", election_id=an(name), outcome=outcome, closed_at=ago(**(span or {"hours": 1})))


ELECTIONS: Final = [
    Row("an id belongs to one thing", (declare("e1", "53"),), declare("e1", "53", ends_at=ago(days=-31)),
        "ALREADY_DECLARED", "election_id",
        "This id belongs to another election period.", "Id ini milik masa pemilihan lain."),
    Row(ONE_AT_A_TIME, (declare("e2", "53.01"),), declare("e3", "53.01"),
        "ELECTION_UNDER_WAY", "region_code",
        "An election of this kind is declared for this region already: close it first.",
        "Pemilihan sejenis sudah dinyatakan untuk wilayah ini: tutup terlebih dahulu."),
    Row(DECLARED, (), declare("e4", "52.71.01", POLSEK),
        "LEVEL_TOO_LOW", "election_id",
        "Election periods are for a Polres and the units above it to tell.",
        "Masa pemilihan dinyatakan oleh Polres dan satuan di atasnya."),
    Row(DECLARED, (), declare("e4", "52.71", commander("Polres Lombok Barat")),
        "OUT_OF_SCOPE", None,
        "This is outside your unit or village, or for somebody else to do (DeclareElectionPeriod).",
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain (DeclareElectionPeriod).", 403),
    Row(DECLARED, (), declare("e4", "99"),
        "REGION_UNKNOWN", "region_code", "There is no such region or village.", "Wilayah atau desa itu tidak ada."),
    Row("a village elects its head only", (), declare("e4", "53.01.01.1001"),
        "ONLY_HEAD_ELECTED", "region_code",
        "A single village elects its head only: give the region.", "Satu desa hanya memilih kepala desanya: isikan wilayahnya."),
    Row("the head of a kelurahan is appointed", (), declare("e4", "53.01.01.1001", kind="PILKADES"),
        "HEAD_APPOINTED", "region_code",
        "The head of a kelurahan is appointed, not elected.", "Lurah diangkat, tidak dipilih."),
    Row(FORWARD, (), declare("e4", "52", phases=PHASES[::-1]),
        "PHASES_OUT_OF_ORDER", "phases",
        "Each phase follows another, and begins after it.", "Tahapan berurutan, masing-masing dimulai sesudah yang sebelumnya."),
    Row(FORWARD, (), declare("e4", "52", ends_at=ago(days=-9)),
        "ENDS_BEFORE_START", "ends_at",
        "The period ends after its last phase has begun.", "Masa pemilihan berakhir sesudah tahapan terakhirnya dimulai."),
    Row(FORWARD, (), declare("e4", "52", phases=PHASES[:2], ends_at=ago(hours=2)),
        "PERIOD_OVER", "ends_at", "This period is over already.", "Masa ini sudah lewat."),
    Row("an election is over within two years", (), declare("e4", "52", ends_at=ago(days=-730)),
        "PERIOD_TOO_LONG", "ends_at",
        "A period lasts 731 days at most from its first phase on: look at the year.",
        "Masa pemilihan paling lama 731 hari sejak tahapan pertamanya: periksa tahunnya."),
    Row(FORWARD, (), advance("?", "VOTING", hours=1),
        "ELECTION_UNKNOWN", "election_id", "There is no such election period.", "Masa pemilihan itu tidak ada."),
    Row(FORWARD, (declare("e5", "53", kind="PEMILU"),), advance("e5", "COUNTING", hours=1),
        "PHASE_NOT_DECLARED", "phase",
        "This election has no such phase.", "Pemilihan ini tidak mempunyai tahapan itu."),
    Row(FORWARD, (declare("e6", "53", kind="PILKADES"),), advance("e6", "CAMPAIGN", hours=1),
        "PHASE_BACKWARDS", "phase", "A phase does not come back.", "Tahapan tidak dapat mundur."),
    Row(FORWARD, (declare("e7", "53.01", kind="PEMILU"),), advance("e7", "DISPUTE", days=3),
        "BEFORE_LAST_PHASE", "advanced_at",
        "The phase before it began later than that: give a later time.",
        "Tahapan sebelumnya dimulai sesudah waktu itu: isikan waktu sesudahnya."),
    Row("nothing is told before it happens", (declare("e8", "53.01", kind="PILKADES"),), advance("e8", "DISPUTE", hours=-1),
        "TIME_IN_FUTURE", "advanced_at", FUTURE, NANTI),
    Row(FORWARD, (declare("e9", "53.01.01"), close("e9")), close("e9", "CANCELLED"),
        "ELECTION_CLOSED", "election_id", "This election period has been closed.", "Masa pemilihan ini sudah ditutup."),
]  # fmt: skip

ONE = officer("one", "s1")
SEEN: Final = {"seen_at": ago(hours=9)}


def report(name: str, by: By = ONE, **more: Any) -> Deed:
    fields = {"sensitive_issue_id": an(name), "village_id": village("s1"), "kind": "RELIGIOUS", "topic": "WORSHIP"}
    said = {"medium": "SPEECH", "spread": "VILLAGE", "content": "Contoh", "neutral": True}
    return do("ReportSensitiveIssue", by, **{**fields, **said, **SEEN, **more})


def step(command: str, name: str, by: By = ONE, **more: Any) -> Deed:
    return do(command, by, sensitive_issue_id=an(name), **more)


def counter(name: str, action: str = "action", **more: Any) -> Deed:
    fields = {"action_id": an(f"{name} {action}"), "kind": "DIALOGUE", "partners": ["FAITH_LEADERS"], "reach": 20}
    return step("RecordCounterAction", name, **{**fields, "taken_at": ago(hours=7), **more})


def rest(name: str, outcome: str = "SUBSIDED", **more: Any) -> Deed:
    return step("CloseSensitiveIssue", name, outcome=outcome, **{"closed_at": ago(hours=5), **more})


def lower(name: str, by: By = ONE, **more: Any) -> Deed:
    return step("ProposeLowerClassification", name, by, **{"proposal_id": an(f"lower {name}"), "reason": "Contoh", **more})


def agree(name: str, by: By = ONE, **more: Any) -> Deed:
    return step("AgreeToLowerClassification", name, by, **{"proposal_id": an(f"lower {name}"), **more})


CONFIRM: Final[dict[str, Any]] = {"severity": "YELLOW", "reliability": "B", "credibility": 2}
OUTREACH = do(
    "RecordOutreach", officer("one"), outreach_id=an("outreach elsewhere"), village_id=village("s2"), officer_id=an("one"),
    kind="DIALOGUE", theme="DIVERSITY", appeal="PARTICIPATION", held_at=ago(hours=7), attendance=9,
)  # fmt: skip
LOWERED: Final = (report("t1"), lower("t1"))

ISSUES: Final = [
    Row("an id belongs to one thing", (report("s1"),), report("s1", kind="ETHNIC"),
        "ALREADY_REPORTED", "sensitive_issue_id",
        "This id belongs to another sensitive issue.", "Id ini milik isu sensitif lain."),
    Row("an issue is of a village", (), report("s2", HEADQUARTERS, village_id=an("?")),
        "VILLAGE_UNKNOWN", "village_id", "There is no such village.", "Desa itu tidak ada."),
    Row("whoever reports takes no side", (), report("s3", neutral=False),
        "NEUTRALITY_REQUIRED", "neutral",
        "Whoever reports what is said between groups takes no side.", "Pelapor isu antarkelompok bersikap netral."),
    Row(TOPICS, (), report("s4", content="KTP 9999000000000001"), "IDENTITY_NUMBER", "content", SIXTEEN, ANGKA),
    Row(TOPICS, (), report("s5", content="Dari 0812 9999 0001"),
        "PHONE_NUMBER", "content",
        "What is said between groups is told without telephone numbers: leave it out.",
        "Isu antarkelompok diuraikan tanpa nomor telepon: hapus nomor itu."),
    Row(RESTS, (), rest("?")._replace(by=HEADQUARTERS),
        "SENSITIVE_ISSUE_UNKNOWN", "sensitive_issue_id", "There is no such sensitive issue.", "Isu sensitif itu tidak ada."),
    Row("it is linked to an election that its village takes part in", (report("s6"),),
        step("LinkToElection", "s6", election_id=an("?")),
        "ELECTION_UNKNOWN", "election_id", "There is no such election period.", "Masa pemilihan itu tidak ada."),
    Row("it is linked to an election that its village takes part in", (report("s7"), declare("e10", "52.71.05")),
        step("LinkToElection", "s7", election_id=an("e10")),
        "ELECTION_ELSEWHERE", "election_id",
        "This village does not take part in that election.", "Desa ini tidak ikut dalam pemilihan itu."),
    Row("an id belongs to one thing", (report("s8"), counter("s8")), counter("s8", reach=21),
        "ALREADY_RECORDED", "action_id", "This id belongs to another counter-action.", "Id ini milik tindakan lain."),
    Row("it is countered in its own village", (report("s9"), OUTREACH),
        counter("s9", outreach_id=an("outreach elsewhere")),
        "MEANS_ELSEWHERE", "outreach_id",
        "What it was done by is of another village.", "Kegiatan yang disebut adalah kegiatan desa lain."),
    Row(RESTS, (report("s10"),), counter("s10", taken_at=ago(hours=10)),
        "BEFORE_LAST_STEP", "taken_at",
        f"It stood so since {told(ago(hours=9))}: give a later time.",
        f"Keadaan itu berlaku sejak {told(ago(hours=9))}: isikan waktu sesudahnya."),
    Row("what counts as countered was countered", (report("s11"),), rest("s11", "COUNTERED"),
        "NOTHING_DONE", "outcome",
        "Nothing is noted that was done about it.", "Belum tercatat tindakan yang diambil."),
    Row(RESTS, (report("s12"), rest("s12")), counter("s12", taken_at=ago(hours=1)),
        "SENSITIVE_ISSUE_CLOSED", "sensitive_issue_id",
        "This issue has come to rest: reopen it first.", "Isu ini sudah mereda: buka kembali terlebih dahulu."),
    Row(RESTS, (report("s13"),),
        step("ReopenSensitiveIssue", "s13", spread="BEYOND", account="Contoh", reopened_at=ago(hours=1)),
        "SENSITIVE_ISSUE_OPEN", "sensitive_issue_id", "This issue has not come to rest yet.", "Isu ini belum mereda."),
    Row(PROPOSED, (report("s14"),), step("ConfirmProposedWarning", "s14", **CONFIRM),
        "NO_WARNING_PROPOSED", "sensitive_issue_id",
        "No early warning has been proposed.", "Belum ada peringatan dini yang diusulkan."),
    Row(PROPOSED,
        (declare("e11", "53.01.01", kind="PEMILU"), report("s15", HEADQUARTERS, village_id=an(LONE)),
         step("ConfirmProposedWarning", "s15", HEADQUARTERS, **CONFIRM)),
        step("DeclineProposedWarning", "s15", HEADQUARTERS, reason="Contoh"),
        "PROPOSAL_ANSWERED", "sensitive_issue_id",
        "Somebody has answered the proposed warning already.", "Usulan peringatan dini itu sudah dijawab."),
    Row(TWO, LOWERED, agree("t1", commander("Polsek Ampenan", "one")),
        "SECOND_PERSON_REQUIRED", "sensitive_issue_id",
        "Whoever proposed to lower a classification does not agree to it: a second person must.",
        "Pengusul penurunan klasifikasi tidak menyetujuinya sendiri: harus orang kedua."),
    Row(TWO, (report("t2"), lower("t2")), agree("t2", HEADQUARTERS),
        "PERSON_REQUIRED", "sensitive_issue_id",
        "It takes two persons to lower a classification: the token of an office names none.",
        "Penurunan klasifikasi memerlukan dua orang: token jabatan tidak menyebut orangnya."),
    Row(TWO, (report("t3"),), agree("t3", POLSEK),
        "NOTHING_PROPOSED", "sensitive_issue_id",
        "Nobody has proposed to lower it.", "Belum ada yang mengusulkan penurunan."),
    Row(TWO, (report("t4"), lower("t4")), lower("t4", POLSEK, proposal_id=an("lower again")),
        "LOWERING_PROPOSED", "sensitive_issue_id",
        "Somebody has proposed that already: agree to it, or turn it down.",
        "Sudah ada yang mengusulkannya: setujui atau tolak."),
    Row(TWO, (report("t6"), lower("t6")), agree("t6", POLSEK, proposal_id=an("lower before")),
        "OTHER_PROPOSAL", "proposal_id",
        "Another proposal stands now: read that, and agree to it or turn it down.",
        "Kini ada usulan lain: bacalah usulan itu, lalu setujui atau tolak."),
    Row(TWO, (report("t5"), lower("t5")), agree("t5"),
        "ROLE_NOT_ALLOWED", None,
        "Your role (officer) may not do this (AgreeToLowerClassification).",
        "Peran Anda (officer) tidak berwenang melakukan ini (AgreeToLowerClassification).", 403),
]  # fmt: skip
RAISERS: Final = [
    Row("whoever raises a warning does so for himself", (), warn("g20", "s1", raised_for=an("two")),
        "RAISES_FOR_HIMSELF", "raised_for",
        "Whoever raises a warning does so for himself.", "Peringatan dini dibuat atas nama sendiri."),
]  # fmt: skip
ROWS: Final = [*ELECTIONS, *ISSUES, *RAISERS]
