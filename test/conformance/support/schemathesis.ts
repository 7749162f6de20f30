/** Requests made up from an OpenAPI document, thousands of them, against a running api (schemathesis, pinned in tools/python-requirements.txt). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from './python.js';

export interface Fuzzing {
  /** Of the document. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly checks: readonly string[];
  /** Of each operation and kind of request. */
  readonly examples: number;
  readonly phases: readonly string[];
  /** Values that stand, by parameter, for the operations with these ids: without them nearly every request would end at an unknown id. */
  readonly given?: { readonly operations: readonly string[]; readonly parameters: Readonly<Record<string, string>> };
}

export interface Fuzzed {
  readonly cases: number;
  /** Its whole report when something was found; empty = nothing. */
  readonly found: string;
}

/** A refused key would end in warnings only: they fail the run. */
const config = ({ given }: Fuzzing): string =>
  [
    'warnings.fail-on = ["missing_auth"]',
    ...(given?.operations ?? []).flatMap((id) => [
      '[[operations]]',
      `include-operation-id = ${JSON.stringify(id)}`,
      `parameters = { ${Object.entries(given?.parameters ?? {})
        .map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`)
        .join(', ')} }`,
    ]),
  ].join('\n');

/** The same requests every time, on a fresh server. */
export async function fuzz(fuzzing: Fuzzing): Promise<Fuzzed> {
  // It leaves folders where it runs.
  const cwd = await mkdtemp(join(tmpdir(), 'freehub-schemathesis-'));
  try {
    await writeFile(join(cwd, 'schemathesis.toml'), config(fuzzing));
    const { code, stdout, stderr } = await python(
      [
        ...['-m', 'schemathesis.cli', '--config-file', 'schemathesis.toml', 'run', fuzzing.url],
        ...Object.entries(fuzzing.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
        ...['--max-examples', String(fuzzing.examples), '--seed', '42', '--phases', fuzzing.phases.join(',')],
        ...['--checks', fuzzing.checks.join(',')],
        ...['--generation-database', 'none', '--suppress-health-check', 'all', '--request-timeout', '20', '--no-color'],
      ],
      { cwd, env: { COLUMNS: '200' } },
    );
    const cases = Number(/(\d+) generated/.exec(stdout.replaceAll(',', ''))?.[1] ?? 0);
    return { cases, found: code === 0 ? '' : `${stdout.slice(-12_000)}\n${stderr.slice(-2_000)}` };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
