import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { envExample, settingsMarkdown } from './docs.js';
import { loadSettings, settingRows } from './load.js';

const committed = (file: string) => readFile(new URL(`../${file}`, import.meta.url), 'utf8');

describe('generated documentation (npm run generate)', () => {
  it('.env.example is what the table says', async () => {
    expect(await committed('.env.example')).toBe(envExample());
  });

  it('docs/settings.md is what the table says', async () => {
    expect(await committed('docs/settings.md')).toBe(settingsMarkdown());
  });

  it('.env.example, uncommented, is a valid environment with all variables', () => {
    const pairs = [...envExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(
      ([, variable = '', value = '']) => [variable, value] as const,
    );
    expect(pairs.map(([variable]) => variable)).toEqual(expect.arrayContaining(settingRows.map(([, facts]) => facts.variable)));
    expect(loadSettings(Object.fromEntries(pairs))).toEqual(loadSettings({}));
  });
});
