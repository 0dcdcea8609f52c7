"""Of whose villages a caller is told what changes, what belongs to a village, and which events change it.

Everything here is SQL over the read model. `touched` holds aggregate and key of each stream that has events since the cursor,
`mine` the caller's villages, `moved` those that may have become or ceased to be so, or of which anything may have changed,
`gone` those that ceased, `restaffed` village and officer of each assignment touched, `redrawn` villages whose surroundings have
other names or sites. In `{braces}` stand values of the caller.
"""

# ruff: noqa: S608 - the SQL is put together from text of ours; values are bound

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from libs.events.message import Role


def touched(aggregate: str) -> str:
    """The keys of an aggregate's streams that have events since the cursor."""
    return f"(SELECT key FROM touched WHERE aggregate = '{aggregate}')"


@dataclass(frozen=True)
class Villages:
    """Whose villages a role is told of."""

    mine: str
    """Selects their ids."""
    moved: str | None = None
    """Selects ids of those that came or went, besides those on ground that changed."""
    gone: str | None = None
    """Selects ids of `candidates` that ever were the caller's; None: none ever goes."""


@dataclass(frozen=True)
class Kind:
    """What belongs to a village, by the GraphQL type that shows it."""

    name: str
    table: str
    now: str
    """Selects `key` and `village_id` of all that belongs to any village now."""
    changed: str
    """Where a row of `now`, called `x`, has changed, although its village is not among the moved."""
    ever: str
    """Selects keys of what may no longer belong to a village of the caller's."""
    given: str | None = None
    """Selects, as `now` does, what is the caller's by itself, wherever its village is."""


_BELOW: Final = "{0}.code >= {1}.code AND {0}.code < {1}.code || '/'"
_ABOVE: Final = "(v.code, v.district_code, v.regency_code, v.province_code)"
_OWN_PATH: Final = "(SELECT path FROM unit WHERE id = {unit})"
_OWN_UNIT: Final = f"u.path >= {_OWN_PATH} AND u.path < {_OWN_PATH} || chr(1114111)"
_OWN_TOUCHED: Final = f"""SELECT a.village_id FROM assignment a
WHERE a.officer_id = {{person}} AND a.id IN {touched("village_assignment")}"""
_SERVES_ELSEWHERE: Final = f"""SELECT village_id FROM assignment
WHERE officer_id = {{person}} AND status = 'CONFIRMED' AND {{person}} IN {touched("officer")}"""
"""All of an officer's villages once he may have been transferred: where he serves decides whose names he sees in them."""

VILLAGES: Final[Mapping[str, Villages]] = {
    Role.HEADQUARTERS: Villages("SELECT id FROM village"),
    Role.PILLAR: Villages("SELECT id FROM village WHERE id = {village}"),
    Role.OFFICER: Villages(
        "SELECT village_id FROM assignment WHERE officer_id = {person} AND status = 'CONFIRMED'",
        f"{_OWN_TOUCHED} UNION {_SERVES_ELSEWHERE}",
        f"{_OWN_TOUCHED} AND a.status = 'ENDED'",
    ),
    Role.COMMANDER: Villages(
        f"SELECT y.village_id FROM unit u JOIN village_unit y ON y.unit_id = u.id WHERE {_OWN_UNIT}",
        None,
        f"""SELECT v.id FROM moved m JOIN village v ON v.id = m.id JOIN jurisdiction j ON j.code IN {_ABOVE}
JOIN unit u ON u.id = j.unit_id WHERE {_OWN_UNIT}""",
    ),
}
"""By role; others are told nothing. A commander's villages are those for which a unit of his subtree answers."""

MOVED: Final = f"""SELECT v.id FROM jurisdiction j JOIN mark ON mark.service = 'officers' AND j.position > mark.since
JOIN village v ON {_BELOW.format("v", "j")} WHERE NOT (SELECT whole FROM turn)
UNION SELECT key FROM touched WHERE aggregate = 'village'"""
"""Villages on ground that was assigned or withdrawn, and those registered or renamed."""

RESTAFFED: Final = f"SELECT village_id, officer_id FROM assignment WHERE id IN {touched('village_assignment')}"
REDRAWN: Final = f"""SELECT v.id FROM site_region r JOIN village v ON {_BELOW.format("v", "r")}
WHERE r.site_id IN {touched("pilot_site")}
UNION SELECT v.id FROM region r JOIN village v ON {_BELOW.format("v", "r")} WHERE r.id IN {touched("region")}"""

_ELECTIONS: Final = """SELECT e.id AS key, v.id AS village_id FROM election_period e JOIN village v
ON v.code >= e.region_code AND v.code < e.region_code || '/'"""
_SITES: Final = f"""SELECT r.site_id AS key, v.id AS village_id FROM site_region r
JOIN village v ON {_BELOW.format("v", "r")} WHERE r.valid_to IS NULL"""
_LEFT_BY_SITES: Final = f"""SELECT r.site_id AS key FROM site_region r JOIN village v ON {_BELOW.format("v", "r")}
WHERE r.valid_to IS NOT NULL AND r.site_id IN {touched("pilot_site")} AND v.id IN (SELECT id FROM mine)"""
"""Sites that covered villages of the caller's until their regions were revised."""

