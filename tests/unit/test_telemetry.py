"""Spans follow one another through headers and recorded events, and say nothing about people."""

import asyncio
import logging
import re
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import PlainTextResponse
from httpx import ASGITransport, AsyncClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from libs.events import telemetry
from libs.events.http_spans import HttpSpans
from libs.events.telemetry import continued, current_traceparent, linked, span, trace_id

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(autouse=True)
def no_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (telemetry.ENDPOINT, telemetry.RATIO):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    memory = InMemorySpanExporter()
    telemetry.start("villages", "1.2.3", environment="development", processor=SimpleSpanProcessor(memory))
    yield memory
    telemetry.shutdown()


def attributes(made: ReadableSpan) -> dict[str, Any]:
    return dict(made.attributes or {})


def test_child_continues_parent(spans: InMemorySpanExporter) -> None:
    with span("outer", command="CompleteVisit") as outer, span("inner"):
        assert trace_id() == f"{outer.get_span_context().trace_id:032x}"
    inner, finished = spans.get_finished_spans()
    assert inner.parent is not None
    assert inner.parent.span_id == outer.get_span_context().span_id
    assert (finished.name, attributes(finished)) == ("outer", {"command": "CompleteVisit"})
    assert finished.resource.attributes["service.name"] == "villages"
    assert finished.resource.attributes["service.version"] == "1.2.3"
    assert trace_id() is current_traceparent() is None


def test_recorded_context_is_continued(spans: InMemorySpanExporter) -> None:
    with span("ambient"), continued(PARENT), span("react"):
        assert trace_id() == TRACE
        passed_on = current_traceparent()
        assert passed_on is not None
        assert re.fullmatch(rf"00-{TRACE}-[0-9a-f]{{16}}-01", passed_on)
    reaction, ambient = spans.get_finished_spans()
    assert reaction.parent is not None
    assert (f"{reaction.parent.span_id:016x}", reaction.parent.is_remote) == ("b7ad6b7169203331", True)
    assert ambient.parent is None


def test_without_recorded_context_a_trace_begins(spans: InMemorySpanExporter) -> None:
    with span("ambient") as ambient:
        with continued(None), span("react") as reaction:
            pass
        assert trace_id() == f"{ambient.get_span_context().trace_id:032x}"
    assert reaction.get_span_context().trace_id != ambient.get_span_context().trace_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        PARENT + "-more",
        PARENT.upper(),
        PARENT.replace("00-", "ff-", 1),
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-b7ad6b7169203331",
        PARENT + "\n",
        "01" + PARENT[2:] + "-" + "x" * 600,
    ],
)
def test_malformed_context_is_ignored(text: str) -> None:
    assert telemetry.remote(text) is None
    assert telemetry.remote("01" + PARENT[2:] + "-later") is not None


def test_links_name_each_trace_once() -> None:
    links = linked([PARENT, None, "garbage", PARENT])
    assert [f"{link.context.trace_id:032x}" for link in links] == [TRACE]
    assert len(linked(f"00-{TRACE}-{number:016x}-01" for number in range(1, 400))) == 128


def test_exception_leaves_its_type_and_not_its_text(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="Siti"), span("decide"):
        raise ValueError("Siti Aminah")
    (made,) = spans.get_finished_spans()
    assert made.status.status_code is StatusCode.ERROR
    assert attributes(made) == {"error.type": "ValueError"}
    assert "Siti" not in made.to_json()
    assert trace_id() is None


def test_cancellation_is_no_error(spans: InMemorySpanExporter) -> None:
    with pytest.raises(asyncio.CancelledError), span("wait"):
        raise asyncio.CancelledError
    assert spans.get_finished_spans()[0].status.status_code is StatusCode.UNSET


async def test_tasks_do_not_mix_their_traces(spans: InMemorySpanExporter) -> None:
    async def work(number: int) -> None:
        with span(f"outer {number}"):
            await asyncio.sleep(0)
            with span(f"inner {number}"):
                await asyncio.sleep(0)

    await asyncio.gather(*(work(number) for number in range(20)))
    by_id = {made.context.span_id: made for made in spans.get_finished_spans() if made.context}
    inner = [made for made in by_id.values() if made.parent]
    assert len(inner) == 20
    assert all(made.parent and by_id[made.parent.span_id].name == made.name.replace("inner", "outer") for made in inner)


def test_ids_are_made_although_nothing_is_exported() -> None:
    telemetry.start("villages", "1")
    try:
        with span("decide"):
            assert trace_id()
            assert current_traceparent()
    finally:
        telemetry.shutdown()
    with span("after the end") as made:
        assert trace_id() is None
        assert not made.is_recording()


def test_share_of_traces_is_sampled_and_callers_decision_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(telemetry.RATIO, "0")
    memory = InMemorySpanExporter()
    telemetry.start("villages", "1", processor=SimpleSpanProcessor(memory))
    with span("dropped"):
        passed_on = current_traceparent()
        assert passed_on
        assert int(passed_on[-2:], 16) & 1 == 0, "the id is there, and the decision with it"
    with continued(PARENT), span("kept"):
        pass
    assert [made.name for made in memory.get_finished_spans()] == ["kept"]
    memory = InMemorySpanExporter()
    telemetry.start("villages", "1", environment="development", processor=SimpleSpanProcessor(memory))
    with span("in development"):
        pass
    with continued(PARENT[:-1] + "0"), span("dropped by the caller"):
        pass
    assert [made.name for made in memory.get_finished_spans()] == ["in development"]
    telemetry.shutdown()


