"""A process that cannot go on ends with one line and a code that tells whoever started it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from libs.events import serving
from libs.events.settings import HttpSettings
from libs.events.unfit import Unfit

SETTINGS = HttpSettings(port=1, token_issuer="issuer", token_audience="audience", jwks_url="file:///none")


@asynccontextmanager
async def application(*ended: Unfit) -> AsyncIterator[FastAPI]:
    app = FastAPI()
    app.state.ended = list(ended)
    yield app


@pytest.fixture(autouse=True)
def told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(_server: Any) -> None:
        """Returns as after a signal."""

    monkeypatch.setattr(uvicorn.Server, "serve", serve)


def test_a_part_that_ended_ends_the_process_in_one_line() -> None:
    with pytest.raises(SystemExit) as ended, serving.ending_in_one_line():
        serving.serve(SETTINGS, lambda: application(Unfit("the server is too old"), Unfit("and what followed from it")))
    assert ended.value.code == "Unfit: the server is too old"


def test_a_process_that_was_told_to_stop_ends_well() -> None:
    with serving.ending_in_one_line():
        serving.serve(SETTINGS, application)
