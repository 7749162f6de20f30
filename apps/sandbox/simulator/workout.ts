/** What the rider means to do: blocks of intended power, and the stops on the way. */
import type { Random } from './random.js';

export type WorkoutKind = 'recovery' | 'endurance' | 'tempo' | 'intervals' | 'race';

export interface Block {
  readonly seconds: number;
  /** Part of FTP. */
  readonly intensity: number;
  /** Presses the lap button at its start. */
  readonly lap: boolean;
}

export interface Stop {
  readonly atSecond: number;
  readonly seconds: number;
}

const STEADY: Record<Exclude<WorkoutKind, 'intervals'>, readonly [number, number]> = {
  recovery: [0.45, 0.55],
  endurance: [0.58, 0.7],
  tempo: [0.75, 0.87],
  race: [0.8, 0.95],
};

/** Blocks that fill `seconds` exactly: warm-up, main part, cool-down. */
export function planWorkout(random: Random, kind: WorkoutKind, seconds: number): Block[] {
  const warmUp = Math.min(600, Math.floor(seconds / 6));
  const coolDown = Math.min(420, Math.floor(seconds / 8));
  const blocks: Block[] = [{ seconds: warmUp, intensity: 0.5, lap: true }];
  let left = seconds - warmUp - coolDown;
  if (kind === 'intervals') {
    const work = random.pick([180, 240, 300, 480]);
    const intensity = random.between(0.95, 1.1);
    for (let count = 0; count < 8 && left >= work * 1.6; count++) {
      const rest = Math.round(work * 0.6);
      blocks.push({ seconds: work, intensity, lap: true }, { seconds: rest, intensity: 0.5, lap: true });
      left -= work + rest;
    }
  }
  const [low, high] = kind === 'intervals' ? STEADY.endurance : STEADY[kind];
  for (let first = true; left > 0; first = false) {
    const part = Math.min(left, random.integer(240, 900));
    blocks.push({ seconds: part, intensity: random.between(low, high), lap: first });
    left -= part;
  }
  blocks.push({ seconds: coolDown, intensity: 0.45, lap: true });
  return blocks.filter((block) => block.seconds > 0);
}

/** Traffic lights, and on long rides a café. In order, never overlapping. */
export function planStops(random: Random, seconds: number): Stop[] {
  const stops: Stop[] = [];
  for (let at = random.integer(240, 1200); at < seconds - 300; at += random.integer(400, 2400)) {
    const coffee = seconds > 5400 && random.chance(0.12);
    const length = coffee ? random.integer(300, 900) : random.integer(12, 70);
    stops.push({ atSecond: at, seconds: Math.min(length, seconds - 200 - at) });
    at += length;
  }
  return stops;
}
