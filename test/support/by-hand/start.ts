/** Starts servers for a person, in the foreground, and prints the command that makes a destination of each (`npm run servers -- start …`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { Problem } from '../../../model/problem.js';
import { ServerHost } from '../servers/host.js';
import type { OpenTarget, Target } from './target.js';
import { chosenTargets } from './targets.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What is installed already is left alone. @throws Problem config; the installer has said why */
async function install(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const child = spawn(process.execPath, [join(packageRoot(), 'tools', 'servers', 'install.mjs'), ...names], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Problem('config', 'not everything could be installed');
}

/** As it can be pasted into a shell. */
const recipe = ({ name, kind, what }: Target, { config, look }: OpenTarget): string =>
  [
    '',
    `# ${name}: ${what}`,
    `freehub destinations create ${kind} local-${name} --config - <<'END'`,
    JSON.stringify(config, null, 2),
    'END',
    ...(look === undefined ? [] : [`# what has arrived: ${look}`]),
  ].join('\n');

const EGRESS = `Freehub writes to these addresses only when its server was started with

    FREEHUB_EGRESS_ALLOW=127.0.0.1

(docs/settings.md). Paste the lines of a server into a shell to create its destination.`;

/** Resolves when it was told to end and everything has ended. @throws Problem for a name that is unknown, a server that does not start */
export async function startByHand(names: readonly string[]): Promise<void> {
  const targets = chosenTargets(names);
  const { promise: told, resolve: end } = Promise.withResolvers<undefined>();
  // npm hands a Ctrl-C on to a process that has had it already.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(undefined));
  await install([...new Set(targets.flatMap(({ needs }) => needs))]);
  const host = new ServerHost();
  const opened: OpenTarget[] = [];
  try {
    say(EGRESS);
    for (const target of targets) {
      const open = await target.open(host);
      opened.push(open);
      say(recipe(target, open));
    }
    say('\nReady. Ctrl-C stops them and removes their data.');
    await told;
    say('Stopping.');
  } finally {
    await Promise.allSettled(opened.flatMap(({ stop }) => (stop ? [stop()] : [])));
    await host.stop();
  }
}
