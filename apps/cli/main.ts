/** The command `freehub`. */
import { runCli } from './program.js';

const args = process.argv.slice(2);
const stopping = new AbortController();
// `up` has a way of its own to stop; the other commands have nothing to clean up but their requests.
if (args[0] !== 'up')
  process.once('SIGINT', () => {
    stopping.abort();
  });
// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));

const code = await runCli(args, {
  env: process.env,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  draw: process.stdout.isTTY ? (line) => void process.stdout.write(line === null ? '\n' : `\r\x1b[2K${line}`) : null,
  signal: stopping.signal,
});
if (code !== 0) process.exitCode = code;
