"""Spans and their context, carried through HTTP, log and NATS; what happens to them on the way out delays nobody."""

import asyncio
import logging
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Token
from types import TracebackType
from typing import Final, Literal

from opentelemetry.context import Context, attach, detach
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    get_current_span,
    set_span_in_context,
)

ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"
RATIO: Final = "OTEL_TRACES_SAMPLER_ARG"
GRACE: Final = 2.0
"""Seconds that a shutdown spends at most on sending what is left."""
PATIENCE: Final = 5.0
"""Seconds that the collector has to take a batch, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise."""
DELAY: Final = 1000
"""Milliseconds that a span waits for others, unless OTEL_BSP_SCHEDULE_DELAY says otherwise."""

Value = str | bool | int | float

_TRACEPARENT: Final = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_FLAGS: Final = TraceFlags.SAMPLED | 2
"""Sampled, and made of random digits: the flags that there are."""
_TALKATIVE: Final = (
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.exporter.otlp.common.http",
    "opentelemetry.sdk._shared_internal",
)


class OnceAMinute(logging.Filter):
    """Lets one record a minute pass, of all loggers it is added to together."""

    def __init__(self) -> None:
        super().__init__()
        self._next = float("-inf")

    def filter(self, _record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + 60
        return True


class _Export(SpanExporter):
    """The OTLP exporter, which may be shut down from two sides."""

    def __init__(self, endpoint: str | None) -> None:
        # Imported here: Protocol Buffers and an HTTP client that nobody needs who exports nothing.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

        given = "OTEL_EXPORTER_OTLP_TIMEOUT" in os.environ or "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT" in os.environ
        url = f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None
        self._inner = OTLPSpanExporter(endpoint=url, timeout=None if given else PATIENCE)
        self._closed = False
        quiet = OnceAMinute()
        for name in _TALKATIVE:
            logger = logging.getLogger(name)
            logger.filters = [found for found in logger.filters if not isinstance(found, OnceAMinute)]
            logger.addFilter(quiet)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._inner.export(spans)

    def shutdown(self) -> None:
        if not self._closed:
            self._closed = True
            self._inner.shutdown()  # type: ignore[no-untyped-call]


class _State:
    """What `start` has set up for this process."""

    tracer: Tracer = NoOpTracer()
    provider: TracerProvider | None = None
    export: _Export | None = None


_state: Final = _State()


def start(
    service: str,
    version: str,
    *,
    environment: Literal["development", "production"] = "production",
    endpoint: str | None = None,
    processor: SpanProcessor | None = None,
) -> None:
    """Begin to make spans in the name of this service; a second call replaces what the first set up.

    They are sent to `endpoint` or OTEL_EXPORTER_OTLP_ENDPOINT, the base URL of an OTLP/HTTP receiver; with neither they serve
    to carry context only. `processor` gets them as well. Whoever began a trace decides whether it is sampled; of those that
    begin here it is the share OTEL_TRACES_SAMPLER_ARG (0 … 1, default 1), all in development. Raises ValueError.
    """
    shutdown()
    sampler = ParentBased(TraceIdRatioBased(1.0 if environment == "development" else _ratio()))
    named = {"service.name": service, "service.version": version, "deployment.environment.name": environment}
    provider = TracerProvider(sampler=sampler, resource=Resource.create(named), shutdown_on_exit=False)
    if processor:
        provider.add_span_processor(processor)
    if endpoint or os.environ.get(ENDPOINT):
        _state.export = _Export(endpoint)
        delay = None if "OTEL_BSP_SCHEDULE_DELAY" in os.environ else DELAY
        provider.add_span_processor(BatchSpanProcessor(_state.export, schedule_delay_millis=delay))
    _state.provider = provider
    _state.tracer = provider.get_tracer("tigapilar", version)


def shutdown(timeout: float = GRACE) -> None:
    """Send what is left, for `timeout` seconds at most, and make no more spans. Blocks: from a loop, by `asyncio.to_thread`."""
    provider, export = _state.provider, _state.export
    _state.tracer, _state.provider, _state.export = NoOpTracer(), None, None
    if provider is None:
        return
    if export is None:
        provider.shutdown()
        return
    # The SDK would wait for half a minute; a daemon thread keeps neither us nor the process.
    ending = threading.Thread(target=provider.shutdown, name="telemetry-shutdown", daemon=True)
    ending.start()
    ending.join(timeout / 2)
    if ending.is_alive():
        # This ends its waiting between two tries.
        export.shutdown()
        ending.join(timeout / 2)


def _ratio() -> float:
    text = os.environ.get(RATIO) or "1"
    try:
        ratio = float(text)
    except ValueError:
        ratio = -1.0
    if not 0 <= ratio <= 1:
        raise ValueError(f"{RATIO} must be a number from 0 to 1")
    return ratio


def tracer() -> Tracer:
    """The tracer of this process; before `start` and after `shutdown` one that makes nothing."""
    return _state.tracer


class Spanning:
    """A span that is current while its block runs; see `span`."""

    __slots__ = ("_span", "_token")

    def __init__(self, made: Span) -> None:
        self._span = made
        self._token: Token[Context] | None = None

    def __enter__(self) -> Span:
        self._token = attach(set_span_in_context(self._span))
        return self._span

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._token is not None:
            detach(self._token)
        if kind is not None:
            failed(self._span, kind.__qualname__, wrong=kind is not asyncio.CancelledError)
        self._span.end()


def span(name: str, *, kind: SpanKind = SpanKind.INTERNAL, links: Sequence[Link] | None = None, **attributes: Value) -> Spanning:
    """`with span("decide", command=…)`: a child of the current span. Give no personal value, token or query string.

    Of an exception that leaves the block only the type is kept: its text may quote what was sealed.
    """
    return Spanning(_state.tracer.start_span(name, kind=kind, attributes=attributes, links=links))


def failed(made: Span, reason: str, *, wrong: bool = True) -> None:
    """Note on a span why it ended early, and that this was an error unless it is not `wrong`."""
    made.set_attribute("error.type", reason)
    if wrong:
        made.set_status(Status(StatusCode.ERROR))


def current_traceparent() -> str | None:
    """The W3C trace context to pass on or to record with an event, None outside any trace."""
    context = get_current_span().get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def trace_id() -> str | None:
    """The id of the current trace for problems and logs, 32 hex digits."""
    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def remote(traceparent: str | None) -> SpanContext | None:
    """What a traceparent says, None where it is missing or malformed."""
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent and len(traceparent) <= 512 else None
    if match is None or (match[1] == "00" and match[5]):
        return None
    return SpanContext(int(match[2], 16), int(match[3], 16), is_remote=True, trace_flags=TraceFlags(int(match[4], 16) & _FLAGS))


@contextmanager
def continued(traceparent: str | None) -> Iterator[None]:
    """Spans of the block continue the trace recorded with an event; with none, each begins a trace of its own."""
    parent = remote(traceparent)
    token = attach(set_span_in_context(NonRecordingSpan(parent), Context()) if parent else Context())
    try:
        yield
    finally:
        detach(token)


def linked(traceparents: Iterable[str | None]) -> list[Link]:
    """Links to the traces that a batch serves, for `span(…, links=…)`; at most 128, each once."""
    found = {context.span_id: context for context in map(remote, traceparents) if context}
    return [Link(context) for context in list(found.values())[:128]]
