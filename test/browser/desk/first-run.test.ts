/** The first five minutes of an operator, on the whole platform: from the log-in to the first ride at a real webhook receiver. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createEnvironment } from '../../../apps/api/admin/contract/environments.js';
import { unsubscribeProvider } from '../../../apps/api/admin/contract/providers.js';
import { Receiver } from '../../support/platform/receiver.js';
import { Platform, explained, until } from '../../support/platform/index.js';
import { launch } from '../browser.js';
import { addressOf, openWindow } from './desk.js';

const MOST_SECONDS = 300;
const WAIT_MS = 60_000;

let platform: Platform;
let receiver: Receiver;
let browser: Browser;
beforeAll(async () => {
  [platform, receiver, browser] = await Promise.all([
    Platform.start({ sandbox: ['--riders', '3', '--days', '0'] }),
    Receiver.start(),
    launch(),
  ]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await receiver.close();
  await platform.close();
}, 60_000);

it(
  'from the token to the first ride takes less than five minutes',
  () =>
    explained(platform, async () => {
      const { page, complaints } = await openWindow(browser, platform.api.url, null);
      page.setDefaultTimeout(WAIT_MS);
      const button = (name: string | RegExp) => page.getByRole('button', { name });
      const startedMs = Date.now();

      await page.goto(addressOf(platform.api.url, '/'));
      await page.getByLabel('Token').first().fill(platform.adminToken);
      await button('Log in').click();
      await page.getByRole('heading', { name: 'Your first environment' }).waitFor();
      expect(await page.getByLabel('dev-id').inputValue()).toBe('main');
      await button('Create the environment').click();

      await page.waitForURL('**/e/main/start');
      await button('Use the Insiders sandbox').click();
      await page.getByText('is set up and notifies us of new rides').waitFor();

      await page.getByLabel('Webhook address').fill(receiver.url);
      const secret = await page.getByRole('textbox', { name: 'Signing secret' }).inputValue();
      expect(secret).toMatch(/^[\w-]{32}$/);
      receiver.secret = secret;
      await button('Check and add').click();
      await page.getByText('Test event arrived').waitFor();
      expect(await page.getByText(secret).count()).toBe(1);

      await button('Make a connect link').click();
      const opened = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'Open the connect page' }).click();
      const athlete = await opened;
      await athlete.getByRole('button', { name: 'Continue with Insiders' }).click();
      await athlete.getByRole('button', { name: 'Allow', exact: true }).click();
      await athlete.getByRole('heading', { name: 'Connected', exact: true }).waitFor();
      await athlete.close();
      await page.getByText('is connected to Insiders').waitFor();

      const world = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'open the sandbox' }).click();
      const sandbox = await world;
      await sandbox
        .locator('section', { has: sandbox.getByText(/· connected$/) })
        .getByRole('button', { name: /^Ride now/ })
        .click();
      await sandbox.getByText('has uploaded a ride').waitFor();
      await sandbox.close();

      await page.getByText('The first ride is here').waitFor();
      await page.getByText('All set').waitFor();
      await page.getByRole('group', { name: 'The first ride is here' }).getByText('delivered', { exact: true }).waitFor();
      const seconds = (Date.now() - startedMs) / 1_000;
      await until('the ride at the receiver', () => receiver.of('activity').length > 0);

      await page.getByRole('region', { name: '3. Connect a first user' }).getByRole('link').nth(1).click();
      await page.waitForURL('**/rides/**');
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(complaints).toEqual([]);
      expect(seconds).toBeLessThan(MOST_SECONDS);
      process.stdout.write(`first run: ${seconds.toFixed(1)} s from the log-in to the delivered ride\n`);
    }),
  MOST_SECONDS * 1_000,
);

it(
  'where another environment is notified, the first steps say so, and go on as soon as it is not',
  () =>
    explained(platform, async () => {
      await platform.admin.call(createEnvironment, { body: { dev_id: 'second' } });
      receiver.secret = 'a secret that nobody else knows';
      const { page, complaints } = await openWindow(browser, platform.api.url, platform.adminToken);
      page.setDefaultTimeout(WAIT_MS);
      const button = (name: string) => page.getByRole('button', { name });
      await page.goto(addressOf(platform.api.url, '/e/second/start'));
      await button('Use the Insiders sandbox').click();

      const polled = page.getByRole('group', { name: 'Rides are polled: they come later' });
      await polled.getByRole('link', { name: 'main', exact: true }).waitFor();
      expect(await button('Turn notifications on').count()).toBe(0);
      expect(await page.getByText('notifies one environment of an application').count()).toBe(1);
      await platform.admin.call(unsubscribeProvider, { params: { environment: 'main', provider: 'INSIDERS' } });
      await button('Turn notifications on').click();
      await page.getByText('is set up and notifies us of new rides').waitFor();
      expect(await polled.count()).toBe(0);

      await page.getByLabel('Webhook address').fill(receiver.url);
      await button('Check and add').click();
      await button('Add it all the same').click();
      await page.getByText('It is tried again by itself').waitFor();
      await page.getByRole('link', { name: 'See the delivery' }).click();
      await page.getByRole('heading', { name: 'Delivery of healthcheck' }).waitFor();
      expect(complaints).toEqual([]);
    }),
  MOST_SECONDS * 1_000,
);
