/** The way that was ridden, drawn from its own points: no map is asked for. */
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { flatten, nearestRow, scaleBar } from './projection.js';
import type { Series } from './queries.js';
import type { RideView } from './ride-view.js';
import { drawTrack } from './track-canvas.js';
import classes from './track.module.css';

const AIR = 18;
const BAR_MOST = 90;
const NEAR = 40;
const KM = 1_000;

export const hasTrack = ({ latitude_degrees: latitudes, longitude_degrees: longitudes }: Series): boolean =>
  latitudes !== null && longitudes !== null && latitudes.some((latitude, row) => latitude !== null && longitudes[row] != null);

export function Track({ series, view }: { readonly series: Series; readonly view: RideView }) {
  const { latitude_degrees: latitudes, longitude_degrees: longitudes } = series;
  const scheme = useComputedColorScheme('light');
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const dot = useRef<HTMLDivElement>(null);
  const flat = useMemo(
    () => (width > 0 && height > 0 ? flatten(latitudes ?? [], longitudes ?? [], width, height, AIR) : null),
    [latitudes, longitudes, width, height],
  );

  useEffect(() => {
    if (!flat) return undefined;
    const draw = (): void => {
      if (canvas.current)
        drawTrack(canvas.current, flat.points, { width, height, scheme, rows: view.isZoomed ? view.rows() : null });
    };
    const point = (): void => {
      const at = view.cursor === null ? null : (flat.points[view.cursor] ?? null);
      if (!dot.current) return;
      dot.current.hidden = at === null;
      if (at) dot.current.style.transform = `translate(${at.x}px, ${at.y}px)`;
    };
    draw();
    point();
    return view.follow((part) => (part === 'cursor' ? point() : draw()));
  }, [flat, view, width, height, scheme]);

  const onPoint = (event: PointerEvent<HTMLDivElement>): void => {
    if (!flat) return;
    const box = event.currentTarget.getBoundingClientRect();
    const row = nearestRow(flat, { x: event.clientX - box.left, y: event.clientY - box.top }, NEAR);
    if (row !== null) view.setCursor(row);
  };
  const bar = flat && scaleBar(flat.metersPerPixel, BAR_MOST);
  return (
    <div ref={ref} className={classes['track']} onPointerMove={onPoint} onPointerDown={onPoint}>
      <canvas
        ref={canvas}
        role="img"
        aria-label="The way that was ridden. North is up; a ring marks the start, a square the end."
      />
      <div ref={dot} className={classes['dot']} hidden />
      <div className={classes['legend']} aria-hidden>
        ○ start ■ end
      </div>
      {bar && (
        <div className={classes['bar']} style={{ width: bar.pixels }}>
          {bar.meters >= KM ? `${bar.meters / KM} km` : `${bar.meters} m`}
        </div>
      )}
    </div>
  );
}
