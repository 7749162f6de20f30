/** The api: Terra's /v2, /admin, /connect, /hooks, health, metrics. */
import 'reflect-metadata';
import { Logger } from 'nestjs-pino';
import { assertReady, failStart } from '../common/process.js';
import { loadSettings } from '../../settings/load.js';
import { createApi } from './create-api.js';

async function main(): Promise<void> {
  const settings = loadSettings(process.env);
  await assertReady(settings);
  const app = await createApi(settings);
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
  await app.listen(settings.apiPort, settings.apiHost);
}

main().catch(failStart);
