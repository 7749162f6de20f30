/** What the pages of providers ask, and the first run. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { count } from '../../kit/format.js';

export type ProviderApp = Schemas['ProviderApp'];
export type ProviderKind = Schemas['ProviderKind'];

/** How far back a provider lets one look. */
export const historyWords = (days: number | null): string => (days === null ? 'no limit' : `the last ${count(days)} days`);

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

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  staleTime: Infinity,
  queryFn: () => answerOf(api.GET('/admin/installation')),
});

const at = '/admin/environments/{environment}/providers/{provider}' as const;
const pathOf = (environment: string, provider: string) => ({ params: { path: { environment, provider } } });

export const putProvider = (environment: string, provider: string, config: Record<string, unknown>) =>
  answerOf(api.PUT(at, { ...pathOf(environment, provider), body: { config } }));
export const subscribe = (environment: string, provider: string) =>
  answerOf(api.POST(`${at}/subscribe`, pathOf(environment, provider)));
export const unsubscribe = (environment: string, provider: string) =>
  answerOf(api.POST(`${at}/unsubscribe`, pathOf(environment, provider)));
export const liftLimit = (environment: string, provider: string) =>
  answerOf(api.POST(`${at}/lift-limit`, pathOf(environment, provider)));
