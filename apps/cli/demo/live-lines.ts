/** Live rides as rows for a terminal of 100 columns. */
import type { ReceivedRide } from './journal.js';
import type { LiveRide } from './live-ride.js';
import type { UpContext } from '../up/context.js';
import { pasted } from './next.js';
import type { Hearing } from './notifications.js';
import { clock } from './progress.js';

const NAME = 17;
const TITLE = 18;
const FIGURES = [
  ['km', 6],
  ['time', 8],
  ['W', 4],
  ['bpm', 4],
  ['webhook', 9],
  ['PostgreSQL', 10],
] as const;
type Figure = (typeof FIGURES)[number][0];

/** What the receiver got (until then, what the provider has), and how long it took; `…` where the ride is still on its way to, `polled` where no time counts. */
export function lineOf({ rider, saved, savedAtMs, polled, webhookMs, sqlMs }: LiveRide, received: ReceivedRide | null): string {
  const ride = received ?? {
    title: saved.name,
    distanceMeters: saved.totals.distance_m,
    elapsedSeconds: saved.totals.elapsed_seconds,
    avgPowerWatts: saved.totals.avg_power_w,
    avgHeartRateBpm: saved.totals.avg_hr_bpm,
  };
  const figure = (value: number | null, digits = 0): string => value?.toFixed(digits) ?? '–';
  const ms = (value: number | null): string => (value === null ? '…' : polled ? 'polled' : `${value} ms`);
  const meters = ride.distanceMeters;
  return row(new Date(savedAtMs).toTimeString().slice(0, 8), rider, ride.title ?? '', {
    km: figure(meters === null ? null : meters / 1000, 1),
    time: clock(ride.elapsedSeconds ?? 0),
    W: figure(ride.avgPowerWatts),
    bpm: figure(ride.avgHeartRateBpm),
    webhook: ms(webhookMs),
    PostgreSQL: ms(sqlMs),
  });
}

function row(at: string, rider: string, title: string, figures: Readonly<Record<Figure, string>>): string {
  return [
    at.padEnd(8),
    fit(rider, NAME),
    fit(title, TITLE),
    ...FIGURES.map(([name, width]) => figures[name].padStart(width)),
  ].join('  ');
}

const fit = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width));

export const HEADER = row('at', 'athlete', 'ride', {
  km: 'km',
  time: 'time',
  W: 'W',
  bpm: 'bpm',
  webhook: 'webhook',
  PostgreSQL: 'PostgreSQL',
});

/** Why no ride arrives at once. */
export const polledLine = ({ other }: Pick<Hearing, 'other'>): string =>
  `demo is polled: ${other === null ? 'its notifications were turned off' : `${other} has the sandbox’s notifications`}`;

/** Above the first of those rides. */
export function polledLines(context: Pick<UpContext, 'dataDir' | 'publicUrl'>, pollIntervalSeconds: number): readonly string[] {
  const minutes = Math.max(1, Math.round(pollIntervalSeconds / 60));
  return [
    `demo is polled now, every ${minutes} min (${2 * minutes} while nothing comes): rides are shown when found, and count in no latency.`,
    `To be notified again: ${pasted(context, 'providers subscribe INSIDERS -e demo')}`,
  ];
}
export const NOTIFIED_AGAIN = 'demo is notified again: rides from now on come at once.';
