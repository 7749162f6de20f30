/** One record: of an activity its track, charts, laps and zones; of all others their JSON. */
import { Badge, Group, Paper, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.js';
import { Copyable } from '../../kit/copy.js';
import { Facts } from '../../kit/facts.js';
import { bytes, shortId } from '../../kit/format.js';
import { Json } from '../../kit/json.js';
import { ConnectionLink } from '../../kit/links.js';
import { Page } from '../../kit/page.js';
import { Part } from '../../kit/part.js';
import { EmptyState, ErrorState, LoadingState } from '../../kit/states.js';
import { When } from '../../kit/when.js';
import { recordName } from '../../kit/record-name.js';
import { nameOfRecord } from './columns.js';
import { DeleteRecord } from './delete-record.js';
import { Files } from './files.js';
import { type RecordDetails, type RecordId, recordQuery, recordTypeOf } from './queries.js';
import { RecordDeliveries } from './record-deliveries.js';
import { Ride } from './ride.js';
import { TotalTiles } from './totals.js';
import { useRecordLive } from './use-record-live.js';

const route = getRouteApi('/e/$environment/rides/$connection/$type/$key');

export function RecordPage() {
  const environment = useEnvironment();
  const { connection, type: given, key } = route.useParams();
  const type = recordTypeOf(given);
  if (type === undefined)
    return (
      <Page title="Record" trail={[{ text: 'Rides', path: '/rides' }]}>
        <EmptyState title="There is no such type of record" text="Look at the address, or choose a record from the list." />
      </Page>
    );
  return <Known record={{ environment, connection, type, key }} />;
}

function Known({ record }: { readonly record: RecordId }) {
  const { data, error, refetch } = useQuery(recordQuery(record));
  useRecordLive(record);
  const title = data ? nameOfRecord(data) : recordName(record.type, null);
  return (
    <Page
      title={title}
      trail={[{ text: 'Rides', path: '/rides' }]}
      {...(data ? { actions: <DeleteRecord record={record} isDeleted={data.deleted} /> } : {})}
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Loaded record={record} details={data} />
      ) : (
        <LoadingState />
      )}
    </Page>
  );
}

function Loaded({ record, details }: { readonly record: RecordId; readonly details: RecordDetails }) {
  return (
    <Stack gap="lg">
      <Paper withBorder p="md">
        <Facts
          facts={[
            [
              'Who',
              <ConnectionLink key="who" id={details.connection_id}>
                {details.reference_id ?? `…${shortId(details.connection_id)}`}
              </ConnectionLink>,
            ],
            ['Provider', details.provider_title],
            ['Began', <When key="began" at={details.start_time} exact />],
            ['Ended', <When key="ended" at={details.end_time} exact />],
            [
              'Revision',
              <Group key="revision" gap="xs">
                {details.revision}
                {details.deleted && (
                  <Badge color="gray" variant="light" tt="none">
                    deleted
                  </Badge>
                )}
              </Group>,
            ],
            ['Changed', <When key="changed" at={details.updated_at} />],
            ['Size', bytes(details.bytes)],
            ['Key', <Copyable key="key" value={details.key} label="the key" />],
          ]}
        />
      </Paper>
      {details.totals && <TotalTiles totals={details.totals} />}
      {record.type === 'activity' && !details.deleted && <Ride record={record} details={details} />}
      <Part title="Downloads">
        <Files record={record} files={details.files} />
      </Part>
      <Part title="Where it was delivered">
        <RecordDeliveries record={record} />
      </Part>
      {details.json && (
        <Part title="JSON, without samples">
          <Paper withBorder p="sm">
            <Json value={details.json} label="JSON of the record" />
          </Paper>
        </Part>
      )}
    </Stack>
  );
}
