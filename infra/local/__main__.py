"""`python -m infra.local run | token | configuration | edition`: what `make` calls; what goes wrong is said, exit code 1."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

USAGE = "usage: python -m infra.local run [--tied] | token | configuration | edition FILE [--apply]"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _run() -> None:
    from infra.local.run import run, tie_to_parent  # noqa: PLC0415
    from infra.local.settings import LocalSettings  # noqa: PLC0415
    from libs.events.settings import read  # noqa: PLC0415

    if "--tied" in sys.argv:
        tie_to_parent()
    asyncio.run(run(read(LocalSettings), say))


def _token() -> None:
    from infra.local.settings import LocalSettings, TokenSettings  # noqa: PLC0415
    from infra.local.token import token  # noqa: PLC0415
    from libs.events.settings import read  # noqa: PLC0415

    say(token(read(LocalSettings), read(TokenSettings)))


def _configuration() -> None:
    from infra.local.configuration import page  # noqa: PLC0415

    sys.stdout.write(page())


def _edition() -> None:
    from infra.local.edition import main as bring  # noqa: PLC0415
    from infra.local.settings import EditionSettings  # noqa: PLC0415
    from libs.events.settings import read  # noqa: PLC0415

    bring(sys.argv[2:], read(EditionSettings), say)


def _migrate() -> None:
    from infra.local.databases import migrate  # noqa: PLC0415

    migrate(json.loads(os.environ["MIGRATE"]), say)


def _load() -> None:
    from infra.local import issuer  # noqa: PLC0415
    from infra.local.settings import LocalSettings  # noqa: PLC0415
    from infra.local.state import State  # noqa: PLC0415
    from libs.events.settings import read  # noqa: PLC0415

    seed = import_module("infra.local.seed").seed
    environ, state = os.environ, State(Path(read(LocalSettings).state_dir))

    def speak(claims: Mapping[str, Any]) -> str:
        return issuer.issue(state, claims, seconds=3600)

    asyncio.run(seed(environ["SEED_EDITION"], json.loads(environ["SEED_URLS"]), environ["SEED_TOKEN"], say, speak))


COMMANDS: dict[str, Callable[[], None]] = {
    "run": _run,
    "token": _token,
    "configuration": _configuration,
    "edition": _edition,
    "migrate": _migrate,
    "load": _load,
}


def main() -> int:
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if command is None:
        sys.stderr.write(USAGE + "\n")
        return 2
    try:
        command()
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("infra", "libs") and not Path("infra").is_dir():
            sys.stderr.write("run this from the top of the checkout\n")
        else:
            sys.stderr.write(f"the module {error.name} is missing: remove .venv, then make installs everything anew\n")
    except OSError as error:
        from infra.local.process import explain  # noqa: PLC0415

        sys.stderr.write(f"{explain(error)}\n")
    except Exception as error:
        if not {kind.__name__ for kind in type(error).__mro__} & {"CannotStart", "Misconfigured"}:
            raise
        sys.stderr.write(f"{error}\n")
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
