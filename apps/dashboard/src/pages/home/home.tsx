/** Where `/dashboard/` leads: to the environment that was looked at last, or to the form that makes the first one. */
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { environmentsQuery } from '../../app/environment-switcher.js';
import { lastEnvironment } from '../../app/last-environment.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { Frame } from './frame.js';
import { NewEnvironment } from './new-environment.js';

export function HomePage() {
  const { data, error, isPending, refetch } = useQuery(environmentsQuery);
  if (isPending)
    return (
      <Frame title="Freehub">
        <LoadingState rows={3} />
      </Frame>
    );
  if (error)
    return (
      <Frame title="Freehub">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Frame>
    );
  const last = lastEnvironment();
  const chosen = data.items.find(({ dev_id }) => dev_id === last) ?? data.items[0];
  return chosen ? <Navigate to="/e/$environment" params={{ environment: chosen.dev_id }} replace /> : <NewEnvironment isFirst />;
}
