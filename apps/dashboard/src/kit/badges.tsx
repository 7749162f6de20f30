/** States, each in one colour everywhere, and never by colour alone. */
import { Badge, type MantineColor } from '@mantine/core';

const COLORS: Readonly<Record<string, MantineColor>> = {
  active: 'green',
  enabled: 'green',
  delivered: 'green',
  done: 'green',
  closed: 'green',
  ok: 'green',
  running: 'blue',
  pending: 'blue',
  planned: 'blue',
  half_open: 'yellow',
  paused: 'yellow',
  superseded: 'gray',
  canceled: 'gray',
  revoked: 'gray',
  deleted: 'gray',
  reauthorize: 'orange',
  disabled: 'red',
  dead: 'red',
  failed: 'red',
  unusable: 'red',
  open: 'red',
};
const WORDS: Readonly<Record<string, string>> = {
  dead: 'dead letter',
  half_open: 'probing',
  open: 'circuit open',
  closed: 'circuit closed',
  reauthorize: 'needs the athlete',
  unusable: 'set-up cannot be used',
};

export function StateBadge({ state }: { readonly state: string }) {
  return (
    <Badge
      color={COLORS[state] ?? 'gray'}
      variant="light"
      radius="sm"
      tt="none"
      autoContrast
      miw="max-content"
      className="app-state"
    >
      {WORDS[state] ?? state}
    </Badge>
  );
}
