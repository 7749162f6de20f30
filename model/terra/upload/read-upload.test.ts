import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DATA_TYPES } from '../data-types.js';
import { UPLOAD_EXAMPLES } from '../examples/records.js';
import { modelOf } from '../models.js';
import { Problem } from '../../problem.js';
import { readUpload } from './read-upload.js';

const metadata = {
  start_time: '2026-09-21T18:00:00.000000+02:00',
  end_time: '2026-09-21T18:15:00.000000+02:00',
  summary_id: 'a',
  type: 18,
  upload_type: 1,
};

function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem && error.kind === 'payload') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('an upload', () => {
  test('needs only what Terra needs; the rest is filled in', () => {
    const { record, key, startTime, endTime, summary } = readUpload('activity', {
      metadata,
      heart_rate_data: { summary: { avg_hr_bpm: 140 }, detailed: { hr_samples: null } },
      lap_data: null,
      device_data: { name: 'Bike 7', other_devices: [{ name: 'Strap' }] },
    });
    expect({ key, startTime, endTime }).toEqual({ key: 'a', startTime: metadata.start_time, endTime: metadata.end_time });
    expect(modelOf('activity').schema.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      lap_data: null,
      power_data: null,
      heart_rate_data: { summary: { avg_hr_bpm: 140, max_hr_bpm: null, hr_zone_data: [] }, detailed: {} },
      device_data: { serial_number: null, data_provided: [], other_devices: [{ name: 'Strap', manufacturer: null }] },
    });
    expect(summary).toEqual(record);
  });

  test.each(DATA_TYPES)('comes out the same when it goes in again: %s', (type) => {
    const { record } = readUpload(type, UPLOAD_EXAMPLES[type]);
    expect(readUpload(type, record).record).toEqual(record);
    expect(JSON.stringify(readUpload(type, record).record)).toBe(JSON.stringify(record));
  });

  test.each([
    ['2026-09-21T18:00:00Z', '2026-09-21T18:00:00.000000+00:00'],
    ['2026-09-21T18:00:00.5+05:45', '2026-09-21T18:00:00.500000+05:45'],
    ['2026-09-21T18:00:00.123456789-03:30', '2026-09-21T18:00:00.123456-03:30'],
  ])('%s is taken as %s', (given, taken) => {
    const end_time = '2026-09-22T18:00:00Z';
    expect(readUpload('activity', { metadata: { ...metadata, start_time: given, end_time } }).startTime).toBe(taken);
  });

  test.each([
    '2026-09-21T18:00:00',
    '2026-09-21T18:00+02:00',
    '2026-02-30T18:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-09-21T18:00:00+23:00',
    '2026-09-21',
    '',
    1790000000,
    null,
  ])('%p is no time', (start_time) => {
    expect(refused(() => readUpload('activity', { metadata: { ...metadata, start_time } }))).toContain('metadata.start_time: ');
  });

  test('what is wrong is named by its path', () => {
    const message = refused(() =>
      readUpload(
        'activity',
        { metadata: { ...metadata, type: 2, summary_id: undefined, colour: 'red' }, power_data: { avg_watts: '186' }, watts: 1 },
        'data[3]',
      ),
    );
    expect(message).toMatch(/^data\[3\] is no Activity of Terra: /);
    for (const part of [
      'metadata.type: ',
      'metadata.summary_id: is missing',
      'metadata.colour: there is no such key',
      'power_data.avg_watts: Invalid input: expected number',
      'watts: there is no such key',
    ])
      expect(message).toContain(part);
  });

  test('many mistakes are counted, not listed', () => {
    const wrong = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, 1]));
    expect(refused(() => readUpload('body', { ...wrong, metadata }))).toMatch(/; and \d\d more$/);
  });

  test('an end before the start, an id with a line break, no object: refused', () => {
    const early = { ...metadata, end_time: '2026-09-21T17:00:00Z' };
    expect(readUpload('activity', { metadata: { ...metadata, end_time: metadata.start_time } }).key).toBe('a');
    expect(refused(() => readUpload('activity', { metadata: { ...metadata, end_time: '2026-09-21T15:00:00Z' } }))).toContain(
      'metadata.end_time: must not be before start_time',
    );
    expect(refused(() => readUpload('activity', { metadata: { ...early, summary_id: 'a\u0000b' } }))).toContain(
      'control characters',
    );
    expect(refused(() => readUpload('sleep', { metadata: { ...metadata, summary_id: '', type: undefined } }))).toContain(
      'metadata.summary_id',
    );
  });

  test('nothing makes it fail in another way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DATA_TYPES), fc.anything(), (type, value) => {
        try {
          expect(modelOf(type).schema.safeParse(readUpload(type, value).record).success).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });
});
