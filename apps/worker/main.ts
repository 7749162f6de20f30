/** The worker: hosts Temporal workers and the relief lanes, by role (FREEHUB_WORKER_ROLE). */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { Logger } from 'nestjs-pino';
import { assertReady, failStart } from '../common/process.js';
import { loadSettings } from '../../settings/load.js';
import { WorkerModule } from './worker.module.js';

async function main(): Promise<void> {
  const settings = loadSettings(process.env);
  await assertReady(settings);
  // Nest handles the signals: two handlers would race.
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger(settings.logLevel === 'debug' ? 'INFO' : 'ERROR') });
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: ['fatal', 'error', 'warn'] });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
}

main().catch(failStart);
