/** `/destinations/…/edit`: only what is changed is sent; secrets that are left empty stay. */
import { Alert, Group, List, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useEnvironment } from '../../app/environment.js';
import { Page } from '../../kit/page.js';
import { RouteAnchor } from '../../kit/route-anchor.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { tellDone } from '../../kit/tell.js';
import { Words } from '../../kit/words.js';
import { ConfigTrouble } from './config-trouble.js';
import { DestinationForm } from './destination-form.js';
import { bodyOf } from './facts.js';
import { destinationQuery, kindsQuery, touchedBy } from './queries.js';

const route = getRouteApi('/e/$environment/destinations/$destination/edit');

export function EditDestinationPage() {
  const environment = useEnvironment();
  const { destination: id } = route.useParams();
  const kinds = useQuery(kindsQuery);
  // What is typed must not be overtaken by what is asked anew.
  const saved = useQuery({ ...destinationQuery(environment, id), refetchInterval: false, refetchOnWindowFocus: false });
  const client = useQueryClient();
  const navigate = useNavigate();
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const kind = kinds.data?.items.find((each) => each.kind === saved.data?.kind);
  const error = saved.error ?? kinds.error;
  const trail = [
    { text: 'Destinations', path: '/destinations' },
    ...(saved.data ? [{ text: saved.data.name, path: `/destinations/${id}` }] : []),
  ];
  return (
    <Page title={saved.data ? `Change ${saved.data.name}` : 'Change a destination'} trail={trail}>
      {error ? (
        <ErrorState error={error} onRetry={() => void (saved.error ? saved : kinds).refetch()} />
      ) : !saved.data || !kinds.data ? (
        <LoadingState />
      ) : !kind ? (
        <EmptyState
          title="It cannot be changed here"
          text={`This version of Freehub knows no kind of destination “${saved.data.kind}”. Run the version that does, or delete the destination.`}
        />
      ) : (
        <>
          <ConfigTrouble one={saved.data} />
          <DestinationForm
            key={saved.data.config_revision}
            environment={environment}
            kind={kind}
            saved={saved.data}
            onSave={async (facts, config) => {
              setWarnings([]);
              const changed = await answerOf(
                api.PATCH('/admin/environments/{environment}/destinations/{destination}', {
                  params: { path: { environment, destination: id } },
                  body: { ...bodyOf(facts), ...(Object.keys(config).length === 0 ? {} : { config: { ...config } }) },
                }),
              );
              for (const queryKey of touchedBy(environment, id)) void client.invalidateQueries({ queryKey });
              tellDone(`${changed.name} is changed.`);
              if (changed.warnings.length > 0) setWarnings(changed.warnings);
              else await navigate({ to: '/e/$environment/destinations/$destination', params: { environment, destination: id } });
            }}
          />
        </>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" role="alert" title="It is saved. See to this:" maw={820}>
          <Stack gap="xs">
            <List size="sm">
              {warnings.map((warning) => (
                <List.Item key={warning} className="app-words">
                  <Words text={warning} />
                </List.Item>
              ))}
            </List>
            <Group gap="md">
              <RouteAnchor
                to="/e/$environment/deliveries"
                params={{ environment }}
                search={{ destination: id, do: 'replay' }}
                size="sm"
              >
                Replay stored records to it
              </RouteAnchor>
              <RouteAnchor to="/e/$environment/destinations/$destination" params={{ environment, destination: id }} size="sm">
                Back to the destination
              </RouteAnchor>
            </Group>
          </Stack>
        </Alert>
      )}
    </Page>
  );
}
