import * as contract from '../../api/admin/contract/connections.js';
import { isUuid } from '../../../model/ids.js';
import { Problem } from '../../../model/problem.js';
import type { Session } from '../client/session.js';

/** A connection by its id or its reference id. @throws Problem missing; config when the reference id has several */
export async function connectionNamed(session: Session, name: string): Promise<string> {
  if (isUuid(name)) return name;
  const { items } = await session.admin.call(contract.listConnections, {
    params: await session.at({}),
    query: { reference_id: name, limit: 10 },
  });
  const [only, ...others] = items;
  if (!only)
    throw new Problem(
      'missing',
      `there is no connection with the id or reference id "${name}"; ${session.hint('connections list')} names them`,
    );
  if (others.length === 0) return only.id;
  throw new Problem(
    'config',
    `"${name}" has ${items.length} connections, name one by its id: ${items.map((one) => `${one.id} (${one.provider_title}, ${one.state})`).join(', ')}`,
  );
}
