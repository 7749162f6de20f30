import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which process listens to a device. */
export class Watches1700000000010 implements MigrationInterface {
  name = 'Watches1700000000010';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE device ADD watch_token uuid, ADD watch_until timestamptz`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE device DROP watch_token, DROP watch_until`);
  }
}
