/** Entry of a worker thread: one task at a time. */
import { providers } from '../../providers/registry.js';
import { type ThreadAnswer, type ThreadTask, packHere } from './packer.js';

/** The answer is compressed, so copying it between threads costs next to nothing (60 KB: 0.02 ms). */
export default function pack(task: ThreadTask): ThreadAnswer {
  const { raws, record, problem } = packHere(providers, task);
  return { raws, record, problem: problem ? problem.toJSON() : null };
}
