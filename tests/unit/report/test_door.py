"""Whoever asks for a report gets an answer, also where it cannot be written."""

from typing import Any

import pytest

from services.gateway.report.asking import Told
from services.gateway.report.door import Door


@pytest.mark.parametrize("path", ["/programmes/x/report", "/programmes/x/report.csv"])
async def test_what_cannot_be_written_is_a_problem_like_any_other(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    async def told(*_args: Any) -> Told:
        return Told({"titles": {}}, {})  # without what a report says first

    door, sent = object.__new__(Door), []
    monkeypatch.setattr(door, "_told", told)

    async def send(message: Any) -> None:
        sent.append(message)

    await door({"method": "GET", "path": path, "query_string": b"", "headers": []}, _nothing, send)
    assert [message["status"] for message in sent if "status" in message] == [500]
    assert b'"code":"INTERNAL"' in sent[-1]["body"]


async def _nothing() -> Any:
    return {}
