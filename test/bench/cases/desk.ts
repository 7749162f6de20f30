/** The operator's desk on a platform that has run for a while: every list, search and story through HTTP, with the plans behind them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { landmarks } from '../desk/fill.js';
import { type Plan, largeTables, plansIn, scannedWhole } from '../desk/plans.js';
import { FLOOR, type Question, questionsOf } from '../desk/questions.js';
import { type DeskRig, startDeskRig } from '../desk/rig.js';
import { type Case, type Row, less } from '../row.js';
import { percentile } from '../stats.js';

const CALLS = 40;
const WARM_UP = 2;
const nextSchema = z.object({ next: z.string().nullable() });

const say = (line: string): void => void process.stdout.write(`  ${line}\n`);

async function timesOf(rig: DeskRig, { name, path }: Question): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < CALLS + WARM_UP; n++) {
    const startedMs = performance.now();
    const { status, body } = await rig.get(path(n));
    if (status !== 200) throw new Error(`${name}: ${path(n)} answered ${status}: ${body.slice(0, 300)}`);
    if (n >= WARM_UP) took.push(performance.now() - startedMs);
  }
  return took;
}

/** Asked once more, with the plan of every statement logged. */
async function plansOf(rig: DeskRig, question: Question): Promise<readonly Plan[]> {
  await rig.log();
  await rig.get(question.path(0));
  return plansIn(await rig.log());
}

const cursorOf =
  (rig: DeskRig) =>
  async (path: string, pages: number): Promise<string | null> => {
    let after: string | null = null;
    for (let page = 0; page < pages; page++) {
      const { body, status } = await rig.get(after === null ? path : `${path}&after=${encodeURIComponent(after)}`);
      const next = status === 200 ? nextSchema.parse(JSON.parse(body)).next : null;
      if (next === null) return after;
      after = next;
    }
    return after;
  };

export const desk: Case = {
  name: 'desk',
  onlyByName: true,
  async run(options) {
    const rig = await startDeskRig(options.desk, options.keptIn, say);
    const faults: string[] = [];
    /** Told at once: the whole takes minutes. */
    const fault = (line: string): void => {
      faults.push(line);
      say(`FAULT ${line}`);
    };
    try {
      const questions = await questionsOf(await landmarks(rig.db), cursorOf(rig));
      const floor = percentile(await timesOf(rig, FLOOR), 0.95);
      const rows: Row[] = [];
      for (const question of questions) {
        try {
          const took = await timesOf(rig, question);
          const [p50, p95] = [percentile(took, 0.5), percentile(took, 0.95)];
          rows.push(
            less(`${question.name}, p95`, p95, 'ms', floor, `p50 ${p50.toFixed(1)} ms; floor: SELECT 1 through the same api`),
          );
          if (p95 >= question.mostMs) fault(`${question.name}: p95 ${p95.toFixed(0)} ms, allowed are ${question.mostMs}`);
        } catch (error) {
          fault(error instanceof Error ? error.message : String(error));
        }
      }
      await rig.explain();
      const large = await largeTables(rig.db);
      const written: string[] = [];
      for (const question of questions) {
        const plans = await plansOf(rig, question);
        if (plans.length === 0) fault(`${question.name}: PostgreSQL logged no plan`);
        written.push(`\n## ${question.name}\nGET ${question.path(0)}`);
        for (const plan of plans) {
          written.push(`\n${plan.query}\n${plan.ms} ms\n${plan.text}`);
          for (const table of scannedWhole(plan, large))
            fault(`${question.name}: reads all of ${table}: ${plan.query.slice(0, 200)}`);
        }
      }
      mkdirSync(dirname(options.plans), { recursive: true });
      writeFileSync(options.plans, `${written.join('\n')}\n`);
      say(`the plans of ${questions.length} questions are in ${options.plans}`);
      if (faults.length > 0) process.exitCode = 1;
      return rows;
    } finally {
      await rig.close();
    }
  },
};
