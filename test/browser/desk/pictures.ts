/** Pictures for the documentation: made with SCREENSHOTS=1, looked at by a person, kept with the code. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const FOLDER = fileURLToPath(new URL('../../../docs/images/dashboard', import.meta.url));
const MOST_HEIGHT = 2_400;
const isTaking = process.env['SCREENSHOTS'] === '1';

/** Made anew where that is asked for; it has to be there in any case. */
export async function picture(page: Page, name: string): Promise<void> {
  const file = join(FOLDER, `${name}.png`);
  if (isTaking) {
    await mkdir(dirname(file), { recursive: true });
    await shoot(page, file);
  }
  expect([name, existsSync(file)]).toEqual([name, true]);
}

/** In a window as high as the page, so that what sticks to the window's edges does so in the picture. */
async function shoot(page: Page, path: string): Promise<void> {
  const before = page.viewportSize();
  if (!before) throw new Error('the window has no size');
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.setViewportSize({ width: before.width, height: Math.min(Math.max(height, before.height), MOST_HEIGHT) });
  await page.screenshot({ path, animations: 'disabled' });
  await page.setViewportSize(before);
}
