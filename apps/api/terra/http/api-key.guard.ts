import { type CanActivate, type ExecutionContext, Inject, Injectable, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EnvironmentId } from '../../../../model/ids.js';
import { Problem } from '../../../../model/problem.js';
import { findEnvironmentByKey } from '../../../../store/control/api-keys.js';
import type { Database } from '../../../../store/database.js';
import { DATABASE } from '../../../common/core.module.js';

/** Who calls: the environment that `dev-id` and `x-api-key` belong to. */
export interface Caller {
  readonly environmentId: EnvironmentId;
  readonly devId: string;
}

const callers = new WeakMap<object, Caller>();

/** Terra's credentials. The same answer for an unknown dev-id and a wrong key. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.admit(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  /** Looks at the headers alone, so that it can be asked before a body is read. @throws Problem auth */
  async admit(request: FastifyRequest): Promise<void> {
    const { 'dev-id': devId, 'x-api-key': key } = request.headers;
    if (typeof devId !== 'string' || typeof key !== 'string' || devId === '' || key === '') {
      throw new Problem('auth', 'the headers dev-id and x-api-key are needed; make a key with `freehub keys create`');
    }
    const environment = await findEnvironmentByKey(this.db, devId, key);
    if (!environment)
      throw new Problem('auth', 'dev-id and x-api-key do not belong together, or the key has expired or was revoked');
    callers.set(request, { environmentId: environment.environmentId, devId });
  }
}

/** The caller of a guarded route. */
export const ApiCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Problem('bug', 'a route without its guard');
  return caller;
});

/** As the audit names it. */
export const actorOf = ({ devId }: Caller): string => `api:${devId}`;
