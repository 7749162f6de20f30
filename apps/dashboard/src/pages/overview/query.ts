/** The figures of an environment, kept fresh by its stream, or by asking while that is away. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useLive } from '../../api/live.js';

export type Overview = Schemas['Overview'];
const ASK_MS = 10_000;

export const overviewQuery = (environment: string) =>
  queryOptions({
    queryKey: ['overview', environment],
    queryFn: () => answerOf(api.GET('/admin/environments/{environment}/overview', { params: { path: { environment } } })),
  });

export function useOverview(environment: string) {
  const client = useQueryClient();
  const query = overviewQuery(environment);
  const live = useLive(environment, { overview: (overview) => client.setQueryData(query.queryKey, overview) });
  return { live, ...useQuery({ ...query, refetchInterval: live === 'live' ? false : ASK_MS }) };
}
