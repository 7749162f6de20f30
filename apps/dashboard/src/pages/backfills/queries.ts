/** What the pages of backfills ask. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { byCursor } from '../../kit/list.js';
import type { BackfillState, WindowState } from './search.js';

export type Backfill = Schemas['Backfill'];
export type BackfillProgress = Schemas['BackfillProgress'];
export type BackfillWindow = Schemas['BackfillWindow'];

export const isGoing = ({ state }: { readonly state: BackfillState }): boolean => state === 'planned' || state === 'running';

const PAGE = 30;
const GOING_MS = 2_000;
const STILL_MS = 15_000;

export const backfillsQuery = (environment: string, state: BackfillState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['backfills', environment, state ?? null],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/admin/environments/{environment}/backfills', {
          params: {
            path: { environment },
            query: {
              limit: PAGE,
              ...(state === undefined ? {} : { state }),
              ...(pageParam === undefined ? {} : { after: pageParam }),
            },
          },
        }),
      ),
    ...byCursor,
    refetchInterval: ({ state: { data } }) =>
      (data?.pages.length ?? 0) > 1 ? false : data?.pages.some(({ items }) => items.some(isGoing)) ? GOING_MS : STILL_MS,
  });

export const backfillQuery = (environment: string, backfill: string) =>
  queryOptions({
    queryKey: ['backfill', environment, backfill],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/backfills/{backfill}', { params: { path: { environment, backfill } } }),
      ),
    refetchInterval: ({ state: { data } }) => (data && isGoing(data) ? GOING_MS : STILL_MS),
  });

export const windowsQuery = (environment: string, backfill: string, state: WindowState | undefined, isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: ['backfill', environment, backfill, 'windows', state ?? null],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/admin/environments/{environment}/backfills/{backfill}/windows', {
          params: {
            path: { environment, backfill },
            query: {
              limit: PAGE,
              ...(state === undefined ? {} : { state }),
              ...(pageParam === undefined ? {} : { after: pageParam }),
            },
          },
        }),
      ),
    ...byCursor,
    refetchInterval: ({ state: { data } }) => (!isLive || (data?.pages.length ?? 0) > 1 ? false : GOING_MS),
  });

/** They change with the version of the server only. */
export const providerKindsQuery = queryOptions({
  queryKey: ['provider-kinds'],
  staleTime: Infinity,
  queryFn: () => answerOf(api.GET('/admin/providers')),
});
export const providerAppsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['providers', environment],
    queryFn: () => answerOf(api.GET('/admin/environments/{environment}/providers', { params: { path: { environment } } })),
  });

export const touchedBy = (environment: string, backfill?: string) => [
  ['backfills', environment],
  ['overview', environment],
  ...(backfill === undefined ? [] : [['backfill', environment, backfill]]),
];
