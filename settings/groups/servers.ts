/** The servers that the platform stands on. */
import { z } from 'zod';
import { hostAndPort, urlOf, wholeNumber } from '../parsers.js';
import { setting } from '../setting.js';

export const servers = {
  databaseUrl: setting(
    {
      variable: 'DATABASE_URL',
      group: 'Servers',
      default: null,
      unit: null,
      secret: 'url',
      defaultMeaning: 'PostgreSQL is started by `freehub up`',
      meaning: 'PostgreSQL 18 or newer, as postgres://user:password@host:port/database.',
    },
    urlOf('postgres:', 'postgresql:').optional(),
  ),
  databasePoolSize: setting(
    {
      variable: 'FREEHUB_DATABASE_POOL_SIZE',
      group: 'Servers',
      default: '16',
      unit: 'connections',
      meaning: 'Most database connections of one process.',
    },
    wholeNumber(2, 500),
  ),
  temporalAddress: setting(
    {
      variable: 'TEMPORAL_ADDRESS',
      group: 'Servers',
      default: null,
      unit: null,
      defaultMeaning: 'Temporal is started by `freehub up`',
      meaning: 'gRPC address of the Temporal frontend, as host:port.',
    },
    hostAndPort().optional(),
  ),
  temporalNamespace: setting(
    {
      variable: 'TEMPORAL_NAMESPACE',
      group: 'Servers',
      default: 'default',
      unit: null,
      meaning: 'Temporal namespace that holds the workflows.',
    },
    z.string().min(1),
  ),
  temporalUiUrl: setting(
    {
      variable: 'FREEHUB_TEMPORAL_UI_URL',
      group: 'Servers',
      default: null,
      unit: null,
      defaultMeaning: 'that of the Temporal which `freehub up` starts',
      meaning: 'Where operators open Temporal’s web UI: the dashboard links to workflows there.',
    },
    urlOf('http:', 'https:').optional(),
  ),
};
