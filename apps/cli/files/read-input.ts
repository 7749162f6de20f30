/** The bytes of a file that somebody named. */
import { readFile, stat } from 'node:fs/promises';
import { FILE_LIMITS } from '../../../formats/file.js';
import { Problem } from '../../../model/problem.js';
import { errorCode } from '../runtime/error-code.js';
import type { Input } from './inputs.js';

/** @throws Problem payload FILE_TOO_LARGE, missing */
export async function bytesOf({ path }: Input): Promise<Uint8Array> {
  const tooLarge = (bytes: number): Problem =>
    new Problem('payload', `it has ${bytes} bytes or more; ${FILE_LIMITS.maxBytes} are the most that is read`, {
      code: 'FILE_TOO_LARGE',
    });
  if (path !== null)
    try {
      const { size } = await stat(path);
      if (size > FILE_LIMITS.maxBytes) throw tooLarge(size);
      return await readFile(path);
    } catch (error) {
      if (error instanceof Problem) throw error;
      // Node reads names as UTF-8: those of old archives have other bytes, which are lost by then.
      if (path.includes('\uFFFD'))
        throw new Problem('missing', 'cannot be read: its name is not UTF-8. Rename it', { cause: error });
      throw new Problem('missing', `cannot be read (${errorCode(error) ?? 'no reason given'})`, { cause: error });
    }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FILE_LIMITS.maxBytes) throw tooLarge(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
