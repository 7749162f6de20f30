/** Entry of a worker thread: one file at a time. */
import { type Job, type Outcome, convert } from './job.js';

/** The answer is copied, not handed over: a ride's 2 MB of JSON take less than a millisecond. */
export default function run(job: Job): Outcome {
  return convert(job);
}
