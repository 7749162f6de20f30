/** The first few of each: enough to know whether there are any. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';

export type Destination = Schemas['Destination'];
export type Connection = Schemas['Connection'];
export type Ride = Schemas['StoredRecord'];

const FEW = 5;

export const firstDestinationsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['first-run', environment, 'destinations'],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/destinations', { params: { path: { environment }, query: { limit: FEW } } }),
      ),
  });

/** Newest first. */
export const firstConnectionsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['first-run', environment, 'connections'],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/connections', { params: { path: { environment }, query: { limit: FEW } } }),
      ),
  });

/** Newest first. */
export const firstRidesQuery = (environment: string) =>
  queryOptions({
    queryKey: ['first-run', environment, 'rides'],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/records', {
          params: { path: { environment }, query: { limit: FEW, type: 'activity' } },
        }),
      ),
  });

export const deliveryQuery = (environment: string, delivery: string) =>
  queryOptions({
    queryKey: ['first-run', environment, 'delivery', delivery],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries/{delivery}', { params: { path: { environment, delivery } } }),
      ),
  });

/** The newest deliveries of a ride's connection: whether it has arrived. */
export const rideDeliveriesQuery = (environment: string, connection: string) =>
  queryOptions({
    queryKey: ['first-run', environment, 'deliveries', connection],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/deliveries', {
          params: { path: { environment }, query: { limit: 20, connection, type: 'activity' } },
        }),
      ),
  });
