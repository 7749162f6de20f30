/** How it went, counted at the sandbox, at the receiver and in the target database. */
import { restartLines } from '../up/restart-lines.js';
import type { PastResult } from './backfill.js';
import { keyOf } from './journal.js';
import type { LiveResult } from './live.js';
import { percentile, rideCount } from './progress.js';
import type { SignatureCheck } from './signature.js';
import type { Athlete, Stage } from './stage.js';
import { missingRides, storedRides } from './tally.js';
import { isNotified, waitingAt, whereabouts } from './whereabouts.js';

interface Latency {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Milliseconds and counts. The last line of `up --json`. */
export interface Summary {
  /** Rides of the connected athletes that the sandbox has, past and new. */
  readonly ridesSimulated: number;
  /** Records that the api tells of. */
  readonly ridesStored: number;
  /** Of the simulated rides, by the receiver's journal and by the rows of the target database. */
  readonly delivered: { readonly webhook: number; readonly sql: number };
  /** Rides that are not at both, though they had time and nothing is left for them to come by. */
  readonly lost: number;
  /** Rides that are not at both and may still come: stopped in the middle, held back by a destination, or made by others. */
  readonly underWay: number;
  /** Revisions that the receiver got more than once, and second rows of a ride. */
  readonly duplicates: number;
  /** Of the live rides that the demo was notified of: saved at the provider → at both destinations. */
  readonly latencyMs: Latency & { readonly webhook: Latency; readonly sql: Latency };
  /** In this start. */
  readonly signaturesVerified: number;
  readonly signaturesRefused: number;
  readonly signaturesCheckedBy: SignatureCheck['by'];
  readonly backfill: { readonly rides: number; readonly seconds: number };
  /** `polled`: of these rides, those that nobody was notified of. */
  readonly live: { readonly rides: number; readonly polled: number; readonly seconds: number };
  readonly athletes: number;
  readonly interrupted: boolean;
  /** How often each of our own processes (`worker`) died and was started again; those that never were are left out. */
  readonly restarts: Readonly<Record<string, number>>;
  /** Ids of lost rides, the first of them. */
  readonly missing: { readonly webhook: readonly string[]; readonly sql: readonly string[] };
}

const SHOWN = 20;

const latencyOf = (values: readonly (number | null)[]): Latency => {
  const known = values.filter((value) => value !== null);
  return { p50: percentile(known, 0.5), p95: percentile(known, 0.95), p99: percentile(known, 0.99) };
};

export interface Told {
  readonly past: PastResult;
  readonly live: LiveResult;
  readonly signaturesCheckedBy: SignatureCheck['by'];
}

/** @param stage with an admin that goes on after Ctrl-C. */
export async function summarize(
  stage: Stage,
  athletes: readonly Athlete[],
  { past, live, signaturesCheckedBy }: Told,
): Promise<Summary> {
  const { receiver, journal, target, context } = stage;
  const missing = await missingRides(stage, athletes);
  const { expected, webhook, sql } = missing;
  const rows = await target.rides();
  const interrupted = context.signal.aborted;
  const { begunMs } = live;
  const measured = live.rides.filter(({ polled }) => !polled);
  // Those that a poll has to find have not had their time.
  const made = new Set(measured.map(({ ride }) => ride).filter((id) => live.made.has(id)));
  const [waits, notified] = [await waitingAt(stage.admin), await isNotified(stage.admin)];
  const { lost, underWay } = whereabouts(missing, { interrupted, begunMs, made, notified, waits });
  return {
    ridesSimulated: expected,
    ridesStored: await storedRides(stage, athletes),
    delivered: { webhook: expected - webhook.length, sql: expected - sql.length },
    lost: lost.either.length,
    underWay: underWay.length,
    duplicates: journal.repeats + rows.length - new Set(rows.map(keyOf)).size,
    latencyMs: {
      ...latencyOf(
        measured.map(({ webhookMs, sqlMs }) => (webhookMs === null || sqlMs === null ? null : Math.max(webhookMs, sqlMs))),
      ),
      webhook: latencyOf(measured.map(({ webhookMs }) => webhookMs)),
      sql: latencyOf(measured.map(({ sqlMs }) => sqlMs)),
    },
    signaturesVerified: receiver.signatures.verified,
    signaturesRefused: receiver.signatures.refused,
    signaturesCheckedBy,
    backfill: { rides: past.rides, seconds: Math.round(past.seconds * 10) / 10 },
    live: { rides: live.rides.length, polled: live.rides.length - measured.length, seconds: Math.round(live.seconds * 10) / 10 },
    athletes: athletes.length,
    interrupted,
    restarts: context.restarts(),
    missing: { webhook: lost.webhook.slice(0, SHOWN), sql: lost.sql.slice(0, SHOWN) },
  };
}

/** For people. */
export function summaryLines(summary: Summary): readonly string[] {
  const { delivered, latencyMs, live, lost, missing } = summary;
  const ms = ({ p50, p95, p99 }: Latency): string =>
    p50 === null ? 'none measured' : `p50 ${p50} ms, p95 ${p95 ?? 0} ms, p99 ${p99 ?? 0} ms`;
  return [
    '',
    `${rideCount(summary.ridesSimulated)} at the provider (${live.rides} new), ${summary.ridesStored} stored, ${delivered.webhook} at the webhook, ${delivered.sql} in PostgreSQL.`,
    `Lost ${lost}, duplicates ${summary.duplicates}${summary.underWay === 0 ? '' : `, still on their way ${summary.underWay} (the next start delivers them)`}.`,
    `${summary.signaturesVerified} signatures verified by ${summary.signaturesCheckedBy}${summary.signaturesRefused === 0 ? '' : `, ${summary.signaturesRefused} refused`}.`,
    `Saved at the provider → webhook: ${ms(latencyMs.webhook)}.`,
    `Saved at the provider → row in PostgreSQL: ${ms(latencyMs.sql)}.`,
    ...(live.polled === 0
      ? []
      : [`${rideCount(live.polled)} made while demo was polled (its notifications were turned off): in no latency.`]),
    ...restartLines(summary.restarts),
    ...(lost === 0
      ? []
      : [`Missing at the webhook: ${missing.webhook.join(' ') || 'none'}; in PostgreSQL: ${missing.sql.join(' ') || 'none'}.`]),
  ];
}
