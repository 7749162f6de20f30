/** One provider: how it is set up, its notifications and limits; devices where one account reads those of many. */
import { Alert, Anchor, Group, List, Paper, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.js';
import { Copyable } from '../../kit/copy.js';
import { asSentence } from '../../kit/next-try.js';
import { Page } from '../../kit/page.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { AppFacts } from './app-facts.js';
import { Assignments } from './assignments.js';
import { ConfigTrouble } from './config-trouble.js';
import { Devices } from './devices.js';
import { ManagerLogin } from './manager-login.js';
import { ProviderForm } from './provider-form.js';
import { installationQuery, type ProviderApp, type ProviderKind, providerAppsQuery, providerKindsQuery } from './queries.js';
import { sandboxOf } from './sandbox.js';
import { PROVIDER_TABS } from './tabs.js';
import { WithManager } from './with-manager.js';

const TRAIL = [{ text: 'Providers', path: '/providers' }];
const TAB_WORDS = { setup: 'Set-up', devices: 'Devices', assignments: 'Assignments' } as const;

export function ProviderPage() {
  const environment = useEnvironment();
  const { provider = '' } = useParams({ strict: false });
  const kinds = useQuery(providerKindsQuery);
  const apps = useQuery(providerAppsQuery(environment));
  const kind = kinds.data?.items.find((each) => each.provider === provider);
  const app = apps.data?.items.find((each) => each.provider === provider);
  const failed = [kinds, apps].find(({ error, data }) => error !== null && data === undefined);
  return (
    <Page title={kind?.title ?? provider} trail={TRAIL} {...(kind ? { text: kind.summary } : {})}>
      {failed ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : !kinds.data || !apps.data ? (
        <LoadingState />
      ) : !kind && app?.config_problem ? (
        <EmptyState title="It cannot be changed here" text={asSentence(app.config_problem.message)} />
      ) : !kind ? (
        <EmptyState title="There is no such provider" text="The list of providers shows those that this server knows." />
      ) : kind.access === 'manager' && app ? (
        <Tabbed environment={environment} kind={kind} app={app} />
      ) : (
        <SetUp environment={environment} kind={kind} app={app} />
      )}
    </Page>
  );
}

interface Shown {
  readonly environment: string;
  readonly kind: ProviderKind;
  readonly app: ProviderApp | undefined;
}

function Tabbed({ environment, kind, app }: Shown & { readonly app: ProviderApp }) {
  const { tab = 'setup' } = useSearch({ from: '/e/$environment/providers/$provider' });
  const navigate = useNavigate({ from: '/e/$environment/providers/$provider' });
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(value) => {
        const chosen = PROVIDER_TABS.find((each) => each === value);
        void navigate({ search: chosen === undefined ? {} : { tab: chosen } });
      }}
    >
      <Tabs.List mb="md">
        {PROVIDER_TABS.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {TAB_WORDS[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="setup">
        <SetUp environment={environment} kind={kind} app={app} />
      </Tabs.Panel>
      <Tabs.Panel value="devices">
        <Stack>
          <ManagerLogin environment={environment} provider={kind.provider} />
          <WithManager environment={environment} provider={kind.provider}>
            <Devices environment={environment} provider={kind.provider} />
          </WithManager>
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="assignments">
        <WithManager environment={environment} provider={kind.provider}>
          <Assignments environment={environment} provider={kind.provider} />
        </WithManager>
      </Tabs.Panel>
    </Tabs>
  );
}

function SetUp({ environment, kind, app }: Shown) {
  const installation = useQuery(installationQuery);
  const sandbox = sandboxOf(app);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  return (
    <Stack gap="lg">
      {!app && installation.data && kind.access === 'athlete' && (
        <Alert role="group" variant="light" title="At the provider">
          <Group gap="xs">
            <Text size="sm">Make a client there, and register this redirect URI:</Text>
            <Copyable value={`${installation.data.public_url}/connect/callback`} label="the redirect URI" />
          </Group>
        </Alert>
      )}
      {app && <ConfigTrouble app={app} />}
      {warnings.length > 0 && (
        <Alert color="yellow" role="alert" title="It is saved. See to this:">
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning} className="app-words">
                {warning}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {app && <AppFacts environment={environment} app={app} kind={kind} />}
      {sandbox !== null && (
        <Text size="sm">
          It is set up for a server on this machine:{' '}
          <Anchor inherit href={sandbox} target="_blank" rel="noopener">
            open the sandbox
          </Anchor>
          .
        </Text>
      )}
      <Paper withBorder p="md" component="section" aria-labelledby="set-up">
        <Title order={2} size="h4" id="set-up" mb="sm">
          {app ? 'Settings' : `Set ${kind.title} up`}
        </Title>
        <ProviderForm
          key={app?.config_revision ?? 0}
          environment={environment}
          kind={kind}
          {...(app ? { app } : {})}
          onDone={setWarnings}
        />
      </Paper>
    </Stack>
  );
}
