/** All users of an environment in one answer, as Terra's older clients ask for them: sent while they are read, so that memory does not grow with them. */
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import type { EnvironmentId } from '../../../../model/ids.js';
import { terraUser } from '../../../../model/terra/user-of-connection.js';
import type { ConnectionRow } from '../../../../store/connections/lifecycle.js';
import { usersAfter } from '../../../../store/control/users.js';
import type { Queryable } from '../../../../store/database.js';

const BATCH = 1_000;

/** @throws what reading the first of them throws; later the answer breaks off. */
export async function everyUser(db: Queryable, environmentId: EnvironmentId): Promise<StreamableFile> {
  const first = await usersAfter(db, environmentId, null, BATCH);
  return new StreamableFile(Readable.from(parts(db, environmentId, first)), { type: 'application/json; charset=utf-8' });
}

async function* parts(db: Queryable, environmentId: EnvironmentId, first: readonly ConnectionRow[]): AsyncGenerator<string> {
  yield '{"status":"success","users":[';
  let separator = '';
  for (let users = first; ;) {
    if (users.length > 0) yield separator + users.map((user) => JSON.stringify(terraUser(user))).join(',');
    separator = ',';
    const last = users.at(-1);
    if (!last || users.length < BATCH) break;
    users = await usersAfter(db, environmentId, last.id, BATCH);
  }
  yield ']}';
}
