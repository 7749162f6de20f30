/** Keeps the active faults and says, for each request or event, which strike. In memory: a restart clears them. */
import { randomFrom } from '../simulator/random.js';
import type { Fault, FaultName, RouteClass } from './schema.js';

export interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  /** Unix milliseconds; null = no end by time. */
  readonly until: number | null;
  hits: number;
}

export interface Faults {
  add(fault: Fault): ActiveFault;
  remove(id: string): boolean;
  clear(): void;
  active(): ActiveFault[];
  /** The first active fault of this name that strikes here; counts the hit. */
  strike<Name extends FaultName>(
    name: Name,
    where?: { routes?: RouteClass; rider?: string | undefined; ride?: string | undefined },
  ): Extract<Fault, { name: Name }> | null;
}

const READS: readonly RouteClass[] = ['user', 'list', 'detail', 'streams', 'file'];

export function openFaults(seed: number, now: () => number): Faults {
  const random = randomFrom(seed, 'faults');
  const faults = new Map<string, ActiveFault>();
  let last = 0;
  const live = (): ActiveFault[] => {
    for (const [id, { fault, until, hits }] of faults) {
      if ((until !== null && now() >= until) || (fault.count !== undefined && hits >= fault.count)) faults.delete(id);
    }
    return [...faults.values()];
  };
  return {
    add(fault) {
      const active: ActiveFault = {
        id: `fault_${++last}`,
        fault,
        until: fault.seconds === undefined ? null : now() + fault.seconds * 1000,
        hits: 0,
      };
      faults.set(active.id, active);
      return active;
    },
    remove: (id) => faults.delete(id),
    clear: () => {
      faults.clear();
    },
    active: live,
    strike(name, where = {}) {
      if (faults.size === 0) return null;
      for (const active of live()) {
        const { fault } = active;
        if (!named(fault, name)) continue;
        if (fault.rider !== undefined && fault.rider !== where.rider) continue;
        if ('ride' in fault && fault.ride !== undefined && fault.ride !== where.ride) continue;
        if ('routes' in fault && !covers(fault.routes, where.routes)) continue;
        if (!random.chance(fault.probability)) continue;
        active.hits++;
        return fault;
      }
      return null;
    },
  };
}

const named = <Name extends FaultName>(fault: Fault, name: Name): fault is Extract<Fault, { name: Name }> => fault.name === name;

function covers(wanted: RouteClass, here: RouteClass | undefined): boolean {
  if (wanted === 'all') return true;
  return here !== undefined && (wanted === here || (wanted === 'data' && READS.includes(here)));
}
