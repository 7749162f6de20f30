/** Athletes that agree to share their rides, each through the real OAuth flow over HTTP. */
import { z } from 'zod';
import { listConnections } from '../../api/admin/contract/connections.js';
import { Problem } from '../../../model/problem.js';
import type { Admin } from '../client/admin.js';
import { ask } from './ask.js';
import { Browser, formOf, refusedBy } from './browser.js';
import { allOf } from '../client/pages.js';
import type { Rider } from './sandbox.js';
import { type Athlete, ENVIRONMENT, PROVIDER, type Stage } from './stage.js';

export const connectionsOf = (admin: Admin, environment: string = ENVIRONMENT) =>
  allOf((query) => admin.call(listConnections, { params: { environment }, query: { ...query, provider: PROVIDER } }));

const widgetSession = z.object({ url: z.url() });

/** A fresh connect page, valid for 15 minutes. */
export async function newConnectPage({ context, apiKey }: Pick<Stage, 'context' | 'apiKey'>, reference: string): Promise<string> {
  const { url } = await ask(widgetSession, {
    method: 'POST',
    url: `${context.apiUrl}/v2/auth/generateWidgetSession`,
    headers: { 'dev-id': ENVIRONMENT, 'x-api-key': apiKey },
    body: { reference_id: reference, providers: PROVIDER },
    signal: context.signal,
  });
  return url;
}

export interface Cast {
  readonly athletes: readonly Athlete[];
  /** How many of them connected just now. */
  readonly connectedNow: number;
}

/** The first `count` riders are connected; those who are stay so. Others that a person connected take part as well. */
export async function connectAthletes(stage: Stage, count: number, report: (line: string) => void): Promise<Cast> {
  const riders = await stage.sandbox.riders();
  const before = await connectedRiders(stage);
  const missing = riders.slice(0, count).filter(({ id }) => !before.has(id));
  for (const [index, rider] of missing.entries()) {
    report(`${rider.name} agrees at the provider (${index + 1} of ${missing.length})`);
    await connect(stage, rider);
  }
  const connected = missing.length === 0 ? before : await connectedRiders(stage);
  const absent = missing.filter(({ id }) => !connected.has(id));
  if (absent.length > 0)
    throw new Problem('bug', `${absent.map(({ name }) => name).join(', ')} agreed, but the api shows no active connection`);
  const athletes = riders.flatMap(({ id, name }) => {
    const connectionId = connected.get(id);
    return connectionId === undefined ? [] : [{ riderId: id, name, connectionId }];
  });
  return { athletes, connectedNow: missing.length };
}

/** Rider id → connection id, where the api says active and the sandbox has a grant. */
async function connectedRiders({ admin, sandbox }: Stage): Promise<ReadonlyMap<string, string>> {
  const granted = new Set((await sandbox.riders()).filter(({ connected }) => connected).map(({ id }) => id));
  const active = (await connectionsOf(admin)).filter(({ state, provider_user_id: id }) => state === 'active' && granted.has(id));
  return new Map(active.map(({ id, provider_user_id: rider }) => [rider, id]));
}

/** What the athlete does: opens the link, chooses the provider, says yes there, and comes back. @throws Problem */
async function connect(stage: Stage, rider: Rider): Promise<void> {
  const browser = new Browser(stage.context.signal);
  const choice = await browser.open(await newConnectPage(stage, `demo-${rider.id}`));
  const chosen = formOf(choice, ({ fields }) => fields.some(([name, value]) => name === 'provider' && value === PROVIDER));
  const consent = await browser.submit(choice, chosen);
  const agreed = formOf(consent, ({ fields }) => fields.some(([name]) => name === 'client_id'));
  const end = await browser.submit(consent, agreed, { rider: rider.id, decision: 'allow' });
  if (end.status !== 200 || !end.url.pathname.endsWith('/done')) throw refusedBy(end);
}
