/** GPX 1.0 and 1.1 tracks with the extensions that programs write: Garmin's TrackPointExtension, power by Strava's and Garmin's names. */
import { Problem } from '../../model/problem.js';
import { MAX_RECORDINGS, MAX_SAMPLES, checkCount, timeProblem } from '../recording/limits.js';
import type { Finding, Recording } from '../recording/recording.js';
import { type Attributes, type XmlHandlers, readXml } from '../xml/read-xml.js';
import { clearPoint, emptyPoint } from '../xml/sample-columns.js';
import { Track } from './track.js';

const TRACK_DEPTH = 2;
const POINT_DEPTH = 4;
const MAX_NAME = 1000;

class GpxReader implements XmlHandlers {
  readonly tracks: Track[] = [];
  name: string | null = null;
  routes = 0;
  waypoints = 0;
  private track: Track | null = null;
  private inPoint = false;
  private time = '';
  private section = '';
  private readonly point = emptyPoint();

  constructor(private readonly maxSamples: number) {}

  open(name: string, attributes: Attributes, depth: number): void {
    if (depth === 1) {
      if (name !== 'gpx')
        throw new Problem('payload', `the root of a GPX file is <gpx>, here it is <${name}>`, { code: 'GPX_ROOT' });
    } else if (depth === TRACK_DEPTH) {
      this.section = name;
      if (name === 'trk') {
        this.tracks.push((this.track = new Track(this.maxSamples)));
        checkCount('GPX', 'tracks', this.tracks.length, MAX_RECORDINGS);
      } else if (name === 'rte') this.routes++;
      else if (name === 'wpt') this.waypoints++;
    } else if (this.track === null) return;
    else if (name === 'trkseg') this.track.segment();
    else if (name === 'trkpt' && depth === POINT_DEPTH) {
      this.inPoint = true;
      this.time = '';
      clearPoint(this.point);
      this.track.oddities.set(this.point, 'latitudeDegrees', attributes['lat'] ?? '');
      this.track.oddities.set(this.point, 'longitudeDegrees', attributes['lon'] ?? '');
    }
  }

  close(name: string, text: string, depth: number): void {
    const { track } = this;
    if (track === null) {
      if (name === 'name' && (this.section === 'metadata' || depth === TRACK_DEPTH)) this.name ??= titled(text);
      return;
    }
    if (this.inPoint) {
      this.value(track, name, text, depth);
      return;
    }
    if (depth === TRACK_DEPTH) this.track = null;
    else if (depth === TRACK_DEPTH + 1 && name === 'name') track.name = titled(text);
    else if (depth === TRACK_DEPTH + 1 && name === 'type') track.type = titled(text);
  }

  private value({ oddities }: Track, name: string, text: string, depth: number): void {
    const { point } = this;
    switch (name) {
      case 'trkpt':
        if (depth !== POINT_DEPTH) return;
        this.inPoint = false;
        this.track?.add(point, this.time);
        return;
      case 'time':
        if (depth === POINT_DEPTH + 1) this.time = text;
        return;
      case 'ele':
        if (depth === POINT_DEPTH + 1) oddities.set(point, 'altitudeMeters', text);
        return;
      case 'hr':
      case 'heartrate':
        oddities.set(point, 'heartRateBpm', text);
        return;
      case 'cad':
      case 'cadence':
        oddities.set(point, 'cadenceRpm', text);
        return;
      case 'atemp':
      case 'temp':
        oddities.set(point, 'temperatureCelsius', text);
        return;
      case 'power':
      case 'PowerInWatts':
        oddities.set(point, 'powerWatts', text);
        return;
      case 'speed':
        oddities.set(point, 'speedMetersPerSecond', text);
        return;
    }
  }
}

const titled = (text: string): string | null => text.trim().slice(0, MAX_NAME) || null;

/**
 * One recording for each track with times; a break between segments is a pause. GPX claims no totals.
 * @throws Problem payload: GPX_NO_TRACK (a route, waypoints or nothing), GPX_NO_TIME, RECORDING_TIME, GPX_ROOT, FILE_TRUNCATED, FILE_TOO_LARGE, and those of `readXml`
 */
export function decodeGpx(bytes: Uint8Array, maxSamples = MAX_SAMPLES): Recording[] {
  const reader = new GpxReader(maxSamples);
  const findings = readXml(bytes, 'GPX', reader);
  const tracks = reader.tracks.filter((track) => track.points > 0);
  const timed = tracks.filter((track) => track.hasTimes);
  if (timed.length === 0 && tracks.some(({ oddities }) => oddities.hasFarTimes))
    throw timeProblem('the times of this GPX file are before 1970 or after 2199');
  if (timed.length === 0) throw nothing(reader, tracks.length > 0, findings);
  if (timed.length < tracks.length)
    findings.push({
      code: 'GPX_TRACK_WITHOUT_TIME',
      message: `${tracks.length - timed.length} of ${tracks.length} tracks have no times and were left out: they are plans, not recordings`,
    });
  return timed.map((track, index) => track.recording(index === 0 ? findings : [], reader.name));
}

function nothing({ routes, waypoints }: GpxReader, hasPoints: boolean, findings: readonly Finding[]): Problem {
  if (hasPoints)
    return new Problem(
      'payload',
      'the points of this GPX file have no <time>: it is a planned track, or was exported without times. Export it as an activity',
      { code: 'GPX_NO_TIME' },
    );
  const cut = findings.find(({ code }) => code === 'FILE_TRUNCATED');
  if (cut)
    return new Problem('payload', `${cut.message}, but there was no whole point. Export it again`, { code: 'FILE_TRUNCATED' });
  const what = routes > 0 ? 'a route' : waypoints > 0 ? 'waypoints' : 'nothing';
  return new Problem(
    'payload',
    `this GPX file holds ${what} and no track (<trk>) with points: export an activity that was recorded`,
    {
      code: 'GPX_NO_TRACK',
    },
  );
}
