import { describe, expect, test } from '@jest/globals';
import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import { type FieldValue, fit, heart, session, T0, T0_MICROS, time } from '../testing/build.js';
import { codes, column, only, record, RIDE } from '../testing/decoded.js';

describe('values', () => {
  test('every channel in plain units, without noise of the scale', () => {
    const ride = only(
      fit()
        .message(20, [
          time(0),
          [0, 'sint32', 567_000_000],
          [1, 'sint32', -98_000_000],
          [2, 'uint16', 4694],
          [5, 'uint32', 12_345],
          [6, 'uint16', 8123],
          heart(150),
          [4, 'uint8', 90],
          [53, 'uint8', 64],
          [7, 'uint16', 0],
          [13, 'sint8', -3],
        ])
        .message(18, RIDE)
        .file(),
    );
    expect(Object.fromEntries(Object.entries(ride.samples.channels).map(([name, values]) => [name, [...values]]))).toEqual({
      latitudeDegrees: [47.52539098],
      longitudeDegrees: [-8.21426511],
      altitudeMeters: [438.8],
      distanceMeters: [123.45],
      speedMetersPerSecond: [8.123],
      heartRateBpm: [150],
      cadenceRpm: [90.5],
      powerWatts: [0],
      temperatureCelsius: [-3],
    });
    expect(ride.device).toEqual({ name: 'Gerät', manufacturer: 'Garmin', serialNumber: '77', softwareVersion: null });
    expect([ride.type, ride.virtual, ride.startMicros]).toEqual([ACTIVITY_TYPES.ROAD_BIKING, false, T0_MICROS]);
  });

  test('invalid marks are none; enhanced fields count before plain ones, but only with a value', () => {
    const fields = (plain: number, enhanced: number): FieldValue[] => [
      [78, 'uint32', enhanced],
      [2, 'uint16', plain],
      heart(255),
    ];
    const ride = only(
      fit()
        .message(20, record(0, ...fields(2600, 2605)))
        .message(20, record(1, ...fields(2600, 0xffff_ffff)))
        .message(20, record(2, ...fields(0xffff, 0xffff_ffff)))
        .file(),
    );
    expect(column(ride, 'altitudeMeters')).toEqual([21, 20, null]);
    expect(ride.samples.channels).not.toHaveProperty('heartRateBpm');
  });

  test('0 heartbeats are none, 0/0 and half a position are none, a latitude beyond the pole is none', () => {
    const at = (lat: number, lng: number): FieldValue[] => [
      [0, 'sint32', lat],
      [1, 'sint32', lng],
    ];
    const ride = only(
      fit()
        .message(20, record(0, heart(0), ...at(0, 0)))
        .message(20, record(1, heart(90), ...at(0, 5)))
        .message(20, record(2, heart(0), ...at(0x7fff_ffff, 5)))
        .message(20, record(3, heart(91), ...at(2 ** 30 + 1, 5)))
        .message(20, record(4, heart(91), ...at(-(2 ** 30), -(2 ** 31))))
        .file(),
    );
    expect(column(ride, 'heartRateBpm')).toEqual([null, 90, null, 91, 91]);
    expect(column(ride, 'latitudeDegrees')).toEqual([null, 0, null, null, -90]);
    expect(column(ride, 'longitudeDegrees')).toEqual([null, 4.2e-7, null, null, -180]);
    expect(codes(ride)).toContain('HEART_RATE_ZERO');
  });

  test('spikes pass as they are and are named', () => {
    const ride = only(
      fit()
        .message(20, record(0, [7, 'uint16', 47_140], [4, 'uint8', 215]))
        .message(18, RIDE)
        .file(),
    );
    expect([column(ride, 'powerWatts'), column(ride, 'cadenceRpm')]).toEqual([[47_140], [215]]);
    expect(codes(ride)).toEqual(['POWER_SPIKE', 'CADENCE_SPIKE']);
  });

  test('power 0 throughout a long recording is no sensor, and is said; in a short one it is power', () => {
    const zeros = (count: number): Uint8Array => {
      const file = fit();
      for (let i = 0; i < count; i++) file.message(20, record(i, [7, 'uint16', 0], heart(100)), { defined: i > 0 });
      return file.message(18, session(0, count, [[20, 'uint16', 0]])).file();
    };
    expect(column(only(zeros(5)), 'powerWatts')).toEqual([0, 0, 0, 0, 0]);
    expect(only(zeros(100)).samples.channels).not.toHaveProperty('powerWatts');
    expect(codes(only(zeros(100)))).toEqual(['POWER_WITHOUT_SENSOR']);
    expect(only(zeros(100)).totals.avgPowerWatts).toBeNull();
  });

  test('fields of other sizes and types than usual: a value where there is one, nothing where not', () => {
    const ride = only(
      fit()
        .message(20, record(0, [3, 'uint16', 140], [7, 'float32', 250], [5, 'uint16', 500], [4, 'uint8', [80, 81, 82]]))
        .message(20, record(1, [3, 'text', 'high'], [7, 'uint8', 99]))
        // Two bytes that claim to be four, and a field of no bytes.
        .raw(0x40, 0, 0, 20, 0, 3, 253, 4, 0x86, 5, 2, 0x86, 3, 0, 2)
        .raw(0, ...[0, 8, 16, 24].map((bit) => ((T0 + 2) >>> bit) & 0xff), 1, 2)
        .message(18, RIDE)
        .file(),
    );
    expect(column(ride, 'heartRateBpm')).toEqual([140, null, null]);
    expect(column(ride, 'powerWatts')).toEqual([250, 99, null]);
    expect(column(ride, 'distanceMeters')).toEqual([5, null, null]);
    expect(column(ride, 'cadenceRpm')).toEqual([80, null, null]);
  });

  test('speed and distance in three bytes: distance goes on where its twelve bits start over', () => {
    const packed = (speed: number, distance: number): FieldValue => [
      8,
      'byte',
      [speed & 0xff, (speed >> 8) | ((distance & 0xf) << 4), distance >> 4],
    ];
    const ride = only(
      fit()
        .message(20, record(0, packed(550, 4000)))
        .message(20, record(1, packed(600, 4090)))
        .message(20, record(2, packed(610, 100)))
        .message(20, record(3, [8, 'byte', [255, 255, 255]]))
        .file(),
    );
    expect(column(ride, 'speedMetersPerSecond')).toEqual([5.5, 6, 6.1, null]);
    expect(column(ride, 'distanceMeters')).toEqual([250, 255.625, 262.25, null]);
  });
});
