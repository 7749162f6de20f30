/** Making, rotating and revoking API keys. */
import { IsNull } from 'typeorm';
import { type AnyId, type EnvironmentId, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { newKey } from './api-keys.js';
import { writeAudit } from './audit.js';
import type { ControlStore, ControlTransaction } from './control-store.js';
import { type ApiKeyRow, apiKeys } from './entities/api-key.js';

/** `key` is told to its owner now or never. */
export interface MadeKey {
  readonly row: ApiKeyRow;
  readonly key: string;
}

export const createKey = (store: ControlStore, environmentId: EnvironmentId, label: string, actor: string): Promise<MadeKey> =>
  store.transaction(async (control) => {
    const made = await insert(control, environmentId, label);
    await writeAudit(control.tx, {
      environmentId,
      actor,
      action: 'key.created',
      subject: made.row.id,
      detail: { label, prefix: made.row.prefix },
    });
    return made;
  });

/** A new key of the same label; the old one works for `overlapSeconds` more. @throws Problem missing, conflict (revoked or expired) */
export const rotateKey = (
  store: ControlStore,
  environmentId: EnvironmentId,
  id: string,
  overlapSeconds: number,
  actor: string,
): Promise<MadeKey> =>
  store.transaction(async (control) => {
    const old = await usable(control, environmentId, id);
    const made = await insert(control, environmentId, old.label);
    const expiresAt = new Date(Math.min(Date.now() + overlapSeconds * 1000, old.expiresAt?.getTime() ?? Infinity));
    await control.entities.update(apiKeys, { id }, { expiresAt });
    await writeAudit(control.tx, {
      environmentId,
      actor,
      action: 'key.rotated',
      subject: id,
      detail: { label: old.label, to: made.row.prefix, overlap_seconds: overlapSeconds },
    });
    return made;
  });

/** @throws Problem missing. Revoking twice is harmless. */
export const revokeKey = (store: ControlStore, environmentId: EnvironmentId, id: string, actor: string): Promise<void> =>
  store.transaction(async ({ entities, tx }) => {
    const row = await entities.findOneBy(apiKeys, { id, environmentId });
    if (!row) throw new Problem('missing', 'there is no such key in this environment');
    const { affected } = await entities.update(apiKeys, { id, revokedAt: IsNull() }, { revokedAt: new Date() });
    if (affected === 1)
      await writeAudit(tx, {
        environmentId,
        actor,
        action: 'key.revoked',
        subject: id,
        detail: { label: row.label, prefix: row.prefix },
      });
  });

async function usable({ entities }: ControlTransaction, environmentId: EnvironmentId, id: string): Promise<ApiKeyRow> {
  const row = await entities.findOne(apiKeys, { where: { id, environmentId }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw new Problem('missing', 'there is no such key in this environment');
  if (row.revokedAt || (row.expiresAt && row.expiresAt.getTime() <= Date.now()))
    throw new Problem('conflict', 'this key does not work any more: make a new one');
  return row;
}

async function insert({ entities }: ControlTransaction, environmentId: EnvironmentId, label: string): Promise<MadeKey> {
  const { key, prefix, hash } = newKey();
  const id: AnyId = newId();
  await entities.insert(apiKeys, { id, environmentId, label, prefix, hash });
  return { key, row: await entities.findOneByOrFail(apiKeys, { id }) };
}
