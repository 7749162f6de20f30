import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators see and do at the desk: tries with request and answer, edited events, backfills of a choice, windows in a list. */
export class Attempts1700000000015 implements MigrationInterface {
  name = 'Attempts1700000000015';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- model/exchange.ts. Of a success only the line that was asked: what came back is its code.
      ALTER TABLE attempt ADD request jsonb, ADD answer jsonb;

      -- The event in whose place an operator put this one for one delivery; its body is whole and may hold health data.
      ALTER TABLE event ADD edited_from uuid;

      -- Which connections it is for, beside connection_ids; null = no further condition.
      ALTER TABLE backfill ADD filter jsonb;
      -- Listing windows by state. What is pending has backfill_window_claim, so a window stands in one index of the three; a list of all merges them.
      CREATE INDEX backfill_window_done ON backfill_window (backfill_id, range_end DESC, id) WHERE state = 'done';
      CREATE INDEX backfill_window_failed ON backfill_window (backfill_id, range_end DESC, id) WHERE state = 'failed';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX backfill_window_done, backfill_window_failed;
      -- What was before knows no condition: it would pull for all.
      UPDATE backfill SET state = 'canceled', finished_at = now() WHERE filter IS NOT NULL AND state = 'planned';
      ALTER TABLE backfill DROP filter;
      ALTER TABLE event DROP edited_from;
      ALTER TABLE attempt DROP request, DROP answer;
    `);
  }
}
