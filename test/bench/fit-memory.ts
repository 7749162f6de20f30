/** Started by fit.bench.ts: decodes the file on standard input once and prints how much the process grew (MB). */
import { readFileSync } from 'node:fs';
import { ours, theirs } from './fit.bench.js';

const file = readFileSync(0);
// Not the highest of the operating system's: a process starts with its parent's.
const before = process.memoryUsage.rss();
const records = process.argv[2] === 'theirs' ? theirs(file) : ours(file);
process.stdout.write(String(records > 0 ? (process.memoryUsage.rss() - before) / 2 ** 20 : NaN));
