import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Problem } from '../../model/problem.js';
import { CheckList } from './check/check-list.js';
import { Deliverer } from './deliverer.js';
import type { CheckResult, DeliveryItem, DestinationSession, ItemResult } from './destination.js';
import { EgressGuard } from './egress/egress.js';
import { defineKind } from './kind.js';
import type { KindEntry } from './kind.js';
import { DestinationRegistry } from './registry.js';
import { testItem } from './testing/items.js';

/** A small target of our own, to see what the Deliverer asks of a session and what it lets through. */
const schema = z.strictObject({
  place: z.string().describe('Where.'),
  token: z.string().describe('Secret.'),
  port: z.int().min(1).optional().describe('Port.'),
});
type Config = z.output<typeof schema>;

class Session implements DestinationSession {
  readonly writes: number[] = [];
  closed = 0;
  running = 0;
  most = 0;
  constructor(
    readonly config: Config,
    readonly behave: (items: readonly DeliveryItem[], signal: AbortSignal) => Promise<readonly ItemResult[]>,
  ) {}
  check(): Promise<readonly { name: string; ok: boolean; message: string }[]> {
    return Promise.resolve([{ name: 'reach', ok: false, message: `refused token ${this.config.token}` }]);
  }
  async write(items: readonly DeliveryItem[], signal: AbortSignal): Promise<readonly ItemResult[]> {
    this.writes.push(items.length);
    this.most = Math.max(this.most, ++this.running);
    try {
      return await this.behave(items, signal);
    } finally {
      this.running -= 1;
    }
  }
  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

const fine = (items: readonly DeliveryItem[]): Promise<readonly ItemResult[]> =>
  Promise.resolve(items.map(() => ({ ok: true, outcome: 'delivered' })));
const config = { place: 'here', token: 'top-secret-token' };
const never = new AbortController().signal;

function rig(
  behave: Session['behave'] = fine,
  options: { sessionTtlMs?: number; maxSessions?: number; writeTimeoutMs?: number } = {},
) {
  const sessions: Session[] = [];
  const entry: KindEntry<Config> = {
    spec: {
      id: 'drawer',
      title: 'Drawer',
      summary: 'Puts it away',
      schema,
      secrets: ['token'],
      places: ['place'],
      example: config,
    },
    capabilities: { write: 'upsert', deletes: true, maxItems: 10, maxBytes: 1 << 20, concurrency: 2 },
    load: () =>
      Promise.resolve({
        ...entry,
        classify: (error) =>
          error instanceof RangeError
            ? new Problem('rate_limited', `slow down, ${error.message}`, { retryAfterMs: 5, cause: error })
            : undefined,
        preview: ({ place, token }, { body }) =>
          Promise.resolve([{ place, headers: { token }, mediaType: 'application/json', bytes: body }]),
        open: (valid) => {
          const session = new Session(valid, behave);
          sessions.push(session);
          return session;
        },
      }),
  };
  const deliverer = new Deliverer(
    new DestinationRegistry([defineKind(entry)]),
    { egress: new EgressGuard(), userAgent: 'test', ambientCredentials: false },
    options,
  );
  const deliver = (
    items: readonly DeliveryItem[],
    at: { id?: string; revision?: number; config?: unknown; kind?: string; signal?: AbortSignal } = {},
  ) =>
    deliverer.deliver(
      { id: at.id ?? 'a', revision: at.revision ?? 1, kind: at.kind ?? 'drawer', config: at.config ?? config },
      items,
      at.signal ?? never,
    );
  return { deliverer, deliver, sessions, entry };
}
const items = (count: number): DeliveryItem[] => Array.from({ length: count }, () => testItem());
const problems = (results: readonly ItemResult[]): (Problem | undefined)[] =>
  results.map((result) => (result.ok ? undefined : result.problem));

describe('Deliverer', () => {
  test('splits by count and by bytes, keeps the order, and bounds the writes in flight', async () => {
    const { deliver, sessions, deliverer } = rig(async (part) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return part.map((item) => ({ ok: true, outcome: 'delivered', code: item.key }));
    });
    const list = items(57);
    expect((await deliver(list)).map((result) => result.ok && result.code)).toEqual(list.map(({ key }) => key));
    expect([...(sessions[0]?.writes ?? [])]).toEqual([10, 10, 10, 10, 10, 7]);
    expect(sessions[0]?.most).toBe(2);
    const heavy = items(3).map((item) => ({ ...item, body: Buffer.alloc(600 << 10) }));
    await deliver(heavy);
    expect(sessions[0]?.writes.slice(6)).toEqual([1, 1, 1]);
    await deliverer.close();
  });

  test('turns foreign errors into Problems and lets no secret out', async () => {
    const rateLimited = rig(() => Promise.reject(new RangeError(`wait, ${config.token}`)));
    const [limited] = problems(await rateLimited.deliver(items(1)));
    expect(limited).toMatchObject({ kind: 'rate_limited', message: 'slow down, wait, ***', retryAfterMs: 5 });
    const unknown = rig(() => Promise.reject(new TypeError(`row (${config.token}, heart rate 141)`)));
    const [bug] = problems(await unknown.deliver(items(1)));
    expect(bug).toMatchObject({ kind: 'bug' });
    const seen = `${String(bug?.stack)} ${String((bug?.cause as Error).stack)} ${(bug?.cause as Error).message}`;
    expect(seen).not.toContain(config.token);
    expect(seen).not.toContain('141');
    expect(seen).toContain('TypeError');
    const encoded = rig((part) =>
      Promise.resolve(
        part.map(() => ({ ok: false, problem: new Problem('config', `auth ${Buffer.from(config.token).toString('base64')}`) })),
      ),
    );
    expect(problems(await encoded.deliver(items(1)))[0]?.message).toMatch(/^auth \*\*\*/);
    expect(await encoded.deliverer.check('drawer', config, never)).toEqual([
      { name: 'reach', ok: false, message: 'refused token ***' },
    ]);
  });

  test('a session that answers for too few is a bug, not a loss', async () => {
    const { deliver } = rig((part) => fine(part.slice(1)));
    expect(problems(await deliver(items(3))).map((problem) => problem?.kind)).toEqual(['bug', 'bug', 'bug']);
  });

  test('a session that hangs is given up at the deadline, and on abort it is no attempt', async () => {
    const { deliver } = rig(() => new Promise(() => undefined), { writeTimeoutMs: 50 });
    expect(problems(await deliver(items(1)))[0]).toMatchObject({ kind: 'transient', code: 'DEADLINE' });
    const slow = rig(() => new Promise(() => undefined));
    expect(problems(await slow.deliver(items(1), { signal: AbortSignal.timeout(30) }))[0]?.kind).toBe('canceled');
  });

  test('a session that answers "canceled" because its deadline came has failed: that is an attempt', async () => {
    const { deliver } = rig(
      (part, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            resolve(part.map(() => ({ ok: false, problem: new Problem('canceled', 'stopped') })));
          });
        }),
      { writeTimeoutMs: 30 },
    );
    expect(problems(await deliver(items(2))).map((problem) => problem?.code)).toEqual(['DEADLINE', 'DEADLINE']);
  });

  test('what was written before the stop stays delivered', async () => {
    const stop = new AbortController();
    let turn = 0;
    const { deliver } = rig((part) => {
      if (turn++ === 0) return fine(part);
      setTimeout(() => {
        stop.abort();
      }, 20);
      return new Promise(() => undefined);
    });
    const results = await deliver(items(15), { signal: stop.signal });
    expect(results.map((result) => (result.ok ? 'ok' : result.problem.kind))).toEqual([
      ...Array<string>(10).fill('ok'),
      ...Array<string>(5).fill('canceled'),
    ]);
  });

  test('keeps one session per revision; a newer one closes the older after its writes', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { deliver, sessions } = rig(async (part) => {
      await gate.promise;
      return fine(part);
    });
    const first = deliver(items(1));
    const again = deliver(items(1));
    const newer = deliver(items(1), { revision: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sessions.map(({ closed }) => closed)).toEqual([0, 0]);
    gate.resolve(undefined);
    await Promise.all([first, again, newer]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sessions.map(({ closed }) => closed)).toEqual([1, 0]);
  });

  test('closes the least recently used above the limit, the idle after their time, and all at the end', async () => {
    const lru = rig(fine, { maxSessions: 2 });
    for (const id of ['a', 'b', 'a', 'c']) await lru.deliver(items(1), { id });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lru.sessions.map(({ closed }) => closed)).toEqual([0, 1, 0]);
    await lru.deliverer.close();
    expect(lru.sessions.map(({ closed }) => closed)).toEqual([1, 1, 1]);
    const idle = rig(fine, { sessionTtlMs: 40 });
    await idle.deliver(items(1));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(idle.sessions[0]?.closed).toBe(1);
    await idle.deliver(items(1));
    expect(idle.sessions).toHaveLength(2);
  });

  test('a config that does not fit, and an unknown kind, wait for a person', async () => {
    const { deliver } = rig();
    const [problem] = problems(await deliver(items(1), { config: { place: 7, colour: 'red', port: 0 } }));
    expect(problem?.kind).toBe('config');
    expect(problem?.message.split('; ').sort()).toEqual([
      'colour: is no field of this kind of destination (it has place, token, port)',
      'place: must be a text',
      'port: must be at least 1',
      'token: is missing: it must be a text',
    ]);
    expect(problems(await deliver(items(1), { kind: 'pigeon' }))[0]).toMatchObject({ kind: 'config', code: 'KIND_UNKNOWN' });
  });

  test('a check tells its tests as they end, without secrets, and one that hangs has failed in time', async () => {
    const { entry } = rig();
    let late: ((name: string) => void) | undefined;
    const hanging: KindEntry<Config> = {
      ...entry,
      load: async () => ({
        ...(await entry.load()),
        open: ({ token }) => ({
          check: (_signal, watch) => {
            const list = new CheckList(['reach', 'log in', 'write'], watch);
            list.note('reach', `with ${token}`);
            late = (name) => {
              list.pass(name);
            };
            // Deaf to its signal.
            return new Promise(() => undefined);
          },
          write: fine,
          close: () => Promise.resolve(),
        }),
      }),
    };
    const io = { egress: new EgressGuard(), userAgent: 'test', ambientCredentials: false };
    const deliverer = new Deliverer(new DestinationRegistry([defineKind(hanging)]), io);
    const told: unknown[] = [];
    const watch = {
      plan: (names: readonly string[]) => void told.push(names),
      ended: (result: CheckResult) => void told.push(result),
    };
    const results = await deliverer.check('drawer', config, never, { watch, limitMs: 50 });
    const failed = { name: 'log in', ok: false, message: 'it did not end within 0.05 s', action: expect.any(String) };
    expect(results).toEqual([{ name: 'reach', ok: true, message: 'with ***' }, failed]);
    late?.('write');
    expect(told).toEqual([['reach', 'log in', 'write'], ...results]);
    await expect(deliverer.check('drawer', config, AbortSignal.timeout(20), { limitMs: 5_000 })).rejects.toMatchObject({
      kind: 'canceled',
    });
  });

  test('a preview is without secrets', async () => {
    const { entry } = rig();
    const [part] = await defineKind(entry).preview(config, testItem());
    expect(part).toMatchObject({
      place: 'here',
      headers: [{ name: 'token', value: '***' }],
      text: expect.stringContaining('activity'),
    });
    await expect(defineKind(entry).preview({ place: 7 }, testItem())).rejects.toMatchObject({ kind: 'payload' });
  });

  test('a kind whose facts contradict each other is refused', () => {
    const { entry } = rig();
    const broken: KindEntry<Config> = {
      ...entry,
      spec: { ...entry.spec, id: 'No Name', example: { place: 'x' } as Config },
      capabilities: { ...entry.capabilities, write: 'append', maxItems: 0 },
    };
    expect(() => defineKind(broken)).toThrow(
      /id must be.*limits must be.*only an upsert target can delete.*example is not valid/,
    );
    expect(() => defineKind({ ...entry, spec: { ...entry.spec, schema: z.object(schema.shape) } })).toThrow(/must be strict/);
    const kind = defineKind(entry);
    const wide = { maxItems: 500, maxBytes: 1 << 30, maxWaitMs: 60_000 };
    // A batch is one write: it must fit one.
    expect(defineKind({ ...entry, spec: { ...entry.spec, batches: () => wide } }).batches(config)).toEqual({
      maxItems: 10,
      maxBytes: 1 << 20,
      maxWaitMs: 60_000,
    });
    expect(() => new DestinationRegistry([kind, kind])).toThrow(/share an id/);
  });
});
