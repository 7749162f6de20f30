/** Writes docs/destinations and the error tables of the kinds' READMEs, from the current folder (`npm run generate`). */
import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { documentationFiles } from './documentation.js';

const root = pathToFileURL(`${process.cwd()}/`);
await mkdir(new URL('docs/destinations', root), { recursive: true });
try {
  const files = await documentationFiles(root);
  for (const [path, text] of files) await writeFile(new URL(path, root), text);
  process.stdout.write(`wrote ${String(files.size)} files of the destinations' documentation\n`);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  // Somebody who adds a kind has left something out: what it is, without a stack.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
