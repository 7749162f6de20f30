/** The environment, this browser, the operators, and the server itself. */
import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { Page } from '../../kit/page.js';
import { Display } from './display.js';
import { EnvironmentSettings } from './environment-settings.js';
import { Installation } from './installation.js';
import { Operators } from './operators.js';
import { SETTING_TABS } from './tabs.js';

const WORDS = {
  environment: 'Environment',
  display: 'Display',
  operators: 'Operators',
  installation: 'Installation',
} as const;

export function SettingsPage() {
  const environment = useEnvironment();
  const { tab = 'environment', search = '' } = useSearch({ from: '/e/$environment/settings' });
  const navigate = useNavigate({ from: '/e/$environment/settings' });
  return (
    <Page title="Settings" tabTitle={`${WORDS[tab]} · Settings`}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = SETTING_TABS.find((each) => each === value);
          void navigate({ search: chosen === undefined ? {} : { tab: chosen } });
        }}
      >
        <Tabs.List mb="md">
          {SETTING_TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {WORDS[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="environment">
          <EnvironmentSettings environment={environment} />
        </Tabs.Panel>
        <Tabs.Panel value="display">
          <Display />
        </Tabs.Panel>
        <Tabs.Panel value="operators">
          <Operators />
        </Tabs.Panel>
        <Tabs.Panel value="installation">
          <Installation
            search={search}
            onSearch={(text) =>
              void navigate({ search: { tab: 'installation', ...(text === '' ? {} : { search: text }) }, replace: true })
            }
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
