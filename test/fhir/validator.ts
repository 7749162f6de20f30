/** HL7's validator (tools/fhir-validator) as a process that stays: it takes seconds to start and milliseconds for a document. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { packageRoot } from '../../apps/cli/runtime/package-root.js';
import { Problem } from '../../model/problem.js';
import { installed } from '../support/servers/installed.js';
import { LIGHT_JAVA } from '../support/servers/java.js';

const answer = z.strictObject({
  document: z.string(),
  valid: z.boolean(),
  issues: z.array(
    z.strictObject({
      severity: z.enum(['fatal', 'error', 'warning', 'information']),
      id: z.string().optional(),
      location: z.string().optional(),
      message: z.string(),
    }),
  ),
});
export type Verdict = z.output<typeof answer>;

export interface Validator {
  /** @param document JSON without a line break. One after the other. @throws Problem bug when the validator ends. */
  readonly validate: (document: string) => Promise<Verdict>;
  readonly stop: () => Promise<void>;
}

/** @throws Problem config with the one line that says how to install it. */
export async function startValidator(): Promise<Validator> {
  const jars = await installed('fhir-validator');
  const child = spawn(
    'java',
    [
      '-Xmx2g',
      ...LIGHT_JAVA,
      '-cp',
      [jars, join(jars, '*')].join(delimiter),
      'Main',
      '--codes',
      join(packageRoot(), 'test', 'fhir', 'code-systems.json'),
      '--ndjson',
    ],
    // Without our end of its standard input it ends by itself: no run that was killed leaves one behind.
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  // Writing to one that has ended: `next` says so.
  child.stdin.on('error', () => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    validate: async (document) => {
      child.stdin.write(`${document}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Problem('bug', `the FHIR validator ended: ${complaint.trim()}`);
      return answer.parse(JSON.parse(line.value));
    },
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

export const errorsOf = ({ issues }: Verdict): readonly string[] =>
  issues
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ location, message }) => `${location ?? ''}: ${message}`);
