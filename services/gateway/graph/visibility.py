"""Who sees which rows and values: the rules of all types, on one page.

What is public has no rule. `partner` is served elsewhere and sees nothing here but that. A commander sees the country, and of its
officers those of his own unit and the units below it. Names and numbers of people are seen by those who work with them: a pillar
sees those of its own village, an officer those of his own unit, of the villages it answers for and of his own, a commander those
of his subtree and its ground, headquarters all, operations none. See docs/decisions/0012.
"""

from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, Text, Uuid, and_, cast, func, literal_column, not_, or_, select

from libs.events.contracts.villages.sensitive_issue import RecordClassification
from libs.events.contracts.villages.three_pillars import Pillar
from libs.events.message import Role
from services.gateway.graph.mapping import Seen, actor, everyone, starts_with
from services.gateway.read_model import tables as t

POST: Final = Pillar.BHABINKAMTIBMAS.value


def _serving_in() -> Any:
    """The unit of the officer who asks."""
    return select(t.officer.c.unit_id).where(t.officer.c.id == actor("person", Uuid())).correlate(None).scalar_subquery()


def _commanded(path: Any) -> ColumnElement[bool]:
    own = select(t.unit.c.path).where(t.unit.c.id == actor("unit", Uuid())).correlate(None).scalar_subquery()
    return starts_with(path, own)


def _of_own_village(officer: Any) -> ColumnElement[bool]:
    seat = t.pillar_seat.c
    held = select(seat.holder_id).where(seat.village_id == actor("village", Uuid()), seat.pillar == POST)
    return officer.id == held.correlate(None).scalar_subquery()  # type: ignore[no-any-return]


def _own_seat(seat: Any) -> ColumnElement[bool]:
    return seat.village_id == actor("village", Uuid())  # type: ignore[no-any-return]


def _commanded_officer(row: Any) -> ColumnElement[bool]:
    """An officer, or what else belongs to a unit by a column `unit_path`."""
    return _commanded(row.unit_path)


def _colleague(officer: Any) -> ColumnElement[bool]:
    return officer.unit_id == _serving_in()  # type: ignore[no-any-return]


def _seat_commanded(seat: Any) -> ColumnElement[bool]:
    return or_(_commanded(seat.ground_path), and_(seat.pillar == POST, _commanded(seat.holder_path)))


def _seat_worked_with(seat: Any) -> ColumnElement[bool]:
    colleague = and_(seat.pillar == POST, seat.holder_unit_id == _serving_in())
    return or_(_own_seat(seat), colleague, seat.ground_unit_id == _serving_in())


def _on_commanded_ground(row: Any) -> ColumnElement[bool]:
    return _commanded(row.ground_path)


def _serves(row: Any) -> ColumnElement[bool]:
    """Whether the officer who asks is assigned to the village."""
    of = t.assignment.c
    mine = and_(of.village_id == row.village_id, of.officer_id == actor("person", Uuid()), of.status == "CONFIRMED")
    return select(literal_column("1")).where(mine).correlate_except(t.assignment).exists()


def _handles(row: Any) -> ColumnElement[bool]:
    """Whether an issue is of a village that the officer who asks is assigned to, or a commander gave it to him."""
    return or_(_serves(row), and_(row.assigned_by_hand, row.officer_id == actor("person", Uuid())))


def _near(row: Any) -> ColumnElement[bool]:
    return or_(_serves(row), row.ground_unit_id == _serving_in())


def _commanded_deed(entry: Any) -> ColumnElement[bool]:
    """An event in the stream of an officer is shown where the officer is, however it was come upon."""
    officer = t.officer.c
    whose = officer.id == cast(func.right(entry.stream, literal_column("36")), Uuid())
    seen = select(literal_column("1")).where(whose, _commanded_officer(officer)).correlate_except(t.officer).exists()
    return or_(not_(func.starts_with(entry.stream, literal_column("'officer-'"), type_=Boolean())), seen)


def _own_assignment(assignment: Any) -> ColumnElement[bool]:
    return assignment.officer_id == actor("person", Uuid())  # type: ignore[no-any-return]


def _assignment_commanded(assignment: Any) -> ColumnElement[bool]:
    officer = t.officer.c
    whose: Any = select(literal_column("1")).where(officer.id == assignment.officer_id, _commanded_officer(officer))
    return whose.correlate_except(t.officer).exists()  # type: ignore[no-any-return]


def _of_assigned_village(row: Any) -> ColumnElement[bool]:
    """An officer sees what concerns the villages he is assigned to, and the one his token names."""
    held = t.assignment.c
    assigned = select(held.village_id).where(held.officer_id == actor("person", Uuid()), held.status == "CONFIRMED")
    return or_(row.village_id == actor("village", Uuid()), row.village_id.in_(assigned.correlate(None)))


