import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { documentationFiles } from './documentation.js';

const root = new URL('../', import.meta.url);
const files = await documentationFiles(root);

test.each([...files])('%s is what the kinds say (npm run generate)', async (path, text) => {
  expect(await readFile(new URL(path, root), 'utf8')).toBe(text);
});
