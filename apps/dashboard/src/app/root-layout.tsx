/** Nobody sees a page before the log-in; the address stays, so that a deep link works after it. */
import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { sessionQuery } from '../api/session.js';
import { ErrorState } from '../kit/states.js';
import { LogInPage } from '../pages/log-in/log-in.js';

export function RootLayout() {
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  if (isPending)
    return (
      <Center mih="100vh">
        <Loader aria-label="Loading" />
      </Center>
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return session === null ? <LogInPage /> : <Outlet />;
}
