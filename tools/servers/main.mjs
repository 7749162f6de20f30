/** `npm run servers`: installs the servers that tests run against, or starts some of them by hand. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HELP = `npm run servers                     installs every server that is missing
npm run servers -- NAME…            installs these; --list names them
npm run servers -- start KIND…      starts servers for these kinds of destinations on 127.0.0.1, makes a bucket, topic,
                                    queue or database ready, prints for each the command that creates the destination,
                                    and stays until Ctrl-C. What is missing is installed first.
npm run servers -- start all        one for every kind

KIND is s3, gcs, azureblob, sqs, kafka, webhook, postgres, mysql (sql: both), mongodb, firestore or supabase.
Freehub needs FREEHUB_EGRESS_ALLOW=127.0.0.1 to write to them. Their data ends with them.
`;

const [command, ...rest] = process.argv.slice(2);
const file = (path) => fileURLToPath(new URL(path, import.meta.url));
if (['--help', '-h', 'help'].includes(command) || (command === 'start' && rest.some((arg) => arg === '--help' || arg === '-h'))) {
  process.stdout.write(HELP);
} else if (command === 'start') {
  // The sources as they are: they never lag behind as a build would.
  const main = [
    '--disable-warning=ExperimentalWarning',
    '--import',
    file('../../test/support/typescript-hooks.ts'),
    file('../../test/support/by-hand/main.ts'),
  ];
  // It ends in its own time; this process waits for it.
  process.on('SIGINT', () => undefined);
  const child = spawn(process.execPath, [...main, ...rest], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  process.exitCode =
    spawnSync(process.execPath, [file('install.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
}
