/** The manager's account, the devices that it reads, and who wears them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import { given } from '../../kit/given.js';
import { byCursor } from '../../kit/list.js';

export type Assignment = Schemas['DeviceAssignment'];
export type Manager = Schemas['ManagerAccount'];

const at = '/admin/environments/{environment}/providers/{provider}' as const;
const LIMIT = 50;

/** null = nobody has logged in. */
export const managerQuery = (environment: string, provider: string) =>
  queryOptions({
    queryKey: ['manager', environment, provider],
    queryFn: async (): Promise<Manager | null> => {
      try {
        return await answerOf(api.GET(`${at}/manager`, { params: { path: { environment, provider } } }));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });

export const devicesQuery = (environment: string, provider: string) =>
  infiniteQueryOptions({
    queryKey: ['devices', environment, provider],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET(`${at}/devices`, {
          params: { path: { environment, provider }, query: given({ limit: LIMIT, after: pageParam }) },
        }),
      ),
    ...byCursor,
  });

export const assignmentsQuery = (environment: string, provider: string) =>
  infiniteQueryOptions({
    queryKey: ['assignments', environment, provider],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET(`${at}/assignments`, {
          params: { path: { environment, provider }, query: given({ limit: LIMIT, after: pageParam }) },
        }),
      ),
    ...byCursor,
  });

/** What a change of who wears what touches. */
export const touchedBy = (environment: string, provider: string) => [
  ['assignments', environment, provider],
  ['devices', environment, provider],
];

/** What people call it: many have no name of their own. */
export const deviceName = ({ name, serial_number: serial, device_id: own }: Assignment['device']): string =>
  name ?? serial ?? own;
