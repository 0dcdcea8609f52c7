"""What a question costs at the gateway: beside stock Strawberry, beside the least that could answer it, in small and in large.

Run it as `python -m tests.bench.gateway`; it takes about ten minutes. GROUNDS="52 32" loads these regions in place of all. All
servers read the same rows, in the same run; rounds of the gateway and the bare endpoint alternate, and medians are compared. The
gateway runs as in production: it verifies tokens, sets its limits, samples a tenth of the traces and unseals the names it shows.
"""

import asyncio
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

import httpx
import uvloop
from msgspec import json

from data.regions import read, within
from infra.local.issuer import AUDIENCE, ISSUER, establish, issue
from infra.local.state import State
from tests.bench.figures import Goal, goals, table
from tests.bench.load import Load, Result, bodies, sent
from tests.bench.processes import Served, collector, free_port, serving
from tests.bench.queries import NAMES, Variables, variables
from tests.bench.read_models import Keys, cleared, loaded
from tests.bench.servers import Servers, servers
from tests.e2e.system import System

ROUNDS: Final = 5
SECONDS: Final = 3.0
CONNECTIONS: Final = (16, 1)
TIMES_STOCK: Final = {16: 15, 1: 9}
CALLERS: Final = 64
"""Whose tokens are shown in turn, as many people would ask."""
CLIENT_RATE: Final = "1000000000"
"""What each may spend a second: it is counted, and nobody is told to wait, for they all are this one machine."""
SEARCHES: Final = ("s", "a", "su", "sukamaju", "sido mul", "52", "3", "52.71.01", "xyzzy")
SEARCH: Final = (
    "query Search($search: String) { villages(search: $search, first: 20) { totalCount edges { node { code name } } } }"
)
DOCUMENTS: Final = 10_000
FRESH: Final = 20
"""Documents of which the first request is timed."""
RENAME: Final = """mutation Rename($input: RenameVillageInput!, $id: ID) { renameVillage(input: $input, commandId: $id) {
  receipt { position } problems { code }
  village { name province { name } pillars { status seats { title holderName } } officer { name } } } }"""


class Bench:
    """The issuer of the tokens, the vault and the receiver of the traces that every gateway of the run shares."""

    def __init__(self, made: Servers, root: Path, keys: Keys, traces: str) -> None:
        self.made, self.keys, self.traces = made, keys, traces
        self.state = State(root)
        self.state.acquire()
        self.jwks = establish(self.state)
        claims = [{"sub": f"caller-{number}", "role": "headquarters"} for number in range(CALLERS)]
        self.tokens = [issue(self.state, one, seconds=7200) for one in claims]

    @asynccontextmanager
    async def gateway(self, url: str) -> AsyncIterator[Served]:
        port = free_port()
        environment = {
            "ENVIRONMENT": "production",
            "PORT": str(port),
            "TOKEN_ISSUER": ISSUER,
            "TOKEN_AUDIENCE": AUDIENCE,
            "JWKS_URL": self.jwks,
            "READ_DATABASE_URL": url,
            "VAULT_DATABASE_URL": self.keys.url,
            "VAULT_MASTER_KEY": self.keys.master,
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.traces,
            "OTEL_TRACES_SAMPLER_ARG": "0.1",
            "CLIENT_RATE": CLIENT_RATE,
            **{f"{name}_URL": "http://127.0.0.1:9" for name in ("OFFICERS", "VILLAGES", "COOPERATION")},
        }
        async with serving(port, "services.gateway", environment=environment) as served:
            yield served

    async def load(self, served: Served, query: str, asked: Variables, connections: int, seconds: float = SECONDS) -> Result:
        return await sent(
            Load(port=served.port, connections=connections, seconds=seconds, bodies=bodies(query, asked), tokens=self.tokens)
        )

    async def answer(self, served: Served, query: str, one: dict[str, object]) -> bytes:
        headers = {"authorization": f"Bearer {self.tokens[0]}"}
        async with httpx.AsyncClient(timeout=30) as client:
            found = await client.post(
                f"http://127.0.0.1:{served.port}/graphql", json={"query": query, "variables": one}, headers=headers
            )
        assert found.status_code == 200, found.text
        return found.content


