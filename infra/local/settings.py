"""The variables of `make`: where it runs, what it loads, for whom a token is."""

from typing import Annotated, Literal

from msgspec import Meta

from libs.events.settings import SECRET, Port, Settings


class LocalSettings(Settings, frozen=True, kw_only=True):
    """`make run` and `make token`."""

    state_dir: Annotated[str, Meta(description="Holds all data, secrets and logs of a local system.")] = ".run"
    port_base: Annotated[
        Annotated[int, Meta(ge=1024, le=65000)],
        Meta(description="The gateway's port; officers, villages and cooperation follow at +1, +2 and +3."),
    ] = 8000
    trace_port: Annotated[Port, Meta(description="Port of the trace page and of the OTLP/HTTP receiver.")] = 4318
    seed: Annotated[
        Literal["indonesia", "ntb", "demo", "none"],
        Meta(
            description="What is loaded at the first start: the whole country, the regions of NTB and Bekasi only, those with an "
            "invented year of NTB, or nothing."
        ),
    ] = "indonesia"
    postgres_url: Annotated[
        str | None, Meta(description="A superuser's URL of a running PostgreSQL to use instead of an embedded one."), SECRET
    ] = None
    nats_url: Annotated[
        str | None, Meta(description="A running NATS with JetStream to use instead of an embedded one."), SECRET
    ] = None
    postgres_bin: Annotated[
        str | None, Meta(description="Directory of PostgreSQL's programs. Unset: those of the wheel, else the system's.")
    ] = None
    nats_server: Annotated[
        str | None, Meta(description="The program nats-server. Unset: that of the wheel, else the system's.")
    ] = None
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], Meta(description="Handed to every process that is started.")
    ] = "INFO"
    otel_exporter_otlp_endpoint: Annotated[str | None, Meta(description="Handed to every process that is started.")] = None


class TokenSettings(Settings, frozen=True, kw_only=True):
    """`make token`."""

    role: Annotated[
        Literal["officer", "pillar", "commander", "headquarters", "partner", "ops", "service", "anonymous"],
        Meta(description="The role the token gives; `service` and `anonymous` have none."),
    ] = "headquarters"
    unit: Annotated[str | None, Meta(description="For a commander: the unit's name, or its id.")] = None
    village: Annotated[str | None, Meta(description="For an officer or a pillar: the village's code.")] = None
    pillar: Annotated[
        Literal["BHABINKAMTIBMAS", "BABINSA", "VILLAGE_HEAD"] | None,
        Meta(description="For a pillar: the seat whose holder the token is of. Unset: nobody in particular."),
    ] = None
    person: Annotated[
        str | None,
        Meta(
            description="For a pillar, a commander or headquarters: the id of the person. Unset: the holder of `PILLAR`, "
            "else nobody in particular."
        ),
    ] = None
    programs: Annotated[
        str | None, Meta(description="For a partner: ids of programmes, with commas. Unset: the founding programme.")
    ] = None
    provinces: Annotated[str, Meta(description="For a partner: codes of provinces, with commas.")] = "52,32"
    ttl: Annotated[Annotated[int, Meta(ge=1)], Meta(description="Seconds for which the token is valid.")] = 12 * 3600


class EditionSettings(LocalSettings, frozen=True, kw_only=True):
    """`python -m infra.local edition`."""

    token: Annotated[
        str | None,
        SECRET,
        Meta(description="The token its commands are given with. Unset: one of the local issuer, of headquarters."),
    ] = None


class CheckoutSettings(Settings, frozen=True, kw_only=True):
    """The Makefile and the tests."""

    python: Annotated[
        str | None,
        Meta(
            description="The Python that makes the virtual environment. Unset: the newest of python3.13 to python3.11, python3."
        ),
    ] = None
    test_postgres_bin: Annotated[
        str | None, Meta(description="Directory of the PostgreSQL programs the tests run on. Unset: the wheel's.")
    ] = None
