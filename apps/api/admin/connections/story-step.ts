/** What happened to one record, in the few words that stand beside the other steps of it. */
import type { DeliveryState } from '../../../../model/delivery.js';
import type { StoryFact } from '../../../../store/desk/story/part.js';
import { named, nounOf, one, tryWord } from './story-words.js';

export interface Step {
  readonly type: string;
  readonly key: string;
  readonly name: string;
  readonly text: string;
}

type Fact<Source extends StoryFact['source']> = Extract<StoryFact, { source: Source }>;

const TOLD: Readonly<Record<string, string>> = { changed: 'told of', deleted: 'told of its deletion' };

/** Null = it is about no record of its own. */
export function stepOf(fact: StoryFact): Step | null {
  if (fact.source === 'notice') {
    const text = TOLD[fact.change];
    if (fact.type === null || fact.key === null || text === undefined) return null;
    return { type: fact.type, key: fact.key, name: one(nounOf(fact.type)), text };
  }
  if (fact.source === 'record') return { ...record(fact.record), text: recordText(fact) };
  if (fact.source !== 'delivery' || fact.record === null) return null;
  return { ...record(fact.record), text: deliveryText(fact) };
}

const record = (it: Fact<'record'>['record']) => ({ type: it.type, key: it.key, name: named(it) });

function recordText({ op, record: { revision } }: Fact<'record'>): string {
  if (op === 'delete') return 'deleted';
  return revision === 1 ? 'came in' : `changed (revision ${revision})`;
}

function deliveryText({ destination, state, attempts: { length: tries } }: Fact<'delivery'>): string {
  const to = destination ?? 'a destination that was deleted';
  const words: Record<DeliveryState, string> = {
    delivered: `delivered to ${to}${tries > 1 ? ` on the ${tryWord(tries)}` : ''}`,
    pending: tries > 0 ? `not yet delivered to ${to}` : `waits for ${to}`,
    dead: `could not be delivered to ${to}`,
    superseded: `not sent to ${to}, a newer revision was`,
    canceled: `not sent to ${to}, canceled`,
  };
  return words[state];
}
