/** Insiders' raw answers to a record in its final form. Pure; nothing of a stream is turned into objects (sample-writer.ts). */
import { Problem } from '../../../model/problem.js';
import { isSampleKey } from '../../../model/terra/common/samples.js';
import type { ItemRef, NormalizedRecord, RawPart } from '../../kit/items.js';
import { activityOf } from '../../../formats/terra/activity-of.js';
import type { SampleRows } from '../../../formats/samples/sample-rows.js';
import { sampleHeads, sampleTails } from '../../../formats/samples/sample-rows.js';
import type { Series } from '../../../formats/samples/sample-writer.js';
import { writeWithSamples } from '../../../formats/samples/sample-writer.js';
import { momentOf, toldBy } from './activity.js';
import { normalizeProfile } from './athlete.js';
import type { Detail } from './detail.js';
import { parseDetail } from './detail.js';
import { trackOfColumn } from './position.js';
import type { StreamName, Streams } from './streams.js';
import { parseStreams, timerOf } from './streams.js';

/** Which stream becomes which samples. */
const SERIES: readonly { readonly stream: StreamName; readonly array: string; readonly value: string }[] = [
  { stream: 'distance', array: 'distance_samples', value: 'distance_meters' },
  { stream: 'altitude', array: 'elevation_samples', value: 'elev_meters' },
  { stream: 'heartrate', array: 'hr_samples', value: 'bpm' },
  { stream: 'speed', array: 'speed_samples', value: 'speed_meters_per_second' },
  { stream: 'cadence', array: 'cadence_samples', value: 'cadence_rpm' },
  { stream: 'latlng', array: 'position_samples', value: 'coords_lat_lng_deg' },
  { stream: 'power', array: 'power_samples', value: 'watts' },
];

const NO_STREAMS: Pick<Streams, 'revision' | 'columns' | 'timeMicros'> = {
  revision: null,
  columns: {},
  timeMicros: new Float64Array(0),
};
const withoutSamples = (key: string, value: unknown): unknown => (isSampleKey(key) ? undefined : value);

/** Detail and streams are two requests; when the activity changed between them, the record is of the older revision, so that a later one wins. */
function revisionOf(detail: Detail, streams: number | null): number | null {
  const revision = detail.revision ?? null;
  return revision === null || streams === null ? revision : Math.min(revision, streams);
}

/**
 * @param parts `detail`, and `streams` where something was recorded
 * @throws Problem payload for whatever is not as the provider's contract says
 */
export function normalizeActivity(ref: ItemRef, parts: readonly RawPart[]): NormalizedRecord {
  const detailPart = parts.find((part) => part.part === 'detail');
  if (ref.type !== 'activity' || detailPart === undefined)
    throw new Problem('payload', 'an Insiders record needs the detail of an activity');
  const detail = parseDetail(detailPart.bytes);
  const streamsPart = parts.find((part) => part.part === 'streams');
  const streams = streamsPart === undefined ? undefined : parseStreams(streamsPart.bytes);
  if (detail.id !== ref.id || (streams !== undefined && streams.activityId !== ref.id))
    throw new Problem('payload', 'Insiders answered with another activity than was asked for');
  const { columns, timeMicros, revision } = streams ?? NO_STREAMS;

  const moment = momentOf(detail, timeMicros.at(-1) ?? 0);
  const activity = activityOf(toldBy(detail, moment, trackOfColumn(columns.latlng, timeMicros)));
  const timer = streams === undefined ? null : timerOf(streams);
  const rows: SampleRows = {
    heads: sampleHeads(moment, timeMicros),
    ...(timer === null ? { tails: null, tailEnds: new Int32Array(0) } : sampleTails(timer)),
  };
  const series = SERIES.flatMap(({ stream, array, value }): Series[] => {
    const column = columns[stream];
    return column === undefined ? [] : [{ array, value, column }];
  });
  return {
    type: 'activity',
    key: detail.id,
    providerRevision: revisionOf(detail, revision),
    startTime: activity.metadata.start_time,
    endTime: activity.metadata.end_time,
    body: writeWithSamples(JSON.stringify(activity), rows, series),
    summary: Buffer.from(JSON.stringify(activity, withoutSamples)),
  };
}

/** @throws Problem payload for whatever is not as the provider's contract says */
export const normalize = (ref: ItemRef, parts: readonly RawPart[]): NormalizedRecord =>
  ref.type === 'athlete' ? normalizeProfile(parts) : normalizeActivity(ref, parts);
