/** A recording as TCX v2 with Garmin's ActivityExtension v2, valid by their schemas. */
import { ACTIVITY_TYPES, type ActivityType } from '../../model/terra/activity/activity-type.js';
import { withDerived } from '../recording/derive.js';
import { filled } from '../recording/filled.js';
import { isPosition } from '../recording/position.js';
import type { Channel, Lap, Recording, RecordingDevice, Totals } from '../recording/recording.js';
import { escapeXml } from '../xml/escape.js';
import { isWritable, writeInstant, writeNumber } from '../xml/values.js';

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" ' +
  'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n';

const T = ACTIVITY_TYPES;
const RUNNING: ReadonlySet<ActivityType> = new Set<ActivityType>([
  T.RUNNING,
  T.JOGGING,
  T.RUNNING_ON_SAND,
  T.TREADMILL_RUNNING,
  T.INDOOR_RUNNING,
  T.TRAIL_RUNNING,
]);
const BIKING: ReadonlySet<ActivityType> = new Set<ActivityType>([
  T.BIKING,
  T.MOUNTAIN_BIKING,
  T.ROAD_BIKING,
  T.SPINNING,
  T.STATIONARY_BIKING,
  T.UTILITY_BIKING,
  T.GRAVEL_CYCLING,
  T.E_BIKING,
  T.E_MOUNTAIN_BIKING,
]);
/** The schema wants a name. */
const NAMELESS = 'Unknown';
const TRIGGERS: Readonly<Record<string, string>> = {
  TIME: 'Time',
  DISTANCE: 'Distance',
  POSITION_START: 'Location',
  POSITION_LAP: 'Location',
  POSITION_WAYPOINT: 'Location',
  POSITION_MARKED: 'Location',
};

type Sport = 'Running' | 'Biking' | 'Other';
const sportOf = (type: ActivityType): Sport => (RUNNING.has(type) ? 'Running' : BIKING.has(type) ? 'Biking' : 'Other');

/**
 * One activity with its laps (one over the whole where there are none), a track for each time between pauses.
 * Temperature, legs, ascent and what lies beyond whole numbers of heart rate, cadence and power are not in it.
 */
export function encodeTcx(recording: Recording): Uint8Array {
  const { startMicros, name, device } = recording;
  const sport = sportOf(recording.type);
  const parts = [HEAD, ` <Activities>\n  <Activity Sport="${sport}">\n   <Id>${writeInstant(startMicros)}</Id>\n`];
  const laps = lapsOf(recording);
  let [from, pause] = [0, 0];
  laps.forEach((lap, index) => {
    const nextMicros = laps[index + 1]?.startMicros ?? Infinity;
    let to = from;
    while (to < recording.samples.micros.length && (recording.samples.micros[to] ?? Infinity) < nextMicros) to++;
    parts.push(lapStart(lap, startMicros, sport));
    pause = tracks(parts, recording, { from, to, pause }, sport);
    parts.push(lapExtension(lap.totals, sport), '   </Lap>\n');
    from = to;
  });
  if (name !== null) parts.push(`   <Notes>${escapeXml(name)}</Notes>\n`);
  if (device !== null) parts.push(creator(device));
  parts.push('  </Activity>\n </Activities>\n</TrainingCenterDatabase>\n');
  return new TextEncoder().encode(parts.join(''));
}

/** In order of time, and from the first sample on. */
function lapsOf(recording: Recording): readonly Lap[] {
  const { laps, totals, samples } = recording;
  const lastMicros = samples.micros.at(-1) ?? 0;
  if (laps.length === 0) {
    // Both must be there; what the samples tell is better than 0.
    const { elapsedSeconds, distanceMeters } = withDerived(recording).totals;
    return [{ startMicros: 0, totals: { ...totals, elapsedSeconds, distanceMeters }, trigger: null }];
  }
  const sorted = laps.toSorted((a, b) => a.startMicros - b.startMicros);
  // One lap holds everything, so it may say what the whole claims.
  const [only] = sorted.length === 1 ? sorted : [];
  const whole = only ? [{ ...only, totals: filled(only.totals, totals) }] : sorted;
  return whole.map((lap, index) => {
    const endMicros = whole[index + 1]?.startMicros ?? Math.max(lastMicros, lap.startMicros);
    const elapsedSeconds = lap.totals.elapsedSeconds ?? (endMicros - lap.startMicros) / 1e6;
    return { ...lap, totals: { ...lap.totals, elapsedSeconds } };
  });
}

/** Time, distance and calories must be there by the schema: 0 where nothing is known, as every program does. */
function lapStart({ startMicros, totals, trigger }: Lap, recordingMicros: number, sport: Sport): string {
  return [
    `   <Lap StartTime="${writeInstant(recordingMicros + startMicros)}">\n`,
    `    <TotalTimeSeconds>${writeNumber(orZero(totals.timerSeconds ?? totals.elapsedSeconds), 3)}</TotalTimeSeconds>`,
    `<DistanceMeters>${writeNumber(orZero(totals.distanceMeters), 3)}</DistanceMeters>`,
    element('MaximumSpeed', totals.maxSpeedMetersPerSecond, 5),
    `<Calories>${writeNumber(Math.min(65_535, Math.max(0, totals.energyKilocalories ?? 0)), 0)}</Calories>`,
    heartRate('AverageHeartRateBpm', totals.avgHeartRateBpm),
    heartRate('MaximumHeartRateBpm', totals.maxHeartRateBpm),
    '<Intensity>Active</Intensity>',
    sport === 'Running' ? '' : element('Cadence', byte(totals.avgCadenceRpm), 0),
    `<TriggerMethod>${TRIGGERS[trigger ?? ''] ?? 'Manual'}</TriggerMethod>\n`,
  ].join('');
}

