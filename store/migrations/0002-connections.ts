import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connected users, how they connected, their tokens and budgets, and what has been fetched for them. */
export class Connections1700000000002 implements MigrationInterface {
  name = 'Connections1700000000002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE connection (
        id                  uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id      uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        provider_app_id     uuid NOT NULL REFERENCES provider_app ON DELETE CASCADE,
        provider            text NOT NULL,
        provider_user_id    text NOT NULL,
        reference_id        text,
        state               text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'reauthorize', 'revoked')),
        scopes              text NOT NULL DEFAULT '',
        created_at          timestamptz NOT NULL DEFAULT now(),
        last_webhook_update timestamptz,
        last_polled_at      timestamptz,
        most_recent_data_at timestamptz,
        -- Everything that the provider changed before this moment has been seen.
        synced_until        timestamptz,
        next_poll_at        timestamptz NOT NULL DEFAULT now(),
        -- One sync at a time, whoever runs it.
        lease_token         uuid,
        lease_until         timestamptz,
        failures            int NOT NULL DEFAULT 0,
        problem             jsonb
      ) WITH (fillfactor = 80);
      -- Two apps' users may share one provider account, told apart by reference id.
      CREATE UNIQUE INDEX connection_account ON connection (provider_app_id, provider_user_id, coalesce(reference_id, ''));
      CREATE INDEX connection_reference ON connection (environment_id, reference_id);
      CREATE INDEX connection_list ON connection (environment_id, id);
      CREATE INDEX connection_poll ON connection (next_poll_at, id) WHERE state = 'active';

      CREATE TABLE credential (
        connection_id     uuid PRIMARY KEY REFERENCES connection ON DELETE CASCADE,
        environment_id    uuid NOT NULL,
        tokens            bytea NOT NULL,
        revision          int NOT NULL DEFAULT 1,
        access_expires_at timestamptz NOT NULL,
        -- One refused refresh may be a lost race or a bad minute: only the second in a row asks the athlete again.
        refused           int NOT NULL DEFAULT 0,
        updated_at        timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE auth_session (
        id               uuid PRIMARY KEY,
        environment_id   uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        kind             text NOT NULL CHECK (kind IN ('widget', 'direct')),
        providers        text[] NOT NULL,
        reference_id     text,
        success_url      text,
        failure_url      text,
        language         text,
        -- The id that the connection will get; told to the app before the athlete agrees.
        connection_id    uuid NOT NULL,
        state            text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'authorizing', 'connected', 'failed')),
        provider         text,
        oauth_state_hash bytea UNIQUE,
        browser_hash     bytea,
        code_verifier    bytea,
        problem          jsonb,
        created_at       timestamptz NOT NULL DEFAULT now(),
        expires_at       timestamptz NOT NULL
      );
      CREATE INDEX auth_session_expiry ON auth_session (expires_at);

      CREATE TABLE rate_budget (
        key           text PRIMARY KEY,
        tokens        double precision NOT NULL,
        refilled_at   timestamptz NOT NULL DEFAULT now(),
        blocked_until timestamptz
      ) WITH (fillfactor = 50);

      CREATE TABLE coverage (
        connection_id uuid NOT NULL REFERENCES connection ON DELETE CASCADE,
        type          text NOT NULL,
        day           date NOT NULL,
        fetched_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (connection_id, type, day)
      );

      CREATE TABLE backfill (
        id               uuid PRIMARY KEY DEFAULT uuidv7(),
        environment_id   uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
        provider         text NOT NULL,
        types            text[] NOT NULL,
        range_start      timestamptz NOT NULL,
        range_end        timestamptz NOT NULL CHECK (range_end > range_start),
        -- NULL = all connections of the environment at the provider when it was planned.
        connection_ids   uuid[],
        reference        uuid NOT NULL DEFAULT gen_random_uuid(),
        state            text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'running', 'paused', 'canceled', 'done', 'failed')),
        windows_total    int NOT NULL DEFAULT 0,
        windows_done     int NOT NULL DEFAULT 0,
        windows_failed   int NOT NULL DEFAULT 0,
        records_found    bigint NOT NULL DEFAULT 0,
        records_changed  bigint NOT NULL DEFAULT 0,
        requested_by     text NOT NULL,
        created_at       timestamptz NOT NULL DEFAULT now(),
        started_at       timestamptz,
        finished_at      timestamptz
      );
      CREATE INDEX backfill_list ON backfill (environment_id, id DESC);
      CREATE INDEX backfill_open ON backfill (id) WHERE state IN ('planned', 'running');

      CREATE TABLE backfill_window (
        id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        backfill_id   uuid NOT NULL REFERENCES backfill ON DELETE CASCADE,
        connection_id uuid NOT NULL REFERENCES connection ON DELETE CASCADE,
        type          text NOT NULL,
        range_start   timestamptz NOT NULL,
        range_end     timestamptz NOT NULL,
        state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
        due_at        timestamptz NOT NULL DEFAULT now(),
        lease_until   timestamptz,
        attempts      int NOT NULL DEFAULT 0,
        found         int NOT NULL DEFAULT 0,
        changed       int NOT NULL DEFAULT 0,
        problem       jsonb
      ) WITH (fillfactor = 80);
      -- Newest first: people look at recent rides first.
      CREATE INDEX backfill_window_claim ON backfill_window (backfill_id, range_end DESC, id) WHERE state = 'pending';
      CREATE INDEX backfill_window_connection ON backfill_window (connection_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE backfill_window, backfill, coverage, rate_budget, auth_session, credential, connection`);
  }
}
