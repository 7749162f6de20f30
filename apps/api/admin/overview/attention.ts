/** What needs a person, each with one sentence and the one thing to do. */
import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { ConnectionState } from '../../../../model/connection.js';
import { providers } from '../../../../providers/registry.js';
import type { Concerns } from '../../../../store/desk/concerns.js';
import type { DestinationStanding } from '../../../../store/desk/standing.js';
import type { overview } from '../contract/overview.js';
import { iso, isoOrNull } from '../http/page.js';
import { counted, moment } from '../http/words.js';

export type Attention = z.input<typeof overview>['attention'][number];

export interface Facts {
  readonly connections: Readonly<Record<ConnectionState, number>>;
  readonly destinations: readonly DestinationStanding[];
  readonly concerns: Concerns;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;
/** Long enough for somebody else to issue a new one. */
const CERTIFICATE_DAYS = 30;
/** A target may be away for a moment. */
const FAILING_MS = 10_000;

const URGENCY: Readonly<Record<Attention['severity'], number>> = { critical: 0, warning: 1, notice: 2 };

/** Most urgent first. */
export function attentionOf(facts: Facts): Attention[] {
  const all = [
    ...facts.concerns.managers.map(managerLogin),
    ...facts.destinations.flatMap((one) => ofDestination(one, facts.nowMs)),
    ...tokensLocked(facts),
    ...reauthorize(facts),
    ...backfillFailed(facts),
    ...facts.concerns.keys.map(keyExpires),
    ...facts.concerns.limits.map(providerLimit),
    ...nothingYet(facts),
  ];
  return all.sort((a, b) => URGENCY[a.severity] - URGENCY[b.severity]);
}

type Words = Pick<Attention, 'kind' | 'severity' | 'title' | 'next_step'> & Partial<Attention>;
const item = (words: Words): Attention => ({
  count: 1,
  since: null,
  destination_id: null,
  provider: null,
  key_id: null,
  backfill_id: null,
  ...words,
});

const managerLogin = ({ provider, since, problem }: Concerns['managers'][number]): Attention =>
  item({
    kind: 'manager_login',
    severity: 'critical',
    title: `${providers.titleOf(provider)} refuses the account that reads for everybody${problem ? `: ${problem.message}` : ''}`,
    next_step: 'Log in again as the manager of the devices.',
    since: iso(since),
    provider,
  });

function ofDestination(one: DestinationStanding, nowMs: number): Attention[] {
  const of = { destination_id: one.id };
  const why = one.problem ? `: ${one.problem.message}` : '.';
  const found: Attention[] = [];
  if (one.state === 'disabled')
    found.push(
      item({
        ...of,
        kind: 'destination_disabled',
        severity: 'critical',
        title: `“${one.name}” was switched off because it failed for too long${why}`,
        next_step: 'Mend it, check it, and enable it again: what waits for it is then delivered.',
        count: one.pending,
        since: isoOrNull(one.failingSince),
      }),
    );
  else if (one.circuit !== 'closed')
    found.push(
      item({
        ...of,
        kind: 'circuit_open',
        severity: 'critical',
        title: `“${one.name}” takes nothing at the moment${why}`,
        next_step: 'Check the destination; when it is mended, resume it to try at once.',
        count: one.pending,
        since: isoOrNull(one.failingSince),
      }),
    );
  else if (one.failingSince !== null && one.failingSince.getTime() < nowMs - FAILING_MS)
    found.push(
      item({
        ...of,
        kind: 'failing',
        severity: 'warning',
        title: `Tries at “${one.name}” fail${why}`,
        next_step: 'Look at its newest deliveries for what it answers; they are tried again meanwhile.',
        count: one.pending,
        since: iso(one.failingSince),
      }),
    );
  if (one.dead > 0)
    found.push(
      item({
        ...of,
        kind: 'dead_letters',
        severity: 'warning',
        title: `${counted(one.dead, 'event')} could not be delivered to “${one.name}” and will not be tried again by ${one.dead === 1 ? 'itself' : 'themselves'}.`,
        next_step: 'Read why, mend it, and redrive them.',
        count: one.dead,
        since: isoOrNull(one.oldestDeadAt),
      }),
    );
  if (one.secretRotatedAt)
    found.push(
      item({
        ...of,
        kind: 'secret_rotating',
        severity: 'notice',
        title: `“${one.name}” still signs with the secret before as well.`,
        next_step: 'End the rotation when its receiver checks with the new one.',
        since: iso(one.secretRotatedAt),
      }),
    );
  return [...found, ...certificate(one, nowMs)];
}

function certificate(one: DestinationStanding, nowMs: number): Attention[] {
  const endsMs = one.clientCertificate === null ? null : endOf(one.clientCertificate);
  if (endsMs === null || endsMs > nowMs + CERTIFICATE_DAYS * DAY_MS) return [];
  const over = endsMs <= nowMs;
  return [
    item({
      kind: 'certificate_expires',
      severity: over ? 'critical' : 'warning',
      title: `The client certificate of “${one.name}” ${over ? 'ended' : 'ends'} on ${moment(new Date(endsMs))}.`,
      next_step: 'Have a new one issued and put it into the destination, with its key.',
      destination_id: one.id,
    }),
  ];
}

/** When the client's own ends: the first of a chain. Null when it cannot be read; a config is checked when it is given. */
function endOf(pem: string): number | null {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return null;
  }
}

