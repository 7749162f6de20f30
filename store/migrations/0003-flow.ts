import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What flows: notifications in, raw answers, records, events, deliveries, attempts.
 *
 * event, delivery, attempt and raw_payload are partitioned by their UUID version 7, whose first 48 bits are the time: the primary key stays one
 * column, a look-up by id touches one partition, and retention drops whole tables. Partitions are made by store/partitions.ts.
 */
export class Flow1700000000003 implements MigrationInterface {
  name = 'Flow1700000000003';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE inbox (
        id               uuid NOT NULL DEFAULT uuidv7(),
        -- The day is in the unique key because a partitioned table demands it: a repeat on a later day costs one fetch and changes nothing.
        received_on      date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
        environment_id   uuid NOT NULL,
        provider_app_id  uuid NOT NULL,
        connection_id    uuid,
        provider_event_id text NOT NULL,
        kind             text NOT NULL,
        provider_user_id text NOT NULL,
        object_type      text,
        object_id        text,
        object_revision  bigint,
        occurred_at      timestamptz NOT NULL,
        received_at      timestamptz NOT NULL DEFAULT now(),
        state            text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'ignored', 'dead')),
        due_at           timestamptz NOT NULL DEFAULT now(),
        attempts         int NOT NULL DEFAULT 0,
        finished_at      timestamptz,
        problem          jsonb,
        -- The request as it came; only in the first row of a notification that held several events.
        body             bytea,
        PRIMARY KEY (id, received_on),
        UNIQUE NULLS NOT DISTINCT (received_on, provider_app_id, provider_event_id, connection_id)
      ) PARTITION BY RANGE (received_on);
      CREATE INDEX inbox_claim ON inbox (due_at, id) WHERE state = 'pending';
      CREATE INDEX inbox_connection ON inbox (connection_id) WHERE state = 'pending';

      CREATE TABLE raw_payload (
        id             uuid PRIMARY KEY,
        environment_id uuid NOT NULL,
        connection_id  uuid NOT NULL,
        type           text NOT NULL,
        record_key     text NOT NULL,
        part           text NOT NULL,
        content_hash   bytea NOT NULL,
        fetched_at     timestamptz NOT NULL DEFAULT now(),
        -- zstd
        body           bytea NOT NULL
      ) PARTITION BY RANGE (id);
      CREATE INDEX raw_payload_connection ON raw_payload (connection_id);

      CREATE TABLE record (
        connection_id      uuid NOT NULL REFERENCES connection ON DELETE CASCADE,
        type               text NOT NULL,
        record_key         text NOT NULL,
        environment_id     uuid NOT NULL,
        revision           bigint NOT NULL DEFAULT 1,
        provider_revision  bigint,
        -- Unix milliseconds, strictly growing per record: X-Terra-Ordering-Timestamp.
        ordering_ms        bigint NOT NULL,
        start_time         text NOT NULL,
        end_time           text NOT NULL,
        started_at         timestamptz NOT NULL,
        content_hash       bytea NOT NULL,
        body_bytes         int NOT NULL,
        -- Final JSON, zstd; summary is the same without samples, plain.
        body               bytea NOT NULL,
        summary            bytea NOT NULL,
        raw_ids            uuid[] NOT NULL,
        deleted_at         timestamptz,
        created_at         timestamptz NOT NULL DEFAULT now(),
        updated_at         timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (connection_id, type, record_key)
      );
      -- Compressed already: trying again costs time and saves nothing.
      ALTER TABLE record ALTER body SET STORAGE EXTERNAL;
      CREATE INDEX record_time ON record (connection_id, type, started_at);

      CREATE TABLE event (
        id             uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id uuid NOT NULL,
        connection_id  uuid,
        type           text NOT NULL,
        op             text NOT NULL DEFAULT 'upsert' CHECK (op IN ('upsert', 'delete')),
        record_key     text,
        revision       bigint NOT NULL DEFAULT 1,
        reference      uuid NOT NULL,
        backfill_id    uuid,
        -- The whole body of an event without a record (auth, deauth, …): no health data. As text it goes out as it came in, unparsed.
        body           json
      ) PARTITION BY RANGE (id);
      CREATE INDEX event_connection ON event (connection_id);

      CREATE TABLE delivery (
        id             uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id uuid NOT NULL,
        destination_id uuid NOT NULL,
        event_id       uuid NOT NULL,
        connection_id  uuid,
        type           text NOT NULL,
        record_key     text,
        revision       bigint NOT NULL DEFAULT 1,
        -- 0 live, 5 backfill, 7 replay: lower goes first.
        priority       smallint NOT NULL DEFAULT 0,
        state          text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'dead', 'superseded', 'canceled')),
        due_at         timestamptz NOT NULL DEFAULT now(),
        lease_until    timestamptz,
        attempts       int NOT NULL DEFAULT 0,
        finished_at    timestamptz,
        problem        jsonb
      ) PARTITION BY RANGE (id);
      CREATE INDEX delivery_claim ON delivery (destination_id, priority, due_at, id) WHERE state = 'pending';
      CREATE INDEX delivery_record ON delivery (connection_id, record_key, destination_id) WHERE state = 'pending' AND record_key IS NOT NULL;
      CREATE INDEX delivery_list ON delivery (environment_id, id DESC);
      CREATE INDEX delivery_dead ON delivery (destination_id, id) WHERE state = 'dead';

      CREATE TABLE attempt (
        delivery_id    uuid NOT NULL,
        n              int NOT NULL,
        environment_id uuid NOT NULL,
        started_at     timestamptz NOT NULL,
        duration_ms    int NOT NULL,
        ok             boolean NOT NULL,
        code           text,
        problem        jsonb,
        PRIMARY KEY (delivery_id, n)
      ) PARTITION BY RANGE (delivery_id);

      -- What housekeeping must remember between processes: which Temporal namespace our workflows were started in, …
      CREATE TABLE runtime_fact (
        key        text PRIMARY KEY,
        value      jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE runtime_fact, attempt, delivery, event, record, raw_payload, inbox`);
  }
}
