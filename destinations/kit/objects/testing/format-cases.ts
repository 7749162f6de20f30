/** Activities that are no JSON, in both layouts of a bucket. */
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { ACTIVITY_FORMATS } from '../../../../model/activity-format.js';
import type { DeliveryItem, DestinationSession } from '../../destination.js';
import { testItem, testUser } from '../../testing/items.js';

interface Bucket {
  readonly names: (prefix: string) => Promise<readonly string[]>;
  readonly read: (name: string) => Promise<{ readonly bytes: Uint8Array; readonly mediaType: string | undefined }>;
  readonly open: (config: Readonly<Record<string, unknown>>) => DestinationSession;
  /** @returns what became of each */
  readonly write: (session: DestinationSession, ...items: readonly DeliveryItem[]) => Promise<string[]>;
}

const START = '2026-09-21T18:00:00.000000+02:00';
/** Bytes that are no text. */
const fitOf = (item: DeliveryItem): DeliveryItem => ({
  ...item,
  body: Buffer.from([0x0e, 0x20, 0xff, 0x00, 0x80, item.revision]),
  content: ACTIVITY_FORMATS.fit,
});
const fhirOf = (item: DeliveryItem): DeliveryItem => ({
  ...item,
  body: Buffer.from(`{"resourceType":"Bundle","type":"transaction","revision":${item.revision},"key":"${item.key}"}`),
  content: ACTIVITY_FORMATS.fhir,
});

export function formatCases({ open, write, names, read }: Bucket): void {
  it('writes an activity as the file that it is, and deletes it in whatever format it was written', async () => {
    const session = open({ prefix: 'formats/' });
    const user = testUser();
    const at = (revision: number, op: DeliveryItem['op'] = 'upsert'): DeliveryItem => ({
      ...testItem({ key: 'ride', user, revision, op }),
      original: () => Promise.resolve({ ...ACTIVITY_FORMATS.fit, bytes: Buffer.from("the provider's") }),
    });
    const base = `formats/2022-03-16/activity/${user.userId}-${START}`;
    const fit = fitOf(at(2));
    expect(await write(session, fit, fitOf(at(1)))).toEqual(['delivered', 'stale']);
    expect(await names('formats/')).toEqual([`${base}.fit`]);
    const held = await read(`${base}.fit`);
    expect(Buffer.from(held.bytes).equals(fit.body)).toBe(true);
    expect(held.mediaType).toBe('application/vnd.ant.fit');
    expect(await write(session, fhirOf(at(3)))).toEqual(['delivered']);
    expect((await read(`${base}.fhir.json`)).mediaType).toBe('application/fhir+json');
    expect(Buffer.from((await read(`${base}.fhir.json`)).bytes).toString()).toContain('"revision":3');
    expect(await write(session, at(4, 'delete'))).toEqual(['delivered']);
    expect(await names('formats/')).toEqual([]);
  });

  it('writes lines of FHIR apart from those of events, and each revision of a FIT file as an object', async () => {
    const session = open({ layout: 'hive', prefix: 'hive-formats/' });
    const user = testUser();
    const batch = [
      fhirOf(testItem({ key: 'b', user })),
      fhirOf(testItem({ key: 'a', user })),
      testItem({ key: 'c', user }),
      fitOf(testItem({ key: 'd', user })),
      fitOf(testItem({ key: 'd', user, revision: 2 })),
    ].map((item) => ({ ...item, batchId: 'batch-9' }));
    const folder = 'hive-formats/type=activity/dt=2026-09-21/';
    for (let round = 0; round < 2; round += 1) expect(new Set(await write(session, ...batch))).toEqual(new Set(['delivered']));
    const found = [...(await names('hive-formats/'))].sort();
    expect(found.map((name) => name.slice(folder.length).replace(/.*(-r\d\.fit)$/, '$1'))).toEqual(
      expect.arrayContaining(['batch-9.fhir.ndjson.gz', 'batch-9.ndjson.gz', '-r1.fit', '-r2.fit']),
    );
    expect(found).toHaveLength(4);
    const lines = gunzipSync((await read(`${folder}batch-9.fhir.ndjson.gz`)).bytes).toString();
    expect(lines).toBe(`${String(batch[1]?.body.toString())}\n${String(batch[0]?.body.toString())}\n`);
    const second = await read(found.find((name) => name.endsWith('-r2.fit')) ?? '');
    expect([Buffer.from(second.bytes), second.mediaType]).toEqual([batch[4]?.body, 'application/vnd.ant.fit']);
  });
}
