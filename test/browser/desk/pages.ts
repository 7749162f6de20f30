/** Every page of an environment, by the name of its screenshot. */
import type { Seeded } from './seed.js';

export interface DeskPage {
  readonly name: string;
  /** Below `/dashboard`. */
  readonly path: (seeded: Seeded) => string;
}

const below = (name: string, path: (seeded: Seeded) => string): DeskPage => ({
  name,
  path: (seeded) => `/e/${seeded.devId}${path(seeded)}`,
});

export const PAGES: readonly DeskPage[] = [
  below('overview', () => ''),
  below('first-steps', () => '/start'),
  below('connections', () => '/connections'),
  below('connection', ({ connectionId }) => `/connections/${connectionId}`),
  below('coverage', ({ connectionId }) => `/connections/${connectionId}?tab=coverage`),
  below('rides', () => '/rides'),
  below('ride', ({ connectionId, rideKey }) => `/rides/${connectionId}/activity/${rideKey}`),
  below('deliveries', () => '/deliveries'),
  below('delivery', ({ deadId }) => `/deliveries/${deadId}`),
  below('backfills', () => '/backfills'),
  below('backfill', ({ backfillId }) => `/backfills/${backfillId}`),
  below('destinations', () => '/destinations'),
  below('destination-gallery', () => '/destinations/new'),
  below('destination', ({ destinationId }) => `/destinations/${destinationId}`),
  below('destination-edit', ({ destinationId }) => `/destinations/${destinationId}/edit`),
  below('providers', () => '/providers'),
  below('provider', () => '/providers/INSIDERS'),
  below('devices', () => '/providers/INSIDERS_LIVE?tab=devices'),
  below('assignments', () => '/providers/INSIDERS_LIVE?tab=assignments'),
  below('keys', () => '/keys'),
  below('audit', () => '/audit'),
  below('settings', () => '/settings'),
  below('settings-display', () => '/settings?tab=display'),
  below('settings-operators', () => '/settings?tab=operators'),
  below('settings-installation', () => '/settings?tab=installation'),
];
