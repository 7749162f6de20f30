/** Who is logged in. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas, keepCsrfToken } from './client.js';
import { ApiProblem } from './problem.js';

export type Session = Schemas['OperatorSession'];

/** null = nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await answerOf(api.GET('/admin/session'));
      keepCsrfToken(session.csrf_token);
      return session;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Whether the operator may change things. The api decides; this only greys out what it would refuse. */
export function useMayChange(): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.role === 'admin';
}
