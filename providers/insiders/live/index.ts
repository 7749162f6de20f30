/** Insiders, profile "live": a manager's account reads what its recorders wrote; an operator says who wore which. */
import type { ManagerProvider } from '../../kit/provider.js';
import { devices, identify, login, refresh } from './account.js';
import type { LiveConfig } from './config.js';
import { spec } from './config.js';
import { fetchSession } from './fetch.js';
import { list, WINDOW_DAYS } from './list.js';
import { normalize } from './normalize/normalize.js';
import { LONGEST_SESSION_MS } from './sessions.js';
import { follow } from './watch.js';

export const insidersLive: ManagerProvider<LiveConfig> = {
  spec,
  capabilities: {
    types: ['activity'],
    webhook: 'none',
    maxHistoryDays: null,
    windowDays: WINDOW_DAYS,
    access: 'manager',
  },
  // One account reads for everybody.
  limits: (config) => [{ scope: 'app', requests: config.requests_per_minute, perSeconds: 60 }],
  // The documentation names no way to revoke a token.
  oauth: { refresh },
  identify,
  list,
  fetch: fetchSession,
  normalize,
  manager: {
    login,
    devices,
    lookBackMs: (config) => config.look_back_hours * 3_600_000,
    marginMs: LONGEST_SESSION_MS,
    watch: {
      settledMs: (config) => (config.watch ? config.close_after_minutes * 60_000 : null),
      follow,
    },
  },
};
