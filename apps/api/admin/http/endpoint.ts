/** Binds a handler to its route of the contract: path, status, and the check of what comes in. */
import {
  Delete,
  type ExecutionContext,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  applyDecorators,
  createParamDecorator,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../../model/problem.js';
import type { InputOf, Method, Route } from '../contract/route.js';
import { check } from './check.js';

const METHODS: Record<Method, (path: string) => MethodDecorator> = {
  GET: Get,
  POST: Post,
  PUT: Put,
  PATCH: Patch,
  DELETE: Delete,
};
const handlers = new WeakMap<object, Route>();

/** For a method of a controller at `/admin`. */
export const Endpoint = (route: Route): MethodDecorator =>
  applyDecorators(METHODS[route.method](route.path), HttpCode(route.status), ((_target, _name, descriptor) => {
    if (typeof descriptor.value === 'function') handlers.set(descriptor.value, route);
  }) satisfies MethodDecorator);

/** Params, query and body of the handler's route, checked. @throws ZodError that names each field at fault (answered as 400). */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext): InputOf<Route> => {
  const route = handlers.get(context.getHandler());
  if (!route) throw new Problem('bug', 'a handler without a route');
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return {
    params: check(route.params, request.params),
    query: check(route.query, request.query),
    // A body where none belongs is refused; clients that send `{}` or null with every POST are not.
    body: check(route.body, isEmpty(request.body) && route.body.safeParse(undefined).success ? undefined : (request.body ?? {})),
  };
});

const isEmpty = (body: unknown): boolean =>
  body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
