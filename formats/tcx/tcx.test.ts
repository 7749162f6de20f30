import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { Problem } from '../../model/problem.js';
import type { Recording } from '../recording/recording.js';
import { damaged } from '../xml/testing/mutations.js';
import { listsOf, recordings } from '../xml/testing/recordings.js';
import { decodeTcx } from './decode.js';
import { encodeTcx } from './encode.js';

const tcx = (inner: string): Uint8Array =>
  Buffer.from(
    `<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">${inner}</TrainingCenterDatabase>`,
  );
const time = (second: number): string => new Date(Date.UTC(2026, 4, 1, 10) + second * 1000).toISOString();
const point = (second: number, inner = ''): string => `<Trackpoint><Time>${time(second)}</Time>${inner}</Trackpoint>`;
const track = (...seconds: readonly number[]): string => `<Track>${seconds.map((second) => point(second)).join('')}</Track>`;
const lap = (second: number, total: number, inner: string): string =>
  `<Lap StartTime="${time(second)}"><TotalTimeSeconds>${total}</TotalTimeSeconds><DistanceMeters>0</DistanceMeters><Calories>0</Calories>${inner}</Lap>`;
const activity = (laps: string, sport = 'Biking'): Uint8Array =>
  tcx(`<Activities><Activity Sport="${sport}"><Id>${time(0)}</Id>${laps}</Activity></Activities>`);
const only = (bytes: Uint8Array): Recording => {
  const [recording, ...others] = decodeTcx(bytes);
  if (!recording || others.length > 0) throw new Error('not one');
  return recording;
};

/** As Garmin Connect writes it. */
const GARMIN = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <Activities><Activity Sport="Running"><Id>2026-05-01T10:00:00.000Z</Id>
  <Lap StartTime="2026-05-01T10:00:00.000Z"><TotalTimeSeconds>10.5</TotalTimeSeconds><DistanceMeters>30.25</DistanceMeters><MaximumSpeed>4.063000202178955</MaximumSpeed>
   <Calories>3</Calories><AverageHeartRateBpm><Value>120</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>130</Value></MaximumHeartRateBpm>
   <Intensity>Active</Intensity><TriggerMethod>Distance</TriggerMethod>
   <Track>
    <Trackpoint><Time>2026-05-01T10:00:00.000Z</Time><Position><LatitudeDegrees>52.5</LatitudeDegrees><LongitudeDegrees>13.25</LongitudeDegrees></Position><AltitudeMeters>34.400001525878906</AltitudeMeters>
     <DistanceMeters>0.0</DistanceMeters><HeartRateBpm><Value>118</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>81</ns3:RunCadence><ns3:Watts>240</ns3:Watts></ns3:TPX></Extensions></Trackpoint>
    <Trackpoint><Time>2026-05-01T10:00:10.500Z</Time><DistanceMeters>30.25</DistanceMeters><HeartRateBpm><Value>130</Value></HeartRateBpm></Trackpoint>
   </Track>
   <Extensions><ns3:LX><ns3:AvgSpeed>2.881</ns3:AvgSpeed><ns3:AvgRunCadence>80</ns3:AvgRunCadence><ns3:MaxRunCadence>84</ns3:MaxRunCadence><ns3:AvgWatts>230</ns3:AvgWatts><ns3:MaxWatts>260</ns3:MaxWatts></ns3:LX></Extensions>
  </Lap>
  <Lap StartTime="2026-05-01T10:00:10.500Z"><TotalTimeSeconds>5</TotalTimeSeconds><DistanceMeters>16</DistanceMeters><Calories>2</Calories>
   <MaximumHeartRateBpm><Value>141</Value></MaximumHeartRateBpm><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod>
   <Track><Trackpoint><Time>2026-05-01T10:00:10.500Z</Time><DistanceMeters>30.25</DistanceMeters><HeartRateBpm><Value>130</Value></HeartRateBpm></Trackpoint></Track>
  </Lap>
  <Notes>Morning &lt;run&gt;</Notes>
  <Creator xsi:type="Device_t"><Name>Forerunner</Name><UnitId>3907354759</UnitId><ProductID>1836</ProductID><Version><VersionMajor>15</VersionMajor><VersionMinor>20</VersionMinor><BuildMajor>0</BuildMajor></Version></Creator>
 </Activity></Activities>
 <Author xsi:type="Application_t"><Name>Connect Api</Name></Author>
