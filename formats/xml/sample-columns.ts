/** Points, as a reader meets them, put into columns. */
import { checkCount } from '../recording/limits.js';
import { spikes, withoutSilence } from '../recording/plausible.js';
import { CHANNELS, type Channel, type Finding, type Samples } from '../recording/recording.js';

const FIRST_CAPACITY = 1024;

/** One point while it is read: a value for each channel, NaN = none. */
export type Point = Record<Channel, number>;

export const emptyPoint = (): Point => ({
  latitudeDegrees: NaN,
  longitudeDegrees: NaN,
  altitudeMeters: NaN,
  distanceMeters: NaN,
  speedMetersPerSecond: NaN,
  heartRateBpm: NaN,
  cadenceRpm: NaN,
  powerWatts: NaN,
  temperatureCelsius: NaN,
});

export function clearPoint(point: Point): void {
  for (const channel of CHANNELS) point[channel] = NaN;
}

/** Columns that double: an object for each point would cost ten times the memory (8,357 points: 0.6 MB instead of 6). */
export class SampleColumns {
  private times = new Float64Array(FIRST_CAPACITY);
  private readonly columns: Partial<Record<Channel, Float64Array<ArrayBuffer>>> = {};
  count = 0;

  constructor(
    private readonly format: string,
    private readonly maxSamples: number,
  ) {}

  /** @throws Problem payload FILE_TOO_LARGE beyond the cap */
  add(unixMicros: number, point: Readonly<Point>): void {
    if (this.count === this.maxSamples) checkCount(this.format, 'points', this.count + 1, this.maxSamples);
    if (this.count === this.times.length) this.grow();
    this.times[this.count] = unixMicros;
    for (const channel of CHANNELS) {
      const value = point[channel];
      if (Number.isNaN(value)) continue;
      (this.columns[channel] ??= new Float64Array(this.times.length).fill(NaN))[this.count] = value;
    }
    this.count++;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = grown(this.times, capacity);
    for (const channel of CHANNELS) {
      const column = this.columns[channel];
      if (column) this.columns[channel] = grown(column, capacity);
    }
  }

  /** NaN when there is none. */
  firstMicros(): number {
    let first = this.count === 0 ? NaN : Infinity;
    for (let i = 0; i < this.count; i++) first = Math.min(first, this.times[i] ?? Infinity);
    return first;
  }

  /** The samples in order of time, as of `startMicros`; tells what is odd about them, in the words that FIT files get. */
  finish(startMicros: number, findings: Finding[]): Samples {
    const order = this.order(findings);
    const arranged = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> =>
      order === null ? column.slice(0, this.count) : Float64Array.from(order, (index) => column[index] ?? NaN);
    const micros = arranged(this.times).map((time) => time - startMicros);
    tellTimes(micros, findings);
    const columns = new Map<Channel, Float64Array>();
    for (const channel of CHANNELS) {
      const column = this.columns[channel];
      if (column) columns.set(channel, arranged(column));
    }
    const channels = withoutSilence(columns, findings);
    spikes(channels, findings);
    return { micros, channels: Object.fromEntries(channels) };
  }

  /** Null when the points are in order already. */
  private order(findings: Finding[]): Uint32Array | null {
    const { times } = this;
    let back = 0;
    for (let i = 1; i < this.count; i++) if ((times[i] ?? 0) < (times[i - 1] ?? 0)) back++;
    if (back === 0) return null;
    findings.push({
      code: 'RECORDS_UNSORTED',
      message: `the time goes back ${back} ${back === 1 ? 'time' : 'times'} in the points: they were put in order of time`,
    });
    return Uint32Array.from({ length: this.count }, (_, index) => index).sort(
      (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
    );
  }
}

const LONGEST_STEP_MICROS = 7 * 86_400 * 1e6;

function tellTimes(micros: Float64Array, findings: Finding[]): void {
  let same = 0;
  let jumps = false;
  for (let i = 1; i < micros.length; i++) {
    const step = (micros[i] ?? 0) - (micros[i - 1] ?? 0);
    if (step === 0) same++;
    if (step > LONGEST_STEP_MICROS) jumps = true;
  }
  if (same > 0)
    findings.push({
      code: 'RECORDS_SHARE_TIME',
      message: `${same} points have the same time as the one before (programs write the borders of laps twice): all are kept as they are`,
    });
  if (jumps)
    findings.push({
      code: 'CLOCK_JUMP',
      message: 'the time jumps by more than a week between two points: the clock was probably set',
    });
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity).fill(NaN);
  larger.set(column);
  return larger;
}
