/** What a line is about: by its name, with a link while it is there. */
import { Anchor, Text } from '@mantine/core';
import { Copyable } from '../../kit/copy.js';
import { shortId } from '../../kit/format.js';
import { type Place, usePlace } from '../../kit/place.js';
import { useEnvironment } from '../../app/environment.js';
import type { AuditLine } from './queries.js';

const UUID = /^[0-9a-f-]{36}$/;
type Now = NonNullable<AuditLine['subject_now']>;

const PAGES: Readonly<Record<Now['kind'], (id: string) => Place>> = {
  connection: (id) => ({ path: `/connections/${id}` }),
  destination: (id) => ({ path: `/destinations/${id}` }),
  delivery: (id) => ({ path: `/deliveries/${id}` }),
  backfill: (id) => ({ path: `/backfills/${id}` }),
  key: () => ({ path: '/keys' }),
  provider: (id) => ({ path: `/providers/${id}` }),
  assignment: () => ({ path: '/providers/INSIDERS_LIVE', search: { tab: 'assignments' } }),
  environment: () => ({ path: '/settings' }),
  operator: () => ({ path: '/settings', search: { tab: 'operators' } }),
};

/** What happens to these is told, and they are gone: their id leads nowhere. */
const DELETABLE = /^(connection|destination|device)\./;

export function Subject({ line }: { readonly line: AuditLine }) {
  const own = useEnvironment();
  const isElsewhere = line.environment !== null && line.environment !== own;
  return (
    <div className="app-words">
      <Named line={line} />
      {isElsewhere && (
        <Text size="xs" c="dimmed">
          in {line.environment}
        </Text>
      )}
    </div>
  );
}

function Named({ line: { subject, subject_name: name, subject_now: now, action, environment } }: { readonly line: AuditLine }) {
  const placed = usePlace();
  if (now !== null)
    return (
      <Anchor
        size="sm"
        {...placed({ ...PAGES[now.kind](now.id), ...(environment === null ? {} : { environment }) })}
        title={subject}
      >
        {name ?? shortId(subject)}
      </Anchor>
    );
  const isGone = DELETABLE.test(action);
  return (
    <>
      {name === null && UUID.test(subject) ? (
        <Copyable value={subject} label="the id" shown={shortId(subject)} />
      ) : (
        <Text size="sm">{name ?? subject}</Text>
      )}
      {isGone && (
        <Text size="xs" c="dimmed">
          is gone
        </Text>
      )}
    </>
  );
}
