/** The receivers of examples/receivers, each as a process, with real deliveries: what they understood is what was sent. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { type Connected, explained, terraHeaders, until } from '../support/platform/index.js';
import { Bed, type Hook } from './support/bed.js';
import { Example, LANGUAGES } from './support/example.js';

jest.setTimeout(300_000);

const secretOfOurs = randomBytes(24).toString('hex');
let bed: Bed;
/** Gets what all get, and shows what was sent. */
let sent: Hook;
let user: Connected;
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '1', '--days', '45'] });
  sent = await bed.hook();
  user = await bed.connect(1);
});
afterAll(() => bed.close());

interface Posted {
  readonly traceId?: string;
  readonly orderingMs?: number;
  readonly ageSeconds?: number;
  readonly signed?: string;
}

const dataSchema = z.looseObject({
  data: z.array(z.looseObject({ metadata: z.looseObject({ summary_id: z.string(), upload_type: z.number() }) })),
});

describe.each(LANGUAGES)('in %s', (language) => {
  let example: Example;
  /** One that pushes, one that sends links; the receiver knows the secrets of both, as while one is replaced. */
  let pushed: Hook;
  let linked: Hook;
  let stranger: Hook;
  beforeAll(async () => {
    const [first, second] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
    example = await Example.start(language, [first, second, secretOfOurs]);
    pushed = await bed.hook({ url: example.url, secret: first });
    linked = await bed.hook({ url: example.url, secret: second, delivery: 'ping' });
    stranger = await bed.hook({ url: example.url });
  });
  afterAll(async () => {
    for (const { id } of [pushed, linked, stranger]) await bed.unhook(id);
    await example.stop();
  });

  test('a ride, its change and its deletion', () =>
    explained(bed.platform, async () => {
      const { control } = bed.platform.sandbox;
      const ride = await control.ride(user.riderId);
      const seen = (): readonly Readonly<Record<string, unknown>>[] => example.of('stored').filter(({ key }) => key === ride.id);
      // By push and by link.
      await until('the ride, twice', () => seen().length >= 2);
      await control.change(ride.id, { name: 'Changed' });
      await until('its change', () => seen().length >= 4);
      await control.remove(ride.id);
      await until('its deletion', () => seen().some(({ deleted }) => deleted === true));
      const wanted = sent.tap
        .of('activity')
        .filter(({ raw }) => raw.includes(ride.id))
        .map(({ json, orderingMs }) => {
          const [record] = dataSchema.parse(json).data;
          return {
            stored: 'activity',
            user_id: user.userId,
            key: ride.id,
            deleted: record?.metadata.upload_type === 4,
            ordering_ms: orderingMs,
            bytes: expect.any(Number),
          };
        });
      await until('all of it', () => seen().length >= wanted.length * 2);
      for (const one of wanted) expect(seen()).toContainEqual(one);
      for (const one of seen()) expect(wanted).toContainEqual(one);
    }));

  test('a large request is counted to its end, at the destination that pushes and at the one with links', () =>
    explained(bed.platform, async () => {
      const startSeconds = Math.floor(Date.now() / 1000) - 40 * 86_400;
      const asked = await fetch(`${bed.platform.api.url}/v2/activity?user_id=${user.userId}&start_date=${startSeconds}`, {
        headers: terraHeaders(bed.tenant),
      });
      const reference = asked.headers.get('terra-reference') ?? '';
      const announced = await until('the number', () =>
        sent.tap.under(reference).find(({ type }) => type === 'large_request_sending'),
      );
      const expected = Number(announced.json['expected_payloads']);
      const last = () => example.of('request').findLast(({ request }) => request === reference);
      await until('all payloads', () => last()?.['received'] === expected && last()?.['expected'] === expected);
      // Two destinations lead to this receiver, and a chunk has the same trace id at each: it is counted once.
      await until(
        'the others',
        () => example.of('repeat').filter(({ repeat }) => String(repeat).includes(':chunk:')).length === expected,
      );
      expect(last()).toEqual({ request: reference, received: expected, expected });
      const keys = sent.tap
        .under(reference)
        .filter(({ type }) => type === 'activity')
        .flatMap(({ json }) => dataSchema.parse(json).data.map(({ metadata }) => metadata.summary_id));
      expect(keys.length).toBeGreaterThan(5);
      expect(example.of('stored').map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
    }));

  test('deliveries under a secret that it does not know are refused with 401, and tried again', () =>
    explained(bed.platform, async () => {
      await until('a refusal', () => example.of('refused').some(({ refused }) => refused === 'the signature does not match'));
      const waiting = await until('the delivery', async () => {
        const [row] = await bed.platform.rows<{ problem: { message: string; code: string } }>(
          `SELECT problem FROM delivery WHERE destination_id = $1 AND state = 'pending' AND attempts > 0 LIMIT 1`,
          [stranger.id],
        );
        return row;
      });
      expect(waiting.problem).toMatchObject({ code: '401' });
    }));

  test('repeats, what was overtaken, old signatures and bodies that are none', async () => {
    const post = async (body: string, { traceId, orderingMs = 1_000, ageSeconds = 0, signed = body }: Posted = {}) => {
      const t = Math.floor(Date.now() / 1000) - ageSeconds;
      const mark = createHmac('sha256', secretOfOurs).update(`${t}.${signed}`).digest('hex');
      const { status } = await fetch(example.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // The one before that matches is of another secret.
          'terra-signature': `t=${t},v1=${'0'.repeat(64)},v1=${mark}`,
          'terra-reference': randomUUID(),
          'x-terra-trace-id': traceId ?? randomUUID(),
          'x-terra-ordering-timestamp': String(orderingMs),
        },
        body,
      });
      return status;
    };
    const night = (id: string): string =>
      JSON.stringify({
        type: 'sleep',
        user: { user_id: 'u1' },
        data: [{ metadata: { summary_id: id, start_time: '2026-05-01T23:00:00+02:00' } }],
      });
    // Changed and without samples, as the answer to a history request has it.
    const ride = (name: string, samples: object): string =>
      JSON.stringify({
        type: 'activity',
        user: { user_id: 'u2' },
        data: [{ metadata: { summary_id: 'r1', name }, heart_rate_data: { detailed: { ...samples, gaps: null } } }],
      });
    const chunk = (n: number): string => `${randomUUID()}:chunk:${n}`;
    const withSamples = { hr_samples: [{ bpm: 120 }, { bpm: 121 }] };
    expect(await post(ride('Evening', withSamples), { orderingMs: 2_000 })).toBe(200);
    expect(await post(ride('Evening', {}), { orderingMs: 1_999, traceId: chunk(1) })).toBe(200);
    expect(await post(ride('Evening', {}), { orderingMs: 2_000, traceId: chunk(2) })).toBe(200);
    expect(await post(ride('Morning', {}), { orderingMs: 3_000, traceId: chunk(3) })).toBe(200);
    expect(await post(ride('Midday', {}), { orderingMs: 4_000 })).toBe(200);
    await until('the rides', () => example.of('stored').filter(({ user_id }) => user_id === 'u2').length === 3);
    const kept = example.of('stored').filter(({ user_id }) => user_id === 'u2');
    expect(kept.map(({ ordering_ms }) => ordering_ms)).toEqual([2_000, 3_000, 4_000]);
    // Both names are as long: what was kept of the first is all of its samples.
    expect(kept[1]?.['bytes']).toBe(kept[0]?.['bytes']);
    expect(Number(kept[2]?.['bytes'])).toBeLessThan(Number(kept[0]?.['bytes']) - 20);
    expect(example.of('outdated').filter(({ user_id }) => user_id === 'u2')).toHaveLength(2);
    const traceId = randomUUID();
    expect(await post(night('n1'), { traceId, orderingMs: 2_000 })).toBe(200);
    expect(await post(night('n1'), { traceId, orderingMs: 2_000 })).toBe(200);
    expect(await post(night('n1'), { orderingMs: 1_000 })).toBe(200);
    expect(await post(JSON.stringify({ type: 'something_new' }))).toBe(200);
    expect(await post(night('n2'), { ageSeconds: 301 })).toBe(401);
    expect(await post(night('n2'), { ageSeconds: -330 })).toBe(401);
    expect(await post(night('n2'), { signed: night('n3') })).toBe(401);
    expect(await post('{"type":')).toBe(400);
    expect(
      await post(JSON.stringify({ type: 's3_payload', status: 'success', url: 'http://127.0.0.1:1/', expires_in: 300 })),
    ).toBe(503);
    expect((await fetch(example.url, { method: 'POST', body: night('n4') })).status).toBe(401);
    await until('its last words', () =>
      example.of('refused').some(({ refused }) => refused === 'the payload could not be fetched'),
    );
    expect(example.of('stored').filter(({ user_id }) => user_id === 'u1')).toEqual([
      { stored: 'sleep', user_id: 'u1', key: 'n1', deleted: false, ordering_ms: 2_000, bytes: expect.any(Number) },
    ]);
    expect(example.of('repeat').filter(({ repeat }) => !String(repeat).includes(':chunk:'))).toEqual([{ repeat: traceId }]);
    expect(example.of('outdated').filter(({ user_id }) => user_id === 'u1')).toEqual([
      { outdated: 'sleep', user_id: 'u1', key: 'n1' },
    ]);
    expect(example.of('event')).toContainEqual(expect.objectContaining({ event: 'something_new' }));
  });
});
