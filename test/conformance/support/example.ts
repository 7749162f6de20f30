/** A receiver of examples/receivers as a process, and what it says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { freePort } from '../../../apps/cli/runtime/ports.js';
import { packageRoot } from '../../../apps/cli/runtime/package-root.js';
import { until } from '../../support/platform/index.js';
import { pythonPath } from './python.js';
import { run } from './run.js';

export const LANGUAGES = ['typescript', 'python', 'go'] as const;
export type Language = (typeof LANGUAGES)[number];

const line = z.record(z.string(), z.unknown());
export type Line = z.infer<typeof line>;

const folder = (language: Language): string => join(packageRoot(), 'examples', 'receivers', language);

/** @throws Error with one line when what it needs is missing. */
async function commandOf(language: Language): Promise<readonly [string, ...string[]]> {
  if (language === 'typescript') return [process.execPath, join(folder(language), 'receiver.ts')];
  if (language === 'python') return [await pythonPath(), join(folder(language), 'receiver.py')];
  const go = existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : 'go';
  const program = join(await mkdtemp(join(tmpdir(), 'freehub-receiver-')), 'receiver');
  const built = await run(go, ['build', '-o', program, 'receiver.go'], {
    cwd: folder(language),
    env: { CGO_ENABLED: '0' },
  }).catch(() => {
    throw new Error('the receiver in Go is tested with Go 1.22 or newer: install it (https://go.dev/dl)');
  });
  if (built.code !== 0) throw new Error(`the receiver in Go does not build: ${built.stderr.trim().split('\n').at(-1) ?? ''}`);
  return [program];
}

export class Example {
  readonly lines: Line[] = [];
  #errors = '';

  private constructor(
    readonly language: Language,
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(language: Language, secrets: readonly string[]): Promise<Example> {
    const [program, ...args] = await commandOf(language);
    const port = await freePort();
    const child = spawn(program, args, {
      env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), TERRA_SIGNING_SECRETS: secrets.join(',') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const example = new Example(language, `http://127.0.0.1:${port}/`, child);
    createInterface({ input: child.stdout }).on('line', (text) => example.lines.push(line.parse(JSON.parse(text))));
    child.stderr.on('data', (chunk: Buffer) => (example.#errors += chunk.toString()));
    await until(`the receiver in ${language}`, async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${example.#errors.slice(-500)}`);
      return (
        example.lines.some(({ listening }) => listening === port) &&
        (await fetch(example.url).then(
          () => true,
          () => false,
        ))
      );
    });
    return example;
  }

  /** Lines with that key. */
  of(key: string): readonly Line[] {
    return this.lines.filter((one) => key in one);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
