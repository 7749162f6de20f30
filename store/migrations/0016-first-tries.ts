import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which deliveries have surely not been tried, and since when a destination signs with two secrets. */
export class FirstTries1700000000016 implements MigrationInterface {
  name = 'FirstTries1700000000016';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Its record was new with it, and nobody has claimed it yet. What is not said to be fresh, such as all that is here already, may have been sent.
      -- In no index: the claim that clears it still updates the row in place.
      ALTER TABLE delivery ADD fresh boolean NOT NULL DEFAULT false;
      ALTER TABLE destination ADD secret_rotated_at timestamptz;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE delivery DROP fresh;
      ALTER TABLE destination DROP secret_rotated_at;
    `);
  }
}
