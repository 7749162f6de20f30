/** Which methods a path of our APIs takes: for telling a wrong method from an unknown path. */
import { routes as adminRoutes } from './admin/contract/index.js';
import type { Route } from './http/contract/route.js';
import { Refusal } from './http/refusal.js';
import { routes as terraRoutes } from './terra/contract/index.js';
import { MOUNTS } from './terra/http/mounts.js';

/** Parameters stand for one part of the path. */
const patternOf = ({ path }: Route): RegExp => new RegExp(`^${path.replace(/:\w+/g, '[^/]{1,300}')}/?$`);

const described = (bases: readonly string[], routes: readonly Route[]) =>
  bases.map((base) => ({
    base: `/${base}`,
    routes: routes.map((route) => ({ method: route.method, pattern: patternOf(route) })),
  }));

const APIS = [...described(['admin'], adminRoutes), ...described(MOUNTS, terraRoutes)];

/** For an address that no handler takes. @returns undefined when no method would do either. */
export function wrongMethod(url: string): Refusal | undefined {
  const path = url.split('?')[0] ?? '/';
  const methods = APIS.filter(({ base }) => path.startsWith(`${base}/`)).flatMap(({ base, routes }) =>
    routes.filter(({ pattern }) => pattern.test(path.slice(base.length))).map(({ method }) => method),
  );
  if (methods.length === 0) return undefined;
  const allowed = [...new Set(methods)].join(', ');
  return new Refusal(405, `${path} takes ${allowed}`, { allow: allowed });
}
