/** A link to a page of the environment together with its filters, whichever page it is: props of an `a`. */
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { useEnvironment } from '../app/environment.js';

export interface Place {
  /** Below the environment, such as `/deliveries`. */
  readonly path: string;
  readonly search?: Readonly<Record<string, string>>;
  /** Another one's dev-id. */
  readonly environment?: string;
}

export function usePlace(): (place: Place) => { readonly href: string; readonly onClick: (event: MouseEvent) => void } {
  const router = useRouter();
  const own = useEnvironment();
  return ({ path, search = {}, environment = own }) => {
    const filters = new URLSearchParams(search).toString();
    const href = `${router.basepath}/e/${environment}${path}${filters === '' ? '' : `?${filters}`}`;
    return {
      href,
      onClick: (event) => {
        // Another tab or window is the browser's.
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.history.push(href);
      },
    };
  };
}
