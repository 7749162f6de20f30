/** Running workflows outlive a deploy: histories that a real server recorded must still be what today's workflows do. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { DefaultLogger, Runtime, Worker, makeTelemetryFilterString, type ReplayResult } from '@temporalio/worker';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';

jest.setTimeout(60_000);

const HISTORIES = join(packageRoot(), 'test', 'replay', 'histories');
const BUNDLE = join(packageRoot(), 'dist', 'workflow-bundle.js');
const names = readdirSync(HISTORIES).map((file) => file.replace('.json', ''));
const text = (name: string): string => readFileSync(join(HISTORIES, `${name}.json`), 'utf8');

beforeAll(() => {
  const sources = join(packageRoot(), 'workflows');
  const newest = Math.max(...readdirSync(sources).map((file) => statSync(join(sources, file)).mtimeMs));
  if (!existsSync(BUNDLE) || statSync(BUNDLE).mtimeMs < newest)
    throw new Error('dist/workflow-bundle.js is missing or older than workflows/; run `npm run build` first');
  // The core writes what it finds wrong, which here is expected, to standard error.
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  });
});

async function replay(histories: readonly { name: string; json: string }[]): Promise<readonly ReplayResult[]> {
  const results: ReplayResult[] = [];
  const given = histories.map(({ name, json }) => ({ workflowId: name, history: JSON.parse(json) as unknown }));
  for await (const result of Worker.runReplayHistories({ workflowBundle: { codePath: BUNDLE } }, given)) results.push(result);
  return results;
}

test('the recordings hold what matters', () => {
  const events = Object.fromEntries(
    names.map((name) => [name, new Set(text(name).match(/EVENT_TYPE_\w+|"signalName": ?"\w+"/g))]),
  );
  expect(Object.keys(events).sort()).toEqual([
    'backfill',
    'backfill-canceled',
    'connection',
    'connection-ended',
    'destination',
    'housekeeping',
  ]);
  const has = (name: string, ...wanted: string[]) => {
    expect([...(events[name] ?? [])].map((one) => one.replace(/"signalName": ?"(\w+)"/, 'signal $1'))).toEqual(
      expect.arrayContaining(wanted),
    );
  };
  has('connection', 'signal nudge', 'signal pause', 'signal resume', 'EVENT_TYPE_TIMER_STARTED', 'EVENT_TYPE_TIMER_CANCELED');
  has('connection-ended', 'signal disconnected', 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED');
  has('backfill', 'signal pause', 'signal resume', 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED');
  has('backfill-canceled', 'signal cancel', 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED');
  has(
    'destination',
    'signal nudge',
    'signal pause',
    'signal resume',
    'EVENT_TYPE_TIMER_STARTED',
    'EVENT_TYPE_TIMER_CANCELED',
    'EVENT_TYPE_ACTIVITY_TASK_COMPLETED',
  );
});

test('every recorded history replays', async () => {
  const results = await replay(names.map((name) => ({ name, json: text(name) })));
  expect(results.map(({ workflowId, error }) => [workflowId, error?.message]).sort()).toEqual(
    names.map((name) => [name, undefined]).sort(),
  );
});

test('a workflow that does something else is found out', async () => {
  const results = await replay([
    { name: 'another activity', json: text('connection').replaceAll('"syncConnection"', '"somethingElse"') },
    { name: 'another order', json: text('backfill').replaceAll('"planBackfill"', '"finishBackfill"') },
  ]);
  expect(results).toHaveLength(2);
  for (const { workflowId, error } of results)
    expect([workflowId, error?.name]).toEqual([workflowId, 'DeterminismViolationError']);
});
