/** A provider that is set up: addresses to copy, notifications, limits. */
import { Anchor, Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { countUpTo } from '../../kit/format.js';
import { usePlace } from '../../kit/place.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { Budgets } from './budgets.js';
import { Elsewhere } from './elsewhere.js';
import {
  historyWords,
  liftLimit,
  type ProviderApp,
  type ProviderKind,
  providerAppsQuery,
  subscribe,
  unsubscribe,
} from './queries.js';

interface AppFactsProps {
  readonly environment: string;
  readonly app: ProviderApp;
  readonly kind: ProviderKind;
}

export function AppFacts({ environment, app, kind }: AppFactsProps) {
  const placed = usePlace();
  const [isEnding, setEnding] = useState(false);
  const isUsable = app.config_problem === null;
  const touches = [providerAppsQuery(environment).queryKey, ['overview', environment]];
  const turnOn = useChange({ run: () => subscribe(environment, app.provider), done: 'Notifications are on.', touches });
  const turnOff = useChange({ run: () => unsubscribe(environment, app.provider), done: 'Notifications are off.', touches });
  const lift = useChange({
    run: () => liftLimit(environment, app.provider),
    done: ({ lifted }) => `${lifted} limits lifted: it is asked again at once.`,
    touches,
  });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="app">
      <Stack gap="md">
        <Title order={2} size="h4" id="app">
          How it does
        </Title>
        <Facts
          facts={[
            [
              'Connections',
              <Anchor key="connections" size="sm" {...placed({ path: '/connections', search: { provider: app.provider } })}>
                {countUpTo(app.connections)}
              </Anchor>,
            ],
            ['Scopes', app.scopes === '' ? '–' : app.scopes],
            ['Types', kind.types.join(', ')],
            ['How far back', historyWords(kind.max_history_days)],
            ['Changed', <When key="changed" at={app.updated_at} />],
          ]}
        />
        {kind.access === 'athlete' && (
          <Address title="Redirect URI, to be registered with the provider" value={app.redirect_uri} />
        )}
        {app.hook_url !== null && <Address title="Where the provider sends its notifications" value={app.hook_url} />}
        {app.hook_url !== null && (
          <Group>
            <Text size="sm">Notifications</Text>
            <Badge
              color={app.subscribed ? 'green' : 'yellow'}
              variant="light"
              radius="sm"
              tt="none"
              autoContrast
              className="app-state"
            >
              {app.subscribed ? 'on' : 'off: it is polled'}
            </Badge>
            {isUsable && (
              <ChangeButton size="xs" variant="default" loading={turnOn.isPending} onClick={() => turnOn.mutate()}>
                {app.subscribed ? 'Subscribe again' : 'Turn them on'}
              </ChangeButton>
            )}
            {isUsable && app.subscribed && (
              <ChangeButton size="xs" variant="default" onClick={() => setEnding(true)}>
                Turn them off
              </ChangeButton>
            )}
          </Group>
        )}
        {app.hook_url !== null && app.subscribed_elsewhere !== null && (
          <Elsewhere title={kind.title} provider={app.provider} holder={app.subscribed_elsewhere} />
        )}
        {isUsable && <Budgets budgets={app.budgets} />}
        {app.budgets.some(({ blocked_until: until }) => until !== null) && (
          <Group>
            <ChangeButton size="xs" variant="default" loading={lift.isPending} onClick={() => lift.mutate()}>
              Ask again at once
            </ChangeButton>
          </Group>
        )}
      </Stack>
      {isEnding && (
        <Confirm
          title="Turn notifications off"
          text="The address is taken back at the provider. Connections are polled from then on, so rides come later."
          action="Turn them off"
          onConfirm={() => turnOff.mutateAsync()}
          onClose={() => setEnding(false)}
        />
      )}
    </Paper>
  );
}

const Address = ({ title, value }: { readonly title: string; readonly value: string }) => (
  <div>
    <Text size="xs" c="dimmed">
      {title}
    </Text>
    <Copyable value={value} label="the address" />
  </div>
);
