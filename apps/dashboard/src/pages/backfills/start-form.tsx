/** Starts a backfill: counts first, then starts what was counted. */
import '@mantine/dates/styles.css';
import { Alert, Button, Group, Paper, Select, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { ChangeButton } from '../../kit/change-button.js';
import { count } from '../../kit/format.js';
import { RouteAnchor } from '../../kit/route-anchor.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { DryRun } from './dry-run.js';
import { type Plan, bodyOf, firstPlan, missingIn } from './plan.js';
import { type Body, planned } from './planned.js';
import { providerAppsQuery, providerKindsQuery, touchedBy } from './queries.js';
import { RangeInputs } from './range-inputs.js';
import type { NewSearch } from './search.js';
import { WhoInputs } from './who-inputs.js';

export interface StartFormProps {
  readonly environment: string;
  readonly first: NewSearch;
  readonly onCancel: () => void;
}

export function StartForm({ environment, first, onCancel }: StartFormProps) {
  const [given, setGiven] = useState(() => firstPlan(first));
  const apps = useQuery(providerAppsQuery(environment));
  const kinds = useQuery(providerKindsQuery);
  const navigate = useNavigate();
  // With one provider there is nothing to choose.
  const plan: Plan = { ...given, provider: given.provider ?? apps.data?.items[0]?.provider ?? null };
  const kind = kinds.data?.items.find(({ provider }) => provider === plan.provider);
  const limit = kind?.max_history_days ?? null;
  const counted = useMutation({
    mutationFn: async (body: Body) => ({ body, plan: await planned(environment, body, true) }),
  });
  const start = useChange({
    run: (body: Body) => planned(environment, body, false),
    done: ({ users }) => `The backfill of ${count(users)} users has started.`,
    touches: touchedBy(environment),
    onDone: ({ backfill }) => {
      if (backfill) void navigate({ to: '/e/$environment/backfills/$backfill', params: { environment, backfill: backfill.id } });
    },
  });
  const error = apps.error ?? kinds.error;
  if (error) return <ErrorState error={error} onRetry={() => void (apps.error ? apps : kinds).refetch()} />;
  if (!apps.data || !kinds.data) return <LoadingState />;
  if (apps.data.items.length === 0)
    return (
      <EmptyState title="No provider is set up" text="A backfill pulls from a provider. Set one up first.">
        <RouteAnchor to="/e/$environment" params={{ environment }}>
          To the overview
        </RouteAnchor>
      </EmptyState>
    );
  const change = (changed: Partial<Plan>): void => {
    setGiven({ ...given, ...changed });
    counted.reset();
    start.reset();
  };
  const missing = missingIn(plan);
  const refused: unknown = start.error ?? counted.error;
  const faultOf = (field: string): string | undefined =>
    refused instanceof ApiProblem ? refused.faults.find((fault) => fault.field.split('.')[0] === field)?.message : undefined;
  const found = counted.data;
  const canStart = found !== undefined && found.plan.users > 0;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (missing !== null) return;
        if (canStart) start.mutate(found.body);
        else counted.mutate(bodyOf(plan, limit, Date.now()));
      }}
    >
      <Stack maw={720}>
        <Paper withBorder p="md">
          <Stack gap="md">
            <Select
              label="Provider"
              data={apps.data.items.map(({ provider }) => ({
                value: provider,
                label: kinds.data.items.find((each) => each.provider === provider)?.title ?? provider,
              }))}
              value={plan.provider}
              allowDeselect={false}
              onChange={(provider) => change({ provider, types: [] })}
              error={faultOf('provider')}
            />
            <WhoInputs plan={plan} onChange={change} faultOf={faultOf} />
            <RangeInputs plan={plan} onChange={change} faultOf={faultOf} maxHistoryDays={limit} types={kind?.types ?? []} />
          </Stack>
        </Paper>
        {refused !== null && (
          <Alert color="red" role="alert">
            {sentenceOf(refused)}
          </Alert>
        )}
        {found && <DryRun plan={found.plan} />}
        <Group gap="sm">
          {canStart ? (
            <ChangeButton type="submit" loading={start.isPending}>
              Start it for {found.plan.users === 1 ? 'one user' : `${count(found.plan.users)} users`}
            </ChangeButton>
          ) : (
            <ChangeButton type="submit" loading={counted.isPending} disabled={missing !== null} title={missing ?? ''}>
              Count first
            </ChangeButton>
          )}
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
