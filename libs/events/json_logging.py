"""Logs as one JSON object a line, each with the trace it belongs to, none with what an exception happened to quote."""

import logging
import sys
from datetime import UTC, datetime
from traceback import walk_tb
from typing import Any, Final, TextIO

from msgspec import json

from libs.events.telemetry import trace_id

_CHATTY: Final = ("uvicorn.access", "uvicorn.error", "websockets", "httpx", "httpcore", "hpack")
"""Loggers whose lines hold paths and queries as they were asked for, and WebSocket frames as they came, tokens included."""
_DEEPEST: Final = 30
"""Frames of a traceback that are kept, the innermost."""
_CHAIN: Final = 4
"""Causes of causes that are kept."""


class JsonFormatter(logging.Formatter):
    """One line a record: time, level, logger, message, traceId, service, and for an exception its type and where it arose.

    The text of an exception is left out unless `frank`: databases and decoders quote values in it.
    """

    def __init__(self, service: str, *, frank: bool = False) -> None:
        super().__init__()
        self._service = service
        self._frank = frank

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "service": self._service,
        }
        trace = trace_id()
        if trace:
            line["traceId"] = trace
        error = record.exc_info[1] if record.exc_info else None
        if error:
            line["exception"] = self._exception(error)
        return json.encode(line).decode()

    def _exception(self, error: BaseException, depth: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = {"type": type(error).__qualname__}
        if self._frank:
            found["text"] = str(error).encode(errors="replace").decode()
        frames = [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(error.__traceback__)]
        found["stack"] = frames[-_DEEPEST:]
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is not None and depth < _CHAIN:
            found["cause"] = self._exception(cause, depth + 1)
        if isinstance(error, BaseExceptionGroup) and depth < _CHAIN:
            found["members"] = [self._exception(inner, depth + 1) for inner in error.exceptions]
        return found


def configure_logging(service: str, level: str = "INFO", *, frank: bool = False, stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream`, standard error by default, as JSON; replaces what was set up before.

    `frank` keeps the texts of exceptions, for development. Raises ValueError for an unknown level.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(service, frank=frank))
    root = logging.getLogger()
    root.setLevel(level)
    root.handlers[:] = [handler]
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in _CHATTY:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)


def _message(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
    except (TypeError, ValueError):
        # A call with the wrong number of arguments; better its bare text than no line.
        text = str(record.msg)
    return text.encode(errors="replace").decode()
