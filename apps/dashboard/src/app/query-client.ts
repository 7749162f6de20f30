import { QueryClient } from '@tanstack/react-query';
import { whenLoggedOut } from '../api/client.js';
import { ApiProblem } from '../api/problem.js';

const TRIES = 3;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; what did not answer may answer.
      retry: (failures, error) => failures < TRIES && error instanceof ApiProblem && error.mayPass && error.status !== 429,
    },
    mutations: { retry: false },
  },
});

// The session's query tells the shell, which shows the log-in in place of the page: its address is kept.
whenLoggedOut(() => queryClient.setQueryData(['session'], null));
