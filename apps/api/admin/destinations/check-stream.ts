/** A check of a destination as server-sent events, test by test. */
import { PassThrough, type Readable } from 'node:stream';
import type { CheckWatch } from '../../../../destinations/kit/check/check-list.js';
import type { CheckResult } from '../../../../destinations/kit/destination.js';
import { Problem } from '../../../../model/problem.js';

/** Proxies end answers that say nothing. */
const BEAT_MS = 10_000;

/** @param run ends when the signal fires: whoever closes the request stops the check */
export function checkStream(run: (signal: AbortSignal, watch: CheckWatch) => Promise<readonly CheckResult[]>): Readable {
  const stream = new PassThrough();
  const stop = new AbortController();
  const say = (event: string, data: object): void => {
    if (stream.writable) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const beat = setInterval(() => {
    if (stream.writable) stream.write(': still at it\n\n');
  }, BEAT_MS);
  stream.once('close', () => {
    clearInterval(beat);
    stop.abort();
  });
  const watch: CheckWatch = {
    plan: (names) => {
      say('plan', { names });
    },
    ended: (result) => {
      say('test', result);
    },
  };
  void run(stop.signal, watch)
    .catch((error: unknown): readonly CheckResult[] => {
      // Before its first test: the destination could not even be opened.
      const failed = {
        name: 'open the destination',
        ok: false,
        message: Problem.from(error, 'checking the destination').message,
      };
      watch.ended(failed);
      return [failed];
    })
    .then((results) => {
      say('end', { ok: results.every(({ ok }) => ok) });
      stream.end();
    });
  return stream;
}
