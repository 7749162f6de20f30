/** Terra's data types (terra.md §5); every other event (`auth`, `large_request_sending`, …) is news about a user or a request. */
const DATA_TYPES: ReadonlySet<string> = new Set([
  'activity',
  'body',
  'daily',
  'sleep',
  'nutrition',
  'menstruation',
  'athlete',
  'planned_workout',
  'hormone',
  'health_observation',
  'route',
]);

export const isData = (type: string): boolean => DATA_TYPES.has(type);
