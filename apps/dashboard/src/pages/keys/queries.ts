import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { byCursor } from '../../kit/list.js';

export type Key = Schemas['ApiKey'];
const LIMIT = 50;

export const keysQuery = (environment: string) =>
  infiniteQueryOptions({
    queryKey: ['keys', environment],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/admin/environments/{environment}/keys', {
          params: { path: { environment }, query: { limit: LIMIT, ...(pageParam === undefined ? {} : { after: pageParam }) } },
        }),
      ),
    ...byCursor,
  });

/** Whether it works at this moment. */
export const stateOf = ({ revoked_at: revoked, expires_at: expires }: Pick<Key, 'revoked_at' | 'expires_at'>, nowMs: number) =>
  revoked !== null ? 'revoked' : expires !== null && Date.parse(expires) <= nowMs ? 'expired' : 'active';
