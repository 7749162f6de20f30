import { relative } from 'node:path';
import type { UpContext } from './context.js';

const shortest = (folder: string): string => {
  const path = relative(process.cwd(), folder);
  return path === '' || path.startsWith('..') ? folder : path;
};

/** With https the session's cookie goes nowhere else; otherwise this machine is nearest. */
const dashboardUrl = ({ publicUrl, apiUrl }: UpContext): string =>
  `${publicUrl.startsWith('https:') ? publicUrl : apiUrl}/dashboard/`;

/** Where everything is, for people; each is a page that opens. The admin token is shown here only: it is theirs, on their own machine. */
export function placeLines(context: UpContext, more: readonly (readonly [string, string])[] = []): readonly string[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ...more,
    ['API docs', `${context.apiUrl}/docs`],
    ['Dashboard', dashboardUrl(context)],
    ['Admin token', context.adminToken],
    ['Insiders sandbox', context.sandboxUrl],
    ['Temporal UI', context.temporalUiUrl],
    ['Worker metrics', `${context.workerUrl}/metrics`],
    ['Data and logs', shortest(context.dataDir)],
  ];
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== null);
  return ['', 'Freehub runs:', ...shown.map(([name, place]) => `  ${name.padEnd(20)}${place}`), ''];
}

export const whereLines = (context: UpContext): readonly string[] => [...placeLines(context), 'Ctrl-C stops it.'];
