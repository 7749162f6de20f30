import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A provider that is behind its own notices, and polls that fail beside notices that do not. */
export class Behind1700000000005 implements MigrationInterface {
  name = 'Behind1700000000005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- How often the provider's answer was older than this notice: not there (404), or of an older revision.
      ALTER TABLE inbox ADD behind smallint NOT NULL DEFAULT 0;
      -- Then a sync of notices alone does not say that the connection is well again.
      ALTER TABLE connection ADD poll_failing boolean NOT NULL DEFAULT false;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE inbox DROP behind; ALTER TABLE connection DROP poll_failing;`);
  }
}
