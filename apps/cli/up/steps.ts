/** Runs named steps one after the other with a progress line each: a live list on a terminal, plain lines elsewhere. */
import { Listr } from 'listr2';

export interface Step {
  readonly title: string;
  /** Does it; may report what it is at. @returns the line that stays. */
  run(report: Report): Promise<string>;
}

export interface Report {
  (line: string): void;
  /** Says it once, and leaves it to be seen for as long as the step runs. */
  readonly why: (line: string) => void;
}

const reporter = (progress: (line: string) => void, why: (line: string) => void): Report => Object.assign(progress, { why });

export interface StepOutput {
  readonly terminal: boolean;
  write(line: string): void;
}

/** Plain output is for logs: progress within a step is told no more often than this. */
const PLAIN_PROGRESS_MS = 10_000;

/** @throws what the first failing step throws; the steps after it do not run. */
export async function runSteps(steps: readonly Step[], output: StepOutput): Promise<void> {
  if (output.terminal) await runLive(steps);
  else await runPlain(steps, output);
}

async function runLive(steps: readonly Step[]): Promise<void> {
  const list = new Listr(
    steps.map((step) => ({
      title: step.title,
      task: async (_: unknown, task: { title: string | undefined; output: string | undefined }) => {
        const progress = (line: string): void => void (task.output = line);
        task.title = await step.run(reporter(progress, (line) => void (task.title = `${step.title}: ${line}`)));
      },
    })),
    // Signals are ours: the list would exit the process and leave children behind. Errors are told once, by the caller.
    { registerSignalListeners: false, rendererOptions: { showErrorMessage: false, collapseErrors: false } },
  );
  await list.run();
}

async function runPlain(steps: readonly Step[], output: StepOutput): Promise<void> {
  for (const step of steps) {
    let saidAt = Date.now();
    const told = (what: string): void => {
      saidAt = Date.now();
      output.write(`  ${step.title}: ${what}`);
    };
    const progress = (what: string): void => {
      if (Date.now() - saidAt >= PLAIN_PROGRESS_MS) told(what);
    };
    const line = await step.run(reporter(progress, told));
    output.write(`- ${line}`);
  }
}
