/** Fingers on a chart: one moves the cursor, two zoom. Up and down still scrolls the page. A mouse that leaves takes the cursor along. */
import type uPlot from 'uplot';
import type { RideView } from './ride-view.js';

const LEAST_SPREAD = 8;

export function followPointers(plot: uPlot, view: RideView): () => void {
  const { over } = plot;
  const fingers = new Map<number, number>();
  let pinch: { readonly spread: number; readonly center: number; readonly width: number } | null = null;
  const leftOf = (event: PointerEvent): number => event.clientX - over.getBoundingClientRect().left;
  const spreadOf = (): { readonly spread: number; readonly middle: number } => {
    const [one = 0, other = 0] = fingers.values();
    return { spread: Math.max(LEAST_SPREAD, Math.abs(one - other)), middle: (one + other) / 2 };
  };
  const onDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') return;
    fingers.set(event.pointerId, leftOf(event));
    if (fingers.size === 2) {
      const { spread, middle } = spreadOf();
      pinch = { spread, center: plot.posToVal(middle, 'x'), width: view.range.max - view.range.min };
    } else view.setCursor(plot.posToIdx(leftOf(event)));
  };
  const onMove = (event: PointerEvent): void => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, leftOf(event));
    if (pinch === null) {
      view.setCursor(plot.posToIdx(leftOf(event)));
      return;
    }
    const { spread, middle } = spreadOf();
    const width = (pinch.width * pinch.spread) / spread;
    const from = pinch.center - (middle / over.clientWidth) * width;
    view.setRange(from, from + width);
  };
  const onUp = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) pinch = null;
  };
  const onLeave = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse') view.setCursor(null);
  };
  const handlers = [
    ['pointerleave', onLeave],
    ['pointerdown', onDown],
    ['pointermove', onMove],
    ['pointerup', onUp],
    ['pointercancel', onUp],
  ] as const;
  over.style.touchAction = 'pan-y';
  for (const [name, handler] of handlers) over.addEventListener(name, handler);
  return () => {
    for (const [name, handler] of handlers) over.removeEventListener(name, handler);
  };
}