</TrainingCenterDatabase>`);

describe('TCX in', () => {
  test.each(['0001', '2200', '9999'])('says of the year %s that the clock is wrong', (year) => {
    const far = Buffer.from(
      Buffer.from(activity(lap(0, 1, track(0))))
        .toString()
        .replaceAll('2026-', `${year}-`),
    );
    expect(() => decodeTcx(far)).toThrow(expect.objectContaining({ kind: 'payload', code: 'RECORDING_TIME' }));
  });

  it('reads points, laps, totals and the device', () => {
    const recording = only(GARMIN);
    expect(recording).toMatchObject({
      startMicros: Date.parse('2026-05-01T10:00:00Z') * 1000,
      type: ACTIVITY_TYPES.RUNNING,
      name: 'Morning <run>',
      device: { name: 'Forerunner', manufacturer: null, serialNumber: '3907354759', softwareVersion: '15.20' },
      totals: {
        elapsedSeconds: 15.5,
        timerSeconds: null,
        distanceMeters: 46.25,
        energyKilocalories: 5,
        maxHeartRateBpm: 141,
        avgHeartRateBpm: null,
        maxPowerWatts: 260,
      },
      laps: [
        {
          startMicros: 0,
          trigger: 'DISTANCE',
          totals: {
            elapsedSeconds: 10.5,
            distanceMeters: 30.25,
            energyKilocalories: 3,
            maxSpeedMetersPerSecond: 4.063,
            avgHeartRateBpm: 120,
            avgCadenceRpm: 80,
            avgPowerWatts: 230,
          },
        },
        { startMicros: 10_500_000, trigger: 'MANUAL', totals: { elapsedSeconds: 5, distanceMeters: 16 } },
      ],
      pauses: [],
      findings: [{ code: 'RECORDS_SHARE_TIME' }],
    });
    expect(listsOf(recording)).toEqual({
      micros: [0, 10_500_000, 10_500_000],
      latitudeDegrees: [52.5, NaN, NaN],
      longitudeDegrees: [13.25, NaN, NaN],
      altitudeMeters: [34.4, NaN, NaN],
      distanceMeters: [0, 30.25, 30.25],
      speedMetersPerSecond: [3, NaN, NaN],
      heartRateBpm: [118, 130, 130],
      cadenceRpm: [81, NaN, NaN],
      powerWatts: [240, NaN, NaN],
    });
  });

  it('takes a further track of a lap, and time missing between laps, for a pause', () => {
    const recording = only(activity(lap(0, 20, track(0, 5) + track(15, 20)) + lap(60, 10, track(60, 70))));
    expect(recording.pauses).toEqual([
      { startMicros: 5e6, endMicros: 15e6 },
      { startMicros: 20e6, endMicros: 60e6 },
    ]);
    expect(recording.totals).toMatchObject({ elapsedSeconds: 70, timerSeconds: null });
  });

  it('takes the time of laps for that of the timer where samples reach beyond it', () => {
    const { totals, laps, pauses } = only(activity(lap(0, 10, track(0, 5) + track(15, 20)) + lap(20, 10, track(20, 30))));
    expect(pauses).toEqual([{ startMicros: 5e6, endMicros: 15e6 }]);
    expect(totals).toMatchObject({ elapsedSeconds: null, timerSeconds: 20 });
    expect(laps.map(({ totals: one }) => [one.elapsedSeconds, one.timerSeconds])).toEqual([
      [20, 10],
      [null, 10],
    ]);
  });

  it('knows that laps must claim a distance and calories, and that 0 may mean nothing', () => {
    const { totals, samples } = only(
      activity(lap(0, 10, `<Track>${point(0, '<HeartRateBpm><Value>100</Value></HeartRateBpm>')}</Track>`)),
    );
    expect(totals).toMatchObject({ elapsedSeconds: 10, distanceMeters: null, energyKilocalories: null });
    expect(Object.keys(samples.channels)).toEqual(['heartRateBpm']);
  });

  it('does not take a maximum from laps whose averages lie above it', () => {
    const { totals, findings } = only(
      activity(
        lap(0, 10, `<Cadence>94</Cadence>${track(0, 10)}<Extensions><LX><MaxBikeCadence>82</MaxBikeCadence></LX></Extensions>`),
      ),
    );
    expect(totals.maxCadenceRpm).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual(['LAP_CONTRADICTORY']);
  });

  it('reads several activities, those of a multisport session too, and one that was only entered', () => {
    const one = (sport: string, inner: string): string => `<Activity Sport="${sport}"><Id>${time(0)}</Id>${inner}</Activity>`;
    const bytes = tcx(
      `<Activities><MultiSportSession><Id>${time(0)}</Id><FirstSport>${one('Other', lap(0, 5, track(0)))}</FirstSport>` +
        `<NextSport>${one('Biking', lap(9, 5, ''))}</NextSport></MultiSportSession>${one('Yoga', '')}</Activities>`,
    );
    expect(decodeTcx(bytes).map(({ type, samples }) => [type, samples.micros.length])).toEqual([
      [ACTIVITY_TYPES.OTHER, 1],
      [ACTIVITY_TYPES.BIKING, 0],
      [ACTIVITY_TYPES.YOGA, 0],
    ]);
  });

  test.each([
    [
      'TCX_NO_ACTIVITY',
      tcx(
        '<Courses><Course><Name>x</Name><Lap/><Track><Trackpoint><DistanceMeters>1</DistanceMeters></Trackpoint></Track></Course></Courses>',
      ),
    ],
    ['TCX_NO_ACTIVITY', tcx('')],
    ['TCX_NO_TIME', tcx('<Activities><Activity Sport="Biking"><Lap><Track><Trackpoint/></Track></Lap></Activity></Activities>')],
    ['TCX_ROOT', Buffer.from('<gpx/>')],
    ['FILE_TRUNCATED', Buffer.from('<TrainingCenterDatabase><Activities><Activity')],
    ['XML_BROKEN', Buffer.from('<TrainingCenterDatabase><Activities></TrainingCenterDatabase>')],
  ])('refuses with %s', (code, bytes) => {
    expect(() => decodeTcx(bytes)).toThrow(expect.objectContaining({ kind: 'payload', code }));
  });

  it('refuses more laps and activities than anyone records, before they fill the memory', () => {
    for (const inner of [lap(0, 1, '').repeat(20_001), `</Activity>${'<Activity></Activity>'.repeat(1001)}<Activity>`])
      expect(() => decodeTcx(activity(inner))).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
  });

  it('throws nothing but a Problem, whatever the bytes', () => {
    fc.assert(
      fc.property(damaged(GARMIN), (bytes) => {
        try {
          for (const { samples } of decodeTcx(bytes))
            for (const column of Object.values(samples.channels)) expect(column.length).toBe(samples.micros.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('TCX out', () => {
  it.each([true, false])('holds what TCX can hold, and gives it back (positions: %s)', (positions) => {
    fc.assert(
      fc.property(recordings({ positions }), (recording) => {
        const back = only(encodeTcx(recording));
        expect(listsOf(back)).toEqual(listsOf(recording, 'temperatureCelsius'));
        expect(back).toMatchObject({ startMicros: recording.startMicros, name: recording.name, pauses: recording.pauses });
      }),
    );
  });

  it('gives laps, totals and the device back', () => {
    const first = only(GARMIN);
    const second = only(encodeTcx(first));
    expect({ ...second, samples: listsOf(second) }).toEqual({ ...first, samples: listsOf(first) });
  });

  it.each([
    [null, null],
    ['Garmin', 'Garmin'],
  ])('makes up no name for a device of the maker %p', (manufacturer, name) => {
    const device = { name: null, manufacturer, serialNumber: '77', softwareVersion: '15.20' };
    const back = only(encodeTcx({ ...only(GARMIN), device }));
    expect(back.device).toEqual({ name, manufacturer: null, serialNumber: '77', softwareVersion: '15.20' });
  });

  it('says in the only lap what the whole claims', () => {
    const recording = only(activity(lap(0, 5, track(0, 4))));
    const totals = { ...recording.totals, distanceMeters: 41_547.86, energyKilocalories: 1195, avgPowerWatts: 250 };
    expect(only(encodeTcx({ ...recording, totals })).totals).toMatchObject({ ...totals, elapsedSeconds: 5 });
  });

  it('writes laps that have neither samples nor totals', () => {
    const empty = only(activity(lap(0, 5, '')));
    expect(only(encodeTcx({ ...empty, laps: [] })).laps).toHaveLength(1);
    expect(only(encodeTcx(empty)).totals.elapsedSeconds).toBe(5);
  });
});
