/** Positions on a flat map that fits into a box: east is right, north is up, as long as wide where the ride was. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface FlatTrack {
  /** One for each row; null without a position. Pixels. */
  readonly points: readonly (Point | null)[];
  readonly metersPerPixel: number;
}
type Column = readonly (number | null)[];

const METERS_PER_DEGREE = 111_320;
const HALF_TURN = 180;
const LEAST_METERS = 50;

/** null where there are no positions. @param width pixels, @param air pixels that are left free on each side */
export function flatten(latitudes: Column, longitudes: Column, width: number, height: number, air: number): FlatTrack | null {
  let [west, east, south, north, before] = [Infinity, -Infinity, Infinity, -Infinity, NaN];
  const degrees = latitudes.map((latitude, row) => {
    let longitude = longitudes[row] ?? null;
    if (latitude === null || longitude === null) return null;
    // Over the 180th meridian it goes on in the same direction.
    if (longitude - before > HALF_TURN) longitude -= 2 * HALF_TURN;
    else if (before - longitude > HALF_TURN) longitude += 2 * HALF_TURN;
    before = longitude;
    if (longitude < west) west = longitude;
    if (longitude > east) east = longitude;
    if (latitude < south) south = latitude;
    if (latitude > north) north = latitude;
    return { latitude, longitude };
  });
  if (!Number.isFinite(before)) return null;
  const narrowing = Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / HALF_TURN));
  const metersWide = Math.max(LEAST_METERS, (east - west) * narrowing * METERS_PER_DEGREE);
  const metersHigh = Math.max(LEAST_METERS, (north - south) * METERS_PER_DEGREE);
  const metersPerPixel = Math.max(metersWide / Math.max(1, width - 2 * air), metersHigh / Math.max(1, height - 2 * air));
  const pixelsPerDegree = METERS_PER_DEGREE / metersPerPixel;
  const [middleEast, middleNorth] = [(west + east) / 2, (south + north) / 2];
  return {
    metersPerPixel,
    points: degrees.map(
      (at) =>
        at && {
          x: width / 2 + (at.longitude - middleEast) * narrowing * pixelsPerDegree,
          y: height / 2 - (at.latitude - middleNorth) * pixelsPerDegree,
        },
    ),
  };
}

/** The row whose point is nearest; null when none is near. */
export function nearestRow({ points }: FlatTrack, to: Point, within: number): number | null {
  let [nearest, least]: [number | null, number] = [null, within * within];
  points.forEach((point, row) => {
    if (point === null) return;
    const away = (point.x - to.x) ** 2 + (point.y - to.y) ** 2;
    if (away < least) [nearest, least] = [row, away];
  });
  return nearest;
}

/** A round length that is at most so wide. */
export function scaleBar(metersPerPixel: number, most: number): { readonly meters: number; readonly pixels: number } {
  const power = 10 ** Math.floor(Math.log10(metersPerPixel * most));
  const meters = [5, 2, 1].map((each) => each * power).find((each) => each / metersPerPixel <= most) ?? power;
  return { meters, pixels: meters / metersPerPixel };
}
