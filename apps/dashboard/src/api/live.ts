/** The environment as it lives: server-sent events, shared by all parts of a page. */
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from './client.js';

export interface LiveEvents {
  readonly overview?: (overview: Schemas['Overview']) => void;
  readonly ride?: (ride: LiveRide) => void;
  readonly delivery?: (delivery: LiveDelivery) => void;
  readonly connection?: (connection: LiveConnection) => void;
}
export interface LiveRide {
  readonly connection_id: string;
  readonly reference_id: string | null;
  readonly type: string;
  readonly key: string;
  readonly revision: number;
  readonly at: string;
}
export interface LiveDelivery {
  readonly delivery_id: string;
  readonly destination_id: string;
  readonly connection_id: string | null;
  readonly type: string;
  readonly state: 'delivered' | 'dead';
  readonly at: string;
}
export interface LiveConnection {
  readonly connection_id: string;
  readonly reference_id: string | null;
  readonly provider: string;
  readonly at: string;
}

export type LiveState = 'connecting' | 'live' | 'away';
const NAMES = ['overview', 'ride', 'delivery', 'connection'] as const;

/**
 * Listens while the component is there; the browser reconnects by itself, and we do when the server ends the stream for good.
 * @param events the newest functions are called; they need not be stable
 */
export function useLive(environment: string, events: LiveEvents): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const newest = useRef(events);
  useEffect(() => {
    newest.current = events;
  });
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      source = new EventSource(`/admin/environments/${encodeURIComponent(environment)}/live`);
      source.onopen = () => setState('live');
      source.onerror = () => {
        setState('away');
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, 5_000);
      };
      for (const name of NAMES)
        source.addEventListener(name, (event: MessageEvent<string>) => {
          // The api's own stream, of one version with this page.
          newest.current[name]?.(JSON.parse(event.data) as never);
        });
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [environment]);
  return state;
}
