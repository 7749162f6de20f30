/** Started by encode.bench.ts: writes a long ride once and prints how much the process grew (MB). The work is one step: nothing is given back within it. */
import { columns, objects } from './encode.bench.js';
import { longRide } from '../../formats/recording/testing/long-ride.js';

const ride = longRide();
const before = process.memoryUsage.rss();
const bytes = process.argv[2] === 'objects' ? objects(ride) : columns(ride);
process.stdout.write(String(bytes.length > 0 ? (process.memoryUsage.rss() - before) / 2 ** 20 : NaN));
