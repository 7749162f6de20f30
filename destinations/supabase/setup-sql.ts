/** What the customer runs once in the SQL editor: a plain upsert of PostgREST has no guard against older revisions, a function has. */

/** Tables that `check` asks for. */
export const TABLES = {
  terra: ['freehub_records', 'freehub_objects', 'terra_users', 'terra_data_payloads', 'terra_misc_payloads'],
  rows: ['freehub_records', 'freehub_events'],
} as const;

const EVERY_TABLE = [...new Set([...TABLES.terra, ...TABLES.rows])];

/** For both layouts; running it again changes nothing. @param schema a plain lower-case name */
export const setupSql = (schema: string): string => `
create table if not exists ${schema}.freehub_records (
  user_id text, type text, record_key text, revision bigint not null, deleted boolean not null,
  primary key (user_id, type, record_key));
create table if not exists ${schema}.freehub_objects (
  object_name text primary key, user_id text not null, type text not null, record_key text not null,
  revision bigint not null, removed boolean not null default false);
create index if not exists freehub_objects_by_record on ${schema}.freehub_objects (user_id, type, record_key);
create table if not exists ${schema}.freehub_events (
  user_id text, type text, record_key text, revision bigint not null, ordering_timestamp bigint not null,
  start_time timestamptz, end_time timestamptz, payload jsonb not null,
  primary key (user_id, type, record_key));
create table if not exists ${schema}.terra_users (
  user_id text primary key, reference_id text, created_at timestamptz, granted_scopes text, provider text, state text,
  ordering_timestamp bigint not null default 0);
create table if not exists ${schema}.terra_data_payloads (
  payload_id text primary key, user_id text not null references ${schema}.terra_users on delete cascade,
  data_type text not null, created_at timestamptz, start_time timestamptz, end_time timestamptz,
  record_key text not null, revision bigint not null, unique (user_id, data_type, record_key));
create table if not exists ${schema}.terra_misc_payloads (
  payload_id text primary key, user_id text not null references ${schema}.terra_users on delete cascade,
  data_type text not null, payload_type text, created_at timestamptz,
  record_key text not null, revision bigint not null, unique (user_id, data_type, record_key));

create or replace function ${schema}.freehub_write(rows jsonb)
returns table (at int, outcome text, name text, leftover text[])
language plpgsql set search_path = ${schema}, pg_temp as $$
#variable_conflict use_column
declare
  r record; held record; won boolean; settled boolean;
begin
  for r in
    select * from jsonb_to_recordset($1) as x(
      at int, step text, op text, user_id text, type text, record_key text, revision bigint, ordering_timestamp bigint,
      created_at timestamptz, start_time text, end_time text, payload text, terra_name text, own_name text, is_data boolean,
      reference_id text, user_created_at text, granted_scopes text, provider text, state text, is_state boolean)
    order by x.user_id, x.type, x.record_key, x.terra_name
  loop
    at := r.at; outcome := null; name := null; leftover := null;
    begin
      if r.step = 'removed' then
        -- The first name of a record is never given to another one: an upload under way could still land there.
        delete from freehub_objects o where o.object_name = r.terra_name and o.revision > 1;
        update freehub_objects o set removed = true where o.object_name = r.terra_name;
        outcome := 'delivered';
      elsif r.step = 'settle' then
        select g.revision, g.deleted into held from freehub_records g
          where g.user_id = r.user_id and g.type = r.type and g.record_key = r.record_key for update;
        if held.revision = r.revision and not held.deleted then
          insert into terra_users as u (user_id, reference_id, created_at, granted_scopes, provider, state, ordering_timestamp)
            values (r.user_id, r.reference_id, r.user_created_at::timestamptz, r.granted_scopes, r.provider, r.state,
              case when r.is_state then r.ordering_timestamp else 0 end)
            on conflict (user_id) do update set reference_id = excluded.reference_id,
              granted_scopes = excluded.granted_scopes, provider = excluded.provider, state = excluded.state,
              ordering_timestamp = excluded.ordering_timestamp
            where u.ordering_timestamp < excluded.ordering_timestamp;
          if r.is_data then
            insert into terra_data_payloads
                (payload_id, user_id, data_type, created_at, start_time, end_time, record_key, revision)
              values (r.terra_name, r.user_id, r.type, r.created_at, r.start_time::timestamptz, r.end_time::timestamptz,
                r.record_key, r.revision)
              on conflict (user_id, data_type, record_key) do update set payload_id = excluded.payload_id,
                created_at = excluded.created_at, start_time = excluded.start_time, end_time = excluded.end_time,
                revision = excluded.revision;
          else
            insert into terra_misc_payloads (payload_id, user_id, data_type, payload_type, created_at, record_key, revision)
              values (r.terra_name, r.user_id, r.type, 'event', r.created_at, r.record_key, r.revision)
              on conflict (user_id, data_type, record_key) do update set payload_id = excluded.payload_id,
                created_at = excluded.created_at, revision = excluded.revision;
          end if;
          outcome := 'delivered';
          select array_agg(o.object_name) into leftover from freehub_objects o
            where o.user_id = r.user_id and o.type = r.type and o.record_key = r.record_key
              and o.object_name <> r.terra_name and not o.removed;
        else
          outcome := 'stale';
          leftover := array[r.terra_name];
        end if;
      else
        insert into freehub_records as g (user_id, type, record_key, revision, deleted)
          values (r.user_id, r.type, r.record_key, r.revision, r.op = 'delete')
          on conflict (user_id, type, record_key) do update set revision = excluded.revision, deleted = excluded.deleted
          where g.revision < excluded.revision
            or (g.revision = excluded.revision and excluded.deleted and not g.deleted);
        won := found;
        select g.revision, g.deleted into held from freehub_records g
          where g.user_id = r.user_id and g.type = r.type and g.record_key = r.record_key for update;
        outcome := case when won or (held.revision = r.revision and r.op = 'delete') then 'delivered'
          when held.revision > r.revision then 'stale' else 'duplicate' end;
        if r.op = 'delete' and outcome = 'delivered' then
          delete from freehub_events e where e.user_id = r.user_id and e.type = r.type and e.record_key = r.record_key;
          delete from terra_data_payloads p
            where p.user_id = r.user_id and p.data_type = r.type and p.record_key = r.record_key;
          delete from terra_misc_payloads p
            where p.user_id = r.user_id and p.data_type = r.type and p.record_key = r.record_key;
          select array_agg(o.object_name) into leftover from freehub_objects o
            where o.user_id = r.user_id and o.type = r.type and o.record_key = r.record_key and not o.removed;
        elsif r.step = 'keep' and won then
          insert into freehub_events (user_id, type, record_key, revision, ordering_timestamp, start_time, end_time, payload)
            values (r.user_id, r.type, r.record_key, r.revision, r.ordering_timestamp, r.start_time::timestamptz,
              r.end_time::timestamptz, r.payload::jsonb)
            on conflict (user_id, type, record_key) do update set revision = excluded.revision,
              ordering_timestamp = excluded.ordering_timestamp, start_time = excluded.start_time,
              end_time = excluded.end_time, payload = excluded.payload;
        elsif r.step = 'claim' and outcome <> 'stale' and (won or not held.deleted) then
          settled := not won and exists (
            select from terra_data_payloads p where p.user_id = r.user_id and p.data_type = r.type
              and p.record_key = r.record_key and p.revision = r.revision
            union all
            select from terra_misc_payloads p where p.user_id = r.user_id and p.data_type = r.type
              and p.record_key = r.record_key and p.revision = r.revision);
          if settled then
            -- A first try may have ended before it removed the objects of older revisions.
            select array_agg(o.object_name) into leftover from freehub_objects o
              where o.user_id = r.user_id and o.type = r.type and o.record_key = r.record_key
                and o.revision < r.revision and not o.removed;
          else
            foreach name in array array[r.terra_name, r.own_name] loop
              insert into freehub_objects (object_name, user_id, type, record_key, revision)
                values (name, r.user_id, r.type, r.record_key, r.revision) on conflict do nothing;
              exit when exists (select from freehub_objects o where o.object_name = name
                and o.user_id = r.user_id and o.type = r.type and o.record_key = r.record_key and o.revision = r.revision);
              name := null;
            end loop;
            if name is null then outcome := '23505'; end if;
          end if;
        end if;
      end if;
    exception when data_exception or integrity_constraint_violation then
      -- One bad row must not cost the others.
      outcome := sqlstate; name := null; leftover := null;
    end;
    return next;
  end loop;
end $$;

${EVERY_TABLE.map((table) => `alter table ${schema}.${table} enable row level security;\ngrant select, insert, update, delete on ${schema}.${table} to service_role;`).join('\n')}
revoke execute on function ${schema}.freehub_write(jsonb) from public, anon, authenticated;
grant execute on function ${schema}.freehub_write(jsonb) to service_role;
notify pgrst, 'reload schema';
`;
