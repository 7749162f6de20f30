import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a destination is sent activities as. */
export class Formats1700000000009 implements MigrationInterface {
  name = 'Formats1700000000009';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE destination ADD format text NOT NULL DEFAULT 'json' CHECK (format IN ('json', 'fit', 'fhir'))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE destination DROP format`);
  }
}
