/** Delivery items for tests, shaped like real events. */
import { randomUUID } from 'node:crypto';
import type { DeliveryItem, DeliveryUser } from '../destination.js';

export interface ItemOptions {
  readonly type?: string;
  readonly key?: string;
  readonly op?: DeliveryItem['op'];
  readonly revision?: number;
  readonly user?: Partial<DeliveryUser>;
  /** Raw JSON of the member `extra` of the body. */
  readonly extra?: string;
}

export const testUser = (user: Partial<DeliveryUser> = {}): DeliveryUser => ({
  userId: randomUUID(),
  referenceId: 'member-42',
  provider: 'INSIDERS',
  scopes: 'activity:read',
  active: true,
  createdAt: '2026-09-01T08:00:00.000000+00:00',
  ...user,
});

/** Bodies by their links: what a rig finds when it follows one. */
export const linkedBodies = new Map<string, Uint8Array>();

/** An event whose body says its key and revision, so that what a target holds can be told apart. */
export function testItem({
  type = 'activity',
  key = randomUUID(),
  op = 'upsert',
  revision = 1,
  user,
  extra = 'null',
}: ItemOptions = {}): DeliveryItem {
  const owner = testUser(user);
  const head = JSON.stringify({
    type,
    version: '2022-03-16',
    user: { user_id: owner.userId, provider: owner.provider },
    key,
    revision,
  });
  const body = Buffer.from(`${head.slice(0, -1)},"extra":${extra}}`);
  return {
    traceId: randomUUID(),
    reference: randomUUID(),
    type,
    key,
    op,
    revision,
    orderingTimestampMs: 1_790_000_000_000 + revision,
    user: owner,
    startTime: '2026-09-21T18:00:00.000000+02:00',
    endTime: '2026-09-21T18:45:00.000000+02:00',
    body,
    batchId: null,
    original: () => Promise.resolve(null),
    link: (expiresInSeconds) => {
      const url = `https://payloads.example/${key}/${revision}`;
      linkedBodies.set(url, body);
      return Promise.resolve({ url, expiresInSeconds });
    },
  };
}
