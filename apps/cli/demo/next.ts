/** What to try while it runs. */
import { resolve } from 'node:path';
import type { UpContext } from '../up/context.js';

const TRY: readonly (readonly [command: string, meaning: string])[] = [
  ['deliveries list -e demo --limit 10', 'what was sent, and where to'],
  ['destinations pause -e demo "Demo receiver"', 'then `resume`: it catches up'],
  ['backfill start -e demo --all --days 180 --watch', 'pull more of the past'],
  ['connect -e demo --reference me', 'a link to connect with'],
];

type Place = Pick<UpContext, 'dataDir' | 'publicUrl'>;

/** For a shell. */
const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** A command of `freehub`, complete for another terminal in the same folder: it finds this data folder and this api. */
export function pasted({ dataDir, publicUrl }: Place, command: string): string {
  const env = dataDir === resolve('.freehub') ? '' : `FREEHUB_DATA_DIR=${quoted(dataDir)} `;
  const url = publicUrl === 'http://127.0.0.1:8080' ? '' : ` --url ${quoted(publicUrl)}`;
  return `${env}npm run freehub -- ${command}${url}`;
}

export function nextLines(place: Place): readonly string[] {
  const width = Math.max(...TRY.map(([command]) => pasted(place, command).length));
  return [
    'Try next, in another terminal:',
    ...TRY.map(([command, meaning]) => `  ${pasted(place, command).padEnd(width)}  # ${meaning}`),
  ];
}