async def same(bench: Bench, asked: dict[str, Variables], gateway: Served, bare: Served, stock: Served) -> None:
    """All three give the same answers. The bare endpoint's are the same bytes, their positions included."""
    for name, query in NAMES.items():
        for one in asked[name][:20]:
            answers = [await bench.answer(served, query, one) for served in (gateway, bare, stock)]
            assert answers[0] == answers[1], (name, one, answers)
            assert json.decode(answers[0])["data"] == json.decode(answers[2])["data"], (name, one, answers)


async def throughput(bench: Bench, asked: dict[str, Variables], gateway: Served, bare: Served, stock: Served) -> list[Goal]:
    """Requests a second of all three."""
    reached = []
    for name, query in NAMES.items():
        for connections in CONNECTIONS:
            rounds: dict[str, list[Result]] = defaultdict(list)
            computed: dict[str, float] = defaultdict(float)
            for number in range(ROUNDS):
                pair = [("gateway", gateway), ("bare", bare)]
                order = pair if number % 2 else [*pair[::-1], ("stock", stock)]
                for what, served in order:
                    begun = served.seconds()
                    rounds[what].append(await bench.load(served, query, asked[name], connections))
                    computed[what] += served.seconds() - begun
            rates = {what: median(one.rate for one in found) for what, found in rounds.items()}
            p99 = {what: median(one.quantile(0.99) for one in found) for what, found in rounds.items()}
            p50 = {what: median(one.quantile(0.5) for one in found) for what, found in rounds.items()}
            title = f"{name}, {connections} at once"
            table(title, "requests/s", rates)
            table(
                f"{title}, p50 and p99",
                "ms",
                {f"{what} {q}": value[what] for what in rates for q, value in (("p50", p50), ("p99", p99))},
            )
            each = {what: 1000 * computed[what] / sum(one.requests for one in found) for what, found in rounds.items()}
            table(f"{title}, computed in the server's process", "ms a request", each)
            reached += [
                Goal(f"{title}: times stock", rates["gateway"] / rates["stock"], TIMES_STOCK[connections]),
                Goal(f"{title}: share of bare", 100 * rates["gateway"] / rates["bare"], 60, unit=" %"),
                Goal(f"{title}: p99 to bare's", p99["gateway"] / p99["bare"], 1.5, at_most=True),
            ]
    return reached


async def growth(bench: Bench, asked: dict[str, Variables], small: Served, large: Served) -> list[Goal]:
    """The same villages, among few and among all."""
    reached = []
    for name, query in NAMES.items():
        found: dict[str, list[float]] = defaultdict(list)
        for _ in range(ROUNDS):
            for what, served in (("small", small), ("large", large)):
                found[what].append((await bench.load(served, query, asked[name], 1, 2.0)).quantile(0.5))
        p50 = {what: median(one) for what, one in found.items()}
        table(f"{name}, one at a time, p50", "ms", {"one province": p50["small"], "all villages": p50["large"]})
        reached.append(Goal(f"{name}: growth with the country", p50["large"] / p50["small"], 1.3, at_most=True))
    return reached


async def searches(bench: Bench, gateway: Served) -> list[Goal]:
    """The slowest of the searches, each by its median."""
    found = {search: (await bench.load(gateway, SEARCH, [{"search": search}], 1, 1.0)).quantile(0.5) for search in SEARCHES}
    table("A search with its count, one at a time, p50", "ms", {repr(search): value for search, value in found.items()})
    return [Goal("slowest search with its count, p50", max(found.values()), 30, at_most=True, unit=" ms")]


async def first_requests(bench: Bench, gateway: Served, code: str) -> list[Goal]:
    """New documents of the village's card, each asked once, on connections that have not seen them."""
    fresh = [NAMES["VillageCard"].replace("query VillageCard", f"query Fresh{uuid4().hex}") for _ in range(FRESH)]
    texts = [json.encode({"query": one, "variables": {"code": code}}).decode() for one in fresh]
    # As many as there are documents, one a tick: each document is sent once.
    load = Load(port=gateway.port, connections=1, seconds=FRESH / 5, rate=5.0, bodies=texts, tokens=bench.tokens)
    result = await sent(load)
    assert result.requests == FRESH
    table("First request of a document", "ms", {"p50": result.quantile(0.5), "slowest": result.milliseconds[-1]})
    return [Goal("first request of a new document, p50", result.quantile(0.5), 40, at_most=True, unit=" ms")]


