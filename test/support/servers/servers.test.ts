import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Connection, WorkflowClient } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import pg from 'pg';
import { createDatabase, privatePostgres, type TestDatabase } from './postgres.js';
import { sharedPostgres } from './shared.js';
import { privateTemporal, sharedTemporal } from './temporal.js';

// The very first run on a machine builds Temporal.
jest.setTimeout(900_000);

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer?: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

describe('test databases', () => {
  const databases: TestDatabase[] = [];
  afterAll(() => Promise.all(databases.map((database) => database.dispose())));

  it('are migrated and apart from each other, also when made at once', async () => {
    databases.push(...(await Promise.all([createDatabase(), createDatabase(), createDatabase()])));
    const [first, second] = databases;
    await ask(first?.url ?? '', 'CREATE TABLE mine AS SELECT 1');
    expect(await ask(second?.url ?? '', `SELECT to_regclass('mine') AS answer`)).toBeNull();
    expect(await ask(second?.url ?? '', `SELECT to_regclass('environment')::text AS answer`)).toBe('environment');
  });

  it('can be empty', async () => {
    const database = await createDatabase({ template: null });
    expect(await ask(database.url, `SELECT to_regclass('environment') AS answer`)).toBeNull();
    await database.dispose();
    await expect(ask(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('come from one server', async () => {
    expect(await sharedPostgres()).toEqual(await sharedPostgres());
  });
});

describe('a private PostgreSQL', () => {
  it('keeps address and data over restart and kill', async () => {
    const server = await privatePostgres();
    const url = await server.ensureDatabase('mine');
    await ask(url, 'CREATE TABLE ride AS SELECT 5 AS answer');
    await server.restart();
    await server.kill();
    await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await ask(url, 'SELECT answer FROM ride')).toBe(5);
    await server.dispose();
  });
});

describe('Temporal', () => {
  const start = async (address: string, workflowId: string) => {
    const connection = await Connection.connect({ address });
    const client = new WorkflowClient({ connection });
    await client.start('ride', {
      workflowId,
      taskQueue: 'nobody',
      typedSearchAttributes: [{ key: defineSearchAttributeKey('FreehubStatus', 'KEYWORD'), value: 'waiting' }],
    });
    await connection.close();
  };
  const statusOf = async (address: string, workflowId: string): Promise<string> => {
    const connection = await Connection.connect({ address });
    try {
      return (await new WorkflowClient({ connection }).getHandle(workflowId).describe()).status.name;
    } finally {
      await connection.close();
    }
  };

  it('is shared, and knows our search attributes', async () => {
    const { address } = await sharedTemporal();
    await start(address, 'shared-ride');
    expect(await statusOf(address, 'shared-ride')).toBe('RUNNING');
  });

  it('keeps its data over stop and kill, and loses it on a wipe', async () => {
    const server = await privateTemporal();
    await start(server.address, 'ride');
    await server.stop();
    await server.restart();
    await server.kill();
    await server.restart();
    expect(await statusOf(server.address, 'ride')).toBe('RUNNING');
    await server.restart({ wipe: true });
    await expect(statusOf(server.address, 'ride')).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
    await server.dispose();
  });
});
