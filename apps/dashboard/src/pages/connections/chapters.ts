/** Steps of one record that follow each other, as one chapter of the story: told of, came in, delivered here and there. */
import type { StoryEntry } from './words.js';

export interface Chapter {
  /** Stays the same while steps are added at its end. */
  readonly id: string;
  /** Of its newest step. */
  readonly at: string;
  /** In the order of time; one where nothing belongs together. */
  readonly steps: readonly [StoryEntry, ...StoryEntry[]];
}

/** What comes later than so after the step before is a chapter of its own: a ride that is sent again next month stands in next month. */
const APART_MS = 3_600_000;

/** One entry alone. */
export const chapterOf = (entry: StoryEntry): Chapter => ({ id: entry.id, at: entry.at, steps: [entry] });

/** @param entries newest first. @returns newest first, each entry in exactly one; others may have happened between the steps of one. */
export function chaptersOf(entries: readonly StoryEntry[]): readonly Chapter[] {
  const chapters: [StoryEntry, ...StoryEntry[]][] = [];
  const open = new Map<string, [StoryEntry, ...StoryEntry[]]>();
  for (const entry of entries) {
    const key = entry.step === null ? null : JSON.stringify([entry.step.type, entry.step.key]);
    const found = key === null ? undefined : open.get(key);
    if (found && Date.parse(found[0].at) - Date.parse(entry.at) <= APART_MS) {
      found.unshift(entry);
      continue;
    }
    const begun: [StoryEntry, ...StoryEntry[]] = [entry];
    chapters.push(begun);
    if (key !== null) open.set(key, begun);
  }
  return chapters.map((steps) => ({ id: steps[0].id, at: steps.at(-1)?.at ?? steps[0].at, steps }));
}

/** Its name, by its day where any step knows it. */
export const nameOfChapter = ({ steps }: Chapter): string =>
  steps.reduce((name, { step }) => (step !== null && step.name.length > name.length ? step.name : name), '');

/** What happened, in the order of time: what is sent here and there goes side by side, and the same thing twice in a row is told once, with how often. */
export function wordsOf({ steps }: Chapter): string {
  const told: { text: string; times: number; isSent: boolean }[] = [];
  for (const { step, kind } of steps) {
    if (step === null) continue;
    const last = told.at(-1);
    if (last?.text === step.text) last.times++;
    else told.push({ text: step.text, times: 1, isSent: kind === 'delivery' });
  }
  return told.reduce((words, { text, times, isSent }, index) => {
    const between = index === 0 ? '' : isSent && told[index - 1]?.isSent === true ? ', ' : ' → ';
    return `${words}${between}${text}${times === 1 ? '' : ` ${times} times`}`;
  }, '');
}

const TONES: readonly StoryEntry['tone'][] = ['neutral', 'good', 'warning', 'bad'];

/** The gravest of its steps. */
export const toneOf = ({ steps }: Chapter): StoryEntry['tone'] =>
  TONES[Math.max(...steps.map(({ tone }) => TONES.indexOf(tone)))] ?? 'neutral';
