/** Entry of a worker thread: one job at a time. */
import { type ConvertJob, type Converted, convert } from './convert.js';

export default function convertInThread(job: ConvertJob): Converted {
  return convert(job);
}
