import { afterAll, describe, expect, it } from '@jest/globals';
import { zstdDecompressSync } from 'node:zlib';
import { standardRide } from '../../providers/insiders/normalize/standard-ride.fixture.js';
import { providers } from '../../providers/registry.js';
import { Packer } from './packer.js';

// In threads the packer runs compiled code only: apps/worker and the whole flows under test/ run it there.
const packer = new Packer(providers, 0);
afterAll(() => packer.close());
const { id, detail, streams } = standardRide(600);
const ref = { type: 'activity', id, revision: 7 } as const;
const parts = [
  { part: 'detail', bytes: detail },
  { part: 'streams', bytes: streams },
];

describe('packing', () => {
  it('gives the record final, hashed and compressed, and every raw answer as it came', async () => {
    const { record, raws, problem } = await packer.pack('INSIDERS', ref, parts);
    expect(problem).toBeNull();
    expect(record).toMatchObject({ type: 'activity', key: id, contentHash: expect.any(Uint8Array) });
    const body = zstdDecompressSync(record?.body ?? new Uint8Array());
    expect(body.length).toBe(record?.bodyBytes);
    expect(JSON.parse(body.toString())).toMatchObject({ metadata: { summary_id: id } });
    expect(raws.map(({ part }) => part)).toEqual(['detail', 'streams']);
    for (const [n, raw] of raws.entries())
      expect(zstdDecompressSync(raw.body).equals(parts[n]?.bytes ?? new Uint8Array())).toBe(true);
  });

  it('twice gives the same bytes, so that nothing is sent again', async () => {
    const [one, two] = [await packer.pack('INSIDERS', ref, parts), await packer.pack('INSIDERS', ref, parts)];
    expect(Buffer.from(one.record?.contentHash ?? []).equals(two.record?.contentHash ?? new Uint8Array(1))).toBe(true);
    expect(Buffer.from(one.record?.body ?? []).equals(two.record?.body ?? new Uint8Array(1))).toBe(true);
  });

  it('what cannot be read keeps the raw answer and says why', async () => {
    const broken = [{ part: 'detail', bytes: Buffer.from('{"id": 5}') }];
    const { record, raws, problem } = await packer.pack('INSIDERS', ref, broken);
    expect(record).toBeNull();
    expect(problem).toMatchObject({ kind: 'payload' });
    expect(zstdDecompressSync(raws[0]?.body ?? new Uint8Array()).toString()).toBe('{"id": 5}');
  });

  it('nothing at all is packed too', async () => {
    const { raws } = await packer.pack('INSIDERS', ref, [{ part: 'detail', bytes: new Uint8Array() }]);
    expect(zstdDecompressSync(raws[0]?.body ?? new Uint8Array())).toHaveLength(0);
  });
});
