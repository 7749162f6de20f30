/** Commands as somebody types them, without a terminal. */
import { runCli } from './program.js';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What was to be confirmed. */
  readonly asked: readonly string[];
}

/**
 * @param words of the command, without `freehub`
 * @param answer to each question; null = there is nobody to ask
 */
export async function typed(words: readonly string[], answer: boolean | null = null): Promise<Said> {
  const [out, err, asked]: [string[], string[], string[]] = [[], [], []];
  const code = await runCli([...words], {
    env: process.env,
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    draw: null,
    confirm:
      answer === null
        ? null
        : (question) => {
            asked.push(question);
            return Promise.resolve(answer);
          },
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n'), asked };
}
