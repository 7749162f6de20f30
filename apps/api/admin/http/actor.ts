/** Who a request is from, for whatever it leads to: the audit log names them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Problem } from '../../../../model/problem.js';

interface Acting {
  name: string | null;
}
const acting = new AsyncLocalStorage<Acting>();

/** Runs the rest of a request. It is still unknown who sent it. */
export const inRequest = (next: () => void): void => {
  acting.run({ name: null }, next);
};

/** The guard has found out. */
export function actAs(name: string): void {
  const store = acting.getStore();
  if (store) store.name = name;
}

/** Who changes made by this request are put down to. @throws Problem bug outside a guarded request */
export function actor(): string {
  const name = acting.getStore()?.name ?? null;
  if (name === null) throw new Problem('bug', 'a change that nobody made: the route has no guard');
  return name;
}
