/** What the pages of destinations ask, and what others ask about them. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';

export type Destination = Schemas['Destination'];
export type DestinationWithBacklog = Schemas['DestinationWithBacklog'];
export type ListedDestination = Schemas['ListedDestination'];
export type DestinationKind = Schemas['DestinationKind'];

/** An environment has a handful: all of them on one page. */
const MOST = 500;
const LIST_MS = 10_000;

export const destinationsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['destinations', environment],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/destinations', {
          params: { path: { environment }, query: { limit: MOST } },
        }),
      ),
    refetchInterval: LIST_MS,
  });

const FIGURES_MS = 15_000;
/** The same with how each does, in one question. */
export const destinationFiguresQuery = (environment: string) =>
  queryOptions({
    queryKey: ['destinations', environment, 'figures'],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/destinations', {
          params: { path: { environment }, query: { limit: MOST, with: 'figures' } },
        }),
      ),
    refetchInterval: FIGURES_MS,
  });

const PAGE_MS = 5_000;
export const destinationQuery = (environment: string, destination: string) =>
  queryOptions({
    queryKey: ['destination', environment, destination],
    queryFn: () =>
      answerOf(
        api.GET('/admin/environments/{environment}/destinations/{destination}', {
          params: { path: { environment, destination } },
        }),
      ),
    refetchInterval: PAGE_MS,
  });

/** They change with the version of the server only. */
export const kindsQuery = queryOptions({
  queryKey: ['destination-kinds'],
  staleTime: Infinity,
  queryFn: () => answerOf(api.GET('/admin/destination-kinds')),
});

/** What a change of a destination touches. */
export const touchedBy = (environment: string, destination: string) =>
  [
    ['destinations', environment],
    ['destination', environment, destination],
    ['deliveries', environment],
    ['overview', environment],
  ] as const;
