import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { rideOf } from '../../activities/convert/ride.fixture.js';
import { readActivityFile } from '../../formats/file.js';
import { encodeFit } from '../../formats/fit/encode-recording.js';
import { type BackfillId, type ConnectionId, asId } from '../../model/ids.js';
import { claimWindow, finishWindow, planWindows } from '../../store/backfill/windows.js';
import { type TestApi, startTestApi } from '../../test/support/api.js';
import { insidersConfig, seedConnection } from '../api/admin/seed.fixture.js';
import type { Cli } from './cli.js';
import { runCli } from './program.js';
import { packageRoot } from './runtime/package-root.js';

let api: TestApi;
let receiver: Server;
let hook = '';
let folder = '';
let rider: ConnectionId;
beforeAll(async () => {
  receiver = createServer((request, response) => void request.resume().on('end', () => response.end('ok')));
  receiver.listen(0, '127.0.0.1');
  [api, folder] = await Promise.all([startTestApi(), mkdtemp(join(tmpdir(), 'freehub-cli-')), once(receiver, 'listening')]);
  const address = receiver.address();
  hook = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  await api.listen();
}, 120_000);
afterAll(async () => {
  receiver.close();
  await api.close();
  await rm(folder, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
async function freehub(
  line: string | readonly string[],
  env: Record<string, string | undefined> = {},
  drawn?: string[],
  confirm: Cli['confirm'] = null,
): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(typeof line === 'string' ? line.split(' ') : line, {
    env: { ...process.env, ...env },
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    draw: drawn ? (text) => void drawn.push(text ?? '') : null,
    confirm,
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
const json = async (line: string): Promise<Record<string, unknown>> =>
  JSON.parse((await freehub(`${line} --json`)).out) as Record<string, unknown>;

describe('freehub', () => {
  it('asks for an environment first, and then takes the only one', async () => {
    expect(await freehub('keys list')).toEqual({ code: 1, out: '', err: expect.stringContaining('freehub env create <dev-id>') });
    expect((await freehub('env create my-app --name App')).out).toMatch(/Created my-app\..*`freehub keys create -e my-app`/);
    expect((await freehub('env list')).out).toContain('my-app');
    expect((await freehub('keys list')).out).toContain('No key yet');
    expect((await freehub('env update my-app --reauth-ids swapped --redirect-origin https://app.example')).code).toBe(0);
    expect((await freehub('env update my-app --name Mine')).code).toBe(0);
    const mine = (): Promise<unknown> => api.admin('GET', '/environments/my-app').then(({ body }) => body);
    expect(await mine()).toMatchObject({ name: 'Mine', reauth_ids: 'swapped', redirect_origins: ['https://app.example'] });
    expect((await freehub(['env', 'update', 'my-app', '--reauth-ids', 'constant', '--redirect-origin', ''])).code).toBe(0);
    expect(await mine()).toMatchObject({ name: 'Mine', reauth_ids: 'constant', redirect_origins: [] });
    expect((await freehub('env update my-app --reauth-ids always')).err).toContain('constant or swapped');
  });

  it('makes, rotates and revokes keys', async () => {
    const made = await freehub('keys create --label server');
    expect(made.out).toMatch(/^fh_[\w-]{43}$/);
    const { items } = (await json('keys list')) as { items: { id: string; label: string }[] };
    expect(items).toMatchObject([{ label: 'server' }]);
    expect((await freehub(`keys rotate ${items[0]?.id} --overlap-hours 1`)).out).toContain('fh_');
    expect((await freehub(`keys revoke ${items[0]?.id}`)).out).toContain('Revoked');
  });

  it('makes and revokes tokens of operators, and shows who did what', async () => {
    expect((await freehub('operators list')).out).toContain('No operator beside the admin yet');
    const viewer = await freehub('operators create Ann --days 30');
    expect(viewer).toMatchObject({
      out: expect.stringMatching(/^fho_[\w-]{43}$/),
      err: expect.stringContaining('Ann is a viewer'),
    });
    const asAnn = { FREEHUB_ADMIN_TOKEN: viewer.out };
    expect((await freehub('env list', asAnn)).out).toContain('my-app');
    expect(await freehub('env create mine', asAnn)).toMatchObject({
      code: 1,
      err: 'freehub: Ann is a viewer, who may look and change nothing: use the token of an admin',
    });
    expect((await freehub('operators create Ann')).err).toContain('there is an operator "Ann"');
    expect((await freehub('operators create Bob --role owner')).err).toContain('viewer or admin');
    const admin = await freehub('operators create Bob --role admin');
    expect((await freehub('env update my-app --name App', { FREEHUB_ADMIN_TOKEN: admin.out })).code).toBe(0);
    expect((await freehub('operators list')).out).toMatch(/Bob +admin +fho_[\w-]{8} /);
    expect((await freehub('audit --actor Bob')).out).toMatch(/^AT +WHO[^]* Bob +environment.changed /);
    expect((await freehub('audit -e my-app --action key. --limit 1')).out).toMatch(/ admin +key\.revoked [^]*More: --after/);
    expect((await freehub('audit --subject nothing')).out).toBe('No change matches.');
    expect((await freehub('audit --since soon')).err).toContain('since');
    expect((await freehub('operators revoke bob')).out).toContain('Revoked');
    expect((await freehub('operators revoke bob')).err).toContain('no operator "bob"');
    expect((await freehub('env list', { FREEHUB_ADMIN_TOKEN: admin.out })).code).toBe(1);
  });

  it('sets a provider up from a file and shows it masked', async () => {
    const file = join(folder, 'insiders.json');
    await writeFile(file, JSON.stringify(insidersConfig('http://127.0.0.1:1')));
    const missing = await freehub('providers set INSIDERS --set client_id=other');
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('authorize_url') });
    expect((await freehub(`providers set insiders --config ${file}`)).out).toContain(`${api.url}/connect/callback`);
    expect((await freehub('providers show INSIDERS')).out).toContain('sand***');
    const before = (await json('providers show INSIDERS'))['config'] as object;
    expect((await freehub('providers set INSIDERS --set requests_per_day=9 --set scopes=activity:read')).code).toBe(0);
    expect((await json('providers show INSIDERS'))['config']).toEqual({
      ...before,
      requests_per_day: 9,
      scopes: ['activity:read'],
    });
    expect((await freehub(`providers set INSIDERS --config ${file}`)).code).toBe(0);
    expect((await json('providers show INSIDERS'))['config']).toEqual(before);
    const kinds = (await freehub('providers kinds')).out;
    expect(kinds).toMatch(/requests_per_15_minutes +no +no +300/);
    expect(kinds).toMatch(/client_secret +yes +yes +- +Of your application/);
    expect((await freehub('providers set INSIDERS --unset requests_per_hour')).err).toContain(
      'there is no field "requests_per_hour"',
    );
    expect((await freehub('providers set INSIDERS --unset client_id')).err).toContain('client_id');
    expect((await freehub('providers set INSIDERS --set requests_per_day=9')).code).toBe(0);
    expect((await freehub('providers set INSIDERS --unset requests_per_day')).code).toBe(0);
    expect((await json('providers show INSIDERS'))['config']).toEqual(before);
    expect((await freehub('destinations kinds')).out).toMatch(/timeout_ms +no +no +8000/);
    expect((await freehub('providers list')).out).toMatch(/Insiders\s+INSIDERS\s+yes\s+no/);
    rider = await seedConnection(api.db, (await api.admin('GET', '/environments/my-app')).body['id'], { referenceId: 'anna' });
  });

  it('tries a destination before it creates it', async () => {
    const create = (url: string, ...more: string[]) =>
      freehub([
        'destinations',
        'create',
        'webhook',
        'rides',
        '--set',
        `url=${url}`,
        '--set',
        'signing_secret=1234567890123456',
        '--set',
        'timeout_ms=900',
        '--events',
        'activity,healthcheck',
        ...more,
      ]);
    const dead = await create('http://127.0.0.1:1/');
    expect(dead).toMatchObject({
      code: 1,
      out: expect.stringContaining('FAIL'),
      err: 'freehub: the destination does not work as it is set up',
    });
    expect(await create(hook)).toMatchObject({ code: 0, out: expect.stringContaining('Created rides') });
    expect((await create(hook)).err).toContain('name: there is a destination "rides"');
    expect(await json('destinations show rides')).toMatchObject({
      config: { timeout_ms: 900, signing_secret: '1234***' },
      event_types: ['activity', 'healthcheck'],
    });
    expect((await freehub('destinations update rides --events all')).code).toBe(0);
    expect((await json('destinations show rides'))['event_types']).toBeNull();
    expect((await freehub('destinations update rides --events activity,steps')).err).toContain('event_types');
    expect((await freehub('destinations update rides --events activity')).code).toBe(0);
    expect((await json('destinations show rides'))['event_types']).toEqual(['activity']);
    expect(await freehub('destinations update rides --set delivery=ping')).toMatchObject({ code: 0 });
    expect((await freehub('destinations check rides')).out).toContain('ok');
    const deaf = ['destinations', 'update', 'rides', '--set', 'url=http://127.0.0.1:1/'];
    expect(await freehub(deaf)).toMatchObject({
      code: 1,
      out: expect.stringContaining('FAIL'),
      err: expect.stringContaining('--no-check'),
    });
    expect(await json('destinations show rides')).toMatchObject({ config: { url: hook } });
    expect((await freehub([...deaf, '--no-check'])).code).toBe(0);
    expect((await freehub('destinations update rides --name rides --max-per-second 5')).code).toBe(0);
    expect(await json('destinations show rides')).toMatchObject({ config: { url: 'http://127.0.0.1:1/' }, max_per_second: 5 });
    expect((await freehub(`destinations update rides --set url=${hook}`)).code).toBe(0);
    expect((await json('destinations show rides'))['config']).toMatchObject({ delivery: 'ping', timeout_ms: 900 });
    expect((await freehub('destinations update rides --unset timeout_ms --unset delivery')).code).toBe(0);
    expect((await json('destinations show rides'))['config']).toMatchObject({ url: hook, timeout_ms: 8000 });
    expect((await freehub('destinations update rides --unset url')).err).toContain('url');
    expect((await freehub('destinations update rides --unset colour')).err).toContain('there is no field "colour"');
    expect((await freehub('destinations update rides --max-per-second 0')).err).toBe(
      'freehub: --max-per-second: "0" must be a number from 0.01 to 100000, or none',
    );
    expect((await freehub('destinations update rides --max-concurrency 1.5')).err).toBe(
      'freehub: --max-concurrency: "1.5" must be a whole number from 1 to 1000, or none',
    );
    expect((await freehub('destinations update rides --max-per-second none')).code).toBe(0);
    expect((await freehub('destinations test rides')).out).toContain('deliveries show');
    expect((await freehub('destinations pause rides')).out).toContain('paused');
    expect((await freehub('destinations resume rides')).out).toContain('enabled');
    expect((await freehub('destinations show nowhere')).err).toContain('there is no destination "nowhere"');
    expect((await freehub('deliveries list --destination rides')).out).toMatch(/DESTINATION[^]* rides +healthcheck/);
    expect((await freehub('deliveries redrive')).err).toContain('--all');
    expect((await freehub('deliveries redrive --destination rides --dry-run')).out).toContain('0 dead letters match');
    expect((await freehub('deliveries list --user anna')).out).toContain('No delivery matches');
    expect((await freehub('deliveries list --user nobody')).err).toContain('no connection');
    expect((await freehub('replay --start 2026-01-01 --user anna --dry-run')).out).toContain('Would send 0 records');
    expect((await freehub('replay --start 2026-01-01 --dry-run')).out).toContain('Would send 0 records');
  });

  it('makes a link to connect with, and no key', async () => {
    const keys = async () => (await api.db.query(`SELECT id FROM api_key`)).rows.length;
    const before = await keys();

    const made = await freehub('connect --reference anna');
    expect(made.out).toMatch(new RegExp(`^${api.url}/connect/[0-9a-f-]{36}$`));
    expect(await keys()).toBe(before);
    expect((await freehub('connect --providers NOWHERE')).err).toContain('NOWHERE');
  });

  it('steers connections', async () => {
    expect((await freehub('connections list --reference anna')).out).toContain(rider);
    expect((await freehub(`connections pause ${rider}`)).out).toContain('paused');
    expect((await freehub(`connections sync ${rider}`)).err).toContain('resume it first');
    expect((await freehub(`connections resume ${rider}`)).out).toContain('active');
    expect((await freehub(`connections show ${rider}`)).out).toContain('coverage');
    expect((await freehub('connections show anna')).out).toContain(rider);
    expect((await freehub('connections show newcomer-1')).err).toContain(
      'no connection with the id or reference id "newcomer-1"; `freehub connections list`',
    );
  });

  it('asks before it disconnects, where somebody can answer', async () => {
    const { items } = (await json('env list')) as { items: { id: string }[] };
    const leaver = await seedConnection(api.db, items[0]?.id, { referenceId: 'leaver' });
    const asked: string[] = [];
    const disconnect = (answer: boolean, ...more: string[]) =>
      freehub(['connections', 'disconnect', 'leaver', ...more], {}, undefined, (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      });
    expect(await disconnect(false)).toMatchObject({ code: 1, err: expect.stringContaining('nothing was disconnected') });
    expect(asked).toEqual([expect.stringContaining(`${leaver} (Insiders, leaver)`)]);
    expect((await json(`connections show ${leaver}`))['id']).toBe(leaver);
    expect((await disconnect(false, '--yes')).out).toContain('Disconnected');
    expect(asked).toHaveLength(1);
    expect((await freehub(`connections show ${leaver}`)).code).toBe(1);
  });

  it('uploads records', async () => {
    const file = join(folder, 'body.json');
    const body = { metadata: { start_time: '2026-05-01T00:00:00Z', end_time: '2026-05-02T00:00:00Z' } };
    for (const content of [body, [body], { type: 'body', data: [body] }]) {
      await writeFile(file, JSON.stringify(content));
      expect((await freehub(`records upload ${rider} --type body --file ${file}`)).out).toContain('Stored 1, ');
    }
    expect((await freehub(`records upload ${rider} --type steps --file ${file}`)).err).toContain('--type');
    expect((await freehub(`records upload ${rider} --type sleep --file ${file}`)).err).toContain('data[0]');
    expect((await freehub(`records upload ${rider} --type body --file ${join(folder, 'none')}`)).err).toContain('cannot be read');
    await writeFile(file, 'x');
    expect((await freehub(`records upload ${rider} --type body --file ${file}`)).err).toContain('must be JSON');
  });

  it('lists records and gets one as a file', async () => {
    const ride = join(folder, 'ride.fit');
    await writeFile(ride, encodeFit(rideOf(250)));
    expect((await freehub(`import ${rider} ${ride}`)).code).toBe(0);
    const { items } = (await json(`records list ${rider} --type activity`)) as { items: { key: string }[] };
    const key = items[0]?.key ?? '';
    expect((await freehub(`records list anna --limit 1`)).out).toContain(key);
    const out = (name: string): string => join(folder, name);
    const get = (format: string, name: string, ...more: string[]) =>
      freehub(['records', 'get', 'anna', key, '--format', format, '-o', out(name), ...more]);
    expect((await get('original', 'back.fit')).out).toMatch(/back\.fit: \d+ bytes/);
    expect((await readFile(out('back.fit'))).equals(await readFile(ride))).toBe(true);
    for (const format of ['fit', 'tcx', 'json']) {
      expect((await get(format, `made.${format}`)).code).toBe(0);
      expect(readActivityFile(await readFile(out(`made.${format}`))).recordings[0]?.samples.micros).toHaveLength(121);
    }
    expect((await get('fhir', 'made.fhir')).code).toBe(0);
    expect(JSON.parse(await readFile(out('made.fhir'), 'utf8'))).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
    expect((await get('fit', 'made.fit')).err).toContain('--force');
    expect((await get('fit', 'made.fit', '--force')).code).toBe(0);
    expect((await get('gpx', 'made.gpx')).err).toContain('position');
    expect((await get('kml', 'made.kml')).err).toContain('--format');
    expect((await freehub(`records get anna none -o ${out('none')}`)).err).toContain('no activity "none"');
  });

  it('sends activities of a destination in another format', async () => {
    expect((await freehub('destinations update rides --format fhir')).code).toBe(0);
    expect((await json('destinations show rides'))['format']).toBe('fhir');
    expect((await freehub('destinations update rides --format gpx')).err).toContain('format');
    expect((await freehub('destinations update rides --format json')).code).toBe(0);
    expect((await freehub('destinations kinds')).out).toMatch(/^kafka: .*\(json, fhir\)$/m);
  });

  it('starts a backfill and watches it to its end', async () => {
    expect((await freehub('backfill start --all')).err).toContain('--start');
    expect((await freehub('backfill start --days 90')).err).toContain('--all');
    expect((await freehub('backfill start --days 90 --user anna --dry-run')).out).toMatch(/^Would pull 1 user, about/);
    expect((await freehub('backfill start --days ninety --all')).err).toContain('--days');
    expect((await freehub('backfill start --days 90 --all --dry-run')).out).toMatch(/^Would pull 1 user, about \d+ windows?, /);
    const started = (await json('backfill start --reference anna --start 2026-01-01 --end 2026-02-01')) as {
      backfill: { id: string };
    };
    const id = asId<BackfillId>(started.backfill.id);
    await planWindows(api.db, id, 100, ['activity']);
    const drawn: string[] = [];
    const watching = freehub(`backfill watch ${id}`, {}, drawn);
    while (drawn.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const window = await claimWindow(api.db, id, 60_000);
    await finishWindow(api.db, { id: window?.id ?? 0, state: 'done', problem: null });
    await api.db.query(`UPDATE backfill SET state = 'done', finished_at = now() WHERE id = $1`, [id]);
    expect((await watching).code).toBe(0);
    expect(drawn[0]).toContain('0%');
    expect(drawn.at(-2)).toContain('100%');
    const plain = await freehub(`backfill watch ${id}`);
    expect(plain.out).toContain('done: 1 of 1 windows');
    expect((await freehub('backfill list')).out).toContain(id);
  });

  it('tells errors in one sentence and with exit code 1', async () => {
    expect(await freehub('env list --url http://127.0.0.1:1')).toEqual({
      code: 1,
      out: '',
      err: 'freehub: Freehub does not answer at http://127.0.0.1:1: start it with `freehub up`, or set FREEHUB_PUBLIC_URL or --url',
    });
    expect((await freehub('env list', { FREEHUB_ADMIN_TOKEN: 'a-wrong-token-of-mine' })).err).toContain(
      'admin token is missing or wrong',
    );
    expect((await freehub('env list', { FREEHUB_ADMIN_TOKEN: undefined, FREEHUB_DATA_DIR: folder })).err).toContain(
      'there is no admin token',
    );
    expect((await freehub('env list', { FREEHUB_ADMIN_TOKN: 'x' })).err).toContain('FREEHUB_ADMIN_TOKEN');
    expect((await freehub('env list --url http://127.0.0.1:1 --limit many')).code).toBe(1);
    expect((await freehub('env list --limit many')).err).toContain('limit');
    expect(await freehub('backfil list')).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean backfill') });
    await freehub('env create second');
    expect((await freehub('keys list')).err).toMatch(/more than one environment.*second, my-app/);
    expect((await freehub('keys list -e second')).out).toContain('`freehub keys create -e second`');
    expect((await freehub('destinations test rides -e my-app')).out).toMatch(/`freehub deliveries show [\w-]+ -e my-app`/);
  });

  it('finds the token that `freehub up` keeps', async () => {
    await writeFile(join(folder, 'secrets.json'), JSON.stringify({ adminToken: api.adminToken }));
    expect((await freehub('env list', { FREEHUB_ADMIN_TOKEN: undefined, FREEHUB_DATA_DIR: folder })).out).toContain('my-app');
  });

  it('works on the database by itself', async () => {
    expect((await freehub('migrate')).out).toBe('The schema is current.');
    const alone = { DATABASE_URL: undefined, FREEHUB_DATA_DIR: join(folder, 'nothing') };
    expect((await freehub('migrate', alone)).err).toContain('DATABASE_URL is not set, and no `freehub up` keeps a database in');
    await writeFile(join(folder, 'running.json'), JSON.stringify({ databaseUrl: api.databaseUrl }));
    expect((await freehub('renormalize --dry-run', { DATABASE_URL: undefined, FREEHUB_DATA_DIR: folder })).out).toContain('seen');
    expect((await freehub('migrate', { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' })).err).toContain(
      'the database did not answer',
    );
    expect(await json('renormalize --environment my-app --dry-run')).toMatchObject({ seen: 1, unchanged: 1, dry_run: true });
    expect((await freehub('renormalize --user nobody')).err).toContain('--user');
    const settings = await freehub('settings');
    expect(settings.out).toContain('FREEHUB_API_PORT');
    expect(settings.out).not.toContain(api.adminToken);
  });

  it('helps', async () => {
    const help = await freehub('--help');
    expect(help.code).toBe(0);
    for (const name of [
      'up',
      'env',
      'keys',
      'operators',
      'audit',
      'providers',
      'destinations',
      'connections',
      'connect',
      'backfill',
      'deliveries',
      'replay',
      'renormalize',
      'migrate',
      'settings',
      'convert',
    ])
      expect(help.out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect((await freehub('backfill start --help')).out).toContain('--dry-run');
    // It would mean nothing there.
    for (const command of ['env list', 'destinations kinds'])
      expect((await freehub(`${command} --help`)).out).not.toContain('--environment');
    expect((await freehub('keys list --help')).out).toContain('--environment');
    expect((await freehub('renormalize --help')).out).toContain('DATABASE_URL');
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')));
    expect(await freehub('--version')).toEqual({ code: 0, out: version, err: '' });
  });
});
