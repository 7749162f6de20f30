import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { byCursor } from '../../kit/list.js';
import { instantOf } from '../../kit/zoned.js';

export type AuditLine = Schemas['AuditLine'];
export interface AuditFilter {
  /** all: also what belongs to no environment, and what happened in the others. */
  readonly scope?: 'all';
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  /** First and last day, in the operator's time zone. */
  readonly since?: string;
  readonly until?: string;
}

const LIMIT = 50;
const DAY_MS = 86_400_000;
const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);

export const auditQuery = (environment: string, filter: AuditFilter, zone: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', environment, filter, zone],
    queryFn: ({ pageParam }) => {
      const { scope, since, until, ...words } = filter;
      const from = since === undefined ? null : instantOf(since, zone);
      const to = until === undefined ? null : instantOf(dayAfter(until), zone);
      const query = {
        limit: LIMIT,
        ...words,
        ...(from === null ? {} : { since: from }),
        ...(to === null ? {} : { until: to }),
        ...(pageParam === undefined ? {} : { after: pageParam }),
      };
      return scope === 'all'
        ? answerOf(api.GET('/admin/audit', { params: { query } }))
        : answerOf(api.GET('/admin/environments/{environment}/audit', { params: { path: { environment }, query } }));
    },
    ...byCursor,
  });
