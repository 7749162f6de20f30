/** Environments. Nothing crosses one, so every other repository asks with an environment's id. */
import { type EnvironmentId, isUuid, newId } from '../../model/ids.js';
import { Problem } from '../../model/problem.js';
import { writeAudit } from './audit.js';
import { type ControlStore, isTaken } from './control-store.js';
import { type EnvironmentRow, type ReauthIds, environments } from './entities/environment.js';

/** @param name its id or its dev-id. @throws Problem missing */
export async function getEnvironment(store: ControlStore, name: string): Promise<EnvironmentRow> {
  const row = await store.source
    .getRepository(environments)
    .findOneBy(isUuid(name) ? { id: name as EnvironmentId } : { devId: name });
  if (!row) throw new Problem('missing', `there is no environment "${name.slice(0, 64)}"`);
  return row;
}

/** @throws Problem conflict when the dev-id is taken. */
export async function createEnvironment(
  store: ControlStore,
  made: { devId: string; name: string; redirectOrigins: readonly string[]; reauthIds: ReauthIds },
  actor: string,
): Promise<EnvironmentRow> {
  const id = newId<EnvironmentId>();
  try {
    return await store.transaction(async ({ entities, tx }) => {
      await entities.insert(environments, {
        id,
        devId: made.devId,
        name: made.name,
        reauthIds: made.reauthIds,
        redirectOrigins: [...made.redirectOrigins],
      });
      await writeAudit(tx, {
        environmentId: id,
        actor,
        action: 'environment.created',
        subject: id,
        detail: { dev_id: made.devId },
      });
      return entities.findOneByOrFail(environments, { id });
    });
  } catch (error) {
    if (isTaken(error)) throw new Problem('conflict', `dev_id: there is an environment "${made.devId}" already`);
    throw error;
  }
}

export async function updateEnvironment(
  store: ControlStore,
  id: EnvironmentId,
  change: { name?: string | undefined; redirectOrigins?: readonly string[] | undefined; reauthIds?: ReauthIds | undefined },
  actor: string,
): Promise<EnvironmentRow> {
  return store.transaction(async ({ entities, tx }) => {
    const given = {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.reauthIds === undefined ? {} : { reauthIds: change.reauthIds }),
      ...(change.redirectOrigins === undefined ? {} : { redirectOrigins: [...change.redirectOrigins] }),
    };
    if (Object.keys(given).length > 0) {
      await entities.update(environments, { id }, given);
      await writeAudit(tx, { environmentId: id, actor, action: 'environment.changed', subject: id, detail: given });
    }
    return entities.findOneByOrFail(environments, { id });
  });
}
