"""What the processes of a local system are told, by what is loaded."""

from pathlib import Path

import pytest

from infra.local import programs as local
from infra.local.databases import Databases
from infra.local.programs import Wiring, programs
from infra.local.settings import LocalSettings
from infra.local.state import State


def told(directory: Path, seed: str) -> dict[str, str]:
    """The environment of the villages service."""
    state = State(directory)
    state.secrets.mkdir(exist_ok=True)
    databases = Databases("postgresql://owner@127.0.0.1:1/postgres", state)
    settings = LocalSettings(seed=seed)  # type: ignore[arg-type]
    made = programs(Wiring(settings, state, databases, "nats://127.0.0.1:1", "file:///jwks.json"))
    return dict(next(program.environment for program in made if program.name == "villages"))


def test_only_the_demonstration_takes_reports_of_a_whole_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "REPORTED_WITHIN_DAYS" not in told(tmp_path, "ntb")
    assert told(tmp_path, "demo")["REPORTED_WITHIN_DAYS"] == "400"
    monkeypatch.setenv("REPORTED_WITHIN_DAYS", "500")
    assert told(tmp_path, "demo")["REPORTED_WITHIN_DAYS"] == told(tmp_path, "ntb")["REPORTED_WITHIN_DAYS"] == "500"


def test_nobody_is_notified_of_what_never_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "NOTIFIERS", {"NOTIFY_URL": "https://polres.example.org"})
    assert told(tmp_path, "ntb")["NOTIFY_URL"] == "https://polres.example.org"
    assert "NOTIFY_URL" not in told(tmp_path, "demo")
