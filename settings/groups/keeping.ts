/** How long things are kept. */
import { trueOrFalse, wholeNumber } from '../parsers.js';
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
  keepAnswers: setting(
    {
      variable: 'FREEHUB_KEEP_ANSWERS',
      group: 'Keeping',
      default: 'true',
      unit: null,
      meaning:
        'Whether headers and the first 2 KB of the body that a destination answers to a failed delivery are kept for operators to read; `false` keeps its status only.',
    },
    trueOrFalse(),
  ),
};
