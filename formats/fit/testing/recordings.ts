import { ACTIVITY_TYPES } from '../../../model/terra/activity/activity-type.js';
import type { Recording } from '../../recording/recording.js';
import { recordingWith } from '../../recording/recording.fixture.js';

/** Without samples; at an odd offset, on the night when clocks change in Europe, by a device whose name is not ASCII. */
export const RECORDING: Recording = recordingWith({
  startMicros: Date.UTC(2026, 2, 29, 0, 30) * 1000,
  utcOffsetSeconds: 19_800,
  type: ACTIVITY_TYPES.ROAD_BIKING,
  device: { name: 'Gerät ✓', manufacturer: 'Wahoo', serialNumber: '123456', softwareVersion: '9.10' },
});
