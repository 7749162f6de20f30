/** The two files that people read, made from the settings table. */
import type { SettingFacts } from './setting.js';
import { SETTING_GROUPS } from './setting.js';
import { settingRows } from './load.js';

const rowsOf = (group: string) => settingRows.map(([, facts]) => facts).filter((facts) => facts.group === group);
const perGroup = (page: (group: string, rows: readonly SettingFacts[]) => string) =>
  SETTING_GROUPS.map((group) => page(group, rowsOf(group))).join('\n');

/** `.env.example`: all variables, commented out, with their defaults. */
export function envExample(): string {
  const line = ({ variable, default: value, unit, meaning, secret }: SettingFacts) =>
    `# ${meaning}${unit === null ? '' : ` (${unit})`}${secret === undefined ? '' : ' Secret.'}\n#${variable}=${value ?? ''}\n`;
  return `# Generated from settings/table.ts by \`npm run generate\`. All are optional for \`freehub up\`.\n\n${perGroup((group, rows) => `## ${group}\n\n${rows.map(line).join('\n')}`)}`;
}

/** `docs/settings.md`: a table per group. */
export function settingsMarkdown(): string {
  const line = ({ variable, default: value, defaultMeaning, unit, meaning, secret }: SettingFacts) => {
    const shown = defaultMeaning ?? (value === null || value === '' ? 'none' : `\`${value}\``);
    return `| \`${variable}\` | ${shown} | ${unit ?? ''} | ${meaning}${secret === undefined ? '' : ' **Secret.**'} |\n`;
  };
  return `# Settings

Generated from \`settings/table.ts\` by \`npm run generate\`. Settings are environment variables; an empty one counts as unset.
An unknown variable that starts with \`FREEHUB_\` is an error that names the nearest known one.

${perGroup((group, rows) => `## ${group}\n\n| Variable | Default | Unit | Meaning |\n|---|---|---|---|\n${rows.map(line).join('')}`)}`;
}
