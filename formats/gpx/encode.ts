/** A recording as GPX 1.1 with Garmin's extensions, valid by their schemas. */
import { Problem } from '../../model/problem.js';
import { isPosition } from '../recording/position.js';
import type { Channel, Recording } from '../recording/recording.js';
import { escapeXml } from '../xml/escape.js';
import { nameOfSport } from '../xml/sport-names.js';
import { isWritable, writeInstant, writeNumber } from '../xml/values.js';

/** Namespaces of Garmin's extensions; Strava's bare <power> would not be valid inside GPX. */
const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<gpx version="1.1" creator="Freehub" xmlns="http://www.topografix.com/GPX/1/1" ' +
  'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" xmlns:pwr="http://www.garmin.com/xmlschemas/PowerExtension/v1">\n';

/** Samples that GPX cannot hold, for its points are places. */
export function samplesWithoutPosition({ samples }: Recording): number {
  const { latitudeDegrees, longitudeDegrees } = samples.channels;
  let without = 0;
  for (let i = 0; i < samples.micros.length; i++) if (!isPosition(latitudeDegrees?.[i], longitudeDegrees?.[i])) without++;
  return without;
}

/**
 * A segment for each time between pauses. Samples without a position are left out (`samplesWithoutPosition`), so are totals, laps, distance and speed.
 * @throws Problem payload GPX_NO_POSITION
 */
export function encodeGpx(recording: Recording): Uint8Array {
  const { samples, name, startMicros, pauses } = recording;
  const { latitudeDegrees, longitudeDegrees, ...measured } = samples.channels;
  if (
    latitudeDegrees === undefined ||
    longitudeDegrees === undefined ||
    samplesWithoutPosition(recording) === samples.micros.length
  )
    throw new Problem(
      'payload',
      'no sample has a position (an indoor ride?), and GPX holds nothing without one: convert to TCX or FIT',
      { code: 'GPX_NO_POSITION' },
    );
  const parts = [HEAD, ` <metadata><time>${writeInstant(startMicros)}</time></metadata>\n <trk>\n`];
  if (name !== null) parts.push(`  <name>${escapeXml(name)}</name>\n`);
  parts.push(`  <type>${nameOfSport(recording)}</type>\n  <trkseg>\n`);
  let pause = 0;
  let started = false;
  for (const [i, micros] of samples.micros.entries()) {
    const [latitude, longitude] = [latitudeDegrees[i] ?? NaN, longitudeDegrees[i] ?? NaN];
    if (!isPosition(latitude, longitude)) continue;
    const before = pause;
    while (pause < pauses.length && micros >= (pauses[pause]?.endMicros ?? Infinity)) pause++;
    if (pause > before && started) parts.push('  </trkseg>\n  <trkseg>\n');
    started = true;
    parts.push(
      `   <trkpt lat="${writeNumber(latitude, 8)}" lon="${writeNumber(longitude, 8)}">`,
      element('ele', measured.altitudeMeters?.[i], 3),
      `<time>${writeInstant(startMicros + micros)}</time>`,
      extensions(measured, i),
      '</trkpt>\n',
    );
  }
  parts.push('  </trkseg>\n </trk>\n</gpx>\n');
  return new TextEncoder().encode(parts.join(''));
}

type Measured = Readonly<Partial<Record<Channel, Float64Array>>>;

/** In the order of the schema: atemp, hr, cad. */
function extensions(measured: Measured, i: number): string {
  const point =
    element('gpxtpx:atemp', measured.temperatureCelsius?.[i], 2) +
    element('gpxtpx:hr', within(measured.heartRateBpm?.[i], 1, 255), 0) +
    element('gpxtpx:cad', within(measured.cadenceRpm?.[i], 0, 254), 0);
  const power = element('pwr:PowerInWatts', within(measured.powerWatts?.[i], 0, 65_535), 0);
  if (point === '' && power === '') return '';
  const wrapped = point === '' ? '' : `<gpxtpx:TrackPointExtension>${point}</gpxtpx:TrackPointExtension>`;
  return `<extensions>${wrapped}${power}</extensions>`;
}

/** What the schema's integer type cannot hold is not written. */
const within = (value: number | undefined, least: number, most: number): number =>
  value !== undefined && Math.round(value) >= least && Math.round(value) <= most ? value : NaN;

const element = (name: string, value: number | undefined, decimals: number): string =>
  isWritable(value) ? `<${name}>${writeNumber(value, decimals)}</${name}>` : '';
