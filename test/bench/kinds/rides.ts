/** Events of rides without long samples: 20 KB each, no two alike. */
import { randomUUID } from 'node:crypto';
import type { DeliveryItem } from '../../../destinations/kit/destination.js';
import { testItem } from '../../../destinations/kit/testing/items.js';

const LAPS = 80;

const laps = Array.from({ length: LAPS }, (_, n) => ({
  start_time: new Date(Date.UTC(2026, 8, 21, 16, 0, n * 45)).toISOString(),
  end_time: new Date(Date.UTC(2026, 8, 21, 16, 0, n * 45 + 45)).toISOString(),
  distance_meters: 360 + Math.sin(n) * 20,
  avg_speed_meters_per_second: 8 + Math.sin(n),
  avg_hr_bpm: 140 + Math.cos(n) * 10,
  calories: 9 + Math.cos(n),
  total_power_watts: 210 + Math.sin(n * 2) * 30,
}));
const TAIL = Buffer.from(`,"lap_data":{"laps":${JSON.stringify(laps)}}}]}`);

/** A new one: its user, record and trace are nobody else's, and it was never tried, as the platform says of it. */
export function ride(): DeliveryItem {
  const item = testItem();
  const { user } = item;
  const head = JSON.stringify({
    type: 'activity',
    version: '2022-03-16',
    user: { user_id: user.userId, provider: user.provider, reference_id: user.referenceId },
    data: [{ metadata: { summary_id: randomUUID(), type: 8, start_time: item.startTime, end_time: item.endTime } }],
  });
  // Open again where the tail goes on: behind the metadata.
  return { ...item, isFirstTry: true, body: Buffer.concat([Buffer.from(head.slice(0, -'}]}'.length)), TAIL]) };
}
