/** Files read in threads, which run compiled code only. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { encodeFit } from '../../formats/fit/encode-recording.js';
import { encodeGpx } from '../../formats/gpx/encode.js';
import { longRide } from '../../formats/recording/testing/long-ride.js';
import type { FileReader as Reader, FileReaderOptions } from './file-reader.js';

const compiled = pathToFileURL(join(packageRoot(), 'dist', 'activities', 'files', 'file-reader.js')).href;
const { FileReader } = (await import(compiled)) as { FileReader: new (options: FileReaderOptions) => Reader };

let reader: Reader;
const start = (options: Partial<FileReaderOptions> = {}): Reader => (reader = new FileReader({ maxBytes: 20 << 20, ...options }));
afterEach(() => reader.close());

const fit = encodeFit(longRide(600));
describe('a file reader', () => {
  it('reads in a thread, one file after the other', async () => {
    start();
    const answers = await Promise.all([fit, fit, encodeGpx(longRide(60))].map((bytes) => reader.read(bytes)));
    expect(answers.map(({ format, recordings }) => [format, recordings.map(({ samples }) => samples)])).toEqual([
      ['fit', [600]],
      ['fit', [600]],
      ['gpx', [60]],
    ]);
  });

  it('tells what is wrong with a file, and goes on', async () => {
    start();
    await expect(reader.read(new Uint8Array())).rejects.toMatchObject({ kind: 'payload', code: 'FILE_EMPTY' });
    expect((await reader.read(fit)).format).toBe('fit');
  });

  it('reads no more bytes than it may', async () => {
    start({ maxBytes: 10_000 });
    await expect(reader.read(fit)).rejects.toMatchObject({ kind: 'payload', code: 'FILE_TOO_LARGE' });
  });

  it('gives up what takes too long', async () => {
    start({ timeoutMs: 1 });
    await expect(reader.read(fit)).rejects.toMatchObject({ kind: 'payload', code: 'FILE_TOO_SLOW' });
  });
});
