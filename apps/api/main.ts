/** The api: Terra's /v2, /admin, /connect, /hooks, health, metrics. */
import 'reflect-metadata';
import { Logger } from 'nestjs-pino';
import { failStart } from '../common/process.js';
import { required } from '../common/core.module.js';
import { loadSettings } from '../../settings/load.js';
import { assertCurrent } from '../../store/migrate.js';
import { createApi } from './create-api.js';

async function main(): Promise<void> {
  const settings = loadSettings(process.env);
  await assertCurrent(required(settings.databaseUrl, 'DATABASE_URL'));
  const app = await createApi(settings);
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
  await app.listen(settings.apiPort, settings.apiHost);
}

main().catch(failStart);
