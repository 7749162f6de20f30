import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { ACTIVITY_TYPES } from '../../model/terra/activity/activity-type.js';
import { Problem } from '../../model/problem.js';
import { damaged } from '../xml/testing/mutations.js';
import { listsOf, recordings } from '../xml/testing/recordings.js';
import { decodeGpx } from './decode.js';
import { encodeGpx, samplesWithoutPosition } from './encode.js';

const gpx = (inner: string, attributes = 'version="1.1" xmlns="http://www.topografix.com/GPX/1/1"'): Uint8Array =>
  Buffer.from(`<?xml version="1.0"?>\n<gpx ${attributes}>${inner}</gpx>`);
const point = (second: number, inner = '', position = 'lat="52.5" lon="13.25"'): string =>
  `<trkpt ${position}><time>2026-05-01T10:00:${String(second).padStart(2, '0')}Z</time>${inner}</trkpt>`;
const track = (...segments: readonly string[]): Uint8Array =>
  gpx(`<trk>${segments.map((segment) => `<trkseg>${segment}</trkseg>`).join('')}</trk>`);
const codes = (bytes: Uint8Array): string[][] => decodeGpx(bytes).map(({ findings }) => findings.map(({ code }) => code));

/** As Garmin Connect, Strava and Garmin's own devices write them. */
const EXTENDED = Buffer.from(`\uFEFF <?xml version="1.0" encoding="UTF-8"?>
<g:gpx creator="x" version="1.1" xmlns:g="http://www.topografix.com/GPX/1/1" xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
  xmlns:t2="http://www.garmin.com/xmlschemas/TrackPointExtension/v2" xmlns:pwr="http://www.garmin.com/xmlschemas/PowerExtension/v1">
 <g:metadata><g:name>file</g:name><g:time>2026-05-01T08:00:00Z</g:time></g:metadata>
 <g:wpt lat="1" lon="2"><g:time>2026-01-01T00:00:00Z</g:time><g:name>cafe</g:name></g:wpt>
 <g:trk><g:name>A &amp; B</g:name><g:type>gravel_cycling</g:type><g:trkseg>
  <g:trkpt lat="52.157762758433818817138671875" lon="4.4910679757595062255859375"><g:ele>-20.200000762939453125</g:ele><g:time>2026-05-01T12:00:00.500+05:30</g:time>
   <g:extensions><power>210</power><ns3:TrackPointExtension><ns3:atemp>22.0</ns3:atemp><ns3:hr>154</ns3:hr><ns3:cad>90</ns3:cad></ns3:TrackPointExtension></g:extensions></g:trkpt>
  <g:trkpt lat="-52.5" lon="-180"><g:time>2026-05-01T12:00:01.500+05:30</g:time>
   <g:extensions><t2:TrackPointExtension><t2:hr>255</t2:hr><t2:speed>6.438000202178955</t2:speed></t2:TrackPointExtension><pwr:PowerInWatts>0</pwr:PowerInWatts></g:extensions></g:trkpt>
 </g:trkseg></g:trk></g:gpx>`);

