/** The guide of every kind, for the documentation. */
import type { KindGuide } from './kit/guide.js';
import { webhookGuide } from './webhook/guide.js';

export const guides: Readonly<Record<string, KindGuide>> = {
  webhook: webhookGuide,
};
