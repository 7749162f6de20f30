import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Environments and what belongs to them directly: keys, provider apps, destinations, the audit log. */
export class Tenants1700000000001 implements MigrationInterface {
  name = 'Tenants1700000000001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE environment (
        id         uuid PRIMARY KEY DEFAULT uuidv7(),
        dev_id     text NOT NULL UNIQUE CHECK (dev_id ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
        name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
        -- Origins that an athlete may be sent back to after connecting; empty = any.
        redirect_origins text[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now()
      );

      -- A key is 256 random bits, so a plain SHA-256 is enough: there is nothing to guess.
      CREATE TABLE api_key (
        id             uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        label          text NOT NULL,
        prefix         text NOT NULL,
        hash           bytea NOT NULL UNIQUE,
        created_at     timestamptz NOT NULL DEFAULT now(),
        expires_at     timestamptz,
        revoked_at     timestamptz,
        last_used_at   timestamptz
      );
      CREATE INDEX api_key_environment ON api_key (environment_id);

      -- config holds no secrets; secrets is one envelope (store/secrets).
      CREATE TABLE provider_app (
        id                  uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id      uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        provider            text NOT NULL,
        config              jsonb NOT NULL,
        secrets             bytea NOT NULL,
        config_revision     int NOT NULL DEFAULT 1,
        -- The unguessable segment of the notification address.
        hook_path           text NOT NULL UNIQUE,
        hook_verify_token   text NOT NULL,
        subscription_id     text,
        webhook_secrets     bytea,
        created_at          timestamptz NOT NULL DEFAULT now(),
        updated_at          timestamptz NOT NULL DEFAULT now(),
        UNIQUE (environment_id, provider)
      );

      CREATE TABLE destination (
        id              uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id  uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        kind            text NOT NULL,
        name            text NOT NULL,
        config          jsonb NOT NULL,
        secrets         bytea NOT NULL,
        config_revision int NOT NULL DEFAULT 1,
        -- NULL = all.
        event_types     text[],
        state           text NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'paused', 'disabled')),
        -- The circuit is here and not in memory: all processes see the same one.
        circuit         text NOT NULL DEFAULT 'closed' CHECK (circuit IN ('closed', 'open', 'half_open')),
        failures        int NOT NULL DEFAULT 0,
        failing_since   timestamptz,
        probe_at        timestamptz,
        problem         jsonb,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now(),
        UNIQUE (environment_id, name)
      );

      CREATE TABLE audit (
        id             uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id uuid,
        actor          text NOT NULL,
        action         text NOT NULL,
        subject        text NOT NULL,
        detail         jsonb NOT NULL DEFAULT '{}',
        at             timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX audit_environment ON audit (environment_id, id DESC);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE audit, destination, provider_app, api_key, environment`);
  }
}
