"""docs/configuration.md, written from the declarations of the settings."""

from typing import Final

from infra.local.settings import CheckoutSettings, EditionSettings, LocalSettings, TokenSettings
from libs.events.settings import (
    FROM_FILE,
    CooperationRules,
    GatewaySettings,
    HttpSettings,
    LineageSettings,
    OfficersRules,
    ProcessSettings,
    ProjectorSettings,
    ServiceSettings,
    Settings,
    Variable,
    VerifySettings,
    VillagesRules,
    VillagesSettings,
    variables,
)

HEAD: Final = f"""# Configuration

Every process is told what it needs by environment variables. Each may be given as `<NAME>{FROM_FILE}` instead: the path of a file
that holds the value. Whoever sets both, or leaves out one that is required, gets one line that says so, and exit code 1.
Values marked *secret* are never logged or shown.

The variables of OpenTelemetry's specification (`OTEL_…`: headers, timeouts, batching, `OTEL_TRACES_SAMPLER_ARG` for the share of
traces kept in production, …) are honoured besides those listed; `make run` hands them on.

This page is written by `python -m infra.local configuration > docs/configuration.md` from the declarations in
`libs/events/settings.py` and `infra/local/settings.py`.
"""

PAGES: Final[tuple[tuple[str, type[Settings]], ...]] = (
    ("Every process", ProcessSettings),
    ("Every process that answers HTTP", HttpSettings),
    ("The services officers, villages and cooperation", ServiceSettings),
    ("The service officers", OfficersRules),
    ("The service villages", VillagesRules),
    ("The service villages and its notifiers", VillagesSettings),
    ("The service cooperation", CooperationRules),
    ("The gateway", GatewaySettings),
    ("The gateway's projector", ProjectorSettings),
    ("`python -m libs.events.verify`", VerifySettings),
    ("`python -m services.cooperation.lineage`", LineageSettings),
    ("`make run`", LocalSettings),
    ("`python -m infra.local edition`", EditionSettings),
    ("`make token`, besides STATE_DIR and PORT_BASE", TokenSettings),
    ("The Makefile and the tests", CheckoutSettings),
)


def page() -> str:
    """The whole page, ending in a newline."""
    return "\n".join([HEAD, *(_section(title, kind) for title, kind in PAGES)])


def _section(title: str, kind: type[Settings]) -> str:
    above = {variable.name for parent in kind.__mro__[1:] if parent in dict(PAGES).values() for variable in variables(parent)}
    own = [variable for variable in variables(kind) if variable.name not in above]
    return "\n".join([f"## {title}\n", "| Variable | Meaning | Default |", "|---|---|---|", *map(_row, own)]) + "\n"


def _row(variable: Variable) -> str:
    meaning = variable.meaning + (f" One of {', '.join(f'`{value}`' for value in variable.values)}." if variable.values else "")
    default = "required" if variable.default is None else f"`{variable.default}`" if variable.default else "unset"
    return f"| `{variable.name}` | {meaning}{' *Secret.*' if variable.secret else ''} | {default} |"