async def memory(bench: Bench, gateway: Served) -> list[Goal]:
    """What many documents leave behind."""

    async def many(number: int) -> None:
        texts = [
            json.encode(
                {"query": f"{{ villages(first: 1) {{ edges {{ node {{ d{uuid4().hex}: code name unit {{ name }} }} }} }} }}"}
            ).decode()
            for _ in range(number)
        ]
        for at in range(0, number, 500):
            part = texts[at : at + 500]
            await sent(
                Load(port=gateway.port, connections=4, seconds=60, bodies=part, tokens=bench.tokens, rate=10_000, most=len(part))
            )

    await many(1_000)
    before = gateway.megabytes()
    await many(DOCUMENTS)
    after = gateway.megabytes()
    table(f"Resident memory of the gateway around {DOCUMENTS:,} documents", "MB", {"before": before, "after": after})
    return [Goal(f"{DOCUMENTS:,} documents leave behind", after - before, 50, at_most=True, unit=" MB")]


async def mutations(root: Path) -> list[Goal]:
    """A command and the answer composed after it, at fifty a second, in a system as `make run` starts it."""
    system = System(root / "system", "ntb")
    try:
        await asyncio.to_thread(system.start)
        tokens = [system.token()]
        ask = "{ villages(first: 100) { edges { node { id } } } }"
        ids = [edge["node"]["id"] for edge in system.ask(ask)["villages"]["edges"]]

        def input_(number: int) -> dict[str, Any]:
            taken = {"villageId": ids[number % len(ids)], "name": f"Desa {number}", "edition": "bench"}
            return {"query": RENAME, "variables": {"input": taken, "id": str(uuid4())}}

        texts = [json.encode(input_(number)).decode() for number in range(700)]
        await sent(Load(port=system.base, connections=16, seconds=2, rate=50.0, bodies=texts[:100], tokens=tokens))
        result = await sent(Load(port=system.base, connections=16, seconds=12, rate=50.0, bodies=texts[100:], tokens=tokens))
    finally:
        await asyncio.to_thread(system.stop)
    shown = {"p50": result.quantile(0.5), "p99": result.quantile(0.99)}
    table("Mutation with its composed answer, 50 a second", "ms", shown)
    return [
        Goal("mutation with composed answer, p50", shown["p50"], 15, at_most=True, unit=" ms"),
        Goal("mutation with composed answer, p99", shown["p99"], 50, at_most=True, unit=" ms"),
    ]


async def run(made: Servers, root: Path) -> None:
    grounds = tuple(os.environ.get("GROUNDS", "").split())
    places = [(code, name) for code, name in read() if not grounds or within(code, grounds)]
    few = [(code, name) for code, name in read() if within(code, ("52",))]
    keys = await Keys.made(made)
    small_url, large_url = await loaded(made, "ntb", few, keys), await loaded(made, "country", places, keys)
    clear_url = await cleared(made, large_url, keys)
    everywhere, here = variables(places, 500, grounds or ("",)), variables(few, 500, ("52",))
    async with AsyncExitStack() as stack:
        bench = Bench(made, root / "issuer", keys, await stack.enter_async_context(collector()))
        gateway = await stack.enter_async_context(bench.gateway(large_url))
        found: list[Goal] = []
        async with AsyncExitStack() as others:
            port = free_port()
            bare = await others.enter_async_context(serving(port, "tests.bench.bare", str(port), clear_url))
            port = free_port()
            stock_arguments = ("tests.bench.stock", str(port), large_url, keys.url, keys.master)
            stock = await others.enter_async_context(serving(port, *stock_arguments))
            await same(bench, everywhere, gateway, bare, stock)
            found += await throughput(bench, everywhere, gateway, bare, stock)
        async with bench.gateway(small_url) as small:
            found += await growth(bench, here, small, gateway)
        found += await searches(bench, gateway)
        found += await first_requests(bench, gateway, str(here["VillageCard"][0]["code"]))
        found += await memory(bench, gateway)
    found += await mutations(root)
    goals(found)


if __name__ == "__main__":
    room = Path(tempfile.mkdtemp(prefix="tp-bench-"))
    room.chmod(0o711)
    try:
        with servers() as made_, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(made_, room))
    finally:
        shutil.rmtree(room, ignore_errors=True)
