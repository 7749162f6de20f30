/** What a process does, and how it logs. */
import { oneOf, wholeNumber } from '../parsers.js';
import { setting } from '../setting.js';

export const processes = {
  workerRole: setting(
    {
      variable: 'FREEHUB_WORKER_ROLE',
      group: 'Process',
      default: 'all',
      unit: null,
      meaning: 'What this worker does: workflows, providers, delivery or all.',
    },
    oneOf('workflows', 'providers', 'delivery', 'all'),
  ),
  workerThreads: setting(
    {
      variable: 'FREEHUB_WORKER_THREADS',
      group: 'Process',
      default: '0',
      unit: 'threads',
      meaning: 'Threads for parsing and normalizing large records; 0 goes by the number of CPUs.',
    },
    wholeNumber(0, 256),
  ),
  logLevel: setting(
    {
      variable: 'FREEHUB_LOG_LEVEL',
      group: 'Process',
      default: 'info',
      unit: null,
      meaning: 'Lowest level that is logged: trace, debug, info, warn, error or silent.',
    },
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
  ),
};
