/** What to try while it runs. */
import { resolve } from 'node:path';
import type { UpContext } from '../up/context.js';

const TRY: readonly (readonly [command: string, meaning: string])[] = [
  ['deliveries list -e demo --limit 10', 'what was sent, and where to'],
  ['destinations pause -e demo "Demo receiver"', 'then `resume`: it catches up'],
  ['backfill start -e demo --all --days 180 --watch', 'pull more of the past'],
  ['connect -e demo --reference me', 'a link to connect with'],
];

/** Some commands, complete for another terminal in the same folder. */
export function nextLines({ dataDir, publicUrl }: UpContext): readonly string[] {
  const env = dataDir === resolve('.freehub') ? '' : `FREEHUB_DATA_DIR=${dataDir} `;
  const url = publicUrl === 'http://127.0.0.1:8080' ? '' : ` --url ${publicUrl}`;
  const width = Math.max(...TRY.map(([command]) => command.length));
  return [
    'Try next, in another terminal:',
    ...TRY.map(([command, meaning]) => `  ${env}npm run freehub -- ${(command + url).padEnd(width + url.length)}  # ${meaning}`),
  ];
}
