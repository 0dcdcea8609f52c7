"""What a process is told by its environment: declared once, typed, documented, refused in one sentence."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import FieldInfo, fields

from libs.events.unfit import Unfit

S = TypeVar("S", bound=Struct)

FROM_FILE: Final = "_FILE"
"""Appended to a variable's name: the value is the content of that file, without the newline at its end."""
SECRET: Final = Meta(extra={"secret": True})
"""Marks a value that is shown nowhere."""

Url = Annotated[str, Meta(min_length=1)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Most = Annotated[int, Meta(ge=1, le=10**9)]
ORIGIN: Final = r"https?://[A-Za-z0-9.\-\[\]:]+"


class Misconfigured(Unfit):
    """A variable is missing or unfit. Its text is one line and never holds a value."""


class Settings(Struct, frozen=True, kw_only=True):
    """Variables of one kind of process; a field's name in capitals is the variable, its description the documentation."""

    def __repr__(self) -> str:
        """Without values: some are secrets."""
        return f"{type(self).__name__}(…)"

    __str__ = __repr__


class ProcessSettings(Settings, frozen=True, kw_only=True):
    """Every process."""

    environment: Annotated[
        Literal["development", "production"], Meta(description="`development` allows what is convenient and unsafe elsewhere.")
    ] = "production"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Meta(description="The least severe line that is logged.")
    ] = "INFO"
    otel_exporter_otlp_endpoint: Annotated[
        str | None, Meta(description="Base URL of an OTLP/HTTP receiver of traces and metrics. Unset: none are sent.")
    ] = None


class HttpSettings(ProcessSettings, frozen=True, kw_only=True):
    """Every process that answers HTTP."""

    host: Annotated[str, Meta(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[Port, Meta(description="The port to listen on.")]
    token_issuer: Annotated[Url, Meta(description="The `iss` of the tokens that are accepted.")]
    token_audience: Annotated[Url, Meta(description="The `aud` of the tokens that are accepted.")]
    jwks_url: Annotated[Url, Meta(description="Where the issuer's public keys are: https, or a file or http of this machine.")]


class ServiceSettings(HttpSettings, frozen=True, kw_only=True):
    """The services officers, villages and cooperation."""

    database_url: Annotated[Url, Meta(description="The service's log, as its application role."), SECRET]
    vault_database_url: Annotated[Url, Meta(description="The keys of sealed values."), SECRET]
    vault_master_key: Annotated[
        str,
        Meta(description="The key that wraps the vault's keys: 32 bytes as hex or base64 on each line, the newest first."),
        SECRET,
    ]
    nats_url: Annotated[Url, Meta(description="NATS with JetStream."), SECRET]


class Rules(Settings, frozen=True, kw_only=True):
    """Thresholds of one service's rules, each with a default."""


class OfficersRules(Rules, frozen=True, kw_only=True):
    """The rules of the service officers."""

    usual_villages: Annotated[int, Meta(ge=1, le=100, description="Villages an officer has without a reason given.")] = 3
    fit_threshold: Annotated[
        int,
        Meta(ge=0, le=100, description="Points of 100 by which an officer fits a village; with fewer, a reason is required."),
    ] = 60


Clock = Annotated[int, Meta(ge=1, le=10**7)]


class VillagesRules(Rules, frozen=True, kw_only=True):
    """The rules of the service villages."""

    warning_clock_red: Annotated[
        Clock, Meta(description="Seconds within which a red warning is to be acknowledged, from when it was recorded.")
    ] = 900
    warning_clock_orange: Annotated[Clock, Meta(description="The same for an orange one.")] = 3_600
    warning_clock_yellow: Annotated[Clock, Meta(description="The same for a yellow one.")] = 21_600
    warning_clock_green: Annotated[Clock, Meta(description="The same for a green one.")] = 86_400
    reported_within_days: Annotated[
        int, Meta(ge=1, le=3650, description="Days within which a visit or an issue is to be reported; later it is refused.")
    ] = 14
    contact_confirmed_for_days: Annotated[
        int, Meta(ge=1, le=3650, description="Days for which a contact person counts as confirmed; then as stale.")
    ] = 365
    dispute_days: Annotated[
        int, Meta(ge=1, le=365, description="Days for which a dispute of two pillars may be open before the commander is told.")
    ] = 7
    issue_acknowledged_within: Annotated[
        Clock, Meta(description="Seconds from the report within which an issue is to be acknowledged to count as answered fast.")
    ] = 1_800
    issue_acted_within: Annotated[
        Clock, Meta(description="Seconds from the report within which it is to be mediated or referred for that.")
    ] = 86_400
    issue_holds_for_days: Annotated[
        int, Meta(ge=1, le=365, description="Days for which a resolution must hold, verified, to count as accurate.")
    ] = 30
    index_min_respondents: Annotated[
        int,
        Meta(
            ge=10,
            le=1_000,
            description="So many people are to be asked in an area before its index of safety and trust is published.",
        ),
    ] = 30
    election_clock_percent: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="Per cent of the usual time within which warnings are to be acknowledged in an election period declared "
            "from now on.",
        ),
    ] = 50
    election_visit_days: Annotated[
        int,
        Meta(ge=1, le=365, description="Days after which a village without a completed visit is due one in such a period."),
    ] = 14
    election_days_max: Annotated[
        int, Meta(ge=1, le=3660, description="Days that an election period lasts at most, from its first phase to its end.")
    ] = 731
    forum_members_min: Annotated[
        int, Meta(ge=2, le=200, description="Members that a forum of police and community (FKPM) has at least when it is formed.")
    ] = 10
    forum_members_max: Annotated[int, Meta(ge=2, le=200, description="Members that it has at most.")] = 20
    forum_term_days_max: Annotated[int, Meta(ge=1, le=7320, description="Days that a term of office of its lasts at most.")] = (
        2192
    )
    institution_silent_for_days: Annotated[
        int,
        Meta(ge=1, le=3650, description="Days without a sign of life after which an institution of a village counts as dormant."),
    ] = 180


