import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { LookJob } from '../../../activities/convert/convert.js';
import { ActivityConverter } from '../../../activities/convert/converter.js';
import { lookAt } from '../../../formats/file/looks.js';
import { ACTIVITY_FORMATS, type ActivityFormat, type ContentType, EVENT_CONTENT } from '../../../model/activity-format.js';
import type { ConnectionId } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import type { TimeRange } from '../../../model/time-range.js';
import type { ConnectionRow } from '../../../store/connections/lifecycle.js';
import type { Database } from '../../../store/database.js';
import { type RecordSource, bytesOf, recordSources } from '../../../store/history/record-sources.js';
import { recordKeysBetween } from '../../../store/history/records.js';
import { readAnswers, readOriginal } from '../../../store/sync/originals.js';
import { DATABASE } from '../../common/core.module.js';
import type { RecordFile } from './record-files.js';

const unzip = promisify(zstdDecompress);
/** Of JSON, converted at once: a month of long rides every day is half of it. */
const MOST_BYTES = 192 << 20;
/** Ids that a message names. */
const MOST_NAMED = 20;
const MAX_WAITING = 32;

export interface DownloadedFile extends ContentType {
  readonly bytes: Uint8Array;
  /** With its extension. */
  readonly name: string;
}

/** Any name as that of a file, on every system. */
const fileName = (stem: string, extension: string): string =>
  `${stem.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 120)}.${extension}`;

/** What a stored file is, its bytes say. */
function originalContent(bytes: Uint8Array): ContentType {
  const look = lookAt(bytes);
  switch (look) {
    case 'fit':
    case 'gpx':
    case 'tcx':
      return ACTIVITY_FORMATS[look];
    case 'gzip':
      return { mediaType: 'application/gzip', extension: 'gz' };
    case 'zip':
      return { mediaType: 'application/zip', extension: 'zip' };
    case 'json':
      return EVENT_CONTENT;
    default:
      return { mediaType: 'application/octet-stream', extension: 'bin' };
  }
}

/** Stored activities as files. Samples are always in them. */
@Injectable()
export class ActivityFiles implements OnApplicationShutdown {
  /** Threads run compiled code only: from TypeScript, as in tests, activities are converted here. */
  readonly converter = new ActivityConverter({
    threads: import.meta.url.endsWith('.ts') ? 0 : 1,
    maxWaiting: MAX_WAITING,
  });

  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** One record as a file. @throws Problem missing, payload (a format that it cannot be), rate_limited */
  async ofRecord(connection: ConnectionRow, type: string, key: string, format: RecordFile): Promise<DownloadedFile> {
    if (format === 'original') return this.original(connection.id, type, key);
    if (format === 'raw') return this.raw(connection.id, type, key);
    if (format !== 'json' && type !== 'activity')
      throw new Problem('payload', `format: a record of type ${type} is to be had as json only`);
    const [source] = await recordSources(this.db, { connectionId: connection.id, type, recordKeys: [key] });
    if (!source) throw new Problem('missing', `the user has no ${type} "${key.slice(0, 100)}", or it was deleted`);
    if (format !== 'json') return this.converted(connection, source, format);
    const bytes = await unzip(source.zstd, { chunkSize: Math.max(64, source.bytes + 64) });
    return { ...EVENT_CONTENT, bytes, name: fileName(key, EVENT_CONTENT.extension) };
  }

  /** The one activity of the range as FIT. @throws Problem missing, conflict when there are several, payload, rate_limited */
  async fit(connection: ConnectionRow, range: TimeRange, summaryId: string | undefined): Promise<DownloadedFile> {
    const keys = await this.keysOf(connection.id, range, summaryId);
    const [key, ...others] = keys;
    if (key === undefined) throw new Problem('missing', noneIn(summaryId));
    if (others.length > 0) {
      const named = keys.slice(0, MOST_NAMED).join(', ');
      throw new Problem(
        'conflict',
        `a FIT file holds one activity, and the range has ${keys.length}: narrow it, or name one by summary_id (${named}${keys.length > MOST_NAMED ? ', …' : ''})`,
        { code: 'SEVERAL_ACTIVITIES' },
      );
    }
    return this.ofRecord(connection, 'activity', key, 'fit');
  }

