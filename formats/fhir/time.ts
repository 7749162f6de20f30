/** FHIR's dateTime and Period. */
import { Problem } from '../../model/problem.js';
import type { FhirPeriod } from './resources.js';

const MICROS_PER_MILLISECOND = 1000;
const SECONDS_PER_MINUTE = 60;
/** Offsets that FHIR can write. */
const MAX_OFFSET_MINUTES = 14 * 60;
/** Years that FHIR can write. */
const EARLIEST_MS = Date.UTC(1000, 0);
const END_MS = Date.UTC(10_000, 0);

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * A dateTime in local time with its offset; in UTC where the offset is not known. Milliseconds only where there are any.
 * @throws Problem payload when it lies outside the years 1000 to 9999.
 */
export function dateTime(micros: number, utcOffsetSeconds: number | null): string {
  const ms = Math.floor(micros / MICROS_PER_MILLISECOND);
  if (!(ms >= EARLIEST_MS && ms < END_MS - MAX_OFFSET_MINUTES * SECONDS_PER_MINUTE * 1000))
    throw new Problem(
      'payload',
      'the time of the activity lies outside the years that FHIR can write: correct it at its source',
      {
        code: 'FHIR_TIME',
      },
    );
  const minutes = Math.round((utcOffsetSeconds ?? 0) / SECONDS_PER_MINUTE);
  const known = utcOffsetSeconds !== null && Math.abs(minutes) <= MAX_OFFSET_MINUTES;
  const local = new Date(known ? ms + minutes * SECONDS_PER_MINUTE * 1000 : ms);
  const text = local.toISOString().slice(0, ms % 1000 === 0 ? -5 : -1);
  if (!known) return `${text}Z`;
  const distance = Math.abs(minutes);
  return `${text}${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

/** @param endMicros null, or before the start = not known: then only the start is told, for a period without an end still goes on. */
export function effective(
  startMicros: number,
  endMicros: number | null,
  utcOffsetSeconds: number | null,
): { readonly effectivePeriod: FhirPeriod } | { readonly effectiveDateTime: string } {
  const start = dateTime(startMicros, utcOffsetSeconds);
  return endMicros === null || endMicros < startMicros
    ? { effectiveDateTime: start }
    : { effectivePeriod: { start, end: dateTime(endMicros, utcOffsetSeconds) } };
}
