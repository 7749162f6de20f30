/** How a test file reaches the run’s shared servers: over the address that global-setup.ts left in the environment. */
import { z } from 'zod';
import { ServerHost, type SharedPostgres, type SharedTemporal } from './host.js';

/** Not FREEHUB_…: an unknown one of those is an error. */
const SERVERS_VARIABLE = 'TEST_SERVERS_URL';

const answers = {
  postgres: z.strictObject({ url: z.string() }),
  temporal: z.strictObject({ address: z.string(), namespace: z.string() }),
};
/** For a run without global set-up (one file, in an editor): servers of this process, which end with it. */
let own: ServerHost | null = null;

export async function sharedPostgres(): Promise<SharedPostgres> {
  const host = process.env[SERVERS_VARIABLE];
  return host === undefined ? (own ??= new ServerHost()).postgres() : answers.postgres.parse(await ask(host, 'postgres'));
}

/** The run's Temporal server. Keep tests apart by task queue and workflow id. */
export async function sharedTemporal(): Promise<SharedTemporal> {
  const host = process.env[SERVERS_VARIABLE];
  return host === undefined ? (own ??= new ServerHost()).temporal() : answers.temporal.parse(await ask(host, 'temporal'));
}

async function ask(host: string, server: keyof typeof answers): Promise<unknown> {
  const response = await fetch(`${host}/${server}`);
  if (!response.ok) throw new Error(`the shared ${server} did not start: ${await response.text()}`);
  return response.json();
}