class CooperationRules(Rules, frozen=True, kw_only=True):
    """The rules of the service cooperation."""

    independence_supervisions: Annotated[
        int,
        Meta(ge=0, le=20, description="Supervisions since its last designation that a site needs to be declared independent."),
    ] = 1
    jcc_within_days: Annotated[
        int,
        Meta(
            ge=1, le=3650, description="Days within which the joint coordinating committee (JCC) of a design has to meet again."
        ),
    ] = 366


class VillagesSettings(ServiceSettings, frozen=True, kw_only=True):
    """The villages service, which notifies units of early warnings."""

    notify_url: Annotated[
        str | None,
        Meta(description="Where a unit's notifier takes notices of warnings, unless its unit has its own: http or https."),
    ] = None
    notify_urls: Annotated[
        str, Meta(description="Notifiers of single units, with spaces between them: `<id of the unit>=<URL>`.")
    ] = ""
    notify_secret: Annotated[
        str | None, Meta(description="Signs every notice (HMAC-SHA256); needed where there is a notifier."), SECRET
    ] = None


class VerifySettings(Settings, frozen=True, kw_only=True):
    """The command that verifies a log."""

    database_url: Annotated[Url, Meta(description="The log to verify; its application role may."), SECRET]
    nats_url: Annotated[str | None, Meta(description="NATS with JetStream, for `--against nats`."), SECRET] = None


class LineageSettings(Settings, frozen=True, kw_only=True):
    """The command that counts the measurements of a design again."""

    database_url: Annotated[Url, Meta(description="The log of the cooperation service; its application role may."), SECRET]
    nats_url: Annotated[Url, Meta(description="NATS with JetStream, from which the logs of all services are read."), SECRET]


