"""Where reactions keep how far they are and what they could not do, and the right to schemas for other services' facts."""

from libs.events.migrations.script import run

revision = "0002"
down_revision = "0001"

TABLES = """
create schema reactions;

create table reactions.checkpoints (
  name text primary key,
  log uuid,                                 -- identity of the log whose positions these are
  position bigint not null
);

create table reactions.dead_letters (
  reactor text not null,
  position bigint not null,
  stream text not null,
  event bytea not null,                     -- the payload as it came, sealed values included
  headers jsonb not null,
  error text not null,
  parked_at timestamptz not null default now(),
  tries int not null default 0,
  replay boolean not null default false,    -- set by a person: try again
  primary key (reactor, position)
);

grant usage on schema reactions to :app;
grant select, insert, update, delete on reactions.checkpoints, reactions.dead_letters to :app;

-- The application makes and renames schemas of its own, for tables that can be filled again from other services' streams.
do $$ begin execute 'grant create on database ' || quote_ident(current_database()) || $role$ to :app$role$; end $$;
"""


def upgrade() -> None:
    run(TABLES)
