/** TCX activities with Garmin's ActivityExtension v2 (power, speed, cadence of runs). */
import { Problem } from '../../model/problem.js';
import { MAX_LAPS, MAX_RECORDINGS, MAX_SAMPLES, checkCount, timeProblem } from '../recording/limits.js';
import type { Channel, Finding, Recording } from '../recording/recording.js';
import { type Attributes, type XmlHandlers, readXml } from '../xml/read-xml.js';
import { clearPoint, emptyPoint } from '../xml/sample-columns.js';
import { TcxActivity } from './activity.js';
import type { TcxLap, TcxLapNumber } from './lap.js';

/** By parent, then name. */
const OF_POINT = byParent<Channel>([
  ['Position/LatitudeDegrees', 'latitudeDegrees'],
  ['Position/LongitudeDegrees', 'longitudeDegrees'],
  ['Trackpoint/AltitudeMeters', 'altitudeMeters'],
  ['Trackpoint/DistanceMeters', 'distanceMeters'],
  ['HeartRateBpm/Value', 'heartRateBpm'],
  ['Trackpoint/Cadence', 'cadenceRpm'],
  ['TPX/RunCadence', 'cadenceRpm'],
  ['TPX/Speed', 'speedMetersPerSecond'],
  ['TPX/Watts', 'powerWatts'],
]);

const OF_LAP = byParent<TcxLapNumber>([
  ['Lap/TotalTimeSeconds', 'seconds'],
  ['Lap/DistanceMeters', 'distance'],
  ['Lap/MaximumSpeed', 'maxSpeed'],
  ['Lap/Calories', 'kilocalories'],
  ['AverageHeartRateBpm/Value', 'avgHeartRate'],
  ['MaximumHeartRateBpm/Value', 'maxHeartRate'],
  ['Lap/Cadence', 'avgCadence'],
  ['LX/AvgRunCadence', 'avgCadence'],
  ['LX/MaxBikeCadence', 'maxCadence'],
  ['LX/MaxRunCadence', 'maxCadence'],
  ['LX/AvgSpeed', 'avgSpeed'],
  ['LX/AvgWatts', 'avgPower'],
  ['LX/MaxWatts', 'maxPower'],
]);

const VERSION = new Set(['VersionMajor', 'VersionMinor']);
const MAX_NAME = 1000;

function byParent<Value>(places: readonly (readonly [string, Value])[]): ReadonlyMap<string, ReadonlyMap<string, Value>> {
  const parents = new Map<string, Map<string, Value>>();
  for (const [place, value] of places) {
    const [parent = '', name = ''] = place.split('/');
    parents.set(parent, (parents.get(parent) ?? new Map<string, Value>()).set(name, value));
  }
  return parents;
}

class TcxReader implements XmlHandlers {
  readonly activities: TcxActivity[] = [];
  courses = 0;
  private laps = 0;
  private readonly path: string[] = [];
  private activity: TcxActivity | null = null;
  private lap: TcxLap | null = null;
  private inPoint = false;
  private time = '';
  private readonly point = emptyPoint();

  constructor(private readonly maxSamples: number) {}

  open(name: string, attributes: Attributes, depth: number): void {
    if (depth === 1 && name !== 'TrainingCenterDatabase')
      throw new Problem('payload', `the root of a TCX file is <TrainingCenterDatabase>, here it is <${name}>`, {
        code: 'TCX_ROOT',
      });
    this.path.push(name);
    if (name === 'Course') this.courses++;
    if (name === 'Activity') {
      this.activities.push((this.activity = new TcxActivity(attributes['Sport'] ?? 'Other', this.maxSamples)));
      checkCount('TCX', 'activities', this.activities.length, MAX_RECORDINGS);
    }
    if (this.activity === null) return;
    if (name === 'Lap') {
      this.lap = this.activity.startLap(attributes['StartTime'] ?? '');
      checkCount('TCX', 'laps', ++this.laps, MAX_LAPS);
    } else if (name === 'Track') this.activity.startTrack();
    else if (name === 'Creator') this.activity.device = { name: null, serialNumber: null, version: [] };
    else if (name === 'Trackpoint') {
      this.inPoint = true;
      this.time = '';
      clearPoint(this.point);
    }
  }

