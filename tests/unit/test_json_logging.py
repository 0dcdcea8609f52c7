"""A log line is one JSON object that names its trace and quotes nobody."""

import io
import json
import logging
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from libs.events import telemetry
from libs.events.json_logging import JsonFormatter, configure_logging

CHATTY = ("uvicorn.access", "uvicorn.error", "websockets", "httpx", "httpcore", "hpack")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    shown = warnings.showwarning
    chatty = {name: logging.getLogger(name).level for name in CHATTY}
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    warnings.showwarning = shown
    root.handlers[:] = before
    root.setLevel(level)
    for name, old in chatty.items():
        logging.getLogger(name).setLevel(old)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_line_holds_time_level_logger_message_service(stream: io.StringIO) -> None:
    configure_logging("villages", "INFO", stream=stream)
    logging.getLogger("tigapilar.relay").info("caught up at %d\nsecond line \N{GRINNING FACE} \ud800", 7)
    logging.getLogger("tigapilar.relay").debug("not shown")
    (line,) = lines(stream)
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {
        "level": "INFO",
        "logger": "tigapilar.relay",
        "message": "caught up at 7\nsecond line \N{GRINNING FACE} ?",
        "service": "villages",
    }
    assert stream.getvalue().count("\n") == 1


def test_line_names_its_trace(stream: io.StringIO) -> None:
    configure_logging("villages", stream=stream)
    telemetry.start("villages", "1")
    with telemetry.span("x"):
        logging.getLogger("a").warning("inside")
        expected = telemetry.trace_id()
    telemetry.shutdown()
    logging.getLogger("a").warning("outside")
    inside, outside = lines(stream)
    assert inside["traceId"] == expected
    assert "traceId" not in outside


def fail() -> None:
    try:
        raise KeyError("Siti Aminah")
    except KeyError as error:
        raise ExceptionGroup("Wayan", [ValueError("Made")]) from error


def test_exception_is_told_by_type_and_place_only(stream: io.StringIO) -> None:
    configure_logging("villages", stream=stream)
    try:
        fail()
    except ExceptionGroup:
        logging.getLogger("a").exception("the relay stopped")
    (line,) = lines(stream)
    found = line["exception"]
    assert (found["type"], found["cause"]["type"], found["members"][0]["type"]) == ("ExceptionGroup", "KeyError", "ValueError")
    assert found["stack"][-1].endswith("fail")
    for name in ("Siti", "Wayan", "Made"):
        assert name not in stream.getvalue()


def test_exception_is_quoted_where_asked_for(stream: io.StringIO) -> None:
    configure_logging("villages", frank=True, stream=stream)
    try:
        raise ValueError("broken thing")
    except ValueError:
        logging.getLogger("a").exception("oh")
    assert lines(stream)[0]["exception"]["text"] == "broken thing"


def test_endless_causes_end() -> None:
    error = ValueError("a")
    error.__cause__ = other = ValueError("b")
    other.__cause__ = error
    record = logging.LogRecord("x", logging.ERROR, "", 1, "m", (), (ValueError, error, None))
    assert json.loads(JsonFormatter("s").format(record))["exception"]["type"] == "ValueError"


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_lines_with_what_was_asked_are_silent_at_every_level(stream: io.StringIO, level: str) -> None:
    configure_logging("villages", level, stream=stream)
    logging.getLogger("uvicorn.access").info("GET /graphql?token=secret")
    logging.getLogger("httpx").info("POST http://127.0.0.1/secret")
    logging.getLogger("uvicorn.error").info('"WebSocket /graphql?token=secret" [accepted]')
    logging.getLogger("uvicorn.error").debug("< TEXT secret")
    logging.getLogger("websockets.server").debug("< TEXT secret")
    logging.getLogger("uvicorn.error").error("an application failed")
    assert [line["message"] for line in lines(stream)] == ["an application failed"]


def test_warnings_and_careless_calls_are_lines_too(stream: io.StringIO) -> None:
    configure_logging("villages", stream=stream)
    careless = "one %s two %s"
    logging.getLogger("a").info(careless, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old", UserWarning, stacklevel=1)
    called, warned = lines(stream)
    assert called["message"] == careless
    assert warned["logger"] == "py.warnings"


def test_second_configuration_replaces_the_first(stream: io.StringIO) -> None:
    configure_logging("villages", stream=io.StringIO())
    configure_logging("villages", stream=stream)
    logging.getLogger("a").info("once")
    assert len(lines(stream)) == 1
    with pytest.raises(ValueError, match="LOUD"):
        configure_logging("villages", "LOUD")
