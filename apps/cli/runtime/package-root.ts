import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '../../../model/problem.js';

/** The folder of the whole project, from the sources as well as from `dist`. @throws Problem config when files are missing. */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'tools', 'temporal', 'go.mod'))) return folder;
    if (folder === dirname(folder))
      throw new Problem('config', 'the folder tools/temporal is missing; get the whole project again');
  }
}
