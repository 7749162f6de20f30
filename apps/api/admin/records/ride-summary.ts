/** What a stored activity tells without its samples: totals, laps, zones. Any shape is read: what is not there, or of another type, is null. */
import { z } from 'zod';
import type { Thresholds } from '../../../../activities/convert/zones.js';
import { activityTypeTitle } from '../../../../model/terra/activity/activity-type.js';
import type { AnswerOf } from '../../http/contract/route.js';
import type { getStoredRecord } from '../contract/rides.js';

type Details = AnswerOf<typeof getStoredRecord>;

const number = z.number().nullable().catch(null);
const text = z.string().nullable().catch(null);
const NOTHING: Readonly<Record<string, never>> = {};
/** A part of the model; one that is missing is one without values. */
const part = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).catch(z.object(shape).parse(NOTHING));
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);

const summarySchema = part({
  metadata: part({ name: text, type: number, start_time: text, end_time: text }),
  active_durations_data: part({ activity_seconds: number }),
  calories_data: part({ total_burned_calories: number }),
  distance_data: part({ summary: part({ distance_meters: number, elevation: part({ gain_actual_meters: number }) }) }),
  heart_rate_data: part({
    summary: part({
      avg_hr_bpm: number,
      max_hr_bpm: number,
      user_max_hr_bpm: number,
      hr_zone_data: listOf(
        part({ zone: number, name: text, start_percentage: number, end_percentage: number, duration_seconds: number }),
      ),
    }),
  }),
  lap_data: part({
    laps: listOf(
      part({
        start_time: text,
        end_time: text,
        active_duration_seconds: number,
        distance_meters: number,
        avg_watts: number,
        avg_hr_bpm: number,
        avg_speed_meters_per_second: number,
      }),
    ),
  }),
  movement_data: part({ avg_speed_meters_per_second: number, avg_cadence_rpm: number }),
  position_data: part({ start_pos_lat_lng_deg: z.array(z.number()).nullable().catch(null) }),
  power_data: part({ avg_watts: number, max_watts: number }),
  TSS_data: part({ TSS_samples: listOf(part({ normalized_power_watts: number, intensity_factor_actual: number })) }),
  freehub: part({ derived: listOf(z.string()) }),
});
export type RideSummary = z.output<typeof summarySchema>;

/** @param json any; what is no object tells nothing */
export const readSummary = (json: unknown): RideSummary => summarySchema.parse(json);

const secondsBetween = (start: string | null, end: string | null): number | null => {
  const ms = start === null || end === null ? NaN : Date.parse(end) - Date.parse(start);
  return ms >= 0 ? ms / 1000 : null;
};

const headSchema = part({ metadata: part({ name: text, type: number }) });

/** What a list names it by. @param json any; what is no object tells nothing */
export function headOf(json: unknown): { readonly name: string | null; readonly sport: string | null } {
  const { name, type } = headSchema.parse(json).metadata;
  return { name, sport: sportOf(type) };
}

const sportOf = (type: number | null): string | null => (type === null ? null : (activityTypeTitle(type) ?? null));

export function totalsOf(summary: RideSummary): NonNullable<Details['totals']> {
  const { metadata, movement_data: movement, power_data: power } = summary;
  const heart = summary.heart_rate_data.summary;
  const distance = summary.distance_data.summary;
  return {
    name: metadata.name,
    sport: sportOf(metadata.type),
    duration_seconds: summary.active_durations_data.activity_seconds ?? secondsBetween(metadata.start_time, metadata.end_time),
    distance_meters: distance.distance_meters,
    ascent_meters: distance.elevation.gain_actual_meters,
    energy_kilocalories: summary.calories_data.total_burned_calories,
    average_power_watts: power.avg_watts,
    max_power_watts: power.max_watts,
    // 0 heartbeats are none.
    average_heart_rate_bpm: heart.avg_hr_bpm || null,
    max_heart_rate_bpm: heart.max_hr_bpm || null,
    average_cadence_rpm: movement.avg_cadence_rpm,
    average_speed_meters_per_second: movement.avg_speed_meters_per_second,
  };
}

export const lapsOf = ({ lap_data: { laps } }: RideSummary): Details['laps'] =>
  laps.map((lap) => ({
    start_time: lap.start_time,
    duration_seconds: secondsBetween(lap.start_time, lap.end_time) ?? lap.active_duration_seconds,
    distance_meters: lap.distance_meters,
    average_power_watts: lap.avg_watts,
    average_heart_rate_bpm: lap.avg_hr_bpm || null,
    average_speed_meters_per_second: lap.avg_speed_meters_per_second,
  }));

/** As the provider tells them: Terra has zones of the heart rate alone, in percents of a maximum that is not always told. */
export function toldZones({ heart_rate_data: { summary } }: RideSummary): Details['zones'] {
  const most = summary.user_max_hr_bpm;
  const bpm = (percent: number | null): number | null =>
    percent === null || most === null || !(most > 0) ? null : Math.round((percent * most) / 100);
  return summary.hr_zone_data.flatMap((zone, index) => {
    if (zone.duration_seconds === null) return [];
    return {
      of: 'heart_rate' as const,
      name: zone.name ?? `Zone ${(zone.zone ?? index) + 1}`,
      from: bpm(zone.start_percentage),
      to: bpm(zone.end_percentage),
      seconds: zone.duration_seconds,
      is_derived: false,
    };
  });
}

/** Where the source's intensity factor stands. */
const FACTOR = 'TSS_data.TSS_samples[0].intensity_factor_actual';

/**
 * What the zones that were not told can be reckoned from. The threshold power is normalized power / intensity factor, where the source claims the factor: it
 * knew the threshold then. An age would only be a guess.
 */
export function thresholdsOf(summary: RideSummary): Thresholds {
  const heart = summary.heart_rate_data.summary;
  const stress = summary.TSS_data.TSS_samples[0];
  const [power, factor] = [stress?.normalized_power_watts ?? 0, stress?.intensity_factor_actual ?? 0];
  const isClaimed = power > 0 && factor > 0 && !summary.freehub.derived.includes(FACTOR);
  return {
    maxHeartRateBpm: heart.hr_zone_data.length === 0 && (heart.user_max_hr_bpm ?? 0) > 0 ? heart.user_max_hr_bpm : null,
    thresholdPowerWatts: isClaimed ? power / factor : null,
  };
}
