/** Totals that the source claims and its own samples do not bear out. A claim counts all the same; but whoever reads it should know. */
import { withDerived } from './derive.js';
import { type Finding, NO_TOTALS, type Recording, type Totals } from './recording.js';

interface Claim {
  readonly total: keyof Totals;
  readonly what: string;
  readonly unit: string;
  /** Less than this apart is nothing to speak of. */
  readonly least: number;
}

/** Not those that recorders reckon each in their own way: ascent, work, moving time. */
const CLAIMS: readonly Claim[] = [
  { total: 'elapsedSeconds', what: 'duration', unit: 's', least: 60 },
  { total: 'distanceMeters', what: 'distance', unit: 'm', least: 1000 },
  { total: 'avgHeartRateBpm', what: 'mean heart rate', unit: 'bpm', least: 10 },
  { total: 'avgCadenceRpm', what: 'mean cadence', unit: 'rpm', least: 10 },
  { total: 'avgPowerWatts', what: 'mean power', unit: 'W', least: 20 },
];
/** Means with and without zeros differ by a fifth at most, distances by sensor and by place by a tenth. */
const FARTHEST = 1.5;

export function contradictionsOf(recording: Recording): Finding[] {
  // A single record is only there because FIT wants one.
  if (recording.samples.micros.length < 2) return [];
  const { totals } = withDerived({ ...recording, totals: NO_TOTALS, derived: [] });
  const told = CLAIMS.flatMap(({ total, what, unit, least }) => {
    const [claimed, seen] = [recording.totals[total], totals[total]];
    if (claimed === null || seen === null || Math.abs(claimed - seen) < least) return [];
    if (Math.max(claimed, seen) <= FARTHEST * Math.min(claimed, seen)) return [];
    return [`${what} ${Math.round(claimed)} ${unit} (by the samples ${Math.round(seen)} ${unit})`];
  });
  return told.length === 0
    ? []
    : [
        {
          code: 'TOTALS_CONTRADICTORY',
          message: `the file claims what its samples contradict: ${told.join(', ')}. The claims are kept`,
        },
      ];
}
