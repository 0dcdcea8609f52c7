"""What a report contains, section by section: the one source of the page and of the table."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from libs.events.contracts.cooperation.cooperation_input import Payer
from libs.events.contracts.cooperation.cooperation_program import Agency, AgencyKind
from libs.events.contracts.cooperation.evaluation_report import DacCriterion, EvaluationKind, Rating
from libs.events.contracts.cooperation.pilot_site import SiteStatus
from libs.events.contracts.cooperation.project_design import Measure
from libs.events.contracts.cooperation.training_session import SessionKind
from libs.events.wording import Language
from services.gateway.graph.planner.identity import moment
from services.gateway.report import words
from services.gateway.report.local_day import last_day, local_day
from services.gateway.report.period import Period
from services.gateway.report.words import value_of

Row = Mapping[str, str]
"""By column; a column that is not there is empty. Days are ISO 8601, as exact as they are known (2002, 2002-08); numbers are
plain."""
Node = Mapping[str, Any]
COLUMNS: Final = tuple(words.COLUMNS)
LANGUAGE: Final = "language"
"""What a row says besides its columns: the language of its name, where that is not the reader's."""


class Section(Struct, frozen=True):
    """A part of the report; `columns` are those that say anything in it."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences above the rows, already in the reader's language."""


def sections(program: Node, period: Period, language: Language) -> list[Section]:
    """All of them, in their order, also those without rows."""
    told = Telling(program, period, language)
    return [
        Section("programme", ("name", "detail", "source"), tuple(told.programme())),
        Section("outcomes", ("name", "detail", "value"), tuple(told.outcomes())),
        Section("courses", ("name", "detail", "place", "region", "from", "value", "unit"), tuple(told.courses())),
        Section("schedule", ("code", "name", "from", "to", "source"), tuple(told.schedule())),
        Section("experts", ("name", "detail", "from", "to"), tuple(told.experts())),
        Section("trainees", ("name", "place", "from", "to", "value"), tuple(told.trainees())),
        Section("equipment", ("name", "place", "from", "amount", "currency", "detail"), tuple(told.equipment())),
        Section("costs", ("name", "from", "amount", "currency", "detail"), tuple(told.costs())),
        Section("totals", ("currency", "detail", "amount", "value"), tuple(told.totals())),
        Section("design", ("code", "name", "detail"), tuple(told.design()), tuple(told.design_notes())),
        Section(
            "indicators",
            ("code", "name", "unit", "baseline", "target", "value", "from", "to", "source"),
            tuple(told.indicators()),
        ),
        Section("jcc", ("from", "name", "detail", "source"), tuple(told.jcc()), tuple(told.jcc_notes())),
        Section("evaluations", ("from", "name", "detail", "source"), tuple(told.evaluations())),
        Section("lessons", ("from", "code", "name", "detail"), tuple(told.lessons())),
        Section("sites", ("name", "region", "from", "detail"), tuple(told.sites())),
    ]


