import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** What the stream tells is asked in full: one way in which things appear. */
export function useFresh(environment: string): () => void {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: ['first-run', environment] }), [client, environment]);
}
