/** A backfill as it goes: how far, how fast, until when; what failed, what waits. */
import { Alert, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useEnvironment } from '../../app/environment.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { count, duration, shortId } from '../../kit/format.js';
import { given } from '../../kit/given.js';
import { Page } from '../../kit/page.js';
import { RouteAnchor } from '../../kit/route-anchor.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { ProgressBar } from './progress-bar.js';
import { type BackfillProgress, backfillQuery, isGoing, touchedBy } from './queries.js';
import { Reasons } from './reasons.js';
import { dayOf, titleOf, whoOf } from './words.js';
import { Windows } from './windows.js';

const route = getRouteApi('/e/$environment/backfills/$backfill');
const LIST = { text: 'Backfills', path: '/backfills' };

function Actions({ environment, backfill }: { readonly environment: string; readonly backfill: BackfillProgress }) {
  const [isCanceling, setCanceling] = useState(false);
  const navigate = useNavigate();
  const params = { path: { environment, backfill: backfill.id } };
  const touches = touchedBy(environment, backfill.id);
  const pause = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/backfills/{backfill}/pause', { params })),
    done: 'Paused. Windows that are being pulled are finished first.',
    touches,
  });
  const resume = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/backfills/{backfill}/resume', { params })),
    done: 'It goes on.',
    touches,
  });
  const cancel = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/backfills/{backfill}/cancel', { params })),
    done: 'It is canceled. What was pulled stays.',
    touches,
  });
  const retry = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/backfills/{backfill}/retry', { params })),
    done: ({ windows }) => `${count(windows)} windows are tried again.`,
    touches,
    onDone: (answer) => {
      // Of one that is over it is a new backfill.
      if (answer.backfill.id !== backfill.id)
        void navigate({ to: '/e/$environment/backfills/$backfill', params: { environment, backfill: answer.backfill.id } });
    },
  });
  const isOpen = isGoing(backfill) || backfill.state === 'paused';
  const { pending, failed } = backfill.windows;
  return (
    <>
      {failed > 0 && (
        <ChangeButton onClick={() => retry.mutate()} loading={retry.isPending}>
          Retry {count(failed)} failed
        </ChangeButton>
      )}
      {backfill.state === 'running' && (
        <ChangeButton variant="default" onClick={() => pause.mutate()} loading={pause.isPending}>
          Pause
        </ChangeButton>
      )}
      {backfill.state === 'paused' && (
        <ChangeButton onClick={() => resume.mutate()} loading={resume.isPending}>
          Resume
        </ChangeButton>
      )}
      {isOpen && (
        <ChangeButton variant="default" color="red" onClick={() => setCanceling(true)}>
          Cancel
        </ChangeButton>
      )}
      {isCanceling && (
        <Confirm
          title="Cancel this backfill?"
          text={`${count(pending)} windows are not pulled any more. What was pulled stays, and is delivered.`}
          action="Cancel the backfill"
          onConfirm={() => cancel.mutateAsync()}
          onClose={() => setCanceling(false)}
        />
      )}
    </>
  );
}

function Progress({ backfill }: { readonly backfill: BackfillProgress }) {
  const { windows, state, records } = backfill;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="progress-title">
      <Stack gap="md">
        <Title order={2} size="h4" id="progress-title">
          Progress
        </Title>
        <ProgressBar windows={windows} state={state} size="xl" />
        <Facts
          facts={[
            ...(isGoing(backfill) ? [['Done in about', duration(backfill.eta_seconds)] as const] : []),
            [
              'Records a second',
              backfill.records_per_second === null
                ? '–'
                : backfill.records_per_second.toFixed(backfill.records_per_second < 10 ? 1 : 0),
            ],
            ['Pulled back to', backfill.pulled_back_to === null ? '–' : dayOf(backfill.pulled_back_to)],
            ['Records found', count(records.found)],
            ['New or changed', count(records.changed)],
            ['Windows left', count(windows.pending)],
            ['For', whoOf(backfill)],
            ['Types', backfill.types.join(', ')],
            ['Asked for by', backfill.requested_by],
            ['Asked', <When key="asked" at={backfill.created_at} />],
            ['Started', <When key="started" at={backfill.started_at} />],
            ['Finished', <When key="finished" at={backfill.finished_at} />],
            [
              'Terra reference',
              <Copyable key="reference" value={backfill.reference} label="the reference" shown={shortId(backfill.reference)} />,
            ],
          ]}
        />
      </Stack>
    </Paper>
  );
}

function Loaded({ environment, backfill }: { readonly environment: string; readonly backfill: BackfillProgress }) {
  const { windows } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (state: typeof windows): void => void navigate({ search: given({ windows: state }), replace: true });
  const isOverWithFailures = backfill.finished_at !== null && backfill.windows.failed > 0;
  return (
    <Page
      title={titleOf(backfill)}
      tabTitle={`Backfill ${titleOf(backfill)}`}
      trail={[LIST]}
      text={<StateBadge state={backfill.state} />}
      actions={<Actions environment={environment} backfill={backfill} />}
    >
      {backfill.state === 'paused' && (
        <Alert color="yellow" title="Paused">
          No window is pulled. Resume it to go on where it stopped.
        </Alert>
      )}
      {isOverWithFailures && (
        <Alert color="orange" title={`${count(backfill.windows.failed)} windows failed`}>
          <Text size="sm">
            Mend what the reasons say, then retry them: a new backfill is made of them. Everything else is there.
          </Text>
        </Alert>
      )}
      <Progress backfill={backfill} />
      <Reasons backfill={backfill} onFailed={() => show('failed')} />
      <Windows environment={environment} backfill={backfill} state={windows} onState={show} />
      {backfill.connection_ids?.length === 1 && (
        <RouteAnchor
          to="/e/$environment/connections/$connection"
          params={{ environment, connection: backfill.connection_ids[0] ?? '' }}
          size="sm"
        >
          To its connection
        </RouteAnchor>
      )}
    </Page>
  );
}

export function BackfillPage() {
  const environment = useEnvironment();
  const { backfill } = route.useParams();
  const { data, error, refetch } = useQuery(backfillQuery(environment, backfill));
  if (data) return <Loaded key={data.id} environment={environment} backfill={data} />;
  return (
    <Page title="Backfill" trail={[LIST]}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />}
    </Page>
  );
}
