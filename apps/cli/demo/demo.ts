/** What `freehub up` tells when everything runs: athletes connect, their past is pulled, new rides flow to two destinations. */
import { join } from 'node:path';
import { Problem } from '../../../model/problem.js';
import type { UpContext } from '../up/context.js';
import type { Step } from '../up/steps.js';
import type { UpHooks } from '../up/up.js';
import { placeLines } from '../up/where.js';
import { openAdmin } from '../client/admin.js';
import { type Cast, connectAthletes, newConnectPage } from './athletes.js';
import { backfillPast, type PastResult } from './backfill.js';
import { databaseAt, ensureDestination, targetPlace, webhookAt } from './destinations.js';
import { Journal } from './journal.js';
import { rideLive } from './live.js';
import { HEADER, polledLine } from './live-lines.js';
import { freshMemory, type Memory, recall, remember } from './memory.js';
import { nextLines } from './next.js';
import { patiently } from './patience.js';
import { type Receiver, startReceiver } from './receiver.js';
import { openSandbox } from './sandbox.js';
import { ensureEnvironment, ensureKey, ensureProvider } from './set-up.js';
import { loadSignatureCheck, type SignatureCheck } from './signature.js';
import type { Stage } from './stage.js';
import { summarize, summaryLines } from './summary.js';
import { Target, type TargetPlace } from './target.js';
import type { World } from './world.js';

export interface DemoOptions {
  readonly world: World;
  /** Seconds of live rides; null = until Ctrl-C. */
  readonly forSeconds: number | null;
  /** Ends with the summary as one line of JSON. */
  readonly json: boolean;
}

/** `up` waits 5 s for us after Ctrl-C. */
const SUMMARY_MS = 4_000;

type Closing = (() => Promise<void>)[];

/** What outlives the platform on both sides: a worker delivers from its first moment to its last. */
interface Outside {
  readonly journal: Journal;
  readonly receiver: Receiver;
  readonly check: SignatureCheck;
  readonly memory: Memory;
}

/** For `runUp`. The exit code is 0 when nothing is lost. */
export function demoHooks(options: DemoOptions): UpHooks {
  const afterAll: Closing = [];
  let outside: Outside | null = null;
  let last = 'Stopped; the next start goes on from here.';
  return {
    saysWhere: false,
    beforeStart: async (dataDir) => {
      outside = await openOutside(dataDir, options.world, afterAll);
    },
    onReady: async (context) => {
      if (outside === null) throw new Problem('bug', 'the demo began before its receiver');
      return run(context, options, outside, (line) => (last = line));
    },
    onStopped: () => closeAll(afterAll),
    lastLine: () => last,
  };
}

async function openOutside(dataDir: string, world: World, afterAll: Closing): Promise<Outside> {
  const memory: Memory = { ...((await recall(dataDir)) ?? freshMemory(world)), world };
  const check = await loadSignatureCheck();
  const journal = await Journal.open(join(dataDir, 'demo-receiver.jsonl'));
  afterAll.push(() => journal.close());
  const receiver = await startReceiver({ port: memory.receiverPort, secret: memory.signingSecret, check, journal });
  afterAll.push(() => receiver.close());
  return { journal, receiver, check, memory };
}

async function run(context: UpContext, options: DemoOptions, outside: Outside, tell: (last: string) => void): Promise<number> {
  assertLocal(context);
  const place = await targetPlace(context);
  const target = new Target(place);
  try {
    return await perform(context, options, tell, { ...outside, place, target });
  } catch (error) {
    if (!context.signal.aborted) throw error;
    return 0;
  } finally {
    await target.close();
  }
}

async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing.toReversed()) await close();
}

/** The sandbox sends athletes back to addresses of this machine only. */
function assertLocal({ publicUrl }: UpContext): void {
  if (['127.0.0.1', 'localhost', '[::1]'].includes(new URL(publicUrl).hostname)) return;
  throw new Problem(
    'config',
    `the demo needs FREEHUB_PUBLIC_URL on this machine, not ${publicUrl}; unset it, or start with --no-demo`,
  );
}

