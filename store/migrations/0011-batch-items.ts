import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many items close a batch, beside the time that closes it: one that fills while nobody listens is due without being claimed first. */
export class BatchItems1700000000011 implements MigrationInterface {
  name = 'BatchItems1700000000011';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE destination ADD batch_items int`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE destination DROP batch_items`);
  }
}
