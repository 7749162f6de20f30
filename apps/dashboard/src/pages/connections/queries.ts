/** What the pages of connections ask. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { byCursor } from '../../kit/list.js';
import { given } from '../../kit/given.js';
import type { Connection, StoryKind } from './words.js';

export interface ConnectionFilter {
  readonly search?: string | undefined;
  readonly provider?: string | undefined;
  readonly state?: Connection['state'] | undefined;
}

const PAGE = 50;
export const connectionsQuery = (environment: string, filter: ConnectionFilter) =>
  infiniteQueryOptions({
    queryKey: ['connections', environment, filter],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections', {
          params: {
            path: { environment },
            query: { limit: PAGE, ...given({ ...filter, after: pageParam }) },
          },
        }),
      ),
    ...byCursor,
  });

export const connectionQuery = (environment: string, connection: string) =>
  queryOptions({
    queryKey: ['connection', environment, connection],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections/{connection}', { params: { path: { environment, connection } } }),
      ),
  });

export const storyPage = (environment: string, connection: string, kind: StoryKind | undefined, after: string | undefined) =>
  answerOf(
    api.GET('/admin/environments/{environment}/connections/{connection}/story', {
      params: {
        path: { environment, connection },
        query: { limit: PAGE, ...given({ kind, after }) },
      },
    }),
  );
export const storyQuery = (environment: string, connection: string, kind: StoryKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ['story', environment, connection, kind ?? null],
    queryFn: ({ pageParam }) => storyPage(environment, connection, kind, pageParam),
    ...byCursor,
  });

export const coverageQuery = (environment: string, connection: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['coverage', environment, connection, from, to],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections/{connection}/coverage', {
          params: { path: { environment, connection }, query: { from, to } },
        }),
      ),
  });

export const providerAppsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['providers', environment],
    queryFn: () => answerOf(api.GET('/admin/environments/{environment}/providers', { params: { path: { environment } } })),
  });