_DIRECTED: Final = """SELECT w.id AS key, w.village_id FROM leadership_directive d JOIN early_warning w ON w.id = d.warning_id
WHERE d.officer_id = {person}"""
_GIVEN: Final = """SELECT i.id AS key, i.village_id FROM issue_given g
JOIN community_issue i ON i.id = g.issue_id AND i.officer_id = g.officer_id AND i.assigned_by_hand
WHERE g.officer_id = {person}"""


def _hangs_on_village(name: str, table: str, *otherwise: str, changed: str = "") -> Kind:
    """Of a table with `id` and `village_id`, whose rows change with the stream of the aggregate of the same name."""
    return Kind(
        name,
        table,
        f"SELECT id AS key, village_id FROM {table}",
        changed or " OR ".join((f"x.key IN {touched(table)}", *otherwise)),
        f"SELECT id AS key FROM {table} WHERE village_id IN (SELECT id FROM gone)",
    )


_ISSUES: Final = _hangs_on_village("CommunityIssue", "community_issue")
_WAS_GIVEN: Final = f"""SELECT issue_id FROM issue_given
WHERE officer_id = {{person}} AND issue_id IN {touched("community_issue")}"""

KINDS: Final = (
    Kind(
        "Village",
        "village",
        "SELECT id AS key, id AS village_id FROM village",
        f"""x.key IN (SELECT village_id FROM restaffed) OR x.key IN (SELECT id FROM redrawn)
OR x.key IN (SELECT village_id FROM village_visit WHERE id IN {touched("village_visit")})""",
        "SELECT id AS key FROM gone",
    ),
    Kind(
        "ThreePillars",
        "village",
        "SELECT id AS key, id AS village_id FROM village",
        # The name in a seat is that of the officer, whose own service tells it.
        f"""x.key IN {touched("three_pillars")} OR EXISTS
(SELECT FROM pillar_seat s WHERE s.village_id = x.key AND s.holder_id IN {touched("officer")})""",
        "SELECT id AS key FROM gone",
    ),
    _hangs_on_village("VillageAssignment", "assignment", changed=f"x.key IN {touched('village_assignment')}"),
    replace(_hangs_on_village("EarlyWarning", "early_warning"), given=_DIRECTED),
    Kind(
        "Officer",
        "officer",
        "SELECT officer_id AS key, village_id FROM assignment WHERE status IN ('PROPOSED', 'CONFIRMED')",
        # The seat, which another service gives later, shows his name to the pillars of the village.
        f"""x.key IN {touched("officer")} OR x.key IN (SELECT officer_id FROM restaffed)
OR x.village_id IN {touched("three_pillars")}""",
        """SELECT officer_id AS key FROM assignment WHERE village_id IN (SELECT id FROM gone)
UNION SELECT officer_id FROM restaffed WHERE village_id IN (SELECT id FROM mine)""",
    ),
    Kind(
        "PoliceUnit",
        "unit",
        "SELECT unit_id AS key, village_id FROM village_unit",
        f"x.key IN {touched('police_unit')}",
        # OFFSET 0: from the few villages to their units, whatever the planner thinks of their number.
        f"""SELECT j.unit_id AS key FROM
(SELECT id FROM gone UNION SELECT m.id FROM moved m WHERE m.id IN (SELECT id FROM mine)) g
CROSS JOIN LATERAL (SELECT * FROM village v WHERE v.id = g.id OFFSET 0) v
CROSS JOIN LATERAL (SELECT unit_id FROM jurisdiction j WHERE j.code IN {_ABOVE} OFFSET 0) j""",
    ),
    Kind(
        "PilotSite",
        "site",
        _SITES,
        f"""x.key IN {touched("pilot_site")}
OR x.key IN (SELECT id FROM site WHERE unit_id IN {touched("police_unit")})""",
        f"SELECT key FROM ({_SITES}) s WHERE village_id IN (SELECT id FROM gone) UNION {_LEFT_BY_SITES}",
    ),
    _hangs_on_village("ContactPerson", "contact_person"),
    # An assignment tells whether the officer was where he belongs.
    _hangs_on_village("VillageVisit", "village_visit", "x.village_id IN (SELECT village_id FROM restaffed)"),
    # Disputes are told in the stream of the three.
    _hangs_on_village("PillarDispute", "pillar_dispute", changed=f"x.village_id IN {touched('three_pillars')}"),
    # Whoever holds a seat now tells whether a confirmation still counts.
    _hangs_on_village("JointActivity", "joint_activity", f"x.village_id IN {touched('three_pillars')}"),
    _hangs_on_village("Outreach", "outreach"),
    _hangs_on_village("DirectiveTarget", "directive_target"),
    _hangs_on_village("SensitiveIssue", "sensitive_issue"),
    Kind(
        "ElectionPeriod",
        "election_period",
        _ELECTIONS,
        f"x.key IN {touched('election_period')}",
        f"SELECT key FROM ({_ELECTIONS}) s WHERE village_id IN (SELECT id FROM gone)",
    ),
    Kind(
        "PartnershipForum",
        "partnership_forum",
        "SELECT forum_id AS key, village_id FROM forum_village",
        f"x.key IN {touched('partnership_forum')}",
        "SELECT forum_id AS key FROM forum_village WHERE village_id IN (SELECT id FROM gone)",
    ),
    _hangs_on_village("SocialInstitution", "social_institution"),
    replace(_ISSUES, ever=f"{_ISSUES.ever} UNION {_WAS_GIVEN}", given=_GIVEN),
)
"""In the order in which they are told. Whoever adds what hangs on a village adds it here."""
