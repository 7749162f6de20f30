/** A ride of 6.6 h at 1 Hz with 8 channels: written as Terra's Activity, and read again. */
import { benchEncode } from '../encode.bench.js';
import { type Case, less } from '../row.js';

export const encode: Case = {
  name: 'encode',
  run() {
    const { columnsMs, objectsMs, readMs, fromObjectsMs, parseMs, bytes, ...peak } = benchEncode();
    const rate = (ms: number): string => `${(bytes / 1e3 / ms).toFixed(0)} MB/s of ${(bytes / 1e6).toFixed(1)} MB`;
    return Promise.resolve([
      less(
        '6.6 h at 1 Hz written from columns',
        columnsMs,
        'ms',
        objectsMs,
        `${rate(columnsMs)}; floor: objects and JSON.stringify`,
      ),
      less(
        '6.6 h at 1 Hz read to columns',
        readMs,
        'ms',
        fromObjectsMs,
        `${rate(readMs)}; floor: JSON.parse and columns of its objects (JSON.parse alone: ${parseMs.toFixed(1)} ms)`,
      ),
      less('peak memory of writing it', peak.columnsPeakMegabytes, 'MB', peak.objectsPeakMegabytes, 'floor: the same objects'),
    ]);
  },
};
