/** What api and worker share: settings, database, keys, Temporal client, log. */
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import { loadSettings, type Settings } from '../../settings/load.js';
import { type Database, openDatabase } from '../../store/database.js';
import type { PayloadBucket } from '../../store/payload-bucket.js';
import { KeyRing } from '../../store/secrets/key-ring.js';
import { ProviderApps } from '../../store/control/provider-apps.js';
import { RateBudget } from '../../store/sync/budget.js';
import { Waker } from '../../store/wake.js';
import { Problem } from '../../model/problem.js';
import { ProviderCalls } from '../../providers/kit/calls.js';
import { EgressGuard } from '../../destinations/kit/egress/egress.js';
import { SignalBudget } from './temporal/signal-budget.js';
import { TemporalLink } from './temporal/temporal-link.js';
import { WorkflowDriver } from './temporal/workflow-driver.js';
import { Log, loggedPath } from './log.js';
import { Metrics } from './metrics.js';
import { payloadBucketOf } from './payload-bucket.js';

export const SETTINGS = Symbol('settings');
export const DATABASE = Symbol('database');
/** Null = payloads are kept in the database. */
export const PAYLOAD_BUCKET = Symbol('payload bucket');

/** Twenty-four hours at 1 Hz with ten streams are 7 MB. */
const PROVIDER_BODY_BYTES = 64 << 20;

/** @throws Problem config that names the setting that is needed to run against servers of one's own. */
export function required<T>(value: T | undefined, variable: string): T {
  if (value === undefined)
    throw new Problem(
      'config',
      `${variable} is not set; \`freehub up\` sets it when it starts the embedded servers, otherwise you must`,
    );
  return value;
}

@Global()
@Module({
  imports: [
    LoggerModule.forRootAsync({
      useFactory: () => {
        const { logLevel } = loadSettings(process.env);
        return {
          pinoHttp: {
            level: logLevel,
            // Bodies and headers may hold health data and secrets; the query may hold a token.
            serializers: {
              req: (req: { method: string; url: string; id: string }) => ({
                id: req.id,
                method: req.method,
                path: loggedPath(req.url),
              }),
              res: (res: { statusCode: number }) => ({ status: res.statusCode }),
            },
            autoLogging: logLevel === 'debug' || logLevel === 'trace',
          },
        };
      },
    }),
  ],
  providers: [
    { provide: SETTINGS, useFactory: () => loadSettings(process.env) },
    { provide: Log, useFactory: (logger: PinoLogger) => new Log(logger), inject: [PinoLogger] },
    {
      provide: DATABASE,
      useFactory: (settings: Settings, log: Log) =>
        openDatabase({
          url: required(settings.databaseUrl, 'DATABASE_URL'),
          poolSize: settings.databasePoolSize,
          name: 'freehub',
          onError: (error) => {
            log.warn('a database connection broke', error);
          },
        }),
      inject: [SETTINGS, Log],
    },
    { provide: PAYLOAD_BUCKET, useFactory: payloadBucketOf, inject: [SETTINGS] },
    {
      provide: KeyRing,
      useFactory: (settings: Settings) => KeyRing.of(required(settings.secretKeys, 'FREEHUB_SECRET_KEYS')),
      inject: [SETTINGS],
    },
    {
      provide: ProviderApps,
      useFactory: (db: Database, keys: KeyRing) => new ProviderApps(db, keys),
      inject: [DATABASE, KeyRing],
    },
    {
      provide: Waker,
      useFactory: (db: Database, log: Log) =>
        new Waker(db, (error) => {
          log.warn('waking other processes failed; they look by themselves within a second', error);
        }),
      inject: [DATABASE, Log],
    },
    {
      provide: ProviderCalls,
      useFactory: (db: Database, egress: EgressGuard) =>
        new ProviderCalls({
          budget: new RateBudget(db),
          dispatcher: egress.dispatcher,
          timeoutMs: 30_000,
          maxBodyBytes: PROVIDER_BODY_BYTES,
        }),
      inject: [DATABASE, EgressGuard],
    },
    { provide: EgressGuard, useFactory: (settings: Settings) => new EgressGuard(settings.egressAllow), inject: [SETTINGS] },
    {
      provide: TemporalLink,
      useFactory: (settings: Settings) =>
        new TemporalLink({
          address: required(settings.temporalAddress, 'TEMPORAL_ADDRESS'),
          namespace: settings.temporalNamespace,
        }),
      inject: [SETTINGS],
    },
    // One for the process: what is counted in one room is shown by another.
    {
      provide: Metrics,
      useFactory: (budget: SignalBudget) => new Metrics(() => budget.perSecond),
      inject: [SignalBudget],
    },
    {
      provide: SignalBudget,
      useFactory: (settings: Settings) => new SignalBudget({ startPerSecond: settings.signalBudgetPerSecond }),
      inject: [SETTINGS],
    },
    {
      provide: WorkflowDriver,
      useFactory: (db: Database, link: TemporalLink, settings: Settings, log: Log) =>
        new WorkflowDriver({
          db,
          link,
          backfillParallel: settings.backfillConcurrency,
          onError: (error, doing) => {
            log.warn(`Temporal did not take it (${doing}); the relief lane and the reconciler make up for it`, error);
          },
        }),
      inject: [DATABASE, TemporalLink, SETTINGS, Log],
    },
  ],
  exports: [
    SETTINGS,
    DATABASE,
    PAYLOAD_BUCKET,
    KeyRing,
    ProviderApps,
    ProviderCalls,
    Waker,
    EgressGuard,
    TemporalLink,
    SignalBudget,
    WorkflowDriver,
    Log,
    Metrics,
  ],
})
export class CoreModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly waker: Waker,
    private readonly link: TemporalLink,
    private readonly egress: EgressGuard,
    @Inject(PAYLOAD_BUCKET) private readonly bucket: PayloadBucket | null,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.waker.close();
    await Promise.allSettled([this.link.close(), this.egress.close(), this.bucket?.close(), this.db.end()]);
  }
}
