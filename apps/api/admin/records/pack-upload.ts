/** From records that somebody sends to what is stored: checked, keyed, compressed. */
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { Problem } from '../../../../model/problem.js';
import { ATHLETE_TIME, type DataType, type UploadedRecord, readUpload } from '../../../../model/terra/index.js';
import type { RecordWrite } from '../../../../store/sync/commit.js';

const compress = promisify(zstdCompress);

/** @throws Problem payload that names the record and each mistake in it */
export async function packUpload(type: DataType, data: readonly unknown[]): Promise<readonly RecordWrite[]> {
  const records = data.map((value, index) => {
    const where = `data[${index}]`;
    const record = readUpload(type, value, where);
    assertStorable(record, where);
    return record;
  });
  assertDistinct(records);
  return Promise.all(records.map(pack));
}

/** Years that every destination and every language can hold. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2100;

/** Texts and times that databases behind us would refuse, at each destination anew. @throws Problem payload */
function assertStorable({ startTime, endTime, record }: UploadedRecord, where: string): void {
  for (const [name, time] of Object.entries({ start_time: startTime, end_time: endTime })) {
    const year = time === null ? FIRST_YEAR : new Date(time).getUTCFullYear();
    if (!(year >= FIRST_YEAR && year <= LAST_YEAR))
      throw new Problem('payload', `${where}: ${name} must be in the years ${FIRST_YEAR} to ${LAST_YEAR}`);
  }
  JSON.stringify(record, (name, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (value.includes('\0'))
      throw new Problem('payload', `${where}: ${name} holds the character U+0000, which cannot be stored`);
    if (!value.isWellFormed())
      throw new Problem('payload', `${where}: ${name} holds half of a surrogate pair, which cannot be stored`);
    return value;
  });
}

function assertDistinct(records: readonly UploadedRecord[]): void {
  const firstAt = new Map<string, number>();
  for (const [index, { key }] of records.entries()) {
    const first = firstAt.get(key);
    if (first !== undefined)
      throw new Problem('payload', `data[${index}]: is the same record as data[${first}] (${key.slice(0, 100)})`);
    firstAt.set(key, index);
  }
}

async function pack({ type, key, startTime, endTime, record, summary }: UploadedRecord): Promise<RecordWrite> {
  const json = Buffer.from(JSON.stringify(record));
  const body = await compress(json, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  return {
    type,
    key,
    op: 'upsert',
    providerRevision: null,
    startTime: startTime ?? ATHLETE_TIME,
    endTime: endTime ?? ATHLETE_TIME,
    contentHash: hash('sha256', json, 'buffer'),
    bodyBytes: json.byteLength,
    body,
    summary: Buffer.from(JSON.stringify(summary)),
    rawIds: [],
  };
}
