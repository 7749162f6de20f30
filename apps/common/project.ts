/** The project's own folder: what it is, and what was built beside the code. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../model/problem.js';

const manifest = z.object({ name: z.string(), version: z.string() });

function read(folder: string): z.output<typeof manifest> | null {
  try {
    return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch {
    return null;
  }
}

function find(): { readonly folder: string; readonly version: string } {
  // From the sources as well as from `dist`.
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = read(folder);
    if (found?.name === 'freehub') return { folder, version: found.version };
    if (folder === dirname(folder)) throw new Problem('config', 'the file package.json is missing; get the whole project again');
  }
}

let known: ReturnType<typeof find> | undefined;
const project = () => (known ??= find());

export const projectVersion = (): string => project().version;
/** Where the build puts the dashboard; it may be missing. */
export const dashboardFolder = (): string => join(project().folder, 'dist', 'dashboard');
