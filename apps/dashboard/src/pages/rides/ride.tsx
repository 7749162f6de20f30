/** What a ride looked like: its way, its charts, laps and zones, all of one view. */
import { Alert, Grid, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { Part } from '../../kit/part.js';
import { ErrorState } from '../../kit/states.js';
import { Charts } from './charts.js';
import { Laps } from './laps.js';
import { type RecordDetails, type RecordId, type Series, seriesQuery } from './queries.js';
import { type AxisKind, RideView, axisOf } from './ride-view.js';
import { Track, hasTrack } from './track.js';
import { Zones } from './zones.js';

const PLACEHOLDER = 420;

export function Ride({ record, details }: { readonly record: RecordId; readonly details: RecordDetails }) {
  const { data, error, refetch } = useQuery(seriesQuery(record, details.revision));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={PLACEHOLDER} aria-label="Loading the samples" />;
  return <Drawn series={data} details={details} />;
}

function Drawn({ series, details }: { readonly series: Series; readonly details: RecordDetails }) {
  const [axis, setAxis] = useState<AxisKind>('time');
  const views = useMemo(
    () => ({ time: new RideView(axisOf(series, 'time')), distance: new RideView(axisOf(series, 'distance')) }),
    [series],
  );
  const view = views[axis];
  const charts = useRef<HTMLDivElement>(null);
  const rows = series.elapsed_seconds.length;
  const isOnMap = hasTrack(series);
  const showSeconds = (from: number, to: number): void => {
    view.showRows(views.time.rowAt(from), views.time.rowAt(to));
    charts.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Stack gap="lg">
      {rows === 0 ? (
        <Alert color="blue" variant="light" title="It has no samples">
          <Text size="sm">The provider told its totals only, so there is nothing to draw.</Text>
        </Alert>
      ) : (
        <Grid gap="md" ref={charts}>
          {isOnMap && (
            <Grid.Col span={{ base: 12, lg: 4 }} order={{ base: 1, lg: 2 }}>
              <Paper withBorder style={{ position: 'sticky', top: 72 }}>
                <Track series={series} view={view} />
              </Paper>
            </Grid.Col>
          )}
          <Grid.Col span={{ base: 12, lg: isOnMap ? 8 : 12 }} order={{ base: 2, lg: 1 }}>
            <Charts
              series={series}
              view={view}
              axis={axis}
              onAxis={(chosen) => {
                views[chosen].showRows(...view.rows());
                views[chosen].setCursor(view.cursor);
                setAxis(chosen);
              }}
            />
            {series.rows > rows && (
              <Text size="xs" c="dimmed">
                {rows} of {series.rows} samples are drawn, peaks kept.
              </Text>
            )}
          </Grid.Col>
        </Grid>
      )}
      {details.laps.length > 0 && (
        <Part title="Laps">
          <Paper withBorder>
            <Laps
              laps={details.laps}
              rideStart={series.start_time ?? details.start_time}
              onShow={rows > 0 ? showSeconds : null}
            />
          </Paper>
        </Part>
      )}
      <Part title="Time in zones">
        <Zones zones={details.zones} />
      </Part>
    </Stack>
  );
}
