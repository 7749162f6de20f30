/** How destinations are written to. */
import { wholeNumber } from '../parsers.js';
import { setting } from '../setting.js';

export const delivering = {
  circuitFailures: setting(
    {
      variable: 'FREEHUB_CIRCUIT_FAILURES',
      group: 'Delivering',
      default: '20',
      unit: 'failures in a row',
      meaning: 'Failures after which a destination’s circuit opens.',
    },
    wholeNumber(1, 10_000),
  ),
  deliveryMemoryMb: setting(
    {
      variable: 'FREEHUB_DELIVERY_MEMORY_MB',
      group: 'Delivering',
      default: '256',
      unit: 'MiB',
      meaning: 'Bodies that a worker has in hand for all destinations together; each gets 1 MiB or one event beyond it.',
    },
    wholeNumber(1, 1_048_576),
  ),
  circuitCooldownSeconds: setting(
    {
      variable: 'FREEHUB_CIRCUIT_COOLDOWN_SECONDS',
      group: 'Delivering',
      default: '30',
      unit: 'seconds',
      meaning: 'Pause of an open circuit before one delivery probes it.',
    },
    wholeNumber(1, 86_400),
  ),
  disableAfterHours: setting(
    {
      variable: 'FREEHUB_DISABLE_AFTER_HOURS',
      group: 'Delivering',
      default: '120',
      unit: 'hours',
      meaning: 'A destination that failed for so long is disabled until a person enables it.',
    },
    wholeNumber(1, 8_760),
  ),
};
