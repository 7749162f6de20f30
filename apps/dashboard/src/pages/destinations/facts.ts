/** What is chosen for a destination, whichever its kind. */
import type { operations } from '../../api/schema.js';
import { type EventType, isEventType } from '../../kit/event-types.js';
import type { Destination } from './queries.js';

type Made = operations['createDestination']['requestBody']['content']['application/json'];
export type Format = NonNullable<Made['format']>;
export type Dialect = NonNullable<Made['dialect']>;

export interface Facts {
  readonly name: string;
  /** null = all. */
  readonly eventTypes: readonly EventType[] | null;
  readonly format: Format;
  readonly dialect: Dialect;
  readonly maxPerSecond: number | null;
  readonly maxConcurrency: number | null;
}

export const factsOf = (saved: Destination): Facts => ({
  name: saved.name,
  eventTypes: saved.event_types === null ? null : saved.event_types.filter(isEventType),
  format: saved.format,
  dialect: saved.dialect,
  maxPerSecond: saved.max_per_second,
  maxConcurrency: saved.max_concurrency,
});

export const newFacts = (kind: string): Facts => ({
  name: `my-${kind}`,
  eventTypes: null,
  format: 'json',
  dialect: 'v2026',
  maxPerSecond: null,
  maxConcurrency: null,
});

/** As the api takes them. */
export const bodyOf = (facts: Facts) => ({
  name: facts.name.trim(),
  event_types: facts.eventTypes === null ? null : [...facts.eventTypes],
  format: facts.format,
  dialect: facts.dialect,
  max_per_second: facts.maxPerSecond,
  max_concurrency: facts.maxConcurrency,
});

export const FORMAT_WORDS: Readonly<Record<Format, string>> = {
  json: 'Terra’s JSON',
  fit: 'a FIT file',
  fhir: 'a FHIR R4 Bundle',
};
export const DIALECT_WORDS: Readonly<Record<Dialect, string>> = {
  v2026: 'v2026: Terra’s events of today',
  v2022: 'v2022: the older ones, with an hourly healthcheck',
};