  close(name: string, text: string): void {
    this.path.pop();
    const { activity } = this;
    if (activity === null) return;
    const parent = this.path.at(-1) ?? '';
    if (this.inPoint) this.ofPoint(activity, parent, name, text);
    else if (name === 'Lap') this.lap = null;
    else if (name === 'Activity') this.activity = null;
    else if (this.lap) ofLap(activity, this.lap, parent, name, text);
    else ofActivity(activity, parent, name, text);
  }

  private ofPoint(activity: TcxActivity, parent: string, name: string, text: string): void {
    if (name === 'Trackpoint') {
      this.inPoint = false;
      activity.add(this.point, this.time);
    } else if (name === 'Time' && parent === 'Trackpoint') this.time = text;
    else {
      const channel = OF_POINT.get(parent)?.get(name);
      if (channel) activity.oddities.set(this.point, channel, text);
    }
  }
}

function ofLap(activity: TcxActivity, lap: TcxLap, parent: string, name: string, text: string): void {
  const field = OF_LAP.get(parent)?.get(name);
  if (field) lap[field] = activity.oddities.number(text);
  else if (name === 'TriggerMethod') lap.trigger = text.trim();
}

function ofActivity(activity: TcxActivity, parent: string, name: string, text: string): void {
  const value = text.trim().slice(0, MAX_NAME);
  if (parent === 'Activity' && name === 'Id') activity.id = value;
  // The only place for a title that programs agree on.
  else if (parent === 'Activity' && name === 'Notes') activity.name = value || null;
  else if (activity.device === null) return;
  // What we and others write where there is none.
  else if (parent === 'Creator' && name === 'Name') activity.device.name = value === 'Unknown' ? null : value || null;
  else if (parent === 'Creator' && name === 'UnitId') activity.device.serialNumber = value === '0' ? null : value || null;
  else if (parent === 'Version' && VERSION.has(name)) activity.device.version.push(value);
}

/**
 * One recording for each <Activity>, those of a MultiSportSession too. Totals are what the laps claim together.
 * @throws Problem payload: TCX_NO_ACTIVITY (a course, a workout or nothing), TCX_NO_TIME, RECORDING_TIME, TCX_ROOT, FILE_TRUNCATED, FILE_TOO_LARGE, and those of `readXml`
 */
export function decodeTcx(bytes: Uint8Array, maxSamples = MAX_SAMPLES): Recording[] {
  const reader = new TcxReader(maxSamples);
  const findings = readXml(bytes, 'TCX', reader);
  const recordings: Recording[] = [];
  for (const activity of reader.activities) {
    const recording = activity.recording(recordings.length === 0 ? findings : []);
    if (recording) recordings.push(recording);
  }
  if (recordings.length === 0 && reader.activities.some(({ oddities }) => oddities.hasFarTimes))
    throw timeProblem('the times of this TCX file are before 1970 or after 2199');
  if (recordings.length === 0) throw nothing(reader, findings);
  return recordings;
}

function nothing({ activities, courses }: TcxReader, findings: readonly Finding[]): Problem {
  const cut = findings.find(({ code }) => code === 'FILE_TRUNCATED');
  if (cut)
    return new Problem('payload', `${cut.message}, but there was nothing with a time. Export it again`, {
      code: 'FILE_TRUNCATED',
    });
  if (activities.length > 0)
    return new Problem('payload', 'nothing in this TCX file has a time: neither a lap nor a point. Export it as an activity', {
      code: 'TCX_NO_TIME',
    });
  return new Problem(
    'payload',
    courses > 0
      ? 'this TCX file holds a course (a planned route), not an activity that was recorded. Export the activity instead'
      : 'this TCX file holds no activity',
    { code: 'TCX_NO_ACTIVITY' },
  );
}
