/** What the demo's receiver reads of a Terra event, as an app would. */
import { z } from 'zod';
import type { ReceivedRide } from './journal.js';

const figure = z.number().nullish();

const activity = z.object({
  metadata: z.object({ summary_id: z.string(), name: z.string().nullish(), start_time: z.string(), end_time: z.string() }),
  active_durations_data: z.object({ activity_seconds: figure }).nullish(),
  distance_data: z.object({ summary: z.object({ distance_meters: figure }).nullish() }).nullish(),
  power_data: z.object({ avg_watts: figure }).nullish(),
  heart_rate_data: z.object({ summary: z.object({ avg_hr_bpm: figure }).nullish() }).nullish(),
});

const event = z.object({ user: z.object({ user_id: z.string() }), data: z.array(activity) });
const anyEvent = z.object({ type: z.string() });

/**
 * The rides of an event; none for an event of another type.
 * @throws SyntaxError, ZodError when it is no event of Terra's.
 */
export function ridesOf(body: string, receivedAtMs: number, ordering: string): readonly ReceivedRide[] {
  const json: unknown = JSON.parse(body);
  if (anyEvent.parse(json).type !== 'activity') return [];
  const { user, data } = event.parse(json);
  return data.map(({ metadata, active_durations_data, distance_data, power_data, heart_rate_data }) => ({
    receivedAt: new Date(receivedAtMs).toISOString(),
    user: user.user_id,
    ride: metadata.summary_id,
    ordering,
    title: metadata.name ?? null,
    startTime: metadata.start_time,
    elapsedSeconds: (Date.parse(metadata.end_time) - Date.parse(metadata.start_time)) / 1000,
    activeSeconds: active_durations_data?.activity_seconds ?? null,
    distanceMeters: distance_data?.summary?.distance_meters ?? null,
    avgPowerWatts: power_data?.avg_watts ?? null,
    avgHeartRateBpm: heart_rate_data?.summary?.avg_hr_bpm ?? null,
  }));
}
