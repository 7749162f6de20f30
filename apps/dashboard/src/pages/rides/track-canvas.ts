import type { Point } from './projection.js';

export interface TrackLook {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  /** The part that the charts show; null = all. */
  readonly rows: readonly [from: number, to: number] | null;
}

const COLORS = {
  light: { line: '#0b7a5c', faint: '#b4bcc4', edge: '#ffffff', start: '#0b7a5c', end: '#c92a2a' },
  dark: { line: '#49b493', faint: '#5c636a', edge: '#242424', start: '#49b493', end: '#ff8787' },
};
const LINE = 3;
const MARK = 6;
const TURN = 2 * Math.PI;

export function drawTrack(canvas: HTMLCanvasElement, points: readonly (Point | null)[], look: TrackLook): void {
  const { width, height, scheme, rows } = look;
  const context = canvas.getContext('2d');
  if (!context) return;
  const dense = window.devicePixelRatio;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clearRect(0, 0, width, height);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const colors = COLORS[scheme];
  const whole = pathOf(points, 0, points.length - 1);
  stroke(context, whole, colors.edge, LINE + 2);
  stroke(context, whole, rows === null ? colors.line : colors.faint, LINE);
  if (rows !== null) {
    const part = pathOf(points, ...rows);
    stroke(context, part, colors.edge, LINE + 3);
    stroke(context, part, colors.line, LINE + 1);
  }
  const places = points.filter((point) => point !== null);
  const [start, end] = [places[0], places.at(-1)];
  if (!start || !end) return;
  context.lineWidth = 2;
  context.strokeStyle = colors.edge;
  context.fillStyle = colors.end;
  context.beginPath();
  context.rect(end.x - MARK + 1, end.y - MARK + 1, 2 * MARK - 2, 2 * MARK - 2);
  context.fill();
  context.stroke();
  // A ring: where it ends at its start, both are seen.
  context.lineWidth = 3;
  context.strokeStyle = colors.start;
  context.beginPath();
  context.arc(start.x, start.y, MARK + 2, 0, TURN);
  context.stroke();
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}

/** Points that fall on the pixel of the one before are left out: a ride of 8 hours has 28,800. */
function pathOf(points: readonly (Point | null)[], from: number, to: number): Path2D {
  const path = new Path2D();
  let before: Point | null = null;
  for (let row = from; row <= to; row += 1) {
    const point = points[row] ?? null;
    if (point === null) continue;
    if (before === null) path.moveTo(point.x, point.y);
    else if (Math.abs(point.x - before.x) < 0.5 && Math.abs(point.y - before.y) < 0.5) continue;
    else path.lineTo(point.x, point.y);
    before = point;
  }
  return path;
}
