/** The guide of the example: what people must know beyond its fields. `npm run generate` makes its page of it. */
import type { KindGuide } from '../../destinations/kit/guide.js';
import { statuses } from './collector.js';

export const collectorGuide: KindGuide = {
  intro: 'Every event becomes a line of JSON at a log collector.',
  rights: ['a token that may post lines'],
  layouts: [{ title: 'The only one', text: '`{"id":…,"event":…}`; `id` is constant over attempts.' }],
  leftBehind: 'the lines at the old url',
  guarantees: ['At least once: readers drop repeats by `id`.'],
  limits: ['500 events or 8 MiB in a request.'],
  // Each reason of a skipped case of the contract suite, word for word.
  cannot: ['a collector appends: readers drop repeats by `id`'],
  errors: statuses.rows,
  troubleshooting: [],
  proof: { server: 'a collector of the tests', shows: 'Lines, refusals, slowing down.', vendorOnly: 'A collector of yours.' },
};