function lapExtension(totals: Totals, sport: Sport): string {
  const running = sport === 'Running';
  const inner =
    element('ns3:AvgSpeed', totals.avgSpeedMetersPerSecond, 5) +
    (running
      ? element('ns3:AvgRunCadence', byte(totals.avgCadenceRpm), 0) + element('ns3:MaxRunCadence', byte(totals.maxCadenceRpm), 0)
      : element('ns3:MaxBikeCadence', byte(totals.maxCadenceRpm), 0)) +
    element('ns3:AvgWatts', word(totals.avgPowerWatts), 0) +
    element('ns3:MaxWatts', word(totals.maxPowerWatts), 0);
  return inner === '' ? '' : `    <Extensions><ns3:LX>${inner}</ns3:LX></Extensions>\n`;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The first pause that may matter: laps go on where the one before left off, for both may be many. */
  readonly pause: number;
}

/** Samples `from` to before `to`, in a track for each time between pauses. @returns the first pause that may matter to what follows */
function tracks(parts: string[], recording: Recording, { from, to, pause }: Stretch, sport: Sport): number {
  if (from === to) return pause;
  const { samples, pauses, startMicros } = recording;
  const { channels, micros } = samples;
  while (pause < pauses.length && (micros[from] ?? 0) >= (pauses[pause]?.endMicros ?? Infinity)) pause++;
  parts.push('    <Track>\n');
  for (let i = from; i < to; i++) {
    const at = micros[i] ?? 0;
    const before = pause;
    while (pause < pauses.length && at >= (pauses[pause]?.endMicros ?? Infinity)) pause++;
    if (pause > before) parts.push('    </Track>\n    <Track>\n');
    parts.push(trackpoint(channels, i, writeInstant(startMicros + at), sport));
  }
  parts.push('    </Track>\n');
  return pause;
}

function trackpoint(channels: Readonly<Partial<Record<Channel, Float64Array>>>, i: number, time: string, sport: Sport): string {
  const [latitude, longitude] = [channels.latitudeDegrees?.[i] ?? NaN, channels.longitudeDegrees?.[i] ?? NaN];
  const position = isPosition(latitude, longitude)
    ? `<Position><LatitudeDegrees>${writeNumber(latitude, 8)}</LatitudeDegrees><LongitudeDegrees>${writeNumber(longitude, 8)}</LongitudeDegrees></Position>`
    : '';
  const cadence = byte(channels.cadenceRpm?.[i]);
  const extension =
    element('ns3:Speed', channels.speedMetersPerSecond?.[i], 5) +
    (sport === 'Running' ? element('ns3:RunCadence', cadence, 0) : '') +
    element('ns3:Watts', word(channels.powerWatts?.[i]), 0);
  return [
    `     <Trackpoint><Time>${time}</Time>`,
    position,
    element('AltitudeMeters', channels.altitudeMeters?.[i], 3),
    element('DistanceMeters', channels.distanceMeters?.[i], 3),
    heartRate('HeartRateBpm', channels.heartRateBpm?.[i]),
    sport === 'Running' ? '' : element('Cadence', cadence, 0),
    extension === '' ? '' : `<Extensions><ns3:TPX>${extension}</ns3:TPX></Extensions>`,
    '</Trackpoint>\n',
  ].join('');
}

function creator({ name, manufacturer, serialNumber, softwareVersion }: RecordingDevice): string {
  const serial = /^\d{1,10}$/.test(serialNumber ?? '') && Number(serialNumber) < 2 ** 32 ? Number(serialNumber) : 0;
  const [, major = '0', minor = '0'] = /^(\d{1,4})(?:\.(\d{1,4}))?/.exec(softwareVersion ?? '') ?? [];
  return (
    `   <Creator xsi:type="Device_t"><Name>${escapeXml(name ?? manufacturer ?? NAMELESS)}</Name><UnitId>${serial}</UnitId><ProductID>0</ProductID>` +
    `<Version><VersionMajor>${Number(major)}</VersionMajor><VersionMinor>${Number(minor)}</VersionMinor></Version></Creator>\n`
  );
}

type Given = number | null | undefined;
const orZero = (value: Given): number => (isWritable(value) ? value : 0);
const element = (name: string, value: Given, decimals: number): string =>
  isWritable(value) ? `<${name}>${writeNumber(value, decimals)}</${name}>` : '';

/** What the schema's integer type cannot hold is not written. */
const within = (value: Given, least: number, most: number): Given =>
  typeof value === 'number' && Math.round(value) >= least && Math.round(value) <= most ? value : null;
const byte = (value: Given): Given => within(value, 0, 254);
const word = (value: Given): Given => within(value, 0, 65_535);
const heartRate = (name: string, value: Given): string => {
  const written = element('Value', within(value, 1, 254), 0);
  return written === '' ? '' : `<${name}>${written}</${name}>`;
};
