/** All ports of an `up`, claimed before anything is started: a taken one is told at once. */
import type { Settings } from '../../../settings/load.js';
import { claimPort } from '../runtime/ports.js';

export interface UpPorts {
  readonly api: number;
  readonly worker: number;
  readonly sandbox: number;
  readonly temporal: number;
  readonly temporalUi: number;
}

/** @throws Problem config that names the setting of the first taken port. */
export async function claimPorts(settings: Settings): Promise<UpPorts> {
  const embedded = settings.temporalAddress === undefined;
  return {
    api: await claimPort(settings.apiPort, 'FREEHUB_API_PORT', settings.apiHost),
    worker: await claimPort(settings.workerPort, 'FREEHUB_WORKER_PORT', settings.workerHost),
    sandbox: await claimPort(settings.sandboxPort, 'FREEHUB_SANDBOX_PORT'),
    temporal: embedded ? await claimPort(settings.temporalPort, 'FREEHUB_TEMPORAL_PORT') : 0,
    temporalUi: embedded ? await claimPort(settings.temporalUiPort, 'FREEHUB_TEMPORAL_UI_PORT') : 0,
  };
}