  /** All activities of the range as one collection of FHIR. @throws Problem missing (`summaryId`), payload when they are too much, rate_limited */
  async fhir(connection: ConnectionRow, range: TimeRange, summaryId: string | undefined): Promise<DownloadedFile> {
    const recordKeys = await this.keysOf(connection.id, range, summaryId);
    if (recordKeys.length === 0 && summaryId !== undefined) throw new Problem('missing', noneIn(summaryId));
    const of = { connectionId: connection.id, type: 'activity', recordKeys };
    if ((await bytesOf(this.db, of)) > MOST_BYTES)
      throw new Problem(
        'payload',
        `the ${recordKeys.length} activities of the range are too much for one answer: ask for fewer days`,
        {
          code: 'RANGE_TOO_LARGE',
        },
      );
    const sources = await recordSources(this.db, of);
    const owner = { userId: connection.id, provider: connection.provider };
    // The time of its newest part, so that the same activities are the same bytes.
    const at = new Date(Math.max(...sources.map(({ recordedAt }) => recordedAt.getTime()), range.startMs));
    const activities = sources.map((source) => ({ ...source, ...owner }));
    const bytes = await this.converter.run({ format: 'fhir-collection', userId: connection.id, at, activities });
    return { ...ACTIVITY_FORMATS.fhir, bytes, name: fileName(`activities-${connection.id}`, ACTIVITY_FORMATS.fhir.extension) };
  }

  /** JSON about an activity's samples. @throws Problem payload for a body that is no activity, rate_limited */
  look(job: LookJob): Promise<Uint8Array> {
    return this.converter.run(job);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.converter.close();
  }

  private async keysOf(connectionId: ConnectionId, range: TimeRange, summaryId: string | undefined): Promise<readonly string[]> {
    const keys = await recordKeysBetween(this.db, { connectionId, type: 'activity', range });
    return summaryId === undefined ? keys : keys.filter((key) => key === summaryId);
  }

  private async converted(connection: ConnectionRow, source: RecordSource, format: ActivityFormat): Promise<DownloadedFile> {
    const activity = { ...source, userId: connection.id, provider: connection.provider };
    const bytes = await this.converter.run({ format, bundle: 'collection', activity });
    const content = ACTIVITY_FORMATS[format];
    return { ...content, bytes, name: fileName(source.recordKey, content.extension) };
  }

  /** One JSON object of the provider's answers by part, each as it came. */
  private async raw(connectionId: ConnectionId, type: string, key: string): Promise<DownloadedFile> {
    const answers = await readAnswers(this.db, { connectionId, type, recordKey: key });
    if (answers.length === 0)
      throw new Problem('missing', `no answer of the provider that "${key.slice(0, 100)}" was made from is kept (any more)`);
    const parts = await Promise.all(answers.map(async ({ part, body }) => ({ part, bytes: await unzip(body) })));
    const fields = parts.flatMap(({ part, bytes }, index) => [
      Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(part)}:`),
      // What is no JSON can only be quoted.
      lookAt(bytes) === 'json' ? bytes : Buffer.from(JSON.stringify(bytes.toString('base64'))),
    ]);
    const bytes = Buffer.concat([Buffer.from('{'), ...fields, Buffer.from('}')]);
    return { ...EVENT_CONTENT, bytes, name: fileName(`${key}-raw`, EVENT_CONTENT.extension) };
  }

  private async original(connectionId: ConnectionId, type: string, key: string): Promise<DownloadedFile> {
    const zipped = await readOriginal(this.db, { connectionId, type, recordKey: key });
    if (!zipped)
      throw new Problem('missing', `there is no file that "${key.slice(0, 100)}" was made from, or it is not kept any more`);
    const bytes = await unzip(zipped);
    const content = originalContent(bytes);
    return { ...content, bytes, name: fileName(key, content.extension) };
  }
}

const noneIn = (summaryId: string | undefined): string =>
  summaryId === undefined
    ? 'the user has no activity in this range'
    : `the user has no activity "${summaryId.slice(0, 100)}" in this range`;

/** As the headers of an answer. */
export const fileHeaders = ({ mediaType, name }: DownloadedFile): Readonly<Record<string, string>> => ({
  'content-type': mediaType.endsWith('json') ? `${mediaType}; charset=utf-8` : mediaType,
  'content-disposition': `attachment; filename="${name}"`,
});
