/** What the pages of rides ask. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Schemas, answerOf, api } from '../../api/client.js';
import { byCursor } from '../../kit/list.js';
import { given } from '../../kit/given.js';
import type { RecordType } from './record-types.js';

export { RECORD_TYPES, recordTypeOf } from './record-types.js';
export type StoredRecord = Schemas['StoredRecord'];
export type RecordDetails = Schemas['StoredRecordDetails'];
export type Series = Schemas['RecordSeries'];

export interface RecordFilter {
  readonly type: RecordType;
  readonly connection?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}
export interface RecordId {
  readonly environment: string;
  readonly connection: string;
  readonly type: RecordType;
  readonly key: string;
}

const PAGE = 50;
export const recordsPage = (environment: string, filter: RecordFilter, after?: string) =>
  answerOf(
    api.GET('/admin/environments/{environment}/records', {
      params: { path: { environment }, query: { limit: PAGE, type: filter.type, ...given({ ...filter, after }) } },
    }),
  );
export const recordsQuery = (environment: string, filter: RecordFilter) =>
  infiniteQueryOptions({
    queryKey: ['records', environment, filter],
    queryFn: ({ pageParam }) => recordsPage(environment, filter, pageParam),
    ...byCursor,
  });

export const recordQuery = (path: RecordId) =>
  queryOptions({
    queryKey: ['record', path.environment, path.connection, path.type, path.key],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections/{connection}/records/{type}/{key}', {
          params: { path: { ...path } },
        }),
      ),
  });

/** @param revision another one has other samples; the same never has */
export const seriesQuery = (path: RecordId, revision: number) =>
  queryOptions({
    queryKey: ['series', path.environment, path.connection, path.type, path.key, revision],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections/{connection}/records/{type}/{key}/series', {
          params: { path: { ...path } },
        }),
      ),
    staleTime: Infinity,
  });

const DELIVERIES = 50;
export const recordDeliveriesQuery = ({ environment, connection, type, key }: RecordId) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', environment, 'record', connection, type, key],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries', {
          params: {
            path: { environment },
            query: { limit: DELIVERIES, connection, type, record_key: key, ...given({ after: pageParam }) },
          },
        }),
      ),
    ...byCursor,
  });

const MOST = 500;
/** Names of destinations: deliveries know their ids only. */
export const destinationNamesQuery = (environment: string) =>
  queryOptions({
    queryKey: ['destinations', environment, 'names'],
    queryFn: async () => {
      const { items } = await answerOf(
        api.GET('/admin/environments/{environment}/destinations', { params: { path: { environment }, query: { limit: MOST } } }),
      );
      return new Map(items.map(({ id, name }) => [id, name]));
    },
  });
