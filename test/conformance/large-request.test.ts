/** Over 28 days and over ten rides: the protocol of large requests, byte for byte, with a receiver that refuses one of them first. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { TerraClient } from 'terra-api';
import { z } from 'zod';
import { type Connected, explained, until } from '../support/platform/index.js';
import { faultsOfAnswers } from './support/answers.js';
import { Bed, type Hook } from './support/bed.js';
import type { Delivered } from './support/event-tap.js';
import { faultsOfEvents } from './support/events.js';
import { Published } from './support/published.js';

jest.setTimeout(300_000);

const DAY_SECONDS = 86_400;
const MOST_BYTES = 10_000_000;
const chunkSchema = z.looseObject({ data: z.array(z.looseObject({ metadata: z.looseObject({ summary_id: z.string() }) })) });
const idsOf = ({ json }: Delivered): string[] => chunkSchema.parse(json).data.map(({ metadata }) => metadata.summary_id);
const tIn = ({ signature }: Delivered): string => signature.split(',')[0] ?? '';

let bed: Bed;
let hook: Hook;
let linked: Hook;
let user: Connected;
beforeAll(async () => {
  bed = await Bed.start({ sandbox: ['--riders', '1', '--days', '80'] });
  hook = await bed.hook();
  linked = await bed.hook({ delivery: 'ping' });
  user = await bed.connect(1);
});
afterAll(() => bed.close());

test('processing, the number of payloads, and as many chunks, each under the same reference and a trace id of its own', () =>
  explained(bed.platform, async () => {
    let refusals = 0;
    hook.tap.answer = ({ traceId }) => ({ status: traceId.endsWith(':chunk:2') && refusals++ === 0 ? 503 : 200 });
    const startSeconds = Math.floor(Date.now() / 1000) - 75 * DAY_SECONDS;
    const terra = new TerraClient({ ...bed.credentials, baseUrl: `${bed.wire.url}/v2` });
    const { data: ack, rawResponse } = await terra.activity
      .fetch({ user_id: user.userId, start_date: startSeconds, with_samples: true })
      .withRawResponse();
    const reference = rawResponse.headers.get('terra-reference') ?? '';
    expect(ack).toMatchObject({ status: 'success', reference, trace_id: reference, message: expect.stringContaining('Large') });

    const sending = await until('the number', () =>
      hook.tap.under(reference).find(({ type }) => type === 'large_request_sending'),
    );
    const expected = Number(sending.json['expected_payloads']);
    expect(expected).toBeGreaterThan(1);
    await until('a refusal', () => refusals > 0);
    await bed.hurry();
    const chunks = await until(
      'the chunks',
      () => {
        const taken = hook.tap.under(reference).filter(({ type }) => type === 'activity');
        return taken.length >= expected && taken;
      },
      { timeoutMs: 30_000 },
    );
    expect(chunks).toHaveLength(expected);
    const order = hook.tap.under(reference).map(({ type }) => type);
    expect(order.slice(0, 2)).toEqual(['large_request_processing', 'large_request_sending']);

    const rides = (await bed.platform.sandbox.control.truth()).filter(
      ({ startedAt }) => Date.parse(startedAt) >= startSeconds * 1000,
    );
    expect(chunks.flatMap(idsOf).sort()).toEqual(rides.map(({ id }) => id).sort());
    expect(expected).toBeGreaterThanOrEqual(Math.ceil(rides.length / 10));
    for (const chunk of chunks) {
      expect(idsOf(chunk).length).toBeLessThanOrEqual(10);
      expect(Buffer.byteLength(chunk.raw)).toBeLessThan(MOST_BYTES + 20_000);
      expect(chunk.raw).toContain('"hr_samples":[{');
    }
    const numbers = chunks.map(({ traceId }) => traceId.split(':chunk:'));
    expect(new Set(numbers.map(([id]) => id)).size).toBe(1);
    expect(numbers.map(([, number]) => Number(number)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: expected }, (_, n) => n + 1),
    );

    const tries = hook.tap.all.filter(({ traceId }) => traceId.endsWith(':chunk:2'));
    expect(tries.map(({ answered }) => answered)).toEqual([503, 200]);
    expect(new Set(tries.map(({ raw }) => raw)).size).toBe(1);
    expect(new Set(tries.map(tIn)).size).toBe(2);
  }));

test('in ping mode each is an s3_payload with a link that gives the very same bytes', () =>
  explained(bed.platform, async () => {
    const [sent] = hook.tap.of('large_request_sending');
    const expected = Number(sent?.json['expected_payloads']) + 2;
    const links = await until('the links', () => {
      const under = linked.tap.under(sent?.reference ?? '');
      return under.length >= expected && under;
    });
    expect(new Set(links.map(({ type }) => type))).toEqual(new Set(['s3_payload']));
    const bodies = await Promise.all(links.map(async ({ json }) => (await fetch(String(json['url']))).text()));
    const lengths = (texts: readonly string[]): number[] => texts.map((text) => text.length).sort((a, b) => a - b);
    // expected_payloads is counted for each destination, so that event and the users' times may differ; the chunks do not.
    const chunks = (texts: readonly string[]): string[] => texts.filter((text) => text.startsWith('{"type":"activity"'));
    expect(lengths(chunks(bodies))).toEqual(lengths(chunks(hook.tap.taken.map(({ raw }) => raw))));
    expect(bodies.some((text) => text.includes('"large_request_sending"'))).toBe(true);
  }));

test('every answer and event is as published', async () => {
  const published = await Published.load();
  const own = (await (await fetch(`${bed.platform.api.url}/v2/openapi.json`)).json()) as object;
  expect(faultsOfAnswers(published, own, bed.wire.exchanges)).toEqual([]);
  expect(faultsOfEvents(published, [...hook.tap.all, ...linked.tap.all])).toEqual([]);
});
