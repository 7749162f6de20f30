#!/usr/bin/env node
/** The command `freehub`. */
import { createInterface } from 'node:readline/promises';
import { assertNode } from './runtime/node-version.js';
import type { runCli } from './program.js';

assertNode();
const args = process.argv.slice(2);
const stopping = new AbortController();
// `up` has a way of its own to stop; the other commands have nothing to clean up but their requests.
if (args[0] !== 'up')
  process.once('SIGINT', () => {
    stopping.abort();
  });
// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));

/** On standard error: standard output is for what was asked for. */
async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal: stopping.signal })).trim());
  } finally {
    terminal.close();
  }
}

/** Converting needs nothing of what the other commands load: it starts in a third of the time. */
async function runner(): Promise<typeof runCli> {
  return args[0] === 'convert' ? (await import('./convert-program.js')).runConvert : (await import('./program.js')).runCli;
}

const run = await runner();
const code = await run(args, {
  env: process.env,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  draw: process.stdout.isTTY ? (line) => void process.stdout.write(line === null ? '\n' : `\r\x1b[2K${line}`) : null,
  confirm: process.stdin.isTTY && process.stderr.isTTY ? confirm : null,
  signal: stopping.signal,
});
if (code !== 0) process.exitCode = code;