async function perform(
  context: UpContext,
  { world, forSeconds, json }: DemoOptions,
  tell: (last: string) => void,
  { journal, receiver, check, place, target, ...outside }: Outside & { place: TargetPlace; target: Target },
): Promise<number> {
  const { dataDir, signal } = context;
  const admin = openAdmin(context.apiUrl, context.adminToken, signal);
  const sandbox = openSandbox(context.sandboxUrl, signal);
  let memory = outside.memory;
  await remember(dataDir, memory);

  const kept = (made: boolean): string => (made ? '' : ' (as before)');
  let cast: Cast = { athletes: [], connectedNow: 0 };
  let past: PastResult = { rides: 0, seconds: 0, told: '' };
  const stage = (): Stage => ({ context, admin, sandbox, apiKey: memory.apiKey ?? '', journal, receiver, target });
  const steps: readonly Step[] = [
    {
      title: 'Demo environment',
      run: async () => {
        const { made } = await ensureEnvironment(admin);
        const { key } = await ensureKey(admin, memory.apiKey);
        memory = { ...memory, apiKey: key, receiverPort: receiver.port };
        await remember(dataDir, memory);
        return `Demo environment “demo” and its API key${kept(made)}`;
      },
    },
    {
      title: 'Provider Insiders',
      run: async () => {
        const { made, hearing } = await ensureProvider(admin, sandbox);
        return `Provider Insiders at the sandbox, ${hearing.demo ? `webhook subscribed${kept(made)}` : polledLine(hearing)}`;
      },
    },
    {
      title: 'Destination webhook',
      run: async () => {
        const { made } = await ensureDestination(admin, webhookAt(receiver.url, memory.signingSecret));
        return `Destination webhook: ${receiver.url}, signatures checked by ${check.by}${kept(made)}`;
      },
    },
    {
      title: 'Destination PostgreSQL',
      run: async () => {
        const { made } = await ensureDestination(admin, databaseAt(place));
        const { host, pathname } = new URL(place.url);
        return `Destination PostgreSQL: ${host}${pathname}, schema ${place.schema}${kept(made)}`;
      },
    },
    {
      title: 'Athletes',
      run: async (report) => {
        cast = await connectAthletes(stage(), world.riders, report);
        const names = cast.athletes.map(({ name }) => name).join(', ');
        return `Athletes: ${names} (${cast.connectedNow === 0 ? 'connected before' : `${cast.connectedNow} connected by OAuth`})`;
      },
    },
    {
      title: 'Backfill',
      run: async (report) => {
        past = await backfillPast(stage(), cast.athletes, world.days, report);
        return past.told;
      },
    },
  ];
  // Each step may be done again: it goes by what is there already.
  await context.steps(steps.map((step) => ({ ...step, run: (report) => patiently(signal, () => step.run(report)) })));

  const connectPage = await patiently(signal, () => newConnectPage(stage(), 'you'));
  const more: (readonly [string, string])[] = [['Connect an account', `${connectPage}  (15 min)`]];
  // A server of the user's own has a password that they know and the console need not.
  if (context.ensureDatabase !== null) more.push(['Demo database', place.url]);
  for (const line of placeLines(context, more)) context.print(line);
  for (const line of nextLines(context)) context.print(line);
  const until = forSeconds === null ? 'until Ctrl-C' : `for ${forSeconds} s (Ctrl-C ends it sooner)`;
  context.print(`\nNew rides, ${until}; times run from the moment the provider saved the ride:`);
  context.print(HEADER);
  const live = await rideLive(stage(), cast.athletes, forSeconds);

  // The api answers until we return, also after Ctrl-C.
  const calm = (): Stage => ({
    ...stage(),
    admin: openAdmin(context.apiUrl, context.adminToken, AbortSignal.timeout(SUMMARY_MS)),
  });
  const told = { past, live, signaturesCheckedBy: check.by };
  const summary = await patiently(signal, () => summarize(calm(), cast.athletes, told));
  for (const line of summaryLines(summary)) context.print(line);
  if (json) tell(JSON.stringify(summary));
  return summary.lost === 0 && summary.signaturesRefused === 0 ? 0 : 1;
}
