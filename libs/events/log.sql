-- The log of one service: three tables, a view for people, and the one function that writes.
-- Run once, by the owner of the database; the application's role gets no more than SELECT and EXECUTE (see migrations).
create schema log;

-- Exactly one row. Every append locks it until it commits, hence positions are handed out in commit order and without gaps.
create table log.head (
  single boolean primary key default true check (single),
  id uuid not null default gen_random_uuid(),      -- which log this is; its stream in the broker carries the same id
  position bigint not null default 0,
  root bytea not null default decode(repeat('00', 32), 'hex')
) with (fillfactor = 10);                          -- room for updates that touch no index
insert into log.head default values;

create table log.events (
  position bigint primary key,
  stream text collate "C" not null,
  version bigint not null,
  id uuid not null,                                -- not unique: nothing is looked up by it, and one duplicate would fail a whole batch
  type text collate "C" not null,
  schema int not null,
  occurred_at timestamptz not null check (occurred_at between '0001-01-02 00:00+00' and '9999-12-30 00:00+00'),
  recorded_at timestamptz not null,
  data bytea not null,                             -- JSON text, as is every meta: see log.readable
  meta bytea not null,
  command uuid,                                    -- on the last event of an append: the command it answered, so that row is the receipt
  root bytea,                                      -- on the last event of an insertion: the hash chain up to here
  unique (stream, version)
);
create unique index events_command on log.events (command) where command is not null;

-- Keys that one stream at a time may hold.
create table log.claims (
  key text collate "C" primary key,
  stream text collate "C" not null
);

create view log.readable as
  select position, stream, version, id, type, schema, occurred_at, recorded_at, convert_from(data, 'UTF8')::jsonb as data,
         convert_from(meta, 'UTF8')::jsonb as meta, command, encode(root, 'hex') as root
  from log.events;

-- Every stored column but the root itself. Whatever may vary in length is preceded by its length, whatever may be null by a flag:
-- no byte can move from one column to the next unnoticed. libs/events/chain.py computes the same.
create function log.digest(p bigint, v bigint, i uuid, sc int, occurred timestamptz, recorded timestamptz, s text, t text,
                           d bytea, m bytea, c uuid) returns bytea
language sql stable return sha256(
  int8send(p) || int8send(v) || uuid_send(i) || int4send(sc) || timestamptz_send(occurred) || timestamptz_send(recorded)
  || int4send(octet_length(s)) || convert_to(s, 'UTF8') || int4send(octet_length(t)) || convert_to(t, 'UTF8')
  || int4send(octet_length(d)) || d || int4send(octet_length(m)) || m
  || case when c is null then '\x00'::bytea else '\x01'::bytea || uuid_send(c) end);

-- Many appends in one call. Each is decided as if those before it had been committed already; a rejected one leaves no trace and
-- does no harm to the others. a_…: one element an append; e_…: one element an event, in the order of their appends.
-- a_expected: the stream's version, or -1 for any. a_needs: null or {"guards": {stream: version}, "claims": [key], "releases": [key]}.
-- Returns a row an append, in order: appended | repeated (both: version and position of its last event), version (the actual one),
-- guard (the actual version of stream `subject`), claim (key `subject` is held by `holder`).
create function log.append(
  a_stream text[], a_expected bigint[], a_count int[], a_command uuid[], a_needs text[],
  e_id uuid[], e_type text[], e_schema int[], e_occurred timestamptz[], e_data bytea[], e_meta bytea[])
