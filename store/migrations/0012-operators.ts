import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens of operators beside FREEHUB_ADMIN_TOKEN, the sessions opened with them, and how the audit log is looked through. */
export class Operators1700000000012 implements MigrationInterface {
  name = 'Operators1700000000012';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE operator (
        id           uuid PRIMARY KEY DEFAULT uuidv7(),
        name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        role         text NOT NULL CHECK (role IN ('admin', 'viewer')),
        prefix       text NOT NULL,
        hash         bytea NOT NULL UNIQUE,
        created_at   timestamptz NOT NULL DEFAULT now(),
        expires_at   timestamptz,
        revoked_at   timestamptz,
        last_used_at timestamptz
      );
      -- The audit log names people: two at the same time must not have one name.
      CREATE UNIQUE INDEX operator_name ON operator (lower(name)) WHERE revoked_at IS NULL;

      CREATE TABLE operator_session (
        id           uuid PRIMARY KEY DEFAULT uuidv7(),
        -- Of the cookie's value.
        hash         bytea NOT NULL UNIQUE,
        operator_id  uuid REFERENCES operator ON DELETE CASCADE,
        -- Instead of an operator: FREEHUB_ADMIN_TOKEN, bound to the cookie's value. Another token ends the session.
        admin_proof  bytea,
        created_at   timestamptz NOT NULL DEFAULT now(),
        expires_at   timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        CHECK ((operator_id IS NULL) <> (admin_proof IS NULL))
      );
      CREATE INDEX operator_session_expiry ON operator_session (expires_at);

      -- Written once for each change by a person or an athlete, never on the way of a ride.
      CREATE INDEX audit_subject ON audit (subject, id DESC);
      CREATE INDEX audit_actor ON audit (actor, id DESC);
      CREATE INDEX audit_action ON audit (action text_pattern_ops, id DESC);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX audit_subject, audit_actor, audit_action; DROP TABLE operator_session, operator`);
  }
}
