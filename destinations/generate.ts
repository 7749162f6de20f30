/** Writes docs/destinations and the error tables of the kinds' READMEs, from the current folder (`npm run generate`). */
import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { documentationFiles } from './documentation.js';

const root = pathToFileURL(`${process.cwd()}/`);
await mkdir(new URL('docs/destinations', root), { recursive: true });
const files = await documentationFiles(root);
for (const [path, text] of files) await writeFile(new URL(path, root), text);
process.stdout.write(`wrote ${String(files.size)} files of the destinations' documentation\n`);
