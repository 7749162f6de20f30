import { setTimeout as sleep } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { Problem } from '../../../model/problem.js';
import { getBackfill } from '../../api/admin/contract/backfills.js';
import type { AnswerOf } from '../../api/admin/contract/route.js';
import type { Session } from '../client/session.js';
import { duration } from '../output/duration.js';

type Progress = AnswerOf<typeof getBackfill>;
/** A bar moves, lines pile up. */
const EVERY_MS = { bar: 500, lines: 5_000 };
const OVER: readonly string[] = ['done', 'failed', 'canceled'];

const worked = (row: Progress): number => row.windows.done + row.windows.failed;
const eta = (row: Progress): string => (row.eta_seconds === null ? row.state : `${duration(row.eta_seconds)} left`);
const line = (row: Progress): string =>
  `${row.state}: ${worked(row)} of ${row.windows.total} windows, ${row.records.found} records, ${row.records_per_second ?? 0}/s${row.eta_seconds === null ? '' : `, ${eta(row)}`}${row.windows.failed > 0 ? `, ${row.windows.failed} windows failed` : ''}`;

/** Shows a backfill until it is over: a bar on a terminal, else a line every few seconds; with --json only its end. @throws Problem config when it failed */
export async function watchBackfill(session: Session, id: string): Promise<void> {
  const { cli } = session;
  const bar =
    cli.terminal && !session.json
      ? new SingleBar(
          {
            format: '{bar} {percentage}% | {value}/{total} windows | {records} records | {rate}/s | {eta_text}',
            hideCursor: true,
          },
          Presets.shades_classic,
        )
      : null;
  let started = false;
  try {
    for (;;) {
      const row = await session.admin.call(getBackfill, { params: await session.at({ backfill: id }) });
      const payload = { records: row.records.found, rate: row.records_per_second ?? 0, eta_text: eta(row) };
      if (bar && started) {
        bar.setTotal(row.windows.total);
        bar.update(worked(row), payload);
      } else bar?.start(Math.max(1, row.windows.total), worked(row), payload);
      started = true;
      if (!bar && !session.json) cli.out(line(row));
      if (OVER.includes(row.state)) return finish(session, row, bar);
      await sleep(bar ? EVERY_MS.bar : EVERY_MS.lines, undefined, { signal: cli.signal });
    }
  } catch (error) {
    if (cli.signal.aborted)
      throw new Problem('canceled', `stopped watching; the backfill goes on: \`freehub backfill watch ${id}\``);
    throw error;
  } finally {
    bar?.stop();
  }
}

function finish(session: Session, row: Progress, bar: SingleBar | null): void {
  bar?.stop();
  session.print(row, () => [
    ...(bar ? [line(row)] : []),
    ...row.failures.map((failure) => `  ${failure.windows} windows: ${failure.message}`),
  ]);
  if (row.state === 'failed')
    throw new Problem('config', `the backfill failed; try its windows again with \`freehub backfill retry ${row.id}\``);
}
