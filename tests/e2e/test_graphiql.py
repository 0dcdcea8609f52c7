"""GraphiQL as a person meets it: in a real browser, from this machine alone, with the README's query ready to run."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect, sync_playwright

from tests.e2e.system import System
from tests.e2e.test_readme import ANSWERS, QUERY

CHROMIUM: Final = shutil.which("chromium")
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE: Final = 20_000.0
"""Milliseconds for something to appear."""
CODE: Final = "52.71.01.1004"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed: the page is not looked at in a browser")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that nobody has used before."""
    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, headless=True, args=ARGUMENTS, timeout=PATIENCE
        )
        try:
            context.set_default_timeout(PATIENCE)
            yield context
        finally:
            context.close()


def written(page: Page, editor: str) -> str:
    """The whole text of an editor, of which the page shows only what fits."""
    found: str = page.locator(f"{editor} .CodeMirror").evaluate("node => node.CodeMirror.getValue()")
    return found


def test_a_browser_shows_graphiql_and_runs_the_query_of_the_readme(province: System, browser: BrowserContext) -> None:
    asked: list[tuple[str, str]] = []
    said: list[Any] = []

    def pass_on(route: Route) -> None:
        asked.append((route.request.resource_type, route.request.url))
        route.continue_()

    browser.route("**/*", pass_on)
    page = browser.pages[0]
    page.on("console", lambda message: said.append((message.type, message.text)))
    page.on("pageerror", lambda error: said.append(("error", error)))
    page.on("websocket", lambda socket: asked.append(("websocket", socket.url)))
    page.goto(f"{province.url}/graphql")
    # The schema has come where types are known by their descriptions.
    page.get_by_label("Show Documentation Explorer").click()
    expect(page.locator(".graphiql-doc-explorer")).to_contain_text("Root Types", timeout=PATIENCE)
    assert written(page, ".graphiql-query-editor").strip() == QUERY.strip()
    assert json.loads(written(page, ".graphiql-editor-tool .graphiql-editor:not(.hidden)")) == {"code": CODE}
    page.get_by_label("Execute query").click()
    expect(page.locator(".result-window")).to_contain_text("Ampenan Selatan", timeout=PATIENCE)
    assert json.loads(written(page, ".result-window"))["data"] == ANSWERS[CODE]["data"]
    assert {"document", "stylesheet", "script", "fetch"} <= {kind for kind, _ in asked}
    assert {urlsplit(url).hostname for _, url in asked if not url.startswith("data:")} == {"127.0.0.1"}
    assert said == []
