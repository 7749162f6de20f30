/** Started by fit.bench.ts: decodes a long ride once and prints how much the process grew at its peak (MB). */
import { encodeFit } from '../../formats/fit/encode-recording.js';
import { fitRide, ours, theirs } from './fit.bench.js';

const file = encodeFit(fitRide());
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const before = peak();
const records = process.argv[2] === 'theirs' ? theirs(file) : ours(file);
process.stdout.write(String(records > 0 ? peak() - before : NaN));
