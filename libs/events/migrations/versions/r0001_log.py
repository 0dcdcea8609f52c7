"""The log, which the application may read and, through its one function, append to."""

from pathlib import Path

from libs.events.migrations.script import run

revision = "0001"
down_revision = None

LOG = Path(__file__).parents[2] / "log.sql"
GRANTS = """
grant usage on schema log to :app;
grant select on log.head, log.events, log.claims, log.readable to :app;
grant execute on function log.append to :app;
"""


def upgrade() -> None:
    run(LOG.read_text(encoding="utf-8"))
    run(GRANTS)
