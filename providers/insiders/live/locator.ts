/** What a listing tells the fetch of a session: which device, which time. */
import { z } from 'zod';
import { Problem } from '../../../model/problem.js';
import type { ItemRef } from '../../kit/items.js';

const range = z.object({ startMs: z.number(), endMs: z.number() });
const locatorSchema = z.object({ deviceId: z.string().min(1), range, blocks: z.array(range), assignment: range });
export type Locator = z.infer<typeof locatorSchema>;

/** A recorder that stutters: its blocks are counted, but no more told one by one. */
const MOST_BLOCKS = 2_000;

export const writeLocator = (locator: Locator): string =>
  JSON.stringify(locator.blocks.length > MOST_BLOCKS ? { ...locator, blocks: [locator.range] } : locator);

/** @throws Problem missing for an item that comes from no listing: an id alone does not tell the device */
export function readLocator(ref: ItemRef): Locator {
  try {
    return locatorSchema.parse(JSON.parse(ref.locator ?? ''));
  } catch (cause) {
    throw new Problem('missing', 'a session of Insiders can be fetched only as a listing names it: list it again', {
      code: 'LOCATOR',
      cause,
    });
  }
}
