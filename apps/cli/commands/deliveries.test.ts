import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DestinationId, newId } from '../../../model/ids.js';
import { claimDeliveries } from '../../../store/outbox/claim.js';
import { finishDeliveries } from '../../../store/outbox/finish.js';
import { commitOf, makeConnection, makeDestination, write } from '../../../store/store.fixture.js';
import { commitSync } from '../../../store/sync/commit.js';
import { type TestApi, startTestApi } from '../../../test/support/api.js';
import { type ApiTenant, apiTenant } from '../../api/tenant.fixture.js';
import { typed } from '../cli.fixture.js';

let api: TestApi;
let tenant: ApiTenant;
let folder = '';
let dead = '';
let destination: DestinationId = newId();
beforeAll(async () => {
  api = await startTestApi();
  await api.listen();
  tenant = await apiTenant(api);
  folder = await mkdtemp(join(tmpdir(), 'freehub-deliveries-'));
  destination = await makeDestination(api.db, tenant);
  const connectionId = await makeConnection(api.db, tenant, { referenceId: 'anna' });
  await commitSync(api.db, commitOf({ ...tenant, connectionId }, { records: [write('ride', 'x')] }));
  const [claimed] = await claimDeliveries(api.db, destination, 1, 1_000);
  if (!claimed) throw new Error('nothing to deliver');
  dead = claimed.id;
  await finishDeliveries(api.db, { environmentId: tenant.environmentId, id: destination }, [
    {
      id: claimed.id,
      state: 'dead',
      retryMs: 0,
      counted: true,
      startedAtMs: Date.now(),
      durationMs: 7,
      code: '413',
      problem: { kind: 'payload', message: 'the event is too large' },
      exchange: { request: { line: 'POST https://app.example/hook' }, answer: { line: '413', body: 'no\nthanks' } },
    },
  ]);
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await api.close();
});

const freehub = (line: string) => typed([...line.split(' '), '-e', tenant.devId]);

it('shows each try with what was asked and answered', async () => {
  const { out } = await freehub(`deliveries show ${dead}`);
  expect(out).toMatch(
    /7 ms {2}failed {2}413\n.*too large\n {3}> POST https:\/\/app\.example\/hook\n {3}< 413\n {3}< no\n {3}< thanks/,
  );
  expect(out).toContain('sends, without samples');
});

it('lists them with the ride that each is of', async () => {
  const { code, out } = await freehub('deliveries list --state dead');
  expect(code).toBe(0);
  expect(out).toMatch(
    new RegExp(`^ID +DESTINATION +TYPE +RECORD +BEGAN +STATE .*\\n${dead} .* activity +x +2026-05-01T08:00:00\\+02:00 +dead `),
  );
  expect((await freehub('deliveries list --state pending')).out).toBe('No delivery matches.');
});

it('exports the list, once unless it is told to overwrite', async () => {
  const file = join(folder, 'dead.csv');
  expect(await freehub(`deliveries export --state dead -o ${file}`)).toMatchObject({ code: 0, err: '' });
  expect(await readFile(file, 'utf8')).toMatch(new RegExp(`^id,.*\\r\\n${dead},.*,payload,the event is too large\\r\\n$`));
  expect((await freehub(`deliveries export -o ${file}`)).err).toContain('--force');
  expect(await freehub(`deliveries export --format ndjson --force -o ${file}`)).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ id: dead, state: 'dead' });
  expect((await freehub(`deliveries export --format xml -o ${file}`)).err).toContain('csv or ndjson');
});

it('takes an event out, puts it back edited, undoes that and sends it again', async () => {
  const file = join(folder, 'event.json');
  expect(await freehub(`deliveries body ${dead} -o ${file}`)).toMatchObject({ code: 0 });
  const event = JSON.parse(await readFile(file, 'utf8')) as object;
  expect(event).toMatchObject({ type: 'activity', user: { reference_id: 'anna' } });
  await writeFile(file, JSON.stringify({ ...event, data: [] }));
  expect((await freehub(`deliveries edit ${dead} --file ${file}`)).out).toContain('sends the edited event');
  expect((await freehub(`deliveries show ${dead}`)).out).toContain('sends, as edited');
  expect((await freehub(`deliveries edit ${dead} --undo`)).out).toContain('sends what Freehub builds');
  expect((await freehub(`deliveries edit ${dead}`)).err).toContain('--file');
  await writeFile(file, '[]');
  expect((await freehub(`deliveries edit ${dead} --file ${file}`)).err).toContain('JSON object');
  expect((await freehub(`deliveries redrive ${dead}`)).out).toContain('due again');
  expect(await claimDeliveries(api.db, destination, 1, 1_000)).toMatchObject([{ id: dead, eventBody: null }]);
});

it('says how long a replay with a cap takes', async () => {
  const { out } = await freehub('replay --start 2026-01-01 --max-per-second 0.5 --dry-run');
  expect(out).toBe('Would send 1 records, 1 deliveries, the last of them in 0 s.');
});
