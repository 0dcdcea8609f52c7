"""`asOf: t` gives the answer that was given at t, to the byte: for every field that can be asked so, on behalf of every role."""

import base64
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from functools import cache
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from libs.events.message import Role
from libs.events.single import Connection
from services.gateway.graph.mapping import LINK, Link
from services.gateway.graph.past import Past
from services.gateway.graph.planner.reaching import told_of_the_past
from services.gateway.graph.planner.rows import declared
from services.gateway.graph.pool import Pool
from services.gateway.graph.scalars import moment_text
from services.gateway.read_model import projection
from tests.conftest import Database
from tests.histories import BEGUN, CODES, OFFICERS, STEP, history
from tests.integration.read_model.asking import SCHEMA, Asking
from tests.integration.read_model.conftest import apply
from tests.lombok import an


class Asker(NamedTuple):
    role: Role
    unit: UUID | None = None
    person: UUID | None = None
    village: UUID | None = None


CALLERS = (
    Asker(Role.HEADQUARTERS),
    Asker(Role.COMMANDER, unit=an("Polres Mataram")),
    Asker(Role.OFFICER, person=an(next(iter(OFFICERS)))),
    Asker(Role.PILLAR, village=an("52.71.01.1001")),
    Asker(Role.COMMANDER, unit=an("Polsek Baru")),
    Asker(Role.OPS),
)
DEEPEST = 4


def global_id(kind: str, name: str) -> str:
    return base64.b64encode(f"{kind}:{an(name)}".encode()).decode()


ROOTS: dict[str, tuple[str, str, list[str]]] = {
    "village": ("Village", "code: String!", list(CODES)),
    "officer": ("Officer", "id: ID!", [global_id("Officer", name) for name in OFFICERS]),
    "program": ("CooperationProgram", "id: ID!", [global_id("CooperationProgram", "program")]),
}


@cache
def fields(kind: GraphQLObjectType) -> dict[str, Any]:
    """The fields that can be asked about the past, by name: the object type each leads to, None for a leaf."""
    found = {}
    for name, field in kind.fields.items():
        link: Link | None = declared(field).metadata.get(LINK)
        if told_of_the_past(kind, link):
            target = get_named_type(field.type)
            found[name] = None if is_leaf_type(target) else target
    return found


def connection(target: Any) -> Any:
    edges = target.fields.get("edges")
    return None if edges is None else get_named_type(get_named_type(edges.type).fields["node"].type)


class Writer:
    """Writes documents at random, the fields written least so far most often."""

    def __init__(self, seed: int) -> None:
        self.r, self.written = random.Random(seed), Counter[tuple[str, str]]()

    def document(self, root: str) -> str:
        kind, argument, _ = ROOTS[root]
        name = argument.partition(":")[0]
        selection = self.selection(SCHEMA.type_map[kind], 0)
        return f"query (${argument}, $asOf: DateTime) {{ {root}({name}: ${name}, asOf: $asOf) {selection} }}"

    def selection(self, kind: Any, depth: int) -> str:
        known = fields(kind)
        leaves = [name for name, target in known.items() if target is None]
        others = [name for name, target in known.items() if target is not None] if depth < DEEPEST else []
        chosen = self.few(kind, leaves, 4) + self.few(kind, others, 3 if depth < 2 else 2)
        return "{ " + " ".join(["__typename", *(self.field(kind, name, depth) for name in chosen)]) + " }"

    def few(self, kind: Any, names: list[str], most: int) -> list[str]:
        return sorted(names, key=lambda name: (self.written[kind.name, name], self.r.random()))[: self.r.randint(1, most)]

    def field(self, kind: Any, name: str, depth: int) -> str:
        self.written[kind.name, name] += 1
        target = fields(kind)[name]
        if target is None:
            return name
        if (node := connection(target)) is None:
            return f"{name} {self.selection(target, depth + 1)}"
        paging = self.r.choice(["", "(first: 2)", "(last: 1)"])
        edges = f"edges {{ cursor node {self.selection(node, depth + 1)} }}"
        return f"{name}{paging} {{ totalCount pageInfo {{ hasNextPage endCursor }} {edges} }}"


def reachable() -> Iterator[tuple[str, str]]:
    """Every field that some document can ask about the past."""
    waiting: list[Any] = [SCHEMA.type_map[kind] for kind, _, _ in ROOTS.values()]
    seen = set()
    while waiting:
        kind = waiting.pop()
        if kind.name in seen:
            continue
        seen.add(kind.name)
        for name, target in fields(kind).items():
            yield kind.name, name
            if target is not None:
                waiting.append(connection(target) or target)


def leaves(kind: GraphQLObjectType) -> str:
    return " ".join(["__typename", *(name for name, target in fields(kind).items() if target is None)])


