/** What recordings hold, by other decoders than ours. */

export interface ExpectedRide {
  readonly file: string;
  readonly startMs: number;
  readonly elapsedSeconds: number;
  /** Without pauses, by the recorder's timer. */
  readonly activeSeconds: number;
  readonly distanceMeters: number | null;
  readonly avgPowerWatts: number | null;
  readonly avgHeartRateBpm: number | null;
}

/** Decoded with fitdecode 0.11 and GPSBabel 1.8. */
export const FIXTURE_RIDES: readonly ExpectedRide[] = [
  {
    file: 'edge1000-short-laps.fit',
    startMs: Date.parse('2020-06-01T14:52:40Z'),
    elapsedSeconds: 113.15,
    activeSeconds: 93.7,
    distanceMeters: 668.19,
    avgPowerWatts: 149,
    avgHeartRateBpm: 150,
  },
  {
    file: 'edge530-indoor-hrv-laps.fit',
    startMs: Date.parse('2022-02-07T16:47:52Z'),
    elapsedSeconds: 1072.488,
    activeSeconds: 1071.188,
    distanceMeters: 6873.6,
    avgPowerWatts: 184,
    avgHeartRateBpm: 156,
  },
];

/**
 * The table "Decoded totals" of a folder's README: what each file's own sessions claim, and where they claim nothing, what its records say.
 * Columns: file, records, first (UTC), span, last distance, HR mean/max, power mean/max, cadence, laps, sessions, …; a session reads
 * `sport: elapsed / timer / distance / avg-max HR / avg-max power / …`.
 */
export function ridesOfReadme(readme: string): readonly ExpectedRide[] {
  const table = readme.slice(readme.indexOf('## Decoded totals'));
  return table.split('\n').flatMap((row) => {
    const [, file = '', , first = '', , lastDistance = '', heartRate = '', power = '', , , sessions = ''] = row
      .split('|')
      .map((cell) => cell.trim());
    if (!file.endsWith('.fit')) return [];
    const claims = sessions.split('<br>').map((session) => (session.split(': ')[1] ?? '').split(' / '));
    const sum = (column: number): number | null => {
      const values = claims.map((claim) => figure(claim[column]));
      return values.reduce<number | null>((total, value) => (value === null ? total : (total ?? 0) + value), null);
    };
    // Averages of several sessions are no average of the whole: then the records are asked.
    const average = (column: number, records: string): number | null =>
      (claims.length === 1 ? positive(figure(claims[0]?.[column]?.split('-')[0])) : null) ??
      positive(figure(records.split('/')[0]));
    const recorded = figure(lastDistance);
    return [
      {
        file,
        startMs: Date.parse(`${first.replace(' ', 'T')}Z`),
        elapsedSeconds: sum(0) ?? 0,
        activeSeconds: sum(1) ?? 0,
        // A session of 0 m without a distance in any record was not measured.
        distanceMeters: recorded === null ? positive(sum(2)) : (sum(2) ?? recorded),
        avgPowerWatts: average(4, power),
        avgHeartRateBpm: average(3, heartRate),
      },
    ];
  });
}

function figure(text = ''): number | null {
  const value = Number.parseFloat(text);
  return Number.isNaN(value) ? null : value;
}

/** Nobody rides with a heart rate of 0: the recorder had none. */
const positive = (value: number | null): number | null => (value === 0 ? null : value);
