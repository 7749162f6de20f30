/** What `freehub up` starts when no server is named. */
import { z } from 'zod';
import { port, urlOf } from '../parsers.js';
import { setting } from '../setting.js';

export const embedded = {
  dataDir: setting(
    {
      variable: 'FREEHUB_DATA_DIR',
      group: 'Embedded servers',
      default: '.freehub',
      unit: null,
      meaning: 'Folder of everything that `freehub up` keeps: databases, logs, secrets.',
    },
    z.string().min(1),
  ),
  postgresPort: setting(
    {
      variable: 'FREEHUB_POSTGRES_PORT',
      group: 'Embedded servers',
      default: '0',
      unit: null,
      meaning: 'Port of the embedded PostgreSQL; 0 picks a free one and keeps it.',
    },
    port(),
  ),
  temporalPort: setting(
    {
      variable: 'FREEHUB_TEMPORAL_PORT',
      group: 'Embedded servers',
      default: '7233',
      unit: null,
      meaning: 'gRPC port of the embedded Temporal; 0 picks a free one.',
    },
    port(),
  ),
  temporalUiPort: setting(
    {
      variable: 'FREEHUB_TEMPORAL_UI_PORT',
      group: 'Embedded servers',
      default: '8233',
      unit: null,
      meaning: 'Port of the embedded Temporal web UI; 0 picks a free one.',
    },
    port(),
  ),
  sandboxPort: setting(
    {
      variable: 'FREEHUB_SANDBOX_PORT',
      group: 'Embedded servers',
      default: '8090',
      unit: null,
      meaning: 'Port of the Insiders sandbox that `freehub up` starts; 0 picks a free one.',
    },
    port(),
  ),
  sandboxUrl: setting(
    {
      variable: 'FREEHUB_SANDBOX_URL',
      group: 'Embedded servers',
      default: null,
      unit: null,
      defaultMeaning: 'that of the sandbox which `freehub up` starts',
      meaning: 'Where an Insiders sandbox runs beside the api: the dashboard offers it as a provider.',
    },
    urlOf('http:', 'https:').optional(),
  ),
};
