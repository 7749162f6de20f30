import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState, LoadingState } from '../../kit/states.js';
import { managerQuery } from './device-queries.js';

interface WithManagerProps {
  readonly environment: string;
  readonly provider: string;
  readonly children: ReactNode;
}

/** There are no devices before the manager has logged in: the api would refuse to list them. */
export function WithManager({ environment, provider, children }: WithManagerProps) {
  const { data, isPending } = useQuery(managerQuery(environment, provider));
  if (isPending) return <LoadingState rows={3} />;
  if (data === null)
    return <EmptyState title="No devices yet" text="They are listed as soon as the manager has logged in, on the tab Devices." />;
  return children;
}
