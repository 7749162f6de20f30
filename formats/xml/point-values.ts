/** What a point of an XML format says, put into its channel: "none" recognized, nonsense counted. */
import { isPosition } from '../recording/position.js';
import type { Channel, Finding } from '../recording/recording.js';
import { type Instant, isFarInstant, readInstant, readNumber, roundDegrees } from './values.js';
import type { Point } from './sample-columns.js';

/** The largest value that stands for "none" in a byte. */
const NO_BYTE = 255;
/** No value of a sensor or a lap is as large, in any unit here; with an exponent XML could say what no other format can hold. */
const MOST = 1e9;

/** Counts what could not be used in one recording, and tells it. */
export class Oddities {
  private unreadable = 0;
  private example = '';
  private badPositions = 0;
  private withoutTime = 0;
  private withoutZone = 0;
  private far = 0;

  instant(text: string): Instant | null {
    const instant = readInstant(text);
    if (instant === null) {
      this.cannotRead(text);
      if (isFarInstant(text)) this.far++;
    } else if (instant.offsetSeconds === null) this.withoutZone++;
    return instant;
  }

  /** NaN for what is none or far too large, and counted unless empty. */
  number(text: string): number {
    const value = readNumber(text);
    if (Math.abs(value) < MOST) return value;
    this.cannotRead(text);
    return NaN;
  }

  pointWithoutTime(): void {
    this.withoutTime++;
  }

  get pointsWithoutTime(): number {
    return this.withoutTime;
  }

  /** Whether there were times, but none that a right clock shows. */
  get hasFarTimes(): boolean {
    return this.far > 0;
  }

  /** Sets a channel of a point. 255 is how a byte says that there was no heart rate or cadence; a heart rate of 0 is told in `SampleColumns`. */
  set(point: Point, channel: Channel, text: string): void {
    const value = this.number(text);
    if (channel === 'heartRateBpm' && (value < 0 || value === NO_BYTE)) return;
    if (channel === 'cadenceRpm' && (value < 0 || value === NO_BYTE)) return;
    point[channel] = value;
  }

  /** Latitude and longitude go together: either without the other, off the globe or both 0 is no position. */
  checkPosition(point: Point): void {
    const { latitudeDegrees: latitude, longitudeDegrees: longitude } = point;
    if (Number.isNaN(latitude) && Number.isNaN(longitude)) return;
    const usable = isPosition(latitude, longitude);
    if (!usable) this.badPositions++;
    point.latitudeDegrees = usable ? roundDegrees(latitude) : NaN;
    point.longitudeDegrees = usable ? roundDegrees(longitude) : NaN;
  }

  tell(findings: Finding[]): void {
    if (this.withoutTime > 0)
      findings.push({
        code: 'RECORD_WITHOUT_TIME',
        message: `${this.withoutTime} points have no readable time and were left out: a sample needs one`,
      });
    if (this.badPositions > 0)
      findings.push({
        code: 'POSITION_INVALID',
        message: `${this.badPositions} positions are 0/0, off the globe or only half there: those points have none`,
      });
    if (this.unreadable > 0)
      findings.push({
        code: 'VALUE_UNREADABLE',
        message: `${this.unreadable} values are no number or time where one belongs ("${this.example}" is the first): left out`,
      });
    if (this.withoutZone > 0)
      findings.push({ code: 'TIME_WITHOUT_ZONE', message: `${this.withoutZone} times name no time zone: read as UTC` });
  }

  private cannotRead(text: string): void {
    const trimmed = text.trim();
    // An empty element says nothing, which is nothing odd.
    if (trimmed === '') return;
    if (this.unreadable++ === 0) this.example = trimmed.slice(0, 24);
  }
}
