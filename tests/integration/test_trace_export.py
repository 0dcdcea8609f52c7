"""Spans reach an OTLP receiver as they were made; one that is down or slow costs neither requests nor the shutdown."""

import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from libs.events import telemetry
from libs.events.telemetry import continued, linked, span

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Receiver:
    """An OTLP/HTTP receiver on the loopback address; `hold` keeps its answers back until it is set."""

    def __init__(self) -> None:
        self.batches: list[ExportTraceServiceRequest] = []
        self.paths: list[str] = []
        self.asked = threading.Event()
        self.hold = threading.Event()
        self.hold.set()
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.asked.set()
                receiver.hold.wait(30)
                receiver.paths.append(self.path)
                receiver.batches.append(ExportTraceServiceRequest.FromString(body))
                try:
                    self.send_response(receiver.status)
                    self.send_header("content-length", "0")
                    self.end_headers()
                except OSError:
                    # The sender has lost patience, as some tests want it to.
                    self.close_connection = True

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.hold.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield
    telemetry.shutdown()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def nobody_there(receiver: Receiver) -> str:
    """The URL of a port on which nobody listens any more."""
    gone = Receiver()
    gone.close()
    return gone.url


def timed_shutdown() -> float:
    begun = time.monotonic()
    telemetry.shutdown()
    return time.monotonic() - begun


def test_spans_arrive_with_names_parents_links_and_service(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url + "/")
    telemetry.start("villages", "1.2.3")
    with continued(PARENT), span("react", command="CompleteVisit", links=linked([PARENT])):
        pass
    assert timed_shutdown() < 2
    assert receiver.paths == ["/v1/traces"]
    (resource,) = receiver.batches[0].resource_spans
    named = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
    assert (named["service.name"], named["service.version"]) == ("villages", "1.2.3")
    (made,) = resource.scope_spans[0].spans
    assert (made.name, made.trace_id.hex(), made.parent_span_id.hex()) == ("react", PARENT[3:35], PARENT[36:52])
    assert [(pair.key, pair.value.string_value) for pair in made.attributes] == [("command", "CompleteVisit")]
    assert [link.span_id.hex() for link in made.links] == [PARENT[36:52]]


def test_spans_arrive_while_the_process_goes_on(receiver: Receiver) -> None:
    telemetry.start("villages", "1", endpoint=receiver.url)
    with span("decide"):
        pass
    assert receiver.asked.wait(10)


def test_receiver_that_is_down_costs_no_time(
    nobody_there: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "1")
    telemetry.start("villages", "1", endpoint=nobody_there)
    begun = time.monotonic()
    for _ in range(5000):
        with span("decide"):
            pass
    assert time.monotonic() - begun < 2
    assert timed_shutdown() < 2.2
    told = [record for record in caplog.records if record.name.startswith("opentelemetry") and record.levelno >= logging.WARNING]
    assert len(told) == 1, [record.getMessage() for record in told]


def test_receiver_that_does_not_answer_costs_no_time(receiver: Receiver) -> None:
    receiver.hold.clear()
    telemetry.start("villages", "1", endpoint=receiver.url)
    with span("decide"):
        pass
    assert receiver.asked.wait(10)
    begun = time.monotonic()
    for _ in range(5000):
        with span("decide"):
            pass
    assert time.monotonic() - begun < 2
    assert timed_shutdown() < 2.2


def test_receiver_in_trouble_is_asked_again_and_shutdown_cuts_it_short(receiver: Receiver) -> None:
    receiver.status = 503
    telemetry.start("villages", "1", endpoint=receiver.url)
    with span("decide"):
        pass
    assert receiver.asked.wait(10)
    assert timed_shutdown() < 2.2


def test_nothing_is_sent_nor_loaded_without_an_endpoint() -> None:
    before = threading.active_count()
    telemetry.start("villages", "1")
    with span("decide"):
        pass
    assert threading.active_count() == before
    assert timed_shutdown() < 0.1
