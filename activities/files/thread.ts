/** Entry of a worker thread: one file at a time. */
import { type ReadFile, type ReadJob, readFile } from './read-file.js';

export default function read(job: ReadJob): ReadFile {
  return readFile(job);
}
