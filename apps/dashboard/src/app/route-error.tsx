import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../kit/states.js';

/** A page that could not be drawn, or whose part could not be loaded (a new version was installed meanwhile). */
export function RouteError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}
