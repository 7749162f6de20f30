import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { Problem } from '../model/problem.js';
import { readActivityFile } from './file.js';
import { encodeFit } from './fit/encode-recording.js';
import { decodeGpx } from './gpx/decode.js';
import { encodeGpx } from './gpx/encode.js';
import { withDerived } from './recording/derive.js';
import type { Channel, Recording } from './recording/recording.js';
import { decodeTcx } from './tcx/decode.js';
import { encodeTcx } from './tcx/encode.js';
import { terraActivityOf } from './terra/encode.js';
import { damaged } from './xml/testing/mutations.js';
import { listsOf } from './xml/testing/recordings.js';

const FIT = readFileSync(new URL('../test/fixtures/rides/edge1000-short-laps.fit', import.meta.url));
const first = (bytes: Uint8Array): Recording => {
  const [recording] = readActivityFile(bytes).recordings;
  if (!recording) throw new Error('nothing');
  return recording;
};
const ride = first(FIT);
const GPX = encodeGpx(ride);
const TCX = encodeTcx(ride);
const TERRA = terraActivityOf(ride, { summaryId: 'x' }).body;

/** An archive as any program packs it. */
function zip(files: Readonly<Record<string, Uint8Array>>, stored = false, flags = 0): Uint8Array {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe('a file', () => {
  const lateBy = (days: number, from: number): Uint8Array => {
    const micros = ride.samples.micros.map((at, i) => (i < from ? at : at + days * 86_400e6));
    return encodeGpx({ ...ride, samples: { ...ride.samples, micros } });
  };

  test.each([
    ['a month apart', 30, 95, 96, []],
    ['72 years apart, at its end', 72 * 365, 95, 95, ['SAMPLES_FAR']],
    ['72 years apart, at its beginning', 72 * 365, 2, 94, ['SAMPLES_FAR']],
  ])('with samples %s keeps those that are together', (_name, days, from, kept, expected) => {
    const { samples, startMicros, findings, pauses } = first(lateBy(days, from));
    expect(samples.micros).toHaveLength(kept);
    expect(samples.channels.heartRateBpm).toHaveLength(kept);
    expect([samples.micros[0], new Date(startMicros / 1000).getUTCFullYear()]).toEqual([0, from === 2 ? 2092 : 2020]);
    expect(findings.map(({ code }) => code).filter((code) => code !== 'CLOCK_JUMP')).toEqual(expected);
    for (const { endMicros } of pauses) expect(endMicros).toBeLessThan(31 * 86_400e6);
  });

  it('with as many samples here as 72 years later is refused', () => {
    expect(() => readActivityFile(lateBy(72 * 365, 48))).toThrow(
      expect.objectContaining({ kind: 'payload', code: 'RECORDING_TIME', message: expect.stringContaining('26280 days') }),
    );
  });

  it('with one damaged byte in a time is read, and the record left out', () => {
    // 2020-06-01T14:53:02Z, 22 records on: the highest byte of its time (little-endian), 34 years on.
    const seconds = ride.startMicros / 1e6 - 631_065_600 + 22;
    const place = FIT.indexOf(Uint8Array.of(seconds & 0xff, (seconds >> 8) & 0xff, (seconds >> 16) & 0xff, seconds >> 24));
    const damagedRide = Buffer.from(FIT);
    damagedRide.writeUInt32LE(seconds + 2 ** 30, place);
    const { samples, totals, laps, startMicros, findings } = first(damagedRide);
    expect(samples.micros).toHaveLength(95);
    expect({ totals, startMicros }).toEqual({ totals: ride.totals, startMicros: ride.startMicros });
    expect(laps).toEqual(ride.laps);
    expect(findings.map(({ code }) => code)).toEqual(['FILE_CRC', 'RECORDS_UNSORTED', 'SAMPLES_FAR']);
  });

  it('with a total of 49 days has none', () => {
    const elapsedSeconds = 0xffff_fffe / 1000;
    const totals = { ...ride.totals, elapsedSeconds };
    const read = first(encodeFit({ ...ride, totals, legs: ride.legs.map((leg) => ({ ...leg, totals })) }));
    expect(read.totals).toEqual({ ...ride.totals, elapsedSeconds: null });
    expect([read.legs[0]?.totals.elapsedSeconds, read.samples.micros.length]).toEqual([null, 96]);
    expect(read.findings.map(({ code }) => code)).toEqual(['SAMPLES_FAR']);
  });

  test.each<[string, Uint8Array, string]>([
    ['FIT', FIT, 'fit'],
    ['GPX', GPX, 'gpx'],
    ['TCX', TCX, 'tcx'],
    ["Terra's JSON", TERRA, 'terra'],
    ["Terra's event", Buffer.from(`{"type":"activity","user":{},"data":[${Buffer.from(TERRA).toString()}]}`), 'terra'],
    ['gzip', gzipSync(GPX), 'gpx'],
    ['gzip twice', gzipSync(gzipSync(TCX)), 'tcx'],
    ['zip', zip({ 'a/': new Uint8Array(), '__MACOSX/._a': new Uint8Array(1), 'a/1.fit': FIT }), 'fit'],
    ['zip without packing', zip({ 'ride.gpx': GPX }, true), 'gpx'],
    ['UTF-16', Buffer.from(`\uFEFF${Buffer.from(GPX).toString()}`, 'utf16le'), 'gpx'],
    ['GPX behind a comment', Buffer.concat([Buffer.from('<!-- from <html> -->'), GPX.subarray(GPX.indexOf(10) + 1)]), 'gpx'],
  ])('is known by its content: %s', (_, bytes, format) => {
    const read = readActivityFile(bytes, { name: 'misleading.txt' });
    expect(read.format).toBe(format);
    expect(read.recordings).toHaveLength(1);
    expect(read.recordings[0]?.samples.micros).toHaveLength(96);
  });

  test.each<[string, string, Uint8Array, string]>([
    ['nothing', 'FILE_EMPTY', new Uint8Array(), 'empty'],
    ['nothing in gzip', 'FILE_EMPTY', gzipSync(''), 'empty'],
    ['zeros', 'FILE_UNKNOWN', new Uint8Array(500), 'zero bytes'],
    ['blanks', 'FILE_UNKNOWN', Buffer.from('  \n'), 'blanks'],
    ['a web page', 'FILE_UNKNOWN', Buffer.from('<!doctype html><html>'), 'HTML page'],
    ['a web page without a type', 'FILE_UNKNOWN', Buffer.from('<html lang="en">'), 'HTML page'],
    ['KML', 'FILE_UNKNOWN', Buffer.from('<?xml version="1.0"?><kml/>'), 'KML'],
    ['other XML', 'FILE_UNKNOWN', Buffer.from('<osm/>'), '<osm>'],
    ['an image', 'FILE_UNKNOWN', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'PNG'],
    ['a table', 'FILE_UNKNOWN', Buffer.from('time,power\n0,100\n'), 'plain text'],
    ['noise', 'FILE_UNKNOWN', Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 32), 'binary data'],
    ['JSON', 'FILE_UNKNOWN', Buffer.from('{"a": 1}'), "neither Terra's activity"],
    ['JSON that is cut off', 'FILE_UNKNOWN', TERRA.subarray(0, 500), 'cut off'],
    ['another event', 'FILE_UNKNOWN', Buffer.from('{"type":"sleep","data":[]}'), '"sleep"'],
    ['JSON that is deep', 'FILE_UNKNOWN', Buffer.from('['.repeat(1e6)), 'none'],
    ['an entity bomb', 'XML_DOCTYPE', Buffer.from('<!DOCTYPE gpx [<!ENTITY a "aa">]><gpx>&a;</gpx>'), 'DOCTYPE'],
    ['several files', 'FILE_ZIP', zip({ a: FIT, b: FIT }), 'holds 2 files'],
    ['an empty archive', 'FILE_ZIP', zip({}), 'empty'],
    ['an encrypted one', 'FILE_ZIP', zip({ a: FIT }, false, 1), 'encrypted'],
    ['half an archive', 'FILE_ZIP', zip({ a: FIT }).subarray(0, 2000), 'directory'],
    ['broken gzip', 'FILE_GZIP', Buffer.from(gzipSync(GPX)).fill(0xff, 40, 90), 'broken'],
    ['too much in gzip', 'FILE_TOO_LARGE', gzipSync(new Uint8Array(2_000_000)), 'more than 1000000'],
    ['too much in zip', 'FILE_TOO_LARGE', zip({ a: new Uint8Array(2_000_000) }), 'more than 1000000'],
    ['too much stored in zip', 'FILE_TOO_LARGE', zip({ a: new Uint8Array(1_100_000) }, true), 'more than 1000000'],
    ['boxes in boxes', 'FILE_ZIP', gzipSync(gzipSync(gzipSync(gzipSync(GPX)))), 'times over'],
  ])('is refused with what it looks like: %s', (_, code, bytes, message) => {
    const read = (): unknown => readActivityFile(bytes, { limits: { maxBytes: 1_200_000, maxUnpackedBytes: 1_000_000 } });
    expect(read).toThrow(expect.objectContaining({ kind: 'payload', code }));
    expect(read).toThrow(message);
  });

  const METADATA = '"metadata":{"start_time":"2026-01-01T10:00:00+01:00","end_time":"2026-01-01T11:00:00+01:00","type":1}';

  test.each<[string, string]>([
    ['deep lists', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['deep objects', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
  ])('may hold what is not read, however it is made: %s', (_, foreign) => {
    for (const text of [`{${METADATA},"x":${foreign}}`, `[{${METADATA},"x":${foreign}}]`])
      expect(readActivityFile(Buffer.from(text))).toMatchObject({ format: 'terra', recordings: [{ type: 1 }] });
  });

  test.each<[string, string]>([
    ['activities', `[${Array(1001).fill(`{${METADATA}}`).join(',')}]`],
    ['laps', `{${METADATA},"lap_data":{"laps":[${'{},'.repeat(20_000)}{}]}}`],
    // More would need more memory than any thread gets, and JSON.parse ends the process then.
    ['objects', `{${METADATA},"x":[${'{},'.repeat(2_000_000)}{}]}`],
  ])('of JSON with too many %s is refused', (_, text) => {
    expect(() => readActivityFile(Buffer.from(text))).toThrow(
      expect.objectContaining({ kind: 'payload', code: 'FILE_TOO_LARGE' }),
    );
  });

  it('in an archive never leaves it, whatever its name', () => {
    for (const name of ['../../../etc/passwd', '/etc/passwd', 'C:\\\\x.fit', '..\\\\x', ''])
      expect(readActivityFile(zip({ [name]: FIT })).format).toBe('fit');
  });

  it('is read as far as it was downloaded', () => {
    const packed = gzipSync(GPX);
    const { findings, samples } = first(packed.subarray(0, packed.length - 500));
    expect(findings.map(({ code }) => code)).toEqual(['FILE_TRUNCATED', 'FILE_TRUNCATED']);
    expect(samples.micros.length).toBeGreaterThan(40);
  });

  const packed = gzipSync(FIT);
  const named = Buffer.concat([
    packed.subarray(0, 3),
    Buffer.of(2 | 4 | 8 | 16),
    packed.subarray(4, 10),
    Buffer.from('\x02\0xxa.fit\0c\0zz'),
    packed.subarray(10),
  ]);
  test.each<[string, Uint8Array, string]>([
    ['with a wrong check sum', Buffer.from(packed).fill(0xa5, packed.length - 8, packed.length - 4), 'FILE_CRC'],
    ['with a wrong length', Buffer.from(packed).fill(0xa5, packed.length - 4), 'FILE_CRC'],
    ['with something behind it', Buffer.concat([packed, Buffer.from('tail')]), 'FILE_TRAILING_BYTES'],
    ['with everything in its header and a wrong check sum there', named, 'FILE_CRC'],
  ])('in gzip %s is read', (_, bytes, code) => {
    const read = first(bytes);
    expect(read.samples).toEqual(ride.samples);
    expect(read.findings.map((finding) => finding.code)).toEqual([code]);
  });

  it('in gzip whose content is another text is refused', () => {
    const other = Buffer.concat([gzipSync(TCX).subarray(0, -8), packed.subarray(-8)]);
    expect(() => readActivityFile(other)).toThrow(expect.objectContaining({ kind: 'payload', code: 'FILE_GZIP' }));
  });

  it('throws nothing but a Problem, whatever the bytes', () => {
    const anything = fc.oneof(
      ...[FIT, GPX, TCX, TERRA, gzipSync(TCX), zip({ a: GPX })].map((bytes) => damaged(bytes.subarray(0, 6000))),
      fc.uint8Array({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        try {
          expect(readActivityFile(bytes).recordings.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
  }, 60_000);
});

/** Figures that have to be the same, whatever the format. */
const figures = (recording: Recording): Record<string, number | null> => {
  const { totals } = withDerived(recording);
  const { avgHeartRateBpm, maxHeartRateBpm, maxPowerWatts, maxCadenceRpm, distanceMeters, energyKilocalories } = totals;
  const mean = avgHeartRateBpm === null ? null : Math.round(avgHeartRateBpm);
  return { avgHeartRateBpm: mean, maxHeartRateBpm, maxPowerWatts, maxCadenceRpm, distanceMeters, energyKilocalories };
};

/** GPX knows neither power by device nor distance nor calories. */
const AGREED = {
  avgHeartRateBpm: 150,
  maxHeartRateBpm: 156,
  maxPowerWatts: 434,
  maxCadenceRpm: 96,
  distanceMeters: 668.19,
  energyKilocalories: 12,
};

describe('one ride in several formats', () => {
  it('agrees', () => {
    expect(figures(ride)).toEqual(AGREED);
    expect(figures(first(TCX))).toEqual({ ...AGREED, avgHeartRateBpm: 150 });
    expect(figures(first(GPX))).toMatchObject({
      avgHeartRateBpm: 150,
      maxHeartRateBpm: 156,
      maxPowerWatts: 434,
      maxCadenceRpm: 96,
    });
  });

  it('keeps every sample through GPX and TCX', () => {
    const near = (recording: Recording): Record<string, number[]> =>
      Object.fromEntries(
        Object.entries(listsOf(recording)).map(([channel, values]) => [channel, values.map((value) => Math.fround(value))]),
      );
    const without = (...channels: readonly Channel[]): Record<string, number[]> =>
      Object.fromEntries(Object.entries(near(ride)).filter(([channel]) => !channels.some((one) => one === channel)));
    expect(near(first(TCX))).toEqual(without('temperatureCelsius'));
    expect(near(first(GPX))).toEqual(without('distanceMeters', 'speedMetersPerSecond'));
  });
});

/** Real recordings, where they are at hand: RIDES_FOLDER names their folder, else the one beside the checkout. */
const REAL = process.env['RIDES_FOLDER'] ?? '../shared/data/rides';
const real = (name: string): Uint8Array => readFileSync(`${REAL}/${name}`);

if (existsSync(REAL))
  describe('real recordings', () => {
    it('in FIT, TCX and GPX agree', () => {
      const [tcx, gpx] = [first(real('edge1000-short-laps.tcx')), first(real('edge1000-short-laps.gpx'))];
      expect(figures(tcx)).toEqual(AGREED);
      expect(figures(gpx)).toMatchObject({ avgHeartRateBpm: 150, maxHeartRateBpm: 156, maxCadenceRpm: 96 });
      expect([tcx.samples.micros.length, gpx.samples.micros.length, tcx.laps.length]).toEqual([100, 96, 5]);
      expect(tcx.totals.elapsedSeconds).toBe(126);
      // The doubled points are the borders of laps; without them the rows are those of the FIT file.
      const seconds = new Set(tcx.samples.micros);
      expect([...seconds]).toEqual([...gpx.samples.micros]);
      expect([...gpx.samples.micros]).toEqual([...ride.samples.micros]);
      expect([...(gpx.samples.channels.heartRateBpm ?? [])]).toEqual([...(ride.samples.channels.heartRateBpm ?? [])]);
    });

    test.each(readdirSync(REAL).filter((name) => name.endsWith('.fit')))('%s keeps its samples through TCX', (name) => {
      const original = first(real(name));
      const [back] = decodeTcx(encodeTcx(original));
      expect(back?.samples.micros).toEqual(original.samples.micros);
      for (const channel of ['latitudeDegrees', 'altitudeMeters', 'distanceMeters'] as const)
        for (const [i, value] of (original.samples.channels[channel] ?? []).entries()) {
          const other = back?.samples.channels[channel]?.[i] ?? NaN;
          if (!Object.is(other, value) && !(Math.abs(other - value) < 0.001))
            throw new Error(`${channel} ${i}: ${value} ${other}`);
        }
      if (original.samples.channels.latitudeDegrees) expect(decodeGpx(encodeGpx(original))).toHaveLength(1);
    });
  });
