/** The riders as the database knows them. */
import { z } from 'zod';
import { makeRider, type Rider } from '../simulator/rider.js';
import type { Database } from './database.js';

export interface StoredRider {
  /** `usr_…`, what the contract calls user_id. */
  readonly id: string;
  readonly number: number;
  readonly rider: Rider;
  readonly createdAt: number;
}

export interface Riders {
  all(): StoredRider[];
  find(id: string): StoredRider | undefined;
}

const row = z.object({ id: z.string(), number: z.number(), created_at: z.number() });

/** Riders 1 to `count` of the world `seed` are there afterwards, and those of earlier runs. */
export function openRiders(database: Database, seed: number, count: number, now: number): Riders {
  const add = database.sql.prepare('insert into rider (id, number, created_at) values (?, ?, ?) on conflict do nothing');
  database.transaction(() => {
    for (let number = 1; number <= count; number++) add.run(riderId(seed, number), number, now - 400 * 86_400_000);
  });
  const known = new Map<string, StoredRider>();
  for (const raw of database.sql.prepare('select id, number, created_at from rider order by number').all()) {
    const { id, number, created_at: createdAt } = row.parse(raw);
    known.set(id, { id, number, rider: makeRider(seed, number), createdAt });
  }
  return { all: () => [...known.values()], find: (id) => known.get(id) };
}

const riderId = (seed: number, number: number): string => `usr_${seed.toString(36)}_${number}`;
