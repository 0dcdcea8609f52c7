"""A day of field work on one ground, everything that the phones of an officer, the two other pillars and a commander can note."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from libs.events.contracts.villages.village_visit import CODE_LETTERS
from tests.e2e.ground import TODAY, Ground, an, at

PHONES: Final = ("officer", "babinsa", "head", "commander")


@dataclass(frozen=True)
class Noted:
    """A command as a phone keeps it: under an id and with a moment of its own."""

    phone: str
    minutes: float
    id: str
    mutation: str
    fields: dict[str, Any]

    def line(self) -> dict[str, Any]:
        """As `submitCommands` takes it."""
        return {"commandId": self.id, "occurredAt": at(self.minutes), "command": {self.mutation: self.fields}}


class Day:
    """Collects what is noted; `in_order` is how it happened."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.noted: list[Noted] = []
        for part in (_visits, _warnings, _activities, _issues, _pillars, _duty):
            part(self, ground)

    def note(self, phone: str, minutes: float, mutation: str, /, **fields: Any) -> None:
        id_ = self.ground.id(f"command {len(self.noted)} {mutation}")
        self.noted.append(Noted(phone, minutes, id_, mutation, fields))

    def in_order(self) -> list[Noted]:
        return sorted(self.noted, key=lambda noted: noted.minutes)

    def of(self, phone: str) -> list[Noted]:
        return [noted for noted in self.in_order() if noted.phone == phone]


