import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts of managers, the devices that they see, and who wore which when. */
export class Devices1700000000008 implements MigrationInterface {
  name = 'Devices1700000000008';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One for each provider app: its tokens read for all connections of the app, which have none of their own.
      CREATE TABLE manager_account (
        id                  uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id      uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        provider_app_id     uuid NOT NULL UNIQUE REFERENCES provider_app ON DELETE CASCADE,
        provider_account_id text NOT NULL,
        state               text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'reauthorize')),
        -- As in credential.
        tokens              bytea NOT NULL,
        revision            int NOT NULL,
        access_expires_at   timestamptz NOT NULL,
        refused             int NOT NULL DEFAULT 0,
        problem             jsonb,
        devices_listed_at   timestamptz,
        created_at          timestamptz NOT NULL DEFAULT now(),
        updated_at          timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 70);
      CREATE INDEX manager_account_environment ON manager_account (environment_id);

      CREATE TABLE device (
        id                 uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id     uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        manager_account_id uuid NOT NULL REFERENCES manager_account ON DELETE CASCADE,
        provider_device_id text NOT NULL,
        name               text,
        serial_number      text,
        first_seen_at      timestamptz NOT NULL DEFAULT now(),
        last_seen_at       timestamptz NOT NULL DEFAULT now(),
        UNIQUE (manager_account_id, provider_device_id)
      );
      CREATE INDEX device_list ON device (environment_id, id);
      CREATE INDEX device_serial ON device (manager_account_id, serial_number);

      -- A range of uuids, so that GiST can compare a device: btree_gist, which would, is an extension that not every server has.
      CREATE TYPE uuid_range AS RANGE (subtype = uuid);

      -- Half-open: valid_from belongs to it, valid_to does not. valid_to NULL = until further notice.
      CREATE TABLE device_assignment (
        id             uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        device_id      uuid NOT NULL REFERENCES device ON DELETE CASCADE,
        connection_id  uuid NOT NULL REFERENCES connection ON DELETE CASCADE ON UPDATE CASCADE,
        valid_from     timestamptz NOT NULL,
        valid_to       timestamptz,
        created_at     timestamptz NOT NULL DEFAULT now(),
        updated_at     timestamptz NOT NULL DEFAULT now(),
        CHECK (valid_to > valid_from),
        CONSTRAINT device_assignment_one_athlete
          EXCLUDE USING gist (uuid_range(device_id, device_id, '[]') WITH =, tstzrange(valid_from, valid_to) WITH &&)
      );
      CREATE INDEX device_assignment_list ON device_assignment (environment_id, id);
      CREATE INDEX device_assignment_device ON device_assignment (device_id, valid_from);
      CREATE INDEX device_assignment_connection ON device_assignment (connection_id, valid_from);

      -- Counts changes of what the connection's athlete wore: a sync that began before one stores nothing any more.
      ALTER TABLE connection ADD assignments_revision int NOT NULL DEFAULT 0;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE connection DROP assignments_revision;
      DROP TABLE device_assignment;
      DROP TYPE uuid_range;
      DROP TABLE device, manager_account;
    `);
  }
}
