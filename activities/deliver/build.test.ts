import { describe, expect, it } from '@jest/globals';
import { zstdCompressSync } from 'node:zlib';
import { type ConnectionId, type DeliveryId, newId } from '../../model/ids.js';
import type { ClaimedDelivery } from '../../store/outbox/claim.js';
import { buildItem as build } from './build.js';

const buildItem = (delivery: ClaimedDelivery) =>
  build(
    delivery,
    null,
    () => Promise.reject(new Error('no link is asked for here')),
    () => Promise.resolve(null),
  );
const record = Buffer.from('{"metadata":{"summary_id":"act-1","upload_type":1},"n":0.10,"é":"\\u00e9"}');
const connectionId = newId<ConnectionId>();
const claimed = (more: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  id: newId<DeliveryId>(),
  attempts: 0,
  isFirst: false,
  isBehind: false,
  type: 'activity',
  op: 'upsert',
  reference: newId(),
  connectionId,
  recordKey: 'act-1',
  revision: 3,
  eventBody: null,
  orderingMs: 1_780_000_000_123,
  startTime: '2026-05-01T08:00:00+02:00',
  endTime: '2026-05-01T09:00:00+02:00',
  body: zstdCompressSync(record),
  bodyBytes: record.length,
  chunk: null,
  source: null,
  user: {
    userId: connectionId,
    referenceId: 'me',
    provider: 'INSIDERS',
    scopes: 'activity:read',
    state: 'active',
    createdAt: '2026-01-01T00:00:00.000000+00:00',
    lastWebhookUpdate: null,
  },
  ...more,
});

describe('a data event', () => {
  it('is a prefix, the stored bytes as they are, and a suffix', () => {
    const { body } = buildItem(claimed());
    const text = Buffer.from(body).toString();
    expect(text).toContain(`"data":[${record.toString()}]}`);
    expect(JSON.parse(text)).toMatchObject({
      type: 'activity',
      user: { user_id: connectionId, reference_id: 'me', provider: 'INSIDERS', active: true },
      data: [{ metadata: { summary_id: 'act-1' } }],
    });
  });

  it('is keyed by its record over all revisions, and told apart by its delivery', () => {
    const [first, second] = [buildItem(claimed()), buildItem(claimed({ revision: 4 }))];
    expect([first.type, first.key, first.revision, first.orderingTimestampMs]).toEqual([
      'activity',
      'act-1',
      3,
      1_780_000_000_123,
    ]);
    expect(second.key).toBe(first.key);
    expect(second.traceId).not.toBe(first.traceId);
  });

  it('of a deletion carries type and key of its record, and says that it is one', () => {
    const gone = Buffer.from('{"metadata":{"summary_id":"act-1","upload_type":4}}');
    const item = buildItem(claimed({ op: 'delete', body: zstdCompressSync(gone), bodyBytes: gone.length }));
    expect(item).toMatchObject({ op: 'delete', type: 'activity', key: 'act-1' });
    expect(JSON.parse(Buffer.from(item.body).toString())).toMatchObject({ data: [{ metadata: { upload_type: 4 } }] });
  });

  it('of any size comes out whole, also when its stored size is wrong', () => {
    const large = Buffer.from(`{"s":"${'x'.repeat(3_000_000)}"}`);
    for (const bodyBytes of [large.length, 0]) {
      const { body } = buildItem(claimed({ body: zstdCompressSync(large), bodyBytes }));
      expect(body.length).toBeGreaterThan(large.length);
      expect(Buffer.from(body).subarray(-2).toString()).toBe(']}');
    }
  });

  it('whose record or connection is gone is missing', () => {
    for (const more of [{ body: null }, { user: null }])
      expect(() => buildItem(claimed(more))).toThrow(expect.objectContaining({ kind: 'missing' }));
  });
});

describe('an event without a record', () => {
  const body = JSON.stringify({ type: 'auth', user: { user_id: connectionId, provider: 'INSIDERS' } });

  it('is sent as it was stored, keyed by its delivery', () => {
    const delivery = claimed({
      type: 'auth',
      recordKey: null,
      body: null,
      bodyBytes: 0,
      startTime: null,
      endTime: null,
      revision: 1,
      eventBody: body,
    });
    const item = buildItem(delivery);
    expect(Buffer.from(item.body).toString()).toBe(body);
    expect(item).toMatchObject({ key: delivery.id, type: 'auth', startTime: null, user: { userId: connectionId } });
  });

  it('about a connection that is gone takes its user from the body', () => {
    const user = {
      user_id: connectionId,
      provider: 'INSIDERS',
      reference_id: 'me',
      scopes: 'a',
      active: false,
      created_at: '2026-01-01T00:00:00.000000+00:00',
      last_webhook_update: null,
    };
    const eventBody = JSON.stringify({ type: 'deauth', user });
    const gone = { recordKey: null, connectionId: null, user: null, body: null };
    expect(buildItem(claimed({ ...gone, type: 'deauth', eventBody })).user).toMatchObject({
      userId: connectionId,
      referenceId: 'me',
      provider: 'INSIDERS',
      active: false,
    });
    expect(buildItem(claimed({ ...gone, type: 'auth', eventBody: '{"type":"auth"}' })).user).toMatchObject({
      userId: '',
      referenceId: null,
    });
  });
});