returns table (outcome text, at_version bigint, at_position bigint, subject text, holder text)
language plpgsql security definer
-- Without these the plan of a lookup depends on statistics and costs, and an append takes up to 60 times as long.
set search_path = log, pg_temp set jit = off set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  moment constant timestamptz := now();
  a record; needs jsonb; keys text[]; last bigint; chain bytea; touched int;
  decided int := 0; seen int := 0; flushed int := 0;                -- appends decided; the events of those; events dealt with
  streams text[]; reached bigint[]; commands uuid[];                -- decided but not yet inserted: streams with their versions, commands
  owner int[]; positions bigint[]; versions bigint[]; ends int[];   -- by event: its append; by append: what to add to an event's ordinal
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'appends need READ COMMITTED: any other isolation level would decide on what was true before the lock' using errcode = '0A000';
  end if;
  select h.position, h.root into last, chain from head h for update;
  while decided < cardinality(a_stream) loop
    streams := '{}'; reached := '{}'; commands := '{}';
    -- Decide one by one as many as can be decided without reading back what this very call appends ...
    for a in
      select u.*, (select e.position from events e where e.command = u.command) as repeated,
             coalesce((select e.version from events e where e.stream = u.stream order by e.version desc limit 1), 0) as actual
      from unnest(a_stream, a_expected, a_count, a_command, a_needs) with ordinality as u (stream, expected, n, command, needs, i)
      where u.i > decided
    loop
      if (a.n >= 0 and a.expected >= -1 and a.stream is not null and a.command is not null) is not true then
        raise exception 'append % is malformed', a.i using errcode = '22023';
      end if;
      needs := a.needs::jsonb;
      exit when a.command = any (commands) or needs -> 'guards' ?| streams;
      decided := a.i; seen := seen + a.n; at_position := null; subject := null; holder := null;
      touched := array_position(streams, a.stream);
      if touched is not null then
        a.actual := reached[touched];
      end if;

      if a.repeated is not null then
        outcome := 'repeated'; at_position := a.repeated;
        at_version := (select e.version from events e where e.position = a.repeated); return next; continue;
      end if;
      if a.expected <> a.actual and a.expected <> -1 then
        outcome := 'version'; at_version := a.actual; return next; continue;
      end if;
      if needs ? 'guards' then
        select 'guard', g.actual, g.stream into outcome, at_version, subject from (
          select key as stream, value::bigint as known,
                 coalesce((select e.version from events e where e.stream = key order by e.version desc limit 1), 0) as actual
          from jsonb_each_text(needs -> 'guards')) g where g.actual <> g.known limit 1;
        if found then return next; continue; end if;
      end if;
      if needs ? 'claims' then
        -- by array, not by join: the planner guesses a hundred rows for a set-returning function and reads the whole table
        keys := array(select jsonb_array_elements_text(needs -> 'claims'));
        select 'claim', null, c.key, c.stream into outcome, at_version, subject, holder
          from claims c where c.key = any (keys) and c.stream <> a.stream limit 1;
        if found then return next; continue; end if;
      end if;
      if needs ? 'releases' then
        delete from claims c where c.key = any (array(select jsonb_array_elements_text(needs -> 'releases'))) and c.stream = a.stream;
      end if;
      if needs ? 'claims' then
        insert into claims select k, a.stream from unnest(keys) k on conflict do nothing;
      end if;

      if a.n > 0 then
        positions[a.i] := last - (seen - a.n); versions[a.i] := a.actual - (seen - a.n); ends[a.i] := seen;
        for o in seen - a.n + 1 .. seen loop
          owner[o] := a.i;
        end loop;
        commands := commands || a.command;
        if touched is null then
          streams := streams || a.stream; reached := reached || (a.actual + a.n);
        else
          reached[touched] := a.actual + a.n;
        end if;
        last := last + a.n;
      end if;
      outcome := 'appended'; at_version := a.actual + a.n; at_position := last; return next;
    end loop;

    -- ... then insert all of them at once.
    with e as materialized (
      select positions[k] + i as position, a_stream[k] as stream, versions[k] + i as version, id, t, sc, occurred, d, m,
             case when i = ends[k] then a_command[k] end as command
      from (select x.*, owner[x.i] as k from unnest(e_id, e_type, e_schema, e_occurred, e_data, e_meta)
              with ordinality as x (id, t, sc, occurred, d, m, i)) u
      where i > flushed and i <= seen and k is not null),
    r as materialized (
      select sha256(chain || string_agg(digest(position, version, id, sc, occurred, moment, stream, t, d, m, command), ''
                                        order by position)) as root from e),
    i as (
      insert into events (position, stream, version, id, type, schema, occurred_at, recorded_at, data, meta, command, root)
      select position, stream, version, id, t, sc, occurred, moment, d, m, command, case when position = last then r.root end
      from e, r order by position)
    select coalesce(r.root, chain) into chain from r;
    flushed := seen;
  end loop;
  if seen <> cardinality(e_id) then
    raise exception '% events were announced, % given', seen, cardinality(e_id) using errcode = '22023';
  end if;
  update head set position = last, root = chain where position <> last;
end $$;

revoke all on function log.append, log.digest from public;
