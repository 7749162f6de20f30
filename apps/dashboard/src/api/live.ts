/** The environment as it lives: server-sent events, shared by all parts of a page. */
import { useEffect, useRef, useState } from 'react';
import { type LiveEvents, TELLERS } from './live-events.js';

/** `outdated`: the api tells what this page does not know, so they are of different versions; it asks from then on. */
export type LiveState = 'connecting' | 'live' | 'away' | 'outdated';

const AGAIN_MS = 5_000;

/** undefined = it is no JSON. */
function parsed(data: string): unknown {
  try {
    const told: unknown = JSON.parse(data);
    return told;
  } catch {
    return undefined;
  }
}

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
        if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
      };
      for (const [name, tell] of Object.entries(TELLERS))
        source.addEventListener(name, (event: MessageEvent<unknown>) => {
          // The other events go on: a page that listens to those must not stand still.
          if (typeof event.data !== 'string' || !tell(parsed(event.data), newest.current)) setState('outdated');
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
