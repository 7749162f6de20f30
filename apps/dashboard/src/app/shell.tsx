/** What stands around every page of an environment. */
import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { EnvironmentSwitcher } from './environment-switcher.js';
import { useEnvironment } from './environment.js';
import { useKeepEnvironment } from './last-environment.js';
import { NAV } from './nav.js';
import { OperatorMenu } from './operator-menu.js';

export function Shell() {
  const environment = useEnvironment();
  useKeepEnvironment(environment);
  const { pathname } = useLocation();
  const [isOpen, menu] = useDisclosure(false);
  const base = `/e/${environment}`;
  const below = pathname.slice(base.length).replace(/\/$/, '');
  // On a phone the menu covers the page.
  const { close } = menu;
  useEffect(close, [pathname, close]);
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }} padding="md">
      <a className="app-skip-link" href="#main">
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
            />
            <img src="/dashboard/favicon.svg" width={26} height={26} alt="" />
            <Text fw={700} visibleFrom="xs">
              Freehub
            </Text>
            <EnvironmentSwitcher environment={environment} />
          </Group>
          <OperatorMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" component="nav" aria-label="Pages">
        <ScrollArea>
          {NAV.map(({ text, path, icon: Icon }) => {
            const isHere = path === '' ? below === '' : below === path || below.startsWith(`${path}/`);
            return (
              <NavLink
                key={path}
                component={Link}
                to={`${base}${path}`}
                // Else the overview is said to be the page on all of them.
                activeOptions={{ exact: path === '' }}
                label={text}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                active={isHere}
                {...(isHere ? { 'aria-current': 'page' as const } : {})}
              />
            );
          })}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
