"""Everything with an id of its own tells what happened to it: when, by which office, by which command; and nothing else."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest
from graphql import GraphQLObjectType
from msgspec.structs import replace

from libs.events.codec import Meta, Recorded, encode
from libs.events.message import Role
from services.gateway.graph.past import Past
from services.gateway.graph.pool import Pool
from services.gateway.graph.scalars import moment_text
from services.gateway.read_model import projection
from tests.conftest import Database, Postgres
from tests.histories import BEGUN
from tests.integration.read_model.asking import SCHEMA, Asking
from tests.integration.read_model.conftest import filled
from tests.integration.read_model.test_as_of import global_id
from tests.lombok import LOMBOK, SPACE, an

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ROLES = {"officers": Role.COMMANDER, "villages": Role.SERVICE, "cooperation": Role.HEADQUARTERS}


def by_whom(service: str, row: Recorded) -> bytes:
    meta = Meta(
        command=f"Do{row.type}",
        digest="-",
        actor="somebody-with-a-name",
        role=ROLES[service],
        unit=an("Polda") if service == "officers" else None,
        correlation=SPACE,
        causation=an("cause") if service == "villages" else None,
        traceparent=f"00-{TRACE}-00f067aa0ba902b7-01" if service == "officers" else None,
    )
    return encode(meta)


def command_of(service: str, row: Recorded) -> UUID:
    """Two events are one command's, wherever there are two."""
    return uuid5(SPACE, f"command {service} {row.stream} {(row.version + 1) // 2}")


def told(service: str) -> Iterator[Recorded]:
    rows = LOMBOK[service]
    for row in rows:
        last = not row.version % 2 or not any(other.stream == row.stream and other.version > row.version for other in rows)
        moment = BEGUN + timedelta(seconds=row.position * 10 + sorted(LOMBOK).index(service))
        command = command_of(service, row) if last else None
        yield replace(row, recorded_at=moment, meta=by_whom(service, row), command=command)


TOLD = {service: list(told(service)) for service in LOMBOK}


@pytest.fixture(scope="session")
def told_database(postgres: Postgres) -> Iterator[Database]:
    yield from filled(postgres, **TOLD)


@pytest.fixture
async def asking(told_database: Database) -> AsyncIterator[Asking]:
    async with (
        Pool(told_database.owner_url, size=1, search_path=projection.name) as pool,
        Past(projection, pool, told_database.owner_url, size=1) as past,
    ):
        yield Asking(pool, past)


ENTRY = (
    "id type service stream version position occurredAt recordedAt by { role unit { name } } "
    "command commandId correlationId causationId traceId"
)
ALL = f"timeline(order: OLDEST_FIRST) {{ edges {{ node {{ {ENTRY} }} }} }}"


def shown(service: str, row: Recorded) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "type": row.type,
        "service": service,
        "stream": row.stream,
        "version": row.version,
        "position": row.position,
        "occurredAt": moment_text(row.occurred_at),
        "recordedAt": moment_text(row.recorded_at),
        "by": {"role": ROLES[service].name, "unit": {"name": "Polda NTB"} if service == "officers" else None},
        "command": f"Do{row.type}",
        "commandId": str(command_of(service, row)),
        "correlationId": str(SPACE),
        "causationId": str(an("cause")) if service == "villages" else None,
        "traceId": TRACE if service == "officers" else None,
    }


def of_streams(*streams: str) -> list[dict[str, Any]]:
    """What the logs hold of these, oldest first."""
    found = [(row.recorded_at, service, row) for service, rows in TOLD.items() for row in rows if row.stream in streams]
    return [shown(service, row) for _, service, row in sorted(found, key=lambda item: item[:2])]


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


