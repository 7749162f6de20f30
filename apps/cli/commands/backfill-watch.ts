import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../../model/problem.js';
import { getBackfill } from '../../api/admin/contract/backfills.js';
import type { AnswerOf } from '../../api/http/contract/route.js';
import type { Session } from '../client/session.js';
import { bar } from '../demo/progress.js';
import { count } from '../output/count.js';
import { duration } from '../output/duration.js';

type Progress = AnswerOf<typeof getBackfill>;
/** A bar moves, lines pile up. */
const EVERY_MS = { bar: 500, lines: 5_000 };
const OVER: readonly string[] = ['done', 'failed', 'canceled'];

const worked = (row: Progress): number => row.windows.done + row.windows.failed;
const line = (row: Progress): string =>
  `${row.state}: ${worked(row)} of ${row.windows.total} windows, ${row.records.found} records, ${row.records_per_second ?? 0}/s${row.eta_seconds === null ? '' : `, ${duration(row.eta_seconds)} left`}${row.windows.failed > 0 ? `, ${count(row.windows.failed, 'window')} failed` : ''}`;

/** Shows a backfill until it is over: a bar on a terminal, else a line every few seconds; with --json only its end. @throws Problem config when it failed */
export async function watchBackfill(session: Session, id: string): Promise<void> {
  const { cli } = session;
  const draw = session.json ? null : cli.draw;
  const params = await session.at({ backfill: id });
  try {
    for (;;) {
      const row = await session.admin.call(getBackfill, { params });
      if (draw) draw(`${bar(worked(row), row.windows.total)} | ${line(row)}`);
      else if (!session.json) cli.out(line(row));
      if (OVER.includes(row.state)) {
        draw?.(null);
        finish(session, row);
        return;
      }
      await sleep(draw ? EVERY_MS.bar : EVERY_MS.lines, undefined, { signal: cli.signal });
    }
  } catch (error) {
    if (!cli.signal.aborted) throw error;
    draw?.(null);
    throw new Problem('canceled', `stopped watching; the backfill goes on: ${session.hint(`backfill watch ${id}`)}`);
  }
}

function finish(session: Session, row: Progress): void {
  session.print(row, () => row.failures.map((failure) => `  ${count(failure.windows, 'window')}: ${failure.message}`));
  if (row.state === 'failed')
    throw new Problem('config', `the backfill failed; try its windows again with ${session.hint(`backfill retry ${row.id}`)}`);
}
