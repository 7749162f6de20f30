/** One <Activity> while it is read. */
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { type Finding, type Pause, type Recording, type RecordingDevice, NO_TOTALS } from '../recording/recording.js';
import { Oddities } from '../xml/point-values.js';
import { type Point, SampleColumns } from '../xml/sample-columns.js';
import { sportOf } from '../xml/sport-names.js';
import { type TcxLap, contradictoryLaps, newLap, summarize } from './lap.js';

/** Below this, time missing at the border of laps is rounding. */
const LEAST_PAUSE_MICROS = 1_500_000;

export class TcxActivity {
  name: string | null = null;
  id = '';
  device: { name: string | null; serialNumber: string | null; version: string[] } | null = null;
  readonly oddities = new Oddities();
  readonly laps: TcxLap[] = [];
  private readonly columns: SampleColumns;
  private readonly pauses: { from: number; to: number }[] = [];
  private offsetSeconds: number | null = null;
  private lastMicros = NaN;
  private tracksInLap = 0;
  private pausedInLap = 0;
  private pausedBefore = 0;
  private trackIsNew = false;

  constructor(
    private readonly sport: string,
    maxSamples: number,
  ) {
    this.columns = new SampleColumns('TCX', maxSamples);
  }

  startLap(startTime: string): TcxLap {
    const instant = this.oddities.instant(startTime);
    this.offset(instant?.offsetSeconds ?? null);
    const lap = newLap(instant?.unixMicros ?? NaN);
    this.pausedBefore = this.pausedInLap;
    this.pausedInLap = 0;
    this.tracksInLap = 0;
    this.laps.push(lap);
    return lap;
  }

  startTrack(): void {
    this.tracksInLap++;
    this.trackIsNew = true;
  }

  add(point: Point, time: string): void {
    this.oddities.checkPosition(point);
    const instant = this.oddities.instant(time);
    if (instant === null) {
      this.oddities.pointWithoutTime();
      return;
    }
    const { unixMicros } = instant;
    this.offset(instant.offsetSeconds);
    if (this.trackIsNew && unixMicros > this.lastMicros) this.gap(this.lastMicros, unixMicros);
    this.trackIsNew = false;
    this.lastMicros = unixMicros;
    const lap = this.laps.at(-1);
    if (lap) lap.lastMicros = unixMicros;
    this.columns.add(unixMicros, point);
  }

  /** A further track in a lap begins after a pause; the first one of a lap only where the lap before claims to have ended earlier. */
  private gap(from: number, to: number): void {
    if (this.tracksInLap > 1) {
      this.pauses.push({ from, to });
      this.pausedInLap += to - from;
      return;
    }
    const [before, lap] = [this.laps.at(-2), this.laps.at(-1)];
    if (!before || !lap) return;
    const missing = lap.startMicros - before.startMicros - before.seconds * 1e6 - this.pausedBefore;
    // Devices that record now and then leave gaps too: it must be as long as the time that is missing.
    if (missing > LEAST_PAUSE_MICROS && to - from > missing - LEAST_PAUSE_MICROS) this.pauses.push({ from, to });
  }

  /** Null when nothing in it has a time. */
  recording(inherited: readonly Finding[]): Recording | null {
    const findings = [...inherited];
    const laps = this.laps.filter(({ startMicros }) => !Number.isNaN(startMicros));
    const starts = [this.columns.firstMicros(), laps[0]?.startMicros ?? NaN].filter((micros) => !Number.isNaN(micros));
    const claimed = starts.length > 0 ? NaN : (this.oddities.instant(this.id)?.unixMicros ?? NaN);
    const startMicros = starts.length > 0 ? Math.min(...starts) : claimed;
    if (Number.isNaN(startMicros)) return null;
    const samples = this.columns.finish(startMicros, findings);
    this.oddities.tell(findings);
    const sport = sportOf(this.sport);
    if (sport === null)
      findings.push({
        code: 'SPORT_UNKNOWN',
        message: `the sport "${this.sport.slice(0, 40)}" is not known here: taken as unknown`,
      });
    const type = sport?.type ?? ACTIVITY_TYPES.UNKNOWN;
    const summary = laps.length > 0 ? summarize(laps, startMicros) : { laps: [], totals: NO_TOTALS };
    const contradictory = contradictoryLaps(summary.laps);
    if (contradictory > 0)
      findings.push({
        code: 'LAP_CONTRADICTORY',
        message: `${contradictory} of ${laps.length} laps claim an average above its maximum: the maximum of the whole is not taken from the laps`,
      });
    return {
      startMicros,
      utcOffsetSeconds: this.offsetSeconds,
      type,
      virtual: sport?.virtual ?? false,
      name: this.name,
      device: this.deviceOf(),
      totals: summary.totals,
      samples,
      laps: summary.laps,
      legs: [{ startMicros: 0, type, totals: summary.totals }],
      pauses: this.pauses.map(({ from, to }): Pause => ({ startMicros: from - startMicros, endMicros: to - startMicros })),
      findings,
    };
  }

  private deviceOf(): RecordingDevice | null {
    const { device } = this;
    if (device === null || (device.name === null && device.serialNumber === null)) return null;
    const softwareVersion = device.version.length === 0 ? null : device.version.join('.');
    return { name: device.name, manufacturer: null, serialNumber: device.serialNumber, softwareVersion };
  }

  private offset(seconds: number | null): void {
    // `Z` says nothing about where the clock on the wall stands.
    if (seconds) this.offsetSeconds ??= seconds;
  }
}
