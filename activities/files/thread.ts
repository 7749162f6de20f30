/** Entry of a worker thread: one file at a time. */
import { type ReadFile, readFile } from './read-file.js';

export default function read(bytes: Uint8Array): ReadFile {
  return readFile(bytes);
}