def _warned_of(row: Any) -> ColumnElement[bool]:
    """A warning about such a village, or one about which leadership directed him, wherever he serves."""
    of = t.leadership_directive.c
    mine = and_(of.warning_id == row.warning_id, of.officer_id == actor("person", Uuid()))
    directed = select(literal_column("1")).where(mine).correlate_except(t.leadership_directive).exists()
    return or_(_of_assigned_village(row), directed)


def _raised_by_caller(row: Any) -> ColumnElement[bool]:
    """By the person, or by the token's subject where that is no person's id."""
    return or_(row.raiser_id == actor("person", Uuid()), row.raised_by == actor("subject", Text()))


def _reported_or_of_his_villages(row: Any) -> ColumnElement[bool]:
    return or_(row.officer_id == actor("person", Uuid()), _serves(row))


def _in_commanded_village(row: Any) -> ColumnElement[bool]:
    ground, unit = t.village_unit.c, t.unit.c
    found: Any = select(literal_column("1")).where(
        ground.village_id == row.village_id, unit.id == ground.unit_id, _commanded(unit.path)
    )
    return found.correlate_except(t.village_unit, t.unit).exists()  # type: ignore[no-any-return]


def _of_own_unit(row: Any) -> ColumnElement[bool]:
    return row.unit_id == _serving_in()  # type: ignore[no-any-return]


def _for_more(row: Any) -> Any:
    """Whether two persons have agreed that the record is for more than those who work with it."""
    return row.classification == RecordClassification.INTERNAL.value


def _reported_by_caller(row: Any) -> ColumnElement[bool]:
    return or_(row.reporter_id == actor("person", Uuid()), row.reported_by == actor("subject", Text()))


def _sensitive_to_pillar(row: Any) -> ColumnElement[bool]:
    return or_(_reported_by_caller(row), and_(_for_more(row), _own_seat(row)))


def _sensitive_to_officer(row: Any) -> ColumnElement[bool]:
    return or_(_of_assigned_village(row), and_(_for_more(row), row.ground_unit_id == _serving_in()))


def _serves_forum(row: Any) -> ColumnElement[bool]:
    """Whether the officer who asks is assigned to a village that a forum covers."""
    covered, of = t.forum_village.c, t.assignment.c
    mine = and_(of.village_id == covered.village_id, of.officer_id == actor("person", Uuid()), of.status == "CONFIRMED")
    found: Any = select(literal_column("1")).where(covered.forum_id == row.forum_id, mine)
    return found.correlate_except(t.forum_village, t.assignment).exists()  # type: ignore[no-any-return]


def _commands_forum(row: Any) -> ColumnElement[bool]:
    covered, ground, unit = t.forum_village.c, t.village_unit.c, t.unit.c
    on_ground = and_(ground.village_id == covered.village_id, unit.id == ground.unit_id, _commanded(unit.path))
    found: Any = select(literal_column("1")).where(covered.forum_id == row.forum_id, on_ground)
    return found.correlate_except(t.forum_village, t.village_unit, t.unit).exists()  # type: ignore[no-any-return]


