/** How long things are kept. */
import { wholeNumber } from '../parsers.js';
import { setting } from '../setting.js';

export const keeping = {
  retentionDays: setting(
    {
      variable: 'FREEHUB_RETENTION_DAYS',
      group: 'Keeping',
      default: '14',
      unit: 'days',
      meaning: 'How long events, deliveries, attempts and the inbox are kept.',
    },
    wholeNumber(1, 3_650),
  ),
  rawRetentionDays: setting(
    {
      variable: 'FREEHUB_RAW_RETENTION_DAYS',
      group: 'Keeping',
      default: '0',
      unit: 'days',
      meaning: 'How long the provider’s raw answers are kept; 0 keeps them.',
    },
    wholeNumber(0, 36_500),
  ),
};
