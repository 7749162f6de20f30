/** FIT files in and out, beside the parser that others use. */
import { benchFit } from '../fit.bench.js';
import { type Case, less, more } from '../row.js';

export const fit: Case = {
  name: 'fit',
  run() {
    const { decodeMs, parserMs, encodeMs, decodePeakMegabytes, parserPeakMegabytes, bytes } = benchFit();
    const rate = (ms: number): number => bytes / 1e3 / ms;
    return Promise.resolve([
      less('6.6 h at 1 Hz decoded from FIT', decodeMs, 'ms', parserMs, `${(bytes / 1e6).toFixed(1)} MB; floor: fit-file-parser`),
      more('decoding', rate(decodeMs), 'MB/s', rate(parserMs), 'floor: fit-file-parser'),
      less('peak memory of decoding it', decodePeakMegabytes, 'MB', parserPeakMegabytes, 'floor: fit-file-parser'),
      more('encoding', rate(encodeMs), 'MB/s', null, `${encodeMs.toFixed(1)} ms`),
    ]);
  },
};
