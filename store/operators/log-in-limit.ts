/** Wrong tokens are counted in buckets that all processes share: for each client address, and for all together. */
import { hash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { Problem } from '../../model/problem.js';
import type { Database } from '../database.js';
import { RateBudget } from '../sync/budget.js';

/** Ten at once, then one in 30 seconds. */
const OF_ADDRESS = { capacity: 10, perSecond: 1 / 30 };
/** A whole office that mistypes; then one in 5 seconds, which also bounds what an attack writes to the audit log. */
const OF_ALL = { capacity: 100, perSecond: 1 / 5 };
/** Addresses share so many buckets: none is stored, and a flood of them makes no rows without end. */
const SLOTS = 65_536;

/** Whoever has one IPv6 address has the other 2^64 of its network. */
const networkOf = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).toByteArray().slice(0, 8).join('.') : address;
const slotOf = (address: string): number => hash('sha256', networkOf(address), 'buffer').readUInt32BE() % SLOTS;

const bucketsOf = (address: string) =>
  [
    { key: `login:${slotOf(address)}`, ...OF_ADDRESS },
    { key: 'login:all', ...OF_ALL },
  ].map((bucket) => ({ ...bucket, reserve: 0 }));

/** Before a token is looked at, so that tries at the same time count as well. @throws Problem rate_limited with the time to wait */
export async function takeTry(db: Database, address: string): Promise<void> {
  await new RateBudget(db).take(bucketsOf(address), 1).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.kind !== 'rate_limited') throw error;
    throw new Problem('rate_limited', 'too many wrong tokens: wait, and try again', {
      code: 'TOO_MANY_TRIES',
      retryAfterMs: error.retryAfterMs,
    });
  });
}

/** The token was right: the try does not count. */
export async function giveTryBack(db: Database, address: string): Promise<void> {
  await db.query(`UPDATE rate_budget SET tokens = least(capacity, tokens + 1) WHERE key = ANY($1)`, [
    bucketsOf(address).map(({ key }) => key),
  ]);
}
