import { describe, expect, it } from '@jest/globals';
import { BACKFILL_TRANSITIONS, type BackfillState, isOver, statesBefore } from './backfill.js';
import { CIRCUIT_TRANSITIONS } from './circuit.js';
import { CONNECTION_TRANSITIONS } from './connection.js';
import { DELIVERY_TRANSITIONS, type DeliveryState, canBecome } from './delivery.js';
import { DESTINATION_TRANSITIONS } from './destination.js';

const TABLES = [
  { name: 'backfill', table: BACKFILL_TRANSITIONS, first: 'planned', ends: ['canceled', 'done', 'failed'] },
  { name: 'circuit', table: CIRCUIT_TRANSITIONS, first: 'closed', ends: [] },
  { name: 'connection', table: CONNECTION_TRANSITIONS, first: 'active', ends: [] },
  { name: 'delivery', table: DELIVERY_TRANSITIONS, first: 'pending', ends: ['canceled', 'delivered', 'superseded'] },
  { name: 'destination', table: DESTINATION_TRANSITIONS, first: 'enabled', ends: [] },
] as const;

describe.each(TABLES)('the life of a $name', ({ table, first, ends }) => {
  const next = new Map<string, readonly string[]>(Object.entries(table));

  it('knows every state that it leads to', () => {
    for (const to of [...next.values()].flat()) expect([...next.keys()]).toContain(to);
  });

  it('reaches every state from its first', () => {
    const seen = new Set<string>([first]);
    for (const state of seen) for (const to of next.get(state) ?? []) seen.add(to);
    expect([...seen].sort()).toEqual([...next.keys()].sort());
  });

  it('ends where it should, and never stays where it is', () => {
    expect([...next].flatMap(([state, to]) => (to.length === 0 ? [state] : [])).sort()).toEqual(ends);
    for (const [state, to] of next) expect(to).not.toContain(state);
  });
});

describe('the guards', () => {
  const backfillStates = Object.keys(BACKFILL_TRANSITIONS) as BackfillState[];
  const deliveryStates = Object.keys(DELIVERY_TRANSITIONS) as DeliveryState[];

  it('of a backfill agree with its table', () => {
    for (const to of backfillStates)
      for (const from of backfillStates)
        expect(statesBefore(to).includes(from)).toBe((BACKFILL_TRANSITIONS[from] as readonly string[]).includes(to));
    expect(backfillStates.filter(isOver).sort()).toEqual(['canceled', 'done', 'failed']);
  });

  it('of a delivery agree with its table', () => {
    for (const from of deliveryStates)
      for (const to of deliveryStates)
        expect(canBecome(from, to)).toBe((DELIVERY_TRANSITIONS[from] as readonly string[]).includes(to));
  });
});
