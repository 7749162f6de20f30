/** How a process of ours says that it cannot start. */
import { Problem } from '../../model/problem.js';

/** One sentence for a person, no stack, exit code 1. */
export function failStart(error: unknown): void {
  process.stderr.write(
    `freehub: ${error instanceof Problem ? error.userMessage : String(error instanceof Error ? (error.stack ?? error.message) : error)}\n`,
  );
  process.exit(1);
}