def code_of(visit: str) -> str:
    """A verification code, drawn from the visit's id so that the day can be told twice."""
    digits = uuid5(UUID(visit), "code").int
    letters = "".join(CODE_LETTERS[digits // len(CODE_LETTERS) ** place % len(CODE_LETTERS)] for place in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _visits(day: Day, on: Ground) -> None:
    own = {"villageId": on.id("village"), "officerId": on.officer}
    met, refused, absent = ({"visitId": on.id(name), **own} for name in ("visit", "refused visit", "empty house"))
    contacts = [on.id(name) for name in ("tokoh 1", "tokoh 2", "tokoh 3")]
    for number, contact in enumerate(contacts):
        consent = {"basis": "WRITTEN", "at": at(number - 3 * 1440), "by": on.officer}
        known = {
            "fullName": f"Tokoh Contoh {number}",
            "phone": "+62 819 0000 0000",
            "contactRole": "KETUA_RT",
            "consent": consent,
        }
        day.note("officer", number, "registerContactPerson", contactId=contact, villageId=on.id("village"), **known)
    day.note("officer", 3, "planVisit", **met, kind="DDS", plannedOn=TODAY)
    day.note("officer", 4, "planVisit", **refused, plannedOn=TODAY)
    began = {"startedAt": at(10), "verificationCode": code_of(met["visitId"]), "geo": "geo:-8.5700,116.0800;u=20"}
    day.note("officer", 10, "startVisit", **met, kind="DDS", **began)
    for number in (1, 2):
        household = {"householdRef": f"RT 02 no. {number}", "people": number, "needs": ["WORK"], "finding": "Atap bocor."}
        day.note("officer", 10 + number, "recordVisitFinding", **met, findingId=on.id(f"finding {number}"), **household)
    day.note("officer", 20, "completeVisit", **met, endedAt=at(20), contactIds=contacts, notes="Aman.")
    day.note("officer", 25, "confirmContactPerson", contactId=contacts[0], confirmedOn=TODAY)
    day.note("officer", 30, "withdrawContactConsent", contactId=contacts[2], withdrawnAt=at(30))
    code = code_of(refused["visitId"])
    day.note("officer", 35, "startVisit", **refused, startedAt=at(35), verificationCode=code)
    day.note("officer", 40, "recordVisitRefusal", **refused, endedAt=at(40))
    day.note("officer", 45, "recordVisitAbsence", **absent, endedAt=at(45))


def _warnings(day: Day, on: Ground) -> None:
    seen = {"villageId": on.id("village"), "kind": "LAND_CONFLICT", "reliability": "C", "narrative": "Patok dipindah."}
    first, second = on.id("warning"), on.id("warning of the head")
    day.note("officer", 60, "raiseEarlyWarning", warningId=first, severity="YELLOW", credibility=3, **seen)
    day.note("head", 65, "raiseEarlyWarning", warningId=second, severity="GREEN", credibility=4, **seen)
    day.note("officer", 70, "corroborateWarning", warningId=first, reliability="B", credibility=2, finding="Dua saksi.")
    day.note("officer", 90, "corroborateWarning", warningId=first, reliability="A", credibility=1, finding="Terlihat.")
    day.note("commander", 100, "confirmWarningReceipt", warningId=first)
    day.note("commander", 101, "acknowledgeWarning", warningId=first)
    order = {"directiveId": on.id("leadership directive"), "officerId": on.officer, "dueOn": TODAY}
    day.note("commander", 102, "directResponse", warningId=first, instruction="Datangi kedua pihak.", **order)


def _activities(day: Day, on: Ground) -> None:
    partnership, off, urgent = on.id("partnership"), on.id("called off"), on.id("urgent")
    plan = {"villageId": on.id("village"), "theme": "NARCOTICS", "place": "Balai desa"}
    day.note("officer", 110, "planJointActivity", activityId=partnership, kind="PENYULUHAN", scheduledAt=at(180), **plan)
    day.note("head", 111, "planJointActivity", activityId=off, kind="KERJA_BAKTI", scheduledAt=at(180), **plan)
    day.note("head", 112, "planJointActivity", activityId=urgent, kind="SISKAMLING", scheduledAt=at(190), **plan)
    seats = {"officer": "BHABINKAMTIBMAS", "babinsa": "BABINSA", "head": "VILLAGE_HEAD"}
    for minutes, (phone, pillar) in enumerate(seats.items(), start=120):
        confirmed = {"pillar": pillar, "confirmedAt": at(minutes)}
        day.note(phone, minutes, "confirmJointActivity", activityId=partnership, **confirmed)
    word = {"pillar": "BABINSA", "confirmedAt": at(125)}
    day.note("babinsa", 125, "confirmJointActivity", activityId=urgent, **word)
    day.note("head", 130, "cancelJointActivity", activityId=off, reason="Hujan.")
    day.note("officer", 200, "holdJointActivity", activityId=partnership, heldAt=at(185), attendance=40)
    held = {"heldAt": at(195), "attendance": 12, "exception": "EMERGENCY"}
    day.note("head", 201, "holdJointActivity", activityId=urgent, **held)
    reached = {"villageId": on.id("village"), "officerId": on.officer, "kind": "DIALOGUE", "theme": "HOAX_LITERACY"}
    appeal = {"appeal": "PARTICIPATION", "heldAt": at(210), "attendance": 17}
    day.note("officer", 210, "recordOutreach", outreachId=on.id("outreach"), **reached, **appeal)


def _issues(day: Day, on: Ground) -> None:
    told = {"villageId": on.id("village"), "channel": "VISIT", "account": "Pagar dipindah."}
    settled, grave, slow = on.id("issue"), on.id("grave issue"), on.id("slow issue")
    named = {"reporterId": on.id("reporter"), "reporterName": "Warga Uji", "reporterPhone": "+62 819 555 0101"}
    day.note("officer", 220, "reportIssue", issueId=settled, category="LAND_DISPUTE", reportedAt=at(220), **told, **named)
    day.note("officer", 225, "acknowledgeIssue", issueId=settled, acknowledgedAt=at(225))
    day.note("officer", 240, "startMediation", issueId=settled, startedAt=at(240))
    agreed = {"method": "MEDIATION", "agreement": "Pagar dikembalikan."}
    day.note("officer", 260, "resolveIssue", issueId=settled, resolvedAt=at(260), **agreed)
    day.note("officer", 300, "reopenIssue", issueId=settled, reason="Pagar dipindah lagi.", reopenedAt=at(300))
    day.note("officer", 310, "startMediation", issueId=settled, startedAt=at(310))
    day.note("officer", 330, "resolveIssue", issueId=settled, resolvedAt=at(330), **agreed)
    day.note("officer", 230, "reportIssue", issueId=grave, category="DOMESTIC_VIOLENCE", reportedAt=at(230), **told)
    day.note("officer", 231, "referIssue", issueId=grave, method="REFERRED_TO_SPKT", referredAt=at(231))
    day.note("officer", 233, "acknowledgeIssue", issueId=grave, acknowledgedAt=at(233))
    day.note("officer", 320, "resolveIssue", issueId=grave, method="REFERRED_TO_SPKT", resolvedAt=at(320))
    word = {"verifier": "FORUM", "verdict": "VERIFIED"}
    day.note("commander", 325, "verifyResolution", issueId=grave, verifiedAt=at(325), **word)
    day.note("head", 215, "reportIssue", issueId=slow, category="ALCOHOL", reportedAt=at(215), **told)
    day.note("officer", 290, "acknowledgeIssue", issueId=slow, acknowledgedAt=at(290))
    day.note("officer", 295, "referIssue", issueId=slow, method="REFERRAL", referredAt=at(295))
    day.note("officer", 340, "resolveIssue", issueId=slow, method="REFERRAL", resolvedAt=at(340))
    day.note("babinsa", 350, "verifyResolution", issueId=slow, verifiedAt=at(350), **word)


def _pillars(day: Day, on: Ground) -> None:
    village, dispute = on.id("village"), on.id("dispute")
    met = {"villageId": village, "heldOn": TODAY}
    day.note("head", 360, "recordSynergyMeeting", **met, meetingId=on.id("meeting"), attended=["BABINSA", "VILLAGE_HEAD"])
    among = {
        "between": ["BABINSA", "VILLAGE_HEAD"],
        "subject": "COMMUNICATION",
        "account": "Berselisih.",
        "reportedBy": "BABINSA",
    }
    day.note("babinsa", 370, "reportPillarDispute", villageId=village, disputeId=dispute, reportedAt=at(370), **among)
    fourth = {"mediatorId": an("camat"), "office": "CAMAT", "mediatorName": "Camat Contoh"}
    about = {"villageId": village, "disputeId": dispute}
    day.note("commander", 400, "startDisputeMediation", **about, startedAt=at(400), **fourth)
    ended = {"outcome": "MISUNDERSTANDING", "agreement": "Berdamai.", "resolvedAt": at(430)}
    day.note("commander", 430, "resolvePillarDispute", **about, **ended)


def _duty(day: Day, on: Ground) -> None:
    read = {"officerId": on.officer, "directiveId": an("directive"), "acknowledgedOn": TODAY}
    day.note("officer", 440, "recordDirectiveAcknowledgement", **read)
    ground = {"customs": "MODERATE", "conflictHistory": "LOW", "terrain": "PLAIN", "distanceKm": 3, "languages": ["Sasak"]}
    assessed = {"villageId": on.id("village"), "assessmentId": on.id("assessment"), "assessedOn": TODAY}
    day.note("commander", 450, "assessEnvironment", **assessed, **ground, risks=["CRIME"])
