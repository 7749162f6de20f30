import { z } from 'zod';
import type { Words } from './words.js';

interface AuditFact {
  readonly action: string;
  readonly actor: string;
  readonly detail: unknown;
}

const TITLES: Readonly<Record<string, string>> = {
  'connection.paused': 'Paused',
  'connection.resumed': 'Resumed',
  'connection.synced_by_hand': 'Synced by hand',
  'connection.reference_changed': 'The reference id was changed',
  'connection.record_deleted': 'A record was deleted by hand',
  'connection.records_uploaded': 'Records were uploaded',
  'connection.file_uploaded': 'A file was uploaded',
  'connection.disconnect_overtaken': 'Disconnecting was overtaken: it was connected again meanwhile',
  'record.withdrawn': 'A record was withdrawn',
};

/** Of all that a line may hold only this is shown: it has no content of records. */
const shown = z.object({ type: z.string(), key: z.string(), because: z.string() }).partial();

const by = (actor: string): string => {
  if (actor === 'freehub') return 'By Freehub itself.';
  if (actor === 'athlete') return 'By the athlete.';
  return actor.startsWith('api:') ? `By an app, with the key ${actor.slice(4)}.` : `By ${actor}.`;
};

/** @param provider its title */
export function auditWords({ action, actor, detail }: AuditFact, provider: string): Words {
  const { type, key, because } = shown.safeParse(detail).data ?? {};
  const more = [
    by(actor),
    ...(type !== undefined && key !== undefined ? [`${type} ${key}.`] : []),
    ...(because === undefined ? [] : [`Because ${because}.`]),
  ];
  if (action === 'connection.connected') return { title: `Connected to ${provider}`, detail: by(actor), tone: 'good' };
  if (action === 'connection.reconnected') return { title: `Connected to ${provider} again`, detail: by(actor), tone: 'good' };
  return {
    title: TITLES[action] ?? action.replaceAll(/[._]/g, ' '),
    detail: more.join(' '),
    tone: action === 'connection.paused' ? 'warning' : 'neutral',
  };
}
