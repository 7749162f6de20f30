/** What the pages of deliveries ask. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { byCursor } from '../../kit/list.js';
import { type DeliveryFilter, queryOf } from './filter.js';

export type Delivery = Schemas['Delivery'];
export type DeliveryDetails = Schemas['DeliveryDetails'];
export type Attempt = DeliveryDetails['tried'][number];
export type Exchange = Schemas['AttemptExchange'];

const LIST_MS = 5_000;

export const deliveriesQuery = (environment: string, filter: DeliveryFilter, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['deliveries', environment, filter, limit],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries', {
          params: {
            path: { environment },
            query: { ...queryOf(filter, Date.now()), limit, ...(pageParam === undefined ? {} : { after: pageParam }) },
          },
        }),
      ),
    ...byCursor,
    // Whoever has gone on to older ones reads: the list stays as it is.
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) > 1 ? false : LIST_MS),
  });

const PENDING_MS = 2_000;
export const deliveryQuery = (environment: string, delivery: string) =>
  queryOptions({
    queryKey: ['delivery', environment, delivery],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries/{delivery}', { params: { path: { environment, delivery } } }),
      ),
    refetchInterval: ({ state: { data } }) => (data?.state === 'pending' ? PENDING_MS : false),
  });

/** What a change of one delivery touches. */
export const touchedBy = (environment: string, delivery?: string) => [
  ['deliveries', environment],
  ['destinations', environment],
  ['destination', environment],
  ['overview', environment],
  ...(delivery === undefined ? [] : [['delivery', environment, delivery]]),
];
