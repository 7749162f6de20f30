import { Problem } from '../../../model/problem.js';
import { startByHand } from './start.js';

try {
  await startByHand(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${error instanceof Problem ? error.message : error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
  );
  process.exitCode = 1;
}
// A client library may keep a timer.
process.exit();
