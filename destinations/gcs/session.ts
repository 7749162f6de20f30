import { Problem } from '../../model/problem.js';
import type { DestinationIo } from '../kit/destination.js';
import { assertAmbient } from '../kit/ambient.js';
import { ObjectSession } from '../kit/objects/session.js';
import { checkGcs } from './check.js';
import { classifyGcs } from './classify.js';
import { readServiceAccount } from '../kit/google-service-account.js';
import type { ServiceAccount } from '../kit/google-service-account.js';
import type { GcsConfig } from './spec.js';
import { GcsStore } from './store.js';
import { TokenSource } from './token.js';

/** @returns null for the server's own credentials. @throws Problem config when its operator does not lend them */
function accountOf(config: GcsConfig, io: DestinationIo): ServiceAccount | null {
  if (config.credentials === 'ambient') {
    assertAmbient(io);
    return null;
  }
  const account = readServiceAccount(config.service_account_key ?? '');
  if (!account) throw new Problem('config', 'service_account_key is no key of a service account', { code: 'CONFIG_INVALID' });
  return account;
}

/** @throws Problem config, see `assertAmbient`. */
export function gcsSession(config: GcsConfig, io: DestinationIo): ObjectSession {
  const tokens = config.emulator ? null : new TokenSource(accountOf(config, io), io.egress);
  const store = new GcsStore(config, io, tokens);
  return new ObjectSession({
    store,
    config,
    place: `gs://${config.bucket}`,
    concurrency: io.concurrency,
    classify: classifyGcs,
    check: (signal, watch) => checkGcs(store, config, signal, watch),
  });
}
