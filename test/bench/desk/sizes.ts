/** How much the desk's bench puts into its database. */
export interface DeskSizes {
  readonly connections: number;
  readonly records: number;
  readonly deliveries: number;
}

export const DESK_SIZES: DeskSizes = { connections: 200_000, records: 2_000_000, deliveries: 5_000_000 };
/** Events are spread over so many days up to now. */
export const DAYS = 40;
/** Of a heavy connection. */
export const HEAVY_EVENTS = 5_000;
/** Deliveries that an event has on the average, by `DESTINATIONS`. */
const DELIVERIES_PER_EVENT = 1.95;

export const eventsOf = ({ deliveries }: DeskSizes): number => Math.round(deliveries / DELIVERIES_PER_EVENT);
/** A connection of so many is a heavy one: the first of the large environment. */
export const heavyOf = ({ connections }: DeskSizes): number => Math.max(2, Math.round(connections / 20_000));

/** Nine tenths of everything are in `large`. */
export const ENVIRONMENTS = ['large', 'middle', 'small'] as const;
export const LARGE = ENVIRONMENTS[0];

/** Of each environment; the rare one hears next to nothing. `gone` was deleted: its deliveries are there still. */
export const DESTINATIONS = [
  { name: 'everything', share: 1, hears: null, dead: 0.003 },
  { name: 'rides', share: 0.6, hears: 'activity', dead: 0.003 },
  { name: 'failing', share: 0.3, hears: null, dead: 0.4 },
  { name: 'auth', share: 1, hears: 'auth', dead: 0.003 },
  { name: 'rare', share: 0.0002, hears: null, dead: 0.003 },
  { name: 'gone', share: 0.01, hears: null, dead: 0.003 },
] as const;