STREAMS = {
    "Officer": ("officer", "Ketut"),
    "VillageAssignment": ("village_assignment", f"assignment {an('52.71.01.1001')}"),
    "PoliceUnit": ("police_unit", "Polres Mataram"),
    "Region": ("region", "52.71"),
    "ThreePillars": ("three_pillars", "52.71.01.1002"),
    "EarlyWarning": ("early_warning", "warning"),
    "ContactPerson": ("contact_person", "Haji Amir"),
    "VillageVisit": ("village_visit", "visit 1"),
    "JointActivity": ("joint_activity", "activity"),
    "Outreach": ("outreach", "outreach"),
    "DirectiveTarget": ("directive_target", "directive target"),
    "CommunityIssue": ("community_issue", "issue"),
    "SafetySurvey": ("safety_survey", "survey"),
    "ElectionPeriod": ("election_period", "election"),
    "SensitiveIssue": ("sensitive_issue", "sensitive issue"),
    "PartnershipForum": ("partnership_forum", "forum"),
    "SocialInstitution": ("social_institution", "institution"),
    "CooperationProgram": ("cooperation_program", "program"),
    "ProjectDesign": ("project_design", "design"),
    "CooperationInput": ("cooperation_input", "input"),
    "EvaluationReport": ("evaluation_report", "evaluation"),
    "PilotSite": ("pilot_site", "site"),
    "Milestone": ("milestone", "milestone"),
    "TrainingSession": ("training_session", "training"),
}
"""By type: one of its things, and the aggregate whose events made it."""


def test_everything_with_an_id_of_its_own_has_a_timeline() -> None:
    things = {
        name
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType) and any(interface.name == "Node" for interface in kind.interfaces)
    }
    assert things == {*STREAMS, "Village", "Directive", "PillarDispute"}
    for name in things:
        kind: Any = SCHEMA.type_map[name]
        assert str(kind.fields["timeline"].type) == "TimelineEntryConnection!"


@pytest.mark.parametrize("kind", STREAMS)
async def test_a_timeline_tells_each_event_once_latest_first(asking: Asking, kind: str) -> None:
    aggregate, name = STREAMS[kind]
    text = (
        f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ timeline {{ totalCount edges {{ node {{ {ENTRY} }} }} }} }} }} }}"
    )
    wanted = of_streams(f"{aggregate}-{an(name)}")
    found = (await asking(text, id=global_id(kind, name)))["node"]["timeline"]
    assert wanted
    assert found["totalCount"] == len(wanted)
    assert nodes(found) == wanted[::-1]


def of_village(code: str) -> list[dict[str, Any]]:
    return of_streams(f"village-{an(code)}", f"three_pillars-{an(code)}", f"village_assignment-{an(f'assignment {an(code)}')}")


async def test_a_villages_timeline_tells_of_its_pillars_and_assignments_too(asking: Asking) -> None:
    text = f'{{ village(code: "52.71.01.1002") {{ {ALL} }} }}'
    found = nodes((await asking(text))["village"]["timeline"])
    assert found == of_village("52.71.01.1002")
    assert {entry["service"] for entry in found} == {"villages", "officers"}


async def test_a_directives_timeline_tells_whom_it_reached_by_office_only(asking: Asking) -> None:
    entries = "timeline(order: OLDEST_FIRST) { edges { node { type stream } } }"
    text = f"query ($id: ID!) {{ node(id: $id) {{ ... on Directive {{ {entries} }} }} }}"
    directive = str(an("directive 1"))
    # What it asks of villages is told by their own lists, which fewer people see.
    told = [row for rows in TOLD.values() for row in rows if row.aggregate != "directive_target"]
    rows = [row for row in told if directive in orjson.loads(row.data).get("directive_id", "")]
    wanted = [{"type": row.type, "stream": row.stream} for row in sorted(rows, key=lambda row: row.recorded_at)]
    assert nodes((await asking(text, id=global_id("Directive", "directive 1")))["node"]["timeline"]) == wanted
    assert {entry["type"] for entry in wanted} == {
        "DirectiveIssued",
        "DirectiveAddressed",
        "DirectiveAcknowledged",
        "DirectiveFollowedUp",
    }


@pytest.mark.parametrize("order", ["LATEST_FIRST", "OLDEST_FIRST"])
async def test_a_timeline_is_paged_both_ways(asking: Asking, order: str) -> None:
    text = """query ($order: TimelineOrder, $first: Int, $after: String, $last: Int, $before: String) {
      village(code: "52.71.01.1002") { timeline(order: $order, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { position service } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }
    }"""
    wanted = [(entry["service"], entry["position"]) for entry in of_village("52.71.01.1002")]
    wanted = wanted if order == "OLDEST_FIRST" else wanted[::-1]
    for size, cursor, more, step in (
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ):
        found: list[tuple[str, int]] = []
        at = None
        while True:
            paging: dict[str, Any] = {size: 2, cursor: at}
            page = (await asking(text, order=order, **paging))["village"]["timeline"]
            part = [(node["service"], node["position"]) for node in nodes(page)]
            found = found + part if size == "first" else part + found
            if not page["pageInfo"][more]:
                break
            at = page["pageInfo"][step]
        assert found == wanted


