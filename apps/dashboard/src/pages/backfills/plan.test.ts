import { describe, expect, it } from '@jest/globals';
import { bodyOf, firstPlan, idsOf, missingIn } from './plan.js';
import { listSearchOf } from './search.js';

const NOW_MS = Date.parse('2026-11-23T12:00:00Z');
const id = '01a2096d-bf51-7f7a-8d33-1a75c74e1524';

describe('a new backfill', () => {
  it('begins with what the address says', () => {
    const search = listSearchOf({ new: 1, provider: 'INSIDERS', ids: [id], from: '2026-05-01', to: '2026-05-08' });
    const plan = firstPlan(search);
    expect(missingIn(plan)).toBeNull();
    expect(bodyOf(plan, null, NOW_MS)).toEqual({
      provider: 'INSIDERS',
      connection_ids: [id],
      start: '2026-05-01',
      end: '2026-05-08',
    });
  });

  it('takes a filter from the address, and refuses to guess without one', () => {
    const plan = firstPlan(listSearchOf({ new: '1', provider: 'INSIDERS', search: 'team-', states: ['active', 'odd'] }));
    expect(bodyOf(plan, null, NOW_MS)).toMatchObject({ filter: { search: 'team-', states: ['active'] }, start: '2026-10-24' });
    expect(missingIn({ ...plan, search: ' ', states: [] })).toContain('at least one filter');
    expect(missingIn({ ...plan, who: 'some' })).toContain('Say whom');
  });

  it('goes as far back as the provider allows, and until now', () => {
    const plan = { ...firstPlan({}), provider: 'INSIDERS', who: 'all', preset: 'most' } as const;
    expect(bodyOf(plan, 90, NOW_MS)).toEqual({ provider: 'INSIDERS', all: true, start: '2026-08-25' });
    expect(bodyOf({ ...plan, preset: 'exact', firstDay: '2026-11-01', lastDay: '2026-11-23' }, 90, NOW_MS)).not.toHaveProperty(
      'end',
    );
  });

  it('reads ids however they are given', () => {
    expect(idsOf({ ...firstPlan({}), ids: ' a, b\n\nb\nc ' })).toEqual(['a', 'b', 'c']);
  });
});
