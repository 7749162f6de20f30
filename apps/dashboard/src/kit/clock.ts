/** The clock of a page, and moments as it tells them: how long ago, how long until. */
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];
const TICK_MS = 10_000;
const JUST_MS = 12_000;
/** Nearer than this is not told as the future: the clock ticks slower, and two machines differ. */
export const SOON_MS = 15_000;
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function agoText(atMs: number, nowMs: number): string {
  const awayMs = atMs - nowMs;
  if (awayMs > -JUST_MS && awayMs < SOON_MS) return 'just now';
  const [unit, lengthMs] = STEPS.find(([, each]) => Math.abs(awayMs) >= each) ?? (['second', 1_000] as const);
  return relative.format(Math.trunc(awayMs / lengthMs), unit);
}

/** One clock for all moments of a page: it ticks while anybody looks, and is right when somebody begins to. */
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  nowMs = Date.now();
  for (const tell of listeners) tell();
}

export const clockMs = (): number => nowMs;

export function followClock(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    timer = setInterval(tick, TICK_MS);
    tick();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
