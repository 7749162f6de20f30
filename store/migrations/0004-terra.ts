import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of a connection that go when it goes. */
const OWNED = ['credential', 'coverage', 'backfill_window', 'record'];

/** What Terra's API and events need: dialects, history requests and their chunks, single-use tokens, day units, stored event bodies. */
export class Terra1700000000004 implements MigrationInterface {
  name = 'Terra1700000000004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Terra's events of 2022 and of today differ in some types and bodies (model/terra/events).
      ALTER TABLE destination ADD dialect text NOT NULL DEFAULT 'v2026' CHECK (dialect IN ('v2022', 'v2026'));

      -- Whether somebody who connects the same account again keeps the user id.
      ALTER TABLE environment ADD reauth_ids text NOT NULL DEFAULT 'constant' CHECK (reauth_ids IN ('constant', 'swapped'));

      -- body_v2022: the body in that dialect where it differs. record_keys, chunk: part of the answer to a history request; it is built from the
      -- records as they are when it is sent. chunk_bytes: their size, so that many chunks are not held in memory at once. held: no deliveries yet,
      -- for the chunks of a request will tell it.
      ALTER TABLE event ADD body_v2022 json, ADD record_keys text[], ADD chunk int, ADD chunk_bytes int, ADD samples boolean NOT NULL DEFAULT true,
        ADD held boolean NOT NULL DEFAULT false;
      -- Erasing a user, and reading what was sent for one, must not read everybody's.
      CREATE INDEX delivery_connection ON delivery (connection_id, id);

      -- A swapped id takes along what belongs to the connection.
      ${OWNED.map(
        (table) => `ALTER TABLE ${table} DROP CONSTRAINT ${table}_connection_id_fkey,
        ADD CONSTRAINT ${table}_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connection ON DELETE CASCADE ON UPDATE CASCADE;`,
      ).join('\n      ')}

      -- A history request of an app is a backfill that answers: when send is set, its records are sent in chunks at its end, once (sent_at).
      ALTER TABLE backfill
        ADD purpose text NOT NULL DEFAULT 'pull' CHECK (purpose IN ('pull', 'request')),
        ADD large boolean NOT NULL DEFAULT false,
        ADD send boolean NOT NULL DEFAULT false,
        ADD samples boolean NOT NULL DEFAULT true,
        ADD sent_at timestamptz,
        ADD expected_payloads int;

      -- Day units that an app spent on a user, by the minute: 6,000 in any hour (terra.md §3.4, r2).
      CREATE TABLE request_use (
        connection_id uuid NOT NULL REFERENCES connection ON DELETE CASCADE ON UPDATE CASCADE,
        minute        timestamptz NOT NULL,
        day_units     int NOT NULL,
        PRIMARY KEY (connection_id, minute)
      ) WITH (fillfactor = 70);

      -- generateAuthToken: 256 random bits, so a plain SHA-256 is enough; used once.
      CREATE TABLE auth_token (
        hash           bytea PRIMARY KEY,
        environment_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        reference_id   text,
        created_at     timestamptz NOT NULL DEFAULT now(),
        expires_at     timestamptz NOT NULL,
        used_at        timestamptz
      );
      CREATE INDEX auth_token_expiry ON auth_token (expires_at);

      -- Whole event bodies for receivers that fetch them by a signed link (ping mode, too large to post), by content.
      CREATE TABLE payload (
        environment_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        hash           bytea NOT NULL,
        -- Goes with its user; null for events of nobody.
        connection_id  uuid REFERENCES connection ON DELETE CASCADE ON UPDATE CASCADE,
        bytes          int NOT NULL,
        -- zstd
        body           bytea NOT NULL,
        created_at     timestamptz NOT NULL DEFAULT now(),
        expires_at     timestamptz NOT NULL,
        PRIMARY KEY (environment_id, hash)
      );
      ALTER TABLE payload ALTER body SET STORAGE EXTERNAL;
      CREATE INDEX payload_expiry ON payload (expires_at);
      CREATE INDEX payload_connection ON payload (connection_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE payload, auth_token, request_use;
      ALTER TABLE backfill DROP purpose, DROP large, DROP send, DROP samples, DROP sent_at, DROP expected_payloads;
      ALTER TABLE event DROP body_v2022, DROP record_keys, DROP chunk, DROP chunk_bytes, DROP samples, DROP held;
      DROP INDEX delivery_connection;
      ${OWNED.map(
        (table) => `ALTER TABLE ${table} DROP CONSTRAINT ${table}_connection_id_fkey,
        ADD CONSTRAINT ${table}_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connection ON DELETE CASCADE;`,
      ).join('\n      ')}
      ALTER TABLE environment DROP reauth_ids;
      ALTER TABLE destination DROP dialect;
    `);
  }
}
