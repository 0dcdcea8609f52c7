"""One wrapped key a ref, which the application may read and add, but neither change nor delete."""

from libs.events.migrations.script import run

revision = "0001"
down_revision = None

TABLES = """
create schema vault;

create table vault.keys (
  ref text collate "C" primary key,         -- person:<uuid> or record:<stream>; says whose key it is, nothing about them
  kind text collate "C" not null,
  wrapped bytea not null,                   -- nonce, the 256-bit key encrypted with AES-256-GCM, tag
  kek text collate "C" not null,            -- which master key wraps it
  created_at timestamptz not null default now(),
  check (starts_with(ref, kind || ':')),
  check (octet_length(wrapped) = 12 + 32 + 16)
);

grant usage on schema vault to :app;
grant select, insert on vault.keys to :app;
"""


def upgrade() -> None:
    run(TABLES)
