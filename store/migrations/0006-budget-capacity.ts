import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a budget was counted against: when an operator changes a limit, what is left of it changes in proportion. */
export class BudgetCapacity1700000000006 implements MigrationInterface {
  name = 'BudgetCapacity1700000000006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE rate_budget ADD capacity double precision`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE rate_budget DROP capacity`);
  }
}
