import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of an environment, by any filter, without reading what does not match. Figures: docs/performance.md, "The desk". */
export class DeskLists1700000000014 implements MigrationInterface {
  name = 'DeskLists1700000000014';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- In the place of delivery_list (environment_id, id DESC), so that a delivery costs no entry more. An environment has few kinds of deliveries
      -- (destination, state, type): each page is merged from the heads of those that match (store/control/delivery-kinds.ts).
      CREATE INDEX delivery_kind ON delivery (environment_id, destination_id, state, type, id DESC);
      DROP INDEX delivery_list;
      -- Records of all users, newest first. Those of one instant are few: they are sorted.
      CREATE INDEX record_list ON record (environment_id, type, started_at DESC);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX record_list;
      CREATE INDEX delivery_list ON delivery (environment_id, id DESC);
      DROP INDEX delivery_kind;
    `);
  }
}
