/** All ports of an `up`, claimed before anything is started: taken ones are told at once. */
import { Problem } from '../../../model/problem.js';
import type { Settings } from '../../../settings/load.js';
import { claimPort, PortTaken } from '../runtime/ports.js';

export interface UpPorts {
  readonly api: number;
  readonly worker: number;
  readonly sandbox: number;
  readonly temporal: number;
  readonly temporalUi: number;
}

/** @throws Problem config that names the settings of all taken ports, and how to run beside what has them. */
export async function claimPorts(settings: Settings): Promise<UpPorts> {
  const taken: PortTaken[] = [];
  const claim = async (wanted: number, variable: string, host?: string): Promise<number> => {
    try {
      return await claimPort(wanted, variable, host);
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
      taken.push(error);
      return 0;
    }
  };
  const embedded = settings.temporalAddress === undefined;
  const ports = {
    api: await claim(settings.apiPort, 'FREEHUB_API_PORT', settings.apiHost),
    worker: await claim(settings.workerPort, 'FREEHUB_WORKER_PORT', settings.workerHost),
    sandbox: await claim(settings.sandboxPort, 'FREEHUB_SANDBOX_PORT'),
    temporal: embedded ? await claim(settings.temporalPort, 'FREEHUB_TEMPORAL_PORT') : 0,
    temporalUi: embedded ? await claim(settings.temporalUiPort, 'FREEHUB_TEMPORAL_UI_PORT') : 0,
  };
  if (taken.length === 0) return ports;
  const each = taken.map(({ port, variable }) => `${port} (${variable})`).join(', ');
  throw new Problem(
    'config',
    `${taken.length === 1 ? 'a port is' : 'ports are'} taken by another program: ${each}. Stop it, set other ports, or run beside it on free ones:\n  ` +
      `FREEHUB_DATA_DIR=.freehub-2 ${taken.map(({ variable }) => `${variable}=0`).join(' ')} npm start`,
  );
}
