/** The charts of a ride, stacked on one axis, with what moves and zooms them. */
import 'uplot/dist/uPlot.min.css';
import { ActionIcon, Button, Group, SegmentedControl, Select, Text, useComputedColorScheme } from '@mantine/core';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { Chart } from './chart.js';
import { pausesOf } from './chart-options.js';
import classes from './charts.module.css';
import { recordedOf, smooth } from './metrics.js';
import type { Series } from './queries.js';
import { type AxisKind, type RideView, hasDistance } from './ride-view.js';
import { Scrubber } from './scrubber.js';

const CLOSER = 0.5;
/** A ride so long is more than one can see in every second of it. */
const LONG_SECONDS = 2 * 3_600;
const SMOOTHINGS = [
  { value: '0', label: 'As recorded' },
  { value: '5', label: 'Mean of 5 s' },
  { value: '30', label: 'Mean of 30 s' },
];

export interface ChartsProps {
  readonly series: Series;
  readonly view: RideView;
  readonly axis: AxisKind;
  readonly onAxis: (axis: AxisKind) => void;
}

export function Charts({ series, view, axis, onAxis }: ChartsProps) {
  const scheme = useComputedColorScheme('light');
  const [smoothing, setSmoothing] = useState((series.elapsed_seconds.at(-1) ?? 0) > LONG_SECONDS ? '30' : '0');
  const recorded = useMemo(() => recordedOf(series), [series]);
  const shown = useMemo(
    () => recorded.map((each) => ({ ...each, line: smooth(series.elapsed_seconds, each.values, Number(smoothing)) })),
    [recorded, series, smoothing],
  );
  const pauses = useMemo(() => pausesOf(series.elapsed_seconds), [series]);
  if (recorded.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing was recorded that could be drawn.
      </Text>
    );
  return (
    <section aria-label="Charts of the ride">
      <Group gap="xs" mb="xs" justify="space-between">
        <Group gap="xs">
          {hasDistance(series) && (
            <SegmentedControl
              size="xs"
              aria-label="Along"
              data={[
                { value: 'time', label: 'Time' },
                { value: 'distance', label: 'Distance' },
              ]}
              value={axis}
              onChange={(value) => onAxis(value === 'distance' ? 'distance' : 'time')}
            />
          )}
          <Select
            size="xs"
            w={140}
            aria-label="Smoothing"
            allowDeselect={false}
            data={SMOOTHINGS}
            value={smoothing}
            onChange={(value) => setSmoothing(value ?? '0')}
          />
        </Group>
        <Zooming view={view} />
      </Group>
      <Scrubber series={series} view={view} drawn={shown} />
      <div className={classes['charts']}>
        {shown.map((each, index) => (
          <Chart
            key={each.metric.name}
            drawn={each}
            view={view}
            pauses={pauses}
            scheme={scheme}
            axis={axis}
            isLast={index === shown.length - 1}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        Drag over a chart to zoom, double-click to see all; on a phone use two fingers. With the keyboard: arrows on the slider, +
        and −, 0 for all.
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        “In view” counts all samples that are drawn, also those of standing still. The figures above are the totals of the ride.
      </Text>
    </section>
  );
}

function Zooming({ view }: { readonly view: RideView }) {
  // Renders when it becomes zoomed, or all is shown again; not while one zooms on.
  const isZoomed = useSyncExternalStore(
    (tell) => view.follow(tell),
    () => view.isZoomed,
  );
  return (
    <Group gap={4}>
      <ActionIcon variant="default" size="md" aria-label="Zoom in" onClick={() => view.zoomBy(CLOSER)}>
        <IconZoomIn size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="default" size="md" aria-label="Zoom out" disabled={!isZoomed} onClick={() => view.zoomBy(1 / CLOSER)}>
        <IconZoomOut size={16} aria-hidden />
      </ActionIcon>
      <Button size="xs" variant="default" disabled={!isZoomed} onClick={() => view.reset()}>
        Reset zoom
      </Button>
    </Group>
  );
}