class Telling:
    """The rows of each section, from what the graph said."""

    def __init__(self, program: Node, period: Period, language: Language) -> None:
        self._program, self._period, self._language = program, period, language

    def _say(self, told: words.Words) -> str:
        return told[self._language]

    def programme(self) -> Iterator[Row]:
        of, titles = self._program, self._program["titles"]
        for language, called in words.LANGUAGES.items():
            if titles[language]:
                yield {"name": titles[language], "detail": called, LANGUAGE: language}
        began = of["startedOn"]
        yield {"name": self._say(words.STARTED), "detail": _precisely(began), "source": began["source"]}
        if of["partnerReference"]:
            yield {"name": self._say(words.REFERENCE), "detail": of["partnerReference"]}
        for one in of["agencies"]:
            yield {
                "name": value_of(Agency, one["agency"], self._language),
                "detail": value_of(AgencyKind, one["kind"], self._language),
            }

    def outcomes(self) -> Iterator[Row]:
        held = self._program["courses"]
        for kind in sorted({course["kind"] for course in held}):
            of_kind = [course for course in held if course["kind"] == kind]
            yield from self._came_to(of_kind, value_of(SessionKind, kind, self._language))
        if held:
            yield from self._came_to(held, self._say(words.ALL_KINDS))

    def _came_to(self, held: Sequence[Node], said: str) -> Iterator[Row]:
        """Whoever passed is a graduate; where nothing was assessed nobody is, and whoever was there is counted apart."""
        assessed = [course for course in held if course["assessed"]]
        only_held = [course for course in held if not course["assessed"]]
        numbers = [(words.COURSES_HELD, len(held))]
        if assessed:
            numbers += [(words.GRADUATES, _sum(assessed, "passed")), (words.ATTENDED_ASSESSED, _sum(assessed, "participants"))]
        if only_held:
            numbers += [(words.ATTENDED_ONLY, _sum(only_held, "participants"))]
        for name, number in numbers:
            yield {"name": self._say(name), "detail": said, "value": str(number)}

    def courses(self) -> Iterator[Row]:
        for course in self._program["courses"]:
            region = course["venue"]["region"]
            kind, there = value_of(SessionKind, course["kind"], self._language), str(course["participants"] or 0)
            yield {
                "name": course["title"],
                "detail": f"{kind}; {self._say(words.ATTENDED)}: {there}" if course["assessed"] else kind,
                "place": course["venue"]["name"],
                "region": region["code"] if region else "",
                "from": local_day(moment(course["startsAt"]), course["timezone"]).isoformat(),
                "value": str(course["passed"] or 0) if course["assessed"] else there,
                "unit": self._say(words.PASSED if course["assessed"] else words.ATTENDED),
            }

    def schedule(self) -> Iterator[Row]:
        for phase in self._program["phases"]:
            began = phase["startedOn"]
            yield {
                "code": str(phase["number"]),
                "name": phase["name"],
                "from": _precisely(began),
                "to": _as_known(phase["endedOn"], phase["endedPrecision"]) if phase["endedOn"] else "",
                "source": began["source"],
            }

    def _inputs(self, kind: str) -> list[Node]:
        return [one for one in self._program["inputs"] if one["kind"] == kind]

    def experts(self) -> Iterator[Row]:
        for one in self._inputs("EXPERT"):
            expert = one["expert"]
            yield {
                "name": expert["post"],
                "detail": f"{expert['field']}; {value_of(Agency, expert['agency'], self._language)}",
                "from": expert["startsOn"],
                "to": expert["returnedOn"] or expert["endsOn"] or "",
            }

    def trainees(self) -> Iterator[Row]:
        for one in self._inputs("TRAINEE"):
            intake = one["trainees"]
            yield {
                "name": intake["course"],
                "place": intake["place"],
                "from": intake["startsOn"],
                "to": intake["endsOn"],
                "value": str(intake["trainees"]),
            }

    def equipment(self) -> Iterator[Row]:
        for one in self._inputs("EQUIPMENT"):
            handover = one["equipment"]
            items = ", ".join(f"{item['quantity']} × {item['name']}" for item in handover["items"])
            unit = handover["unit"]
            yield {"name": items, "place": unit["name"] if unit else "", "from": handover["handedOverOn"], **self._paid(one)}

    def costs(self) -> Iterator[Row]:
        for one in self._inputs("COST"):
            yield {"name": one["purpose"], "from": one["value"]["valueDate"], **self._paid(one)}

    def _paid(self, one: Node) -> Row:
        paid = one["value"]
        payer = value_of(Payer, one["payer"], self._language)
        return {"amount": paid["amount"], "currency": paid["currency"], "detail": payer}

    def totals(self) -> Iterator[Row]:
        """Of what is listed above; amounts of different currencies, or of different payers, are never added up."""
        sums: dict[tuple[str, str], list[Decimal]] = {}
        for one in self._program["inputs"]:
            if one["value"]:
                sums.setdefault((one["value"]["currency"], one["payer"]), []).append(Decimal(one["value"]["amount"]))
        for (currency, payer), amounts in sorted(sums.items()):
            said = value_of(Payer, payer, self._language)
            yield {"currency": currency, "detail": said, "amount": f"{sum(amounts):f}", "value": str(len(amounts))}

    def _forceful(self) -> Iterator[tuple[str, Node]]:
        """The versions in force, each with the phase that it is for."""
        for design in self._program["designs"]:
            if design["inForce"]:
                yield self._phase(design), design["inForce"]

    def _phase(self, of: Node) -> str:
        return f"{self._say(words.PHASE)} {of['phaseNumber']}" if of["phaseNumber"] else ""

    def design(self) -> Iterator[Row]:
        for phase, version in self._forceful():
            for said, member in ((words.OVERALL_GOAL, "overallGoal"), (words.PROJECT_PURPOSE, "projectPurpose")):
                yield {"code": phase, "name": version[member], "detail": self._say(said)}
            for output in version["outputs"]:
                yield {"code": output["code"], "name": output["text"], "detail": self._say(words.OUTPUT)}
            for activity in version["activities"]:
                yield {"code": activity["code"], "name": activity["text"], "detail": self._say(words.ACTIVITY)}
            for assumption in version["assumptions"]:
                yield {"name": assumption, "detail": self._say(words.ASSUMPTION)}

    def design_notes(self) -> Iterator[str]:
        for design in self._program["designs"]:
            version = design["inForce"]
            force = self._say(words.NOT_IN_FORCE)
            if version:
                force = (
                    f"{self._say(words.VERSION)} {version['version']}, JCC {words.day_in(self._language, version['approvedOn'])}"
                )
            yield ": ".join(filter(None, (self._phase(design), force)))

    def indicators(self) -> Iterator[Row]:
        for _, version in self._forceful():
            for one in version["indicators"]:
                found = one["actual"]
                yield {
                    "code": one["code"],
                    "name": one["statement"],
                    "unit": one["unit"],
                    "baseline": _plain(one["baseline"]),
                    "target": _plain(one["target"]),
                    **({"source": one["meansOfVerification"]} if found is None else self._found(found)),
                }

    def _found(self, found: Node) -> Row:
        return {
            "value": _plain(found["value"]),
            "from": f"{found['firstMonth']}-01",
            "to": last_day(found["lastMonth"]).isoformat(),
            "source": self._lineage(found["lineage"]),
        }

    def _lineage(self, lineage: Node) -> str:
        """Enough to find the number again."""
        at = positions(lineage["positions"])
        if lineage["measure"] is None:
            return f"{self._say(words.BY_HAND)}: {', '.join(filter(None, (lineage['document'], at)))}"
        measure = value_of(Measure, lineage["measure"], self._language)
        where = ", ".join(lineage["regionCodes"]) or self._say(words.EVERYWHERE)
        version = f"{self._say(words.VERSION)} {lineage['measureVersion']}"
        return f"{measure} ({version}), {where}; {self._say(words.COUNTED_AT)} {at}"

    def jcc(self) -> Iterator[Row]:
        for design in self._program["designs"]:
            for decision in design["jccDecisions"]:
                if self._period.holds(decision["metOn"]):
                    version = f"{self._say(words.VERSION)} {decision['version']}"
                    yield {
                        "from": decision["metOn"],
                        "name": decision["decision"],
                        "detail": ", ".join(filter(None, (self._phase(design), version))),
                        "source": decision["minutesReference"],
                    }

    def jcc_notes(self) -> Iterator[str]:
        for design in self._program["designs"]:
            said = self._say(words.OVERDUE if design["jccOverdue"] else words.DUE)
            told = f"{said} {words.day_in(self._language, design['jccDueOn'])}."
            yield ": ".join(filter(None, (self._phase(design), told)))

    def evaluations(self) -> Iterator[Row]:
        for one in self._program["evaluations"]:
            if not (self._period.holds(one["commissionedOn"]) or self._period.holds(one["publishedOn"])):
                continue
            rated = (rating for rating in one["ratings"] if rating["rating"] != Rating.NOT_RATED)
            judged = "; ".join(
                f"{value_of(DacCriterion, rating['criterion'], self._language)}: "
                f"{value_of(Rating, rating['rating'], self._language).lower()}"
                for rating in rated
            )
            by = f"{self._say(words.COMMISSIONED)} {value_of(Agency, one['commissionedBy'], self._language)}"
            yield {
                "from": one["publishedOn"] or one["commissionedOn"],
                "name": ", ".join(filter(None, (value_of(EvaluationKind, one["kind"], self._language), self._phase(one), by))),
                "detail": ". ".join(filter(None, (judged, one["summary"]))),
                "source": one["document"] or "",
            }

    def lessons(self) -> Iterator[Row]:
        for evaluation in self._program["evaluations"]:
            for one in evaluation["lessons"]:
                if self._period.holds(one["recordedOn"]):
                    advice = f"{self._say(words.RECOMMENDED)}: {one['recommendation']}" if one["recommendation"] else ""
                    yield {
                        "from": one["recordedOn"],
                        "code": value_of(DacCriterion, one["criterion"], self._language),
                        "name": one["lesson"],
                        "detail": advice,
                    }

    def sites(self) -> Iterator[Row]:
        """As they stood when the period ended; what was nominated after that is left out."""
        for site in self._program["sites"]:
            steps = [step for step in site["designations"] if not self._period.is_before(step["on"])]
            if not steps:
                continue
            regions = ", ".join(site["regionCodes"])
            yield {
                "name": site["unit"]["name"] if site["unit"] else regions,
                "region": regions,
                "from": _as_known(steps[-1]["on"], steps[-1]["precision"]),
                "detail": value_of(SiteStatus, steps[-1]["status"], self._language),
            }


def positions(read: Mapping[str, int | None]) -> str:
    """How far the logs had been read, in one line."""
    return " ".join(f"{service}:{position}" for service, position in sorted(read.items()) if position)


def _sum(nodes: Sequence[Node], member: str) -> int:
    return sum(node[member] or 0 for node in nodes)


def _plain(value: float | None) -> str:
    """As it is, without an exponent."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def _precisely(claimed: Node) -> str:
    return _as_known(claimed["value"], claimed["precision"])


def _as_known(day: str, precision: str) -> str:
    """As exactly as it is known: 2002, 2002-08 or 2002-08-01."""
    lengths: Mapping[str, int] = {"YEAR": 4, "MONTH": 7, "DAY": 10}
    return day[: lengths[precision]]
