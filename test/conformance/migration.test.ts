/** The commands of docs/migrate-from-terra.md, in their order, as they stand there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { Platform, explained, until } from '../support/platform/index.js';
import { connectAthlete } from '../support/platform/connecting.js';
import { EventTap } from './support/event-tap.js';
import { run } from './support/run.js';

jest.setTimeout(300_000);

let platform: Platform;
let tap: EventTap;
let folder: string;
beforeAll(async () => {
  platform = await Platform.start({ sandbox: ['--riders', '1', '--days', '60'] });
  tap = await EventTap.start();
  folder = await mkdtemp(join(tmpdir(), 'freehub-migration-'));
});
afterAll(async () => {
  await platform.close();
  await tap.close();
  await rm(folder, { recursive: true, force: true });
});

/** What blocks leave for those that follow. */
const EXPORTED = ['DEV_ID', 'API_KEY', 'USER_ID'] as const;

/** Runs one block as a person would paste it; what it exports is there for the next. */
async function runBlock(script: string, env: Readonly<Record<string, string>>): Promise<void> {
  const tail = EXPORTED.map((name) => `printf '%s' "\${${name}:-}" > "$FOLDER/${name}"`).join('\n');
  const { code, stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', `${script}\n${tail}`], {
    cwd: packageRoot(),
    env,
  });
  if (code !== 0) throw new Error(`this fails:\n${script}\n${stdout}\n${stderr}`);
}

test('every command works', () =>
  explained(platform, async () => {
    const doc = await readFile(join(packageRoot(), 'docs', 'migrate-from-terra.md'), 'utf8');
    const blocks = [...doc.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script]) => script ?? '');
    expect(blocks.length).toBeGreaterThan(8);
    const sandbox = platform.sandbox.url;
    const insiders = {
      authorize_url: `${sandbox}/oauth/authorize`,
      token_url: `${sandbox}/oauth/token`,
      revoke_url: `${sandbox}/oauth/revoke`,
      api_url: `${sandbox}/v1`,
      webhook_subscriptions_url: `${sandbox}/v1/webhook_subscriptions`,
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
      // The sandbox has no limits: nothing waits.
      requests_per_15_minutes: 100_000,
      requests_per_day: 100_000,
      requests_per_user_minute: 100_000,
    };
    await writeFile(join(folder, 'insiders.json'), JSON.stringify(insiders));
    const env: Record<string, string> = {
      FREEHUB_PUBLIC_URL: platform.api.url,
      FREEHUB_ADMIN_TOKEN: platform.adminToken,
      FREEHUB_DATA_DIR: join(folder, 'none'),
      INSIDERS_JSON: join(folder, 'insiders.json'),
      RECEIVER_URL: tap.url,
      SIGNING_SECRET: 'a-secret-that-was-made-for-this-test',
      FOLDER: folder,
      // Both sides are ours: what is compared is the command.
      TERRA_URL: `${platform.api.url}/v2`,
    };
    for (const block of blocks) {
      await runBlock(block, env);
      for (const name of EXPORTED) env[name] = await readFile(join(folder, name), 'utf8');
      if (block.includes('-- connect ')) {
        const rider = (await platform.sandbox.control.riders())[0]?.id ?? '';
        const credentials = { devId: env['DEV_ID'] ?? '', apiKey: env['API_KEY'] ?? '' };
        await connectAthlete(platform.api.url, credentials, { riderId: rider, referenceId: 'member-42' });
        await until('the auth event', () => tap.of('auth')[0]);
      }
      Object.assign(env, { TERRA_DEV_ID: env['DEV_ID'], TERRA_API_KEY: env['API_KEY'], TERRA_USER_ID: env['USER_ID'] });
    }
    expect(env['USER_ID']).toMatch(/^[0-9a-f-]{36}$/);
    await until('the past', () => tap.of('large_request_sending')[0], { timeoutMs: 30_000 });
    expect(tap.of('healthcheck').length).toBeGreaterThan(1);
    expect((await readFile(join(folder, 'freehub'), 'utf8')).trim().split('\n').length).toBeGreaterThan(1);
  }));