async def test_a_cursor_of_the_other_order_is_refused(asking: Asking) -> None:
    text = """query ($order: TimelineOrder, $after: String) {
      village(code: "52.71.01.1002") { timeline(order: $order, first: 1, after: $after) { edges { cursor } } } }"""
    page = (await asking(text, order="LATEST_FIRST", after=None))["village"]["timeline"]
    body = await asking.body(text, Role.HEADQUARTERS, None, {"order": "OLDEST_FIRST", "after": page["edges"][0]["cursor"]})
    assert orjson.loads(body)["errors"][0]["message"] == "This cursor does not belong to this list."


async def test_only_those_inside_see_how_things_came_about(asking: Asking) -> None:
    text = '{ village(code: "52.71.01.1002") { timeline { totalCount edges { node { type } } } } }'
    for role in Role:
        found = (await asking(text, role))["village"]["timeline"]
        inside = role in (Role.OFFICER, Role.PILLAR, Role.COMMANDER, Role.HEADQUARTERS, Role.OPS)
        assert bool(found["totalCount"]) == bool(found["edges"]) == inside, role


async def test_a_commander_sees_no_timeline_of_an_officer_who_is_not_his(asking: Asking) -> None:
    text = "query ($id: ID!) { node(id: $id) { ... on Officer { timeline { totalCount } } } }"
    officer = global_id("Officer", "Ketut")
    assert await asking(text, Role.COMMANDER, an("Polres Lombok Barat"), id=officer) == {"node": None}
    assert (await asking(text, Role.COMMANDER, an("Polres Mataram"), id=officer))["node"]["timeline"]["totalCount"]


async def test_a_commander_is_told_of_no_deed_of_an_officer_who_is_not_his(asking: Asking) -> None:
    """However it is come upon: the timeline of a directive tells of all whom it was put before."""
    text = """query ($id: ID!, $at: DateTime) { program(id: $id, asOf: $at) { trainings { edges { node { directives { timeline {
      totalCount edges { node { stream } } } } } } } } }"""
    program = global_id("CooperationProgram", "program")
    latest = max(row.recorded_at for rows in TOLD.values() for row in rows)
    for unit, theirs in (("Polda", {"Ketut", "Made"}), ("Polres Mataram", {"Ketut"}), ("Polres Lombok Barat", {"Made"})):
        for at in (None, moment_text(latest)):
            found = await asking(text, Role.COMMANDER, an(unit), id=program, at=at)
            (session,) = found["program"]["trainings"]["edges"]
            (of_directive, *_) = (one["timeline"] for one in session["node"]["directives"])
            streams = {edge["node"]["stream"] for edge in of_directive["edges"]}
            assert streams == {f"training_session-{an('training')}", *(f"officer-{an(name)}" for name in theirs)}, (unit, at)
            assert of_directive["totalCount"] == len(of_directive["edges"])


async def test_nobody_is_named_in_a_timeline(asking: Asking) -> None:
    text = f'{{ village(code: "52.71.01.1001") {{ {ALL} officer {{ {ALL} }} }} }}'
    body = await asking.body(text, Role.HEADQUARTERS, None, {})
    assert b"PillarSeated" in body
    assert b"OfficerRegistered" in body
    for name in (b"Ketut", b"Lalu", b"Baiq", b"sealed~", b"somebody-with-a-name", b"0817"):
        assert name not in body
    kind: Any = SCHEMA.type_map["TimelineEntry"]
    assert not {"data", "payload", "actor", "subject", "meta"} & set(kind.fields)


async def test_a_timeline_as_of_a_moment_ends_there(asking: Asking) -> None:
    text = f'query ($at: DateTime) {{ village(code: "52.71.01.1002", asOf: $at) {{ {ALL} }} }}'
    wanted = of_village("52.71.01.1002")
    for count in (1, 4, len(wanted)):
        found = nodes((await asking(text, at=wanted[count - 1]["recordedAt"]))["village"]["timeline"])
        # Here a moment may fall between the events of one command, which no log allows; its id stands on the last of them.
        assert [{**entry, "commandId": None} for entry in found] == [{**entry, "commandId": None} for entry in wanted[:count]]
