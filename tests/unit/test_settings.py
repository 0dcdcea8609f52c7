"""Settings come from the environment or from files, and what is wrong with them is said without their values."""

from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta

from libs.events.settings import SECRET, Misconfigured, Port, ProjectorSettings, ServiceSettings, Settings, read, variables


class Sample(Settings, frozen=True, kw_only=True):
    port: Annotated[Port, Meta(description="A port.")]
    key: Annotated[str, Meta(description="A key."), SECRET]
    hint: str | None = None


def test_values_are_typed_and_an_empty_one_counts_as_unset() -> None:
    found = read(Sample, {"PORT": "8001", "KEY": "k", "HINT": ""})
    assert (found.port, found.key, found.hint) == (8001, "k", None)


def test_any_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert read(Sample, {"PORT": "1", "KEY_FILE": str(tmp_path / "key")}).key == "from a file"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"KEY": "hidden"}, "PORT is not set (nor PORT_FILE)"),
        ({"PORT": "hidden", "KEY": "k"}, "PORT: Expected `int`, got `str`"),
        ({"PORT": "70000", "KEY": "k"}, "PORT: Expected `int` <= 65535"),
        ({"PORT": "1", "KEY": "hidden", "KEY_FILE": "/nowhere"}, "KEY and KEY_FILE are both set"),
        ({"PORT": "1", "KEY_FILE": "/nowhere"}, "KEY_FILE cannot be read: [Errno 2] No such file or directory: '/nowhere'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_without_the_value(environ: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        read(Sample, environ)
    assert str(refused.value) == said


def test_a_wrong_choice_is_not_repeated() -> None:
    with pytest.raises(Misconfigured) as refused:
        read(ProjectorSettings, {"LOG_LEVEL": "hidden", "PROJECTOR_DATABASE_URL": "p", "NATS_URL": "n"})
    assert str(refused.value) == "LOG_LEVEL: must be one of DEBUG, INFO, WARNING, ERROR"


def test_settings_do_not_show_their_values() -> None:
    assert "hidden" not in f"{read(Sample, {'PORT': '1', 'KEY': 'hidden'})!r}"


def test_every_variable_is_documented_and_urls_with_passwords_are_secret() -> None:
    found = {variable.name: variable for variable in variables(ServiceSettings)}
    assert all(variable.meaning for variable in found.values())
    assert {name for name, variable in found.items() if variable.secret} == {
        "DATABASE_URL",
        "VAULT_DATABASE_URL",
        "VAULT_MASTER_KEY",
        "NATS_URL",
    }
    assert found["ENVIRONMENT"].values == ("development", "production")
    assert (found["PORT"].default, found["HOST"].default, found["OTEL_EXPORTER_OTLP_ENDPOINT"].default) == (None, "127.0.0.1", "")
