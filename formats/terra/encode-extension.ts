/** What a recording tells that Terra has no word for (model/terra/activity/extension.ts). */
import type { Extension } from '../../model/terra/activity/extension.js';
import type { Leg, Recording, Totals } from '../recording/recording.js';
import { LEG_TOTALS, PLACES } from './places.js';

type LegTold = NonNullable<Extension['legs']>[number];

function legTotalsOf(totals: Totals): LegTold['totals'] {
  const told = Object.entries(LEG_TOTALS).flatMap(([name, key]) => {
    const value = totals[key];
    return value === null || !Number.isFinite(value) ? [] : [[name, value] as const];
  });
  return Object.fromEntries(told);
}

const legOf = ({ type, startMicros, totals }: Leg, timeOf: (micros: number) => string): LegTold => ({
  type,
  start_time: timeOf(startMicros),
  totals: legTotalsOf(totals),
});

/**
 * @param derived the totals that are reckoned
 * @param timeOf Terra's text for microseconds since the start
 * @returns undefined when there is nothing to say
 */
export function extensionOf(
  recording: Recording,
  derived: readonly (keyof Totals)[],
  timeOf: (micros: number) => string,
): Extension | undefined {
  const places = derived.flatMap((key) => PLACES[key] ?? []);
  const extension: Extension = {
    ...(places.length > 0 && { derived: places }),
    ...(recording.findings.length > 0 && { findings: recording.findings.map(({ code, message }) => ({ code, message })) }),
    ...(recording.virtual && { virtual: true }),
    ...(recording.legs.length > 1 && { legs: recording.legs.map((leg) => legOf(leg, timeOf)) }),
    // The samples are written into it (samples/sample-writer.ts).
    ...(recording.samples.channels.temperatureCelsius?.some(Number.isFinite) && { temperature_samples: [] }),
  };
  return Object.keys(extension).length === 0 ? undefined : extension;
}
