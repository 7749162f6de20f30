/** The application's one webhook subscription. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { newName, type Database } from '../store/database.js';

export interface Subscription {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly createdAt: number;
}

export interface Subscriptions {
  current(): Subscription | undefined;
  add(wish: { url: string; events: readonly string[]; verifyToken: string }, now: number): Subscription;
  remove(id: string): boolean;
}

const row = z.object({ id: z.string(), url: z.string(), events: z.string(), secret: z.string(), created_at: z.number() });

export function openSubscriptions({ sql }: Database): Subscriptions {
  const load = (): Subscription | undefined => {
    const found = sql.prepare('select * from subscription').get();
    if (!found) return undefined;
    const { created_at: createdAt, events, ...rest } = row.parse(found);
    return { ...rest, createdAt, events: events.split(' ') };
  };
  let current = load();
  return {
    current: () => current,
    add({ url, events, verifyToken }, now) {
      const secret = `whsec_${randomBytes(24).toString('hex')}`;
      sql
        .prepare('insert into subscription (id, url, events, secret, verify_token, created_at) values (?, ?, ?, ?, ?, ?)')
        .run(newName('sub'), url, events.join(' '), secret, verifyToken, now);
      current = load();
      if (!current) throw new Error('the subscription was not stored');
      return current;
    },
    remove(id) {
      if (current?.id !== id) return false;
      sql.prepare('delete from subscription where id = ?').run(id);
      sql.exec('delete from outgoing');
      current = undefined;
      return true;
    },
  };
}
