/** The record of a standard ride: raw bytes to final bytes. */
import { benchNormalize } from '../normalize.bench.js';
import { type Case, less } from '../row.js';

export const record: Case = {
  name: 'record',
  run() {
    const { columnsMs, objectsMs, bytesIn, bytesOut } = benchNormalize();
    return Promise.resolve([
      less(
        'record of a standard ride written',
        columnsMs,
        'ms',
        objectsMs,
        `${(bytesIn / 1e3).toFixed(0)} KB in, ${(bytesOut / 1e6).toFixed(1)} MB out; floor: objects and JSON.stringify`,
      ),
    ]);
  },
};