def alone() -> Iterator[tuple[str, str]]:
    """By root: its own values, and each relation by the shortest way, with nothing beside whose events would serve it as well."""
    seen: set[str] = set()
    waiting: list[tuple[str, Any, str, str]] = [(root, SCHEMA.type_map[kind], "", "") for root, (kind, _, _) in ROOTS.items()]
    yield from ((root, leaves(kind)) for root, kind, _, _ in waiting)
    while waiting:
        root, kind, before, after = waiting.pop(0)
        if kind.name in seen:
            continue
        seen.add(kind.name)
        # Sorted so that a region is first reached as a regency, which has others above and below it.
        for name, target in sorted(fields(kind).items(), reverse=True):
            if target is None:
                continue
            node = connection(target)
            begun, ended = (f"{name} {{ edges {{ node {{ ", " } } }") if node else (f"{name} {{ ", " }")
            yield root, f"{before}{begun}{leaves(node or target)}{ended}{after}"
            waiting.append((root, node or target, before + begun, ended + after))


@pytest.fixture
async def read_pool(read_database: Connection, database: Database) -> AsyncIterator[Pool]:
    async with Pool(database.owner_url, size=1, search_path=projection.name) as made:
        yield made


@pytest.fixture
async def asking(read_pool: Pool, database: Database) -> AsyncIterator[Asking]:
    async with Past(projection, read_pool, database.owner_url, size=1) as past:
        yield Asking(read_pool, past)


def asking_for(root: str, selection: str) -> str:
    argument = ROOTS[root][1]
    name = argument.partition(":")[0]
    return f"query (${argument}, $asOf: DateTime) {{ {root}({name}: ${name}, asOf: $asOf) {{ {selection} }} }}"


Question = tuple[str, Asker, dict[str, Any]]


async def body_for(asking: Asking, question: Question, moment: datetime | None = None) -> bytes:
    text, asker, variables = question
    given = {**variables, "asOf": moment and moment_text(moment)}
    return await asking.body(text, asker.role, asker.unit, given, as_person=asker.person, as_village=asker.village)


def data(body: bytes) -> bytes:
    """All but the extensions."""
    return body.partition(b',"extensions":')[0]


MOST_DOCUMENTS = 100
"""Written at most until each field has been; about thirty do."""


async def test_the_answer_as_of_a_moment_is_the_one_given_then(read_database: Connection, asking: Asking) -> None:
    await ask_then_and_as_of_then(read_database, asking, seed=0)


async def ask_then_and_as_of_then(read_database: Connection, asking: Asking, *, seed: int) -> None:
    """Asks at random while a history is told, and as of those moments when all of it is."""
    chance, writer = random.Random(seed), Writer(seed)
    asked: list[tuple[str, str, Asker]] = []
    while any(not writer.written[field] for field in reachable()):
        assert len(asked) < MOST_DOCUMENTS, "some fields cannot be reached"
        asked += [(root, writer.document(root), chance.choice(CALLERS)) for root in ROOTS]
    given: list[tuple[datetime, Question, bytes]] = []
    for number, (service, row) in enumerate(history(seed), 1):
        await apply(read_database, service, [row])
        if number % 12:
            continue
        for root, text, asker in chance.sample(asked, 6):
            argument = ROOTS[root][1].partition(":")[0]
            question = (text, asker, {argument: chance.choice(ROOTS[root][2])})
            # Between this event and the next, at its very moment or after it.
            moment = row.recorded_at + STEP * chance.choice((0, 0.5, 0.999))
            given.append((moment, question, await body_for(asking, question)))
    assert sum(len(data(body)) > 300 for _, _, body in given) > len(given) / 2, "most answers are empty"
    for moment, question, body in given:
        assert data(await body_for(asking, question, moment)) == data(body), (moment - BEGUN, question)


async def test_nothing_else_is_needed_to_answer_a_field_as_of_a_moment(read_database: Connection, asking: Asking) -> None:
    await ask_each_alone(read_database, asking, seed=7, moments=2)


async def ask_each_alone(read_database: Connection, asking: Asking, *, seed: int, moments: int) -> None:
    """Asks for each relation with nothing beside it at some moments of a history, and as of those when all of it is told."""
    told = history(seed)
    given: list[tuple[datetime, Question, bytes]] = []
    answered: Counter[str] = Counter()
    for number, (service, row) in enumerate(told, 1):
        await apply(read_database, service, [row])
        if number % (len(told) // moments):
            continue
        for root, selection in alone():
            text = asking_for(root, selection)
            # Officers and pillars are answered like headquarters but for names of people.
            askers = CALLERS[:4] if any(name in text for name in ("phone", "holderName", "overrideReason")) else CALLERS[:2]
            for value, asker in product(ROOTS[root][2], askers):
                question = (text, asker, {ROOTS[root][1].partition(":")[0]: value})
                body = await body_for(asking, question)
                given.append((row.recorded_at, question, body))
                answered[text] += data(body).count(b'"__typename"')
    assert [text for text in (asking_for(*found) for found in alone()) if not answered[text]] == []
    for moment, question, body in given:
        assert data(await body_for(asking, question, moment)) == data(body), (moment - BEGUN, question)
