import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../settings/load.js';
import { loadSecrets } from './secrets.js';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'freehub-secrets-')), '.freehub');
});

afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

describe('loadSecrets', () => {
  it('makes secrets once, readable by the owner only, and valid as settings', async () => {
    const { created, ...first } = await loadSecrets(folder);
    expect(created).toBe(true);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(folder)).toEqual({ ...first, created: false });
    expect(
      loadSettings({ FREEHUB_SECRET_KEYS: first.secretKeys, FREEHUB_ADMIN_TOKEN: first.adminToken }).secretKeys,
    ).toHaveLength(1);
  });

  it('never replaces a damaged file', async () => {
    await loadSecrets(folder);
    await writeFile(join(folder, 'secrets.json'), '{}');
    await expect(loadSecrets(folder)).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('is damaged') });
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe('{}');
  });
});
