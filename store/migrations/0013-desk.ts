import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the overview, the search and a connection's story read: each by an index of its own, none by a scan. */
export class Desk1700000000013 implements MigrationInterface {
  name = 'Desk1700000000013';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Lists by provider and state, each page merged from the heads of those that match, and the counts by state from the index alone.
      CREATE INDEX connection_kind ON connection (environment_id, provider, state, id);
      -- Prefixes: in "C" a prefix is a range whatever the database's collation. What else is asked for is in the index, so a common prefix reads no rows.
      CREATE INDEX connection_by_reference ON connection (environment_id, reference_id COLLATE "C", id) INCLUDE (provider, state) WHERE reference_id IS NOT NULL;
      CREATE INDEX connection_by_account ON connection (environment_id, provider_user_id COLLATE "C", id) INCLUDE (provider, state);

      -- In the place of the one of pending notices alone: claims find those by the state, the story and the erasing of a connection find all. It costs one
      -- entry more a notice, when it is finished.
      CREATE INDEX inbox_of_connection ON inbox (connection_id, state, id) WHERE connection_id IS NOT NULL;
      DROP INDEX inbox_connection;

      -- In the place of (connection_id) alone: a page of the story is a page of the index. As before one entry an event.
      CREATE INDEX event_of_connection ON event (connection_id, id);
      DROP INDEX event_connection;
      -- Events without a record (auth, …) among thousands with one. No entry for those with one.
      CREATE INDEX event_status ON event (connection_id, id) WHERE record_key IS NULL;
      -- Records that are new or changed, as they come: one entry at the end of the index for each.
      CREATE INDEX event_of_record ON event (environment_id, id) WHERE record_key IS NOT NULL;

      -- Deliveries as they end: one entry at the end of the index for each.
      CREATE INDEX delivery_finished ON delivery (environment_id, state, finished_at) WHERE state IN ('delivered', 'dead');
      -- Tries that failed. Those that did not cost nothing.
      CREATE INDEX attempt_failed ON attempt (environment_id, started_at) WHERE NOT ok;

      -- In the place of (connection_id) alone: the backfills of a connection without reading its windows.
      CREATE INDEX backfill_window_of_connection ON backfill_window (connection_id, backfill_id);
      DROP INDEX backfill_window_connection;
      CREATE INDEX backfill_under_way ON backfill (environment_id, state, id) WHERE state IN ('planned', 'running', 'paused');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX backfill_under_way;
      CREATE INDEX backfill_window_connection ON backfill_window (connection_id);
      DROP INDEX backfill_window_of_connection, attempt_failed, delivery_finished, event_of_record, event_status;
      CREATE INDEX event_connection ON event (connection_id);
      DROP INDEX event_of_connection;
      CREATE INDEX inbox_connection ON inbox (connection_id) WHERE state = 'pending';
      DROP INDEX inbox_of_connection, connection_by_account, connection_by_reference, connection_kind;
    `);
  }
}
