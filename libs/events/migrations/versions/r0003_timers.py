"""Where a service keeps what falls due, and the clock by which it does."""

from libs.events.migrations.script import run

revision = "0003"
down_revision = "0002"

TABLES = """
create schema timers;

create table timers.checkpoints (
  name text primary key,                    -- of a set of timers
  position bigint not null                  -- up to here the log has been read for it
);

create table timers.timers (
  name text not null,
  key text collate "C" not null,
  position bigint not null,                 -- of the event that began it
  due_at timestamptz not null,              -- when it is to be tried next
  tries int not null default 0,
  refused text,                             -- the code of the refusal that ended it
  primary key (name, key)
);
create index timers_due on timers.timers (name, due_at) where refused is null;

-- The clock. A benchmark that cannot wait for hours replaces this one function by a clock of its own.
create function timers.clock() returns timestamptz language sql volatile as 'select clock_timestamp()';

grant usage on schema timers to :app;
grant select, insert, update, delete on timers.checkpoints, timers.timers to :app;
grant execute on function timers.clock() to :app;
"""


def upgrade() -> None:
    run(TABLES)
