/** Asks the api for a backfill, or what one would be. */
import { answerOf, api } from '../../api/client.js';
import type { bodyOf } from './plan.js';

export type Body = ReturnType<typeof bodyOf>;

export const planned = (environment: string, body: Body, isDry: boolean) =>
  answerOf(
    api.POST('/admin/environments/{environment}/backfills', {
      params: { path: { environment } },
      body: { ...body, dry_run: isDry },
    }),
  );

export type Planned = Awaited<ReturnType<typeof planned>>;
