import { providers } from '../../../../providers/registry.js';
import { promisify } from 'node:util';
import { gzip, zstdDecompress } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Problem } from '../../../../model/problem.js';
import type { Database } from '../../../../store/database.js';
import {
  type RecordDetails,
  type RecordName,
  type StoredRecord,
  getRecordBody,
  getStoredRecord,
} from '../../../../store/desk/rides.js';
import { DATABASE } from '../../../common/core.module.js';
import { ActivityFiles } from '../../files/activity-files.service.js';
import { RECORD_FILES, type RecordFile } from '../../files/record-files.js';
import type { AnswerOf } from '../../http/contract/route.js';
import type * as contract from '../contract/rides.js';
import { iso } from '../http/page.js';
import { type RideSummary, lapsOf, readSummary, thresholdsOf, toldZones, totalsOf } from './ride-summary.js';

const unzip = promisify(zstdDecompress);
const zip = promisify(gzip);

type Listed = AnswerOf<typeof contract.listStoredRecords>['items'][number];
type Details = AnswerOf<typeof contract.getStoredRecord>;

const object = z.record(z.string(), z.unknown());
const zonesSchema = z.array(
  z.object({
    of: z.enum(['heart_rate', 'power']),
    name: z.string(),
    from: z.number(),
    to: z.number().nullable(),
    seconds: z.number(),
  }),
);
/** Above this (JSON) a record has samples, and a place in its summary is that of one: its body, some megabytes, is not read for that. */
const SURELY_SAMPLES_BYTES = 1 << 20;
/** What a drawing's JSON gains by more than this is little, and costs twice the time. */
const GZIP_LEVEL = 4;
/** A sample that has a place, as every stored body writes it; those without have null there. */
const PLACE = Buffer.from('"coords_lat_lng_deg":[', 'latin1');

/** The summary as JSON; null for one that cannot be read, or of a record that is deleted. */
function jsonOf({ summary, deleted }: StoredRecord): Record<string, unknown> | null {
  if (deleted) return null;
  try {
    return object.parse(JSON.parse(summary.toString()));
  } catch {
    return null;
  }
}

/** As lists show it. */
export function showListed(row: StoredRecord, json = jsonOf(row)): Listed {
  const { connectionId, referenceId, provider, type, key, revision, deleted, bytes } = row;
  return {
    ...{ provider, type, key, revision, deleted, bytes },
    connection_id: connectionId,
    reference_id: referenceId,
    provider_title: providers.titleOf(provider),
    start_time: row.startTime,
    end_time: row.endTime,
    updated_at: iso(row.updatedAt),
    totals: type === 'activity' && json !== null ? totalsOf(readSummary(json)) : null,
  };
}

/** Stored records as people look at them. Samples are read in threads, so that a long ride holds nobody up. */
@Injectable()
export class RideReader {
  constructor(
    private readonly files: ActivityFiles,
    @Inject(DATABASE) private readonly db: Database,
  ) {}

  /** @throws Problem missing, rate_limited */
  async details(name: RecordName): Promise<Details> {
    const row = await getStoredRecord(this.db, name);
    const json = jsonOf(row);
    const summary = row.type === 'activity' && json !== null ? readSummary(json) : null;
    const [zones, hasPlaces] =
      summary === null ? [[], false] : await Promise.all([this.zones(name, summary), this.hasPlaces(name, row, summary)]);
    return {
      ...showListed(row, json),
      created_at: iso(row.createdAt),
      laps: summary === null ? [] : lapsOf(summary),
      zones,
      files: filesOf(row, hasPlaces),
      json,
    };
  }

  /** JSON of the columns. @throws Problem missing (deleted ones too), payload when it is no activity, rate_limited */
  async series(
    name: RecordName,
    points: number,
    accepted: string | undefined,
  ): Promise<{ bytes: Uint8Array; encoding: 'gzip' | null }> {
    if (name.type !== 'activity')
      throw new Problem('payload', `type: only an activity has samples over time to draw; this is of type ${name.type}`);
    const bytes = await this.files.look({ format: 'series', points, activity: await getRecordBody(this.db, name) });
    return acceptsGzip(accepted)
      ? { bytes: await zip(bytes, { level: GZIP_LEVEL }), encoding: 'gzip' }
      : { bytes, encoding: null };
  }

  /** Those that are told, then those that can be reckoned. A body that cannot be read has none. */
  private async zones(name: RecordName, summary: RideSummary): Promise<Details['zones']> {
    const told = toldZones(summary);
    const thresholds = thresholdsOf(summary);
    if (thresholds.maxHeartRateBpm === null && thresholds.thresholdPowerWatts === null) return told;
    try {
      const json = await this.files.look({ format: 'zones', thresholds, activity: await getRecordBody(this.db, name) });
      const reckoned = zonesSchema.parse(JSON.parse(Buffer.from(json).toString()));
      return [...told, ...reckoned.map((zone) => ({ ...zone, is_derived: true }))];
    } catch (error) {
      if (Problem.from(error, 'reckoning zones').kind === 'payload') return told;
      throw error;
    }
  }

  /** Whether a sample has one. */
  private async hasPlaces(name: RecordName, { bytes }: StoredRecord, { position_data: position }: RideSummary): Promise<boolean> {
    if (bytes > SURELY_SAMPLES_BYTES && position.start_pos_lat_lng_deg !== null) return true;
    const { zstd } = await getRecordBody(this.db, name);
    return (await unzip(zstd, { chunkSize: Math.max(64, bytes + 64) })).includes(PLACE);
  }
}

/** What `getRecordFile` can give. GPX holds nothing without a place; what cannot be read as an activity is JSON alone. */
function filesOf({ type, deleted, hasOriginal, hasRaw }: RecordDetails, hasPlaces: boolean): RecordFile[] {
  if (deleted) return [];
  const isActivity = type === 'activity';
  return RECORD_FILES.filter((file) => {
    if (file === 'json') return true;
    if (file === 'original') return hasOriginal;
    if (file === 'raw') return hasRaw;
    return file === 'gpx' ? hasPlaces : isActivity;
  });
}

/** `*` and `gzip`, but for a weight of 0. */
function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map(
    (header ?? '').split(',').map((part): [string, number] => {
      const [coding = '', ...rest] = part.split(';').map((one) => one.trim().toLowerCase());
      const weight = rest.find((one) => one.startsWith('q='));
      return [coding, weight === undefined ? 1 : Number(weight.slice(2))];
    }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}