@pytest.mark.parametrize("ratio", ["half", "1.1", "-0.1", "nan"])
def test_unfit_share_is_refused(monkeypatch: pytest.MonkeyPatch, ratio: str) -> None:
    monkeypatch.setenv(telemetry.RATIO, ratio)
    with pytest.raises(ValueError, match="number from 0 to 1"):
        telemetry.start("villages", "1")


def test_export_trouble_is_told_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("libs.events.telemetry.time.monotonic", lambda: now)
    once = telemetry.OnceAMinute()
    record = logging.LogRecord("x", logging.ERROR, "", 1, "down", (), None)
    assert [once.filter(record) for _ in range(3)] == [True, False, False]
    now += 61
    assert [once.filter(record) for _ in range(2)] == [True, False]


@pytest.fixture
async def client() -> Any:
    app = FastAPI()

    @app.get("/streams/{stream}")
    async def stream(stream: str) -> dict[str, str | None]:
        if stream == "absent":
            raise HTTPException(404)
        if stream == "broken":
            raise RuntimeError("Siti Aminah")
        if stream == "late":
            raise HTTPException(503)
        with span("read"):
            return {"trace": trace_id()}

    included = APIRouter(prefix="/inner")

    @included.get("/{name}")
    async def inner(name: str) -> str:
        return name

    app.include_router(included, prefix="/outer")

    async def graphql(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("ok")(scope, receive, send)

    app.mount("/graphql", graphql)
    traced = HttpSpans(app, paths=["/exact"], untraced=["/health/live"])
    async with AsyncClient(transport=ASGITransport(traced, raise_app_exceptions=False), base_url="http://test:8001") as made:
        yield made


async def test_request_makes_one_server_span_by_the_conventions(client: AsyncClient, spans: InMemorySpanExporter) -> None:
    answer = await client.get("/streams/visit-7?token=secret", headers={"traceparent": PARENT, "authorization": "Bearer secret"})
    assert answer.json() == {"trace": TRACE}
    inner, server = spans.get_finished_spans()
    assert (server.name, server.kind) == ("GET /streams/{stream}", SpanKind.SERVER)
    assert server.context
    assert inner.parent
    assert inner.parent.span_id == server.context.span_id
    assert server.parent
    assert f"{server.parent.span_id:016x}" == "b7ad6b7169203331"
    assert attributes(server) == {
        "http.request.method": "GET",
        "http.route": "/streams/{stream}",
        "url.path": "/streams/{stream}",
        "url.scheme": "http",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
        "server.address": "test",
        "server.port": 8001,
    }
    assert "secret" not in server.to_json()
    assert "visit-7" not in server.to_json()


@pytest.mark.parametrize(
    ("path", "status", "wrong"),
    [("/streams/absent", 404, None), ("/streams/late", 503, "503"), ("/streams/broken", 500, "RuntimeError")],
)
async def test_only_our_own_failures_are_errors(
    client: AsyncClient, spans: InMemorySpanExporter, path: str, status: int, wrong: str | None
) -> None:
    assert (await client.get(path)).status_code == status
    (server,) = spans.get_finished_spans()
    assert attributes(server)["http.response.status_code"] == status
    assert attributes(server).get("error.type") == wrong
    assert (server.status.status_code is StatusCode.ERROR) == (wrong is not None)
    assert "Siti" not in server.to_json()


async def test_paths_nobody_declared_stay_out(client: AsyncClient, spans: InMemorySpanExporter) -> None:
    await client.get("/people/siti-aminah")
    await client.request("SNOOP", "/people/siti-aminah")
    await client.get("/exact")
    await client.get("/graphql/siti")
    await client.get("/outer/inner/siti")
    unmatched, odd, exact, mounted, included = spans.get_finished_spans()
    assert (unmatched.name, odd.name, attributes(odd)["http.request.method"]) == ("GET", "HTTP", "_OTHER")
    assert "siti" not in unmatched.to_json() + odd.to_json()
    assert (exact.name, attributes(exact)["url.path"]) == ("GET /exact", "/exact")
    assert (mounted.name, included.name) == ("GET /graphql", "GET /outer/inner/{name}")
    assert "siti" not in mounted.to_json() + included.to_json()


async def test_probes_and_other_protocols_pass_untraced(client: AsyncClient, spans: InMemorySpanExporter) -> None:
    await client.get("/health/live")
    seen: list[str] = []

    async def app(scope: MutableMapping[str, Any], _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    await HttpSpans(app)({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    await HttpSpans(app)({"type": "websocket", "path": "/"}, None, None)  # type: ignore[arg-type]
    assert seen == ["lifespan", "websocket"]
    assert not spans.get_finished_spans()


async def test_two_contexts_in_one_request_are_none(client: AsyncClient, spans: InMemorySpanExporter) -> None:
    await client.get("/streams/x", headers=[("traceparent", PARENT), ("traceparent", PARENT)])
    assert spans.get_finished_spans()[-1].parent is None