INSIDE: Final[Seen] = dict.fromkeys((Role.OFFICER, Role.PILLAR, Role.COMMANDER, Role.HEADQUARTERS, Role.OPS), everyone)
"""What is internal, or for partners: rows without personal values, which operations need to see as well."""
POLICE: Final[Seen] = {role: seen for role, seen in INSIDE.items() if role != Role.PILLAR}
"""How many there are of what was given to the police alone."""
OFFICERS: Final[Seen] = {**INSIDE, Role.COMMANDER: _commanded_officer}
"""Officers and what hangs on one of them, by a column `unit_path`."""
DEEDS: Final[Seen] = {**INSIDE, Role.COMMANDER: _commanded_deed}
"""Entries of timelines."""
GAPS: Final[Seen] = OFFICERS
"""Counts of villages by region and unit: a commander's are those of his own subtree."""
ORDERS: Final[Seen] = {
    Role.OFFICER: _own_assignment,
    Role.COMMANDER: _assignment_commanded,
    Role.HEADQUARTERS: everyone,
}
"""What is said of an officer in an assignment, which may name people."""
ANSWERS: Final[Seen] = {Role.COMMANDER: _commanded_officer, Role.HEADQUARTERS: everyone}
"""Why a unit declines an invitation, by a column `unit_path`."""
FOLLOW_UPS: Final[Seen] = {
    Role.OFFICER: _of_own_unit,
    Role.COMMANDER: _commanded_officer,
    Role.HEADQUARTERS: everyone,
}
"""How far directives are followed up, by unit: columns `unit_id` and `unit_path`. In a unit with one officer they are his own
figures, so nobody else sees them, operations neither. See docs/decisions/0087."""
PERSONAL: Final[Seen] = {
    Role.PILLAR: _of_own_village,
    Role.OFFICER: _colleague,
    Role.COMMANDER: _commanded_officer,
    Role.HEADQUARTERS: everyone,
}
"""An officer's name and number."""
HOLDERS: Final[Seen] = {
    Role.PILLAR: _own_seat,
    Role.OFFICER: _seat_worked_with,
    Role.COMMANDER: _seat_commanded,
    Role.HEADQUARTERS: everyone,
}
"""The name in a seat: that of the Bhabinkamtibmas is an officer's, seen by those of his unit as well."""
WARNINGS: Final[Seen] = {
    Role.OFFICER: _warned_of,
    Role.PILLAR: _raised_by_caller,
    Role.COMMANDER: _on_commanded_ground,
    Role.HEADQUARTERS: everyone,
    Role.OPS: everyone,
}
"""Early warnings, and what hangs on one, by columns `warning_id`, `village_id`, `raiser_id`, `raised_by` and `ground_path`: a
pillar sees what it raised itself, an officer those of his villages and those about which he is directed."""
NARRATIVES: Final[Seen] = {role: sight for role, sight in WARNINGS.items() if role is not Role.OPS}
"""What is said in them."""
OF_PILLARS: Final[Seen] = {
    Role.PILLAR: _own_seat,
    Role.OFFICER: _near,
    Role.COMMANDER: _on_commanded_ground,
    Role.HEADQUARTERS: everyone,
    Role.OPS: everyone,
}
"""What the three pillars of a village quarrel over, and what they do together: by columns `village_id`, `ground_unit_id` and
`ground_path`. Not everybody's business: a commander sees his subtree's, an officer those of his villages and of the ground of his
unit."""
TARGETS: Final[Seen] = {role: seen for role, seen in OF_PILLARS.items() if role != Role.PILLAR}
"""What directives ask of villages, by the same columns: given to the police alone."""
MEDIATORS: Final[Seen] = {role: seen for role, seen in OF_PILLARS.items() if role != Role.OPS}
"""The name of whoever mediates among them."""
ACCOUNTS: Final[Seen] = {Role.OFFICER: _serves, Role.COMMANDER: _on_commanded_ground, Role.HEADQUARTERS: everyone}
"""Restricted texts about a village: its officer's, its commanders', headquarters'."""
ISSUES: Final[Seen] = {**OF_PILLARS, Role.OFFICER: _handles}
"""Issues of residents, by the same columns, `officer_id` and `assigned_by_hand`: an officer sees those of his villages, and
elsewhere the one that he was given, alone."""
ISSUE_ACCOUNTS: Final[Seen] = {**ACCOUNTS, Role.OFFICER: _handles}
"""What was told in them, and by and about whom."""
SENSITIVE: Final[Seen] = {
    Role.OFFICER: _sensitive_to_officer,
    Role.PILLAR: _sensitive_to_pillar,
    Role.COMMANDER: _on_commanded_ground,
    Role.HEADQUARTERS: everyone,
    Role.OPS: everyone,
}
"""Sensitive issues, by the columns of pillars, `classification`, `reporter_id` and `reported_by`. Restricted: the village's
officer, whoever reported it and those who command; internal: also the pillars of the village and the officers of its unit."""
SENSITIVE_TEXTS: Final[Seen] = {role: sight for role, sight in SENSITIVE.items() if role is not Role.OPS}
"""What is said in them."""
SERVICE_NUMBERS: Final[Seen] = {Role.COMMANDER: _commanded_officer, Role.HEADQUARTERS: everyone}
"""They tell the date of birth."""
AT_HEADQUARTERS: Final[Seen] = {Role.HEADQUARTERS: everyone}
"""Why a phase, a site or a milestone was given up."""
SUPERVISIONS: Final[Seen] = {Role.COMMANDER: _commanded_officer, Role.HEADQUARTERS: everyone}
"""What was found at a site, by a column `unit_path`: for those who command its unit."""
FIGURES: Final[Seen] = {
    Role.OFFICER: _serves,
    Role.COMMANDER: _in_commanded_village,
    Role.HEADQUARTERS: everyone,
}
"""Names and numbers of contact persons: an office may hint at a religion, so fewer see them than see those of seat holders."""
RESTRICTED: Final[Seen] = {**FIGURES, Role.OFFICER: _reported_or_of_his_villages}
"""What an officer wrote down on a visit, and where he was."""
FORUM_MEMBERS: Final[Seen] = {Role.OFFICER: _serves_forum, Role.COMMANDER: _commands_forum, Role.HEADQUARTERS: everyone}
"""Names of the members of a forum, why one left it, and what was said in it, by a column `forum_id`: they agreed to be known to
the police."""
