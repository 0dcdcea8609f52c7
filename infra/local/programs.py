"""What a local system consists of: which processes, on which ports, with which environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from infra.local.databases import DATABASES, Databases
from infra.local.issuer import AUDIENCE, ISSUER
from infra.local.settings import LocalSettings
from infra.local.state import State
from infra.local.supervisor import Program
from libs.events.settings import CooperationRules, OfficersRules, VillagesRules, variables

OFFSETS: Final[Mapping[str, int]] = {"gateway": 0, "officers": 1, "villages": 2, "cooperation": 3}
"""How far from PORT_BASE each listens."""
INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "SSL_CERT_FILE")
"""What a process gets of our own environment, besides OTEL_…; the rest, with whatever secrets it holds, stays with us."""

TOLD_IN_ARREARS: Final = {"REPORTED_WITHIN_DAYS": "400"}
"""What the services take where a year is told on one day, unless whoever starts the system says otherwise."""

NOTIFIERS: Final = {name: value for name, value in os.environ.items() if name.startswith("NOTIFY_")}
"""Who is notified of warnings: chosen by whoever starts the system."""


@dataclass(frozen=True)
class Wiring:
    """What the processes need to find each other."""

    settings: LocalSettings
    state: State
    databases: Databases
    nats_url: str
    jwks_url: str
    graphiql_token: str = ""
    """Lets a browser on this machine try the graph out."""

    def port(self, name: str) -> int:
        return self.settings.port_base + OFFSETS[name]

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port(name)}"


def programs(wiring: Wiring) -> list[Program]:
    """The processes of the whole system, services first."""
    urls = {database.name: wiring.databases.access(database) for database in DATABASES}
    base = {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("OTEL_")}
    rules = {variable.name for kind in (OfficersRules, VillagesRules, CooperationRules) for variable in variables(kind)}
    if wiring.settings.seed == "demo":
        base |= TOLD_IN_ARREARS
    base |= {name: value for name, value in os.environ.items() if name in rules}
    base |= {"PYTHONUNBUFFERED": "1", "ENVIRONMENT": "development", "LOG_LEVEL": wiring.settings.log_level}
    if wiring.settings.otel_exporter_otlp_endpoint:
        base["OTEL_EXPORTER_OTLP_ENDPOINT"] = wiring.settings.otel_exporter_otlp_endpoint
    tokens = {"TOKEN_ISSUER": ISSUER, "TOKEN_AUDIENCE": AUDIENCE, "JWKS_URL": wiring.jwks_url, "HOST": "127.0.0.1"}
    vault = {"VAULT_DATABASE_URL": urls["vault"].user_url, "VAULT_MASTER_KEY_FILE": str(wiring.state.master_key())}
    services = ("officers", "villages", "cooperation")

    def program(name: str, arguments: tuple[str, ...], port: int | None, environment: Mapping[str, str]) -> Program:
        command = (sys.executable, "-m", *arguments)
        return Program(name, command, {**base, **environment}, wiring.state.logs / f"{name}.log", port)

    return [
        *(
            program(
                name,
                (f"services.{name}",),
                wiring.port(name),
                {
                    **tokens,
                    **vault,
                    "PORT": str(wiring.port(name)),
                    "DATABASE_URL": urls[name].user_url,
                    "NATS_URL": wiring.nats_url,
                    # Nobody is notified of what never happened.
                    **(NOTIFIERS if name == "villages" and wiring.settings.seed != "demo" else {}),
                },
            )
            for name in services
        ),
        program(
            "projector",
            ("services.gateway", "projector"),
            None,
            {"PROJECTOR_DATABASE_URL": urls["read"].owner_url, "NATS_URL": wiring.nats_url},
        ),
        program(
            "gateway",
            ("services.gateway",),
            wiring.port("gateway"),
            {
                **tokens,
                **vault,
                "PORT": str(wiring.port("gateway")),
                "READ_DATABASE_URL": urls["read"].user_url,
                # Whoever tries this system out, tests and measures it, is one client.
                "CLIENT_RATE": "1000000000",
                "CLIENT_BURST": "1000000000",
                "VERIFY_RATE": "1000000",
                "VERIFY_RATE_ALL": "1000000",
                "GRAPHIQL_TOKEN": wiring.graphiql_token,
                **{f"{name.upper()}_URL": wiring.url(name) for name in services},
            },
        ),
    ]