function tokensLocked({ concerns: { locked } }: Facts): Attention[] {
  if (locked === null) return [];
  return [
    item({
      kind: 'tokens_locked',
      severity: 'critical',
      title: `The tokens of ${counted(locked.count, 'connection')} cannot be opened: a key that FREEHUB_SECRET_KEYS held is gone.`,
      next_step:
        'Put that key back behind the first one and start again: they go on by themselves. Or send each athlete a reconnect link.',
      count: locked.count,
    }),
  ];
}

function reauthorize({ connections, concerns: { locked } }: Facts): Attention[] {
  const count = connections.reauthorize - (locked?.count ?? 0);
  if (count <= 0) return [];
  return [
    item({
      kind: 'reauthorize',
      severity: 'warning',
      title: `${counted(count, 'athlete has', 'athletes have')} to connect again: the provider refuses their access.`,
      next_step: 'Send each of them a new link to connect.',
      count,
    }),
  ];
}

function backfillFailed({ concerns: { backfills } }: Facts): Attention[] {
  if (!backfills) return [];
  const { count, windows, newest, since } = backfills;
  return [
    item({
      kind: 'backfill_failed',
      severity: 'warning',
      title:
        windows === 0
          ? `${counted(count, 'backfill')} failed.`
          : `${counted(windows, 'window')} of ${counted(count, 'backfill')} could not be fetched.`,
      next_step: 'Read why, and try the failed windows again.',
      count,
      since: iso(since),
      backfill_id: newest,
    }),
  ];
}

const keyExpires = ({ id, label, prefix, expiresAt, used }: Concerns['keys'][number]): Attention =>
  item({
    kind: 'key_expires',
    severity: used ? 'warning' : 'notice',
    title: `The API key “${label}” (${prefix}…) ends on ${moment(expiresAt)}${used ? ' and is still used' : ''}.`,
    next_step: used ? 'Give whoever uses it a new key before.' : 'Nothing, unless somebody still needs it.',
    key_id: id,
  });

const providerLimit = ({ provider, until }: Concerns['limits'][number]): Attention =>
  item({
    kind: 'provider_limit',
    severity: 'notice',
    title: `${providers.titleOf(provider)} asked us to wait until ${moment(until)}: polls and backfills wait.`,
    next_step: 'Wait; lift the limit only if the provider has told you that it is over.',
    provider,
  });

function nothingYet({ concerns, destinations }: Facts): Attention[] {
  return [
    ...(concerns.providers.length === 0
      ? [
          item({
            kind: 'no_provider',
            severity: 'notice',
            title: 'No provider is set up: nobody can connect.',
            next_step: 'Set up a provider.',
          }),
        ]
      : []),
    ...(destinations.length === 0
      ? [
          item({
            kind: 'no_destination',
            severity: 'notice',
            title: 'There is no destination: what comes in is stored and goes nowhere.',
            next_step: 'Add a destination.',
          }),
        ]
      : []),
  ];
}
