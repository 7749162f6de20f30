/** Command line of the sandbox. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { CONTRACT_LIMITS } from './http/limits.js';
import { startSandbox } from './server.js';

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('not a number');
  return value;
};
const more = (text: string, before: string[] = []): string[] => [...before, text];

interface Flags {
  port: number;
  host: string;
  data?: string;
  seed: number;
  riders: number;
  days: number;
  shape: 'mixed' | 'standard';
  rides?: string;
  clientId: string;
  clientSecret: string;
  liveUsername: string;
  livePassword: string;
  liveTokenSeconds: number;
  redirectUri?: string[];
  accessTokenSeconds: number;
  refreshGraceSeconds: number;
  retryScale: number;
  webhookBatch: number;
  limits: boolean;
  limitApp: number;
  limitAppDay: number;
  limitUser: number;
}

const program = new Command('sandbox')
  .description('A provider server that speaks Insiders’ partner contract and its live API on simulated or recorded rides')
  .option('--port <number>', 'port; 0 = any free one', number, 8090)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--data <file>', 'SQLite file that outlives a restart (default: in memory)')
  .option('--seed <number>', 'world to simulate', number, 1)
  .option('--riders <number>', 'how many riders', number, 5)
  .option('--days <number>', 'days of past rides', number, 90)
  .addOption(
    new Option('--shape <shape>', 'past rides: as they come, or all of the standard size')
      .choices(['mixed', 'standard'])
      .default('mixed'),
  )
  .option('--rides <folder>', 'serve the FIT files of this folder instead of simulated rides')
  .option('--client-id <id>', 'OAuth client', 'sandbox-client')
  .option('--client-secret <secret>', 'its secret', 'sandbox-secret')
  .option('--live-username <name>', 'manager account of the live API', 'manager')
  .option('--live-password <password>', 'its password, and the athletes’', 'sandbox-password')
  .option('--live-token-seconds <seconds>', 'life of an access token of the live API', number, 36_000)
  .option('--redirect-uri <uri>', 'allowed redirect URI, exact; may be repeated (default: any on this machine)', more)
  .option('--access-token-seconds <seconds>', 'life of an access token', number, 7200)
  .option('--refresh-grace-seconds <seconds>', 'how long a repeated refresh gets the same answer', number, 60)
  .option('--retry-scale <factor>', 'factor on the waits between webhook tries', number, 1)
  .option('--webhook-batch <events>', 'events in one webhook call; above 1 they come as an array', number, 1)
  .option('--limit-app <requests>', 'requests of the application in 15 minutes', number, CONTRACT_LIMITS.appPerQuarterHour)
  .option('--limit-app-day <requests>', 'requests of the application in a day', number, CONTRACT_LIMITS.appPerDay)
  .option('--limit-user <requests>', 'requests for one user in a minute', number, CONTRACT_LIMITS.userPerMinute)
  .option('--no-limits', 'no rate limits');

const flags = program.parse().opts<Flags>();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const sandbox = await startSandbox({
    port: flags.port,
    host: flags.host,
    data: flags.data,
    seed: flags.seed,
    riders: flags.riders,
    days: flags.days,
    shape: flags.shape,
    rides: flags.rides,
    clientId: flags.clientId,
    clientSecret: flags.clientSecret,
    liveUsername: flags.liveUsername,
    livePassword: flags.livePassword,
    liveTokenSeconds: flags.liveTokenSeconds,
    redirectUris: flags.redirectUri,
    accessTokenSeconds: flags.accessTokenSeconds,
    refreshGraceSeconds: flags.refreshGraceSeconds,
    retryScale: flags.retryScale,
    webhookBatch: flags.webhookBatch,
    limits: flags.limits
      ? { appPerQuarterHour: flags.limitApp, appPerDay: flags.limitAppDay, userPerMinute: flags.limitUser }
      : null,
  });
  say(`Insiders sandbox at ${sandbox.url} (${sandbox.riders} riders, ${sandbox.rides} rides)`);
  for (const { file, reason } of sandbox.skipped) say(`  left out: ${file}: ${reason}`);
  const stop = (): void => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(`The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
