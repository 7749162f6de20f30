import { describe, expect, it } from '@jest/globals';
import { chaptersOf, nameOfChapter, wordsOf, toneOf } from './chapters.js';
import type { StoryEntry } from './words.js';

let n = 0;
const entry = (
  at: string,
  step: { key: string; text: string; name?: string } | null,
  tone: StoryEntry['tone'] = 'neutral',
): StoryEntry => ({
  id: String(++n),
  at: `2026-05-${at}:00.000Z`,
  kind: step !== null && / (for|to) /.test(step.text) ? 'delivery' : 'record',
  tone,
  title: 'A title',
  detail: null,
  record: null,
  delivery: null,
  backfill_id: null,
  step: step === null ? null : { type: 'activity', name: 'An activity', ...step },
});

describe('a story', () => {
  const sent = entry('02T10:02', { key: 'a', text: 'waits for B' }, 'warning');
  const also = entry('02T10:03', { key: 'a', text: 'delivered to A' }, 'good');
  const between = entry('02T10:01', { key: 'b', text: 'came in' });
  const paused = entry('02T10:01', null);
  const came = entry('02T10:00', { key: 'a', text: 'came in', name: 'An activity of 1 May 2026' }, 'good');
  const told = entry('02T09:59', { key: 'a', text: 'told of' });
  const before = entry('01T09:00', { key: 'a', text: 'told of' });
  const entries = [also, sent, between, paused, came, told, before];

  it('tells what happened to one record as one, in the order of time, and nothing is left out', () => {
    const chapters = chaptersOf(entries);
    expect(chapters.map(({ steps }) => steps)).toEqual([[told, came, sent, also], [between], [paused], [before]]);
    const [ride] = chapters;
    if (!ride) throw new Error('no chapter');
    expect(ride).toMatchObject({ id: told.id, at: also.at });
    expect(nameOfChapter(ride)).toBe('An activity of 1 May 2026');
    expect(wordsOf(ride)).toBe('told of → came in → waits for B, delivered to A');
    expect(toneOf(ride)).toBe('warning');
  });

  it('is the same whatever pages it came in, but for what the next page adds', () => {
    for (let cut = 0; cut <= entries.length; cut++) {
      const shown = chaptersOf(entries.slice(0, cut)).flatMap(({ steps }) => steps);
      expect(new Set(shown)).toEqual(new Set(entries.slice(0, cut)));
    }
    expect(chaptersOf(entries.slice(0, 5))[0]?.steps).toEqual([came, sent, also]);
  });

  it('says once what happened often', () => {
    const again = ['02T10:00', '02T09:30', '02T09:00'].map((at) => entry(at, { key: 'a', text: 'told of' }));
    const [chapter] = chaptersOf(again);
    expect(chapter && wordsOf(chapter)).toBe('told of 3 times');
  });
});
