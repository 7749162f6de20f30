/** A delivery: what, for whom, where to, how far; its tries; what it sends. */
import { Alert, Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useEnvironment } from '../../app/environment.js';
import { StateBadge } from '../../kit/badges.js';
import { ChangeButton } from '../../kit/change-button.js';
import { Confirm } from '../../kit/confirm.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { shortId } from '../../kit/format.js';
import { Json } from '../../kit/json.js';
import { ConnectionLink, DestinationLink, RecordLink } from '../../kit/links.js';
import { NextTry, asSentence } from '../../kit/next-try.js';
import { Page } from '../../kit/page.js';
import { recordName } from '../../kit/record-name.js';
import { RouteAnchor } from '../../kit/route-anchor.js';
import { ErrorState, LoadingState } from '../../kit/states.js';
import { useChange } from '../../kit/use-change.js';
import { When } from '../../kit/when.js';
import { destinationsQuery } from '../destinations/queries.js';
import { isEventType } from '../../kit/event-types.js';
import { Attempts } from './attempts.js';
import { EditBody } from './edit-body.js';
import { type DeliveryDetails, deliveryQuery, touchedBy } from './queries.js';
import { priorityWord } from './words.js';

const route = getRouteApi('/e/$environment/deliveries/$delivery');
const LIST = { text: 'Deliveries', path: '/deliveries' };

/** Where it stands, and what comes next. */
function Standing({ delivery }: { readonly delivery: DeliveryDetails }) {
  const { state, problem, due_at: due, finished_at: finished, attempts } = delivery;
  switch (state) {
    case 'delivered':
      return null;
    case 'pending':
      return (
        <Alert
          color={problem ? 'orange' : 'blue'}
          title={problem ? 'It failed and is tried again by itself' : 'It is on its way'}
        >
          <Text size="sm" className="app-words">
            {problem && asSentence(problem.message)} <NextTry at={due} />
          </Text>
        </Alert>
      );
    case 'dead':
      return (
        <Alert
          color="red"
          title={`A dead letter after ${attempts === 1 ? 'one try' : `${attempts} tries`}: it is not tried again by itself`}
        >
          <Text size="sm" className="app-words">
            {problem && asSentence(problem.message)}
          </Text>
          <Text size="sm">
            <strong>What to do: </strong>mend the cause, then redrive it. When the event itself is refused, edit what it sends.
          </Text>
        </Alert>
      );
    case 'superseded':
      return (
        <Alert color="gray" title="Superseded">
          A newer revision of the record was sent in its place <When at={finished} />.
        </Alert>
      );
    case 'canceled':
      return (
        <Alert color="gray" title="Canceled">
          {problem?.message ?? 'It was given up'} <When at={finished} />.
        </Alert>
      );
  }
}

function Actions({
  environment,
  delivery,
  onEdit,
}: {
  readonly environment: string;
  readonly delivery: DeliveryDetails;
  readonly onEdit: () => void;
}) {
  const [isCanceling, setCanceling] = useState(false);
  const params = { path: { environment, delivery: delivery.id } };
  const touches = touchedBy(environment, delivery.id);
  const redrive = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/deliveries/{delivery}/redrive', { params })),
    done: 'It is due again.',
    touches,
  });
  const cancel = useChange({
    run: () => answerOf(api.POST('/admin/environments/{environment}/deliveries/{delivery}/cancel', { params })),
    done: 'It was given up.',
    touches,
  });
  return (
    <>
      {delivery.state === 'dead' && (
        <>
          <ChangeButton onClick={() => redrive.mutate()} loading={redrive.isPending}>
            Redrive
          </ChangeButton>
          {delivery.body !== null && delivery.body !== undefined && (
            <ChangeButton variant="default" onClick={onEdit}>
              Edit what it sends
            </ChangeButton>
          )}
        </>
      )}
      {delivery.state === 'pending' && (
        <ChangeButton variant="default" color="red" onClick={() => setCanceling(true)}>
          Give it up…
        </ChangeButton>
      )}
      {isCanceling && (
        <Confirm
          title="Give this delivery up?"
          text="It is not tried again, and there is no way back: it cannot be redriven. A later revision of the record is sent as usual."
          action="Give it up"
          onConfirm={() => cancel.mutateAsync()}
          onClose={() => setCanceling(false)}
        />
      )}
    </>
  );
}

interface RecordedProps {
  readonly connection: string;
  readonly recordKey: string;
  readonly delivery: DeliveryDetails;
}

/** Its name leads to it, unless it is gone. */
function Recorded({ connection, recordKey, delivery: { type, record } }: RecordedProps) {
  if (record === null || record.deleted)
    return (
      <>
        {recordKey}
        <Text size="xs" c="dimmed">
          deleted
        </Text>
      </>
    );
  return (
    <>
      <RecordLink connection={connection} type={type} recordKey={recordKey}>
        {recordName(type, record)}
      </RecordLink>
      <Text size="xs" c="dimmed">
        began <When at={record.start_time} />
      </Text>
    </>
  );
}

