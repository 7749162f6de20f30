/** One <trk> while it is read. */
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { type Finding, NO_TOTALS, type Pause, type Recording } from '../recording/recording.js';
import { Oddities } from '../xml/point-values.js';
import { type Point, SampleColumns } from '../xml/sample-columns.js';
import { sportOf } from '../xml/sport-names.js';

export class Track {
  name: string | null = null;
  type: string | null = null;
  readonly oddities = new Oddities();
  private readonly columns: SampleColumns;
  private offsetSeconds: number | null = null;
  private readonly breaks: { readonly from: number; readonly to: number }[] = [];
  private lastMicros = NaN;
  private segmentIsNew = false;

  constructor(maxSamples: number) {
    this.columns = new SampleColumns('GPX', maxSamples);
  }

  get points(): number {
    return this.columns.count + this.oddities.pointsWithoutTime;
  }

  get hasTimes(): boolean {
    return this.columns.count > 0;
  }

  segment(): void {
    this.segmentIsNew = true;
  }

  /** @param time as written; empty = none */
  add(point: Point, time: string): void {
    this.oddities.checkPosition(point);
    const instant = this.oddities.instant(time);
    if (instant === null) {
      this.oddities.pointWithoutTime();
      return;
    }
    const { unixMicros } = instant;
    // `Z` says nothing about where the clock on the wall stands.
    if (instant.offsetSeconds) this.offsetSeconds ??= instant.offsetSeconds;
    if (this.segmentIsNew && unixMicros > this.lastMicros) this.breaks.push({ from: this.lastMicros, to: unixMicros });
    this.segmentIsNew = false;
    this.lastMicros = unixMicros;
    this.columns.add(unixMicros, point);
  }

  /** @param inherited of the file, for its first track */
  recording(inherited: readonly Finding[], fileName: string | null): Recording {
    const findings = [...inherited];
    const startMicros = this.columns.firstMicros();
    const samples = this.columns.finish(startMicros, findings);
    this.oddities.tell(findings);
    const sport = this.type === null ? null : sportOf(this.type);
    if (this.type !== null && sport === null)
      findings.push({
        code: 'SPORT_UNKNOWN',
        message: `the sport "${this.type.slice(0, 40)}" is not known here: taken as unknown`,
      });
    const type = sport?.type ?? ACTIVITY_TYPES.UNKNOWN;
    return {
      startMicros,
      utcOffsetSeconds: this.offsetSeconds,
      type,
      virtual: sport?.virtual ?? false,
      name: this.name ?? fileName,
      device: null,
      totals: NO_TOTALS,
      samples,
      laps: [],
      legs: [{ startMicros: 0, type, totals: NO_TOTALS }],
      pauses: this.breaks.map(({ from, to }): Pause => ({ startMicros: from - startMicros, endMicros: to - startMicros })),
      findings,
    };
  }
}
