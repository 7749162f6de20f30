import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Batches fixed before their first write, what a destination may be asked at most, and payloads in a bucket of the operator. */
export class Batches1700000000007 implements MigrationInterface {
  name = 'Batches1700000000007';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Deliveries of one batch are written together at each try: the object of the last one is written again.
      ALTER TABLE delivery ADD batch_id uuid;
      CREATE INDEX delivery_batch ON delivery (destination_id, batch_id) WHERE batch_id IS NOT NULL AND state = 'pending';

      -- batch_open_at: what waits for a batch is not looked at before, unless more comes. tokens: of max_per_second, as they were at tokens_at.
      ALTER TABLE destination
        ADD batch_open_at timestamptz,
        ADD max_per_second numeric CHECK (max_per_second > 0),
        ADD max_concurrency int CHECK (max_concurrency > 0),
        ADD tokens double precision,
        ADD tokens_at timestamptz;

      -- body NULL: it is in the bucket, once in_bucket says so.
      ALTER TABLE payload ALTER body DROP NOT NULL, ADD in_bucket boolean NOT NULL DEFAULT false;
      -- Objects to delete. By a trigger, so that those of a user, an app or an environment that goes by a foreign key are not forgotten.
      CREATE TABLE payload_garbage (
        environment_id uuid NOT NULL,
        hash           bytea NOT NULL,
        since          timestamptz NOT NULL DEFAULT now(),
        -- Deleted once; it is deleted again when no write that began before can be under way.
        swept_at       timestamptz,
        PRIMARY KEY (environment_id, hash)
      );
      CREATE FUNCTION payload_to_garbage() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO payload_garbage (environment_id, hash) VALUES (OLD.environment_id, OLD.hash)
          ON CONFLICT (environment_id, hash) DO UPDATE SET since = now(), swept_at = NULL;
          RETURN NULL;
        END $$;
      CREATE TRIGGER payload_to_garbage AFTER DELETE ON payload FOR EACH ROW WHEN (OLD.body IS NULL) EXECUTE FUNCTION payload_to_garbage();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER payload_to_garbage ON payload;
      DROP FUNCTION payload_to_garbage;
      DROP TABLE payload_garbage;
      -- What is in the bucket only cannot be served by what came before.
      DELETE FROM payload WHERE body IS NULL;
      ALTER TABLE payload DROP in_bucket, ALTER body SET NOT NULL;
      ALTER TABLE destination DROP batch_open_at, DROP max_per_second, DROP max_concurrency, DROP tokens, DROP tokens_at;
      DROP INDEX delivery_batch;
      ALTER TABLE delivery DROP batch_id;
    `);
  }
}