function What({ environment, delivery }: { readonly environment: string; readonly delivery: DeliveryDetails }) {
  const { connection_id: connection, record_key: recordKey, type } = delivery;
  const destinations = useQuery(destinationsQuery(environment));
  const destination = destinations.data?.items.find(({ id }) => id === delivery.destination_id);
  return (
    <Paper withBorder p="md" component="section" aria-label="What it is">
      <Facts
        facts={[
          [
            'Destination',
            <DestinationLink key="destination" id={delivery.destination_id}>
              {destination?.name ?? shortId(delivery.destination_id)}
            </DestinationLink>,
          ],
          [
            'Connection',
            connection === null ? (
              'of no connection'
            ) : (
              <ConnectionLink key="connection" id={connection}>
                {delivery.reference_id ?? shortId(connection)}
              </ConnectionLink>
            ),
          ],
          [
            'Record',
            recordKey === null || connection === null ? (
              'of no record'
            ) : (
              <Recorded key="record" connection={connection} recordKey={recordKey} delivery={delivery} />
            ),
          ],
          ['Revision', recordKey === null ? '–' : delivery.revision],
          ['Sent as', priorityWord(delivery.priority)],
          ['Made', <When key="made" at={delivery.created_at} />],
          ...(delivery.state === 'pending' ? [['Due', <When key="due" at={delivery.due_at} />] as const] : []),
          ['Finished', <When key="finished" at={delivery.finished_at} />],
          ['Tries of its schedule', delivery.attempts],
          ['Trace id', <Copyable key="id" value={delivery.id} label="the trace id" shown={shortId(delivery.id)} />],
          [
            'Terra reference',
            delivery.reference === null ? (
              '–'
            ) : (
              <Copyable key="reference" value={delivery.reference} label="the reference" shown={shortId(delivery.reference)} />
            ),
          ],
          [
            'Other deliveries',
            connection !== null && recordKey !== null && isEventType(type) ? (
              <RouteAnchor
                key="others"
                to="/e/$environment/deliveries"
                params={{ environment }}
                search={{ connection, type, record_key: recordKey }}
                inherit
              >
                of this record
              </RouteAnchor>
            ) : connection !== null ? (
              <RouteAnchor key="others" to="/e/$environment/deliveries" params={{ environment }} search={{ connection }} inherit>
                of this connection
              </RouteAnchor>
            ) : (
              '–'
            ),
          ],
        ]}
      />
    </Paper>
  );
}

function Loaded({ environment, delivery }: { readonly environment: string; readonly delivery: DeliveryDetails }) {
  const [isEditing, setEditing] = useState(false);
  const { body, is_edited: isEdited, state } = delivery;
  return (
    <Page
      title={`Delivery of ${delivery.record === null ? delivery.type : recordName(delivery.type, delivery.record)}`}
      tabTitle={`Delivery ${shortId(delivery.id)}`}
      trail={[LIST]}
      text={
        <Group gap="xs">
          <StateBadge state={state} />
          {delivery.type}
        </Group>
      }
      actions={<Actions environment={environment} delivery={delivery} onEdit={() => setEditing(true)} />}
    >
      <Standing delivery={delivery} />
      <What environment={environment} delivery={delivery} />
      <Paper withBorder p="md" component="section" aria-labelledby="tries-title">
        <Stack gap="md">
          <Title order={2} size="h4" id="tries-title">
            Tries
          </Title>
          <Attempts tried={delivery.tried} />
        </Stack>
      </Paper>
      <Paper withBorder p="md" component="section" aria-labelledby="body-title">
        <Stack gap="sm">
          <Group gap="xs">
            <Title order={2} size="h4" id="body-title">
              What it sends
            </Title>
            {isEdited && (
              <Badge color="yellow" variant="light" tt="none" radius="sm" autoContrast className="app-state">
                edited by an operator
              </Badge>
            )}
          </Group>
          {isEditing && state === 'dead' ? (
            <EditBody environment={environment} delivery={delivery} onClose={() => setEditing(false)} />
          ) : body === null || body === undefined ? (
            <Text size="sm" c="dimmed">
              It is gone: the record or the event was deleted, or is older than what is kept.
            </Text>
          ) : (
            <>
              <Text size="xs" c="dimmed">
                Lists of samples are left out of what is shown here, not of what {state === 'delivered' ? 'was' : 'is'} sent. It
                is the newest revision of the record at the moment when it is sent.
              </Text>
              <Json value={body} label="The event as JSON" />
            </>
          )}
        </Stack>
      </Paper>
    </Page>
  );
}

export function DeliveryPage() {
  const environment = useEnvironment();
  const { delivery } = route.useParams();
  const { data, error, refetch } = useQuery(deliveryQuery(environment, delivery));
  if (data) return <Loaded key={data.id} environment={environment} delivery={data} />;
  return (
    <Page title="Delivery" trail={[LIST]}>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />}
    </Page>
  );
}
