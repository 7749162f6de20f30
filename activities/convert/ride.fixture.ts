/** A ride with samples, as it is stored. For tests. */
import { hash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { recordingWith, samplesAt } from '../../formats/recording/recording.fixture.js';
import { NO_TOTALS, type Recording } from '../../formats/recording/recording.js';
import { terraActivityOf } from '../../formats/terra/encode.js';
import { write } from '../../store/store.fixture.js';
import type { RecordWrite } from '../../store/sync/commit.js';

const SECONDS = Array.from({ length: 121 }, (_, second) => second);
const DEVICE = { name: 'Example 530', manufacturer: 'Example', serialNumber: '42', softwareVersion: '9' };

/** Two minutes. @param watts of every second */
export const rideOf = (watts: number, more: Partial<Recording> = {}): Recording =>
  recordingWith({
    device: DEVICE,
    totals: { ...NO_TOTALS, elapsedSeconds: 120, distanceMeters: 960 },
    samples: samplesAt(SECONDS, {
      heartRateBpm: SECONDS.map((second) => 120 + (second % 20)),
      powerWatts: SECONDS.map(() => watts),
      distanceMeters: SECONDS.map((second) => second * 8),
    }),
    ...more,
  });

export function storedRide(key: string, recording: Recording, more: Partial<RecordWrite> = {}): RecordWrite {
  const { body, summary, startTime, endTime } = terraActivityOf(recording, { summaryId: key });
  return write(key, key, {
    startTime,
    endTime,
    body: zstdCompressSync(body),
    bodyBytes: body.byteLength,
    summary,
    contentHash: hash('sha256', body, 'buffer'),
    ...more,
  });
}