describe('GPX in', () => {
  test.each(['0001', '1969', '2200', '9999'])(
    'says of the year %s that the clock is wrong, not that there are no times',
    (year) => {
      const far = `<trkpt lat="52.5" lon="13.25"><time>${year}-05-01T10:00:00Z</time></trkpt>`;
      expect(() => decodeGpx(track(far))).toThrow(
        expect.objectContaining({ code: 'RECORDING_TIME', message: expect.stringContaining('check the clock of the device') }),
      );
      expect(codes(track(far + point(1)))).toEqual([['RECORD_WITHOUT_TIME', 'VALUE_UNREADABLE']]);
    },
  );

  test.each(['1e+308', '-1e308', '1e999', '1000000000'])('leaves a value of %s out', (value) => {
    const [recording] = decodeGpx(track(point(0, `<ele>${value}</ele>`) + point(1, '<ele>8000</ele>')));
    expect(recording?.samples.channels.altitudeMeters).toEqual(Float64Array.of(NaN, 8000));
    expect(recording?.findings.map(({ code }) => code)).toEqual(['VALUE_UNREADABLE']);
  });

  it('reads points with all extensions, whatever their prefixes', () => {
    const [recording] = decodeGpx(EXTENDED);
    expect(recording).toMatchObject({
      startMicros: Date.parse('2026-05-01T06:30:00.500Z') * 1000,
      utcOffsetSeconds: 19_800,
      type: ACTIVITY_TYPES.GRAVEL_CYCLING,
      name: 'A & B',
      device: null,
      totals: { distanceMeters: null },
      findings: [],
    });
    expect(recording && listsOf(recording)).toEqual({
      micros: [0, 1_000_000],
      latitudeDegrees: [52.15776276, -52.5],
      longitudeDegrees: [4.49106798, -180],
      altitudeMeters: [-20.2, NaN],
      speedMetersPerSecond: [NaN, 6.438],
      heartRateBpm: [154, NaN],
      cadenceRpm: [90, NaN],
      powerWatts: [210, 0],
      temperatureCelsius: [22, NaN],
    });
  });

  it('takes a break between segments for a pause', () => {
    expect(decodeGpx(track(point(0) + point(5), '', point(30) + point(31)))[0]?.pauses).toEqual([
      { startMicros: 5_000_000, endMicros: 30_000_000 },
    ]);
  });

  it('gives a recording for each track', () => {
    const tracks = decodeGpx(gpx(`<trk><name>1</name><trkseg>${point(0)}</trkseg></trk><trk><trkseg>${point(9)}</trkseg></trk>`));
    expect(tracks.map(({ name, samples }) => [name, samples.micros.length])).toEqual([
      ['1', 1],
      [null, 1],
    ]);
  });

  test.each([
    ['points without a time', point(0) + '<trkpt lat="1" lon="2"/>', 'RECORD_WITHOUT_TIME'],
    ['times that go back', point(5) + point(1), 'RECORDS_UNSORTED'],
    ['times that repeat', point(5) + point(5), 'RECORDS_SHARE_TIME'],
    ['no position', point(0) + point(1, '', 'lat="0" lon="0"'), 'POSITION_INVALID'],
    ['half a position', point(0) + point(1, '', 'lat="4"'), 'POSITION_INVALID'],
    ['off the globe', point(0) + point(1, '', 'lat="91" lon="0"'), 'POSITION_INVALID'],
    ['what is no number', point(0, '<ele>12,5</ele>'), 'VALUE_UNREADABLE'],
    ['times without a zone', '<trkpt lat="1" lon="2"><time>2026-05-01T10:00:00</time></trkpt>', 'TIME_WITHOUT_ZONE'],
    ['a heart rate of 0', point(0, '<extensions><hr>0</hr></extensions>'), 'HEART_RATE_ZERO'],
    ['a spike of power', point(0, '<extensions><power>47140</power></extensions>'), 'POWER_SPIKE'],
    ['a clock that was set', `${point(0)}<trkpt lat="1" lon="2"><time>1990-05-01T10:00:00Z</time></trkpt>`, 'CLOCK_JUMP'],
  ])('tells of %s', (_, points, code) => expect(codes(track(points))[0]).toContain(code));

  it('tells of a sport that it does not know, of plans beside recordings, and of a cut', () => {
    expect(codes(gpx(`<trk><type>Runde</type><trkseg>${point(0)}</trkseg></trk>`))).toEqual([['SPORT_UNKNOWN']]);
    expect(codes(gpx(`<trk><trkseg>${point(0)}</trkseg></trk><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk>`))).toEqual([
      ['GPX_TRACK_WITHOUT_TIME'],
    ]);
    const whole = track(point(0) + point(1));
    expect(codes(whole.subarray(0, whole.length - 40))).toEqual([['FILE_TRUNCATED']]);
  });

  test.each([
    ['GPX_NO_TIME', track('<trkpt lat="1" lon="2"/>')],
    ['GPX_NO_TRACK', gpx('<rte><rtept lat="1" lon="2"/></rte>')],
    ['GPX_NO_TRACK', gpx('<wpt lat="1" lon="2"/>')],
    ['GPX_NO_TRACK', gpx('<trk><trkseg/></trk>')],
    ['GPX_ROOT', Buffer.from('<kml/>')],
    ['FILE_TRUNCATED', Buffer.from('<gpx><trk><trkseg><trkpt lat="1"')],
  ])('refuses with %s', (code, bytes) => {
    expect(() => decodeGpx(bytes)).toThrow(expect.objectContaining({ kind: 'payload', code }));
  });

  it('refuses more points than it may hold', () => {
    expect(() => decodeGpx(track(point(0) + point(1) + point(2)), 2)).toThrow(
      expect.objectContaining({ code: 'FILE_TOO_LARGE' }),
    );
  });

  it('refuses more tracks than anyone records, before they fill the memory', () => {
    expect(() => decodeGpx(gpx('<trk></trk>'.repeat(1001)))).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
  });

  it('throws nothing but a Problem, whatever the bytes', () => {
    fc.assert(
      fc.property(damaged(EXTENDED), (bytes) => {
        try {
          for (const { samples } of decodeGpx(bytes))
            for (const column of Object.values(samples.channels)) expect(column.length).toBe(samples.micros.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('GPX out', () => {
  it('holds what GPX can hold, and gives it back', () => {
    fc.assert(
      fc.property(recordings({ positions: true }), (recording) => {
        const [back, ...others] = decodeGpx(encodeGpx(recording));
        expect(others).toEqual([]);
        expect(back && listsOf(back)).toEqual(listsOf(recording, 'distanceMeters', 'speedMetersPerSecond'));
        expect(back).toMatchObject({
          startMicros: recording.startMicros,
          type: recording.type,
          name: recording.name,
          pauses: recording.pauses,
        });
      }),
    );
  });

  it('writes values without noise, and only those that the schema knows', () => {
    const [recording] = decodeGpx(EXTENDED);
    if (!recording) throw new Error('nothing');
    const text = new TextDecoder().decode(
      encodeGpx({
        ...recording,
        samples: { ...recording.samples, channels: { ...recording.samples.channels, heartRateBpm: Float64Array.of(300, 149.6) } },
      }),
    );
    expect(text).toContain(
      '<trkpt lat="52.15776276" lon="4.49106798"><ele>-20.2</ele><time>2026-05-01T06:30:00.500Z</time><extensions>' +
        '<gpxtpx:TrackPointExtension><gpxtpx:atemp>22</gpxtpx:atemp><gpxtpx:cad>90</gpxtpx:cad></gpxtpx:TrackPointExtension>' +
        '<pwr:PowerInWatts>210</pwr:PowerInWatts></extensions></trkpt>',
    );
    expect(text).toContain('<name>A &amp; B</name>');
    expect(text).toContain('<gpxtpx:hr>150</gpxtpx:hr>');
  });

  it('writes no number that is longer than decimals are', () => {
    const [recording] = decodeGpx(track(point(0) + point(1)));
    if (!recording) throw new Error('nothing');
    const { samples } = recording;
    const altitudeMeters = Float64Array.of(1e308, 12);
    const written = encodeGpx({ ...recording, samples: { ...samples, channels: { ...samples.channels, altitudeMeters } } });
    expect(decodeGpx(written)[0]?.samples.channels.altitudeMeters).toEqual(Float64Array.of(NaN, 12));
    expect(new TextDecoder().decode(written).match(/<ele>[^<]*/g)).toEqual(['<ele>12']);
  });

  it('leaves samples without a position out, and refuses a recording without any', () => {
    const [recording] = decodeGpx(track(point(0) + point(1, '', '') + point(2)));
    if (!recording) throw new Error('nothing');
    expect(samplesWithoutPosition(recording)).toBe(1);
    expect(decodeGpx(encodeGpx(recording))[0]?.samples.micros).toEqual(Float64Array.of(0, 2_000_000));
    const indoor = { ...recording, samples: { ...recording.samples, channels: {} } };
    expect(() => encodeGpx(indoor)).toThrow(expect.objectContaining({ kind: 'payload', code: 'GPX_NO_POSITION' }));
  });
});