class GatewaySettings(HttpSettings, frozen=True, kw_only=True):
    """The gateway's API."""

    read_database_url: Annotated[Url, Meta(description="The read model, as a role that may only read."), SECRET]
    vault_database_url: Annotated[Url, Meta(description="The keys of sealed values."), SECRET]
    vault_master_key: Annotated[
        str,
        Meta(description="The key that wraps the vault's keys: 32 bytes as hex or base64 on each line, the newest first."),
        SECRET,
    ]
    past_database_url: Annotated[
        str | None,
        Meta(
            description="A database, empty or not, where temporary tables may be made for answers as of earlier moments. "
            "Unset: that of the read model, which must then be no hot standby."
        ),
        SECRET,
    ] = None
    officers_url: Annotated[Url, Meta(description="Where commands to officers go.")]
    villages_url: Annotated[Url, Meta(description="Where commands to villages go.")]
    cooperation_url: Annotated[Url, Meta(description="Where commands to cooperation go.")]
    allowed_origins: Annotated[
        str,
        Meta(
            pattern=rf"\A({ORIGIN}(, *{ORIGIN})*)?\Z",
            description="Origins besides the gateway's own whose pages may ask it, with commas: `https://peta.example.org`.",
        ),
    ] = ""
    query_tokens: Annotated[Most, Meta(description="Tokens of a GraphQL document, at most.")] = 2_000
    query_depth: Annotated[Most, Meta(description="Selections within each other in a document, at most.")] = 20
    query_aliases: Annotated[Most, Meta(description="Aliases in a document, at most.")] = 20
    query_directives: Annotated[Most, Meta(description="Directives in a document, at most.")] = 30
    query_fields: Annotated[
        Most, Meta(description="Fields in a document, at most, those of a fragment counted wherever it is spread.")
    ] = 500
    query_objects: Annotated[Most, Meta(description="Fields with a selection of their own in a document, at most.")] = 100
    query_cost: Annotated[
        Most, Meta(description="Units an operation costs at most: its fields times the sizes of the pages they stand in.")
    ] = 100_000
    client_rate: Annotated[
        int,
        Meta(ge=0, description="Units of cost that each client may spend a second, in each process; 0 lets it spend any."),
    ] = 50_000
    client_burst: Annotated[Most, Meta(description="Units of cost that each client may spend at once.")] = 1_000_000
    verify_rate: Annotated[
        Most,
        Meta(
            description="Verification codes that each address may check a minute at `/verify`, in each process. Behind a proxy "
            "that is not named in `FORWARDED_ALLOW_IPS`, all residents have the one address of the proxy."
        ),
    ] = 10
    verify_rate_all: Annotated[
        Most, Meta(description="Verification codes that all together may check a minute at `/verify`, in each process.")
    ] = 3_000
    graphiql_token: Annotated[
        str | None,
        Meta(description="In development: the token that GraphiQL at /graphql works with until another is entered there."),
        SECRET,
    ] = None
    trusted_documents: Annotated[
        str | None,
        Meta(
            description="A file of trusted documents, as `generate-persisted-query-manifest` writes it; `public: true` in an "
            "entry lets anybody run it. Unset: the project's own."
        ),
    ] = None


class ProjectorSettings(ProcessSettings, frozen=True, kw_only=True):
    """The gateway's projector."""

    projector_database_url: Annotated[Url, Meta(description="The read model, as the role that owns its tables."), SECRET]
    nats_url: Annotated[Url, Meta(description="NATS with JetStream."), SECRET]


class Variable(Struct, frozen=True, kw_only=True):
    """One variable as documented."""

    name: str
    meaning: str
    default: str | None
    """None where the variable must be set; empty where it may be left out without a value in its place."""
    values: tuple[str, ...]
    secret: bool


def variables(kind: type[Struct]) -> list[Variable]:
    """The variables of one kind of process, in the order of their declaration, the inherited ones first."""
    hints = get_type_hints(kind, include_extras=True)
    return [_variable(field, hints[field.name]) for field in fields(kind)]


def read(kind: type[S], environ: Mapping[str, str] = os.environ) -> S:
    """The settings of one kind of process; an empty value counts as unset. Raises Misconfigured."""
    given: dict[str, Any] = {}
    for field in fields(kind):
        value = _value(field.name.upper(), environ)
        if value is not None:
            given[field.name] = value
        elif field.required:
            raise Misconfigured(f"{field.name.upper()} is not set (nor {field.name.upper()}{FROM_FILE})")
    try:
        return convert(given, kind, strict=False)
    except ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`").upper()
        raise Misconfigured(f"{name}: {_without_value(name, reason, kind)}") from None


def _value(name: str, environ: Mapping[str, str]) -> str | None:
    value, file = environ.get(name) or None, environ.get(name + FROM_FILE)
    if not file:
        return value
    if value:
        raise Misconfigured(f"{name} and {name}{FROM_FILE} are both set")
    try:
        return Path(file).read_text().rstrip("\r\n") or None
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{name}{FROM_FILE} cannot be read: {error}") from None


def _without_value(name: str, reason: str, kind: type[Struct]) -> str:
    if not reason.startswith("Invalid enum value"):
        return reason
    allowed = next(variable.values for variable in variables(kind) if variable.name == name)
    return f"must be one of {', '.join(allowed)}"


def _variable(field: FieldInfo, hint: Any) -> Variable:
    metas = [note for note in hint.__metadata__ if isinstance(note, Meta)] if get_origin(hint) is Annotated else []
    meaning = " ".join(note.description for note in metas if note.description)
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return Variable(
        name=field.name.upper(),
        meaning=meaning,
        default=None if field.required else str(field.default if field.default is not None else ""),
        values=tuple(map(str, get_args(inner))) if get_origin(inner) is Literal else (),
        secret=any((note.extra or {}).get("secret") for note in metas),
    )
